//! Sessions: one signed-in device each, how long it lives and how it ends.

use crate::ids::{AccountId, SessionId};
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
    /// Since when it is restricted (SES-5). Nothing restricts a session yet; the limit comes with SES-1.
    pub restricted_at: Option<Timestamp>,
    /// When and why it ended.
    pub ended: Option<(Timestamp, EndReason)>,
}

impl Session {
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

    /// Whether the person was active in the last five minutes. Being connected counts too; the caller knows that.
    #[must_use]
    pub fn was_active_lately(&self, now: Timestamp) -> bool {
        self.is_live(now) && now.since(self.last_active_at) <= Life::ONLINE
    }

    /// Whether the session is restricted.
    #[must_use]
    pub const fn is_restricted(&self) -> bool {
        self.restricted_at.is_some()
    }
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
            restricted_at: None,
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
        assert!(session.was_active_lately(START.plus(minutes(5))));
        assert!(!session.was_active_lately(START.plus(minutes(5)).plus(Duration::from_millis(1))));
        let over = Session {
            ended: Some((START, EndReason::SignedOut)),
            ..session
        };
        assert!(!over.was_active_lately(START));
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
