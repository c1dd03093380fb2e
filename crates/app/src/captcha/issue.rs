//! "Show me a picture", or "I cannot see one, let my device work" (CAP-4, CAP-5).

use std::sync::Arc;

use anyhow::Context as _;
use domain::captcha::{
    Captcha, CaptchaKind, Characters, MOST_UNSOLVED, PICTURE_LIFE, UNSOLVED_COUNT_FOR, WORK_LIFE, characters_hash,
    key_hash,
};
use domain::ids::CaptchaId;
use domain::rate::{Scope, ThrottleKey};
use domain::time::Duration;
use store::{CaptchaAllowance, CaptchaPlace};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::picture;
use super::work::{self, Challenge};
use crate::failure::{Outcome, Refusal, refuse};
use crate::{App, Ctx};

/// When to ask again where too many wait to be drawn.
const A_MOMENT: Duration = Duration::from_secs(1);

/// Bounds what is drawn at once: it is work that anybody may ask for, from as many addresses as they have.
#[derive(Debug)]
pub(crate) struct Drawing {
    queue: Semaphore,
    hands: Semaphore,
}

impl Default for Drawing {
    fn default() -> Self {
        Self {
            queue: Semaphore::new(64),
            hands: Semaphore::new(2),
        }
    }
}

impl Drawing {
    /// A turn to draw, held while one draws; nothing where the queue is full.
    async fn turn(&self) -> Option<[SemaphorePermit<'_>; 2]> {
        let queued = self.queue.try_acquire().ok()?;
        let hand = self.hands.acquire().await.ok()?;
        Some([queued, hand])
    }
}

/// A new captcha, for whoever asked.
#[derive(Debug)]
pub struct Issued {
    /// By which it is named when it is solved.
    pub id: CaptchaId,
    /// A PNG, where one was asked for.
    pub picture: Option<Vec<u8>>,
    /// The way without a picture.
    pub work: Challenge,
    /// How long the picture can be answered, or the work where there is no picture.
    pub expires_in: Duration,
}

/// This address left too many captchas unsolved (CAP-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many captchas were left unsolved at this address; wait, or ask for one of the other kind")]
pub struct TooManyCaptchas {
    /// When one more can be asked for.
    pub retry_after: Duration,
}

impl Refusal for TooManyCaptchas {
    fn codes() -> Vec<&'static str> {
        vec!["too_many_captchas"]
    }

    fn code(&self) -> &'static str {
        "too_many_captchas"
    }

    fn retry_after(&self) -> Option<Duration> {
        Some(self.retry_after)
    }
}

/// A new captcha. One with a picture can be solved either way.
///
/// # Errors
/// [`TooManyCaptchas`]
pub async fn issue(app: &App, ctx: &Ctx, kind: CaptchaKind) -> Outcome<Issued, TooManyCaptchas> {
    let characters = (kind == CaptchaKind::Picture).then(|| Characters::draw(&*app.entropy));
    make(app, ctx, characters).await
}

/// A captcha that shows these characters, or none.
pub(crate) async fn make(app: &App, ctx: &Ctx, characters: Option<Characters>) -> Outcome<Issued, TooManyCaptchas> {
    let allowance = CaptchaAllowance {
        asker: ThrottleKey::address(Scope::Captcha, ctx.address),
        kind: characters.as_ref().map_or(CaptchaKind::Work, |_| CaptchaKind::Picture),
        most: MOST_UNSOLVED,
        count_for: UNSOLVED_COUNT_FOR,
    };
    // Asked first, so that nothing is drawn for whoever gets nothing.
    refuse_without_place(app.store.read().captcha_place(&allowance, ctx.now).await?, ctx)?;
    let Some(turn) = app.drawing.turn().await else {
        return refuse(TooManyCaptchas { retry_after: A_MOMENT });
    };
    let (captcha, issued) = compose(app, ctx, characters).await?;
    drop(turn);
    let tx = app.store.begin_write().await?;
    refuse_without_place(tx.insert_captcha(&captcha, &allowance).await?, ctx)?;
    tx.commit().await?;
    Ok(issued)
}

fn refuse_without_place(place: CaptchaPlace, ctx: &Ctx) -> Outcome<(), TooManyCaptchas> {
    match place {
        CaptchaPlace::Free => Ok(()),
        CaptchaPlace::NoneUntil(then) => refuse(TooManyCaptchas {
            retry_after: then.since(ctx.now),
        }),
    }
}

/// Draws and derives: some milliseconds of work, off the threads that answer.
async fn compose(app: &App, ctx: &Ctx, characters: Option<Characters>) -> anyhow::Result<(Captcha, Issued)> {
    let effort = app.settings().await?.captcha.effort;
    let (entropy, now) = (Arc::clone(&app.entropy), ctx.now);
    let composed = tokio::task::spawn_blocking(move || {
        let id = CaptchaId::new(now, &*entropy);
        let picture = characters.as_ref().map(|shown| picture::draw(shown, &*entropy));
        #[cfg(debug_assertions)]
        if let Some(shown) = &characters {
            tell_story(id, shown);
        }
        let (work, key) = work::challenge(effort, now.plus(WORK_LIFE), &*entropy);
        let captcha = Captcha {
            id,
            kind: characters.as_ref().map_or(CaptchaKind::Work, |_| CaptchaKind::Picture),
            characters: characters.map(|shown| characters_hash(id, shown.reveal())),
            key: key_hash(id, &key),
            made_at: now,
        };
        let issued = Issued {
            id,
            expires_in: picture.as_ref().map_or(WORK_LIFE, |_| PICTURE_LIFE),
            picture: picture.transpose()?,
            work,
        };
        anyhow::Ok((captcha, issued))
    });
    composed.await.context("drawing a captcha panicked")?
}

/// Tells a browser story what a picture shows, in a target of the log that nobody hears without naming it. Release builds
/// are compiled without it.
#[cfg(debug_assertions)]
fn tell_story(id: CaptchaId, shown: &Characters) {
    tracing::trace!(target: "captcha_text", captcha = %id, text = shown.reveal(), "a picture is drawn");
}
