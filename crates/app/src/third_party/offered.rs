//! "Which sites can I sign in through?" (SIGN-4)

use domain::third_party::{Icon, ProviderId};

use crate::App;

/// A button on the sign-in page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// The provider.
    pub id: ProviderId,
    /// What stands on it.
    pub label: String,
    /// The picture on it.
    pub icon: Icon,
}

/// The providers that are offered, in the administrators' order.
///
/// # Errors
/// When the database does not answer.
pub async fn offered(app: &App) -> anyhow::Result<Vec<Offered>> {
    let providers = app.store.read().providers().await?;
    let open = providers.into_iter().filter(|provider| provider.disabled_at.is_none());
    Ok(open
        .map(|provider| Offered {
            id: provider.id,
            label: provider.label.to_string(),
            icon: provider.icon,
        })
        .collect())
}
