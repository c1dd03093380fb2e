//! "Take this person out."

use super::ModerateRefusal;
use crate::failure::Outcome;
use crate::{Actor, App, Ctx};

/// Closes the admission this identity belongs to and ends its media before answering. Coming back takes a new
/// admission and gives a new identity.
///
/// # Errors
/// [`ModerateRefusal`].
pub async fn remove(app: &App, ctx: &Ctx, actor: &Actor, number: &str, identity: &str) -> Outcome<(), ModerateRefusal> {
    let _ = (app, ctx, actor, number, identity);
    crate::app::unbuilt()
}
