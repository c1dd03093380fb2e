//! "Let me enter through that site."

use std::time::Duration;

use domain::rate::{Scope, ThrottleKey};
use domain::secret::Secret;
use domain::third_party::{Provider, ProviderId, Purpose, ReturnTo, Verifier, VerifierHash, Visit};
use store::VisitPlace;

use super::{open_provider, pkce_purpose};
use crate::failure::{Failure, Outcome, Refusal, TooManyTries, refusals, refuse};
use crate::ports::ProviderDescription;
use crate::{App, Ctx, throttle};

/// Where somebody wants to go, and where their client waits for them.
#[derive(Debug, Clone)]
pub struct BeginVisit {
    /// The provider, as it was sent.
    pub provider: String,
    /// The hash of the client's verifier, as it was sent.
    pub verifier_hash: String,
    /// Where the client waits, as it was sent.
    pub return_to: String,
    /// Where the provider is to send the browser: the address of [`super::come_back`] for this provider.
    pub redirect_uri: String,
}

/// This address has too many visits under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many third-party sign-ins were begun at this address and not finished; wait a few minutes")]
pub struct TooManyVisits {
    /// When one more can be begun.
    pub retry_after: Duration,
}

impl Refusal for TooManyVisits {
    fn codes() -> Vec<&'static str> {
        vec!["too_many_visits"]
    }

    fn code(&self) -> &'static str {
        "too_many_visits"
    }

    fn retry_after(&self) -> Option<Duration> {
        Some(self.retry_after)
    }
}

refusals! {
    /// Why nobody is sent to the provider.
    pub enum VisitRefusal {
        /// There is none of this name, or it is not offered.
        NoSuchProvider => "no_such_provider": "this site is not offered any more; reload the page",
        /// No hash of a verifier.
        VerifierHash => "invalid_field" at "verifier_hash": "the SHA-256 of the verifier as 43 characters of base64url",
        /// Nowhere that a client can wait.
        ReturnTo => "invalid_field" at "return_to":
            "`web`, `http://127.0.0.1:PORT/PATH`, `http://[::1]:PORT/PATH` or `vestibule://sign-in`",
        /// The provider does not answer, or cannot do what is needed.
        Unreachable => "provider_unreachable": "this site does not answer; try again shortly, or sign in with a password",
    }
    or {
        /// Too many are under way.
        TooManyVisits(TooManyVisits),
        /// Too many from this address came to nothing.
        TooManyTries(TooManyTries),
    }
}

/// Keeps a visit and gives the address at the provider to send the browser to.
///
/// # Errors
/// [`VisitRefusal`].
pub async fn begin_visit(app: &App, ctx: &Ctx, begin: &BeginVisit) -> Outcome<String, VisitRefusal> {
    visit(app, ctx, begin, Purpose::SignIn).await
}

/// A visit for this purpose.
pub(super) async fn visit(app: &App, ctx: &Ctx, begin: &BeginVisit, purpose: Purpose) -> Outcome<String, VisitRefusal> {
    let verifier = VerifierHash::parse(&begin.verifier_hash);
    let verifier = verifier.map_err(|_| Failure::Refused(VisitRefusal::VerifierHash))?;
    let return_to = ReturnTo::parse(&begin.return_to);
    let return_to = return_to.map_err(|_| Failure::Refused(VisitRefusal::ReturnTo))?;
    let Ok(id) = ProviderId::parse(&begin.provider) else {
        return refuse(VisitRefusal::NoSuchProvider);
    };
    let Some(provider) = open_provider(&app.store.read(), &id).await? else {
        return refuse(VisitRefusal::NoSuchProvider);
    };
    let settings = app.settings().await?;
    let asker = ThrottleKey::address(Scope::ThirdParty, ctx.address);
    let left = throttle::left(app, asker, &settings.address_failures, ctx.now).await;
    left.map_err(|failure| failure.map(VisitRefusal::TooManyTries))?;
    let described = match app.providers.describe(&provider.issuer, ctx.now).await {
        Ok(described) => described,
        Err(error) => {
            tracing::warn!(provider = %id, %error, "a third-party provider is of no use");
            return refuse(VisitRefusal::Unreachable);
        }
    };
    let going = Going::out(app);
    let visit = Visit {
        state: going.state.hash(),
        nonce: going.nonce.hash(),
        sealed_pkce: going.sealed_pkce(app)?,
        provider: provider.id.clone(),
        issuer: provider.issuer.clone(),
        redirect_uri: begin.redirect_uri.clone(),
        verifier,
        return_to,
        purpose,
        asker,
        began_at: ctx.now,
    };
    keep(app, ctx, &visit).await?;
    going.address(&described, &provider, &visit)
}

async fn keep(app: &App, ctx: &Ctx, visit: &Visit) -> Outcome<(), VisitRefusal> {
    let tx = app.store.begin_write().await?;
    if let VisitPlace::NoneUntil(then) = tx.insert_visit(visit).await? {
        let retry_after = then.since(ctx.now);
        return refuse(VisitRefusal::TooManyVisits(TooManyVisits { retry_after }));
    }
    Ok(tx.commit().await?)
}

/// What goes out with a visit.
struct Going {
    state: Secret,
    nonce: Secret,
    pkce: Secret,
}

impl Going {
    fn out(app: &App) -> Self {
        let secret = || Secret::generate(&*app.entropy);
        Self {
            state: secret(),
            nonce: secret(),
            pkce: secret(),
        }
    }

    fn sealed_pkce(&self, app: &App) -> anyhow::Result<Vec<u8>> {
        let purpose = pkce_purpose(&self.state.hash());
        app.server_key.seal(&*app.entropy, &purpose, self.pkce.as_bytes())
    }

    /// The authentication request (OpenID Connect Core §3.1.2.1, RFC 7636 §4.3).
    fn address(
        &self,
        described: &ProviderDescription,
        provider: &Provider,
        visit: &Visit,
    ) -> Outcome<String, VisitRefusal> {
        let endpoint = &described.authorization_endpoint;
        let scope = std::iter::once("openid").chain(provider.scopes.iter().map(String::as_str));
        let challenge = Verifier::parse(&self.pkce.reveal()).map_err(anyhow::Error::from)?;
        let mut query = form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("response_type", "code")
            .append_pair("client_id", &provider.client_id)
            .append_pair("redirect_uri", &visit.redirect_uri)
            .append_pair("scope", &scope.collect::<Vec<_>>().join(" "))
            .append_pair("state", &self.state.reveal())
            .append_pair("nonce", &self.nonce.reveal())
            .append_pair("code_challenge", &challenge.hash().reveal())
            .append_pair("code_challenge_method", "S256");
        if visit.purpose != Purpose::SignIn {
            // Whoever merely finds the device open is to be asked (OpenID Connect Core §3.1.2.1).
            query.append_pair("prompt", "login").append_pair("max_age", "0");
        }
        let joint = if endpoint.contains('?') { '&' } else { '?' };
        Ok(format!("{endpoint}{joint}{}", query.finish()))
    }
}
