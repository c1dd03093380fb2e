//! Identities that wait for an account to be tied to: at first for a sign-in to begin, then with it.

use domain::ids::SignInId;
use domain::secret::SecretHash;
use domain::third_party::{LINK_LIFE, Link, ProviderId};
use domain::time::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _};

use super::{hash, is_over, persona};
use crate::entity::third_party_link;
use crate::error::Result;
use crate::tx::{Reader, Tx};

impl Reader {
    /// The link of this name and secret that no sign-in has begun to tie, alive or not.
    ///
    /// # Errors
    /// What the database says.
    pub async fn link(&self, id: SignInId, secret: &SecretHash) -> Result<Option<Link>> {
        let row = third_party_link::Entity::find()
            .filter(offered(id))
            .one(self.conn())
            .await?;
        match row {
            Some(row) if hash("third_party_links.secret_hash", &row.secret_hash)? == *secret => Ok(Some(to_link(row))),
            _ => Ok(None),
        }
    }
}

impl Tx {
    /// Offers a link.
    ///
    /// # Errors
    /// What the database says.
    pub async fn insert_link(&self, link: &Link, secret: &SecretHash) -> Result<()> {
        third_party_link::Entity::insert(to_row(link, secret))
            .exec_without_returning(self.conn())
            .await?;
        Ok(())
    }

    /// Takes an offered link to be tied now. Returns false when somebody else took it. Of any number of parallel calls one
    /// gets it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn take_link(&self, id: SignInId) -> Result<bool> {
        let taken = third_party_link::Entity::delete_many()
            .filter(offered(id))
            .exec(self.conn())
            .await?;
        Ok(taken.rows_affected == 1)
    }

    /// Lets an offered link go with a sign-in that is not finished. Returns false when somebody else took it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn put_link_on(&self, id: SignInId, sign_in: SignInId) -> Result<bool> {
        let put = third_party_link::Entity::update_many()
            .col_expr(third_party_link::Column::SignInId, Expr::value(sign_in.as_uuid()))
            .filter(offered(id))
            .exec(self.conn())
            .await?;
        Ok(put.rows_affected == 1)
    }

    /// Takes the link that goes with this sign-in, to be tied now.
    ///
    /// # Errors
    /// What the database says.
    pub async fn take_link_of(&self, sign_in: SignInId) -> Result<Option<Link>> {
        let taken = third_party_link::Entity::delete_many()
            .filter(third_party_link::Column::SignInId.eq(sign_in.as_uuid()))
            .exec_with_returning(self.conn())
            .await?;
        Ok(taken.into_iter().next().map(to_link))
    }

    /// Forgets the links that were offered and not taken. Those that go with a sign-in end with it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn forget_links(&self, now: Timestamp) -> Result<u64> {
        let deleted = third_party_link::Entity::delete_many()
            .filter(third_party_link::Column::SignInId.is_null())
            .filter(is_over(third_party_link::Column::OfferedAt, LINK_LIFE, now))
            .exec(self.conn())
            .await?;
        Ok(deleted.rows_affected)
    }
}

fn offered(id: SignInId) -> Condition {
    Condition::all()
        .add(third_party_link::Column::Id.eq(id.as_uuid()))
        .add(third_party_link::Column::SignInId.is_null())
}

fn to_row(link: &Link, secret: &SecretHash) -> third_party_link::ActiveModel {
    let who = &link.persona;
    third_party_link::ActiveModel {
        id: Set(link.id.as_uuid()),
        secret_hash: Set(secret.as_bytes().to_vec()),
        provider_id: Set(link.provider.as_str().to_owned()),
        issuer: Set(who.issuer.as_str().to_owned()),
        subject: Set(who.subject.clone()),
        login: Set(who.login.clone()),
        name: Set(who.name.clone()),
        email: Set(who.email.clone()),
        offered_at: Set(link.offered_at.as_millis()),
        sign_in_id: Set(None),
    }
}

fn to_link(row: third_party_link::Model) -> Link {
    Link {
        id: SignInId::from_uuid(row.id),
        provider: ProviderId::from_stored(row.provider_id),
        persona: persona(row.issuer, row.subject, row.login, row.name, row.email),
        offered_at: Timestamp::from_millis(row.offered_at),
    }
}
