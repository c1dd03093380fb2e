//! The people on a conference's list.

use domain::conference::Member;
use store::Reader;

use crate::App;
use crate::events::{Audience, BrowserEvent, publish};

/// Whether everybody on the list has an account.
pub(super) async fn all_known(reader: &Reader, members: &[Member]) -> store::Result<bool> {
    let ids: Vec<_> = members.iter().map(|member| member.account).collect();
    Ok(reader.accounts(&ids).await?.len() == members.len())
}

/// Tells everybody on the list to look again.
pub(crate) async fn tell_members(app: &App, members: &[Member]) {
    for member in members {
        publish(
            app,
            Audience::Account(member.account),
            &BrowserEvent::ConferencesChanged,
        )
        .await;
    }
}
