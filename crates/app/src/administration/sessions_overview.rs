//! "How many are signed in?"

use domain::permission::Permission;
use store::{DayOfSessions, SessionsOverview};

use super::SettingsRefusal;
use crate::failure::{Outcome, refuse};
use crate::{Actor, App, Ctx, sessions};

/// How many days are shown.
const DAYS: i64 = 7;

/// Sessions in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// Now.
    pub now: SessionsOverview,
    /// Accounts without a limit of their own that have more unrestricted sessions than was asked about.
    pub accounts_over: u64,
    /// The most at once, day by day (UTC), oldest first; the last one is today.
    pub days: Vec<DayOfSessions>,
}

/// Sessions in numbers; with a limit, how many accounts are over it.
///
/// # Errors
/// [`SettingsRefusal::NotAllowed`].
pub async fn sessions_overview(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    limit: Option<u16>,
) -> Outcome<Overview, SettingsRefusal> {
    if !actor.may(Permission::ChangeSettings) {
        return refuse(SettingsRefusal::NotAllowed);
    }
    let reader = app.store.read();
    let now = reader.sessions_overview(ctx.now).await?;
    let accounts_over = match limit {
        Some(limit) if limit > 0 => reader.accounts_with_more_sessions(limit, ctx.now).await?,
        _ => 0,
    };
    let today = sessions::day_of(ctx.now);
    let noted = reader.days_of_sessions(today - DAYS + 1).await?;
    let days = (today - DAYS + 1..=today).map(|day| {
        let most = noted
            .iter()
            .find(|noted| noted.day == day)
            .map_or(0, |noted| noted.most);
        let most = if day == today { most.max(now.sessions) } else { most };
        DayOfSessions { day, most }
    });
    Ok(Overview {
        now,
        accounts_over,
        days: days.collect(),
    })
}
