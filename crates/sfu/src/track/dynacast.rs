//! Telling a publisher which layers anybody wants, so that it need not encode the others
//! (`subscribed_quality_update`).

use std::time::{Duration, Instant};

use crate::track::layers::{layer_of, quality_of};
use crate::wire;

/// A layer must be unwanted for this long before it is told so.
const LOWER_AFTER: Duration = Duration::from_secs(5);

/// What one publisher was told of one track.
#[derive(Debug)]
pub(crate) struct Dynacast {
    /// Highest layer told as wanted; `None` = none. The client begins with all.
    told: Option<usize>,
    lower_since: Option<Instant>,
}

impl Dynacast {
    /// The client begins with all `layers` layers on.
    pub(crate) fn new(layers: usize) -> Self {
        Self {
            told: needed(Some(layers.saturating_sub(1)), layers),
            lower_since: None,
        }
    }

    /// What was told last.
    pub(crate) fn told(&self) -> Option<usize> {
        self.told
    }

    /// The highest layer anybody wants now is `needed`. Answers what to tell, if anything: more at once, less only
    /// after a while.
    pub(crate) fn step(&mut self, now: Instant, needed: Option<usize>) -> Option<Option<usize>> {
        if needed == self.told {
            self.lower_since = None;
            return None;
        }
        if needed < self.told {
            let since = *self.lower_since.get_or_insert(now);
            if now.saturating_duration_since(since) < LOWER_AFTER {
                return None;
            }
        }
        self.lower_since = None;
        self.told = needed;
        Some(needed)
    }
}

#[expect(deprecated, reason = "older clients read the qualities where they once stood")]
/// The message: every quality up to the highest wanted layer is on.
pub(crate) fn update(track_sid: String, codec: &str, highest: Option<usize>) -> wire::SubscribedQualityUpdate {
    use wire::VideoQuality::{High, Low, Medium};
    let qualities: Vec<_> = [Low, Medium, High]
        .map(|quality| wire::SubscribedQuality {
            quality: quality.into(),
            enabled: highest.is_some_and(|highest| layer_of(quality) <= highest),
        })
        .into();
    wire::SubscribedQualityUpdate {
        track_sid,
        subscribed_qualities: qualities.clone(),
        subscribed_codecs: vec![wire::SubscribedCodec {
            codec: codec.to_owned(),
            qualities,
        }],
    }
}

/// The layer to count as wanted where a track has only one: browsers name a single layer by the quality it was
/// made with, so all are on as soon as one is.
pub(crate) fn needed(highest: Option<usize>, layers: usize) -> Option<usize> {
    highest.map(|highest| if layers <= 1 { layer_of(quality_of(2)) } else { highest })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::origin;

    fn at(ms: u64) -> Instant {
        origin() + Duration::from_millis(ms)
    }

    #[test]
    fn more_is_told_at_once_and_less_after_five_seconds() {
        let mut dynacast = Dynacast::new(3);
        assert_eq!(dynacast.step(at(0), Some(2)), None, "all were on");
        assert_eq!(dynacast.step(at(1), Some(0)), None);
        assert_eq!(dynacast.step(at(5_000), Some(0)), None);
        assert_eq!(dynacast.step(at(5_001), Some(0)), Some(Some(0)));
        assert_eq!(dynacast.step(at(5_002), Some(1)), Some(Some(1)));
        assert_eq!(dynacast.step(at(5_003), Some(1)), None);
    }

    #[test]
    fn a_short_dip_is_not_told() {
        let mut dynacast = Dynacast::new(3);
        dynacast.step(at(0), Some(0));
        dynacast.step(at(4_999), Some(2));
        assert_eq!(dynacast.step(at(5_000), Some(0)), None);
        assert_eq!(dynacast.step(at(9_000), Some(0)), None);
    }

    #[test]
    fn nobody_at_all_is_told_after_a_while_too() {
        let mut dynacast = Dynacast::new(2);
        assert_eq!(dynacast.step(at(0), None), None);
        assert_eq!(dynacast.step(at(5_000), None), Some(None));
        assert_eq!(dynacast.step(at(5_001), Some(0)), Some(Some(0)));
    }

    #[test]
    #[expect(deprecated, reason = "older clients read the qualities where they once stood")]
    fn the_message_names_all_three_qualities() {
        for (highest, expected) in [
            (None, [false, false, false]),
            (Some(0), [true, false, false]),
            (Some(1), [true, true, false]),
            (Some(2), [true, true, true]),
        ] {
            let update = update("TR_x".to_owned(), "vp8", highest);
            let enabled: Vec<_> = update.subscribed_qualities.iter().map(|q| q.enabled).collect();
            assert_eq!(enabled, expected);
            assert_eq!(update.subscribed_codecs[0].qualities, update.subscribed_qualities);
        }
    }

    #[test]
    fn a_single_layer_is_all_or_nothing() {
        assert_eq!(needed(Some(0), 1), Some(2));
        assert_eq!(needed(Some(0), 3), Some(0));
        assert_eq!(needed(None, 1), None);
    }
}
