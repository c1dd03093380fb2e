//! The limit of sessions: an account's own one, and every session's place among the others.

use super::Step;
use super::column::{add, id_null, integer_null, time, time_null};

pub(super) fn steps() -> Vec<Step> {
    vec![
        add("accounts", integer_null("session_limit")),
        add("sessions", time("proven_at").default(0).to_owned()),
        add("sessions", id_null("known_device_id")),
        // The order of commits among those that wait for a slot.
        add("sessions", time_null("queue_place")),
        add("sessions", time_null("connected_until")),
        Step::Sql("UPDATE sessions SET proven_at = signed_in_at"),
        // Every unrestricted session holds a slot; those that were open before get one in the order of their ids.
        Step::Sql(
            "UPDATE sessions SET slot = (SELECT COUNT(*) FROM sessions AS earlier \
             WHERE earlier.account_id = sessions.account_id AND earlier.ended_at IS NULL \
             AND earlier.restricted_at IS NULL AND earlier.id <= sessions.id) \
             WHERE ended_at IS NULL AND restricted_at IS NULL",
        ),
        Step::Sql("CREATE INDEX sessions_in_queue ON sessions (account_id) WHERE queue_place IS NOT NULL"),
    ]
}
