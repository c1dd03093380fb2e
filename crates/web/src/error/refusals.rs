//! From the use cases' refusals to problems: by their stable code.

use app::failure::{Failure, Refusal};

use super::{Code, Problem};

impl<R: Refusal> From<Failure<R>> for Problem {
    fn from(failure: Failure<R>) -> Self {
        match failure {
            Failure::Refused(refusal) => Self::refused(&refusal),
            Failure::Internal(error) => Self::internal(&error),
        }
    }
}

impl Problem {
    /// The problem that tells a use case's refusal.
    #[must_use]
    pub fn refused<R: Refusal>(refusal: &R) -> Self {
        // A test holds every code of `app` against the published list, so this is never answered.
        let Some(code) = Code::named(refusal.code()) else {
            return Self::internal(&anyhow::anyhow!("the refusal {refusal:?} has no published code"));
        };
        let mut problem = Self::new(code).detail(refusal.to_string());
        if let Some(field) = refusal.field() {
            problem = problem.field(field);
        }
        if let Some(wait) = refusal.retry_after() {
            // Rounded up: asking a moment too early would only be refused again.
            problem = problem.retry_after(wait.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX));
        }
        problem
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use app::failure::{Busy, TooManyTries};

    use super::*;

    #[test]
    fn a_refusal_keeps_its_code_and_says_when_to_try_again() {
        let problem = Problem::refused(&TooManyTries {
            retry_after: Duration::from_millis(1_001),
        });
        assert_eq!(problem.code(), Code::TooManyTries);
        assert_eq!(problem.retry_after, Some(2));
        assert_eq!(Problem::refused(&Busy).code(), Code::Busy);
    }

    #[test]
    fn every_refusal_of_the_use_cases_is_published() {
        for code in app::codes() {
            assert!(Code::named(code).is_some(), "give {code} a row in error/codes.rs");
        }
    }
}
