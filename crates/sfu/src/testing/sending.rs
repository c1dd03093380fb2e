//! Synthetic pictures and sounds.

use std::time::{Duration, Instant};

use str0m::Rtc;
use str0m::format::Codec;
use str0m::media::{Mid, Rid};
use str0m::rtp::{ExtensionValues, RedEncoder, RedundantBlock, RtpWrite};

use crate::wire;

/// What to publish.
#[derive(Debug, Clone)]
pub struct Publish {
    /// The client's name for the track.
    pub cid: String,
    /// Camera, microphone, screen, its sound.
    pub source: wire::TrackSource,
    /// Simulcast layers of a video: 1 to 3.
    pub layers: usize,
    /// Frames per second of a video.
    pub frames_per_second: u32,
    /// Bytes of one frame of the lowest layer; each higher one has four times as many.
    pub frame_bytes: usize,
    /// Loudness of a sound, dB below overload.
    pub audio_level: u8,
}

impl Publish {
    /// A microphone.
    #[must_use]
    pub fn microphone(cid: &str) -> Self {
        Self::new(cid, wire::TrackSource::Microphone, 1)
    }

    /// A camera with so many layers.
    #[must_use]
    pub fn camera(cid: &str, layers: usize) -> Self {
        Self::new(cid, wire::TrackSource::Camera, layers)
    }

    /// A screen.
    #[must_use]
    pub fn screen(cid: &str) -> Self {
        Self::new(cid, wire::TrackSource::ScreenShare, 1)
    }

    /// A screen's sound.
    #[must_use]
    pub fn screen_sound(cid: &str) -> Self {
        Self::new(cid, wire::TrackSource::ScreenShareAudio, 1)
    }

    fn new(cid: &str, source: wire::TrackSource, layers: usize) -> Self {
        Self {
            cid: cid.to_owned(),
            source,
            layers,
            frames_per_second: 20,
            frame_bytes: 700,
            audio_level: 20,
        }
    }

    /// Is it a sound?
    #[must_use]
    pub fn is_audio(&self) -> bool {
        matches!(
            self.source,
            wire::TrackSource::Microphone | wire::TrackSource::ScreenShareAudio
        )
    }

    /// The announcement (`add_track`).
    #[must_use]
    pub fn request(&self) -> wire::AddTrackRequest {
        let kind = if self.is_audio() {
            wire::TrackType::Audio
        } else {
            wire::TrackType::Video
        };
        let layers = if self.is_audio() { 0 } else { self.layers };
        let sizes = [(320, 180), (640, 360), (1280, 720)];
        let layers = (0..layers).map(|layer| wire::VideoLayer {
            quality: i32::try_from(layer).unwrap(),
            width: sizes[layer].0,
            height: sizes[layer].1,
            ..Default::default()
        });
        let mut request = wire::AddTrackRequest {
            cid: self.cid.clone(),
            source: self.source.into(),
            layers: layers.collect(),
            ..Default::default()
        };
        request.set_type(kind);
        request
    }
}

/// Rids of simulcast layers, lowest first.
pub(super) const RIDS: [&str; 3] = ["q", "h", "f"];
/// Most payload bytes of a packet.
const MAX_PAYLOAD: usize = 1_100;

/// One encoder.
struct Encoder {
    rid: Option<Rid>,
    layer: u8,
    seq: u64,
    timestamp: u32,
    picture_id: u16,
    tl0: u8,
    key_idx: u8,
    keyframe: bool,
    enabled: bool,
    previous: Option<Vec<u8>>,
}

/// A track being sent.
pub(super) struct Sending {
    pub(super) publish: Publish,
    pub(super) mid: Mid,
    pub(super) sid: String,
    pub(super) muted: bool,
    pub(super) keyframes: u64,
    next_at: Instant,
    encoders: Vec<Encoder>,
    frames: u32,
}

impl Sending {
    pub(super) fn new(publish: Publish, mid: Mid, now: Instant) -> Self {
        let simulcast = publish.layers > 1 && !publish.is_audio();
        let count = if simulcast { publish.layers } else { 1 };
        let encoders = (0..count).map(|layer| {
            // Each encoder counts from somewhere else, as browsers' do.
            let odd = u32::try_from(layer).unwrap() * 7_919 + u32::from(publish.cid.len() as u8) * 131;
            Encoder {
                rid: simulcast.then(|| Rid::from(RIDS[layer])),
                layer: u8::try_from(layer).unwrap(),
                seq: u64::from(odd) + 50,
                timestamp: odd.wrapping_mul(999_983),
                picture_id: (odd & 0x7fff) as u16,
                tl0: odd as u8,
                key_idx: (odd & 0x1f) as u8,
                keyframe: true,
                enabled: true,
                previous: None,
            }
        });
        Self {
            encoders: encoders.collect(),
            publish,
            mid,
            sid: String::new(),
            muted: false,
            keyframes: 0,
            next_at: now,
            frames: 0,
        }
    }

    fn interval(&self) -> Duration {
        if self.publish.is_audio() {
            Duration::from_millis(20)
        } else {
            Duration::from_secs(1) / self.publish.frames_per_second
        }
    }

    /// When the next frame is due.
    pub(super) fn next_at(&self) -> Instant {
        self.next_at
    }

    /// Switches layers on and off, as a browser without uplink does.
    pub(super) fn enable_layers(&mut self, enabled: &[bool]) {
        for (encoder, enabled) in self.encoders.iter_mut().zip(enabled) {
            encoder.keyframe |= *enabled && !encoder.enabled;
            encoder.enabled = *enabled;
        }
    }

    /// The next frame is a keyframe.
    pub(super) fn keyframe(&mut self, rid: Option<Rid>) {
        for encoder in self.encoders.iter_mut().filter(|encoder| encoder.rid == rid) {
            encoder.keyframe = true;
        }
    }

    /// Resends all that is asked for, as browsers do.
    pub(super) fn resend_freely(&self, rtc: &mut Rtc) {
        for encoder in self.encoders.iter().filter(|_| !self.publish.is_audio()) {
            if let Some(stream) = rtc.direct_api().stream_tx_by_mid(self.mid, encoder.rid) {
                stream.set_rtx_cache(1_000, Duration::from_secs(3), None);
            }
        }
    }

    /// Sends the frames that are due.
    pub(super) fn drive(&mut self, now: Instant, rtc: &mut Rtc, connected: bool, red: bool) {
        while self.next_at <= now {
            let at = self.next_at;
            self.next_at += self.interval();
            self.frames += 1;
            if !connected || self.muted {
                self.advance_time();
                continue;
            }
            if self.publish.is_audio() {
                self.sound(at, rtc, red);
            } else {
                self.picture(at, rtc);
            }
        }
    }

    fn advance_time(&mut self) {
        let ticks = if self.publish.is_audio() {
            960
        } else {
            90_000 / self.publish.frames_per_second
        };
        for encoder in &mut self.encoders {
            encoder.timestamp = encoder.timestamp.wrapping_add(ticks);
        }
    }

    fn sound(&mut self, at: Instant, rtc: &mut Rtc, red: bool) {
        let params = rtc
            .codec_config()
            .find(|params| params.spec().codec == Codec::Opus)
            .copied();
        let Some(params) = params else { return };
        let frames = self.frames;
        let level = self.publish.audio_level;
        self.advance_time();
        let encoder = &mut self.encoders[0];
        let mut primary = vec![0x78; 60];
        primary[1..5].copy_from_slice(&frames.to_be_bytes());
        let (payload_type, payload) = match params.red().filter(|_| red) {
            Some(red) => {
                let redundant = encoder.previous.take().map(|payload| RedundantBlock {
                    pt: *params.pt(),
                    timestamp_offset: 960,
                    payload,
                });
                let redundant: Vec<_> = redundant.into_iter().collect();
                (red, RedEncoder::encode(*params.pt(), &primary, &redundant))
            }
            None => (params.pt(), primary.clone()),
        };
        encoder.previous = Some(primary);
        let extensions = ExtensionValues {
            audio_level: Some(-i8::try_from(level).unwrap()),
            voice_activity: Some(true),
            ..Default::default()
        };
        let seq = encoder.seq;
        encoder.seq += 1;
        let write = RtpWrite::new(payload_type, seq.into(), encoder.timestamp, at, payload);
        if let Some(stream) = rtc.direct_api().stream_tx_by_mid(self.mid, None) {
            stream.write_rtp(write.ext_vals(extensions));
        }
    }

    fn picture(&mut self, at: Instant, rtc: &mut Rtc) {
        let params = rtc
            .codec_config()
            .find(|params| params.spec().codec == Codec::Vp8)
            .copied();
        let Some(params) = params else { return };
        self.advance_time();
        for encoder in self.encoders.iter_mut().filter(|encoder| encoder.enabled) {
            let is_key = std::mem::take(&mut encoder.keyframe);
            self.keyframes += u64::from(is_key);
            encoder.picture_id = (encoder.picture_id + 1) & 0x7fff;
            encoder.tl0 = encoder.tl0.wrapping_add(1);
            if is_key {
                encoder.key_idx = (encoder.key_idx + 1) & 0x1f;
            }
            let scale = 4_usize.pow(u32::from(encoder.layer)) * if is_key { 3 } else { 1 };
            let bytes = self.publish.frame_bytes * scale;
            let packets = bytes.div_ceil(MAX_PAYLOAD).max(1);
            for index in 0..packets {
                let payload = encoder.packet(index == 0, is_key, self.frames, bytes / packets);
                let seq = encoder.seq;
                encoder.seq += 1;
                let write = RtpWrite::new(params.pt(), seq.into(), encoder.timestamp, at, payload)
                    .marker(index + 1 == packets)
                    .nackable(true);
                if let Some(stream) = rtc.direct_api().stream_tx_by_mid(self.mid, encoder.rid) {
                    stream.write_rtp(write);
                }
            }
        }
    }
}

impl Encoder {
    fn packet(&self, first: bool, is_key: bool, frame: u32, bytes: usize) -> Vec<u8> {
        let [high, low] = (self.picture_id | 0x8000).to_be_bytes();
        let start = if first { 0x90 } else { 0x80 };
        let mut payload = vec![start, 0xf0, high, low, self.tl0, self.key_idx];
        // First byte of a VP8 frame: its lowest bit says "not a keyframe".
        payload.push(u8::from(!is_key));
        payload.push(self.layer);
        payload.extend_from_slice(&frame.to_be_bytes());
        payload.resize(bytes.max(payload.len()), 0xaa);
        payload
    }
}
