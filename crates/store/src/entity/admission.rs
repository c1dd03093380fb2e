//! An admission.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "admissions")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: Uuid,
    pub(crate) conference_id: Uuid,
    pub(crate) session_id: Option<Uuid>,
    pub(crate) account_id: Option<Uuid>,
    pub(crate) secret_hash: Option<Vec<u8>>,
    pub(crate) identity: String,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) admitted_at: i64,
    pub(crate) token_expires_at: i64,
    pub(crate) joined_at: Option<i64>,
    pub(crate) left_at: Option<i64>,
    pub(crate) closed_at: Option<i64>,
    pub(crate) close_reason: Option<String>,
    pub(crate) trace: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub(crate) enum Relation {
    #[sea_orm(
        belongs_to = "super::conference::Entity",
        from = "Column::ConferenceId",
        to = "super::conference::Column::Id"
    )]
    Conference,
}

impl Related<super::conference::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Conference.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}
