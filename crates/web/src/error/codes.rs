//! Every stable error code of the product API, with its status and its English title.
//!
//! A code is a promise: clients translate by it (`errors.<code>`), tools branch on it. Codes are added, never renamed.
//! `docs/error-codes.json` is written from this list and proven fresh by a test.

use axum::http::StatusCode;
use serde::Serialize;

/// One row of the published list of codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CodeEntry {
    /// The stable name, snake_case.
    pub code: &'static str,
    /// The HTTP status it comes with.
    pub status: u16,
    /// One English sentence: what happened. Clients show their own translation.
    pub title: &'static str,
}

macro_rules! codes {
    ($($variant:ident $status:ident $code:literal $title:literal)+) => {
        /// What went wrong, by its stable name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code {
            $(#[doc = $title] $variant,)+
        }

        impl Code {
            /// Every code there is, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The code of this name.
            #[must_use]
            pub fn named(name: &str) -> Option<Self> {
                match name { $($code => Some(Self::$variant),)+ _ => None }
            }

            /// Name, status and title of this code.
            #[must_use]
            pub fn entry(self) -> CodeEntry {
                match self {
                    $(Self::$variant => CodeEntry { code: $code, status: StatusCode::$status.as_u16(), title: $title },)+
                }
            }

            /// The status this code is answered with.
            #[must_use]
            pub fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status,)+ }
            }
        }
    };
}

codes! {
    // The request itself.
    BadRequest            BAD_REQUEST            "bad_request"            "The request cannot be read."
    MalformedJson         BAD_REQUEST            "malformed_json"         "The body is not valid JSON."
    MalformedQuery        BAD_REQUEST            "malformed_query"        "The part of the address after the question mark cannot be read."
    UnsupportedMediaType  UNSUPPORTED_MEDIA_TYPE "unsupported_media_type" "The body must be sent as application/json."
    BodyTooLarge          PAYLOAD_TOO_LARGE      "body_too_large"         "The body is larger than this address accepts."
    UnknownField          UNPROCESSABLE_ENTITY   "unknown_field"          "A field is not known here."
    MissingField          UNPROCESSABLE_ENTITY   "missing_field"          "A field is missing."
    InvalidField          UNPROCESSABLE_ENTITY   "invalid_field"          "A field has a value that is not allowed."
    NotFound              NOT_FOUND              "not_found"              "There is nothing at this address."
    MethodNotAllowed      METHOD_NOT_ALLOWED     "method_not_allowed"     "This address does not answer this method."

    // Where it was sent, and from where.
    Misdirected           MISDIRECTED_REQUEST    "misdirected"            "This server does not answer for the host that was named."
    InsecureAddress       MISDIRECTED_REQUEST    "insecure_address"       "This address is not secure: browsers keep neither the sign-in nor the camera here."
    ForeignOrigin         FORBIDDEN              "foreign_origin"         "The request comes from another site."
    RequestHeaderMissing  FORBIDDEN              "request_header_missing" "The header Vestibule-Request: 1 is missing."

    // The server.
    Internal              INTERNAL_SERVER_ERROR  "internal"               "Something went wrong on the server. Try again; if it stays, tell the administrator the request's id."
    Unavailable           SERVICE_UNAVAILABLE    "unavailable"            "The server cannot answer at the moment. Try again shortly."
    Busy                  TOO_MANY_REQUESTS      "busy"                   "The server is busy. Try again shortly."
    TooManyTries          TOO_MANY_REQUESTS      "too_many_tries"         "Too many failed tries. Wait and try again."
    TooManyStreams        TOO_MANY_REQUESTS      "too_many_streams"       "This session holds too many event streams. Close some pages."

    // Who asks.
    SignedOut             UNAUTHORIZED           "signed_out"             "Sign in first."
    NotAllowed            FORBIDDEN              "not_allowed"            "You may not do this."
    WrongCredentials      UNAUTHORIZED           "wrong_credentials"      "Wrong login or password, or too many attempts. Wait a few minutes or ask the administrator."
    CaptchaWrong          UNPROCESSABLE_ENTITY   "captcha_wrong"          "These are not the characters in the picture. Type those of the new one."
    CaptchaExpired        UNPROCESSABLE_ENTITY   "captcha_expired"        "This picture is used or too old. Type the characters of the new one."
    TooManyCaptchas       TOO_MANY_REQUESTS      "too_many_captchas"      "Too many pictures were asked for from this address. Wait, or take the way without a picture."
    AccountSuspended      FORBIDDEN              "account_suspended"      "This account is suspended. Contact the administrator."
    UsePersonalAccount    FORBIDDEN              "use_personal_account"   "Sign in on the main page and use Join conference there."
    SessionNotFound       NOT_FOUND              "session_not_found"      "There is no such session any more. Reload the list."
    SessionRestricted     FORBIDDEN              "session_restricted"     "This session is restricted. End another one to lift that."

    ProofRequired         FORBIDDEN              "proof_required"         "The last sign-in or password proof is too old. Give the password again."
    AttemptOver           NOT_FOUND              "attempt_over"           "This sign-in is over. Begin again."
    CodeWrong             UNPROCESSABLE_ENTITY   "code_wrong"             "This code is wrong or was used already. Wait for the next one."
    SecondFactorEnrolled  CONFLICT               "second_factor_enrolled" "An authenticator app is enrolled already. Remove it first."
    SecondFactorMissing   CONFLICT               "second_factor_missing"  "No authenticator app is enrolled."
    EnrolmentOver         CONFLICT               "enrolment_over"         "This took too long. Begin again."
    OutOfRange            UNPROCESSABLE_ENTITY   "out_of_range"           "A value is too small or too large."

    // Third-party sign-in.
    NoSuchProvider        NOT_FOUND              "no_such_provider"       "This site is not offered for sign-in. Reload the page."
    ProviderUnreachable   FAILED_DEPENDENCY      "provider_unreachable"   "The other site does not answer. Try again shortly, or sign in with a password."
    IssuerDiffers         UNPROCESSABLE_ENTITY   "issuer_differs"         "The provider at this address calls itself by another name. Copy its issuer exactly."
    ProviderUnsuitable    UNPROCESSABLE_ENTITY   "provider_unsuitable"    "The provider does not offer the code flow with PKCE and signed tokens that is needed."
    ClientSecretNeeded    UNPROCESSABLE_ENTITY   "client_secret_needed"   "Another issuer needs its own client secret. Give it, or an empty one."
    TooManyProviders      CONFLICT               "too_many_providers"     "There can be at most ten providers. Remove one first."
    TooManyVisits         TOO_MANY_REQUESTS      "too_many_visits"        "Too many sign-ins through another site were begun and not finished. Wait a few minutes."
    CodeInvalid           UNPROCESSABLE_ENTITY   "code_invalid"           "This return from the other site is used or too old. Begin again."
    IdentityTaken         CONFLICT               "identity_taken"         "This identity belongs to another account. Sign in without linking it."
    ProviderLinked        CONFLICT               "provider_linked"        "This account is linked to another identity there. Remove that one first."
    OtherIdentity         FORBIDDEN              "other_identity"         "This is not the identity that the account is linked to. Choose the right one at the other site."
    IdentityNotFound      NOT_FOUND              "identity_not_found"     "There is no such link any more. Reload the list."
    OnlyWayIn             CONFLICT               "only_way_in"            "This is the only way to sign in. Set a password or link another site first."
    RegistrationClosed    FORBIDDEN              "registration_closed"    "New accounts are made by the administrator. Ask them for one."

    // Logins, names, numbers, passwords.
    LoginEmpty            UNPROCESSABLE_ENTITY   "login_empty"            "Give a login."
    LoginTooLong          UNPROCESSABLE_ENTITY   "login_too_long"         "The login is too long: at most 64 characters."
    LoginCharacters       UNPROCESSABLE_ENTITY   "login_characters"       "The login has characters that a login cannot have: spaces, invisible or control characters."
    LoginTaken            CONFLICT               "login_taken"            "This login is taken. Choose another."
    NameEmpty             UNPROCESSABLE_ENTITY   "name_empty"             "Give a name."
    NameTooLong           UNPROCESSABLE_ENTITY   "name_too_long"          "The name is too long: at most 100 characters."
    NameControl           UNPROCESSABLE_ENTITY   "name_control_characters" "The name has control characters. Type it without them."
    NameBidi              UNPROCESSABLE_ENTITY   "name_bidi_characters"   "The name has characters that change the direction of writing. Type it without them."
    NameInvisible         UNPROCESSABLE_ENTITY   "name_invisible_characters" "The name shows nothing. Type one that others can read."
    NumberNotDigits       UNPROCESSABLE_ENTITY   "number_not_digits"      "The number may have digits only."
    NumberWrongLength     UNPROCESSABLE_ENTITY   "number_wrong_length"    "The number has too few or too many digits."
    NumberLeadingZero     UNPROCESSABLE_ENTITY   "number_leading_zero"    "The number cannot begin with 0."
    NumberTaken           CONFLICT               "number_taken"           "This number is taken. Choose another."
    PasswordTooShort      UNPROCESSABLE_ENTITY   "password_too_short"     "The password is too short."
    PasswordTooLong       UNPROCESSABLE_ENTITY   "password_too_long"      "The password is too long: at most 256 characters."
    PasswordCommon        UNPROCESSABLE_ENTITY   "password_common"        "This password is among those everybody tries first. Choose another."
    PasswordGuessable     UNPROCESSABLE_ENTITY   "password_guessable"     "The password is too close to the login, the name or this site. Choose another."
    WrongCurrentPassword  FORBIDDEN              "wrong_current_password" "This is not your current password."

    // Links that work once.
    SetupLinkInvalid      FORBIDDEN              "setup_link_invalid"     "This set-up link is not valid. Take the one the server printed at its latest start."
    SetupDone             CONFLICT               "setup_done"             "Set-up is done. Sign in instead."
    PasswordLinkInvalid   FORBIDDEN              "password_link_invalid"  "This link is used or too old. Ask for a new one."
    AccountNotFound       NOT_FOUND              "account_not_found"      "There is no such account any more. Reload the list."

    // Conferences.
    LetterNotFound        NOT_FOUND              "letter_not_found"       "There is no such letter any more. Reload the Outbox."
    ConferenceNotFound    NOT_FOUND              "conference_not_found"   "There is no conference with this number. Check the link."
    ClosedToStrangers     FORBIDDEN              "closed_to_strangers"    "This conference is closed. Ask a moderator to put you on its list."
    GuestsNotAllowed      FORBIDDEN              "guests_not_allowed"     "This conference takes no guests. Sign in as a participant."
    NameRequired          FORBIDDEN              "name_required"          "Give a name that the others will see."
    Removed               FORBIDDEN              "removed"                "A moderator removed you from this conference."
    NotPresent            NOT_FOUND              "not_present"            "This person is not in the conference any more."
    UnknownPerson         UNPROCESSABLE_ENTITY   "unknown_person"         "Somebody on the list has no account any more. Pick again."
    TooManyPeople         UNPROCESSABLE_ENTITY   "too_many_people"        "The list is too long: a conference has at most 1000 participants."
}

/// Every code with status and title: the content of `docs/error-codes.json`.
#[must_use]
pub fn codes() -> Vec<CodeEntry> {
    Code::ALL.iter().map(|code| code.entry()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_snake_case_errors_with_a_sentence() {
        let mut seen = std::collections::HashSet::new();
        for entry in codes() {
            assert!(seen.insert(entry.code), "{} stands twice", entry.code);
            assert!(
                entry
                    .code
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'),
                "{}",
                entry.code
            );
            assert!((400..600).contains(&entry.status), "{}", entry.code);
            assert!(entry.title.ends_with('.') && entry.title.len() > 10, "{}", entry.code);
        }
    }
}
