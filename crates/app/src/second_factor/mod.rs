//! Second factors: an authenticator app and its recovery codes, enrolled, asked for and removed (ACC-16).

mod check;
mod enrol;
mod remove;

pub use self::check::CodeRefusal;
pub(crate) use self::check::{Holder, asks, try_code};
pub use self::enrol::{ConfirmRefusal, EnrolRefusal, Enrolment, begin_enrolment, confirm_enrolment};
pub(crate) use self::remove::forget;
pub use self::remove::{ChangeFactorRefusal, make_recovery_codes, remove_second_factor};

use domain::ids::AccountId;
use domain::second_factor::RecoveryCode;
use domain::time::Timestamp;
use store::Tx;

use crate::{Actor, App};

/// What an account has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Factors {
    /// Since when an authenticator app is enrolled.
    pub totp_since: Option<Timestamp>,
    /// How many recovery codes are left.
    pub recovery_codes_left: u64,
}

/// What the actor has.
///
/// # Errors
/// When the database does not answer.
pub async fn factors(app: &App, actor: &Actor) -> anyhow::Result<Factors> {
    let reader = app.store.read();
    let totp = reader.totp_factor(actor.account.id).await?;
    Ok(Factors {
        totp_since: totp.and_then(|totp| totp.enrolled_at),
        recovery_codes_left: reader.recovery_codes_left(actor.account.id).await?,
    })
}

/// What a seed is sealed for: it opens for its own account only.
fn purpose(account: AccountId) -> String {
    format!("totp/{account}")
}

/// Makes new recovery codes; earlier ones are void.
async fn replace_codes(app: &App, tx: &Tx, account: AccountId) -> store::Result<Vec<RecoveryCode>> {
    let codes: Vec<_> = (0..domain::second_factor::RECOVERY_CODES)
        .map(|_| RecoveryCode::generate(&*app.entropy))
        .collect();
    let hashes: Vec<_> = codes.iter().map(RecoveryCode::hash).collect();
    tx.replace_recovery_codes(account, &hashes).await?;
    Ok(codes)
}
