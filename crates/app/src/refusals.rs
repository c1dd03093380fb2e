//! The refusals of `domain` in the API's words, and the list of every code there is.

use std::collections::BTreeSet;

use domain::identifier::LoginRefusal;
use domain::name::NameRefusal;
use domain::number::NumberRefusal;
use domain::password::PasswordRefusal;

use crate::failure::Refusal;

impl Refusal for LoginRefusal {
    fn codes() -> Vec<&'static str> {
        vec!["login_empty", "login_too_long", "login_characters"]
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "login_empty",
            Self::TooLong => "login_too_long",
            Self::Characters => "login_characters",
        }
    }

    fn field(&self) -> Option<&'static str> {
        Some("login")
    }
}

impl Refusal for NameRefusal {
    fn codes() -> Vec<&'static str> {
        vec![
            "name_empty",
            "name_too_long",
            "name_control_characters",
            "name_bidi_characters",
            "name_invisible_characters",
        ]
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "name_empty",
            Self::TooLong => "name_too_long",
            Self::Control => "name_control_characters",
            Self::Bidi => "name_bidi_characters",
            Self::Invisible => "name_invisible_characters",
        }
    }

    fn field(&self) -> Option<&'static str> {
        Some("name")
    }
}

impl Refusal for NumberRefusal {
    fn codes() -> Vec<&'static str> {
        vec!["number_not_digits", "number_wrong_length", "number_leading_zero"]
    }

    fn code(&self) -> &'static str {
        match self {
            Self::NotDigits => "number_not_digits",
            Self::WrongLength => "number_wrong_length",
            Self::LeadingZero => "number_leading_zero",
        }
    }

    fn field(&self) -> Option<&'static str> {
        Some("number")
    }
}

impl Refusal for PasswordRefusal {
    fn codes() -> Vec<&'static str> {
        vec![
            "password_too_short",
            "password_too_long",
            "password_common",
            "password_guessable",
        ]
    }

    fn code(&self) -> &'static str {
        match self {
            Self::TooShort { .. } => "password_too_short",
            Self::TooLong => "password_too_long",
            Self::Common => "password_common",
            Self::Guessable => "password_guessable",
        }
    }

    fn field(&self) -> Option<&'static str> {
        Some("password")
    }
}

/// Every code that a use case can refuse with. The clients have a message for each, in every language.
#[must_use]
pub fn codes() -> BTreeSet<&'static str> {
    let lists = [
        crate::account::ChangePasswordRefusal::codes(),
        crate::account::RenameRefusal::codes(),
        crate::accounts::CreateRefusal::codes(),
        crate::accounts::ListRefusal::codes(),
        crate::accounts::PasswordLinkRefusal::codes(),
        crate::accounts::RedeemRefusal::codes(),
        crate::administration::AccountRefusal::codes(),
        crate::administration::EndTheirsRefusal::codes(),
        crate::administration::ProviderRefusal::codes(),
        crate::administration::SettingsRefusal::codes(),
        crate::captcha::CaptchaRefusal::codes(),
        crate::captcha::TooManyCaptchas::codes(),
        crate::conference::AdmitRefusal::codes(),
        crate::conference::HandRefusal::codes(),
        crate::conference::ModerateRefusal::codes(),
        crate::conferences::CardRefusal::codes(),
        crate::conferences::ChangeRefusal::codes(),
        crate::conferences::CreateRefusal::codes(),
        crate::conferences::ManageRefusal::codes(),
        crate::second_factor::ChangeFactorRefusal::codes(),
        crate::second_factor::ConfirmRefusal::codes(),
        crate::second_factor::EnrolRefusal::codes(),
        crate::sessions::EndOthersRefusal::codes(),
        crate::sessions::EndRefusal::codes(),
        crate::sessions::ProveRefusal::codes(),
        crate::sessions::SignedOut::codes(),
        crate::setup::SetupRefusal::codes(),
        crate::sign_in::ChooseRefusal::codes(),
        crate::sign_in::SecondFactorRefusal::codes(),
        crate::sign_in::SignInRefusal::codes(),
        crate::third_party::RedeemRefusal::codes(),
        crate::third_party::RegisterRefusal::codes(),
        crate::third_party::UnlinkRefusal::codes(),
        crate::third_party::VisitRefusal::codes(),
    ];
    lists.concat().into_iter().collect()
}
