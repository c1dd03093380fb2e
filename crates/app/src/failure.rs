//! How a use case fails: it refuses, or something broke.
//!
//! A refusal is an answer: the person asked for something the rules do not give, and hears why and what to do.
//! Anything else is internal: the person hears that it is our fault, the log hears the rest.

use std::time::Duration;

use store::StoreError;

/// What a use case gives back: its outcome, a refusal of kind `R`, or an internal failure.
pub type Outcome<T, R> = Result<T, Failure<R>>;

/// Why a use case gave no outcome.
#[derive(Debug)]
pub enum Failure<R> {
    /// The rules say no. The reason is for the person who asked.
    Refused(R),
    /// Something broke: a database, a full disk, a peer. For the log only.
    Internal(anyhow::Error),
}

impl<R> Failure<R> {
    /// The same failure with its refusal put into another use case's words.
    pub fn map<S>(self, word: impl FnOnce(R) -> S) -> Failure<S> {
        match self {
            Self::Refused(refusal) => Failure::Refused(word(refusal)),
            Self::Internal(error) => Failure::Internal(error),
        }
    }
}

impl<R> From<anyhow::Error> for Failure<R> {
    fn from(error: anyhow::Error) -> Self {
        Self::Internal(error)
    }
}

impl<R> From<StoreError> for Failure<R> {
    fn from(error: StoreError) -> Self {
        Self::Internal(error.into())
    }
}

/// Whether the same request may well succeed in a moment: the database is busy, or away for now.
#[must_use]
pub fn is_temporary(error: &anyhow::Error) -> bool {
    let busy_or_away = |error: &StoreError| matches!(error, StoreError::Busy | StoreError::Unavailable(_));
    error.downcast_ref::<StoreError>().is_some_and(busy_or_away)
}

/// Shorthand for the end of a use case that says no.
///
/// # Errors
/// Always: that is its purpose.
pub fn refuse<T, R>(refusal: R) -> Outcome<T, R> {
    Err(Failure::Refused(refusal))
}

/// A reason to say no, as the API and the clients know it.
///
/// `Display` is one English sentence that says what to do; clients translate by [`Refusal::code`] instead.
pub trait Refusal: std::fmt::Debug + std::fmt::Display {
    /// Every code this refusal can have. A test compares them with the clients' messages.
    fn codes() -> Vec<&'static str>
    where
        Self: Sized;

    /// The stable word for the reason, in `snake_case`; also the clients' message key.
    fn code(&self) -> &'static str;

    /// The input field at fault, when it is one.
    fn field(&self) -> Option<&'static str> {
        None
    }

    /// When asking again makes sense, where only time helps.
    fn retry_after(&self) -> Option<Duration> {
        None
    }
}

/// Too many failures were counted for this account, number or address; the lock ends by itself (SIGN-5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many failed tries; wait and try again")]
pub struct TooManyTries {
    /// How long the lock still holds.
    pub retry_after: Duration,
}

impl Refusal for TooManyTries {
    fn codes() -> Vec<&'static str> {
        vec!["too_many_tries"]
    }

    fn code(&self) -> &'static str {
        "too_many_tries"
    }

    fn retry_after(&self) -> Option<Duration> {
        Some(self.retry_after)
    }
}

/// Declares a refusal: its own reasons, each with its code, the field at fault and a sentence; then, after `or`,
/// the refusals of others that it passes on.
macro_rules! refusals {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $(#[$own_meta:meta])* $own:ident => $code:literal $(at $field:literal)?: $text:literal, )*
        }
        $( or { $( $(#[$inner_meta:meta])* $inner:ident($type:ty) $(at $inner_field:literal)?, )+ } )?
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
        pub enum $name {
            $( $(#[$own_meta])* #[error($text)] $own, )*
            $($( $(#[$inner_meta])* #[error(transparent)] $inner(#[from] $type), )+)?
        }

        impl $crate::failure::Refusal for $name {
            fn codes() -> Vec<&'static str> {
                let lists = [vec![$($code),*] $($(, <$type as $crate::failure::Refusal>::codes())+)?];
                lists.concat()
            }

            fn code(&self) -> &'static str {
                match self {
                    $( Self::$own => $code, )*
                    $($( Self::$inner(inner) => inner.code(), )+)?
                }
            }

            fn field(&self) -> Option<&'static str> {
                match self {
                    $( Self::$own => None$(.or(Some($field)))?, )*
                    $($( Self::$inner(inner) => inner.field()$(.map(|_| $inner_field))?, )+)?
                }
            }

            fn retry_after(&self) -> Option<std::time::Duration> {
                match self {
                    $( Self::$own => None, )*
                    $($( Self::$inner(inner) => inner.retry_after(), )+)?
                }
            }
        }
    };
}
pub(crate) use refusals;

/// The password hashing queue is full: nothing was examined, asking again in a moment is fine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the server is busy checking passwords; try again in a moment")]
pub struct Busy;

impl Refusal for Busy {
    fn codes() -> Vec<&'static str> {
        vec!["busy"]
    }

    fn code(&self) -> &'static str {
        "busy"
    }

    fn retry_after(&self) -> Option<Duration> {
        Some(Duration::from_secs(2))
    }
}
