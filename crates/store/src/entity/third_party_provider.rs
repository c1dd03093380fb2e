//! A provider for third-party sign-in.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "third_party_providers")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) icon: String,
    pub(crate) issuer: String,
    pub(crate) client_id: String,
    pub(crate) sealed_secret: Option<Vec<u8>>,
    pub(crate) scopes: String,
    pub(crate) login_claim: String,
    pub(crate) name_claim: String,
    pub(crate) asks_second_factor: bool,
    pub(crate) position: i32,
    pub(crate) disabled_at: Option<i64>,
    pub(crate) created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
