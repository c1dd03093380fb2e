//! Closed lists of words (`domain`'s coded enums) as schemas, so that clients get them as types.

use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::openapi::{RefOr, schema::SchemaType};
use utoipa::{PartialSchema, ToSchema};

macro_rules! words {
    ($($(#[$meta:meta])* $name:ident = $list:ty;)+) => { $(
        $(#[$meta])*
        pub(crate) struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let words = <$list>::ALL.iter().map(|value| value.code());
                ObjectBuilder::new().schema_type(SchemaType::Type(Type::String)).enum_values(Some(words)).into()
            }
        }

        impl ToSchema for $name {}
    )+ };
}

words! {
    /// Which of our clients a session belongs to.
    ClientWord = domain::session::Client;
    /// The picture on a third-party provider's button.
    IconWord = domain::third_party::Icon;
    /// Whether a first sign-in makes an account.
    RegistrationWord = domain::third_party::Registration;
    /// What a captcha is asked for.
    CaptchaKindWord = domain::captcha::CaptchaKind;
    /// When a captcha is asked at sign-in.
    CaptchaDisplayWord = domain::captcha::CaptchaDisplay;
    /// Why a session is over.
    EndReasonWord = domain::session::EndReason;
    /// Where somebody signs in.
    EntranceWord = domain::sign_in::Entrance;
    /// How an account's devices connect.
    AccountTypeWord = domain::account::AccountType;
    /// The standing of an account.
    LevelWord = domain::permission::Level;
    /// A way to prove a second factor.
    FactorWayWord = domain::second_factor::FactorWay;
    /// Something a session may do.
    PermissionWord = domain::permission::Permission;
    /// What happens to a sign-in over the limit.
    PolicyWord = domain::session::limit::Policy;
    /// What an entry of the audit log tells of.
    AuditActionWord = domain::audit::AuditAction;
    /// What a letter tells of.
    LetterKindWord = domain::letter::LetterKind;
    /// Who gets into a conference without being on its list.
    AccessWord = domain::conference::Access;
    /// As what somebody is in a conference.
    RoleWord = domain::grant::Role;
    /// What somebody publishes.
    SourceWord = domain::grant::Source;
}
