//! Rooms and rows are made to agree: who has no right is taken out, who came or left is noted.

use std::collections::HashSet;

use domain::admission::{Admission, Identity};
use domain::conference::RoomName;
use domain::session::Life;
use domain::time::Timestamp;
use futures_util::StreamExt as _;

use super::token::barred_until;
use crate::App;
use crate::conferences::tell_members;
use crate::ports::MediaEvent;

/// Compares every conference's room with our rows and removes whoever has no right to be there.
///
/// Only rooms with the conferences' reserved prefix are looked at. Called every 30 s: events may be lost.
///
/// # Errors
/// When the media half does not list its rooms, or the database does not answer. A room that fails is logged and left
/// for the next time; the others are reconciled all the same.
pub async fn reconcile(app: &App) -> anyhow::Result<()> {
    let life = app.settings().await?.life;
    let (mut present, mut unknown) = (HashSet::new(), HashSet::new());
    for room in app.media.list_rooms().await? {
        match reconcile_room(app, &life, &room.name).await {
            Ok(by_right) => present.extend(by_right),
            Err(error) => {
                tracing::warn!(room = %room.name, error = format!("{error:#}"), "cannot compare a room with its rows");
                // Who is in it is not known: nobody is said to have left.
                let conference = app.store.read().conference_by_room(&room.name).await?;
                unknown.extend(conference.map(|conference| conference.id));
            }
        }
    }
    let noted = app.store.read().admissions_in_rooms().await?;
    let gone = noted
        .iter()
        .filter(|admission| !present.contains(&admission.identity) && !unknown.contains(&admission.conference));
    let tx = app.store.begin_write().await?;
    for admission in gone {
        tx.admission_left(&admission.identity, app.now()).await?;
    }
    Ok(tx.commit().await?)
}

/// Makes one room and its rows agree; says who is in it by right.
async fn reconcile_room(app: &App, life: &Life, room: &RoomName) -> anyhow::Result<Vec<Identity>> {
    // People first, rows second: whoever is in the room had a row before they had a token.
    let present = app.media.list_participants(room).await?;
    let now = app.now();
    let Some(conference) = app.store.read().conference_by_room(room).await? else {
        tracing::warn!("a conference's room outlived its conference and is ended");
        app.media.delete_room(room, barred_until(now, now)).await?;
        return Ok(Vec::new());
    };
    let open = app.store.read().open_admissions(conference.id).await?;
    let mut by_right = Vec::new();
    for person in present {
        match open.iter().find(|admission| admission.identity == person.identity) {
            Some(admission) => {
                note_presence(app, life, now, admission).await?;
                by_right.push(person.identity);
            }
            None => throw_out(app, room, &person.identity, now).await?,
        }
    }
    Ok(by_right)
}

/// Notes that somebody is there, which is activity (SES-9).
async fn note_presence(app: &App, life: &Life, now: Timestamp, admission: &Admission) -> anyhow::Result<()> {
    let session = match admission.session {
        Some(id) => app.store.read().session(id).await?,
        None => None,
    };
    let touched = session.and_then(|session| Some((session.id, life.touch(&session, now)?)));
    let is_noted = admission.joined_at.is_some() && admission.left_at.is_none();
    if is_noted && touched.is_none() {
        return Ok(());
    }
    let tx = app.store.begin_write().await?;
    if !is_noted {
        tx.admission_joined(&admission.identity, now).await?;
    }
    if let Some((session, touch)) = touched {
        tx.touch_session(session, touch).await?;
    }
    Ok(tx.commit().await?)
}

async fn throw_out(app: &App, room: &RoomName, identity: &Identity, now: Timestamp) -> anyhow::Result<()> {
    tracing::warn!(%identity, "somebody in a conference's room has no right to be there and is removed");
    Ok(app
        .media
        .remove_participant(room, identity, barred_until(now, now))
        .await?)
}

/// Follows the media half's events for as long as they come: every join is checked, every departure noted.
pub async fn follow_media(app: &App) {
    let mut events = app.media.events();
    while let Some(event) = events.next().await {
        if let Err(error) = take_in(app, event).await {
            // The next reconciliation finds what was missed here.
            tracing::warn!(error = format!("{error:#}"), "cannot act on what happened in a room");
        }
    }
}

async fn take_in(app: &App, event: MediaEvent) -> anyhow::Result<()> {
    match event {
        MediaEvent::ParticipantJoined { room, identity, .. } => match ours(room) {
            Some(room) => joined(app, &room, &Identity::from_text(&identity)).await,
            None => Ok(()),
        },
        MediaEvent::ParticipantLeft { room, identity, .. } => match ours(room) {
            Some(room) => left(app, &room, &Identity::from_text(&identity)).await,
            None => Ok(()),
        },
        MediaEvent::RoomStarted { room } | MediaEvent::RoomFinished { room } => match ours(room) {
            Some(room) => came_or_went(app, &room).await,
            None => Ok(()),
        },
        MediaEvent::TrackPublished { .. } | MediaEvent::TrackUnpublished { .. } => Ok(()),
    }
}

/// Rooms of other tools are none of our business.
fn ours(room: String) -> Option<RoomName> {
    room.starts_with(RoomName::PREFIX).then(|| RoomName::from_stored(room))
}

async fn joined(app: &App, room: &RoomName, identity: &Identity) -> anyhow::Result<()> {
    let now = app.now();
    let conference = app.store.read().conference_by_room(room).await?;
    let admission = app.store.read().admission_by_identity(identity).await?;
    let belongs = match (&conference, &admission) {
        (Some(conference), Some(admission)) => conference.id == admission.conference,
        _ => false,
    };
    if belongs {
        let tx = app.store.begin_write().await?;
        // Only an open admission can be joined.
        if tx.admission_joined(identity, now).await? {
            return Ok(tx.commit().await?);
        }
    }
    throw_out(app, room, identity, now).await
}

async fn left(app: &App, room: &RoomName, identity: &Identity) -> anyhow::Result<()> {
    // Whoever reconnects arrives anew before they are seen to leave.
    let present = app.media.list_participants(room).await?;
    if present.iter().any(|person| person.identity == *identity) {
        return Ok(());
    }
    let tx = app.store.begin_write().await?;
    tx.admission_left(identity, app.now()).await?;
    Ok(tx.commit().await?)
}

/// The conference's members see in their lists whether it is going on.
async fn came_or_went(app: &App, room: &RoomName) -> anyhow::Result<()> {
    if let Some(conference) = app.store.read().conference_by_room(room).await? {
        tell_members(app, &conference.members).await;
    }
    Ok(())
}
