//! One's own account.

mod change_password;
mod rename;

pub use self::change_password::{ChangePassword, ChangePasswordRefusal, change_password};
pub use self::rename::{RenameRefusal, rename};
