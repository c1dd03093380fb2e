//! Who may subscribe to a publisher's tracks (`subscription_permission`).

use crate::wire;

/// Most people a publisher may name.
const MAX_NAMED: usize = 200;
/// Most tracks a publisher may name for one of them.
const MAX_TRACKS: usize = 100;

/// The publisher's rule.
#[derive(Debug)]
pub(crate) struct Audience {
    everyone: bool,
    named: Vec<wire::TrackPermission>,
}

impl Default for Audience {
    fn default() -> Self {
        Self {
            everyone: true,
            named: Vec::new(),
        }
    }
}

impl Audience {
    /// What the publisher said.
    pub(crate) fn from_wire(permission: wire::SubscriptionPermission) -> Self {
        let mut named = permission.track_permissions;
        named.truncate(MAX_NAMED);
        named.iter_mut().for_each(|one| one.track_sids.truncate(MAX_TRACKS));
        Self {
            everyone: permission.all_participants,
            named,
        }
    }

    /// May this participant subscribe to this track?
    pub(crate) fn allows(&self, identity: &str, sid: &str, track_sid: &str) -> bool {
        self.everyone
            || self.named.iter().any(|permission| {
                let named = permission.participant_identity == identity
                    || (permission.participant_identity.is_empty() && permission.participant_sid == sid);
                named && (permission.all_tracks || permission.track_sids.iter().any(|allowed| allowed == track_sid))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_unless_said_otherwise() {
        assert!(Audience::default().allows("anna", "PA_a", "TR_1"));
        let nobody = Audience::from_wire(wire::SubscriptionPermission::default());
        assert!(!nobody.allows("anna", "PA_a", "TR_1"));
    }

    #[test]
    fn people_are_named_by_identity_or_sid_for_all_or_some_tracks() {
        let some = wire::TrackPermission {
            participant_identity: "anna".to_owned(),
            track_sids: vec!["TR_1".to_owned()],
            ..Default::default()
        };
        let all = wire::TrackPermission {
            participant_sid: "PA_b".to_owned(),
            all_tracks: true,
            ..Default::default()
        };
        let audience = Audience::from_wire(wire::SubscriptionPermission {
            all_participants: false,
            track_permissions: vec![some, all],
        });
        for (identity, sid, track, expected) in [
            ("anna", "PA_a", "TR_1", true),
            ("anna", "PA_a", "TR_2", false),
            ("boris", "PA_b", "TR_2", true),
            ("vera", "PA_v", "TR_1", false),
            ("PA_a", "anna", "TR_1", false),
        ] {
            assert_eq!(audience.allows(identity, sid, track), expected, "{identity} {track}");
        }
    }
}
