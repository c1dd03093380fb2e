//! A new request to enter: decided, written down, answered with a token.

use domain::admission::{Admission, Applicant, Decision, Identity, Trace, decide};
use domain::audit::AuditAction;
use domain::conference::Conference;
use domain::grant::Role;
use domain::ids::{AccountId, AdmissionId, ConferenceId, SessionId};
use domain::name::DisplayName;
use domain::secret::Secret;
use store::Tx;

use super::admitted::{AdmitRefusal, Admitted, GuestKey, RuleRefusal};
use super::applicant::applicant;
use super::token::{self, Bearer};
use crate::failure::{Failure, Outcome, refuse};
use crate::settings::Settings;
use crate::{Actor, App, Ctx, Typed, audit};

/// Lets somebody signed in enter: under the admission their session has open already, or under a new one.
pub(super) async fn enter_signed(
    app: &App,
    ctx: &Ctx,
    settings: &Settings,
    conference: ConferenceId,
    actor: &Actor,
) -> Outcome<Admitted, AdmitRefusal> {
    let account = &actor.account;
    let tx = app.store.begin_write().await?;
    let conference = hold(&tx, ctx, conference, Some(actor.session.id)).await?;
    let (role, trace) = match judge(ctx, settings, &conference, &applicant(actor, &conference)) {
        Ok(admitted) => admitted,
        Err(turned_away) => return turn_away(app, ctx, tx, &conference, turned_away, Some(account.id)).await,
    };
    let mut fresh = new_admission(app, ctx, &conference, account.name.clone(), role, trace);
    fresh.session = Some(actor.session.id);
    fresh.account = Some(account.id);
    let admission = match tx.open_admission(conference.id, actor.session.id).await? {
        Some(open) => extend(&tx, open, &fresh).await?,
        None => {
            tx.insert_admission(&fresh, None).await?;
            note(app, ctx, &tx, &conference, &fresh).await?;
            fresh
        }
    };
    tx.commit().await?;
    answer(app, ctx, conference, admission, None)
}

/// Lets a stranger enter under the name given, with a key to come back by.
pub(super) async fn enter_as_guest(
    app: &App,
    ctx: &Ctx,
    settings: &Settings,
    conference: ConferenceId,
    name: Option<&str>,
) -> Outcome<Admitted, AdmitRefusal> {
    let name = name.map(DisplayName::parse).transpose();
    let name = name.map_err(|refusal| Failure::Refused(AdmitRefusal::Name(refusal)))?;
    let applicant = Applicant::Stranger { name: name.clone() };
    let secret = Secret::generate(&*app.entropy);

    let tx = app.store.begin_write().await?;
    let conference = hold(&tx, ctx, conference, None).await?;
    let (role, trace) = match judge(ctx, settings, &conference, &applicant) {
        Ok(admitted) => admitted,
        Err(turned_away) => return turn_away(app, ctx, tx, &conference, turned_away, None).await,
    };
    // The rules let nobody in without a name; if they ever did, there would be nothing to call them.
    let Some(name) = name else {
        return refuse(RuleRefusal::NameRequired.into());
    };
    let admission = new_admission(app, ctx, &conference, name, role, trace);
    tx.insert_admission(&admission, Some(&secret.hash())).await?;
    note(app, ctx, &tx, &conference, &admission).await?;
    tx.commit().await?;
    let key = GuestKey {
        id: admission.id,
        secret: Typed::new(secret.reveal()),
    };
    answer(app, ctx, conference, admission, Some(key))
}

/// What the rules said to somebody they do not let in, and how they came to it.
pub(super) struct TurnedAway {
    decision: Decision,
    trace: Trace,
}

/// Asks the rules about the conference as it is while it is held.
pub(super) fn judge(
    ctx: &Ctx,
    settings: &Settings,
    conference: &Conference,
    applicant: &Applicant,
) -> Result<(Role, Trace), TurnedAway> {
    match decide(conference, applicant, &settings.conferences, ctx.now) {
        (Decision::Admit(role), trace) => Ok((role, trace)),
        (decision, trace) => Err(TurnedAway { decision, trace }),
    }
}

/// Gives the conference free again and refuses; the audit log keeps the refusal with its trace (CNF-12).
pub(super) async fn turn_away<T>(
    app: &App,
    ctx: &Ctx,
    tx: Tx,
    conference: &Conference,
    turned_away: TurnedAway,
    account: Option<AccountId>,
) -> Outcome<T, AdmitRefusal> {
    // The refusal is written in a transaction of its own: what is refused leaves nothing else behind.
    drop(tx);
    let TurnedAway { decision, trace } = turned_away;
    let reason = match decision {
        Decision::Refuse(reason) => RuleRefusal::from(reason),
        Decision::Admit(_) | Decision::Wait(_) => return Err(anyhow::anyhow!("nobody is told {decision:?} yet").into()),
    };
    if reason != RuleRefusal::NameRequired {
        let details = serde_json::json!({ "conference": conference.number, "trace": trace });
        let mut entry = audit::entry(app, ctx, AuditAction::AdmissionRefused).with(details);
        if let Some(account) = account {
            entry = entry.by_account(account);
        }
        entry.write_alone(&app.store).await?;
    }
    refuse(reason.into())
}

/// Holds the conference, and the session if there is one, until the transaction ends: neither is over, neither ends
/// without closing what is written here, and the conference's rules stay what is decided by.
pub(super) async fn hold(
    tx: &Tx,
    ctx: &Ctx,
    conference: ConferenceId,
    session: Option<SessionId>,
) -> Outcome<Conference, AdmitRefusal> {
    let Some(conference) = tx.lock_conference(conference).await? else {
        return refuse(RuleRefusal::ConferenceNotFound.into());
    };
    if let Some(id) = session {
        let live = tx
            .lock_session(id)
            .await?
            .is_some_and(|session| session.is_live(ctx.now));
        if !live {
            return refuse(AdmitRefusal::SessionEnded);
        }
    }
    Ok(conference)
}

fn new_admission(
    app: &App,
    ctx: &Ctx,
    conference: &Conference,
    name: DisplayName,
    role: Role,
    trace: Trace,
) -> Admission {
    Admission {
        id: AdmissionId::new(ctx.now, &*app.entropy),
        conference: conference.id,
        session: None,
        account: None,
        identity: Identity::generate(&*app.entropy),
        name,
        role,
        admitted_at: ctx.now,
        token_expires_at: token::expiry(ctx.now),
        joined_at: None,
        left_at: None,
        closed: None,
        trace,
    }
}

/// The open admission with what was decided now.
pub(super) async fn extend(tx: &Tx, open: Admission, decided: &Admission) -> Outcome<Admission, AdmitRefusal> {
    let Admission {
        name,
        role,
        trace,
        token_expires_at,
        ..
    } = decided.clone();
    if !tx
        .extend_admission(open.id, &name, role, &trace, token_expires_at)
        .await?
    {
        return refuse(AdmitRefusal::Removed);
    }
    Ok(Admission {
        name,
        role,
        trace,
        token_expires_at,
        ..open
    })
}

/// Writes a new admission to the audit log, with its trace (CNF-12).
async fn note(app: &App, ctx: &Ctx, tx: &Tx, conference: &Conference, admission: &Admission) -> store::Result<()> {
    let details = serde_json::json!({
        "conference": conference.number,
        "admission": admission.id,
        "role": admission.role,
        "trace": admission.trace,
    });
    let mut entry = audit::entry(app, ctx, AuditAction::Admitted).with(details);
    if let Some(account) = admission.account {
        entry = entry.by_account(account);
    }
    entry.write(tx).await
}

/// Mints the token.
pub(super) fn answer(
    app: &App,
    ctx: &Ctx,
    conference: Conference,
    admission: Admission,
    guest_key: Option<GuestKey>,
) -> Outcome<Admitted, AdmitRefusal> {
    let bearer = Bearer {
        identity: &admission.identity,
        name: &admission.name,
        role: admission.role,
        anonymous: admission.account.is_none(),
    };
    let token = token::mint(&app.media_keys, &conference, &bearer, ctx.now)?;
    let Admission {
        identity, role, name, ..
    } = admission;
    Ok(Admitted {
        conference,
        token,
        identity,
        role,
        name,
        guest_key,
    })
}
