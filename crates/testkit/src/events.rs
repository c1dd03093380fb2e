//! Reading an event stream (SSE).

use std::time::Duration;

use axum::body::Body;
use http_body_util::BodyExt as _;
use serde_json::Value;

/// How long a test waits for an event that must come.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open event stream. Dropping it hangs up.
pub struct EventStream {
    body: Body,
    buffer: String,
    comments: usize,
}

impl EventStream {
    pub(crate) fn new(body: Body) -> Self {
        Self {
            body,
            buffer: String::new(),
            comments: 0,
        }
    }

    /// The next event's name and data; nothing when the server has closed the stream.
    ///
    /// # Panics
    /// When neither comes in time.
    pub async fn next(&mut self) -> Option<(String, Value)> {
        tokio::time::timeout(PATIENCE, self.read())
            .await
            .expect("an event, or the end of the stream")
    }

    /// How many comments (pings) came so far.
    #[must_use]
    pub fn comments(&self) -> usize {
        self.comments
    }

    async fn read(&mut self) -> Option<(String, Value)> {
        loop {
            while let Some((block, rest)) = self
                .buffer
                .split_once("\n\n")
                .map(|(b, r)| (b.to_owned(), r.to_owned()))
            {
                self.buffer = rest;
                match parse(&block) {
                    Some(event) => return Some(event),
                    None => self.comments += 1,
                }
            }
            let frame = self.body.frame().await?.expect("a whole stream");
            if let Ok(data) = frame.into_data() {
                self.buffer.push_str(std::str::from_utf8(&data).expect("UTF-8"));
            }
        }
    }
}

fn parse(block: &str) -> Option<(String, Value)> {
    let field = |name: &str| {
        block
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    };
    let data = serde_json::from_str(field("data")?).expect("data is JSON");
    Some((field("event")?.to_owned(), data))
}
