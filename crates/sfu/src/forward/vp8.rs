//! VP8 payload descriptors (RFC 7741): picture id, TL0PICIDX and KEYIDX stay continuous for the receiver although
//! they come from different encoders, one for each simulcast layer.

use str0m::rtp::{Vp8Descriptor, Vp8Patch};

/// The three running numbers of one outgoing stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Numbers {
    picture_id: u16,
    tl0_pic_idx: u8,
    key_idx: u8,
}

impl Numbers {
    fn of(descriptor: &Vp8Descriptor) -> Self {
        Self {
            picture_id: descriptor.picture_id().unwrap_or(0),
            tl0_pic_idx: descriptor.tl0_pic_idx().unwrap_or(0),
            key_idx: descriptor.key_idx().unwrap_or(0),
        }
    }

    /// Adds number by number; each wraps in its own width (15, 8, 5 bits).
    fn plus(self, other: Self) -> Self {
        Self {
            picture_id: self.picture_id.wrapping_add(other.picture_id) & 0x7fff,
            tl0_pic_idx: self.tl0_pic_idx.wrapping_add(other.tl0_pic_idx),
            key_idx: self.key_idx.wrapping_add(other.key_idx) & 0x1f,
        }
    }

    fn minus(self, other: Self) -> Self {
        Self {
            picture_id: self.picture_id.wrapping_sub(other.picture_id) & 0x7fff,
            tl0_pic_idx: self.tl0_pic_idx.wrapping_sub(other.tl0_pic_idx),
            key_idx: self.key_idx.wrapping_sub(other.key_idx) & 0x1f,
        }
    }

    fn next(self) -> Self {
        self.plus(Self {
            picture_id: 1,
            tl0_pic_idx: 1,
            key_idx: 1,
        })
    }
}

/// Keeps one outgoing stream's VP8 numbers continuous over changes of the source.
#[derive(Debug, Default)]
pub(crate) struct Vp8Continuity {
    /// Added to what comes in.
    offset: Numbers,
    /// The newest that went out.
    last: Option<Numbers>,
}

impl Vp8Continuity {
    /// A new source begins with this packet: its numbers follow the last ones sent.
    pub(crate) fn begin(&mut self, descriptor: &Vp8Descriptor) {
        if let Some(last) = self.last {
            self.offset = last.next().minus(Numbers::of(descriptor));
        }
    }

    /// The rewriting for one packet; `None` when it can go out as it is.
    pub(crate) fn patch(&mut self, descriptor: &Vp8Descriptor) -> Option<Vp8Patch> {
        let out = Numbers::of(descriptor).plus(self.offset);
        if self.last.is_none_or(|last| is_newer(out.picture_id, last.picture_id)) {
            self.last = Some(out);
        }
        if self.offset == Numbers::default() {
            return None;
        }
        build(descriptor, out)
    }
}

/// Is `a` after `b` on the 15-bit circle?
fn is_newer(a: u16, b: u16) -> bool {
    let ahead = a.wrapping_sub(b) & 0x7fff;
    ahead != 0 && ahead < 0x4000
}

fn build(descriptor: &Vp8Descriptor, out: Numbers) -> Option<Vp8Patch> {
    let with_picture_id = |id: u16| {
        let mut patch = descriptor.patch();
        if descriptor.picture_id().is_some() {
            patch = patch.picture_id(id);
        }
        if descriptor.tl0_pic_idx().is_some() {
            patch = patch.tl0_pic_idx(out.tl0_pic_idx);
        }
        if descriptor.key_idx().is_some() {
            patch = patch.key_idx(out.key_idx);
        }
        patch.build().ok()
    };
    // A sender with 7-bit picture ids keeps 7 bits.
    with_picture_id(out.picture_id).or_else(|| with_picture_id(out.picture_id & 0x7f))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A VP8 payload with all three numbers.
    fn payload(picture_id: u16, tl0: u8, key_idx: u8) -> Vec<u8> {
        let id = picture_id | 0x8000;
        let [high, low] = id.to_be_bytes();
        vec![0x90, 0xf0, high, low, tl0, key_idx & 0x1f, 0x00, 1, 2, 3]
    }

    fn sent(continuity: &mut Vp8Continuity, picture_id: u16, tl0: u8, key: u8) -> (u16, u8, u8) {
        let bytes = payload(picture_id, tl0, key);
        let descriptor = Vp8Descriptor::parse(&bytes).unwrap();
        let _ = continuity.patch(&descriptor);
        let out = Numbers::of(&descriptor).plus(continuity.offset);
        (out.picture_id, out.tl0_pic_idx, out.key_idx)
    }

    #[test]
    fn the_first_source_goes_out_as_it_is() {
        let mut continuity = Vp8Continuity::default();
        let bytes = payload(500, 7, 3);
        let descriptor = Vp8Descriptor::parse(&bytes).unwrap();
        continuity.begin(&descriptor);
        assert_eq!(continuity.patch(&descriptor), None);
    }

    #[test]
    fn a_switch_continues_all_three_numbers() {
        let mut continuity = Vp8Continuity::default();
        for (first, second) in [(500, 501), (502, 503)] {
            sent(&mut continuity, first, 7, 3);
            sent(&mut continuity, second, 8, 3);
        }
        let bytes = payload(9000, 200, 30);
        let descriptor = Vp8Descriptor::parse(&bytes).unwrap();
        continuity.begin(&descriptor);
        assert!(continuity.patch(&descriptor).is_some());
        assert_eq!(sent(&mut continuity, 9000, 200, 30), (504, 9, 4));
        assert_eq!(sent(&mut continuity, 9001, 201, 30), (505, 10, 4));
    }

    #[test]
    fn numbers_wrap_each_in_its_own_width() {
        let mut continuity = Vp8Continuity::default();
        sent(&mut continuity, 0x7fff, 255, 31);
        let bytes = payload(10, 10, 10);
        continuity.begin(&Vp8Descriptor::parse(&bytes).unwrap());
        assert_eq!(sent(&mut continuity, 10, 10, 10), (0, 0, 0));
    }

    #[test]
    fn late_packets_do_not_move_the_last_number() {
        let mut continuity = Vp8Continuity::default();
        sent(&mut continuity, 100, 1, 1);
        sent(&mut continuity, 102, 2, 1);
        sent(&mut continuity, 101, 2, 1);
        let bytes = payload(7, 7, 7);
        continuity.begin(&Vp8Descriptor::parse(&bytes).unwrap());
        assert_eq!(sent(&mut continuity, 7, 7, 7).0, 103);
    }

    #[test]
    fn seven_bit_picture_ids_stay_seven_bits() {
        let mut continuity = Vp8Continuity::default();
        sent(&mut continuity, 300, 0, 0);
        let bytes = [0x90, 0x80, 0x05, 0x00, 1, 2];
        let descriptor = Vp8Descriptor::parse(&bytes).unwrap();
        continuity.begin(&descriptor);
        assert!(
            continuity.patch(&descriptor).is_some(),
            "301 does not fit, 301 mod 128 does"
        );
    }
}
