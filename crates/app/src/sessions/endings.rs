//! What has to follow the end of a session: its media stops, its device is told (SES-8).

use anyhow::Context as _;
use domain::admission::CloseReason;
use domain::audit::AuditAction;
use domain::rate::ThrottleKey;
use domain::session::EndReason;
use domain::time::Timestamp;
use store::{EndedSession, Tx};

use crate::events::{Audience, BrowserEvent, publish};
use crate::jobs::Effects;
use crate::{App, audit, throttle};

/// Sessions that a transaction ends. Noted inside it, committed and carried out with it.
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

    /// Commits, then tells the ended devices and bars each of their identities. Comes back when that is done, or when
    /// it takes too long; the jobs written down with the end go on.
    ///
    /// # Errors
    /// What the commit says. What follows a commit fails nothing.
    pub(crate) async fn commit(self, app: &App, tx: Tx) -> anyhow::Result<()> {
        self.commit_and_clear(app, tx, None).await
    }

    /// As [`Endings::commit`]; at last the failures of `proven` are forgotten, whose secret was right.
    ///
    /// # Errors
    /// What the commit says.
    pub(crate) async fn commit_and_clear(self, app: &App, tx: Tx, proven: Option<ThrottleKey>) -> anyhow::Result<()> {
        let app = app.clone();
        // On a task of its own, the commit too: who hangs up meanwhile takes none of what follows along.
        let done = tokio::spawn(async move {
            tx.commit().await?;
            self.carry_out(&app).await;
            if let Some(key) = proven {
                throttle::clear(&app, key).await;
            }
            Ok(())
        });
        done.await.context("committing the end of sessions panicked")?
    }

    async fn carry_out(self, app: &App) {
        if self.sessions.is_empty() {
            return;
        }
        for (session, reason) in &self.sessions {
            let event = BrowserEvent::SessionEnded {
                session_id: session.id,
                reason: *reason,
            };
            publish(app, Audience::Session(session.id), &event).await;
        }
        self.effects.carry_out(app).await;
    }
}
