//! What has to follow the end of a session: its media stops, its device is told (SES-8).

use domain::admission::CloseReason;
use domain::audit::AuditAction;
use domain::session::EndReason;
use domain::time::Timestamp;
use store::{EndedSession, Tx};

use crate::events::{Audience, BrowserEvent, publish};
use crate::jobs::Effects;
use crate::{App, audit};

/// Sessions that a transaction ends. Noted inside it, carried out after its commit.
#[derive(Debug, Default)]
#[must_use = "the devices have to be told and the media to be stopped"]
pub(crate) struct Endings {
    sessions: Vec<(EndedSession, EndReason)>,
    effects: Effects,
}

impl Endings {
    /// Closes what the ended sessions have open in conferences, and writes down what is to follow.
    pub(crate) async fn note(
        &mut self,
        app: &App,
        tx: &Tx,
        now: Timestamp,
        ended: &[EndedSession],
        reason: EndReason,
    ) -> store::Result<()> {
        let ids: Vec<_> = ended.iter().map(|session| session.id).collect();
        let closed = tx
            .close_admissions_of_sessions(&ids, CloseReason::SessionEnded, now)
            .await?;
        self.effects.remove_participants(app, tx, now, &closed).await?;
        for session in ended {
            let details = serde_json::json!({ "session": session.id, "reason": reason });
            let entry = audit::by_itself(app, now, AuditAction::SessionEnded).to(session.account);
            entry.with(details).write(tx).await?;
            self.sessions.push((*session, reason));
        }
        Ok(())
    }

    /// Tells the ended devices and bars each of their identities. Comes back when that is done, or when it takes too
    /// long; the jobs written down with the end go on.
    pub(crate) async fn carry_out(self, app: &App) {
        if self.sessions.is_empty() {
            return;
        }
        let app = app.clone();
        // On a task of its own: who hangs up after signing out is signed out all the same.
        let done = tokio::spawn(async move {
            for (session, reason) in &self.sessions {
                let event = BrowserEvent::SessionEnded {
                    session_id: session.id,
                    reason: *reason,
                };
                publish(&app, Audience::Session(session.id), &event).await;
            }
            self.effects.carry_out(&app).await;
        });
        if let Err(error) = done.await {
            tracing::error!(%error, "carrying out the end of sessions panicked");
        }
    }
}
