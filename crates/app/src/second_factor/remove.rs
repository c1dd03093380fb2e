//! "I have no such app any more." "Give me new recovery codes."

use domain::audit::AuditAction;
use domain::ids::AccountId;
use domain::letter::LetterKind;
use domain::second_factor::RecoveryCode;
use store::Tx;

use super::check::{CodeRefusal, Holder, try_code};
use super::replace_codes;
use crate::failure::{Failure, Outcome, refusals, refuse};
use crate::{Actor, App, Ctx, Typed, audit, letters};

refusals! {
    /// Why nothing about the second factor changes.
    pub enum ChangeFactorRefusal {
        /// The last proof is too old for changing how one signs in (ASVS 7.5.1).
        ProofRequired => "proof_required": "give your password again first",
        /// There is none.
        NotEnrolled => "second_factor_missing": "no authenticator app is enrolled",
    }
    or {
        /// The code was not accepted.
        Code(CodeRefusal),
    }
}

/// Removes the authenticator app and its recovery codes. The password lately and a code now: as strong a proof as the
/// factor itself (ASVS 7.5.1).
///
/// # Errors
/// [`ChangeFactorRefusal`].
pub async fn remove_second_factor(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    code: &Typed,
) -> Outcome<(), ChangeFactorRefusal> {
    let tx = proven(app, ctx, actor, code).await?;
    forget(app, ctx, &tx, actor, actor.account.id).await?;
    Ok(tx.commit().await?)
}

/// Makes new recovery codes; earlier ones are void.
///
/// # Errors
/// [`ChangeFactorRefusal`].
pub async fn make_recovery_codes(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    code: &Typed,
) -> Outcome<Vec<RecoveryCode>, ChangeFactorRefusal> {
    let tx = proven(app, ctx, actor, code).await?;
    let account = actor.account.id;
    let codes = replace_codes(app, &tx, account).await?;
    audit::entry(app, ctx, AuditAction::RecoveryCodesMade)
        .by(actor)
        .to(account)
        .write(&tx)
        .await?;
    letters::write(app, ctx, &tx, account, LetterKind::RecoveryCodesMade, None).await?;
    tx.commit().await?;
    Ok(codes)
}

/// Removes it in this transaction. Returns false when there is none.
pub(crate) async fn forget(app: &App, ctx: &Ctx, tx: &Tx, actor: &Actor, account: AccountId) -> anyhow::Result<bool> {
    let removed = tx.remove_second_factor(account).await?;
    if removed {
        // Whoever is asked for a code has none that is right any more: they begin again.
        tx.delete_sign_ins_of(account).await?;
        audit::entry(app, ctx, AuditAction::SecondFactorRemoved)
            .by(actor)
            .to(account)
            .write(tx)
            .await?;
        letters::write(app, ctx, tx, account, LetterKind::SecondFactorRemoved, None).await?;
    }
    Ok(removed)
}

async fn proven(app: &App, ctx: &Ctx, actor: &Actor, code: &Typed) -> Outcome<Tx, ChangeFactorRefusal> {
    if !actor.session.is_proven(ctx.now) {
        return refuse(ChangeFactorRefusal::ProofRequired);
    }
    let settings = app.settings().await?;
    if super::asks(&app.store.read(), actor.account.id).await?.is_empty() {
        return refuse(ChangeFactorRefusal::NotEnrolled);
    }
    let holder = Holder {
        account: actor.account.id,
        device: actor.session.known_device,
        is_signed_in: true,
        other: None,
    };
    let tried = try_code(app, ctx, &settings, holder, code).await;
    let (tx, _) = tried.map_err(|failure: Failure<_>| failure.map(ChangeFactorRefusal::Code))?;
    Ok(tx)
}
