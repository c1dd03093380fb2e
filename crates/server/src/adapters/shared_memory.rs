//! Word between the nodes of an installation that has only one: within the process.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use app::ports::Shared;
use async_trait::async_trait;
use futures_util::stream::{self, BoxStream, StreamExt};
use tokio::sync::broadcast;

/// Messages a listener may be behind by before its stream ends.
const BEHIND: usize = 64;

/// Topics that somebody listens to. Cloning shares them.
#[derive(Clone, Default)]
pub struct SharedMemory(Arc<Mutex<Topics>>);

type Topics = HashMap<String, broadcast::Sender<String>>;

impl SharedMemory {
    fn topics(&self) -> MutexGuard<'_, Topics> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn listen(&self, topic: String) -> Listener {
        let sender = self
            .topics()
            .entry(topic.clone())
            .or_insert_with(|| broadcast::Sender::new(BEHIND))
            .clone();
        Listener {
            messages: Some(sender.subscribe()),
            topic,
            topics: self.clone(),
        }
    }
}

#[async_trait]
impl Shared for SharedMemory {
    async fn publish(&self, topic: &str, message: String) -> anyhow::Result<()> {
        if let Some(listeners) = self.topics().get(topic) {
            // Fails when the last listener left this very moment, which is fine.
            let _ = listeners.send(message);
        }
        Ok(())
    }

    async fn subscribe(&self, topics: Vec<String>) -> anyhow::Result<BoxStream<'static, String>> {
        let listeners: Vec<Listener> = topics.into_iter().map(|topic| self.listen(topic)).collect();
        let each = listeners
            .into_iter()
            .map(|listener| stream::unfold(listener, Listener::next).boxed());
        // One of them falling behind ends the whole: a stream with a gap is worse than none.
        Ok(
            stream::select_all(each.map(|one| one.map(Some).chain(stream::iter([None])).boxed()))
                .take_while(|message| std::future::ready(message.is_some()))
                .filter_map(std::future::ready)
                .boxed(),
        )
    }
}

/// One listener's place at one topic; the last to leave takes the topic along.
struct Listener {
    messages: Option<broadcast::Receiver<String>>,
    topic: String,
    topics: SharedMemory,
}

impl Listener {
    /// The next message, or the end when this listener could not follow.
    async fn next(mut self) -> Option<(String, Self)> {
        let message = self.messages.as_mut()?.recv().await.ok()?;
        Some((message, self))
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut topics = self.topics.topics();
        self.messages = None;
        if topics
            .get(&self.topic)
            .is_some_and(|sender| sender.receiver_count() == 0)
        {
            topics.remove(&self.topic);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn subscribe(shared: &SharedMemory, topics: &[&str]) -> BoxStream<'static, String> {
        shared
            .subscribe(topics.iter().map(|topic| (*topic).to_owned()).collect())
            .await
            .unwrap()
    }

    #[tokio::test]
    async fn listeners_hear_their_topics_and_no_others() {
        let shared = SharedMemory::default();
        let mut ann = subscribe(&shared, &["account/ann", "everybody"]).await;
        let mut bob = subscribe(&shared, &["account/bob", "everybody"]).await;
        for (topic, message) in [("account/ann", "1"), ("nobody", "2"), ("everybody", "3")] {
            shared.publish(topic, message.to_owned()).await.unwrap();
        }
        let mut heard = vec![ann.next().await.unwrap(), ann.next().await.unwrap()];
        heard.sort();
        assert_eq!(heard, ["1", "3"]);
        assert_eq!(bob.next().await.unwrap(), "3");
    }

    #[tokio::test]
    async fn a_listener_too_slow_to_follow_sees_its_stream_end() {
        let shared = SharedMemory::default();
        let mut slow = subscribe(&shared, &["topic", "other"]).await;
        for number in 0..=BEHIND {
            shared.publish("topic", number.to_string()).await.unwrap();
        }
        assert_eq!(slow.next().await, None);
    }

    #[tokio::test]
    async fn topics_without_listeners_are_forgotten() {
        let shared = SharedMemory::default();
        let one = subscribe(&shared, &["topic"]).await;
        let two = subscribe(&shared, &["topic"]).await;
        drop(one);
        assert_eq!(shared.topics().len(), 1);
        drop(two);
        assert!(shared.topics().is_empty());
    }
}
