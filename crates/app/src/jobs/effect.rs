//! The side effects there are, and doing them at once where somebody waits for the answer.

use anyhow::Context as _;
use domain::admission::Identity;
use domain::conference::RoomName;
use domain::ids::JobId;
use domain::job::Job;
use domain::time::{Duration, Timestamp};
use futures_util::stream::{self, StreamExt as _};
use serde_json::json;
use store::{ClosedAdmission, Tx};

use crate::App;
use crate::conference::barred_until;

/// How long somebody waits for an effect at most, before it is left to be repeated.
const PATIENCE: Duration = Duration::from_secs(2);

/// When the runner takes over what is being done at once.
const TAKEN_OVER_AFTER: Duration = Duration::from_secs(10);

/// How many are done at the same time.
pub(super) const AT_ONCE: usize = 16;

/// Something that has to happen outside the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Effect {
    /// Somebody's media ends, and their tokens open the room no more.
    RemoveParticipant {
        room: RoomName,
        identity: Identity,
        barred_until: Timestamp,
    },
    /// A room ends for all.
    DeleteRoom { room: RoomName, barred_until: Timestamp },
}

impl Effect {
    const fn kind(&self) -> &'static str {
        match self {
            Self::RemoveParticipant { .. } => "remove_participant",
            Self::DeleteRoom { .. } => "delete_room",
        }
    }

    fn payload(&self) -> serde_json::Value {
        match self {
            Self::RemoveParticipant {
                room,
                identity,
                barred_until,
            } => {
                json!({ "room": room.as_str(), "identity": identity.as_str(), "barred_until": barred_until })
            }
            Self::DeleteRoom { room, barred_until } => json!({ "room": room.as_str(), "barred_until": barred_until }),
        }
    }

    /// Reads an effect back from its job; nothing when no version of ours wrote it.
    pub(super) fn of(job: &Job) -> Option<Self> {
        let text = |key: &str| Some(job.payload.get(key)?.as_str()?.to_owned());
        let room = RoomName::from_stored(text("room")?);
        let barred_until = Timestamp::from_millis(job.payload.get("barred_until")?.as_i64()?);
        match job.kind.as_str() {
            "remove_participant" => Some(Self::RemoveParticipant {
                room,
                identity: Identity::from_text(&text("identity")?),
                barred_until,
            }),
            "delete_room" => Some(Self::DeleteRoom { room, barred_until }),
            _ => None,
        }
    }

    /// Does it, within a bounded time.
    pub(super) async fn happen(&self, app: &App) -> anyhow::Result<()> {
        let happening = async {
            match self {
                Self::RemoveParticipant {
                    room,
                    identity,
                    barred_until,
                } => app.media.remove_participant(room, identity, *barred_until).await,
                Self::DeleteRoom { room, barred_until } => app.media.delete_room(room, *barred_until).await,
            }
        };
        let happened = tokio::time::timeout(PATIENCE, happening).await;
        Ok(happened.context("the media half did not answer in time")??)
    }
}

/// The effects of one transaction. Written down inside it, done at once after its commit.
#[derive(Debug, Default)]
#[must_use = "they are to be done at once, not when the runner finds them"]
pub(crate) struct Effects(Vec<(Job, Effect)>);

impl Effects {
    /// These admissions are closed: each of their identities is to be removed and barred.
    pub(crate) async fn remove_participants(
        &mut self,
        app: &App,
        tx: &Tx,
        now: Timestamp,
        closed: &[ClosedAdmission],
    ) -> store::Result<()> {
        for admission in closed {
            let effect = Effect::RemoveParticipant {
                room: admission.room.clone(),
                identity: admission.identity.clone(),
                barred_until: barred_until(now, admission.token_expires_at),
            };
            self.write(app, tx, now, effect).await?;
        }
        Ok(())
    }

    /// The conference of this room is over.
    pub(crate) async fn delete_room(
        &mut self,
        app: &App,
        tx: &Tx,
        now: Timestamp,
        room: &RoomName,
    ) -> store::Result<()> {
        let effect = Effect::DeleteRoom {
            room: room.clone(),
            barred_until: barred_until(now, now),
        };
        self.write(app, tx, now, effect).await
    }

    async fn write(&mut self, app: &App, tx: &Tx, now: Timestamp, effect: Effect) -> store::Result<()> {
        let (id, kind, payload) = (JobId::new(now, &*app.entropy), effect.kind(), effect.payload());
        tx.insert_job(id, kind, &payload, now.plus(TAKEN_OVER_AFTER), now)
            .await?;
        self.0.push((
            Job {
                id,
                kind: kind.to_owned(),
                payload,
                attempt: 0,
                created_at: now,
            },
            effect,
        ));
        Ok(())
    }

    /// Does all of them; what fails or takes too long is left to the runner.
    pub(crate) async fn carry_out(self, app: &App) {
        if self.0.is_empty() {
            return;
        }
        let done: Vec<Job> = stream::iter(self.0)
            .map(|(job, effect)| async move {
                let happened = effect.happen(app).await;
                let failed =
                    |error: &anyhow::Error| tracing::warn!(job = %job.id, %error, "an effect is left for later");
                happened.inspect_err(failed).is_ok().then_some(job)
            })
            .buffer_unordered(AT_ONCE)
            .filter_map(std::future::ready)
            .collect()
            .await;
        if let Err(error) = finish(app, &done).await {
            // They will be done once more, which changes nothing.
            tracing::warn!(%error, "cannot write down that effects are done");
        }
    }
}

async fn finish(app: &App, done: &[Job]) -> store::Result<()> {
    let tx = app.store.begin_write().await?;
    for job in done {
        tx.finish_job(job).await?;
    }
    tx.commit().await
}
