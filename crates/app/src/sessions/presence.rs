//! Which devices are connected: those with an open event stream (SES-6, SES-9).
//!
//! Thousands of streams open at once after a restart, so what opens and closes is gathered and written down together,
//! twice a minute for all that stay. A node that dies says nothing; its devices count as connected for as long as
//! [`domain::session::SEEN`] says.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use domain::ids::SessionId;
use domain::session::SEEN;
use domain::time::{Duration, Timestamp};

use crate::App;

/// How often those that stay connected are written down again.
const REFRESH: Duration = Duration::from_secs(30);

/// The devices that are connected to this node.
#[derive(Debug, Default)]
pub struct Presence(Mutex<Present>);

#[derive(Debug, Default)]
struct Present {
    open: HashMap<SessionId, usize>,
    /// Opened or closed since it was last written down.
    changed: HashSet<SessionId>,
    refreshed_at: Option<Timestamp>,
}

/// A session's open stream; dropped, it is closed.
#[derive(Debug)]
pub struct Connected {
    presence: Arc<Presence>,
    session: SessionId,
}

impl Drop for Connected {
    fn drop(&mut self) {
        self.presence.closed(self.session);
    }
}

impl Presence {
    /// A stream of this session opened.
    #[must_use = "dropped, the stream is closed"]
    pub fn opened(self: &Arc<Self>, session: SessionId) -> Connected {
        let mut present = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *present.open.entry(session).or_insert(0) += 1;
        present.changed.insert(session);
        Connected {
            presence: Arc::clone(self),
            session,
        }
    }

    fn closed(&self, session: SessionId) {
        let mut present = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(streams) = present.open.get_mut(&session) {
            *streams -= 1;
            if *streams == 0 {
                present.open.remove(&session);
                present.changed.insert(session);
            }
        }
    }

    /// What is to be written down now: who is connected, and who is gone.
    fn due(&self, now: Timestamp) -> (Vec<SessionId>, Vec<SessionId>) {
        let mut present = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = std::mem::take(&mut present.changed);
        let fresh = |at: Timestamp| at <= now && now.since(at) < REFRESH;
        let (mut here, gone): (Vec<_>, Vec<_>) = changed.into_iter().partition(|id| present.open.contains_key(id));
        if !present.refreshed_at.is_some_and(fresh) {
            present.refreshed_at = Some(now);
            here = present.open.keys().copied().collect();
        }
        (here, gone)
    }
}

/// Writes down which devices are connected to this node.
///
/// # Errors
/// When the database does not answer; the next time they are all written down again.
pub async fn note_presence(app: &App) -> anyhow::Result<()> {
    let now = app.now();
    let (here, gone) = app.presence.due(now);
    if here.is_empty() && gone.is_empty() {
        return Ok(());
    }
    let noted = async {
        let tx = app.store.begin_write().await?;
        tx.note_connected(&here, Some(now.plus(SEEN))).await?;
        tx.note_connected(&gone, None).await?;
        tx.commit().await
    };
    let noted = noted.await;
    if noted.is_err() {
        let mut present = app.presence.0.lock().unwrap_or_else(PoisonError::into_inner);
        present.changed.extend(here.into_iter().chain(gone));
    }
    Ok(noted?)
}
