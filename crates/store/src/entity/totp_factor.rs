//! The sealed seed of an authenticator app.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "totp_factors")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) account_id: Uuid,
    pub(crate) sealed_seed: Vec<u8>,
    pub(crate) began_at: i64,
    pub(crate) enrolled_at: Option<i64>,
    pub(crate) last_step: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
