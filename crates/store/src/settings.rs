//! Settings that administrators change while the server runs: a key and a JSON value each.

use domain::time::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait as _};
use serde_json::Value;

use crate::entity::setting;
use crate::error::Result;
use crate::rows::read;
use crate::tx::{Reader, Tx};

impl Reader {
    /// The value of a setting, if anybody ever set it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn setting(&self, key: &str) -> Result<Option<Value>> {
        let row = setting::Entity::find_by_id(key).one(self.conn()).await?;
        row.map(|row| read("settings.value", serde_json::from_str(&row.value).ok()))
            .transpose()
    }

    /// All settings that anybody ever set.
    ///
    /// # Errors
    /// What the database says.
    pub async fn settings(&self) -> Result<Vec<(String, Value)>> {
        let rows = setting::Entity::find().all(self.conn()).await?;
        rows.into_iter()
            .map(|row| Ok((row.key, read("settings.value", serde_json::from_str(&row.value).ok())?)))
            .collect()
    }
}

impl Tx {
    /// Sets a setting.
    ///
    /// # Errors
    /// What the database says.
    pub async fn set_setting(&self, key: &str, value: &Value, now: Timestamp) -> Result<()> {
        let row = setting::ActiveModel {
            key: Set(key.to_owned()),
            value: Set(value.to_string()),
            changed_at: Set(now.as_millis()),
        };
        setting::Entity::insert(row)
            .on_conflict(
                OnConflict::column(setting::Column::Key)
                    .update_columns([setting::Column::Value, setting::Column::ChangedAt])
                    .to_owned(),
            )
            .exec_without_returning(self.conn())
            .await?;
        Ok(())
    }
}
