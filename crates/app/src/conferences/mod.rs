//! Conferences as meeting places: made, listed, looked up, changed, deleted (CNF-3, CNF-14).

mod card;
mod change;
mod create;
mod delete;
mod list;
mod live;
mod members;
mod settings;

use domain::conference::Conference;
use domain::number::ConferenceNumber;
use domain::permission::Level;

use crate::{Actor, App};

pub use self::card::{Card, CardRefusal, Way, card};
pub use self::change::{Change, ChangeRefusal, change};
pub use self::create::{CreateRefusal, NewConference, create};
pub use self::delete::delete;
pub use self::list::{Mine, list};
pub use self::live::Live;
pub(crate) use self::members::tell_members;
pub use self::settings::{ManageRefusal, Participant, Settings, settings};

/// The conference with this number; a text that is no number belongs to none.
pub(crate) async fn by_number(app: &App, number: &str) -> store::Result<Option<Conference>> {
    match ConferenceNumber::parse(number) {
        Ok(number) => app.store.read().conference_by_number(number).await,
        Err(_) => Ok(None),
    }
}

/// The conference with this number, for those who know it without trying numbers out: they are on its list, or are
/// administrators. To anybody else it is as if there were none, or answers would tell which numbers are taken.
pub(crate) async fn known_by_number(app: &App, actor: &Actor, number: &str) -> store::Result<Option<Conference>> {
    let conference = by_number(app, number).await?;
    Ok(conference.filter(|conference| knows(actor, conference)))
}

/// Whether the actor may hear that there is this conference at all.
fn knows(actor: &Actor, conference: &Conference) -> bool {
    conference.is_member(actor.account.id) || actor.account.level == Level::Administrator
}
