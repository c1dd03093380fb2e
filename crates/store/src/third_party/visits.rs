//! Visits: so many for an address, each ended by one answer.

use domain::rate::ThrottleKey;
use domain::secret::SecretHash;
use domain::third_party::{Issuer, MOST_VISITS, ProviderId, ReturnTo, VISIT_LIFE, VerifierHash, Visit};
use domain::time::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, TryInsertResult,
};

use super::{hash, is_over, purpose, session_of};
use crate::entity::third_party_visit;
use crate::error::Result;
use crate::rows::read;
use crate::tx::Tx;

/// Whether there was a place for one more visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use = "a visit without a place was not kept"]
pub enum VisitPlace {
    /// It is under way.
    Begun,
    /// There is none until then.
    NoneUntil(Timestamp),
}

impl Tx {
    /// Keeps a visit, if its asker has a place for it. Of any number of parallel calls as many get one as there are
    /// places.
    ///
    /// # Errors
    /// What the database says.
    pub async fn insert_visit(&self, visit: &Visit) -> Result<VisitPlace> {
        let of_asker = || third_party_visit::Column::Asker.eq(visit.asker.as_bytes().to_vec());
        let now = visit.began_at;
        third_party_visit::Entity::delete_many()
            .filter(of_asker())
            .filter(is_over(third_party_visit::Column::BeganAt, VISIT_LIFE, now))
            .exec(self.conn())
            .await?;
        loop {
            let taken = third_party_visit::Entity::find()
                .filter(of_asker())
                .order_by_asc(third_party_visit::Column::BeganAt)
                .all(self.conn())
                .await?;
            let is_free = |place: &i32| taken.iter().all(|row| row.place != *place);
            let Some(place) = (0..i32::from(MOST_VISITS)).find(is_free) else {
                let oldest = taken.first().map_or(now, |row| Timestamp::from_millis(row.began_at));
                return Ok(VisitPlace::NoneUntil(oldest.plus(VISIT_LIFE)));
            };
            let inserted = third_party_visit::Entity::insert(to_row(visit, place))
                .on_conflict_do_nothing_on([third_party_visit::Column::Asker, third_party_visit::Column::Place])
                .exec_without_returning(self.conn())
                .await?;
            // Otherwise somebody beside us got the place first; there is one less with every round.
            if matches!(inserted, TryInsertResult::Inserted(1)) {
                return Ok(VisitPlace::Begun);
            }
        }
    }

    /// Ends the visit of this state and gives it; nothing when there is none. Of any number of parallel calls one gets it
    /// (G4).
    ///
    /// # Errors
    /// What the database says.
    pub async fn use_visit(&self, state: &SecretHash) -> Result<Option<Visit>> {
        let used = third_party_visit::Entity::delete_many()
            .filter(third_party_visit::Column::StateHash.eq(state.as_bytes().to_vec()))
            .exec_with_returning(self.conn())
            .await?;
        used.into_iter().next().map(to_visit).transpose()
    }

    /// Forgets the visits that nobody will come back from.
    ///
    /// # Errors
    /// What the database says.
    pub async fn forget_visits(&self, now: Timestamp) -> Result<u64> {
        let deleted = third_party_visit::Entity::delete_many()
            .filter(is_over(third_party_visit::Column::BeganAt, VISIT_LIFE, now))
            .exec(self.conn())
            .await?;
        Ok(deleted.rows_affected)
    }
}

fn to_row(visit: &Visit, place: i32) -> third_party_visit::ActiveModel {
    third_party_visit::ActiveModel {
        state_hash: Set(visit.state.as_bytes().to_vec()),
        provider_id: Set(visit.provider.as_str().to_owned()),
        issuer: Set(visit.issuer.as_str().to_owned()),
        nonce_hash: Set(visit.nonce.as_bytes().to_vec()),
        sealed_pkce: Set(visit.sealed_pkce.clone()),
        redirect_uri: Set(visit.redirect_uri.clone()),
        verifier_hash: Set(visit.verifier.as_hash().as_bytes().to_vec()),
        return_to: Set(visit.return_to.as_str().to_owned()),
        session_id: Set(session_of(visit.purpose)),
        asker: Set(visit.asker.as_bytes().to_vec()),
        place: Set(place),
        began_at: Set(visit.began_at.as_millis()),
    }
}

fn to_visit(row: third_party_visit::Model) -> Result<Visit> {
    let return_to = ReturnTo::parse(&row.return_to).ok();
    let asker = <[u8; 32]>::try_from(row.asker.as_slice()).ok();
    let verifier = hash("third_party_visits.verifier_hash", &row.verifier_hash)?;
    Ok(Visit {
        state: hash("third_party_visits.state_hash", &row.state_hash)?,
        provider: ProviderId::from_stored(row.provider_id),
        issuer: Issuer::from_stored(row.issuer),
        nonce: hash("third_party_visits.nonce_hash", &row.nonce_hash)?,
        sealed_pkce: row.sealed_pkce,
        redirect_uri: row.redirect_uri,
        verifier: VerifierHash::from_hash(verifier),
        return_to: read("third_party_visits.return_to", return_to)?,
        purpose: purpose(row.session_id),
        asker: read("third_party_visits.asker", asker.map(ThrottleKey::from_bytes))?,
        began_at: Timestamp::from_millis(row.began_at),
    })
}
