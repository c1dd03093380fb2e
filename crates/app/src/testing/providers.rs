//! Providers that say what a test tells them to, and write down what they were asked.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use domain::third_party::{Claimed, Issuer};
use domain::time::{Duration, Timestamp};

use crate::ports::{Exchange, IdentityProviders, ProviderDescription, ProviderError};

/// The stand-in for [`IdentityProviders`]: any issuer answers, until it is told otherwise.
#[derive(Debug, Default)]
pub struct FakeProviders(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// What each code of a provider stands for.
    tokens: BTreeMap<String, Claimed>,
    exchanged: Vec<Exchange>,
    failures: VecDeque<ProviderError>,
    sends_issuer: bool,
}

impl FakeProviders {
    /// Somebody signed in at the provider, and got this code.
    pub fn signs_in(&self, code: &str, claimed: Claimed) {
        self.lock().tokens.insert(code.to_owned(), claimed);
    }

    /// From now on the providers say that they send `iss` beside a code.
    pub fn send_issuer(&self) {
        self.lock().sends_issuer = true;
    }

    /// The next call fails so.
    pub fn fail(&self, error: ProviderError) {
        self.lock().failures.push_back(error);
    }

    /// What was exchanged since the last time this was called.
    pub fn take_exchanged(&self) -> Vec<Exchange> {
        std::mem::take(&mut self.lock().exchanged)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn describe_or_fail(&self, issuer: &Issuer) -> Result<ProviderDescription, ProviderError> {
        let mut state = self.lock();
        match state.failures.pop_front() {
            Some(error) => Err(error),
            None => Ok(ProviderDescription {
                authorization_endpoint: format!("{issuer}/authorize"),
                sends_issuer: state.sends_issuer,
            }),
        }
    }
}

#[async_trait]
impl IdentityProviders for FakeProviders {
    async fn describe(&self, issuer: &Issuer, _now: Timestamp) -> Result<ProviderDescription, ProviderError> {
        self.describe_or_fail(issuer)
    }

    async fn describe_anew(&self, issuer: &Issuer, _now: Timestamp) -> Result<ProviderDescription, ProviderError> {
        self.describe_or_fail(issuer)
    }

    async fn exchange(&self, exchange: &Exchange, _now: Timestamp) -> Result<Claimed, ProviderError> {
        let mut state = self.lock();
        state.exchanged.push(exchange.clone());
        if let Some(error) = state.failures.pop_front() {
            return Err(error);
        }
        // A code is good once, at a provider too.
        let token = state.tokens.remove(exchange.code.reveal());
        token.ok_or_else(|| ProviderError::Untrusted("invalid_grant".to_owned()))
    }
}

/// A token for this client about this person, fresh at `now`, that answers this nonce.
#[must_use]
pub fn token(issuer: &str, client_id: &str, subject: &str, nonce: &str, now: Timestamp) -> Claimed {
    Claimed {
        issuer: issuer.to_owned(),
        subject: subject.to_owned(),
        audiences: vec![client_id.to_owned()],
        authorized_party: None,
        nonce: Some(nonce.to_owned()),
        issued_at: now,
        expires_at: now.plus(Duration::from_secs(300)),
        authenticated_at: Some(now),
        login: None,
        name: None,
        email: None,
    }
}
