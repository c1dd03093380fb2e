//! "I wait for a place." "End that one instead." (SES-4)

use domain::account::Account;
use domain::ids::SessionId;
use domain::secret::SecretHash;
use domain::session::limit::{Place, Places, Wait};
use domain::session::{EndReason, SEEN, Session};
use domain::sign_in::{PendingSignIn, PlaceWait};
use domain::time::{Duration, Timestamp};
use futures_util::stream::BoxStream;
use store::{EndedSession, Tx};

use super::attempt::{AttemptKey, FactorAsked, Step, Waiting};
use super::finish::{Finish, device_now, replaced_by};
use super::open_session::{POLLED, choice, lock_unchanged, restrict, serve_queue};
use crate::events::{BrowserEvent, listen_as_waiting};
use crate::failure::{Failure, Outcome, refusals, refuse};
use crate::second_factor::asks;
use crate::sessions::{Claimant, EndedBy, Endings, wished};
use crate::settings::Settings;
use crate::third_party::{LinkRefusal, show_link, tie_waiting, withdraw_link};
use crate::{App, Ctx};

/// What somebody who waits chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choose {
    /// Go on if there is a place now.
    GoOn,
    /// End this session, and take its place.
    End(SessionId),
    /// Go on without the limited components.
    Restricted,
}

refusals! {
    /// Why the sign-in does not go on.
    pub enum ChooseRefusal {
        /// It waited too long, its window was closed, it is finished, or it never was.
        Over => "attempt_over": "this sign-in is over; begin again",
        /// The account has no such session, or it is over already.
        SessionNotFound => "session_not_found": "there is no such session any more; reload the list",
        /// The policy lets nobody go on restricted, or there are ten already (SES-12).
        NotAllowed => "not_allowed": "going on restricted is not possible here",
    }
    or {
        /// The identity at a provider cannot be tied to this account.
        Link(LinkRefusal),
    }
}

/// Goes on with a sign-in that waits. The password and every factor were proven before, so nothing is asked again.
///
/// # Errors
/// [`ChooseRefusal`].
pub async fn choose_session(
    app: &App,
    ctx: &Ctx,
    key: &AttemptKey,
    choose: Choose,
    device_secret: Option<SecretHash>,
) -> Outcome<Step, ChooseRefusal> {
    let settings = app.settings().await?;
    let mut endings = Endings::default();
    let (tx, account, mut pending) = lock(app, ctx.now, key).await?;
    let Some(wait) = pending.wait else {
        return refuse(ChooseRefusal::Over);
    };
    let polled = wait.connected_until.unwrap_or(ctx.now).max(ctx.now.plus(POLLED));
    keep_open(&mut pending, wait, ctx.now, Some(polled));
    tx.save_sign_in(&pending).await?;
    pending.wish.known_device = device_now(&tx, account.id, device_secret.as_ref()).await?;
    let known_device = pending.wish.known_device;
    let sessions = match choose {
        // Whose turn has come already needs nobody's place.
        Choose::End(id) if pending.session.is_none() => {
            end_for(app, ctx, &settings, &tx, &mut endings, &pending, id).await?
        }
        Choose::End(_) | Choose::GoOn | Choose::Restricted => {
            serve_queue(app, ctx, &settings, &tx, &mut endings, &account).await?
        }
    };
    let pending = tx.lock_sign_in(key.id, &key.secret.hash()).await?;
    let Some(mut pending) = pending else {
        return refuse(ChooseRefusal::Over);
    };
    pending.wish.known_device = known_device;
    let opened = opened_for(app, ctx, &settings, &tx, &account, &pending, &sessions, choose).await?;
    let Some((session, is_inserted)) = opened else {
        let choice = choice(&tx, ctx, &settings, account, &pending).await?;
        endings.commit(app, tx).await?;
        return Ok(Step::ChooseSession(Box::new(Waiting {
            sign_in: pending.id,
            secret: key.secret.clone(),
            choice,
        })));
    };
    let tied = tie_waiting(app, ctx, &tx, &pending).await;
    tied.map_err(|failure| failure.map(ChooseRefusal::Link))?;
    tx.delete_sign_in(pending.id).await?;
    let mut replaced = replaced_by(&pending.wish, &sessions);
    replaced.ids.retain(|id| *id != session.id);
    let finish = Finish {
        account,
        session,
        replaced,
        other: pending.wish.replaces,
        device_secret,
        is_inserted,
        provider: pending.provider,
    };
    let signed_in = finish.write(app, ctx, &settings, &tx, &mut endings).await?;
    endings.commit(app, tx).await?;
    Ok(Step::Done(Box::new(signed_in)))
}

/// The step a sign-in is at, for a page that was loaded anew. Nothing changes by looking.
///
/// # Errors
/// [`ChooseRefusal::Over`].
pub async fn show_attempt(app: &App, ctx: &Ctx, key: &AttemptKey) -> Outcome<Step, ChooseRefusal> {
    let settings = app.settings().await?;
    let reader = app.store.read();
    let Some((pending, account)) = find(app, ctx.now, key).await? else {
        let offered = show_link(app, ctx, key).await;
        return offered.map_err(|failure| failure.map(ChooseRefusal::Link));
    };
    if pending.wait.is_none() {
        return Ok(Step::SecondFactor(Box::new(FactorAsked {
            sign_in: pending.id,
            secret: key.secret.clone(),
            ways: asks(&reader, pending.account).await?,
            ends_at: pending.ends_at,
        })));
    }
    Ok(Step::ChooseSession(Box::new(Waiting {
        sign_in: pending.id,
        secret: key.secret.clone(),
        choice: choice(&reader, ctx, &settings, account, &pending).await?,
    })))
}

/// "I do not wait any longer." Doing it twice is no error.
///
/// # Errors
/// When the database does not answer.
pub async fn cancel(app: &App, ctx: &Ctx, key: &AttemptKey) -> anyhow::Result<()> {
    let settings = app.settings().await?;
    let mut endings = Endings::default();
    let (tx, account, pending) = match lock(app, ctx.now, key).await {
        Ok(locked) => locked,
        Err(Failure::Refused(_)) => return withdraw_link(app, key).await,
        Err(Failure::Internal(error)) => return Err(error),
    };
    tx.delete_sign_in(pending.id).await?;
    if let Some(id) = pending.session
        && tx.end_session(account.id, id, EndReason::SignedOut, ctx.now).await?
    {
        let ended = [EndedSession {
            id,
            account: account.id,
        }];
        endings
            .note(app, &tx, EndedBy::Person(ctx, account.id), &ended, EndReason::SignedOut)
            .await?;
    }
    endings
        .give_on(app, &tx, ctx.now, account.id, settings.sessions, None)
        .await?;
    endings.commit(app, tx).await
}

/// Listens at the window of a sign-in that waits.
///
/// # Errors
/// [`ChooseRefusal::Over`].
pub async fn listen_at_window(
    app: &App,
    ctx: &Ctx,
    key: &AttemptKey,
) -> Outcome<BoxStream<'static, BrowserEvent>, ChooseRefusal> {
    let found = app.store.read().sign_in(key.id, &key.secret.hash()).await?;
    let Some(pending) = found.filter(|pending| pending.is_live(ctx.now)) else {
        return refuse(ChooseRefusal::Over);
    };
    let heard = listen_as_waiting(app, pending.id, pending.account).await?;
    window_is(app, ctx.now, key, true).await?;
    Ok(heard)
}

/// How often an open window says so.
pub const WINDOW_SAYS: Duration = Duration::from_secs(30);

/// The window of a sign-in that waits is open, or was closed. An open one is served if there is a place. Says whether its
/// turn has come: word of that may have been lost on the way.
///
/// # Errors
/// [`ChooseRefusal::Over`], also when its turn came and it did not go on in time.
pub async fn window_is(app: &App, now: Timestamp, key: &AttemptKey, open: bool) -> Outcome<bool, ChooseRefusal> {
    let rule = app.settings().await?.sessions;
    let mut endings = Endings::default();
    let (tx, account, mut pending) = lock(app, now, key).await?;
    let Some(wait) = pending.wait else {
        return refuse(ChooseRefusal::Over);
    };
    keep_open(&mut pending, wait, now, open.then(|| now.plus(SEEN)));
    tx.save_sign_in(&pending).await?;
    let mut has_come = false;
    if let Some(granted) = pending.session {
        let session = tx.session(granted).await?;
        has_come = session.is_some_and(|session| session.is_live(now));
        if !has_come {
            return refuse(ChooseRefusal::Over);
        }
    } else if open {
        let given = endings.give_on(app, &tx, now, account.id, rule, None).await?;
        has_come = given.contains(&Claimant::SignIn(key.id));
    }
    endings.commit(app, tx).await?;
    Ok(has_come)
}

/// The sign-in that this key opens and the account as it was proven, if it can still go on.
pub(super) async fn find(
    app: &App,
    now: Timestamp,
    key: &AttemptKey,
) -> store::Result<Option<(PendingSignIn, Account)>> {
    let reader = app.store.read();
    let found = reader.sign_in(key.id, &key.secret.hash()).await?;
    let Some(found) = found.filter(|found| found.is_live(now)) else {
        return Ok(None);
    };
    let account = reader.account(found.account).await?;
    Ok(account.map(|account| {
        let proven = Account {
            password_set_at: found.password_set_at,
            ..account
        };
        (found, proven)
    }))
}

/// The sign-in and its account, locked, if it can still go on.
async fn lock(app: &App, now: Timestamp, key: &AttemptKey) -> Outcome<(Tx, Account, PendingSignIn), ChooseRefusal> {
    let Some((found, proven)) = find(app, now, key).await? else {
        return refuse(ChooseRefusal::Over);
    };
    let tx = app.store.begin_write().await?;
    let account = match lock_unchanged(&tx, &proven, &found.wish).await {
        Ok(account) => account,
        Err(Failure::Refused(_)) => return refuse(ChooseRefusal::Over),
        Err(Failure::Internal(error)) => return Err(error.into()),
    };
    match tx.lock_sign_in(key.id, &key.secret.hash()).await? {
        Some(pending) if pending.is_live(now) => Ok((tx, account, pending)),
        _ => refuse(ChooseRefusal::Over),
    }
}

fn keep_open(pending: &mut PendingSignIn, wait: PlaceWait, now: Timestamp, connected_until: Option<Timestamp>) {
    // One whose session is opened has a minute to collect it, whatever its window does.
    pending.ends_at = Wait::until(wait.since, now).max(pending.session.map_or(now, |_| pending.ends_at));
    pending.wait = Some(PlaceWait {
        connected_until,
        ..wait
    });
}

/// Ends the session and gives its place to the sign-in. One that waits has just proven who it is, so no proof is asked.
async fn end_for(
    app: &App,
    ctx: &Ctx,
    settings: &Settings,
    tx: &Tx,
    endings: &mut Endings,
    pending: &PendingSignIn,
    id: SessionId,
) -> Outcome<Vec<Session>, ChooseRefusal> {
    let (account, reason) = (pending.account, EndReason::EndedByUser);
    if !tx.end_session(account, id, reason, ctx.now).await? {
        return refuse(ChooseRefusal::SessionNotFound);
    }
    let (by, ended) = (EndedBy::Person(ctx, account), [EndedSession { id, account }]);
    endings.note(app, tx, by, &ended, reason).await?;
    let first = Some(Claimant::SignIn(pending.id));
    endings
        .give_on(app, tx, ctx.now, account, settings.sessions, first)
        .await?;
    Ok(tx.open_sessions(account).await?)
}

/// The session the sign-in gets now, if any, and whether it stands already.
#[allow(
    clippy::too_many_arguments,
    reason = "all that a decision hangs on, each of its own kind"
)]
async fn opened_for(
    app: &App,
    ctx: &Ctx,
    settings: &Settings,
    tx: &Tx,
    account: &Account,
    pending: &PendingSignIn,
    sessions: &[Session],
    choose: Choose,
) -> Outcome<Option<(Session, bool)>, ChooseRefusal> {
    let fresh = wished(app, ctx.now, account.id, &pending.wish, &settings.life);
    if let Some(granted) = pending.session {
        let standing = sessions.iter().find(|session| session.id == granted);
        let Some(standing) = standing.filter(|session| session.is_live(ctx.now)) else {
            return refuse(ChooseRefusal::Over);
        };
        let collected = Session {
            id: standing.id,
            slot: standing.slot,
            ..fresh
        };
        return Ok(Some((collected, true)));
    }
    // Its own device may have got a place through another window: it is the same device's place.
    let replaced = replaced_by(&pending.wish, sessions);
    if replaced.slot.is_some() {
        let slot = replaced.slot;
        return Ok(Some((Session { slot, ..fresh }, false)));
    }
    if choose != Choose::Restricted {
        return Ok(None);
    }
    let rule = settings.sessions.for_account(account.session_limit);
    if Places::of(sessions).for_one_more(rule) != Place::Restricted {
        return refuse(ChooseRefusal::NotAllowed);
    }
    let mut session = fresh;
    restrict(tx, ctx, account, &replaced, &mut session).await?;
    // It keeps its place in the queue.
    session.queue_place = pending.wait.map(|wait| wait.queue_place).or(session.queue_place);
    Ok(Some((session, false)))
}
