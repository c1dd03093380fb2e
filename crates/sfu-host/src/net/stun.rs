//! The little of STUN (RFC 8489) that finding a peer needs: whose user name a binding request carries.

const HEADER: usize = 20;
const MAGIC_COOKIE: [u8; 4] = [0x21, 0x12, 0xA4, 0x42];
const USERNAME: u16 = 0x0006;

/// Could this datagram be STUN? RFC 7983: the first byte is 0 to 3.
pub(crate) fn looks_like_stun(datagram: &[u8]) -> bool {
    datagram.first().is_some_and(|first| *first <= 3)
}

/// The receiver's ICE user fragment (ours) in a STUN request's USERNAME, `ours:theirs` (RFC 8445 §7.2.2).
pub(crate) fn local_ufrag(datagram: &[u8]) -> Option<&str> {
    let (header, mut attributes) = datagram.split_at_checked(HEADER)?;
    let length = usize::from(u16_at(header, 2)?);
    if !looks_like_stun(header) || header.get(4..8) != Some(MAGIC_COOKIE.as_slice()) || length != attributes.len() {
        return None;
    }
    while let (Some(kind), Some(size)) = (u16_at(attributes, 0), u16_at(attributes, 2)) {
        let size = usize::from(size);
        let value = attributes.get(4..4 + size)?;
        if kind == USERNAME {
            let (local, _remote) = std::str::from_utf8(value).ok()?.split_once(':')?;
            return Some(local);
        }
        // Attributes are padded to four bytes.
        attributes = attributes.get(4 + size.next_multiple_of(4)..)?;
    }
    None
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?]))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A binding request with the given attributes.
    pub(crate) fn request(attributes: &[(u16, &[u8])]) -> Vec<u8> {
        let mut body = Vec::new();
        for (kind, value) in attributes {
            body.extend(kind.to_be_bytes());
            body.extend(u16::try_from(value.len()).unwrap().to_be_bytes());
            body.extend(*value);
            body.resize(body.len().next_multiple_of(4), 0);
        }
        let mut datagram = vec![0, 1];
        datagram.extend(u16::try_from(body.len()).unwrap().to_be_bytes());
        datagram.extend(MAGIC_COOKIE);
        datagram.extend([7; 12]);
        datagram.extend(body);
        datagram
    }

    #[test]
    fn finds_the_local_fragment_behind_other_attributes() {
        let datagram = request(&[(0x0024, &[1, 2, 3, 4]), (0x8029, b"odd"), (6, b"ours:theirs")]);
        assert_eq!(local_ufrag(&datagram), Some("ours"));
    }

    #[test]
    fn anything_broken_has_no_fragment() {
        let good = request(&[(6, b"ours:theirs")]);
        for length in 0..good.len() {
            assert_eq!(local_ufrag(&good[..length]), None, "cut at {length}");
        }
        let mut cookie = good.clone();
        cookie[4] ^= 1;
        let mut rtp = good.clone();
        rtp[0] = 0x80;
        let mut long_attribute = good.clone();
        long_attribute[23] = 200;
        for broken in [
            cookie,
            rtp,
            long_attribute,
            request(&[(6, b"no colon")]),
            request(&[(6, &[0xFF, b':', 1])]),
            request(&[]),
        ] {
            assert_eq!(local_ufrag(&broken), None, "{broken:?}");
        }
    }
}
