//! The last step of every way in: a session, in one transaction.

use domain::audit::AuditAction;
use domain::ids::{AccountId, SessionId};
use domain::password::PasswordHash;
use domain::rate::{Scope, ThrottleKey};
use domain::secret::Secret;
use domain::session::{Client, EndReason, Session};
use store::{Credentials, EndedSession, Tx};

use super::attempt::{SignIn, SignInRefusal, SignedIn};
use crate::failure::{Outcome, refuse};
use crate::sessions::Endings;
use crate::settings::Settings;
use crate::{App, Ctx, audit};

/// An account whose password was given.
pub(crate) struct Proven {
    /// As they stood when the password was compared.
    pub(crate) credentials: Credentials,
    /// The same password at today's cost, where the stored hash has another.
    pub(crate) new_hash: Option<PasswordHash>,
    /// Whether failures were counted before, which are forgotten now.
    pub(crate) failed_before: bool,
}

/// Opens the session. Whatever it takes the place of ends in the same transaction (SES-10).
pub(crate) async fn open_session(
    app: &App,
    ctx: &Ctx,
    settings: &Settings,
    proven: Proven,
    sign_in: &SignIn,
) -> Outcome<SignedIn, SignInRefusal> {
    let compared = &proven.credentials.account;
    let secret = Secret::generate(&*app.entropy);
    let session = new_session(app, ctx, settings, compared.id, sign_in);
    let mut endings = Endings::default();

    let tx = app.store.begin_write().await?;
    // The password may have been changed, or the account suspended, while its old one was being compared.
    let account = match tx.lock_account(compared.id).await? {
        Some(account) if account.password_set_at == compared.password_set_at => account,
        _ => return refuse(SignInRefusal::WrongCredentials),
    };
    if account.suspended_at.is_some() {
        return refuse(SignInRefusal::Suspended);
    }
    for (ended, reason) in end_replaced(&tx, ctx, account.id, sign_in).await? {
        endings.note(app, &tx, ctx.now, &ended, reason).await?;
    }
    tx.insert_session(&session, &secret.hash(), None).await?;
    if let (Some(old), Some(new)) = (&proven.credentials.password_hash, &proven.new_hash) {
        tx.rehash_password(account.id, old, new).await?;
    }
    let details = serde_json::json!({ "session": session.id, "client": session.client });
    audit::entry(app, ctx, AuditAction::SignedIn)
        .by_account(account.id)
        .with(details)
        .write(&tx)
        .await?;
    let to_forget = ThrottleKey::account(Scope::SignIn, account.id);
    let to_forget = proven.failed_before.then_some(to_forget);
    endings.commit_and_clear(app, tx, to_forget).await?;
    Ok(SignedIn {
        account,
        longest_life: settings.life.longest(session.client),
        session,
        secret,
    })
}

fn new_session(app: &App, ctx: &Ctx, settings: &Settings, account: AccountId, sign_in: &SignIn) -> Session {
    let kept = sign_in.keep && sign_in.client != Client::Web;
    Session {
        id: SessionId::new(ctx.now, &*app.entropy),
        account,
        client: sign_in.client,
        kept,
        device: sign_in.device.clone(),
        address: ctx.address.to_string(),
        signed_in_at: ctx.now,
        last_active_at: ctx.now,
        expires_at: settings.life.expiry(sign_in.client, kept, ctx.now, ctx.now),
        restricted_at: None,
        ended: None,
    }
}

/// Ends the session of the cookie that came along, and those of the same device.
async fn end_replaced(
    tx: &Tx,
    ctx: &Ctx,
    account: AccountId,
    sign_in: &SignIn,
) -> store::Result<Vec<(Vec<EndedSession>, EndReason)>> {
    let mut ended = Vec::new();
    if let Some(id) = sign_in.replaces
        && let Some(old) = tx.session(id).await?
    {
        let reason = if old.account == account {
            EndReason::Replaced
        } else {
            EndReason::SignedOut
        };
        if tx.end_session(old.account, id, reason, ctx.now).await? {
            ended.push((
                vec![EndedSession {
                    id,
                    account: old.account,
                }],
                reason,
            ));
        }
    }
    if let Some(device) = &sign_in.device.id {
        ended.push((
            tx.end_device_sessions(account, device, ctx.now).await?,
            EndReason::Replaced,
        ));
    }
    Ok(ended)
}
