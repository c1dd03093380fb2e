//! The last step of every way in: a place among the account's sessions, decided and taken in one transaction (SES-2).

use domain::account::Account;
use domain::ids::{AccountId, SignInId};
use domain::password::PasswordHash;
use domain::rate::ThrottleKey;
use domain::secret::{Secret, SecretHash};
use domain::session::Session;
use domain::session::limit::{Place, Places, Wait};
use domain::sign_in::{PendingSignIn, PlaceWait, SessionWish};
use domain::third_party::{Link, Persona, ProviderId};
use domain::time::Duration;
use store::Tx;

use super::attempt::{Choice, SignInRefusal, Step, Waiting};
use super::finish::{Finish, Replaced, replaced_by};
use crate::failure::{Failure, Outcome, refuse};
use crate::sessions::{EndedBy, Endings, of_account, wished};
use crate::settings::Settings;
use crate::third_party::{LinkRefusal, can_be_tied, take_and_tie, tie_waiting};
use crate::{App, Ctx};

/// For how long a window that asks only now and then is taken to be open.
pub(super) const POLLED: Duration = Duration::from_secs(15);

/// An account whose holder proved who they are.
pub(crate) struct Proven {
    /// As it stood when the proof was given.
    pub(crate) account: Account,
    /// The stored hash and the same password at today's cost, where that is another.
    pub(crate) rehashed: Option<(PasswordHash, PasswordHash)>,
    /// The counter whose failures are forgotten now.
    pub(crate) to_forget: Option<ThrottleKey>,
    /// What the session is to be like.
    pub(crate) wish: SessionWish,
    /// What the device was known by until now.
    pub(crate) device_secret: Option<SecretHash>,
    /// What the browser keeps for steps to come.
    pub(crate) attempt_secret: Option<Secret>,
    /// What a provider has to do with it.
    pub(crate) third_party: ThirdParty,
}

/// What a provider has to do with a sign-in (SIGN-3).
pub(crate) enum ThirdParty {
    /// Nothing.
    Uninvolved,
    /// It said who it is, in the place of a password.
    Vouches(ProviderId, Persona),
    /// What it knows somebody by is to be tied to the account.
    ToLink(Link),
}

/// Opens the session, or lets the sign-in wait for a place. Whatever the session takes the place of ends in the same
/// transaction (SES-10).
pub(crate) async fn open_session(
    app: &App,
    ctx: &Ctx,
    settings: &Settings,
    proven: Proven,
) -> Outcome<Step, SignInRefusal> {
    let tx = app.store.begin_write().await?;
    let account = lock_unchanged(&tx, &proven.account, &proven.wish).await?;
    proven.third_party.confirm(&tx, ctx, account.id).await?;
    open_locked(app, ctx, settings, tx, account, proven, None).await
}

impl ThirdParty {
    /// Whether the account is still known by what the provider said, in a transaction that has locked it.
    ///
    /// # Errors
    /// Refused when the identity was taken from it meanwhile.
    pub(super) async fn confirm(&self, tx: &Tx, ctx: &Ctx, account: AccountId) -> Outcome<(), SignInRefusal> {
        match self {
            Self::Vouches(_, persona) if !tx.use_identity(account, persona, ctx.now).await? => {
                refuse(SignInRefusal::WrongCredentials)
            }
            Self::Vouches(..) | Self::Uninvolved | Self::ToLink(_) => Ok(()),
        }
    }

    /// Lets what is to be tied go with a sign-in that takes more than one step.
    ///
    /// # Errors
    /// Refused when it is tied to somebody meanwhile, or cannot be tied to this account.
    pub(super) async fn put_on(&self, tx: &Tx, pending: &PendingSignIn) -> Outcome<(), SignInRefusal> {
        let Self::ToLink(link) = self else {
            return Ok(());
        };
        let tied = can_be_tied(tx, pending.account, link).await;
        tied.map_err(|failure| failure.map(SignInRefusal::Link))?;
        if !tx.put_link_on(link.id, pending.id).await? {
            return refuse(LinkRefusal::Over.into());
        }
        Ok(())
    }

    /// The provider that said who it is.
    pub(super) fn provider(&self) -> Option<ProviderId> {
        match self {
            Self::Vouches(provider, _) => Some(provider.clone()),
            Self::Uninvolved | Self::ToLink(_) => None,
        }
    }
}

/// The same in a transaction that has locked the account and knows it to be what was proven; for a sign-in that took a
/// step before.
pub(super) async fn open_locked(
    app: &App,
    ctx: &Ctx,
    settings: &Settings,
    tx: Tx,
    account: Account,
    proven: Proven,
    pending: Option<PendingSignIn>,
) -> Outcome<Step, SignInRefusal> {
    let mut endings = Endings::default();
    let sessions = serve_queue(app, ctx, settings, &tx, &mut endings, &account).await?;
    let replaced = replaced_by(&proven.wish, &sessions);
    if let Some((old, new)) = &proven.rehashed {
        tx.rehash_password(account.id, old, new).await?;
    }
    let mut session = wished(app, ctx.now, account.id, &proven.wish, &settings.life);
    if !take_place(&tx, ctx, settings, &account, &sessions, &replaced, &mut session).await? {
        let secret = proven.attempt_secret.unwrap_or_else(|| Secret::generate(&*app.entropy));
        let waiting = wait(
            app,
            ctx,
            &tx,
            &account,
            &proven.third_party,
            proven.wish,
            pending,
            &secret,
        )
        .await?;
        let step = Step::ChooseSession(Box::new(Waiting {
            sign_in: waiting.id,
            choice: choice(&tx, ctx, settings, account, &waiting).await?,
            secret,
        }));
        endings.commit_and_clear(app, tx, proven.to_forget).await?;
        return Ok(step);
    }
    let mut provider = proven.third_party.provider();
    if let ThirdParty::ToLink(link) = &proven.third_party {
        take_and_tie(app, ctx, &tx, account.id, link).await.map_err(in_link)?;
    }
    if let Some(pending) = pending {
        tie_waiting(app, ctx, &tx, &pending).await.map_err(in_link)?;
        tx.delete_sign_in(pending.id).await?;
        provider = pending.provider;
    }
    let finish = Finish {
        account,
        session,
        replaced,
        other: proven.wish.replaces,
        device_secret: proven.device_secret,
        is_inserted: false,
        provider,
    };
    let signed_in = finish.write(app, ctx, settings, &tx, &mut endings).await?;
    endings.commit_and_clear(app, tx, proven.to_forget).await?;
    Ok(Step::Done(Box::new(signed_in)))
}

/// The account, locked, and whoever's session the new one takes the place of: nobody else decides about either now.
///
/// # Errors
/// Refused when it is no longer what was proven: its password was changed, or it was suspended meanwhile.
pub(super) async fn lock_unchanged(tx: &Tx, proven: &Account, wish: &SessionWish) -> Outcome<Account, SignInRefusal> {
    let mut ids = vec![proven.id];
    if let Some(replaces) = wish.replaces
        && let Some(old) = tx.session(replaces).await?
    {
        ids.push(old.account);
    }
    let locked = tx.lock_accounts(&ids).await?;
    let account = match locked.into_iter().find(|account| account.id == proven.id) {
        Some(account) if account.password_set_at == proven.password_set_at => account,
        _ => return refuse(SignInRefusal::WrongCredentials),
    };
    if account.suspended_at.is_some() {
        return refuse(SignInRefusal::Suspended);
    }
    Ok(account)
}

/// Ends what is overdue, and serves whoever waited before: only then it shows what is left for one more. Gives the live
/// sessions.
pub(super) async fn serve_queue(
    app: &App,
    ctx: &Ctx,
    settings: &Settings,
    tx: &Tx,
    endings: &mut Endings,
    account: &Account,
) -> store::Result<Vec<Session>> {
    let sessions = tx.open_sessions(account.id).await?;
    let are_live = sessions.iter().all(|session| session.is_live(ctx.now));
    let limit = settings.sessions.for_account(account.session_limit).limit;
    let nobody_waits = limit.as_number() == 0 && sessions.iter().all(|session| session.slot.is_some());
    if are_live && nobody_waits {
        return Ok(sessions);
    }
    if !are_live {
        let ended = tx.expire_sessions(account.id, ctx.now).await?;
        let reason = domain::session::EndReason::Expired;
        endings.note(app, tx, EndedBy::Server(ctx.now), &ended, reason).await?;
    }
    endings
        .give_on(app, tx, ctx.now, account.id, settings.sessions, None)
        .await?;
    tx.open_sessions(account.id).await
}

/// Writes the place it gets into the session: that of the one it replaces, else what the limit leaves. Returns false when
/// it has to wait.
async fn take_place(
    tx: &Tx,
    ctx: &Ctx,
    settings: &Settings,
    account: &Account,
    sessions: &[Session],
    replaced: &Replaced,
    session: &mut Session,
) -> store::Result<bool> {
    let left = sessions.iter().filter(|session| !replaced.ids.contains(&session.id));
    let rule = settings.sessions.for_account(account.session_limit);
    let place = match replaced.slot {
        Some(slot) => Place::Slot(slot),
        None => Places::of(left).for_one_more(rule),
    };
    match place {
        Place::Slot(slot) => session.slot = Some(slot),
        Place::Restricted => restrict(tx, ctx, account, replaced, session).await?,
        Place::Wait => return Ok(false),
    }
    Ok(true)
}

/// Restricts the session: last in the queue, or where the one was that it replaces.
pub(super) async fn restrict(
    tx: &Tx,
    ctx: &Ctx,
    account: &Account,
    replaced: &Replaced,
    session: &mut Session,
) -> store::Result<()> {
    session.restricted_at = Some(ctx.now);
    session.queue_place = Some(match replaced.queue_place {
        Some(place) => place,
        None => tx.next_queue_place(account.id).await?,
    });
    Ok(())
}

/// Puts the sign-in into the queue.
#[allow(
    clippy::too_many_arguments,
    reason = "all that a wait is made of, each of its own kind"
)]
async fn wait(
    app: &App,
    ctx: &Ctx,
    tx: &Tx,
    account: &Account,
    third_party: &ThirdParty,
    wish: SessionWish,
    pending: Option<PendingSignIn>,
    secret: &Secret,
) -> Outcome<PendingSignIn, SignInRefusal> {
    let wait = PlaceWait {
        since: ctx.now,
        queue_place: tx.next_queue_place(account.id).await?,
        connected_until: Some(ctx.now.plus(POLLED)),
    };
    let is_new = pending.is_none();
    let waiting = PendingSignIn {
        ends_at: Wait::until(wait.since, ctx.now),
        wait: Some(wait),
        ..pending.unwrap_or_else(|| begun(app, ctx, account, third_party, wish))
    };
    if is_new {
        tx.insert_sign_in(&waiting, &secret.hash()).await?;
        third_party.put_on(tx, &waiting).await?;
    } else {
        tx.save_sign_in(&waiting).await?;
    }
    Ok(waiting)
}

/// A sign-in that takes more than one step.
pub(super) fn begun(
    app: &App,
    ctx: &Ctx,
    account: &Account,
    third_party: &ThirdParty,
    wish: SessionWish,
) -> PendingSignIn {
    PendingSignIn {
        id: SignInId::new(ctx.now, &*app.entropy),
        account: account.id,
        password_set_at: account.password_set_at,
        wish,
        began_at: ctx.now,
        ends_at: ctx.now.plus(PendingSignIn::LIFE),
        wait: None,
        session: None,
        provider: third_party.provider(),
    }
}

fn in_link(failure: Failure<LinkRefusal>) -> Failure<SignInRefusal> {
    failure.map(SignInRefusal::Link)
}

/// What there is to choose from.
pub(super) async fn choice(
    reader: &store::Reader,
    ctx: &Ctx,
    settings: &Settings,
    account: Account,
    pending: &PendingSignIn,
) -> anyhow::Result<Choice> {
    let sessions = of_account(reader, settings, &account, None, ctx.now).await?;
    let live = sessions.listed.iter().map(|listed| &listed.session);
    let rule = settings.sessions.for_account(account.session_limit);
    Ok(Choice {
        may_continue_restricted: Places::of(live).for_one_more(rule) == Place::Restricted,
        account,
        sessions,
        waits_until: pending
            .wait
            .map_or(pending.ends_at, |wait| wait.since.plus(Wait::LONGEST)),
    })
}
