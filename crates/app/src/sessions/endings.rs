//! What has to follow the end of a session: its media stops, its device is told (SES-8), its place is given on (SES-6).

use anyhow::Context as _;
use domain::admission::CloseReason;
use domain::audit::AuditAction;
use domain::ids::AccountId;
use domain::rate::ThrottleKey;
use domain::session::EndReason;
use domain::session::limit::LimitRule;
use domain::time::Timestamp;
use store::{EndedSession, Tx};

use super::places::{Claimant, give_on};
use crate::events::{Audience, BrowserEvent, publish};
use crate::jobs::Effects;
use crate::{App, Ctx, audit, throttle};

/// Sessions that a transaction ends, opens or lifts. Noted inside it, committed and carried out with it.
#[derive(Debug, Default)]
#[must_use = "the devices have to be told and the media to be stopped"]
pub(crate) struct Endings {
    news: Vec<(Audience, BrowserEvent)>,
    effects: Effects,
}

/// By whom a session was ended.
#[derive(Clone, Copy)]
pub(crate) enum EndedBy<'a> {
    /// The holder of this account, by a request.
    Person(&'a Ctx, AccountId),
    /// The server, at this moment: the session's time was up.
    Server(Timestamp),
}

impl EndedBy<'_> {
    const fn now(self) -> Timestamp {
        match self {
            Self::Person(ctx, _) => ctx.now,
            Self::Server(now) => now,
        }
    }

    fn entry(self, app: &App) -> audit::Entry {
        let action = AuditAction::SessionEnded;
        match self {
            Self::Person(ctx, account) => audit::entry(app, ctx, action).by_account(account),
            Self::Server(now) => audit::by_itself(app, now, action),
        }
    }
}

impl Endings {
    /// Closes what the ended sessions have open in conferences, and writes down what is to follow.
    pub(crate) async fn note(
        &mut self,
        app: &App,
        tx: &Tx,
        by: EndedBy<'_>,
        ended: &[EndedSession],
        reason: EndReason,
    ) -> store::Result<()> {
        if ended.is_empty() {
            return Ok(());
        }
        let now = by.now();
        let ids: Vec<_> = ended.iter().map(|session| session.id).collect();
        let closed = tx
            .close_admissions_of_sessions(&ids, CloseReason::SessionEnded, now)
            .await?;
        self.effects.remove_participants(app, tx, now, &closed).await?;
        for &EndedSession { id, account } in ended {
            let details = serde_json::json!({ "session": id, "reason": reason });
            by.entry(app).to(account).with(details).write(tx).await?;
            let event = BrowserEvent::SessionEnded { session_id: id, reason };
            self.news.push((Audience::Session(id), event));
            self.list_changed(account);
        }
        Ok(())
    }

    /// Gives the account's free places to whoever waits for one; first to `first`, who ended the other session.
    pub(crate) async fn give_on(
        &mut self,
        app: &App,
        tx: &Tx,
        now: Timestamp,
        account: AccountId,
        rule: LimitRule,
        first: Option<Claimant>,
    ) -> store::Result<Vec<Claimant>> {
        let Some(account) = tx.lock_account(account).await? else {
            return Ok(Vec::new());
        };
        let given = give_on(app, tx, now, &account, rule, first).await?;
        for &who in &given {
            self.news.push(match who {
                Claimant::Session(id) => (Audience::Session(id), BrowserEvent::SessionLifted { session_id: id }),
                Claimant::SignIn(id) => (Audience::SignIn(id), BrowserEvent::SignInChanged),
            });
            self.list_changed(account.id);
        }
        Ok(given)
    }

    /// Another password: what the old one proved is worth nothing any more, on no device.
    pub(crate) async fn forget_proofs(&mut self, tx: &Tx, account: AccountId) -> store::Result<()> {
        tx.forget_devices(account, None).await?;
        self.forget_sign_ins(tx, account).await
    }

    /// Whoever is between two steps of a sign-in begins again.
    pub(crate) async fn forget_sign_ins(&mut self, tx: &Tx, account: AccountId) -> store::Result<()> {
        for sign_in in tx.delete_sign_ins_of(account).await? {
            self.news.push((Audience::SignIn(sign_in), BrowserEvent::SignInChanged));
        }
        Ok(())
    }

    /// The account's pages are to draw their lists anew.
    pub(crate) fn list_changed(&mut self, account: AccountId) {
        let news = (Audience::Account(account), BrowserEvent::SessionsChanged);
        if !self.news.contains(&news) {
            self.news.push(news);
        }
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
        for (audience, event) in &self.news {
            publish(app, *audience, event).await;
        }
        self.effects.carry_out(app).await;
    }
}
