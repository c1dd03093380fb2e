//! Password hashing: Argon2id (RFC 9106) on a few threads of its own, behind a queue that has an end.
//!
//! A hash costs tens of milliseconds of a core and megabytes of memory on purpose. Left to the request threads
//! it would stop the server; left unbounded it would be a way to stop it. So there are as many hashing threads
//! as cores, a queue of fixed length, and a refusal beyond it. Nothing here runs inside a transaction.

mod cost;
mod pool;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context as _;
use argon2::password_hash::phc::{self, Output, ParamsString, Salt};
use argon2::{Algorithm, Argon2, Params, Version};
use domain::password::{Password, PasswordHash};
use domain::secret::{Entropy, Secret};
use subtle::ConstantTimeEq as _;

pub use self::cost::{Cost, CostBelowFloor};
use self::pool::{Memory, Pool};
use crate::failure::{Busy, Outcome};

/// How passwords are hashed.
#[derive(Debug, Clone, Copy)]
pub struct HasherOptions {
    /// The price of one hash.
    pub cost: Cost,
    /// Hashing threads. More than there are cores makes every hash slower and none sooner.
    pub threads: usize,
    /// How many may wait for a thread before [`Busy`] is the answer; at least 128.
    pub queue: usize,
}

impl Default for HasherOptions {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            cost: Cost::FLOOR,
            threads,
            queue: 256,
        }
    }
}

/// What comparing a password with a stored hash showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is not the password, or there was no hash to compare with.
    Wrong,
    /// It is the password.
    Right {
        /// The stored hash has another cost than is set now: hash again while the password is at hand.
        outdated: bool,
    },
}

/// The pool of hashing threads. Cloning shares it; dropping the last one ends the threads.
#[derive(Clone)]
pub struct Hasher {
    pool: Pool,
    cost: Cost,
    entropy: Arc<dyn Entropy>,
    /// Compared with when there is no account or no password: the same work, always wrong (SIGN-1).
    dummy: PasswordHash,
    comparisons: Arc<AtomicU64>,
    examined: Arc<AtomicU64>,
}

impl std::fmt::Debug for Hasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hasher")
            .field("cost", &self.cost)
            .finish_non_exhaustive()
    }
}

impl Hasher {
    /// Starts the threads.
    ///
    /// # Errors
    /// When the system gives no thread, or no memory for one hash.
    pub fn start(options: HasherOptions, entropy: Arc<dyn Entropy>) -> anyhow::Result<Self> {
        let pool = Pool::start(options.threads.max(1), options.queue.max(128))?;
        let nobody = Password::typed(&Secret::generate(&*entropy).reveal())?;
        let dummy = hash_once(&nobody, salt(&*entropy), options.cost, &mut Memory::default())?;
        Ok(Self {
            pool,
            cost: options.cost,
            entropy,
            dummy,
            comparisons: Arc::default(),
            examined: Arc::default(),
        })
    }

    /// Hashes a new password, under a new salt and the cost that is set now.
    ///
    /// # Errors
    /// Refused with [`Busy`] when the queue is full.
    pub async fn hash(&self, password: &Password) -> Outcome<PasswordHash, Busy> {
        let (password, salt, cost) = (password.clone(), salt(&*self.entropy), self.cost);
        Ok(self
            .pool
            .run(move |memory| hash_once(&password, salt, cost, memory))
            .await??)
    }

    /// Compares a password with a stored hash; with nothing stored, works as long and says wrong.
    ///
    /// # Errors
    /// Refused with [`Busy`] when the queue is full; internal when the stored hash is not one of ours.
    pub async fn compare(&self, password: &Password, stored: Option<&PasswordHash>) -> Outcome<Verdict, Busy> {
        let (password, cost) = (password.clone(), self.cost);
        let hash = stored.unwrap_or(&self.dummy).clone();
        let (comparisons, examined) = (Arc::clone(&self.comparisons), Arc::clone(&self.examined));
        let is_real = stored.is_some();
        let compared = self
            .pool
            .run(move |memory| {
                comparisons.fetch_add(1, Ordering::Relaxed);
                examined.fetch_add(u64::from(is_real), Ordering::Relaxed);
                compare_once(&password, &hash, cost, memory)
            })
            .await??;
        Ok(if stored.is_some() { compared } else { Verdict::Wrong })
    }

    /// How many comparisons were made since the start, those with nothing included.
    #[must_use]
    pub fn comparisons(&self) -> u64 {
        self.comparisons.load(Ordering::Relaxed)
    }

    /// How many passwords were compared with a stored hash since the start: guesses that could have been right (G3).
    #[must_use]
    pub fn examined(&self) -> u64 {
        self.examined.load(Ordering::Relaxed)
    }

    /// How many hashes can be under way at once.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.pool.threads()
    }
}

type SaltBytes = [u8; 16];

fn salt(entropy: &dyn Entropy) -> SaltBytes {
    let mut salt = [0; 16];
    entropy.fill(&mut salt);
    salt
}

fn hash_once(password: &Password, salt: SaltBytes, cost: Cost, memory: &mut Memory) -> anyhow::Result<PasswordHash> {
    let params = cost.params()?;
    let output = derive(password, &salt, &params, memory)?;
    let phc = phc::PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).map_err(|e| anyhow::anyhow!("Argon2 parameters: {e}"))?,
        salt: Some(Salt::new(&salt).map_err(|e| anyhow::anyhow!("Argon2 salt: {e}"))?),
        hash: Some(Output::new(&output).map_err(|e| anyhow::anyhow!("Argon2 output: {e}"))?),
    };
    Ok(PasswordHash::from_phc(phc.to_string()))
}

fn compare_once(password: &Password, hash: &PasswordHash, cost: Cost, memory: &mut Memory) -> anyhow::Result<Verdict> {
    let malformed = "a stored password hash is malformed";
    let stored = phc::PasswordHash::new(hash.as_phc()).map_err(|_| anyhow::anyhow!(malformed))?;
    anyhow::ensure!(stored.algorithm == Algorithm::Argon2id.ident(), malformed);
    let params = Params::try_from(&stored).map_err(|_| anyhow::anyhow!(malformed))?;
    let (salt, expected) = stored.salt.zip(stored.hash).context(malformed)?;
    let actual = derive(password, &salt, &params, memory)?;
    if bool::from(actual.as_slice().ct_eq(expected.as_ref())) {
        Ok(Verdict::Right {
            outdated: !cost.is_that_of(&params),
        })
    } else {
        Ok(Verdict::Wrong)
    }
}

fn derive(password: &Password, salt: &[u8], params: &Params, memory: &mut Memory) -> anyhow::Result<Vec<u8>> {
    let mut output = vec![0; params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN)];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    argon2
        .hash_password_into_with_memory(
            password.as_bytes(),
            salt,
            &mut output,
            memory.blocks(params.block_count()),
        )
        .map_err(|e| anyhow::anyhow!("Argon2: {e}"))?;
    Ok(output)
}

#[cfg(test)]
mod tests;
