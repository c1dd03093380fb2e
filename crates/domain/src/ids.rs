//! Names for rows: UUIDs of version 7 (RFC 9562), each kind a type of its own so that none stands in for another.
//!
//! An id is never a credential: it is guessable in part (it begins with the time), and it appears in URLs.

use uuid::{Builder, Uuid};

use crate::secret::Entropy;
use crate::time::Timestamp;

macro_rules! ids {
    ($( $(#[$meta:meta])* $name:ident ),+ $(,)?) => { $(
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id, sorting after those made in earlier milliseconds.
            #[must_use]
            pub fn new(now: Timestamp, entropy: &dyn Entropy) -> Self {
                Self(version_7(now, entropy))
            }

            /// An id read back from where it was stored.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The bare UUID, to be stored.
            #[must_use]
            pub const fn as_uuid(self) -> Uuid {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = MalformedId;

            fn from_str(text: &str) -> Result<Self, MalformedId> {
                Uuid::try_parse(text).map(Self).map_err(|_| MalformedId)
            }
        }
    )+ };
}

ids! {
    /// An account.
    AccountId,
    /// A session: one signed-in device.
    SessionId,
    /// A sign-in that is not finished yet.
    SignInId,
    /// A device that an account signed in from before.
    KnownDeviceId,
    /// An identity at a provider, tied to an account.
    IdentityId,
    /// A captcha.
    CaptchaId,
    /// A letter to somebody.
    LetterId,
    /// A conference (people use its number instead).
    ConferenceId,
    /// One admission to a conference.
    AdmissionId,
    /// A job: a side effect that rides a transaction.
    JobId,
    /// An entry of the audit log.
    AuditId,
}

/// The text is not a UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a well-formed id")]
pub struct MalformedId;

fn version_7(now: Timestamp, entropy: &dyn Entropy) -> Uuid {
    let mut random = [0; 10];
    entropy.fill(&mut random);
    let millis = u64::try_from(now.as_millis()).unwrap_or(0);
    Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::tests::Seeded;

    #[test]
    fn ids_are_version_7_sort_by_time_and_survive_their_text() {
        let entropy = Seeded::new(3);
        let early = SessionId::new(Timestamp::from_millis(1_000), &entropy);
        let late = SessionId::new(Timestamp::from_millis(2_000), &entropy);
        assert!(early < late);
        assert_eq!(early.as_uuid().get_version_num(), 7);
        assert_eq!(early.to_string().parse(), Ok(early));
        assert_eq!(serde_json::to_string(&late).unwrap(), format!("\"{late}\""));
        assert_eq!("x".parse::<SessionId>(), Err(MalformedId));
    }
}
