//! Third-party sign-in: providers, visits to them, who comes back, and the identities that accounts are known by there.

mod arrivals;
mod identities;
mod links;
mod providers;
mod visits;

use domain::third_party::{Issuer, Persona, Purpose};
use domain::time::{Duration, Timestamp};
use sea_orm::{ColumnTrait, Condition};

pub use self::identities::IdentityInserted;
pub use self::visits::VisitPlace;
use crate::error::Result;
use crate::rows::read;

/// Those whose life is over, and those from a future that a clock was set back from: nobody waits for that to come again.
fn is_over(since: impl ColumnTrait, life: Duration, now: Timestamp) -> Condition {
    Condition::any()
        .add(since.lte(now.minus(life).as_millis()))
        .add(since.gte(now.plus(life).as_millis()))
}

fn hash(column: &'static str, bytes: &[u8]) -> Result<domain::secret::SecretHash> {
    let bytes = bytes.try_into().ok().map(domain::secret::SecretHash::from_bytes);
    read(column, bytes)
}

/// What a visit is for, by the session it would prove.
fn purpose(session: Option<uuid::Uuid>) -> Purpose {
    session.map_or(Purpose::SignIn, |id| {
        Purpose::Proof(domain::ids::SessionId::from_uuid(id))
    })
}

fn session_of(purpose: Purpose) -> Option<uuid::Uuid> {
    match purpose {
        Purpose::SignIn => None,
        Purpose::Proof(session) => Some(session.as_uuid()),
    }
}

fn persona(
    issuer: String,
    subject: String,
    login: Option<String>,
    name: Option<String>,
    email: Option<String>,
) -> Persona {
    Persona {
        issuer: Issuer::from_stored(issuer),
        subject,
        login,
        name,
        email,
    }
}
