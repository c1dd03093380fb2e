//! What somebody in a room may do, by role. Turned into a LiveKit join token by the use case.

coded! {
    /// As what somebody was admitted.
    pub enum Role {
        /// May mute and remove others.
        Moderator => "moderator",
        /// On the conference's list.
        Participant => "participant",
        /// Anybody else; drawn with a mark.
        Guest => "guest",
    }
}

coded! {
    /// What a track may come from; LiveKit's own words.
    pub enum Source {
        /// The camera.
        Camera => "camera",
        /// The microphone.
        Microphone => "microphone",
        /// The screen.
        ScreenShare => "screen_share",
        /// The screen's sound.
        ScreenShareAudio => "screen_share_audio",
    }
}

/// The rights of one token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Send tracks.
    pub can_publish: bool,
    /// Receive tracks.
    pub can_subscribe: bool,
    /// Send data (chat).
    pub can_publish_data: bool,
    /// Change one's own name, metadata and attributes. Always false: name, role, guest mark and raised hand are ours
    /// to write, or anybody could call themselves a moderator.
    pub can_update_own_metadata: bool,
    /// What tracks may come from.
    pub sources: Vec<Source>,
}

/// The rights of a role. Moderation itself is asked of us, never of the room, so all roles have the same media rights.
#[must_use]
pub fn for_role(role: Role) -> Grant {
    match role {
        Role::Moderator | Role::Participant | Role::Guest => Grant {
            can_publish: true,
            can_subscribe: true,
            can_publish_data: true,
            can_update_own_metadata: false,
            sources: Source::ALL.to_vec(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cve_2026_27946_no_role_may_write_its_own_metadata() {
        for &role in Role::ALL {
            let grant = for_role(role);
            assert!(!grant.can_update_own_metadata, "{role}");
            assert!(
                grant.can_publish && grant.can_subscribe && grant.can_publish_data,
                "{role}"
            );
            assert_eq!(grant.sources, Source::ALL);
        }
    }
}
