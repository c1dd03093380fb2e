//! Who gets a place that is free (SES-6). The account is locked while this decides.

use domain::account::Account;
use domain::ids::{SessionId, SignInId};
use domain::secret::Secret;
use domain::session::limit::{LimitRule, Places, Wait, Waiter, hand_out};
use domain::session::{Life, Session};
use domain::sign_in::{PendingSignIn, SessionWish};
use domain::time::Timestamp;
use store::Tx;

use crate::App;

/// Somebody in an account's queue for a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claimant {
    /// A restricted session.
    Session(SessionId),
    /// A sign-in that waits.
    SignIn(SignInId),
}

/// Hands every free slot to whoever is next in line, and says who got one. `first` ended the other session.
pub(crate) async fn give_on(
    app: &App,
    tx: &Tx,
    now: Timestamp,
    account: &Account,
    rule: LimitRule,
    first: Option<Claimant>,
) -> store::Result<Vec<Claimant>> {
    let sessions = tx.open_sessions(account.id).await?;
    // One whose time is over holds its slot until somebody ends it: its device has to be told with that.
    let places = Places::of(&sessions);
    let limit = rule.for_account(account.session_limit).limit;
    if places.free(limit).is_none() {
        return Ok(Vec::new());
    }
    let waiting = tx.waiting_sign_ins(account.id, now).await?;
    let restricted = sessions
        .iter()
        .filter(|session| session.is_live(now))
        .filter_map(|session| waiter(session, now));
    let queue: Vec<_> = restricted
        .chain(waiting.iter().filter_map(|pending| waiting_one(pending, account, now)))
        .collect();
    let given = hand_out(places, queue, limit, first);
    for &(who, slot) in &given {
        match who {
            Claimant::Session(id) => tx.give_slot(id, slot).await?,
            Claimant::SignIn(id) => {
                if let Some(pending) = waiting.iter().find(|pending| pending.id == id) {
                    open_for(app, tx, now, pending, slot).await?;
                }
            }
        }
    }
    Ok(given.into_iter().map(|(who, _)| who).collect())
}

fn waiter(session: &Session, now: Timestamp) -> Option<Waiter<Claimant>> {
    Some(Waiter {
        who: Claimant::Session(session.id),
        queue_place: session.queue_place?,
        is_sign_in: false,
        connected: session.is_connected(now),
    })
}

fn waiting_one(pending: &PendingSignIn, account: &Account, now: Timestamp) -> Option<Waiter<Claimant>> {
    let wait = pending.wait?;
    let is_good = pending.is_live(now) && pending.password_set_at == account.password_set_at;
    is_good.then(|| Waiter {
        who: Claimant::SignIn(pending.id),
        queue_place: wait.queue_place,
        is_sign_in: true,
        connected: wait.is_connected(now),
    })
}

/// Opens the session of a sign-in whose turn has come. Nobody has its secret before the client collects it; a client
/// that does not come loses it.
async fn open_for(app: &App, tx: &Tx, now: Timestamp, pending: &PendingSignIn, slot: u16) -> store::Result<()> {
    let session = Session {
        slot: Some(slot),
        expires_at: now.plus(Wait::AFTER_WINDOW),
        ..wished(app, now, pending.account, &pending.wish, &Life::default())
    };
    tx.insert_session(&session, &Secret::generate(&*app.entropy).hash())
        .await?;
    let granted = PendingSignIn {
        session: Some(session.id),
        ..pending.clone()
    };
    tx.save_sign_in(&granted).await
}

/// The session as it was wished for, without a place yet.
pub(crate) fn wished(
    app: &App,
    now: Timestamp,
    account: domain::ids::AccountId,
    wish: &SessionWish,
    life: &Life,
) -> Session {
    Session {
        id: SessionId::new(now, &*app.entropy),
        account,
        client: wish.client,
        kept: wish.kept,
        device: wish.device.clone(),
        address: wish.address.clone(),
        signed_in_at: now,
        last_active_at: now,
        expires_at: life.expiry(wish.client, wish.kept, now, now),
        proven_at: now,
        known_device: wish.known_device,
        slot: None,
        restricted_at: None,
        queue_place: None,
        connected_until: None,
        ended: None,
    }
}
