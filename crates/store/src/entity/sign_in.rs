//! A sign-in that is not finished.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_ins")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) account_id: Uuid,
    pub(crate) secret_hash: Vec<u8>,
    pub(crate) password_set_at: Option<i64>,
    pub(crate) client: String,
    pub(crate) kept: bool,
    pub(crate) device_id: Option<String>,
    pub(crate) device_name: Option<String>,
    pub(crate) device_version: Option<String>,
    pub(crate) device_system: Option<String>,
    pub(crate) known_device_id: Option<Uuid>,
    pub(crate) address: String,
    pub(crate) replaces_id: Option<Uuid>,
    pub(crate) began_at: i64,
    pub(crate) ends_at: i64,
    pub(crate) waits_since: Option<i64>,
    pub(crate) queue_place: Option<i64>,
    pub(crate) connected_until: Option<i64>,
    pub(crate) session_id: Option<Uuid>,
    pub(crate) provider_id: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
