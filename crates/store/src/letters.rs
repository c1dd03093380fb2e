//! The Outbox: letters that no mail service has taken.

use domain::ids::{AccountId, LetterId};
use domain::letter::{Letter, LetterKind};
use domain::time::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, EntityTrait as _, PaginatorTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};

use crate::entity::letter;
use crate::error::Result;
use crate::rows::read;
use crate::tx::{Reader, Tx};

impl Reader {
    /// Letters older than the last one of the page before, newest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn letters(&self, after: Option<(Timestamp, LetterId)>, limit: u64) -> Result<Vec<Letter>> {
        let older = after.map(|(at, id)| {
            let at = at.as_millis();
            let same_moment = Condition::all()
                .add(letter::Column::At.eq(at))
                .add(letter::Column::Id.lt(id.as_uuid()));
            Condition::any().add(letter::Column::At.lt(at)).add(same_moment)
        });
        let rows = letter::Entity::find()
            .filter(Condition::all().add_option(older))
            .order_by_desc(letter::Column::At)
            .order_by_desc(letter::Column::Id)
            .limit(limit)
            .all(self.conn())
            .await?;
        rows.into_iter().map(to_letter).collect()
    }

    /// The letter with this id.
    ///
    /// # Errors
    /// What the database says.
    pub async fn letter(&self, id: LetterId) -> Result<Option<Letter>> {
        let row = letter::Entity::find_by_id(id.as_uuid()).one(self.conn()).await?;
        row.map(to_letter).transpose()
    }
}

impl Tx {
    /// Puts a letter into the Outbox.
    ///
    /// # Errors
    /// What the database says.
    pub async fn insert_letter(&self, new: &Letter) -> Result<()> {
        let row = letter::ActiveModel {
            id: Set(new.id.as_uuid()),
            at: Set(new.at.as_millis()),
            to_id: Set(new.to.as_uuid()),
            kind: Set(new.kind.code().to_owned()),
            subject: Set(new.subject.clone()),
            body: Set(new.body.clone()),
        };
        letter::Entity::insert(row).exec_without_returning(self.conn()).await?;
        Ok(())
    }

    /// Whether there is a letter of this kind to them, written at `since` or later.
    ///
    /// # Errors
    /// What the database says.
    pub async fn has_letter(&self, to: AccountId, kind: LetterKind, since: Timestamp) -> Result<bool> {
        let found = letter::Entity::find()
            .filter(letter::Column::ToId.eq(to.as_uuid()))
            .filter(letter::Column::Kind.eq(kind.code()))
            .filter(letter::Column::At.gte(since.as_millis()))
            .count(self.conn())
            .await?;
        Ok(found > 0)
    }

    /// Deletes letters written before.
    ///
    /// # Errors
    /// What the database says.
    pub async fn forget_letters(&self, before: Timestamp) -> Result<()> {
        letter::Entity::delete_many()
            .filter(letter::Column::At.lt(before.as_millis()))
            .exec(self.conn())
            .await?;
        Ok(())
    }
}

fn to_letter(row: letter::Model) -> Result<Letter> {
    Ok(Letter {
        id: LetterId::from_uuid(row.id),
        at: Timestamp::from_millis(row.at),
        to: AccountId::from_uuid(row.to_id),
        kind: read("letters.kind", LetterKind::from_code(&row.kind))?,
        subject: row.subject,
        body: row.body,
    })
}
