//! Accounts: somebody's standing with this server.

use crate::identifier::Login;
use crate::ids::AccountId;
use crate::name::DisplayName;
use crate::number::SubscriberNumber;
use crate::permission::Level;
use crate::session::limit::Limit;
use crate::time::Timestamp;

coded! {
    /// How a subscriber's devices connect. Signing in to web, mobile and desktop clients is for all types; only the
    /// direct way into a conference is limited (CNF-2).
    pub enum AccountType {
        /// Browser and apps over WebRTC.
        Ws => "ws",
        /// A SIP telephone or room system.
        Sip => "sip",
        /// An H.323 room system.
        H323 => "h323",
        /// An address-book number reached out through a gateway; no device registers.
        Loop => "loop",
    }
}

/// An account as everything but the password check sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The login, spelt as it was registered.
    pub login: Login,
    /// The name others see.
    pub name: DisplayName,
    /// The subscriber number, where one was given.
    pub number: Option<SubscriberNumber>,
    /// How its devices connect.
    pub account_type: AccountType,
    /// Its standing.
    pub level: Level,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its present password was set; `None` while nobody has set one.
    pub password_set_at: Option<Timestamp>,
    /// Since when it is suspended.
    pub suspended_at: Option<Timestamp>,
    /// How many sessions it may have at once; the server's limit where it has none of its own (SES-1).
    pub session_limit: Option<Limit>,
}
