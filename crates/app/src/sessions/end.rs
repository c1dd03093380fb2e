//! "End that session." "End all the others."

use domain::ids::SessionId;

use crate::failure::{Outcome, refusals};
use crate::{Actor, App, Ctx};

refusals! {
    /// Why no session was ended.
    pub enum EndRefusal {
        /// The account has no such session, or it is over already.
        NotFound => "session_not_found": "there is no such session any more; reload the list",
    }
}

/// Ends one of the actor's own sessions (SES-8).
///
/// # Errors
/// [`EndRefusal`].
pub async fn end(app: &App, ctx: &Ctx, actor: &Actor, session: SessionId) -> Outcome<(), EndRefusal> {
    let _ = (app, ctx, actor, session);
    crate::app::unbuilt()
}

/// Ends all of the actor's sessions but the one the request came through, and says how many there were.
///
/// # Errors
/// When the database does not answer.
pub async fn end_others(app: &App, ctx: &Ctx, actor: &Actor) -> anyhow::Result<usize> {
    let _ = (app, ctx, actor);
    anyhow::bail!("not built yet")
}
