//! What happens in rooms, told in LiveKit's webhook form to whoever listens in this process.
//!
//! Ordered per room. Bounded: a listener that is behind by more than [`CAPACITY`] events is told that it missed
//! some and must compare with the participant lists, as with webhooks that did not arrive.

use sfu::wire::WebhookEvent;
use tokio::sync::broadcast;

/// Events kept for listeners that are behind.
pub const CAPACITY: usize = 4096;

/// The channel of events.
#[derive(Debug, Clone)]
pub(crate) struct Events(broadcast::Sender<WebhookEvent>);

impl Events {
    pub(crate) fn new() -> Self {
        Self(broadcast::Sender::new(CAPACITY))
    }

    pub(crate) fn publish(&self, event: WebhookEvent) {
        // Fails when nobody listens, which is fine.
        let _ = self.0.send(event);
    }

    pub(crate) fn listen(&self) -> broadcast::Receiver<WebhookEvent> {
        self.0.subscribe()
    }
}
