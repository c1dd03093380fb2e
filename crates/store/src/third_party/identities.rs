//! Identities that accounts are known by at providers: one account for an identity, one identity at an issuer for an
//! account.

use domain::ids::{AccountId, IdentityId};
use domain::third_party::{Identity, Issuer, Persona, ProviderId};
use domain::time::Timestamp;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, TryInsertResult,
};

use super::persona;
use crate::entity::identity;
use crate::error::Result;
use crate::rows::{millis, time};
use crate::tx::{Reader, Tx};

/// More than an account gathers, which has one at an issuer.
const MOST: u64 = 1_000;

/// What became of an identity that was to be tied to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "an identity that is another's was not tied"]
pub enum IdentityInserted {
    /// It is tied.
    Done,
    /// It is another account's.
    Taken,
    /// The account has another one at this issuer.
    HasAnother,
}

impl Reader {
    /// The identity of this issuer and subject: exactly as they are spelt, nothing else tells who somebody is.
    ///
    /// # Errors
    /// What the database says.
    pub async fn identity(&self, issuer: &Issuer, subject: &str) -> Result<Option<Identity>> {
        let row = identity::Entity::find()
            .filter(identity::Column::Issuer.eq(issuer.as_str()))
            .filter(identity::Column::Subject.eq(subject))
            .one(self.conn())
            .await?;
        Ok(row.map(to_identity))
    }

    /// The account's identities, the oldest first.
    ///
    /// # Errors
    /// What the database says.
    pub async fn identities(&self, account: AccountId) -> Result<Vec<Identity>> {
        let rows = identity::Entity::find()
            .filter(identity::Column::AccountId.eq(account.as_uuid()))
            .order_by_asc(identity::Column::LinkedAt)
            .order_by_asc(identity::Column::Id)
            .limit(MOST)
            .all(self.conn())
            .await?;
        Ok(rows.into_iter().map(to_identity).collect())
    }
}

impl Tx {
    /// Ties an identity to its account. Of any number of parallel calls one ties it; tying it again to the same account
    /// is no error.
    ///
    /// # Errors
    /// What the database says.
    pub async fn insert_identity(&self, new: &Identity) -> Result<IdentityInserted> {
        let inserted = identity::Entity::insert(to_row(new))
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .try_insert()
            .exec_without_returning(self.conn())
            .await?;
        if matches!(inserted, TryInsertResult::Inserted(1)) {
            return Ok(IdentityInserted::Done);
        }
        Ok(match self.identity(&new.persona.issuer, &new.persona.subject).await? {
            Some(standing) if standing.account == new.account => IdentityInserted::Done,
            Some(_) => IdentityInserted::Taken,
            None => IdentityInserted::HasAnother,
        })
    }

    /// Notes that somebody signs in by this identity, and how the provider calls them now. Returns false when it is not
    /// this account's any more.
    ///
    /// # Errors
    /// What the database says.
    pub async fn use_identity(&self, account: AccountId, persona: &Persona, now: Timestamp) -> Result<bool> {
        let updated = identity::Entity::update_many()
            .col_expr(identity::Column::UsedAt, Expr::value(now.as_millis()))
            .col_expr(identity::Column::Login, Expr::value(persona.login.clone()))
            .col_expr(identity::Column::Name, Expr::value(persona.name.clone()))
            .col_expr(identity::Column::Email, Expr::value(persona.email.clone()))
            .filter(identity::Column::AccountId.eq(account.as_uuid()))
            .filter(identity::Column::Issuer.eq(persona.issuer.as_str()))
            .filter(identity::Column::Subject.eq(persona.subject.as_str()))
            .exec(self.conn())
            .await?;
        Ok(updated.rows_affected == 1)
    }

    /// Takes an identity from its account and gives it; nothing when the account has none of this id.
    ///
    /// # Errors
    /// What the database says.
    pub async fn delete_identity(&self, account: AccountId, id: IdentityId) -> Result<Option<Identity>> {
        let own = Condition::all()
            .add(identity::Column::Id.eq(id.as_uuid()))
            .add(identity::Column::AccountId.eq(account.as_uuid()));
        let deleted = identity::Entity::delete_many()
            .filter(own)
            .exec_with_returning(self.conn())
            .await?;
        Ok(deleted.into_iter().next().map(to_identity))
    }
}

fn to_row(identity: &Identity) -> identity::ActiveModel {
    let who = &identity.persona;
    identity::ActiveModel {
        id: Set(identity.id.as_uuid()),
        account_id: Set(identity.account.as_uuid()),
        provider_id: Set(identity.provider.as_str().to_owned()),
        issuer: Set(who.issuer.as_str().to_owned()),
        subject: Set(who.subject.clone()),
        login: Set(who.login.clone()),
        name: Set(who.name.clone()),
        email: Set(who.email.clone()),
        linked_at: Set(identity.linked_at.as_millis()),
        used_at: Set(millis(identity.used_at)),
    }
}

fn to_identity(row: identity::Model) -> Identity {
    Identity {
        id: IdentityId::from_uuid(row.id),
        account: AccountId::from_uuid(row.account_id),
        provider: ProviderId::from_stored(row.provider_id),
        persona: persona(row.issuer, row.subject, row.login, row.name, row.email),
        linked_at: Timestamp::from_millis(row.linked_at),
        used_at: time(row.used_at),
    }
}
