//! Datagrams from nowhere.

use std::net::UdpSocket;

use rand::{Rng, RngExt, SeedableRng};

use crate::support::{Caller, Door, FULL};

#[tokio::test]
async fn a_hundred_thousand_random_datagrams_leave_a_live_room_alone() {
    let door = Door::open().await;
    let mut anna = Caller::join(&door, FULL, "room", "anna").await;
    let mut boris = Caller::join(&door, FULL, "room", "boris").await;
    anna.hears(1).await;
    boris.hears(1).await;
    let media = door.host.media_addresses()[0];
    let flood = tokio::task::spawn_blocking(move || {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let mut random = rand::rngs::StdRng::seed_from_u64(8);
        let mut noise = vec![0; 1 << 16];
        random.fill_bytes(&mut noise);
        let mut bytes = [0; 1500];
        for n in 0..100_000_u32 {
            let length = random.random_range(1..=1200);
            let at = random.random_range(0..noise.len() - length);
            bytes[..length].copy_from_slice(&noise[at..at + length]);
            // Each family of RFC 7983 in turn: STUN, DTLS, RTP, and STUN that looks right as far as the cookie.
            match n % 4 {
                0 => bytes[0] = 0,
                1 => bytes[0] = 22,
                2 => bytes[0] = 0x80,
                _ if length > 20 => {
                    bytes[..2].copy_from_slice(&[0, 1]);
                    bytes[2..4].copy_from_slice(&u16::try_from(length - 20).unwrap().to_be_bytes());
                    bytes[4..8].copy_from_slice(&[0x21, 0x12, 0xA4, 0x42]);
                }
                _ => {}
            }
            // A full socket buffer drops, here as anywhere.
            let _ = socket.send_to(&bytes[..length], media);
        }
    });
    flood.await.unwrap();
    anna.hears(1).await;
    boris.hears(1).await;
    let figures = door.host.figures();
    assert!(door.host.is_running());
    assert_eq!(figures.room_panics, 0);
    assert_eq!(figures.participants, 2);
    assert!(figures.unclaimed_in > 10_000, "{figures:?}");
}
