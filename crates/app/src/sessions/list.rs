//! "Where am I signed in?"

use std::collections::HashMap;

use domain::account::Account;
use domain::ids::SessionId;
use domain::name::ConferenceName;
use domain::session::Session;
use domain::session::limit::{Limit, Places, best_to_end};
use domain::time::Timestamp;
use store::Reader;

use crate::settings::Settings;
use crate::{Actor, App, Ctx};

/// A session in its holder's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The session.
    pub session: Session,
    /// Whether it is the one the request came through.
    pub current: bool,
    /// Whether its device is connected, or the person was active in it lately (SES-9).
    pub online: bool,
    /// The conference it is in now.
    pub in_conference: Option<ConferenceName>,
    /// Whether it is the one that is best to end (SES-7).
    pub advised: bool,
    /// When it ends at the latest, however busy it is.
    pub longest_until: Timestamp,
}

/// An account's sessions against its limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sessions {
    /// The live ones, newest first.
    pub listed: Vec<Listed>,
    /// How many the account may have at once.
    pub limit: Limit,
    /// How many are unrestricted.
    pub in_use: usize,
    /// How many of these must end until a session that has no slot gets one; 0 for one that has.
    pub to_end: usize,
}

/// The actor's live sessions, newest first, and their limit (SES-7).
///
/// # Errors
/// When the database does not answer.
pub async fn list(app: &App, ctx: &Ctx, actor: &Actor) -> anyhow::Result<Sessions> {
    let settings = app.settings().await?;
    let own = Some(actor.session.id);
    of_account(&app.store.read(), &settings, &actor.account, own, ctx.now).await
}

/// An account's live sessions, seen from one of them or from none.
pub(crate) async fn of_account(
    reader: &Reader,
    settings: &Settings,
    account: &Account,
    own: Option<SessionId>,
    now: Timestamp,
) -> anyhow::Result<Sessions> {
    let sessions = reader.live_sessions(account.id, now).await?;
    let ids: Vec<_> = sessions.iter().map(|session| session.id).collect();
    let mut conferences: HashMap<_, _> = reader.conferences_of_sessions(&ids).await?.into_iter().collect();
    let is_used = |session: &Session| session.is_online(now) || conferences.contains_key(&session.id);
    let advised = best_to_end(&sessions, own, is_used);
    let limit = settings.sessions.for_account(account.session_limit).limit;
    let in_use = Places::of(&sessions).taken.len();
    let has_slot = sessions
        .iter()
        .any(|session| Some(session.id) == own && session.slot.is_some());
    let listed = |session: Session| Listed {
        current: Some(session.id) == own,
        online: session.is_online(now),
        in_conference: conferences.remove(&session.id),
        advised: Some(session.id) == advised,
        longest_until: session.longest_until(&settings.life),
        session,
    };
    Ok(Sessions {
        listed: sessions.into_iter().map(listed).collect(),
        limit,
        in_use,
        to_end: if has_slot { 0 } else { limit.to_end(in_use) },
    })
}
