//! Who came back from a provider, until the client redeems it.

use domain::secret::SecretHash;
use domain::third_party::{Arrival, CODE_LIFE, ProviderId, VerifierHash};
use domain::time::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use super::{hash, is_over, persona, purpose, session_of};
use crate::entity::third_party_arrival;
use crate::error::Result;
use crate::tx::Tx;

impl Tx {
    /// Keeps an arrival.
    ///
    /// # Errors
    /// What the database says.
    pub async fn insert_arrival(&self, arrival: &Arrival) -> Result<()> {
        third_party_arrival::Entity::insert(to_row(arrival))
            .exec_without_returning(self.conn())
            .await?;
        Ok(())
    }

    /// Uses the code up and gives what it stands for; nothing when there is none. Of any number of parallel calls one
    /// gets it (G4).
    ///
    /// # Errors
    /// What the database says.
    pub async fn use_arrival(&self, code: &SecretHash) -> Result<Option<Arrival>> {
        let used = third_party_arrival::Entity::delete_many()
            .filter(third_party_arrival::Column::CodeHash.eq(code.as_bytes().to_vec()))
            .exec_with_returning(self.conn())
            .await?;
        used.into_iter().next().map(to_arrival).transpose()
    }

    /// Forgets the arrivals that nobody redeemed.
    ///
    /// # Errors
    /// What the database says.
    pub async fn forget_arrivals(&self, now: Timestamp) -> Result<u64> {
        let deleted = third_party_arrival::Entity::delete_many()
            .filter(is_over(third_party_arrival::Column::CameAt, CODE_LIFE, now))
            .exec(self.conn())
            .await?;
        Ok(deleted.rows_affected)
    }
}

fn to_row(arrival: &Arrival) -> third_party_arrival::ActiveModel {
    let who = &arrival.persona;
    third_party_arrival::ActiveModel {
        code_hash: Set(arrival.code.as_bytes().to_vec()),
        provider_id: Set(arrival.provider.as_str().to_owned()),
        verifier_hash: Set(arrival.verifier.as_hash().as_bytes().to_vec()),
        session_id: Set(session_of(arrival.purpose)),
        issuer: Set(who.issuer.as_str().to_owned()),
        subject: Set(who.subject.clone()),
        login: Set(who.login.clone()),
        name: Set(who.name.clone()),
        email: Set(who.email.clone()),
        came_at: Set(arrival.came_at.as_millis()),
    }
}

fn to_arrival(row: third_party_arrival::Model) -> Result<Arrival> {
    let verifier = hash("third_party_arrivals.verifier_hash", &row.verifier_hash)?;
    Ok(Arrival {
        code: hash("third_party_arrivals.code_hash", &row.code_hash)?,
        provider: ProviderId::from_stored(row.provider_id),
        verifier: VerifierHash::from_hash(verifier),
        purpose: purpose(row.session_id),
        persona: persona(row.issuer, row.subject, row.login, row.name, row.email),
        came_at: Timestamp::from_millis(row.came_at),
    })
}
