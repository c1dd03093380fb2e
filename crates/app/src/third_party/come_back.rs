//! "The site sent me back."

use domain::audit::AuditAction;
use domain::secret::Secret;
use domain::third_party::{
    Arrival, Claimed, Expected, Persona, Provider, Purpose, ReturnRefusal, ReturnTo, Visit, is_right_issuer, judge,
};

use super::{open_provider, open_secret, pkce_purpose};
use crate::failure::{Failure, Outcome};
use crate::ports::{Exchange, ProviderError};
use crate::{App, Ctx, Typed, audit, throttle};

/// What the provider sends along with the browser.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// `state`: which visit it is.
    pub state: Option<String>,
    /// `code`, where somebody signed in.
    pub code: Option<Typed>,
    /// `error`, where nobody did.
    pub error: Option<String>,
    /// `iss` (RFC 9207).
    pub issuer: Option<String>,
}

/// Where the browser goes on to, and with what.
#[derive(Debug)]
pub struct Returned {
    /// Where the client waits; the web client's page where there is no such visit.
    pub to: ReturnTo,
    /// A code for the client to redeem, or why there is none.
    pub outcome: Result<Secret, ReturnRefusal>,
}

/// Ends the visit and keeps who came back, for the client that waits to redeem. Nobody is signed in by this.
///
/// # Errors
/// When the database does not answer.
pub async fn come_back(app: &App, ctx: &Ctx, provider: &str, answer: Answer) -> anyhow::Result<Returned> {
    let Some(visit) = end_visit(app, &answer).await? else {
        return Ok(Returned {
            to: ReturnTo::Web,
            outcome: Err(ReturnRefusal::UnknownVisit),
        });
    };
    let outcome = match arrive(app, ctx, provider, &visit, answer).await {
        Ok(code) => Ok(code),
        Err(Failure::Refused(failed)) => {
            failed.write_down(app, ctx, &visit).await?;
            Err(failed.refusal)
        }
        Err(Failure::Internal(error)) => return Err(error),
    };
    Ok(Returned {
        to: visit.return_to,
        outcome,
    })
}

/// The visit, which is over by this: whatever comes of the answer, there is no second one.
async fn end_visit(app: &App, answer: &Answer) -> store::Result<Option<Visit>> {
    let Some(state) = answer.state.as_deref().and_then(|state| Secret::parse(state).ok()) else {
        return Ok(None);
    };
    let tx = app.store.begin_write().await?;
    let visit = tx.use_visit(&state.hash()).await?;
    tx.commit().await?;
    Ok(visit)
}

/// Why nobody came back, and what the log says of it.
#[derive(Debug)]
struct Failed {
    refusal: ReturnRefusal,
    why: String,
    /// Whether it counts against the address the visit began from: something was tried that does not happen to people.
    counts: bool,
}

impl Failed {
    fn new(refusal: ReturnRefusal, why: impl Into<String>) -> Failure<Self> {
        Failure::Refused(Self {
            refusal,
            why: why.into(),
            counts: false,
        })
    }

    fn suspect(why: impl Into<String>) -> Failure<Self> {
        Failure::Refused(Self {
            refusal: ReturnRefusal::ProviderFailed,
            why: why.into(),
            counts: true,
        })
    }

    async fn write_down(&self, app: &App, ctx: &Ctx, visit: &Visit) -> anyhow::Result<()> {
        let provider = visit.provider.as_str();
        tracing::info!(provider, why = self.why, "a third-party sign-in failed");
        if self.counts {
            let rule = app.settings().await?.address_failures;
            // Against whoever began it: anybody can make another's browser come here.
            throttle::count(app, visit.asker, &rule, ctx.now).await?;
        }
        // What anybody can bring about at will fills no log.
        if matches!(self.refusal, ReturnRefusal::Denied | ReturnRefusal::Expired) {
            return Ok(());
        }
        let details = serde_json::json!({ "provider": provider, "reason": self.refusal, "why": self.why });
        let entry = audit::entry(app, ctx, AuditAction::ThirdPartyFailed).with(details);
        Ok(entry.write_alone(&app.store).await?)
    }
}

async fn arrive(app: &App, ctx: &Ctx, sent_to: &str, visit: &Visit, answer: Answer) -> Outcome<Secret, Failed> {
    if sent_to != visit.provider.as_str() {
        return Err(Failed::suspect("another provider's address was called"));
    }
    if !visit.is_alive(ctx.now) {
        return Err(Failed::new(ReturnRefusal::Expired, "the visit took too long"));
    }
    let provider = open_provider(&app.store.read(), &visit.provider).await?;
    let Some(provider) = provider.filter(|provider| provider.issuer == visit.issuer) else {
        return Err(Failed::new(
            ReturnRefusal::ProviderFailed,
            "the provider is not offered any more",
        ));
    };
    let described = app
        .providers
        .describe(&provider.issuer, ctx.now)
        .await
        .map_err(|error| failed(&error))?;
    if !is_right_issuer(answer.issuer.as_deref(), &provider.issuer, described.sends_issuer) {
        return Err(Failed::suspect("the answer names another issuer"));
    }
    let code = match (answer.error, answer.code) {
        (Some(error), _) if error == "access_denied" => {
            return Err(Failed::new(ReturnRefusal::Denied, "the person said no"));
        }
        (Some(error), _) => return Err(Failed::suspect(error_word(&error))),
        (None, Some(code)) => code,
        (None, None) => return Err(Failed::suspect("the answer has no code")),
    };
    let exchange = exchange(app, &provider, visit, code)?;
    let claimed = app
        .providers
        .exchange(&exchange, ctx.now)
        .await
        .map_err(|error| failed(&error))?;
    let expected = Expected {
        issuer: &provider.issuer,
        client_id: &provider.client_id,
        nonce: &visit.nonce,
        since: (visit.purpose != Purpose::SignIn).then_some(visit.began_at),
    };
    judge(&claimed, &expected, ctx.now).map_err(|distrust| Failed::suspect(distrust.to_string()))?;
    keep(app, ctx, visit, persona(&provider, claimed)).await
}

fn exchange(app: &App, provider: &Provider, visit: &Visit, code: Typed) -> anyhow::Result<Exchange> {
    let pkce = app.server_key.open(&pkce_purpose(&visit.state), &visit.sealed_pkce)?;
    let pkce: [u8; 32] = pkce
        .try_into()
        .map_err(|_| anyhow::anyhow!("a sealed PKCE verifier has a wrong length"))?;
    Ok(Exchange {
        issuer: provider.issuer.clone(),
        client_id: provider.client_id.clone(),
        client_secret: open_secret(app, provider)?,
        code,
        pkce: Secret::from_bytes(pkce),
        redirect_uri: visit.redirect_uri.clone(),
        login_claim: provider.login_claim.clone(),
        name_claim: provider.name_claim.clone(),
    })
}

fn persona(provider: &Provider, claimed: Claimed) -> Persona {
    // Words for the screen: more than fits there is no word.
    let word = |text: Option<String>| {
        let word = text.map(|text| text.trim().to_owned());
        word.filter(|word| (1..=320).contains(&word.len()) && !word.chars().any(char::is_control))
    };
    Persona {
        issuer: provider.issuer.clone(),
        subject: claimed.subject,
        login: word(claimed.login),
        name: word(claimed.name),
        email: word(claimed.email),
    }
}

async fn keep(app: &App, ctx: &Ctx, visit: &Visit, persona: Persona) -> Outcome<Secret, Failed> {
    let code = Secret::generate(&*app.entropy);
    let arrival = Arrival {
        code: code.hash(),
        provider: visit.provider.clone(),
        verifier: visit.verifier,
        purpose: visit.purpose,
        persona,
        came_at: ctx.now,
    };
    let tx = app.store.begin_write().await?;
    // It may have been removed while we asked it.
    let provider: Option<Provider> = open_provider(&tx, &visit.provider).await?;
    if provider.is_none_or(|provider| provider.issuer != visit.issuer) {
        return Err(Failed::new(
            ReturnRefusal::ProviderFailed,
            "the provider is not offered any more",
        ));
    }
    if let Purpose::Proof(session) = visit.purpose
        && tx.session(session).await?.is_none()
    {
        return Err(Failed::new(ReturnRefusal::Expired, "the session is over"));
    }
    tx.insert_arrival(&arrival).await?;
    tx.commit().await?;
    Ok(code)
}

fn failed(error: &ProviderError) -> Failure<Failed> {
    match error {
        ProviderError::Untrusted(_) => Failed::suspect(error.to_string()),
        ProviderError::Unreachable(_) | ProviderError::OtherIssuer | ProviderError::Unsuitable(_) => {
            Failed::new(ReturnRefusal::ProviderFailed, error.to_string())
        }
    }
}

/// The provider's word for what went wrong, if it is one of RFC 6749 §4.1.2.1 or OpenID Connect Core §3.1.2.6: anybody may
/// send anything, and it is written down.
fn error_word(error: &str) -> &'static str {
    const WORDS: [&str; 10] = [
        "invalid_request",
        "unauthorized_client",
        "unsupported_response_type",
        "invalid_scope",
        "server_error",
        "temporarily_unavailable",
        "interaction_required",
        "login_required",
        "account_selection_required",
        "consent_required",
    ];
    WORDS
        .into_iter()
        .find(|word| *word == error)
        .unwrap_or("an unknown error")
}
