//! Signing in through somebody else's site by OpenID Connect (SIGN-3).
//!
//! A visit begins ([`begin_visit`]) with the hash of a verifier that the client keeps. The provider sends the browser
//! back ([`come_back`]), which leads to the client with a code; the client redeems it with its verifier ([`redeem`]) and
//! gets the same steps as after a password. An identity that nobody here has is offered to be tied to an account, which
//! happens in the transaction that finishes that account's whole sign-in.

mod begin_visit;
mod come_back;
mod identities;
mod link;
mod offered;
mod prove;
mod redeem;
mod register;

pub use self::begin_visit::{BeginVisit, TooManyVisits, VisitRefusal, begin_visit};
pub use self::come_back::{Answer, Returned, come_back};
pub use self::identities::{MyIdentities, UnlinkRefusal, my_identities, unlink};
pub use self::link::{LinkOffered, LinkRefusal};
pub(crate) use self::link::{can_be_tied, find_link, show_link, take_and_tie, tie_waiting, withdraw_link};
pub use self::offered::{Offered, offered};
pub use self::prove::{begin_proof, proof_by, prove_by_visit};
pub use self::redeem::{Entering, Redeem, RedeemRefusal, redeem};
pub use self::register::{Register, RegisterRefusal, register};

use domain::secret::SecretHash;
use domain::third_party::{Provider, ProviderId, ProviderSecret};
use store::Reader;

use crate::App;

/// The provider of this name, if it is offered.
async fn open_provider(reader: &Reader, id: &ProviderId) -> store::Result<Option<Provider>> {
    let found = reader.provider(id).await?;
    Ok(found.filter(|provider| provider.disabled_at.is_none()))
}

/// What a client secret is sealed for: it opens for its own provider and issuer only.
pub(crate) fn secret_purpose(provider: &Provider) -> String {
    format!("third_party_secret/{}/{}", provider.id, provider.issuer)
}

/// What we prove to the provider who we are by.
fn open_secret(app: &App, provider: &Provider) -> anyhow::Result<Option<ProviderSecret>> {
    let Some(sealed) = &provider.sealed_secret else {
        return Ok(None);
    };
    let plain = app.server_key.open(&secret_purpose(provider), sealed)?;
    Ok(Some(ProviderSecret::parse(&String::from_utf8(plain)?)?))
}

/// What a PKCE verifier is sealed for: it opens for its own visit only.
fn pkce_purpose(state: &SecretHash) -> String {
    let hex: String = state.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("third_party_pkce/{hex}")
}
