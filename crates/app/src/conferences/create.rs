//! "Let us have a conference."

use domain::audit::AuditAction;
use domain::conference::{Access, Conference, RoomName, TooManyMembers, members_of};
use domain::ids::{AccountId, ConferenceId};
use domain::name::{ConferenceName, NameRefusal};
use domain::number::ConferenceNumber;
use domain::permission::Permission;

use super::Settings;
use super::members::{all_known, tell_members};
use super::settings::with_names;
use crate::failure::{Failure, Outcome, refusals, refuse};
use crate::{Actor, App, Ctx, audit};

/// How many numbers are drawn before giving up. Of 900 million, a dozen taken ones in a row mean a broken generator.
const MOST_DRAWS: usize = 12;

/// The conference to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewConference {
    /// Its name.
    pub name: String,
    /// Who gets in without being on the list.
    pub access: Access,
    /// Whether guests may enter.
    pub guests_allowed: bool,
    /// Who is on its list; its creator is anyway.
    pub participants: Vec<AccountId>,
    /// Who moderates it; its creator does anyway.
    pub moderators: Vec<AccountId>,
}

refusals! {
    /// Why there is no new conference.
    pub enum CreateRefusal {
        /// A restricted session makes none (SES-5).
        SessionRestricted => "session_restricted": "this session is restricted; end another one to lift that",
        /// Somebody on the list has no account (any more).
        UnknownPerson => "unknown_person" at "participants": "somebody on the list has no account any more; pick again",
        /// The list is too long.
        TooManyPeople => "too_many_people" at "participants": "a conference has at most 1000 participants",
    }
    or {
        /// The name cannot be one.
        Name(NameRefusal),
    }
}

/// Makes a conference with a random number that nobody has.
///
/// # Errors
/// [`CreateRefusal`].
pub async fn create(app: &App, ctx: &Ctx, actor: &Actor, new: NewConference) -> Outcome<Settings, CreateRefusal> {
    if !actor.may(Permission::CreateConferences) {
        return refuse(CreateRefusal::SessionRestricted);
    }
    let name = ConferenceName::parse(&new.name).map_err(|refusal| Failure::Refused(CreateRefusal::Name(refusal)))?;
    let creator = actor.account.id;
    let members = members_of(creator, &new.participants, &new.moderators)
        .map_err(|TooManyMembers| Failure::Refused(CreateRefusal::TooManyPeople))?;
    if !all_known(&app.store.read(), &members).await? {
        return refuse(CreateRefusal::UnknownPerson);
    }
    let mut conference = Conference {
        id: ConferenceId::new(ctx.now, &*app.entropy),
        number: ConferenceNumber::generate(&*app.entropy),
        name,
        access: new.access,
        guests_allowed: new.guests_allowed,
        room: RoomName::generate(&*app.entropy),
        creator,
        created_at: ctx.now,
        deleted_at: None,
        members,
    };
    insert(app, ctx, actor, &mut conference).await?;
    tell_members(app, &conference.members).await;
    Ok(with_names(app, conference).await?)
}

/// Inserts it under the first number drawn that nobody has.
async fn insert(app: &App, ctx: &Ctx, actor: &Actor, conference: &mut Conference) -> anyhow::Result<()> {
    let tx = app.store.begin_write().await?;
    for _ in 0..MOST_DRAWS {
        if !tx.insert_conference(conference).await? {
            conference.number = ConferenceNumber::generate(&*app.entropy);
            continue;
        }
        let details = serde_json::json!({ "number": conference.number, "access": conference.access });
        audit::entry(app, ctx, AuditAction::ConferenceCreated)
            .by(actor)
            .with(details)
            .write(&tx)
            .await?;
        return Ok(tx.commit().await?);
    }
    anyhow::bail!("{MOST_DRAWS} random conference numbers were all taken")
}
