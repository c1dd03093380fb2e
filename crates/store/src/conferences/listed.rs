//! One's own conferences as a list shows them: of however many people are on their lists, only a few names are
//! brought over.

use std::collections::HashMap;

use domain::conference::{Access, RoomName};
use domain::ids::AccountId;
use domain::name::{ConferenceName, DisplayName};
use domain::number::ConferenceNumber;
use sea_orm::sea_query::{Alias, Expr, ExprTrait as _, Func, Order, Query, SelectStatement, WindowStatement};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use crate::entity::{account, conference, member};
use crate::error::Result;
use crate::rows::read;
use crate::tx::Reader;

/// A conference in a participant's own list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConferenceListed {
    /// Its number.
    pub number: ConferenceNumber,
    /// Its name.
    pub name: ConferenceName,
    /// Who gets in without being on the list.
    pub access: Access,
    /// Its room.
    pub room: RoomName,
    /// Whether the participant moderates it.
    pub moderator: bool,
    /// Some names of others on its list.
    pub people: Vec<DisplayName>,
    /// How many are on its list.
    pub people_count: u64,
}

impl Reader {
    /// Up to `limit` conferences in which the account is a participant, the newest first, each with up to `names`
    /// others.
    ///
    /// # Errors
    /// What the database says.
    pub async fn conferences_of(&self, account: AccountId, limit: u64, names: u32) -> Result<Vec<ConferenceListed>> {
        let rows = member::Entity::find()
            .find_also_related(conference::Entity)
            .filter(member::Column::AccountId.eq(account.as_uuid()))
            .filter(conference::Column::DeletedAt.is_null())
            .order_by_desc(conference::Column::CreatedAt)
            .order_by_desc(conference::Column::Id)
            .limit(limit)
            .all(self.conn())
            .await?;
        let ids: Vec<Uuid> = rows.iter().map(|(member, _)| member.conference_id).collect();
        let counts = self.members_counted(&ids).await?;
        let mut people = self.some_others(&ids, account, names).await?;
        rows.into_iter()
            .map(|(member, conference)| {
                let row = read("conference_members.conference_id", conference)?;
                Ok(ConferenceListed {
                    number: read("conferences.number", ConferenceNumber::parse(&row.number).ok())?,
                    name: read("conferences.name", ConferenceName::parse(&row.name).ok())?,
                    access: read("conferences.access", Access::from_code(&row.access))?,
                    room: RoomName::from_stored(row.room),
                    moderator: member.moderator,
                    people: people.remove(&row.id).unwrap_or_default(),
                    people_count: counts.get(&row.id).copied().unwrap_or_default(),
                })
            })
            .collect()
    }

    /// How many people are on the list of each.
    async fn members_counted(&self, conferences: &[Uuid]) -> Result<HashMap<Uuid, u64>> {
        let counts: Vec<(Uuid, i64)> = member::Entity::find()
            .select_only()
            .column(member::Column::ConferenceId)
            .column_as(member::Column::AccountId.count(), "people")
            .filter(member::Column::ConferenceId.is_in(conferences.iter().copied()))
            .group_by(member::Column::ConferenceId)
            .into_tuple()
            .all(self.conn())
            .await?;
        let counted = counts
            .into_iter()
            .map(|(conference, people)| (conference, u64::try_from(people).unwrap_or_default()));
        Ok(counted.collect())
    }

    /// The first few names of each list, without one's own.
    async fn some_others(
        &self,
        conferences: &[Uuid],
        but: AccountId,
        names: u32,
    ) -> Result<HashMap<Uuid, Vec<DisplayName>>> {
        let mut found: HashMap<Uuid, Vec<DisplayName>> = HashMap::new();
        for row in self.conn().query_all(&first_of_each(conferences, but, names)).await? {
            let (conference, name): (Uuid, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let name = read("accounts.name", DisplayName::parse(&name).ok())?;
            found.entry(conference).or_default().push(name);
        }
        Ok(found)
    }
}

/// `SELECT conference_id, name` of those whose place in their list, counted without `but`, is at most `names`.
fn first_of_each(conferences: &[Uuid], but: AccountId, names: u32) -> SelectStatement {
    let place = WindowStatement::partition_by(member::Column::ConferenceId)
        .order_by(member::Column::AccountId, Order::Asc)
        .to_owned();
    let numbered = Query::select()
        .columns([member::Column::ConferenceId, member::Column::AccountId])
        .expr_window_as(Func::cust("ROW_NUMBER"), place, "place")
        .from(member::Entity)
        .and_where(Expr::col(member::Column::ConferenceId).is_in(conferences.iter().copied()))
        .and_where(Expr::col(member::Column::AccountId).ne(but.as_uuid()))
        .to_owned();
    let listed = Alias::new("listed");
    Query::select()
        .column((listed.clone(), member::Column::ConferenceId))
        .column((account::Entity, account::Column::Name))
        .from_subquery(numbered, listed.clone())
        .inner_join(
            account::Entity,
            Expr::col((account::Entity, account::Column::Id)).equals((listed.clone(), member::Column::AccountId)),
        )
        .and_where(Expr::col((listed.clone(), "place")).lte(names))
        .order_by((listed.clone(), member::Column::ConferenceId), Order::Asc)
        .order_by((listed, "place"), Order::Asc)
        .to_owned()
}
