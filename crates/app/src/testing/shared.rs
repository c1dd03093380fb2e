//! Word of what happened, within one process.

use async_trait::async_trait;
use futures_util::stream::{self, BoxStream, StreamExt as _};
use tokio::sync::broadcast;

use crate::ports::Shared;

/// One channel for all topics; listeners pick out theirs.
#[derive(Debug)]
pub struct MemoryShared(broadcast::Sender<(String, String)>);

impl Default for MemoryShared {
    fn default() -> Self {
        Self(broadcast::channel(1024).0)
    }
}

#[async_trait]
impl Shared for MemoryShared {
    async fn publish(&self, topic: &str, message: String) -> anyhow::Result<()> {
        // An error means that nobody listens, which is none.
        let _ = self.0.send((topic.to_owned(), message));
        Ok(())
    }

    async fn subscribe(&self, topics: Vec<String>) -> anyhow::Result<BoxStream<'static, String>> {
        let listening = self.0.subscribe();
        Ok(
            stream::unfold((listening, topics), |(mut listening, topics)| async move {
                loop {
                    let (topic, message) = listening.recv().await.ok()?;
                    if topics.contains(&topic) {
                        return Some((message, (listening, topics)));
                    }
                }
            })
            .boxed(),
        )
    }
}
