//! The event stream (SSE).

use std::time::Duration;

use domain::time::hours;
use serde_json::json;
use testkit::{EventStream, TestApp};
use web::WebOptions;

#[tokio::test]
async fn a_stream_needs_a_session_and_greets_with_its_id() {
    let app = TestApp::sqlite().await;
    app.client().get("events").await.refused(401, "signed_out");
    let browser = app.administrator().await;
    let _stream: EventStream = browser.events().await;
    app.finish().await;
}

#[tokio::test]
async fn a_silent_stream_shows_that_it_lives() {
    let app = TestApp::configured(WebOptions {
        stream_ping: Duration::from_millis(5),
        ..WebOptions::default()
    })
    .await;
    let browser = app.administrator().await;
    let mut stream = browser.events().await;
    let ending = async {
        // The stream itself says when enough time has passed.
        tokio::time::sleep(Duration::from_millis(50)).await;
        browser.ask("POST", "sign-out").send().await.expect(204);
    };
    let (event, ()) = tokio::join!(stream.next(), ending);
    assert_eq!(event.unwrap().0, "session_ended");
    assert!(stream.comments() >= 1, "no comment in ten times the interval");
    assert_eq!(WebOptions::default().stream_ping, Duration::from_secs(15));
    app.finish().await;
}

#[tokio::test]
async fn a_session_holds_eight_streams_and_a_closed_one_gives_its_place_back() {
    let app = TestApp::sqlite().await;
    let browser = app.administrator().await;
    let mut streams = Vec::new();
    for _ in 0..8 {
        streams.push(browser.events().await);
    }
    browser.get("events").await.refused(429, "too_many_streams");
    app.signed_in("root").await.events().await;
    drop(streams.pop());
    streams.push(browser.events().await);
    app.finish().await;
}

#[tokio::test]
async fn when_the_server_stops_every_stream_says_so_and_ends() {
    let app = TestApp::sqlite().await;
    let browser = app.administrator().await;
    let mut stream = browser.events().await;
    app.state().stop();
    assert_eq!(stream.next().await.unwrap(), ("server_stopping".to_owned(), json!({})));
    assert!(stream.next().await.is_none());
    let mut late = browser.events().await;
    assert_eq!(
        late.next().await.unwrap().0,
        "server_stopping",
        "one that opens meanwhile does not hold the stop up"
    );
    app.finish().await;
}

#[tokio::test]
async fn ses_9_an_open_stream_is_no_activity_and_ends_with_its_session_though_nobody_said_so() {
    let options = WebOptions {
        stream_recheck: Duration::from_millis(10),
        ..WebOptions::default()
    };
    let app = TestApp::configured(options).await;
    let browser = app.administrator().await;
    let id = browser.session_id().await;
    let mut stream = browser.events().await;
    app.advance(hours(12));
    let expected = json!({"session_id": id, "reason": "expired"});
    assert_eq!(stream.next().await.unwrap(), ("session_ended".to_owned(), expected));
    assert!(stream.next().await.is_none());
    app.finish().await;
}
