//! An account.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "accounts")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) login: String,
    pub(crate) name: String,
    pub(crate) name_folded: String,
    pub(crate) search: String,
    pub(crate) number: Option<String>,
    pub(crate) account_type: String,
    pub(crate) level: String,
    pub(crate) password_hash: Option<String>,
    pub(crate) password_set_at: Option<i64>,
    pub(crate) created_at: i64,
    pub(crate) suspended_at: Option<i64>,
    pub(crate) session_limit: Option<i32>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
