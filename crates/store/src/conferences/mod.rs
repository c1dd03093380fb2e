//! Conferences and their lists of people.

mod listed;

use std::collections::HashMap;

use domain::conference::{Access, Conference, Member, RoomName};
use domain::ids::{AccountId, ConferenceId};
use domain::name::{ConferenceName, DisplayName};
use domain::number::{ConferenceNumber, SubscriberNumber};
use domain::time::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
};
use uuid::Uuid;

pub use self::listed::ConferenceListed;
use crate::entity::{account, conference, member};
use crate::error::Result;
use crate::rows::{millis, read, read_some, time};
use crate::tx::{Reader, Tx};

/// Somebody on a conference's list, as lists show them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberListed {
    /// Who.
    pub account: AccountId,
    /// Their name.
    pub name: DisplayName,
    /// Their number.
    pub number: Option<SubscriberNumber>,
    /// Whether they moderate the conference.
    pub moderator: bool,
}

/// What to change about a conference; `None` leaves it as it is.
#[derive(Debug, Clone, Default)]
pub struct ConferenceChange {
    /// The name.
    pub name: Option<ConferenceName>,
    /// Who gets in without being on the list.
    pub access: Option<Access>,
    /// Whether guests may enter.
    pub guests_allowed: Option<bool>,
    /// The whole list.
    pub members: Option<Vec<Member>>,
}

impl Reader {
    /// The conference with this id, unless it is deleted.
    ///
    /// # Errors
    /// What the database says.
    pub async fn conference(&self, id: ConferenceId) -> Result<Option<Conference>> {
        self.one_conference(Condition::all().add(conference::Column::Id.eq(id.as_uuid())))
            .await
    }

    /// The conference with this number, unless it is deleted.
    ///
    /// # Errors
    /// What the database says.
    pub async fn conference_by_number(&self, number: ConferenceNumber) -> Result<Option<Conference>> {
        self.one_conference(Condition::all().add(conference::Column::Number.eq(number.to_string())))
            .await
    }

    /// The conference whose room this is, unless it is deleted.
    ///
    /// # Errors
    /// What the database says.
    pub async fn conference_by_room(&self, room: &RoomName) -> Result<Option<Conference>> {
        self.one_conference(Condition::all().add(conference::Column::Room.eq(room.as_str())))
            .await
    }

    /// The conference's list with names: moderators first, then by name.
    ///
    /// # Errors
    /// What the database says.
    pub async fn conference_members(&self, id: ConferenceId) -> Result<Vec<MemberListed>> {
        let rows = member::Entity::find()
            .filter(member::Column::ConferenceId.eq(id.as_uuid()))
            .find_also_related(account::Entity)
            .order_by_desc(member::Column::Moderator)
            .order_by_asc(account::Column::NameFolded)
            .all(self.conn())
            .await?;
        rows.into_iter()
            .filter_map(|(member, account)| Some(to_listed(&member, account?)))
            .collect()
    }

    async fn one_conference(&self, which: Condition) -> Result<Option<Conference>> {
        let row = conference::Entity::find()
            .filter(which)
            .filter(conference::Column::DeletedAt.is_null())
            .one(self.conn())
            .await?;
        Ok(self.with_members(row.into_iter().collect()).await?.pop())
    }

    async fn with_members(&self, rows: Vec<conference::Model>) -> Result<Vec<Conference>> {
        let mut members: HashMap<Uuid, Vec<Member>> = HashMap::new();
        for some in rows.chunks(500) {
            let found = member::Entity::find()
                .filter(member::Column::ConferenceId.is_in(some.iter().map(|row| row.id)))
                .order_by_asc(member::Column::AccountId)
                .all(self.conn())
                .await?;
            for row in found {
                members.entry(row.conference_id).or_default().push(to_member(&row));
            }
        }
        rows.into_iter()
            .map(|row| {
                let members = members.remove(&row.id).unwrap_or_default();
                to_conference(row, members)
            })
            .collect()
    }
}

impl Tx {
    /// The conference, locked until the transaction ends: whoever else locks it waits.
    ///
    /// # Errors
    /// What the database says.
    pub async fn lock_conference(&self, id: ConferenceId) -> Result<Option<Conference>> {
        let row = conference::Entity::find_by_id(id.as_uuid())
            .filter(conference::Column::DeletedAt.is_null())
            .lock_exclusive()
            .one(self.conn())
            .await?;
        Ok(self.with_members(row.into_iter().collect()).await?.pop())
    }

    /// Inserts a conference with its list. Returns false, and writes nothing, when its number is taken by another
    /// conference or a subscriber: draw another.
    ///
    /// # Errors
    /// What the database says.
    pub async fn insert_conference(&self, new: &Conference) -> Result<bool> {
        let number = new.number.to_string();
        if !self.take_number(&number, "conference", new.id.as_uuid()).await? {
            return Ok(false);
        }
        let row = conference::ActiveModel {
            id: Set(new.id.as_uuid()),
            number: Set(number),
            name: Set(new.name.as_str().to_owned()),
            access: Set(new.access.code().to_owned()),
            guests_allowed: Set(new.guests_allowed),
            room: Set(new.room.as_str().to_owned()),
            creator_id: Set(new.creator.as_uuid()),
            created_at: Set(new.created_at.as_millis()),
            deleted_at: Set(millis(new.deleted_at)),
        };
        conference::Entity::insert(row)
            .exec_without_returning(self.conn())
            .await?;
        self.insert_members(new.id, &new.members).await?;
        Ok(true)
    }

    /// Changes a conference. Returns false when there is none with this id.
    ///
    /// # Errors
    /// What the database says.
    pub async fn change_conference(&self, id: ConferenceId, change: &ConferenceChange) -> Result<bool> {
        let Some(row) = conference::Entity::find_by_id(id.as_uuid())
            .filter(conference::Column::DeletedAt.is_null())
            .lock_exclusive()
            .one(self.conn())
            .await?
        else {
            return Ok(false);
        };
        let changed = conference::ActiveModel {
            id: Set(row.id),
            name: Set(change.name.as_ref().map_or(row.name, |name| name.as_str().to_owned())),
            access: Set(change.access.map_or(row.access, |access| access.code().to_owned())),
            guests_allowed: Set(change.guests_allowed.unwrap_or(row.guests_allowed)),
            ..conference::ActiveModel::default()
        };
        conference::Entity::update(changed).exec(self.conn()).await?;
        if let Some(members) = &change.members {
            member::Entity::delete_many()
                .filter(member::Column::ConferenceId.eq(id.as_uuid()))
                .exec(self.conn())
                .await?;
            self.insert_members(id, members).await?;
        }
        Ok(true)
    }

    /// Deletes a conference. Its number is never given out again. Returns false when there is none with this id.
    ///
    /// # Errors
    /// What the database says.
    pub async fn delete_conference(&self, id: ConferenceId, now: Timestamp) -> Result<bool> {
        let deleted = conference::Entity::update_many()
            .set(conference::ActiveModel {
                deleted_at: Set(Some(now.as_millis())),
                ..Default::default()
            })
            .filter(conference::Column::Id.eq(id.as_uuid()))
            .filter(conference::Column::DeletedAt.is_null())
            .exec(self.conn())
            .await?;
        Ok(deleted.rows_affected == 1)
    }

    async fn insert_members(&self, id: ConferenceId, members: &[Member]) -> Result<()> {
        for some in members.chunks(300) {
            let rows = some.iter().map(|member| member::ActiveModel {
                conference_id: Set(id.as_uuid()),
                account_id: Set(member.account.as_uuid()),
                moderator: Set(member.moderator),
            });
            member::Entity::insert_many(rows)
                .exec_without_returning(self.conn())
                .await?;
        }
        Ok(())
    }
}

fn to_member(row: &member::Model) -> Member {
    Member {
        account: AccountId::from_uuid(row.account_id),
        moderator: row.moderator,
    }
}

fn to_listed(member: &member::Model, account: account::Model) -> Result<MemberListed> {
    Ok(MemberListed {
        account: AccountId::from_uuid(account.id),
        name: read("accounts.name", DisplayName::parse(&account.name).ok())?,
        number: read_some("accounts.number", account.number, |number| {
            SubscriberNumber::parse(&number).ok()
        })?,
        moderator: member.moderator,
    })
}

fn to_conference(row: conference::Model, members: Vec<Member>) -> Result<Conference> {
    Ok(Conference {
        id: ConferenceId::from_uuid(row.id),
        number: read("conferences.number", ConferenceNumber::parse(&row.number).ok())?,
        name: read("conferences.name", ConferenceName::parse(&row.name).ok())?,
        access: read("conferences.access", Access::from_code(&row.access))?,
        guests_allowed: row.guests_allowed,
        room: RoomName::from_stored(row.room),
        creator: AccountId::from_uuid(row.creator_id),
        created_at: Timestamp::from_millis(row.created_at),
        deleted_at: time(row.deleted_at),
        members,
    })
}
