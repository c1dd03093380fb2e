//! Letters: what the server tells people about their own accounts when they are not looking (ASVS 6.3.5, 6.3.7).

use crate::ids::{AccountId, LetterId};
use crate::time::{Duration, Timestamp, days, minutes};

coded! {
    /// What a letter tells of.
    pub enum LetterKind {
        /// A sign-in from a device that the account was not used on before.
        NewDevice => "new_device",
        /// The password is another one.
        PasswordChanged => "password_changed",
        /// A second factor was enrolled.
        SecondFactorEnrolled => "second_factor_enrolled",
        /// The second factor was removed.
        SecondFactorRemoved => "second_factor_removed",
        /// There are new recovery codes.
        RecoveryCodesMade => "recovery_codes_made",
        /// A recovery code was used up.
        RecoveryCodeUsed => "recovery_code_used",
        /// An identity at a provider lets in from now on.
        IdentityLinked => "identity_linked",
        /// An identity at a provider lets in no longer.
        IdentityUnlinked => "identity_unlinked",
        /// Failed sign-ins locked the account.
        AccountLocked => "account_locked",
    }
}

impl LetterKind {
    /// For how long another letter of this kind is not written: whoever fails on purpose fills nobody's box.
    #[must_use]
    pub const fn quiet_for(self) -> Option<Duration> {
        match self {
            Self::AccountLocked => Some(days(1)),
            // A program that signs in without keeping its device's secret is a new device each time.
            Self::NewDevice => Some(minutes(1)),
            _ => None,
        }
    }
}

coded! {
    /// The language a letter is written in.
    pub enum LetterLanguage {
        /// English.
        English => "en",
        /// Russian.
        Russian => "ru",
    }
}

/// For how long a letter stays in the Outbox.
pub const KEPT: Duration = days(30);

/// A letter in the Outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its id.
    pub id: LetterId,
    /// When it was written.
    pub at: Timestamp,
    /// To whom.
    pub to: AccountId,
    /// What it tells of.
    pub kind: LetterKind,
    /// Its subject.
    pub subject: String,
    /// Its text, in plain lines.
    pub body: String,
}
