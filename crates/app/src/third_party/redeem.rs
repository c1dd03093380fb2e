//! "Here is the code I was sent back with, and the verifier I kept."

use domain::account::Account;
use domain::audit::AuditAction;
use domain::ids::SessionId;
use domain::secret::Secret;
use domain::session::{Client, Device};
use domain::sign_in::{Entrance, SessionWish, Step as Progress};
use domain::third_party::{Arrival, Identity, Provider, Purpose, Verifier};

use super::{link, open_provider};
use crate::failure::{Outcome, refusals, refuse};
use crate::sign_in::{Proven, SignInRefusal, Step, ThirdParty, facts, go_on, recognise, what_next};
use crate::{App, Ctx, Typed, audit};

/// What somebody comes back with.
#[derive(Debug, Clone)]
pub struct Redeem {
    /// The code, as it was sent.
    pub code: Typed,
    /// What belongs to the hash that the visit began with, as it was sent.
    pub verifier: Typed,
}

/// What the session of somebody is to be like whom a provider vouches for.
#[derive(Debug, Clone)]
pub struct Entering {
    /// Whether an app asks to be kept signed in; without meaning for `web`.
    pub keep: bool,
    /// Which client asks.
    pub client: Client,
    /// The device, in its own words.
    pub device: Device,
    /// Where the person signs in.
    pub entrance: Entrance,
    /// The session of the cookie or token that came along.
    pub replaces: Option<SessionId>,
    /// What the device was given at its last sign-in.
    pub device_secret: Option<Secret>,
    /// What the browser keeps for steps that are still to come, if it has one already.
    pub attempt_secret: Option<Secret>,
}

refusals! {
    /// Why nobody was signed in. The code is used up.
    pub enum RedeemRefusal {
        /// Unknown, used, too old, or another client's.
        Invalid => "code_invalid": "this return from the site is used or too old; begin again",
        /// The account is suspended.
        Suspended => "account_suspended": "this account is suspended; contact the administrator",
        /// This type of account enters through the Personal Account (CNF-2).
        UsePersonalAccount => "use_personal_account": "sign in on the main page and use Join conference there",
    }
}

/// Goes on as a sign-in whose password was right; or offers to tie an identity that nobody here has.
///
/// # Errors
/// [`RedeemRefusal`].
pub async fn redeem(app: &App, ctx: &Ctx, redeem: &Redeem, entering: Entering) -> Outcome<Step, RedeemRefusal> {
    let arrival = use_code(app, ctx, redeem).await?;
    let Some(arrival) = arrival.filter(|arrival| arrival.purpose == Purpose::SignIn) else {
        return refuse(RedeemRefusal::Invalid);
    };
    let reader = app.store.read();
    let Some(provider) = open_provider(&reader, &arrival.provider).await? else {
        return refuse(RedeemRefusal::Invalid);
    };
    let persona = &arrival.persona;
    let Some(Identity { account, .. }) = reader.identity(&persona.issuer, &persona.subject).await? else {
        return Ok(link::offer(app, ctx, provider, arrival.persona, entering.attempt_secret).await?);
    };
    let Some(account) = reader.account(account).await? else {
        return refuse(RedeemRefusal::Invalid);
    };
    let vouched = ThirdParty::Vouches(arrival.provider, arrival.persona);
    let step = enter(app, ctx, &provider, account, vouched, entering).await;
    step.map_err(|failure| failure.map(|refusal| in_words(&refusal)))
}

/// Uses the code up, whatever comes of it, and gives what it stands for if the verifier belongs to it.
pub(crate) async fn use_code(app: &App, ctx: &Ctx, redeem: &Redeem) -> anyhow::Result<Option<Arrival>> {
    let Ok(code) = Secret::parse(redeem.code.reveal()) else {
        return Ok(None);
    };
    let tx = app.store.begin_write().await?;
    let used = tx.use_arrival(&code.hash()).await?;
    tx.commit().await?;
    let Some(arrival) = used else { return Ok(None) };
    let verifier = Verifier::parse(redeem.verifier.reveal());
    if verifier.is_ok_and(|verifier| arrival.opens_with(&verifier, ctx.now)) {
        return Ok(Some(arrival));
    }
    let why = "the code came too late, or from another client";
    let details = serde_json::json!({ "provider": arrival.provider.as_str(), "reason": "code_invalid", "why": why });
    let entry = audit::entry(app, ctx, AuditAction::ThirdPartyFailed).with(details);
    entry.write_alone(&app.store).await?;
    Ok(None)
}

/// The way of somebody whom a provider vouches for: as after a password, captcha and password aside.
pub(super) async fn enter(
    app: &App,
    ctx: &Ctx,
    provider: &Provider,
    account: Account,
    third_party: ThirdParty,
    entering: Entering,
) -> Outcome<Step, SignInRefusal> {
    let settings = app.settings().await?;
    let mut facts = facts(app, &account, entering.entrance, Progress::NotAsked).await?;
    if provider.asks_second_factor {
        facts.second_factor = Progress::Met;
    }
    let step = what_next(&facts, ctx)?;
    let wish = SessionWish {
        client: entering.client,
        kept: entering.keep && entering.client != Client::Web,
        known_device: recognise(app, entering.device_secret.as_ref(), Some(account.id)).await?,
        device: entering.device,
        address: ctx.address.to_string(),
        replaces: entering.replaces,
    };
    let proven = Proven {
        account,
        rehashed: None,
        to_forget: None,
        wish,
        device_secret: entering.device_secret.map(|secret| secret.hash()),
        attempt_secret: entering.attempt_secret,
        third_party,
    };
    go_on(app, ctx, &settings, step, proven).await
}

pub(super) fn in_words(refusal: &SignInRefusal) -> RedeemRefusal {
    match refusal {
        SignInRefusal::Suspended => RedeemRefusal::Suspended,
        SignInRefusal::UsePersonalAccount => RedeemRefusal::UsePersonalAccount,
        // The identity was taken from the account, or the account changed, in the same moment.
        SignInRefusal::WrongCredentials
        | SignInRefusal::Captcha(_)
        | SignInRefusal::Locked(_)
        | SignInRefusal::Busy(_)
        | SignInRefusal::Link(_) => RedeemRefusal::Invalid,
    }
}
