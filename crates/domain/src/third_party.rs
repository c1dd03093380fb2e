//! Third-party sign-in by OpenID Connect (SIGN-3): providers, visits to them, and what comes back.
//!
//! A visit goes out with a state, a nonce and a PKCE challenge. What the provider says in return never opens a session
//! by itself: it leads back to the client with a code, and only the client that began has the verifier to redeem it.
//! Somebody is known by (issuer, subject) alone; an e-mail address is a word on the screen.

mod claims;
mod issuer;
mod provider;
mod return_to;
mod verifier;

pub use self::claims::{Claimed, Distrust, Expected, is_right_issuer, judge};
pub use self::issuer::{Issuer, MalformedIssuer};
pub use self::provider::{
    Icon, MOST_PROVIDERS, MalformedProvider, Provider, ProviderId, ProviderSecret, Registration, claim_name, client_id,
    scopes,
};
pub use self::return_to::{MalformedReturn, ReturnTo};
pub use self::verifier::{MalformedVerifier, Verifier, VerifierHash};

use crate::ids::{AccountId, IdentityId, SessionId, SignInId};
use crate::rate::ThrottleKey;
use crate::secret::SecretHash;
use crate::time::{Duration, Timestamp, minutes};

/// How long somebody may stay at the provider.
pub const VISIT_LIFE: Duration = minutes(10);

/// How long the code can be redeemed that leads back to the client.
pub const CODE_LIFE: Duration = Duration::from_secs(60);

/// How long an identity that nobody here has waits for an account to be tied to.
pub const LINK_LIFE: Duration = minutes(10);

/// How many visits an address may have under way at once.
pub const MOST_VISITS: u16 = 20;

/// By how much the clocks of two nodes may differ.
const CLOCKS_APART: Duration = Duration::from_secs(5);

/// Whether something that began at `since` and lives so long is alive at `now`. What seems to come from the future was
/// begun before the clock was set back and may be of any age: a jump never lengthens a life.
#[must_use]
pub fn is_alive(since: Timestamp, life: Duration, now: Timestamp) -> bool {
    since <= now.plus(CLOCKS_APART) && now < since.plus(life)
}

/// Somebody is at a provider, on behalf of a client that waits for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Hash of the state, by which the answer finds it.
    pub state: SecretHash,
    /// At which provider.
    pub provider: ProviderId,
    /// At which issuer: another one set since then makes it void.
    pub issuer: Issuer,
    /// Hash of the nonce that the ID token must carry.
    pub nonce: SecretHash,
    /// The PKCE verifier, sealed.
    pub sealed_pkce: Vec<u8>,
    /// Where the provider sends the browser: the same text at both ends of the visit.
    pub redirect_uri: String,
    /// Who may redeem what comes back.
    pub verifier: VerifierHash,
    /// Where the client waits.
    pub return_to: ReturnTo,
    /// What for.
    pub purpose: Purpose,
    /// The address it began from: what goes wrong counts against it, whoever comes back.
    pub asker: ThrottleKey,
    /// When it began.
    pub began_at: Timestamp,
}

/// What a visit is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To sign in.
    SignIn,
    /// To prove in this session that one is still oneself (ASVS 7.5.1).
    Proof(SessionId),
}

impl Visit {
    /// Whether an answer is still awaited.
    #[must_use]
    pub fn is_alive(&self, now: Timestamp) -> bool {
        is_alive(self.began_at, VISIT_LIFE, now)
    }
}

/// Somebody as a provider knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Persona {
    /// The issuer: with the subject all that somebody is known by (ASVS 10.3.3).
    pub issuer: Issuer,
    /// The issuer's own, lasting word for them.
    pub subject: String,
    /// A login they would like to have.
    pub login: Option<String>,
    /// The name others see.
    pub name: Option<String>,
    /// An e-mail address, whoever's it may be.
    pub email: Option<String>,
}

/// Somebody came back from a provider; the client is to redeem it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Hash of the code.
    pub code: SecretHash,
    /// From which provider.
    pub provider: ProviderId,
    /// Who may redeem it.
    pub verifier: VerifierHash,
    /// What the visit was for.
    pub purpose: Purpose,
    /// Who it is.
    pub persona: Persona,
    /// When they came back.
    pub came_at: Timestamp,
}

impl Arrival {
    /// Whether it can be redeemed with this verifier at `now`.
    #[must_use]
    pub fn opens_with(&self, verifier: &Verifier, now: Timestamp) -> bool {
        // Compared in any case, so that the time it takes says nothing.
        let fits = verifier.hash() == self.verifier;
        fits && is_alive(self.came_at, CODE_LIFE, now)
    }
}

/// An identity that nobody here has, waiting for the sign-in of the account that it is to be tied to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The attempt by which it is named.
    pub id: SignInId,
    /// From which provider.
    pub provider: ProviderId,
    /// Who it is there.
    pub persona: Persona,
    /// When it was offered.
    pub offered_at: Timestamp,
}

impl Link {
    /// Whether it can still be tied to an account.
    #[must_use]
    pub fn is_alive(&self, now: Timestamp) -> bool {
        is_alive(self.offered_at, LINK_LIFE, now)
    }

    /// When it is too late.
    #[must_use]
    pub fn ends_at(&self) -> Timestamp {
        self.offered_at.plus(LINK_LIFE)
    }
}

/// An identity at a provider that is tied to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Its id.
    pub id: IdentityId,
    /// The account.
    pub account: AccountId,
    /// The provider through which it was tied.
    pub provider: ProviderId,
    /// Who it is there.
    pub persona: Persona,
    /// When it was tied.
    pub linked_at: Timestamp,
    /// When it was last used to sign in.
    pub used_at: Option<Timestamp>,
}

coded! {
    /// Why somebody comes back from a provider without a code.
    pub enum ReturnRefusal {
        /// The person said no there.
        Denied => "denied",
        /// The provider does not answer, or its answer cannot be trusted.
        ProviderFailed => "provider_failed",
        /// It took too long.
        Expired => "expired",
        /// No such visit is under way: it was used already, or never was.
        UnknownVisit => "unknown_visit",
    }
}

#[cfg(test)]
mod tests;
