//! Side effects that ride a transaction: written with the change they belong to, done after it, repeated until they
//! succeed. Every one may be done twice.

mod effect;
mod run;

pub(crate) use self::effect::Effects;
pub use self::run::run_due;
