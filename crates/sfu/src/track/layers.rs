//! Qualities, sizes and layers: which layer of a video fits what a subscriber asks for.

use crate::wire::{self, VideoQuality};

/// What a subscriber set for a track (`track_setting`), kept even before the track is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Setting {
    /// Nothing is sent, the slot stays.
    pub(crate) disabled: bool,
    /// Asked for when no size is.
    pub(crate) quality: VideoQuality,
    /// Size of the picture on the screen; 0 = not given. Wins over quality.
    pub(crate) width: u32,
    /// See `width`.
    pub(crate) height: u32,
}

impl Setting {
    /// Before the client says anything: the lowest layer for those that measure their tiles, else the highest.
    pub(crate) fn initial(adaptive_stream: bool) -> Self {
        let quality = if adaptive_stream {
            VideoQuality::Low
        } else {
            VideoQuality::High
        };
        Self {
            disabled: false,
            quality,
            width: 0,
            height: 0,
        }
    }

    /// What the client said.
    pub(crate) fn from_wire(settings: &wire::UpdateTrackSettings) -> Self {
        let quality = VideoQuality::try_from(settings.quality).unwrap_or(VideoQuality::High);
        Self {
            disabled: settings.disabled || quality == VideoQuality::Off,
            quality,
            width: settings.width,
            height: settings.height,
        }
    }

    /// The layer asked for, counted from the lowest; `None` when disabled. `layers` are the track's, lowest first,
    /// `count` is how many there are in fact (a track may not say).
    pub(crate) fn wanted(&self, layers: &[wire::VideoLayer], count: usize) -> Option<usize> {
        if self.disabled {
            return None;
        }
        let highest = count.saturating_sub(1);
        let by_size = (self.width > 0 && self.height > 0 && !layers.is_empty()).then(|| {
            layers
                .iter()
                .position(|layer| layer.width >= self.width && layer.height >= self.height)
                .unwrap_or(highest)
        });
        Some(by_size.unwrap_or_else(|| layer_of(self.quality)).min(highest))
    }
}

/// The layer a quality stands for when there are three; with fewer the highest there is.
pub(crate) fn layer_of(quality: VideoQuality) -> usize {
    match quality {
        VideoQuality::Low => 0,
        VideoQuality::Medium => 1,
        VideoQuality::High | VideoQuality::Off => 2,
    }
}

/// The quality of a layer, counted from the lowest.
pub(crate) fn quality_of(layer: usize) -> VideoQuality {
    match layer {
        0 => VideoQuality::Low,
        1 => VideoQuality::Medium,
        _ => VideoQuality::High,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layers(sizes: &[(u32, u32)]) -> Vec<wire::VideoLayer> {
        sizes
            .iter()
            .map(|(width, height)| wire::VideoLayer {
                width: *width,
                height: *height,
                ..Default::default()
            })
            .collect()
    }

    fn setting(quality: VideoQuality, width: u32, height: u32) -> Setting {
        Setting {
            disabled: false,
            quality,
            width,
            height,
        }
    }

    #[test]
    fn quality_means_a_layer_and_size_wins_over_it() {
        use VideoQuality::{High, Low, Medium};
        let three = layers(&[(320, 180), (640, 360), (1280, 720)]);
        for (setting, expected) in [
            (setting(Low, 0, 0), 0),
            (setting(Medium, 0, 0), 1),
            (setting(High, 0, 0), 2),
            (setting(Low, 640, 360), 1),
            (setting(High, 100, 100), 0),
            (setting(Low, 321, 180), 1),
            (setting(Low, 320, 181), 1),
            (setting(Low, 4000, 3000), 2),
            (setting(High, 640, 0), 2),
        ] {
            assert_eq!(setting.wanted(&three, 3), Some(expected), "{setting:?}");
        }
    }

    #[test]
    fn fewer_layers_than_qualities_end_at_the_highest() {
        let two = layers(&[(320, 180), (640, 360)]);
        assert_eq!(setting(VideoQuality::High, 0, 0).wanted(&two, 2), Some(1));
        assert_eq!(setting(VideoQuality::High, 0, 0).wanted(&[], 1), Some(0));
        assert_eq!(setting(VideoQuality::Low, 2000, 2000).wanted(&two, 1), Some(0));
    }

    #[test]
    fn disabled_wants_nothing() {
        let off = wire::UpdateTrackSettings {
            quality: VideoQuality::Off.into(),
            ..Default::default()
        };
        let disabled = wire::UpdateTrackSettings {
            disabled: true,
            ..Default::default()
        };
        for settings in [off, disabled] {
            assert_eq!(Setting::from_wire(&settings).wanted(&[], 3), None);
        }
    }

    #[test]
    fn tiles_that_are_measured_begin_low() {
        assert_eq!(Setting::initial(true).wanted(&[], 3), Some(0));
        assert_eq!(Setting::initial(false).wanted(&[], 3), Some(2));
    }
}
