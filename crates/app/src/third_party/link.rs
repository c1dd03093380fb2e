//! "This identity is to be mine here." (SIGN-3)
//!
//! It is tied to an account only in the transaction that finishes that account's whole sign-in: the password, the second
//! factor and the choice of a session, all in one attempt. What the provider says of an e-mail address finds nobody.

use domain::audit::AuditAction;
use domain::ids::{AccountId, IdentityId, SignInId};
use domain::letter::LetterKind;
use domain::secret::Secret;
use domain::sign_in::PendingSignIn;
use domain::third_party::{Identity, Link, Persona, Provider, Registration};
use domain::time::Timestamp;
use store::{IdentityInserted, Reader, Tx};

use super::open_provider;
use crate::failure::{Outcome, refusals, refuse};
use crate::sign_in::{AttemptKey, Step};
use crate::{App, Ctx, audit, letters};

/// An identity that nobody here has, and what can be done about it.
#[derive(Debug)]
pub struct LinkOffered {
    /// The attempt, by which it is named at the sign-in of an account.
    pub sign_in: SignInId,
    /// The secret that goes with it, for the client to keep.
    pub secret: Secret,
    /// The provider.
    pub provider: Provider,
    /// Who it is there.
    pub persona: Persona,
    /// When it is too late.
    pub ends_at: Timestamp,
    /// Whether an account may be made for it instead.
    pub may_register: bool,
}

refusals! {
    /// Why an identity is not tied to the account. The sign-in came to nothing by that.
    pub enum LinkRefusal {
        /// It took too long, it is tied already, or it never was.
        Over => "attempt_over": "this sign-in is over; begin again",
        /// It is another account's.
        Taken => "identity_taken": "this identity belongs to another account; sign in without linking it",
        /// The account has another one there.
        HasAnother => "provider_linked": "this account is linked to another identity there; remove that one first",
    }
}

/// Offers to tie the identity.
pub(super) async fn offer(
    app: &App,
    ctx: &Ctx,
    provider: Provider,
    persona: Persona,
    secret: Option<Secret>,
) -> anyhow::Result<Step> {
    let secret = secret.unwrap_or_else(|| Secret::generate(&*app.entropy));
    let link = Link {
        id: SignInId::new(ctx.now, &*app.entropy),
        provider: provider.id.clone(),
        persona,
        offered_at: ctx.now,
    };
    let tx = app.store.begin_write().await?;
    tx.insert_link(&link, &secret.hash()).await?;
    tx.commit().await?;
    step(app, provider, link, secret).await
}

async fn step(app: &App, provider: Provider, link: Link, secret: Secret) -> anyhow::Result<Step> {
    let may_register = app.settings().await?.registration == Registration::Open;
    Ok(Step::Link(Box::new(LinkOffered {
        sign_in: link.id,
        secret,
        provider,
        ends_at: link.ends_at(),
        persona: link.persona,
        may_register,
    })))
}

/// The link that this key opens, if it can still be tied.
pub(crate) async fn find_link(app: &App, ctx: &Ctx, key: &AttemptKey) -> Outcome<Link, LinkRefusal> {
    let found = app.store.read().link(key.id, &key.secret.hash()).await?;
    match found.filter(|link| link.is_alive(ctx.now)) {
        Some(link) => Ok(link),
        None => refuse(LinkRefusal::Over),
    }
}

/// The offer again, for a page that was loaded anew.
pub(crate) async fn show_link(app: &App, ctx: &Ctx, key: &AttemptKey) -> Outcome<Step, LinkRefusal> {
    let link = find_link(app, ctx, key).await?;
    match open_provider(&app.store.read(), &link.provider).await? {
        Some(provider) => Ok(step(app, provider, link, key.secret.clone()).await?),
        None => refuse(LinkRefusal::Over),
    }
}

/// "I do not want it linked." Doing it twice is no error.
pub(crate) async fn withdraw_link(app: &App, key: &AttemptKey) -> anyhow::Result<()> {
    if app.store.read().link(key.id, &key.secret.hash()).await?.is_some() {
        let tx = app.store.begin_write().await?;
        tx.take_link(key.id).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Takes the link, which was offered, and ties it to the account, which is locked.
pub(crate) async fn take_and_tie(
    app: &App,
    ctx: &Ctx,
    tx: &Tx,
    account: AccountId,
    link: &Link,
) -> Outcome<(), LinkRefusal> {
    if !tx.take_link(link.id).await? {
        return refuse(LinkRefusal::Over);
    }
    tie(app, ctx, tx, account, link).await
}

/// Ties the link that went with this sign-in, if one did.
pub(crate) async fn tie_waiting(app: &App, ctx: &Ctx, tx: &Tx, pending: &PendingSignIn) -> Outcome<(), LinkRefusal> {
    match tx.take_link_of(pending.id).await? {
        Some(link) => tie(app, ctx, tx, pending.account, &link).await,
        None => Ok(()),
    }
}

/// Whether the link can be tied to this account, as far as is known now: whoever would be refused at the end of a wait or
/// after a code is refused before it.
pub(crate) async fn can_be_tied(reader: &Reader, account: AccountId, link: &Link) -> Outcome<(), LinkRefusal> {
    let Persona { issuer, subject, .. } = &link.persona;
    match reader.identity(issuer, subject).await? {
        Some(standing) if standing.account == account => return Ok(()),
        Some(_) => return refuse(LinkRefusal::Taken),
        None => {}
    }
    let others = reader.identities(account).await?;
    if others.iter().any(|other| other.persona.issuer == *issuer) {
        return refuse(LinkRefusal::HasAnother);
    }
    Ok(())
}

async fn tie(app: &App, ctx: &Ctx, tx: &Tx, account: AccountId, link: &Link) -> Outcome<(), LinkRefusal> {
    let identity = Identity {
        id: IdentityId::new(ctx.now, &*app.entropy),
        account,
        provider: link.provider.clone(),
        persona: link.persona.clone(),
        linked_at: ctx.now,
        used_at: Some(ctx.now),
    };
    match tx.insert_identity(&identity).await? {
        IdentityInserted::Done => {}
        IdentityInserted::Taken => return refuse(LinkRefusal::Taken),
        IdentityInserted::HasAnother => return refuse(LinkRefusal::HasAnother),
    }
    write_down(app, ctx, tx, AuditAction::IdentityLinked, &identity).await?;
    Ok(letters::write(app, ctx, tx, account, LetterKind::IdentityLinked, None).await?)
}

/// What became of an identity, for the audit log.
pub(super) async fn write_down(
    app: &App,
    ctx: &Ctx,
    tx: &Tx,
    action: AuditAction,
    identity: &Identity,
) -> store::Result<()> {
    let details = serde_json::json!({
        "provider": identity.provider.as_str(),
        "issuer": identity.persona.issuer.as_str(),
        "subject": identity.persona.subject,
    });
    let entry = audit::entry(app, ctx, action).by_account(identity.account);
    entry.to(identity.account).with(details).write(tx).await
}
