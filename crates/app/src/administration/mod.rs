//! What administrators do: settings that act at once, and other people's sessions and locks (SES-1, SES-9, SIGN-5).

mod account;
mod audit_log;
mod end_sessions;
mod lift_lock;
mod remove_factor;
mod save;
mod session_settings;
mod sessions_overview;
mod sign_in_settings;
mod third_party;

pub use self::account::{AccountRefusal, ManagedAccount, set_session_limit, show_account};
pub use self::audit_log::{AuditLogRefusal, AuditPage, AuditQuestion, Place, audit_log, export_audit_log};
pub use self::end_sessions::{EndTheirsRefusal, end_all_of, end_one_of, sessions_of};
pub use self::lift_lock::lift_lock;
pub use self::remove_factor::remove_factor_of;
pub use self::session_settings::{SessionSettings, SettingsRefusal, change_session_settings, session_settings};
pub use self::sessions_overview::{Overview, sessions_overview};
pub use self::sign_in_settings::{SignInSettings, SignInSettingsRefusal, change_sign_in_settings, sign_in_settings};
pub use self::third_party::{
    ProviderForm, ProviderRefusal, ThirdPartySettings, remove_provider, save_provider, set_registration,
    third_party_settings,
};
