//! Providers as administrators set them up.

use domain::name::ProviderLabel;
use domain::third_party::{Icon, Issuer, Provider, ProviderId};
use domain::time::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};

use crate::entity::{sign_in, third_party_arrival, third_party_link, third_party_provider, third_party_visit};
use crate::error::Result;
use crate::rows::{millis, read, time};
use crate::tx::{Reader, Tx};

/// More than can be set up: what is read is bounded, whatever stands in the table.
const MOST: u64 = 100;

impl Reader {
    /// All providers, in the administrators' order.
    ///
    /// # Errors
    /// What the database says.
    pub async fn providers(&self) -> Result<Vec<Provider>> {
        let rows = third_party_provider::Entity::find()
            .order_by_asc(third_party_provider::Column::Position)
            .order_by_asc(third_party_provider::Column::CreatedAt)
            .order_by_asc(third_party_provider::Column::Id)
            .limit(MOST)
            .all(self.conn())
            .await?;
        rows.into_iter().map(to_provider).collect()
    }

    /// The provider of this name.
    ///
    /// # Errors
    /// What the database says.
    pub async fn provider(&self, id: &ProviderId) -> Result<Option<Provider>> {
        let row = third_party_provider::Entity::find_by_id(id.as_str())
            .one(self.conn())
            .await?;
        row.map(to_provider).transpose()
    }
}

impl Tx {
    /// Keeps a provider, in the place of the one of the same name.
    ///
    /// # Errors
    /// What the database says.
    pub async fn save_provider(&self, provider: &Provider) -> Result<()> {
        use third_party_provider::Column as C;
        third_party_provider::Entity::insert(to_row(provider))
            .on_conflict(
                OnConflict::column(C::Id)
                    .update_columns([
                        C::Label,
                        C::Icon,
                        C::Issuer,
                        C::ClientId,
                        C::SealedSecret,
                        C::Scopes,
                        C::LoginClaim,
                        C::NameClaim,
                        C::AsksSecondFactor,
                        C::Position,
                        C::DisabledAt,
                    ])
                    .to_owned(),
            )
            .exec_without_returning(self.conn())
            .await?;
        Ok(())
    }

    /// Removes a provider, and whatever is under way there. Identities stay. Returns false when there is none.
    ///
    /// # Errors
    /// What the database says.
    pub async fn delete_provider(&self, id: &ProviderId) -> Result<bool> {
        self.forget_under_way(id).await?;
        let deleted = third_party_provider::Entity::delete_by_id(id.as_str())
            .exec(self.conn())
            .await?;
        Ok(deleted.rows_affected == 1)
    }

    /// Forgets whatever is under way at a provider, and unfinished sign-ins that it vouched for: it is another one now, or
    /// is not offered any more.
    ///
    /// # Errors
    /// What the database says.
    pub async fn forget_under_way(&self, id: &ProviderId) -> Result<()> {
        let id = id.as_str();
        third_party_visit::Entity::delete_many()
            .filter(third_party_visit::Column::ProviderId.eq(id))
            .exec(self.conn())
            .await?;
        third_party_arrival::Entity::delete_many()
            .filter(third_party_arrival::Column::ProviderId.eq(id))
            .exec(self.conn())
            .await?;
        third_party_link::Entity::delete_many()
            .filter(third_party_link::Column::ProviderId.eq(id))
            .exec(self.conn())
            .await?;
        sign_in::Entity::delete_many()
            .filter(sign_in::Column::ProviderId.eq(id))
            .exec(self.conn())
            .await?;
        Ok(())
    }
}

fn to_row(provider: &Provider) -> third_party_provider::ActiveModel {
    third_party_provider::ActiveModel {
        id: Set(provider.id.as_str().to_owned()),
        label: Set(provider.label.as_str().to_owned()),
        icon: Set(provider.icon.code().to_owned()),
        issuer: Set(provider.issuer.as_str().to_owned()),
        client_id: Set(provider.client_id.clone()),
        sealed_secret: Set(provider.sealed_secret.clone()),
        scopes: Set(provider.scopes.join(" ")),
        login_claim: Set(provider.login_claim.clone()),
        name_claim: Set(provider.name_claim.clone()),
        asks_second_factor: Set(provider.asks_second_factor),
        position: Set(provider.position.into()),
        disabled_at: Set(millis(provider.disabled_at)),
        created_at: Set(provider.created_at.as_millis()),
    }
}

fn to_provider(row: third_party_provider::Model) -> Result<Provider> {
    Ok(Provider {
        id: ProviderId::from_stored(row.id),
        label: read("third_party_providers.label", ProviderLabel::parse(&row.label).ok())?,
        icon: read("third_party_providers.icon", Icon::from_code(&row.icon))?,
        issuer: Issuer::from_stored(row.issuer),
        client_id: row.client_id,
        sealed_secret: row.sealed_secret,
        scopes: row.scopes.split_whitespace().map(str::to_owned).collect(),
        login_claim: row.login_claim,
        name_claim: row.name_claim,
        asks_second_factor: row.asks_second_factor,
        position: read("third_party_providers.position", row.position.try_into().ok())?,
        disabled_at: time(row.disabled_at),
        created_at: Timestamp::from_millis(row.created_at),
    })
}
