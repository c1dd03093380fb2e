//! The client's first DTLS messages, which overtake the end of ICE.
//!
//! A client begins DTLS as soon as *it* knows that the way works, half a round trip before we know. Dropping its first
//! message would cost a retransmission, up to a second of everybody's joining. So a few are held until ICE has proved
//! their address; from any other address they are never fed (ASVS 17.2.6).

use std::net::SocketAddr;

/// Most datagrams held: a client hello fits in one, with a large key share in two.
const MAX_HELD: usize = 4;
/// Longest datagram held.
const MAX_BYTES: usize = 1_500;

/// A datagram that came before its address was proved.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct EarlyDatagram {
    pub(crate) source: SocketAddr,
    pub(crate) destination: SocketAddr,
    pub(crate) contents: Vec<u8>,
}

/// What is held for one peer connection.
#[derive(Debug, Default)]
pub(crate) struct EarlyDatagrams {
    held: Vec<EarlyDatagram>,
    closed: bool,
}

impl EarlyDatagrams {
    /// Holds a datagram if it is DTLS (RFC 7983) and there is room. The newest wins: others may be forged to fill it.
    pub(crate) fn hold(&mut self, source: SocketAddr, destination: SocketAddr, contents: &[u8]) -> bool {
        let is_dtls = contents.first().is_some_and(|first| (20..64).contains(first));
        if self.closed || !is_dtls || contents.len() > MAX_BYTES {
            return false;
        }
        if self.held.len() >= MAX_HELD {
            self.held.remove(0);
        }
        self.put_back(EarlyDatagram {
            source,
            destination,
            contents: contents.to_vec(),
        });
        true
    }

    /// All that is held; what is still too early is put back.
    pub(crate) fn take(&mut self) -> Vec<EarlyDatagram> {
        std::mem::take(&mut self.held)
    }

    /// Holds a datagram on.
    pub(crate) fn put_back(&mut self, early: EarlyDatagram) {
        self.held.push(early);
    }

    /// DTLS stands: nothing can be early any more.
    pub(crate) fn close(&mut self) {
        self.closed = true;
        self.held.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(port: u16) -> SocketAddr {
        SocketAddr::from(([10, 0, 0, 1], port))
    }

    fn hold(early: &mut EarlyDatagrams, port: u16, contents: &[u8]) -> bool {
        early.hold(address(port), address(1), contents)
    }

    #[test]
    fn only_dtls_is_held() {
        let mut early = EarlyDatagrams::default();
        for (first, held) in [
            (0, false),
            (19, false),
            (20, true),
            (63, true),
            (64, false),
            (128, false),
        ] {
            assert_eq!(hold(&mut early, 5, &[first, 0, 0]), held, "{first}");
        }
        assert!(!hold(&mut early, 5, b""));
        assert!(!hold(&mut early, 5, &[22; MAX_BYTES + 1]));
    }

    #[test]
    fn the_newest_few_are_held_until_dtls_stands() {
        let mut early = EarlyDatagrams::default();
        for port in 0..10 {
            hold(&mut early, port, &[22]);
        }
        let ports: Vec<_> = early.take().iter().map(|one| one.source.port()).collect();
        assert_eq!(ports, [6, 7, 8, 9]);
        hold(&mut early, 1, &[22]);
        early.close();
        assert!(!hold(&mut early, 1, &[22]));
        assert!(early.take().is_empty());
    }
}
