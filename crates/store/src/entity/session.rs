//! A session.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) account_id: Uuid,
    pub(crate) secret_hash: Vec<u8>,
    pub(crate) slot: Option<i32>,
    pub(crate) client: String,
    pub(crate) kept: bool,
    pub(crate) device_id: Option<String>,
    pub(crate) device_name: Option<String>,
    pub(crate) device_version: Option<String>,
    pub(crate) device_system: Option<String>,
    pub(crate) address: String,
    pub(crate) signed_in_at: i64,
    pub(crate) last_active_at: i64,
    pub(crate) expires_at: i64,
    pub(crate) restricted_at: Option<i64>,
    pub(crate) queue_place: Option<i64>,
    pub(crate) connected_until: Option<i64>,
    pub(crate) proven_at: i64,
    pub(crate) known_device_id: Option<Uuid>,
    pub(crate) ended_at: Option<i64>,
    pub(crate) end_reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {
    #[sea_orm(
        belongs_to = "super::account::Entity",
        from = "Column::AccountId",
        to = "super::account::Column::Id"
    )]
    Account,
}

impl Related<super::account::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Account.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
