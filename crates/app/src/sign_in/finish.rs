//! The end of every sign-in: the session is written down, what it replaces ends, the device is remembered.

use domain::account::Account;
use domain::audit::AuditAction;
use domain::ids::{AccountId, KnownDeviceId, SessionId};
use domain::letter::LetterKind;
use domain::secret::{Secret, SecretHash};
use domain::session::{Device, EndReason, Session};
use domain::sign_in::SessionWish;
use domain::third_party::ProviderId;
use store::{EndedSession, Tx};

use super::attempt::SignedIn;
use crate::sessions::{EndedBy, Endings};
use crate::settings::Settings;
use crate::{App, Ctx, audit, letters};

/// Sessions of the same account whose place a new one takes: that of the cookie that came along, and those of the same
/// device (SES-10).
pub(super) struct Replaced {
    /// Which.
    pub(super) ids: Vec<SessionId>,
    /// The smallest slot among them.
    pub(super) slot: Option<u16>,
    /// The first queue place among them.
    pub(super) queue_place: Option<i64>,
}

/// Which of the account's live sessions the wished one takes the place of.
pub(super) fn replaced_by(wish: &SessionWish, live: &[Session]) -> Replaced {
    let same_device = |session: &Session| wish.known_device.is_some() && session.known_device == wish.known_device;
    let replaced: Vec<_> = live
        .iter()
        .filter(|session| Some(session.id) == wish.replaces || same_device(session))
        .collect();
    Replaced {
        ids: replaced.iter().map(|session| session.id).collect(),
        slot: replaced.iter().filter_map(|session| session.slot).min(),
        queue_place: replaced.iter().filter_map(|session| session.queue_place).min(),
    }
}

/// What the account knows the device as now: another window of the same browser may have finished in the meantime.
pub(super) async fn device_now(
    tx: &Tx,
    account: AccountId,
    secret: Option<&SecretHash>,
) -> store::Result<Option<KnownDeviceId>> {
    let Some(secret) = secret else { return Ok(None) };
    let known = tx.known_devices(secret).await?;
    Ok(known
        .into_iter()
        .find(|(of, _)| *of == account)
        .map(|(_, device)| device))
}

/// A session that has its place, and what goes with it.
pub(super) struct Finish {
    pub(super) account: Account,
    pub(super) session: Session,
    pub(super) replaced: Replaced,
    /// The session of the cookie that came along, which may be somebody else's.
    pub(super) other: Option<SessionId>,
    /// What the device was known by until now.
    pub(super) device_secret: Option<SecretHash>,
    /// Whether the session stands already, and is only collected.
    pub(super) is_inserted: bool,
    /// The provider that said who it is, where one did.
    pub(super) provider: Option<ProviderId>,
}

impl Finish {
    pub(super) async fn write(
        mut self,
        app: &App,
        ctx: &Ctx,
        settings: &Settings,
        tx: &Tx,
        endings: &mut Endings,
    ) -> anyhow::Result<SignedIn> {
        self.end_replaced(app, ctx, tx, endings).await?;
        self.end_other(app, ctx, settings, tx, endings).await?;
        let (secret, device_secret) = (Secret::generate(&*app.entropy), Secret::generate(&*app.entropy));
        self.tell_of_a_new_device(app, ctx, tx).await?;
        let device = self.session.known_device;
        let device = device.unwrap_or_else(|| KnownDeviceId::new(ctx.now, &*app.entropy));
        self.session.known_device = Some(device);
        let (old, new) = (self.device_secret.as_ref(), device_secret.hash());
        tx.remember_device(device, self.account.id, old, &new, ctx.now).await?;
        if self.is_inserted {
            tx.collect_session(&self.session, &secret.hash()).await?;
        } else {
            tx.insert_session(&self.session, &secret.hash()).await?;
        }
        self.note(app, ctx, tx).await?;
        endings.list_changed(self.account.id);
        // What was replaced may have held more than the one place that is taken again.
        let rule = settings.sessions;
        if !self.replaced.ids.is_empty() {
            endings.give_on(app, tx, ctx.now, self.account.id, rule, None).await?;
        }
        Ok(SignedIn {
            longest_life: settings.life.longest(self.session.client),
            account: self.account,
            session: self.session,
            secret,
            device_secret,
        })
    }

    async fn end_replaced(&self, app: &App, ctx: &Ctx, tx: &Tx, endings: &mut Endings) -> store::Result<()> {
        let (account, reason) = (self.account.id, EndReason::Replaced);
        let by = EndedBy::Person(ctx, account);
        for &id in &self.replaced.ids {
            if tx.end_session(account, id, reason, ctx.now).await? {
                endings
                    .note(app, tx, by, &[EndedSession { id, account }], reason)
                    .await?;
            }
        }
        Ok(())
    }

    /// Somebody else was signed in here: their session ends, and its place is given on.
    async fn end_other(
        &self,
        app: &App,
        ctx: &Ctx,
        settings: &Settings,
        tx: &Tx,
        endings: &mut Endings,
    ) -> store::Result<()> {
        let Some(id) = self.other.filter(|id| !self.replaced.ids.contains(id)) else {
            return Ok(());
        };
        let Some(Session { account, .. }) = tx.session(id).await? else {
            return Ok(());
        };
        let reason = EndReason::SignedOut;
        if account != self.account.id && tx.end_session(account, id, reason, ctx.now).await? {
            let (by, ended) = (EndedBy::Person(ctx, account), [EndedSession { id, account }]);
            endings.note(app, tx, by, &ended, reason).await?;
            endings
                .give_on(app, tx, ctx.now, account, settings.sessions, None)
                .await?;
        }
        Ok(())
    }

    /// Writes to the holder when the account was used before, but not on this device (ASVS 6.3.5).
    async fn tell_of_a_new_device(&self, app: &App, ctx: &Ctx, tx: &Tx) -> anyhow::Result<()> {
        let account = self.account.id;
        if self.session.known_device.is_some() || !tx.has_signed_in(account).await? {
            return Ok(());
        }
        let Device { name, system, .. } = &self.session.device;
        let parts: Vec<_> = [name.as_deref(), system.as_deref()].into_iter().flatten().collect();
        let device = (!parts.is_empty()).then(|| parts.join(", "));
        letters::write(app, ctx, tx, account, LetterKind::NewDevice, device.as_deref()).await
    }

    async fn note(&self, app: &App, ctx: &Ctx, tx: &Tx) -> store::Result<()> {
        let Session {
            id,
            client,
            restricted_at,
            ..
        } = &self.session;
        let restricted = restricted_at.is_some();
        let mut details = serde_json::json!({ "session": id, "client": client, "restricted": restricted });
        if let (Some(provider), Some(details)) = (&self.provider, details.as_object_mut()) {
            details.insert("provider".to_owned(), provider.as_str().into());
        }
        audit::entry(app, ctx, AuditAction::SignedIn)
            .by_account(self.account.id)
            .with(details)
            .write(tx)
            .await
    }
}
