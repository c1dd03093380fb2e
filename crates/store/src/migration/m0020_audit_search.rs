//! The audit log is searched by whom it concerns and by what happened.

use super::Step;
use super::column::index;

pub(super) fn steps() -> Vec<Step> {
    vec![
        index("audit_by_actor", "audit", &["actor_id", "at"]),
        index("audit_by_subject", "audit", &["subject_id", "at"]),
        index("audit_by_action", "audit", &["action", "at"]),
    ]
}
