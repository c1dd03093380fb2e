//! Keeps forged packets from taking over a live media stream (ASVS 17.2.3).
//!
//! str0m binds an unknown SSRC to the section and layer its header names *before* it checks the packet's
//! authentication, and never goes back to the SSRC it had. One forged packet could so end a stream for good. Here a
//! packet with an unknown SSRC is let through only where no authenticated stream lives.

use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

/// A stream silent for this long may be replaced by another SSRC.
const SILENT: Duration = Duration::from_secs(2);
/// Most SSRCs remembered; then all are learnt anew.
const MAX_KNOWN: usize = 256;

const MID: &str = "urn:ietf:params:rtp-hdrext:sdes:mid";
const RID: &str = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
const REPAIRED_RID: &str = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id";

/// A section and layer as packets name it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Name {
    mid: Vec<u8>,
    rid: Vec<u8>,
}

/// Who a packet says it is.
#[derive(Debug, PartialEq, Eq)]
struct Claim {
    name: Name,
    is_repair: bool,
}

/// Numbers of the header extensions that name sections and layers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct ExtensionIds {
    mid: u8,
    rid: u8,
    repaired_rid: u8,
}

/// One peer connection's guard.
#[derive(Debug, Default)]
pub(crate) struct StreamGuard {
    ids: ExtensionIds,
    /// When an authenticated packet of this SSRC came last.
    live: HashMap<u32, Instant>,
    main: HashMap<Name, u32>,
    /// The SSRC that claimed to resend for a stream, and when it did so last. Whether that was true cannot be told.
    repair: HashMap<Name, (u32, Instant)>,
    /// SSRCs the offer names.
    offered: HashSet<u32>,
    /// Payload types of resent packets.
    repair_types: HashSet<u8>,
}

impl StreamGuard {
    /// Learns from an offer: the numbers of the header extensions, the SSRCs it names, how resent packets look.
    pub(crate) fn learn(&mut self, offer: &str) {
        self.offered.clear();
        for line in offer.lines() {
            if let Some(map) = line.strip_prefix("a=extmap:") {
                self.learn_extension(map);
            } else if let Some(map) = line.strip_prefix("a=rtpmap:") {
                let repair = map.split_once(' ').filter(|(_, codec)| codec.starts_with("rtx/"));
                self.repair_types
                    .extend(repair.and_then(|(number, _)| number.parse::<u8>().ok()));
            } else if let Some(group) = line.strip_prefix("a=ssrc-group:FID ")
                && self.offered.len() < MAX_KNOWN
            {
                self.offered.extend(
                    group
                        .split_whitespace()
                        .take(2)
                        .filter_map(|ssrc| ssrc.parse::<u32>().ok()),
                );
            }
        }
    }

    fn learn_extension(&mut self, map: &str) {
        let Some((number, uri)) = map.split_once(' ') else {
            return;
        };
        let number = number.split('/').next().and_then(|number| number.parse().ok());
        let Some(number) = number else { return };
        match uri.trim_end() {
            MID => self.ids.mid = number,
            RID => self.ids.rid = number,
            REPAIRED_RID => self.ids.repaired_rid = number,
            _ => {}
        }
    }

    /// A track ended: whatever its section sends next is new.
    pub(crate) fn forget(&mut self, mid: &str) {
        let live = &mut self.live;
        self.main.retain(|name, ssrc| {
            let keep = name.mid != mid.as_bytes();
            if !keep {
                live.remove(ssrc);
            }
            keep
        });
        self.repair.retain(|name, _| name.mid != mid.as_bytes());
    }

    /// An authenticated packet came. True when its SSRC is new: then [`StreamGuard::bind`] it.
    pub(crate) fn heard(&mut self, now: Instant, ssrc: u32) -> bool {
        if let Some(last) = self.live.get_mut(&ssrc) {
            *last = now;
            return false;
        }
        if self.live.len() >= MAX_KNOWN {
            self.live.clear();
            self.main.clear();
            self.repair.clear();
        }
        self.live.insert(ssrc, now);
        true
    }

    /// This SSRC is the stream of that section and layer.
    pub(crate) fn bind(&mut self, ssrc: u32, mid: &str, rid: Option<&str>) {
        let rid = rid.unwrap_or_default().as_bytes().to_vec();
        self.main.insert(
            Name {
                mid: mid.as_bytes().to_vec(),
                rid,
            },
            ssrc,
        );
    }

    /// May this datagram go on? Everything may that is no media, or that claims nothing.
    pub(crate) fn admits(&mut self, now: Instant, datagram: &[u8]) -> bool {
        let Some(ssrc) = ssrc(datagram) else { return true };
        if self.live.contains_key(&ssrc) || self.offered.contains(&ssrc) {
            return true;
        }
        let Some(claim) = self.claim(datagram) else { return true };
        let live = self.main.get(&claim.name).and_then(|main| self.live.get(main));
        let lives = live.is_some_and(|last| now.saturating_duration_since(*last) < SILENT);
        if !lives {
            return true;
        }
        if !claim.is_repair {
            return false;
        }
        let resends = self.repair.entry(claim.name).or_insert((ssrc, now));
        if resends.0 != ssrc && now.saturating_duration_since(resends.1) < SILENT {
            return false;
        }
        *resends = (ssrc, now);
        true
    }

    fn claim(&self, datagram: &[u8]) -> Option<Claim> {
        let mut claim = Claim {
            name: Name {
                mid: Vec::new(),
                rid: Vec::new(),
            },
            is_repair: false,
        };
        extensions(datagram, |id, value| {
            let known = |known| id == known && known != 0;
            if known(self.ids.mid) {
                claim.name.mid = value.to_vec();
            } else if known(self.ids.rid) {
                claim.name.rid = value.to_vec();
            } else if known(self.ids.repaired_rid) {
                claim.name.rid = value.to_vec();
                claim.is_repair = true;
            }
        })?;
        // Without simulcast only the payload type tells what is resent.
        let payload_type = datagram.get(1).map(|byte| byte & 0x7f);
        claim.is_repair |= payload_type.is_some_and(|number| self.repair_types.contains(&number));
        (!claim.name.mid.is_empty()).then_some(claim)
    }
}

/// The SSRC, if the datagram is RTP (RFC 7983; RTCP packet types lie between 64 and 95).
pub(super) fn ssrc(datagram: &[u8]) -> Option<u32> {
    let first = *datagram.first()?;
    let payload_type = *datagram.get(1)? & 0x7f;
    if !(128..192).contains(&first) || (64..96).contains(&payload_type) {
        return None;
    }
    datagram.get(8..12)?.try_into().ok().map(u32::from_be_bytes)
}

/// Walks the header extensions (RFC 8285); `None` when there are none.
fn extensions(datagram: &[u8], mut take: impl FnMut(u8, &[u8])) -> Option<()> {
    let first = *datagram.first()?;
    if first & 0x10 == 0 {
        return None;
    }
    let start = 12 + usize::from(first & 0x0f) * 4;
    let header: [u8; 4] = datagram.get(start..start + 4)?.try_into().ok()?;
    let [profile_high, profile_low, length_high, length_low] = header;
    let length = usize::from(u16::from_be_bytes([length_high, length_low])) * 4;
    let mut rest = datagram.get(start + 4..start + 4 + length)?;
    let two_byte = profile_high == 0x10 && profile_low & 0xf0 == 0;
    if !two_byte && (profile_high, profile_low) != (0xbe, 0xde) {
        return None;
    }
    while let Some((&head, after)) = rest.split_first() {
        if head == 0 {
            rest = after;
            continue;
        }
        let (id, length, after) = if two_byte {
            let (&length, after) = after.split_first()?;
            (head, usize::from(length), after)
        } else {
            (head >> 4, usize::from(head & 0x0f) + 1, after)
        };
        let (value, after) = after.split_at_checked(length)?;
        take(id, value);
        rest = after;
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::origin;

    const OFFER: &str = "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid\r\n\
        a=extmap:10/sendonly urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id\r\n\
        a=extmap:11 urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id\r\n\
        a=extmap:x broken\r\na=extmap:\r\n";

    fn at(ms: u64) -> Instant {
        origin() + Duration::from_millis(ms)
    }

    /// An RTP packet with these extensions.
    fn packet(ssrc: u32, extensions: &[(u8, &str)]) -> Vec<u8> {
        let mut packet = vec![0x90, 96, 0, 1, 0, 0, 0, 0];
        packet.extend(ssrc.to_be_bytes());
        let mut block = Vec::new();
        for (id, value) in extensions {
            block.push(id << 4 | (value.len() as u8 - 1));
            block.extend(value.bytes());
        }
        block.resize(block.len().next_multiple_of(4), 0);
        packet.extend([0xbe, 0xde, 0, block.len() as u8 / 4]);
        packet.extend(block);
        packet.extend([1, 2, 3]);
        packet
    }

    /// A guard that knows layer q of section 2 as SSRC 1.
    fn guard() -> StreamGuard {
        let mut guard = StreamGuard::default();
        guard.learn(OFFER);
        assert!(guard.heard(at(0), 1));
        assert!(!guard.heard(at(0), 1));
        guard.bind(1, "2", Some("q"));
        guard
    }

    #[test]
    fn asvs_17_2_3_a_live_stream_is_not_taken_over() {
        let mut guard = guard();
        let forged = packet(666, &[(4, "2"), (10, "q")]);
        assert!(!guard.admits(at(1_999), &forged));
        assert!(guard.admits(at(1_999), &packet(1, &[(4, "2"), (10, "q")])));
        assert!(guard.admits(at(2_000), &forged), "silent: another may follow");
        guard.heard(at(2_100), 1);
        assert!(!guard.admits(at(2_200), &forged));
    }

    #[test]
    fn other_layers_and_sections_are_not_concerned() {
        let mut guard = guard();
        for extensions in [
            &[(4, "2"), (10, "h")][..],
            &[(4, "3"), (10, "q")],
            &[(4, "3")],
            &[(1, "x")],
            &[],
        ] {
            assert!(guard.admits(at(1), &packet(7, extensions)), "{extensions:?}");
        }
    }

    #[test]
    fn the_first_one_that_resends_stays_the_one() {
        let mut guard = guard();
        let repair = |ssrc| packet(ssrc, &[(4, "2"), (11, "q")]);
        assert!(guard.admits(at(1), &repair(50)));
        assert!(!guard.admits(at(2), &repair(51)));
        assert!(guard.admits(at(3), &repair(50)));
        guard.heard(at(2_500), 1);
        assert!(guard.admits(at(2_600), &repair(51)), "silent for two seconds");
    }

    #[test]
    fn what_the_offer_names_and_what_is_resent_without_simulcast_goes_on() {
        let mut guard = StreamGuard::default();
        guard.learn(&format!("{OFFER}a=rtpmap:97 rtx/90000\r\na=ssrc-group:FID 1 2\r\n"));
        guard.heard(at(0), 1);
        guard.bind(1, "2", None);
        let forged = packet(666, &[(4, "2")]);
        assert!(!guard.admits(at(1), &forged));
        assert!(guard.admits(at(1), &packet(2, &[(4, "2")])), "named by the offer");
        let mut resent = packet(3, &[(4, "2")]);
        resent[1] = 97;
        assert!(guard.admits(at(1), &resent));
        guard.forget("2");
        assert!(guard.admits(at(2), &forged), "another track in the same section");
    }

    #[test]
    fn what_is_no_media_goes_on() {
        let mut guard = guard();
        let rtcp = [0x81, 201, 0, 1, 0, 0, 0, 9, 0, 0, 0, 9];
        for datagram in [&b""[..], &[0; 20], &[22; 100], &rtcp, &[0x90, 96], &[0x9f; 13]] {
            assert!(guard.admits(at(1), datagram));
        }
        let mut cut = packet(7, &[(4, "2"), (10, "q")]);
        while cut.pop().is_some() {
            guard.admits(at(1), &cut);
        }
    }

    #[test]
    fn two_byte_extensions_are_read_too() {
        let mut guard = guard();
        let mut packet = vec![0x90, 96, 0, 1, 0, 0, 0, 0, 0, 0, 0, 7];
        packet.extend([0x10, 0x00, 0, 2, 4, 1, b'2', 0, 10, 1, b'q', 0]);
        assert!(!guard.admits(at(1), &packet));
    }

    #[test]
    fn endless_ssrcs_do_not_fill_the_memory() {
        let mut guard = guard();
        for ssrc in 2..2_000 {
            guard.heard(at(1), ssrc);
        }
        assert!(guard.live.len() <= MAX_KNOWN);
    }
}
