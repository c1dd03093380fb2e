//! What one hash costs, and the least that may be set.

use argon2::Params;

/// The price of one Argon2id hash; one lane always.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
}

impl Cost {
    /// 19 MiB and two passes: the least that the storage guidance of security.md §2.9 accepts.
    pub const FLOOR: Self = Self {
        memory_kib: 19 * 1024,
        passes: 2,
    };

    /// The most that makes sense on the machines this runs on: 1 GiB and 64 passes.
    const CEILING: Self = Self {
        memory_kib: 1024 * 1024,
        passes: 64,
    };

    /// A cost of `memory_kib` KiB and `passes` passes.
    ///
    /// # Errors
    /// [`CostBelowFloor`] when either is below [`Cost::FLOOR`] or beyond reason.
    pub const fn new(memory_kib: u32, passes: u32) -> Result<Self, CostBelowFloor> {
        let memory_fits = memory_kib >= Self::FLOOR.memory_kib && memory_kib <= Self::CEILING.memory_kib;
        let passes_fit = passes >= Self::FLOOR.passes && passes <= Self::CEILING.passes;
        if memory_fits && passes_fit {
            Ok(Self { memory_kib, passes })
        } else {
            Err(CostBelowFloor)
        }
    }

    /// Hardly any cost at all: for tests, where hundreds of people sign in and nobody has a secret.
    #[must_use]
    pub const fn insecure_test() -> Self {
        Self {
            memory_kib: 64,
            passes: 1,
        }
    }

    pub(super) fn params(self) -> anyhow::Result<Params> {
        Params::new(self.memory_kib, self.passes, 1, Some(Params::DEFAULT_OUTPUT_LEN))
            .map_err(|e| anyhow::anyhow!("Argon2 parameters: {e}"))
    }

    pub(super) fn is_that_of(self, params: &Params) -> bool {
        params.m_cost() == self.memory_kib && params.t_cost() == self.passes && params.p_cost() == 1
    }
}

/// The cost is too low to protect anybody, or too high to sign anybody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("password hashing needs 19456 to 1048576 KiB of memory and 2 to 64 passes")]
pub struct CostBelowFloor;
