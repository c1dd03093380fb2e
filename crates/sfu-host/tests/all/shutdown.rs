//! Stopping in order.

use std::time::Duration;

use sfu_host::wire::{self, leave_request::Action};

use crate::support::{Client, Door, FULL, join_claims, sign, soon};

#[tokio::test]
async fn everyone_is_told_to_come_back_and_nobody_is_let_in_any_more() {
    let door = Door::open().await;
    let mut clients = Vec::new();
    for n in 0..5 {
        let claims = join_claims(FULL, &format!("room{}", n % 2), &format!("someone{n}"));
        clients.push(Client::join(&door, &sign(&claims)).await);
    }
    let host = door.host.clone();
    let stop = tokio::spawn(async move { host.shutdown(Duration::from_secs(9)).await });
    for client in &mut clients {
        let leave = client.ending().await.leave.unwrap();
        assert_eq!(leave.action(), Action::Reconnect);
        assert_eq!(leave.reason(), wire::DisconnectReason::ServerShutdown);
        assert!(leave.can_reconnect);
    }
    soon("the stop", stop).await.unwrap();
    let token = sign(&join_claims(FULL, "room", "late"));
    let refused = Client::open(&door, &token, &wire::JoinRequest::default())
        .await
        .err()
        .unwrap();
    assert_eq!(refused.status, 503);
    soon("the workers' end", async {
        while door.host.is_running() {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_client_that_never_closes_delays_a_stop_no_longer_than_the_deadline() {
    let door = Door::open().await;
    // Keeps its end open and reads nothing.
    let _client = Client::join(&door, &sign(&join_claims(FULL, "room", "anna"))).await;
    soon("the stop", door.host.shutdown(Duration::from_secs(2))).await;
}

#[tokio::test]
async fn the_port_is_free_again_after_a_stop() {
    let door = Door::open().await;
    let media = door.host.media_addresses()[0];
    door.host.shutdown(Duration::from_secs(2)).await;
    soon("the port", async {
        while std::net::UdpSocket::bind(media).is_err() {
            tokio::task::yield_now().await;
        }
    })
    .await;
}
