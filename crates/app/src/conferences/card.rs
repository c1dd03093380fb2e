//! "What is behind this number?"

use domain::admission::{Applicant, Decision, ServerRules, decide};
use domain::conference::{Access, Conference};
use domain::grant::Role;
use domain::name::{ConferenceName, DisplayName};
use domain::number::ConferenceNumber;
use domain::rate::{Scope, ThrottleKey};
use domain::time::Timestamp;

use super::live::live_rooms;
use super::{Live, by_number};
use crate::conference::applicant;
use crate::failure::{Outcome, TooManyTries, refusals, refuse};
use crate::throttle::{self, left};
use crate::{Actor, App, Ctx};

/// What whoever has the number may know. A closed conference tells strangers its number, its access and the ways in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Its number.
    pub number: ConferenceNumber,
    /// Who gets in without being on the list.
    pub access: Access,
    /// Its name.
    pub name: Option<ConferenceName>,
    /// Who made it.
    pub invited_by: Option<DisplayName>,
    /// Whether whoever asks is on its list.
    pub member: bool,
    /// Whether whoever asks moderates it.
    pub moderator: bool,
    /// Whether guests may enter.
    pub guests: bool,
    /// How whoever asks could enter.
    pub ways: Vec<Way>,
    /// As whom somebody signed in is recognised (CNF-4).
    pub recognised: Option<DisplayName>,
    /// Whether it is going on.
    pub live: Option<Live>,
}

/// A way into a conference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// As somebody on the list: at once, or after signing in.
    Member,
    /// As a guest.
    Guest,
}

impl Way {
    /// The stable word for this way.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Guest => "guest",
        }
    }
}

refusals! {
    /// Why there is no card.
    pub enum CardRefusal {
        /// No conference has this number.
        NotFound => "conference_not_found": "there is no conference with this number; check the link",
    }
    or {
        /// Too many unknown numbers were tried from this address.
        TooManyTries(TooManyTries),
    }
}

/// The card of the conference with this number, for whoever asks. A number that cannot be one is an unknown one.
///
/// # Errors
/// [`CardRefusal`].
pub async fn card(app: &App, ctx: &Ctx, actor: Option<&Actor>, number: &str) -> Outcome<Card, CardRefusal> {
    let settings = app.settings().await?;
    let address = ThrottleKey::address(Scope::ConferenceCard, ctx.address);
    left(app, address, &settings.address_failures, ctx.now)
        .await
        .map_err(|f| f.map(CardRefusal::TooManyTries))?;
    let Some(conference) = by_number(app, number).await? else {
        // Numbers are random: trying them is the only way to find one.
        throttle::count(app, address, &settings.address_failures, ctx.now).await?;
        return refuse(CardRefusal::NotFound);
    };
    let ways = ways(&conference, actor, &settings.conferences, ctx.now);
    let me = actor.map(|actor| actor.account.id);
    let mut card = Card {
        number: conference.number,
        access: conference.access,
        name: None,
        invited_by: None,
        member: me.is_some_and(|me| conference.is_member(me)),
        moderator: me.is_some_and(|me| conference.is_moderator(me)),
        guests: false,
        ways,
        recognised: actor.map(|actor| actor.account.name.clone()),
        live: None,
    };
    if card.member || conference.access == Access::Open {
        let creator = app.store.read().account(conference.creator).await?;
        card.invited_by = creator.map(|creator| creator.name);
        card.guests = settings.conferences.guests_allowed && conference.guests_allowed;
        card.live = live_rooms(app).await.get(&conference.room).copied();
        card.name = Some(conference.name);
    }
    Ok(card)
}

/// How whoever asks could enter: what the rules say now, and what they would say after signing in.
fn ways(conference: &Conference, actor: Option<&Actor>, rules: &ServerRules, now: Timestamp) -> Vec<Way> {
    let named = DisplayName::parse("somebody").ok();
    let applicant = actor.map_or(Applicant::Stranger { name: named }, |actor| {
        applicant(actor, conference)
    });
    let way = match decide(conference, &applicant, rules, now).0 {
        Decision::Admit(Role::Moderator | Role::Participant) => Some(Way::Member),
        Decision::Admit(Role::Guest) => Some(Way::Guest),
        Decision::Wait(_) | Decision::Refuse(_) => None,
    };
    let by_signing_in = actor.is_none().then_some(Way::Member);
    way.into_iter().chain(by_signing_in).collect()
}
