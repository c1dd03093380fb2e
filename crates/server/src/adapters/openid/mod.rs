//! OpenID Connect providers over HTTP: discovery, the exchange of a code, keys and signatures.
//!
//! The wire formats and the signatures are `openidconnect`'s; whether a token is the one that was asked for is decided
//! in `domain::third_party`, with the server's own clock.

mod http;
mod metadata;
mod tokens;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use app::ports::{Exchange, IdentityProviders, ProviderDescription, ProviderError};
use async_trait::async_trait;
use domain::third_party::{Claimed, Issuer};
use domain::time::{Timestamp, minutes};

use self::http::HttpClient;
use self::metadata::Metadata;

/// For how long a provider is taken at its word.
const REMEMBERED: Duration = minutes(10);

/// For how long one that did not answer is not asked again: everybody who comes would wait as long.
const FAILED: Duration = Duration::from_secs(5);

/// How long a description, or an exchange with all its calls, may take.
const WHOLE: Duration = Duration::from_secs(10);

/// How many issuers are remembered: there are ten, and a few that were tried.
const MOST: usize = 32;

/// The providers as they are on the network.
pub struct OpenIdProviders {
    http: HttpClient,
    /// How long a description, or an exchange with all its calls, may take.
    patience: Duration,
    known: Mutex<HashMap<Issuer, Arc<Known>>>,
}

/// What is remembered of one issuer. Whoever asks first asks for all who wait.
#[derive(Default)]
struct Known(tokio::sync::Mutex<Option<Remembered>>);

struct Remembered {
    said: Result<Arc<Metadata>, ProviderError>,
    at: Timestamp,
}

impl Remembered {
    /// Whether it still holds; not after the clock was set back.
    fn holds(&self, now: Timestamp) -> bool {
        let life = if self.said.is_ok() { REMEMBERED } else { FAILED };
        (self.at..self.at.plus(life)).contains(&now)
    }
}

impl Default for OpenIdProviders {
    fn default() -> Self {
        Self::patient_for(WHOLE)
    }
}

impl OpenIdProviders {
    /// With less patience, for tests that wait for its end.
    #[must_use]
    pub fn patient_for(patience: Duration) -> Self {
        Self {
            http: HttpClient::default(),
            patience: patience.min(WHOLE),
            known: Mutex::default(),
        }
    }

    fn known(&self, issuer: &Issuer) -> Arc<Known> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST && !known.contains_key(issuer) {
            known.clear();
        }
        Arc::clone(known.entry(issuer.clone()).or_default())
    }

    async fn metadata(&self, issuer: &Issuer, now: Timestamp) -> Result<Arc<Metadata>, ProviderError> {
        let known = self.known(issuer);
        let mut remembered = known.0.lock().await;
        if let Some(last) = remembered.as_ref().filter(|last| last.holds(now)) {
            return last.said.clone();
        }
        let said = self.ask(issuer, now).await;
        *remembered = Some(Remembered {
            said: said.clone(),
            at: now,
        });
        said
    }

    async fn ask(&self, issuer: &Issuer, now: Timestamp) -> Result<Arc<Metadata>, ProviderError> {
        let asked = tokio::time::timeout(self.patience, metadata::discover(&self.http, issuer, now));
        let asked = asked
            .await
            .map_err(|_| ProviderError::Unreachable("it took too long".to_owned()))?;
        Ok(Arc::new(asked?))
    }

    /// The same with the keys of now, unless they were asked for a moment ago: a token may be signed by a new one.
    async fn with_new_keys(
        &self,
        issuer: &Issuer,
        old: &Arc<Metadata>,
        now: Timestamp,
    ) -> Result<Option<Arc<Metadata>>, ProviderError> {
        let known = self.known(issuer);
        let mut remembered = known.0.lock().await;
        let last = remembered.as_ref().and_then(|last| last.said.as_ref().ok());
        if let Some(last) = last.filter(|last| !Arc::ptr_eq(last, old)) {
            return Ok(Some(Arc::clone(last)));
        }
        if !old.may_ask_for_keys(now) {
            return Ok(None);
        }
        let at = remembered.as_ref().map_or(now, |last| last.at);
        let new = Arc::new(old.with_keys(&self.http, now).await?);
        *remembered = Some(Remembered {
            said: Ok(Arc::clone(&new)),
            at,
        });
        Ok(Some(new))
    }

    async fn exchange_whole(&self, exchange: &Exchange, now: Timestamp) -> Result<Claimed, ProviderError> {
        let metadata = self.metadata(&exchange.issuer, now).await?;
        let tokens = tokens::redeem(&self.http, &metadata, exchange).await?;
        let payload = match tokens::verify(&metadata, exchange, &tokens, now) {
            Err(tokens::Unverified::UnknownKey) => {
                let renewed = self.with_new_keys(&exchange.issuer, &metadata, now).await?;
                match renewed {
                    Some(renewed) => tokens::verify(&renewed, exchange, &tokens, now),
                    None => Err(tokens::Unverified::UnknownKey),
                }
            }
            verified => verified,
        };
        let payload = payload.map_err(ProviderError::from)?;
        tokens::claimed(&self.http, &metadata, exchange, &tokens, payload).await
    }
}

#[async_trait]
impl IdentityProviders for OpenIdProviders {
    async fn describe(&self, issuer: &Issuer, now: Timestamp) -> Result<ProviderDescription, ProviderError> {
        Ok(self.metadata(issuer, now).await?.description())
    }

    async fn describe_anew(&self, issuer: &Issuer, now: Timestamp) -> Result<ProviderDescription, ProviderError> {
        let said = self.ask(issuer, now).await?;
        let description = said.description();
        *self.known(issuer).0.lock().await = Some(Remembered {
            said: Ok(said),
            at: now,
        });
        Ok(description)
    }

    async fn exchange(&self, exchange: &Exchange, now: Timestamp) -> Result<Claimed, ProviderError> {
        let whole = tokio::time::timeout(self.patience, self.exchange_whole(exchange, now)).await;
        whole.map_err(|_| ProviderError::Unreachable("it took too long".to_owned()))?
    }
}
