//! "These sites know me." "This one is to know me no longer."

use domain::audit::AuditAction;
use domain::letter::LetterKind;
use domain::third_party::{Identity, Provider};

use super::link::write_down;
use crate::failure::{Outcome, refusals, refuse};
use crate::sessions::Endings;
use crate::{Actor, App, Ctx, letters};

/// The actor's identities, and the providers that are offered or not.
#[derive(Debug)]
pub struct MyIdentities {
    /// The identities, the oldest first.
    pub identities: Vec<Identity>,
    /// All providers.
    pub providers: Vec<Provider>,
}

impl MyIdentities {
    /// The provider that knows this identity now, if one does.
    #[must_use]
    pub fn provider_of(&self, identity: &Identity) -> Option<&Provider> {
        let knows = |provider: &&Provider| provider.issuer == identity.persona.issuer;
        let mut knowing = self.providers.iter().filter(knows);
        let first = knowing.clone().next();
        knowing.find(|provider| provider.id == identity.provider).or(first)
    }
}

refusals! {
    /// Why the identity stays.
    pub enum UnlinkRefusal {
        /// The last proof is too old for changing how one signs in (ASVS 7.5.1).
        ProofRequired => "proof_required": "give your password again first",
        /// The actor has none of this id.
        NotFound => "identity_not_found": "there is no such link any more; reload the list",
        /// Nothing else lets the actor in.
        OnlyWay => "only_way_in": "this is your only way to sign in; set a password or link another site first",
    }
}

/// The sites that know the actor.
///
/// # Errors
/// When the database does not answer.
pub async fn my_identities(app: &App, actor: &Actor) -> anyhow::Result<MyIdentities> {
    let reader = app.store.read();
    Ok(MyIdentities {
        identities: reader.identities(actor.account.id).await?,
        providers: reader.providers().await?,
    })
}

/// Takes an identity from the actor's account. Sign-ins that it vouched for and that are not finished begin again.
///
/// # Errors
/// [`UnlinkRefusal`].
pub async fn unlink(app: &App, ctx: &Ctx, actor: &Actor, id: &str) -> Outcome<(), UnlinkRefusal> {
    let Ok(id) = id.parse() else {
        return refuse(UnlinkRefusal::NotFound);
    };
    if !actor.session.is_proven(ctx.now) {
        return refuse(UnlinkRefusal::ProofRequired);
    }
    let mut endings = Endings::default();
    let tx = app.store.begin_write().await?;
    let Some(account) = tx.lock_account(actor.account.id).await? else {
        return refuse(UnlinkRefusal::NotFound);
    };
    let Some(removed) = tx.delete_identity(account.id, id).await? else {
        return refuse(UnlinkRefusal::NotFound);
    };
    if account.password_set_at.is_none() {
        let providers = tx.providers().await?;
        let left = tx.identities(account.id).await?;
        let lets_in = |provider: &Provider| {
            provider.disabled_at.is_none() && left.iter().any(|one| one.persona.issuer == provider.issuer)
        };
        if !providers.iter().any(lets_in) {
            return refuse(UnlinkRefusal::OnlyWay);
        }
    }
    endings.forget_sign_ins(&tx, account.id).await?;
    write_down(app, ctx, &tx, AuditAction::IdentityUnlinked, &removed).await?;
    letters::write(app, ctx, &tx, account.id, LetterKind::IdentityUnlinked, None).await?;
    Ok(endings.commit(app, tx).await?)
}
