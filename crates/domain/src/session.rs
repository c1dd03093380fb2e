//! Sessions: one signed-in device each, how long it lives and how it ends.

pub mod limit;

use std::ops::RangeInclusive;

use crate::ids::{AccountId, KnownDeviceId, SessionId};
use crate::text;
use crate::time::{Duration, Timestamp, days, minutes};

coded! {
    /// Which of our clients a session belongs to.
    pub enum Client {
        /// A page in a browser; never rung (CNF-8).
        Web => "web",
        /// The mobile app, or the web app installed as one.
        Mobile => "mobile",
        /// The desktop client.
        Desktop => "desktop",
    }
}

coded! {
    /// Why a session is over; the ended device is told (SES-8).
    pub enum EndReason {
        /// The person signed out there.
        SignedOut => "signed_out",
        /// The person ended it from another session.
        EndedByUser => "ended_by_user",
        /// An administrator ended it.
        EndedByAdministrator => "ended_by_administrator",
        /// The same device signed in again (SES-10).
        Replaced => "replaced",
        /// It was idle too long or reached its longest life (SES-9).
        Expired => "expired",
        /// The password was changed elsewhere.
        PasswordChanged => "password_changed",
        /// The account was suspended.
        Suspended => "suspended",
    }
}

/// What a device says about itself. Nothing here is proof of anything; it is shown to the holder of the account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Device {
    /// The device's own lasting name, by which signing in again is recognised (SES-10).
    pub id: Option<String>,
    /// Such as `Ann's phone` or the browser's name.
    pub name: Option<String>,
    /// The client's version.
    pub version: Option<String>,
    /// The operating system.
    pub system: Option<String>,
}

impl Device {
    /// The longest text kept of each kind, in characters.
    pub const LONGEST: usize = 100;

    /// Makes a device of what was sent: trimmed, stripped of what cannot be shown, cut to [`Self::LONGEST`].
    #[must_use]
    pub fn described(id: Option<&str>, name: Option<&str>, version: Option<&str>, system: Option<&str>) -> Self {
        Self {
            id: id.and_then(shown),
            name: name.and_then(shown),
            version: version.and_then(shown),
            system: system.and_then(shown),
        }
    }
}

fn shown(text: &str) -> Option<String> {
    let kept: String = text
        .trim()
        .chars()
        .filter(|&c| !text::is_control(c) && !text::is_bidi_control(c) && !text::is_invisible(c))
        .take(Device::LONGEST)
        .collect();
    let kept = kept.trim();
    text::has_ink(kept).then(|| kept.to_owned())
}

/// One signed-in device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id, shown in lists and used to end it. Never a credential.
    pub id: SessionId,
    /// Whose it is.
    pub account: AccountId,
    /// Which client it runs in.
    pub client: Client,
    /// Whether an app asked to be kept signed in; without meaning for `web`.
    pub kept: bool,
    /// The device, in its own words.
    pub device: Device,
    /// The address it signed in from, as text.
    pub address: String,
    /// When it began.
    pub signed_in_at: Timestamp,
    /// The last act of the person, to the minute.
    pub last_active_at: Timestamp,
    /// When it ends by itself if nothing happens.
    pub expires_at: Timestamp,
    /// The last time its holder proved who they are: by signing in, or by the password again.
    pub proven_at: Timestamp,
    /// The device that signed in, if it is known by a secret of its own (SES-10).
    pub known_device: Option<KnownDeviceId>,
    /// The place among the account's unrestricted sessions, from 1; none while it is restricted.
    pub slot: Option<u16>,
    /// Since when it is restricted (SES-5).
    pub restricted_at: Option<Timestamp>,
    /// Its place in the account's queue for a slot while it is restricted: the order of commits (SES-6).
    pub queue_place: Option<i64>,
    /// Until when its device is taken to be connected: an open event stream keeps moving it on.
    pub connected_until: Option<Timestamp>,
    /// When and why it ended.
    pub ended: Option<(Timestamp, EndReason)>,
}

impl Session {
    /// For how long a proof holds (ASVS 7.5.2).
    pub const PROOF_HOLDS: Duration = minutes(15);

    /// Whether it can be used now. Time alone ends a session, no sweeper is needed for that (ASVS 7.3.1, 7.3.2).
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.ended.is_none() && now < self.expires_at
    }

    /// Why it cannot be used now, if it cannot.
    #[must_use]
    pub fn end_reason(&self, now: Timestamp) -> Option<EndReason> {
        match self.ended {
            Some((_, reason)) => Some(reason),
            None if now >= self.expires_at => Some(EndReason::Expired),
            None => None,
        }
    }

    /// Whether it is *online* on screen: connected now, or active in the last five minutes (SES-9).
    #[must_use]
    pub fn is_online(&self, now: Timestamp) -> bool {
        self.is_live(now) && (self.is_connected(now) || now.since(self.last_active_at) <= Life::ONLINE)
    }

    /// Whether its device is connected now.
    #[must_use]
    pub fn is_connected(&self, now: Timestamp) -> bool {
        is_connected(self.connected_until, now)
    }

    /// Whether its holder proved who they are lately enough for what must not be done by whoever finds a device open.
    #[must_use]
    pub fn is_proven(&self, now: Timestamp) -> bool {
        // A clock that was set back must not make an old proof last: one from the future is none, a little skew aside.
        self.proven_at <= now.plus(minutes(1)) && now.since(self.proven_at) < Self::PROOF_HOLDS
    }

    /// When it ends at the latest, however busy it is.
    #[must_use]
    pub fn longest_until(&self, life: &Life) -> Timestamp {
        self.signed_in_at.plus(life.longest(self.client))
    }

    /// Whether the session is restricted.
    #[must_use]
    pub const fn is_restricted(&self) -> bool {
        self.restricted_at.is_some()
    }
}

/// For how long a device that was seen connected is taken to be so, should nobody say otherwise.
pub const SEEN: Duration = Duration::from_secs(90);

/// Whether a device is connected now. A clock that was set back must not make it so for long.
pub(crate) fn is_connected(until: Option<Timestamp>, now: Timestamp) -> bool {
    until.is_some_and(|until| now < until && until <= now.plus(SEEN))
}

/// How long sessions live (SES-9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// Life without activity, for browsers and for apps not kept signed in.
    pub idle: Duration,
    /// Life without activity of apps that are kept signed in.
    pub idle_kept: Duration,
    /// Longest life of a browser's session.
    pub longest_web: Duration,
    /// Longest life of an app's session.
    pub longest_app: Duration,
}

impl Default for Life {
    fn default() -> Self {
        Self {
            idle: minutes(720),
            idle_kept: days(30),
            longest_web: days(30),
            longest_app: days(365),
        }
    }
}

impl Life {
    /// Minutes that [`Self::idle`] can be set to.
    pub const IDLE_MINUTES: RangeInclusive<u32> = 5..=43_200;

    /// Days that [`Self::idle_kept`] can be set to.
    pub const IDLE_KEPT_DAYS: RangeInclusive<u32> = 1..=365;

    /// Days that [`Self::longest_web`] can be set to.
    pub const LONGEST_WEB_DAYS: RangeInclusive<u32> = 1..=365;

    /// Days that [`Self::longest_app`] can be set to.
    pub const LONGEST_APP_DAYS: RangeInclusive<u32> = 1..=3_650;

    /// How recent an act makes a person *online* on screen.
    pub const ONLINE: Duration = minutes(5);

    /// How often activity is written down at most.
    pub const TOUCH: Duration = minutes(1);

    /// When a session ends by itself: idle life from the last act, never beyond its longest life.
    #[must_use]
    pub fn expiry(&self, client: Client, kept: bool, signed_in_at: Timestamp, last_active_at: Timestamp) -> Timestamp {
        let app = client != Client::Web;
        let idle = if app && kept { self.idle_kept } else { self.idle };
        last_active_at.plus(idle).min(signed_in_at.plus(self.longest(client)))
    }

    /// How long a session lasts at most, however busy it is.
    #[must_use]
    pub fn longest(&self, client: Client) -> Duration {
        match client {
            Client::Web => self.longest_web,
            Client::Mobile | Client::Desktop => self.longest_app,
        }
    }

    /// The times to write down after an act at `now`, or nothing: the session is over, or the last act is fresh enough.
    #[must_use]
    pub fn touch(&self, session: &Session, now: Timestamp) -> Option<Touch> {
        if !session.is_live(now) || now.since(session.last_active_at) < Self::TOUCH {
            return None;
        }
        Some(Touch {
            last_active_at: now,
            expires_at: self.expiry(session.client, session.kept, session.signed_in_at, now),
        })
    }
}

/// What an act changes about a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Touch {
    /// The new last act.
    pub last_active_at: Timestamp,
    /// The new end.
    pub expires_at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::tests::Seeded;
    use crate::time::hours;

    const START: Timestamp = Timestamp::from_millis(1_900_000_000_000);

    fn session(client: Client, kept: bool) -> Session {
        let entropy = Seeded::new(1);
        Session {
            id: SessionId::new(START, &entropy),
            account: AccountId::new(START, &entropy),
            client,
            kept,
            device: Device::default(),
            address: "192.0.2.1".to_owned(),
            signed_in_at: START,
            last_active_at: START,
            expires_at: Life::default().expiry(client, kept, START, START),
            proven_at: START,
            known_device: None,
            slot: Some(1),
            restricted_at: None,
            queue_place: None,
            connected_until: None,
            ended: None,
        }
    }

    #[test]
    fn ses_9_idle_and_longest_life_by_client() {
        let life = Life::default();
        // client, kept, hours of the last act after sign-in, expected end in hours after sign-in
        let table = [
            (Client::Web, false, 0, 12),
            (Client::Web, true, 0, 12),
            (Client::Web, false, 100, 112),
            (Client::Web, false, 30 * 24 - 1, 30 * 24),
            (Client::Desktop, false, 0, 12),
            (Client::Desktop, true, 0, 30 * 24),
            (Client::Mobile, false, 0, 12),
            (Client::Mobile, true, 24, 31 * 24),
            (Client::Mobile, true, 364 * 24, 365 * 24),
        ];
        for (client, kept, last, end) in table {
            let expiry = life.expiry(client, kept, START, START.plus(hours(last)));
            assert_eq!(
                expiry,
                START.plus(hours(end)),
                "{client} kept={kept} last act after {last} h"
            );
        }
    }

    #[test]
    fn asvs_7_3_1_time_alone_ends_a_session() {
        let session = session(Client::Web, false);
        let end = session.expires_at;
        assert!(session.is_live(end.minus(Duration::from_millis(1))));
        assert!(!session.is_live(end));
        assert_eq!(session.end_reason(end), Some(EndReason::Expired));
        assert_eq!(session.end_reason(START), None);
        let over = Session {
            ended: Some((START, EndReason::SignedOut)),
            ..session
        };
        assert!(!over.is_live(START));
        assert_eq!(
            over.end_reason(end),
            Some(EndReason::SignedOut),
            "the first reason stands"
        );
    }

    #[test]
    fn ses_9_an_act_is_written_down_at_most_once_a_minute() {
        let (life, session) = (Life::default(), session(Client::Web, false));
        let cases = [
            (Duration::ZERO, false),
            (Duration::from_secs(59), false),
            (minutes(1), true),
            (hours(11), true),
            (hours(12), false),
        ];
        for (later, written) in cases {
            let now = START.plus(later);
            let touch = life.touch(&session, now);
            assert_eq!(touch.is_some(), written, "{later:?}");
            if let Some(touch) = touch {
                assert_eq!(
                    touch,
                    Touch {
                        last_active_at: now,
                        expires_at: now.plus(minutes(720))
                    }
                );
            }
        }
        let over = Session {
            ended: Some((START, EndReason::SignedOut)),
            ..session
        };
        assert_eq!(life.touch(&over, START.plus(hours(1))), None);
    }

    #[test]
    fn asvs_7_3_2_a_clock_that_jumps_back_never_lengthens_a_life() {
        let (life, session) = (Life::default(), session(Client::Web, false));
        assert_eq!(life.touch(&session, START.minus(days(2))), None);
        assert!(session.is_live(START.minus(days(2))));
        assert!(!session.is_live(START.plus(days(2))));
    }

    #[test]
    fn ses_9_online_means_active_in_the_last_five_minutes() {
        let session = session(Client::Web, false);
        assert!(session.is_online(START.plus(minutes(5))));
        assert!(!session.is_online(START.plus(minutes(5)).plus(Duration::from_millis(1))));
        let over = Session {
            ended: Some((START, EndReason::SignedOut)),
            ..session
        };
        assert!(!over.is_online(START));
    }

    #[test]
    fn ses_9_connected_means_seen_lately_whatever_the_clock_does() {
        let later = START.plus(hours(1));
        let connected = |until| Session {
            connected_until: until,
            ..session(Client::Web, false)
        };
        for (until, expected) in [
            (None, false),
            (Some(later), false),
            (Some(later.plus(Duration::from_millis(1))), true),
            (Some(later.plus(SEEN)), true),
            (Some(later.plus(days(2))), false),
        ] {
            assert_eq!(connected(until).is_connected(later), expected, "{until:?}");
            assert_eq!(connected(until).is_online(later), expected, "{until:?}");
        }
    }

    #[test]
    fn asvs_7_5_2_a_proof_holds_for_a_quarter_of_an_hour_and_not_from_the_future() {
        let session = session(Client::Web, false);
        assert!(session.is_proven(START.plus(minutes(14))));
        assert!(!session.is_proven(START.plus(minutes(15))));
        assert!(!session.is_proven(START.minus(hours(1))), "the clock was set back");
    }

    #[test]
    fn what_a_device_says_is_cut_to_what_can_be_shown() {
        let long = "x".repeat(1_000);
        let device = Device::described(
            Some("  id-1 "),
            Some("Ann\u{202E}’s\nphone\u{200B}"),
            Some(&long),
            Some("\u{2800}"),
        );
        assert_eq!(device.id.as_deref(), Some("id-1"));
        assert_eq!(device.name.as_deref(), Some("Ann’sphone"));
        assert_eq!(device.version.map(|version| version.len()), Some(100));
        assert_eq!(device.system, None);
        assert_eq!(Device::described(None, Some(""), None, None), Device::default());
    }
}
