//! Who asks to enter, as the rules see them.

use domain::account::Account;
use domain::admission::Applicant;
use domain::conference::Conference;
use domain::permission::{Permission, may};

use crate::Actor;

/// Somebody signed in, with their place on the conference's list.
pub(crate) fn applicant(actor: &Actor, conference: &Conference) -> Applicant {
    signed(&actor.account, actor.session.is_restricted(), conference)
}

/// An account with a session, restricted or not.
pub(super) fn signed(account: &Account, restricted: bool, conference: &Conference) -> Applicant {
    Applicant::Signed {
        account: account.id,
        account_type: account.account_type,
        level: account.level,
        is_member: conference.is_member(account.id),
        is_moderator: conference.is_moderator(account.id),
        restricted: !may(account.level, restricted, Permission::EnterConferences),
        suspended: account.suspended_at.is_some(),
    }
}
