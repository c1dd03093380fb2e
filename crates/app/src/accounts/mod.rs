//! The Accounts Manager: other people's accounts, for operators and administrators (ACC-13, ACC-19).

mod create;
mod list;
mod password_link;
mod redeem_password_link;

pub use self::create::{CreateRefusal, Created, NewAccount, create, create_from_cli};
pub use self::list::{ListRefusal, Page, Search, list};
pub use self::password_link::{PasswordLink, PasswordLinkRefusal, issue_password_link};
pub use self::redeem_password_link::{Invited, RedeemRefusal, check_password_link, redeem_password_link};
