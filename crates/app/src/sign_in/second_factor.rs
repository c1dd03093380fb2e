//! "This is the code my app shows." (ACC-16)

use domain::rate::{Scope, ThrottleKey};
use domain::secret::{Secret, SecretHash};

use super::attempt::{AttemptKey, FactorAsked, SignInRefusal, Step};
use super::choose_session::find;
use super::finish::device_now;
use super::open_session::{Proven, ThirdParty, begun, lock_unchanged, open_locked};
use crate::failure::{Failure, Outcome, refusals, refuse};
use crate::second_factor::{CodeRefusal, Holder, asks, try_code};
use crate::settings::Settings;
use crate::third_party::LinkRefusal;
use crate::{App, Ctx, Typed};

refusals! {
    /// Why the sign-in does not go on.
    pub enum SecondFactorRefusal {
        /// It took too long, it is finished, or it never was.
        Over => "attempt_over": "this sign-in is over; begin again",
    }
    or {
        /// The code was not accepted. The sign-in goes on with another.
        Code(CodeRefusal),
        /// The identity at a provider cannot be tied to this account.
        Link(LinkRefusal),
    }
}

/// Lets a sign-in whose password was right wait for its second factor.
pub(super) async fn ask_second_factor(app: &App, ctx: &Ctx, proven: Proven) -> Outcome<Step, SignInRefusal> {
    let tx = app.store.begin_write().await?;
    let account = lock_unchanged(&tx, &proven.account, &proven.wish).await?;
    proven.third_party.confirm(&tx, ctx, account.id).await?;
    if let Some((old, new)) = &proven.rehashed {
        tx.rehash_password(account.id, old, new).await?;
    }
    let secret = proven.attempt_secret.unwrap_or_else(|| Secret::generate(&*app.entropy));
    let pending = begun(app, ctx, &account, &proven.third_party, proven.wish);
    tx.insert_sign_in(&pending, &secret.hash()).await?;
    proven.third_party.put_on(&tx, &pending).await?;
    let ways = asks(&tx, account.id).await?;
    tx.commit().await?;
    Ok(Step::SecondFactor(Box::new(FactorAsked {
        sign_in: pending.id,
        secret,
        ways,
        ends_at: pending.ends_at,
    })))
}

/// Tries the code, and opens the session or lets the sign-in wait for a place.
///
/// # Errors
/// [`SecondFactorRefusal`].
pub async fn prove_second_factor(
    app: &App,
    ctx: &Ctx,
    key: &AttemptKey,
    code: &Typed,
    device_secret: Option<SecretHash>,
) -> Outcome<Step, SecondFactorRefusal> {
    let settings = app.settings().await?;
    let Some((found, proven)) = find(app, ctx.now, key).await? else {
        return refuse(SecondFactorRefusal::Over);
    };
    if found.wait.is_some() {
        return refuse(SecondFactorRefusal::Over);
    }
    let replaced = match found.wish.replaces {
        Some(id) => app.store.read().session(id).await?,
        None => None,
    };
    let holder = Holder {
        account: found.account,
        device: found.wish.known_device,
        is_signed_in: false,
        other: replaced.map(|session| session.account),
    };
    let tried = try_code(app, ctx, &settings, holder, code).await;
    let (tx, _) = tried.map_err(|failure| failure.map(SecondFactorRefusal::Code))?;
    let account = match lock_unchanged(&tx, &proven, &found.wish).await {
        Ok(account) => account,
        Err(Failure::Refused(_)) => return refuse(SecondFactorRefusal::Over),
        Err(Failure::Internal(error)) => return Err(error.into()),
    };
    let locked = tx.lock_sign_in(key.id, &key.secret.hash()).await?;
    let Some(mut pending) = locked.filter(|pending| pending.is_live(ctx.now) && pending.wait.is_none()) else {
        return refuse(SecondFactorRefusal::Over);
    };
    pending.wish.known_device = device_now(&tx, account.id, device_secret.as_ref()).await?;
    let proven = Proven {
        account: account.clone(),
        rehashed: None,
        to_forget: Some(counter(&found)),
        wish: pending.wish.clone(),
        device_secret,
        attempt_secret: Some(key.secret.clone()),
        // What it has to do with it stands with the sign-in.
        third_party: ThirdParty::Uninvolved,
    };
    go_on(app, ctx, &settings, tx, account, proven, pending).await
}

async fn go_on(
    app: &App,
    ctx: &Ctx,
    settings: &Settings,
    tx: store::Tx,
    account: domain::account::Account,
    proven: Proven,
    pending: domain::sign_in::PendingSignIn,
) -> Outcome<Step, SecondFactorRefusal> {
    let opened = open_locked(app, ctx, settings, tx, account, proven, Some(pending)).await;
    opened.map_err(|failure| {
        failure.map(|refusal| match refusal {
            SignInRefusal::Link(refusal) => SecondFactorRefusal::Link(refusal),
            _ => SecondFactorRefusal::Over,
        })
    })
}

/// The counter of wrong passwords that is forgotten when the whole sign-in was right.
fn counter(pending: &domain::sign_in::PendingSignIn) -> ThrottleKey {
    match pending.wish.known_device {
        Some(device) => ThrottleKey::device(Scope::SignIn, device),
        None => ThrottleKey::account(Scope::SignIn, pending.account),
    }
}
