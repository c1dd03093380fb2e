//! The tables as rows. Private: nobody outside this crate sees a row.

pub(crate) mod account;
pub(crate) mod identifier;
pub(crate) mod number;
pub(crate) mod session;
