//! Somebody is at a provider.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "third_party_visits")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) state_hash: Vec<u8>,
    pub(crate) provider_id: String,
    pub(crate) issuer: String,
    pub(crate) nonce_hash: Vec<u8>,
    pub(crate) sealed_pkce: Vec<u8>,
    pub(crate) redirect_uri: String,
    pub(crate) verifier_hash: Vec<u8>,
    pub(crate) return_to: String,
    pub(crate) session_id: Option<Uuid>,
    pub(crate) asker: Vec<u8>,
    pub(crate) place: i32,
    pub(crate) began_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
