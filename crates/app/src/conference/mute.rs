//! "Mute this person."

use domain::grant::Source;

use super::ModerateRefusal;
use crate::failure::Outcome;
use crate::{Actor, App, Ctx};

/// Mutes what this identity publishes from the source. The person may unmute again. Nothing to mute is no error.
///
/// # Errors
/// [`ModerateRefusal`].
pub async fn mute(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    number: &str,
    identity: &str,
    source: Source,
) -> Outcome<(), ModerateRefusal> {
    let _ = (app, ctx, actor, number, identity, source);
    crate::app::unbuilt()
}
