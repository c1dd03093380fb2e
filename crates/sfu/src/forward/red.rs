//! Redundant audio (RFC 2198): finding the primary block.

/// Most redundant blocks we follow in one packet; browsers send one or two.
const MAX_BLOCKS: usize = 32;

/// What a RED payload carries as its primary block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Primary<'a> {
    /// Payload type of the block, in the sender's numbering.
    pub(crate) payload_type: u8,
    /// The block's bytes: a payload of its own.
    pub(crate) payload: &'a [u8],
}

/// Finds the primary (last) block; `None` when the payload is not valid RED.
pub(crate) fn primary(payload: &[u8]) -> Option<Primary<'_>> {
    let mut at = 0_usize;
    let mut redundant_bytes = 0_usize;
    for _ in 0..MAX_BLOCKS {
        let first = *payload.get(at)?;
        if first & 0x80 == 0 {
            let start = at.checked_add(1)?.checked_add(redundant_bytes)?;
            return Some(Primary {
                payload_type: first & 0x7f,
                payload: payload.get(start..)?,
            });
        }
        let high = usize::from(*payload.get(at + 2)? & 0x03);
        let low = usize::from(*payload.get(at + 3)?);
        redundant_bytes += (high << 8) | low;
        at += 4;
    }
    None
}

#[cfg(test)]
mod tests {
    use str0m::rtp::{RedEncoder, RedundantBlock};

    use super::*;

    fn block(offset: u32, payload: &[u8]) -> RedundantBlock {
        RedundantBlock {
            pt: 111,
            timestamp_offset: offset,
            payload: payload.to_vec(),
        }
    }

    #[test]
    fn the_last_block_is_the_primary() {
        let none = RedEncoder::encode(111, b"now", &[]);
        let one = RedEncoder::encode(111, b"now", &[block(960, b"before")]);
        let two = RedEncoder::encode(111, b"now", &[block(1920, b"long ago"), block(960, b"")]);
        for red in [none, one, two] {
            let found = primary(&red).unwrap();
            assert_eq!((found.payload_type, found.payload), (111, &b"now"[..]));
        }
    }

    #[test]
    fn an_empty_primary_is_a_primary() {
        assert_eq!(primary(&[111]).unwrap().payload, b"");
    }

    #[test]
    fn broken_payloads_are_no_red() {
        let good = RedEncoder::encode(111, b"now", &[block(960, b"before")]);
        assert_eq!(primary(b""), None);
        assert_eq!(primary(&good[..3]), None);
        assert_eq!(primary(&good[..6]), None, "redundant block is cut");
        assert_eq!(primary(&[0xff; 4 * MAX_BLOCKS + 1]), None);
    }
}
