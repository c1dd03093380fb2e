//! The audit log: what was done, by whom, to whom (ACC-17).

use std::net::IpAddr;

use crate::ids::{AccountId, AuditId};
use crate::time::Timestamp;

coded! {
    /// What happened.
    pub enum AuditAction {
        /// The first administrator was made through the set-up link.
        SetUp => "set_up",
        /// Somebody signed in.
        SignedIn => "signed_in",
        /// A sign-in failed.
        SignInFailed => "sign_in_failed",
        /// Failures led to a lock.
        SignInLocked => "sign_in_locked",
        /// The password was right, the second factor was not.
        SecondFactorFailed => "second_factor_failed",
        /// Somebody signed in was asked for their password or a code again, and gave a wrong one.
        ProofFailed => "proof_failed",
        /// A second factor was enrolled.
        SecondFactorEnrolled => "second_factor_enrolled",
        /// A second factor was removed.
        SecondFactorRemoved => "second_factor_removed",
        /// Recovery codes were made; earlier ones are void.
        RecoveryCodesMade => "recovery_codes_made",
        /// A recovery code was used up.
        RecoveryCodeUsed => "recovery_code_used",
        /// A third-party sign-in failed, for the reason in the details.
        ThirdPartyFailed => "third_party_failed",
        /// An identity at a provider was tied to an account.
        IdentityLinked => "identity_linked",
        /// An identity at a provider was taken from an account.
        IdentityUnlinked => "identity_unlinked",
        /// A provider was set up, changed or removed.
        ProviderChanged => "provider_changed",
        /// An administrator ended a lock.
        LockLifted => "lock_lifted",
        /// A session ended, for the reason in the details.
        SessionEnded => "session_ended",
        /// An account was made.
        AccountCreated => "account_created",
        /// An account was changed.
        AccountChanged => "account_changed",
        /// A link to set a password was made.
        PasswordLinkIssued => "password_link_issued",
        /// A password was set by such a link.
        PasswordSet => "password_set",
        /// A password was changed by its holder.
        PasswordChanged => "password_changed",
        /// A setting was changed.
        SettingChanged => "setting_changed",
        /// Entries of this log were taken away as a file.
        AuditLogExported => "audit_log_exported",
        /// A letter in the Outbox was read by an administrator.
        LetterRead => "letter_read",
        /// A conference was made.
        ConferenceCreated => "conference_created",
        /// A conference was changed.
        ConferenceChanged => "conference_changed",
        /// A conference was deleted.
        ConferenceDeleted => "conference_deleted",
        /// Somebody was admitted; the trace is in the details.
        Admitted => "admitted",
        /// Somebody was refused; the trace is in the details.
        AdmissionRefused => "admission_refused",
        /// A moderator removed somebody.
        ParticipantRemoved => "participant_removed",
        /// A moderator muted somebody's track.
        ParticipantMuted => "participant_muted",
    }
}

/// One entry of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    /// Its id.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub action: AuditAction,
    /// Who did it; nobody for strangers and for the server itself.
    pub actor: Option<AccountId>,
    /// The account it was done to, where there is one.
    pub subject: Option<AccountId>,
    /// From which address.
    pub address: Option<IpAddr>,
    /// What else is worth knowing. Never a secret, a password or what was typed in its place.
    pub details: serde_json::Value,
}
