//! Captchas: used once, by whoever is first, and so many for an address.

use domain::captcha::{Captcha, CaptchaKind};
use domain::ids::CaptchaId;
use domain::rate::ThrottleKey;
use domain::secret::SecretHash;
use domain::time::{Duration, Timestamp};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, Condition, EntityTrait as _, QueryFilter as _, QueryOrder as _, TryInsertResult,
};

use crate::entity::captcha;
use crate::error::Result;
use crate::rows::{read, read_some};
use crate::tx::{Reader, Tx};

/// Who may have how many unsolved captchas of a kind, for how long each counts.
#[derive(Debug, Clone, Copy)]
pub struct CaptchaAllowance {
    /// Who: a hash of an address.
    pub asker: ThrottleKey,
    /// The kind.
    pub kind: CaptchaKind,
    /// How many.
    pub most: u16,
    /// For how long.
    pub count_for: Duration,
}

/// Whether there is a place for one more captcha.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaptchaPlace {
    /// There is.
    Free,
    /// There is none until then.
    NoneUntil(Timestamp),
}

impl Reader {
    /// Whether one more captcha would get a place at `now`.
    ///
    /// # Errors
    /// What the database says.
    pub async fn captcha_place(&self, allowance: &CaptchaAllowance, now: Timestamp) -> Result<CaptchaPlace> {
        let taken = self.captcha_places(allowance, now).await?;
        Ok(if taken.len() < usize::from(allowance.most) {
            CaptchaPlace::Free
        } else {
            none_until(&taken, allowance, now)
        })
    }

    /// The captchas that count, the oldest first.
    async fn captcha_places(&self, allowance: &CaptchaAllowance, now: Timestamp) -> Result<Vec<captcha::Model>> {
        Ok(captcha::Entity::find()
            .filter(of(allowance))
            .filter(captcha::Column::MadeAt.gt(now.minus(allowance.count_for).as_millis()))
            .filter(captcha::Column::MadeAt.lt(now.plus(allowance.count_for).as_millis()))
            .order_by_asc(captcha::Column::MadeAt)
            .all(self.conn())
            .await?)
    }
}

impl Tx {
    /// Keeps a captcha, if the allowance has a place for it. Of any number of parallel calls as many get one as there
    /// are places.
    ///
    /// # Errors
    /// What the database says.
    pub async fn insert_captcha(&self, captcha: &Captcha, allowance: &CaptchaAllowance) -> Result<CaptchaPlace> {
        let now = captcha.made_at;
        self.forget_captchas_of(allowance, now).await?;
        loop {
            let taken = self.captcha_places(allowance, now).await?;
            let is_free = |place: &i32| taken.iter().all(|row| row.place != *place);
            let Some(place) = (0..i32::from(allowance.most)).find(is_free) else {
                return Ok(none_until(&taken, allowance, now));
            };
            let inserted = captcha::Entity::insert(to_row(captcha, allowance, place))
                .on_conflict_do_nothing_on([captcha::Column::Asker, captcha::Column::Kind, captcha::Column::Place])
                .exec_without_returning(self.conn())
                .await?;
            // Otherwise somebody beside us got the place first; there is one less with every round.
            if matches!(inserted, TryInsertResult::Inserted(1)) {
                return Ok(CaptchaPlace::Free);
            }
        }
    }

    /// Uses the captcha up and gives it back to be judged; nothing when it is unknown or was used before. Of any number
    /// of parallel calls one gets it (G4). It keeps its place until [`Tx::forget_captcha`].
    ///
    /// # Errors
    /// What the database says.
    pub async fn use_captcha(&self, id: CaptchaId, now: Timestamp) -> Result<Option<Captcha>> {
        let used = captcha::Entity::update_many()
            .col_expr(captcha::Column::UsedAt, Expr::value(now.as_millis()))
            .filter(captcha::Column::Id.eq(id.as_uuid()))
            .filter(captcha::Column::UsedAt.is_null())
            .exec_with_returning(self.conn())
            .await?;
        used.first().map(to_captcha).transpose()
    }

    /// Forgets a captcha that was solved: its place is free again.
    ///
    /// # Errors
    /// What the database says.
    pub async fn forget_captcha(&self, id: CaptchaId) -> Result<()> {
        captcha::Entity::delete_by_id(id.as_uuid()).exec(self.conn()).await?;
        Ok(())
    }

    /// Forgets the captchas that count no longer.
    ///
    /// # Errors
    /// What the database says.
    pub async fn forget_captchas(&self, count_for: Duration, now: Timestamp) -> Result<u64> {
        let deleted = captcha::Entity::delete_many()
            .filter(too_old(count_for, now))
            .exec(self.conn())
            .await?;
        Ok(deleted.rows_affected)
    }

    async fn forget_captchas_of(&self, allowance: &CaptchaAllowance, now: Timestamp) -> Result<()> {
        captcha::Entity::delete_many()
            .filter(of(allowance))
            .filter(too_old(allowance.count_for, now))
            .exec(self.conn())
            .await?;
        Ok(())
    }
}

fn of(allowance: &CaptchaAllowance) -> Condition {
    Condition::all()
        .add(captcha::Column::Asker.eq(allowance.asker.as_bytes().to_vec()))
        .add(captcha::Column::Kind.eq(allowance.kind.code()))
}

/// Those from long ago, and those from a future that a clock was set back from: nobody waits for that to come again.
fn too_old(count_for: Duration, now: Timestamp) -> Condition {
    Condition::any()
        .add(captcha::Column::MadeAt.lte(now.minus(count_for).as_millis()))
        .add(captcha::Column::MadeAt.gte(now.plus(count_for).as_millis()))
}

fn none_until(taken: &[captcha::Model], allowance: &CaptchaAllowance, now: Timestamp) -> CaptchaPlace {
    let oldest = taken.first().map_or(now, |row| Timestamp::from_millis(row.made_at));
    CaptchaPlace::NoneUntil(oldest.plus(allowance.count_for))
}

fn to_row(captcha: &Captcha, allowance: &CaptchaAllowance, place: i32) -> captcha::ActiveModel {
    captcha::ActiveModel {
        id: Set(captcha.id.as_uuid()),
        kind: Set(captcha.kind.code().to_owned()),
        characters_hash: Set(captcha.characters.map(|hash| hash.as_bytes().to_vec())),
        key_hash: Set(captcha.key.as_bytes().to_vec()),
        asker: Set(allowance.asker.as_bytes().to_vec()),
        place: Set(place),
        made_at: Set(captcha.made_at.as_millis()),
        used_at: Set(None),
    }
}

fn to_captcha(row: &captcha::Model) -> Result<Captcha> {
    let hash = |bytes: &[u8]| bytes.try_into().ok().map(SecretHash::from_bytes);
    Ok(Captcha {
        id: CaptchaId::from_uuid(row.id),
        kind: read("captchas.kind", CaptchaKind::from_code(&row.kind))?,
        characters: read_some("captchas.characters_hash", row.characters_hash.as_deref(), hash)?,
        key: read("captchas.key_hash", hash(&row.key_hash))?,
        made_at: Timestamp::from_millis(row.made_at),
    })
}
