//! "I was here a moment ago": a guest reloads the page.

use domain::admission::{Admission, Applicant, CloseReason};
use domain::conference::Conference;
use domain::secret::Secret;

use super::admitted::{AdmitRefusal, Admitted, GuestKey};
use super::enter::{answer, extend, hold, judge, turn_away};
use super::token;
use crate::failure::{Outcome, refuse};
use crate::settings::Settings;
use crate::{App, Ctx};

/// Lets a guest back in under the same identity, if the rules still do: until removal, the conference's end, or ten
/// minutes after leaving. Nothing when the key opens nothing (any more); the guest is then as new.
pub(super) async fn return_as_guest(
    app: &App,
    ctx: &Ctx,
    settings: &Settings,
    conference: &Conference,
    key: GuestKey,
) -> Outcome<Option<Admitted>, AdmitRefusal> {
    let Ok(secret) = Secret::parse(key.secret.reveal()) else {
        return Ok(None);
    };
    let found = app.store.read().admission_by_secret(key.id, &secret.hash()).await?;
    let Some(admission) = found.filter(|admission| admission.conference == conference.id) else {
        return Ok(None);
    };
    if matches!(admission.closed, Some((_, CloseReason::Removed))) {
        return refuse(AdmitRefusal::Removed);
    }
    if !admission.may_return(ctx.now) {
        return Ok(None);
    }
    let applicant = Applicant::Stranger {
        name: Some(admission.name.clone()),
    };

    let tx = app.store.begin_write().await?;
    let conference = hold(&tx, ctx, conference.id, None).await?;
    let (role, trace) = match judge(ctx, settings, &conference, &applicant) {
        Ok(admitted) => admitted,
        Err(turned_away) => return turn_away(app, ctx, tx, &conference, turned_away, None).await,
    };
    let decided = Admission {
        role,
        trace,
        token_expires_at: token::expiry(ctx.now),
        ..admission.clone()
    };
    let admission = extend(&tx, admission, &decided).await?;
    tx.commit().await?;
    answer(app, ctx, conference, admission, Some(key)).map(Some)
}
