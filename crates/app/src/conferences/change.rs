//! "Let it be called otherwise, and Bob come too."

use anyhow::Context as _;
use domain::audit::AuditAction;
use domain::conference::{Access, Conference, Member, TooManyMembers, members_of};
use domain::ids::{AccountId, ConferenceId};
use domain::name::{ConferenceName, NameRefusal};
use domain::permission::{Level, Permission};
use store::{ConferenceChange, Tx};

use super::members::{all_known, tell_members};
use super::settings::with_names;
use super::{ManageRefusal, Settings, known_by_number, knows};
use crate::conference::Rejudged;
use crate::failure::{Failure, Outcome, refusals, refuse};
use crate::{Actor, App, Ctx, audit};

/// What is to change; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// A new name.
    pub name: Option<String>,
    /// Who gets in without being on the list.
    pub access: Option<Access>,
    /// Whether guests may enter.
    pub guests_allowed: Option<bool>,
    /// The whole new list; its creator stays on it anyway.
    pub participants: Option<Vec<AccountId>>,
    /// All moderators; its creator stays one anyway.
    pub moderators: Option<Vec<AccountId>>,
}

refusals! {
    /// Why the conference stays as it is.
    pub enum ChangeRefusal {
        /// Somebody on the list has no account (any more).
        UnknownPerson => "unknown_person" at "participants": "somebody on the list has no account any more; pick again",
        /// The list is too long.
        TooManyPeople => "too_many_people" at "participants": "a conference has at most 1000 participants",
    }
    or {
        /// The name cannot be one.
        Name(NameRefusal),
        /// No such conference, or not for the actor to change.
        Manage(ManageRefusal),
    }
}

/// Changes a conference. Who is taken off its list while in the room falls under the rule for guests at once; guests
/// inside stay when it closes, the rule binds whoever comes or comes back from then on.
///
/// # Errors
/// [`ChangeRefusal`].
pub async fn change(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    number: &str,
    change: Change,
) -> Outcome<Settings, ChangeRefusal> {
    let Some(conference) = known_by_number(app, actor, number).await? else {
        return refuse(ChangeRefusal::Manage(ManageRefusal::NotFound));
    };
    let rules = app.settings().await?.conferences;
    let mut rejudged = Rejudged::default();
    let tx = app.store.begin_write().await?;
    // Two changes at once: the later one sees what the earlier one left, and whether it still is the actor's to make.
    let before = changeable(&tx, actor, conference.id).await?;
    let asked = asked_for(&before, &change)?;
    if let Some(members) = &asked.members
        && !all_known(&tx, members).await?
    {
        return refuse(ChangeRefusal::UnknownPerson);
    }
    if !tx.change_conference(before.id, &asked).await? {
        return refuse(ChangeRefusal::Manage(ManageRefusal::NotFound));
    }
    let after = tx
        .conference(before.id)
        .await?
        .context("a conference is gone while it is locked")?;
    rejudged.note(app, &tx, ctx.now, &before, &after, &rules).await?;
    let details = serde_json::json!({ "number": after.number, "access": after.access, "people": after.members.len() });
    audit::entry(app, ctx, AuditAction::ConferenceChanged)
        .by(actor)
        .with(details)
        .write(&tx)
        .await?;
    tx.commit().await?;

    rejudged.carry_out(app, &after).await;
    let gone = before.members.iter().filter(|member| !after.is_member(member.account));
    let told: Vec<_> = after.members.iter().chain(gone).copied().collect();
    tell_members(app, &told).await;
    Ok(with_names(app, after).await?)
}

/// The conference, locked, if it is the actor's to change.
async fn changeable(tx: &Tx, actor: &Actor, id: ConferenceId) -> Outcome<Conference, ChangeRefusal> {
    let locked = tx.lock_conference(id).await?;
    let Some(conference) = locked.filter(|conference| knows(actor, conference)) else {
        return refuse(ChangeRefusal::Manage(ManageRefusal::NotFound));
    };
    // Administration stays open to a restricted administrator; moderation does not (SES-5).
    if actor.account.level == Level::Administrator {
        return Ok(conference);
    }
    if !conference.is_moderator(actor.account.id) {
        return refuse(ChangeRefusal::Manage(ManageRefusal::NotAllowed));
    }
    if !actor.may(Permission::ModerateConferences) {
        return refuse(ChangeRefusal::Manage(ManageRefusal::SessionRestricted));
    }
    Ok(conference)
}

fn asked_for(before: &Conference, change: &Change) -> Outcome<ConferenceChange, ChangeRefusal> {
    let name = change.name.as_deref().map(ConferenceName::parse).transpose();
    Ok(ConferenceChange {
        name: name.map_err(|refusal| Failure::Refused(ChangeRefusal::Name(refusal)))?,
        access: change.access,
        guests_allowed: change.guests_allowed,
        members: new_list(before, change).map_err(|TooManyMembers| Failure::Refused(ChangeRefusal::TooManyPeople))?,
    })
}

/// The list to be; nothing when nobody touches it. A new list of participants keeps those moderators who are on it, a
/// new list of moderators keeps everybody else.
fn new_list(before: &Conference, change: &Change) -> Result<Option<Vec<Member>>, TooManyMembers> {
    let of = |moderators: bool| {
        let listed = before
            .members
            .iter()
            .filter(move |member| member.moderator || !moderators);
        listed.map(|member| member.account).collect::<Vec<_>>()
    };
    let (participants, moderators) = match (&change.participants, &change.moderators) {
        (None, None) => return Ok(None),
        (Some(participants), Some(moderators)) => (participants.clone(), moderators.clone()),
        (None, Some(moderators)) => (of(false), moderators.clone()),
        (Some(participants), None) => {
            let kept = of(true)
                .into_iter()
                .filter(|account| participants.contains(account))
                .collect();
            (participants.clone(), kept)
        }
    };
    members_of(before.creator, &participants, &moderators).map(Some)
}
