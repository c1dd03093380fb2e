//! How many signalling connections there are, so that a stop can wait for their farewells.

use tokio::sync::watch;

/// Counts what is present. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Presence(watch::Sender<usize>);

/// One that is present, until dropped.
#[derive(Debug)]
pub(crate) struct Present(watch::Sender<usize>);

impl Default for Presence {
    fn default() -> Self {
        Self(watch::Sender::new(0))
    }
}

impl Presence {
    pub(crate) fn enter(&self) -> Present {
        self.0.send_modify(|count| *count += 1);
        Present(self.0.clone())
    }

    /// Waits until none is present.
    pub(crate) async fn empty(&self) {
        // Fails only when the sender is gone, and we hold it.
        let _ = self.0.subscribe().wait_for(|count| *count == 0).await;
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count = count.saturating_sub(1));
    }
}
