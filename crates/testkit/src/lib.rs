//! The real router on a small database of its own, with a clock in the test's hands, repeatable luck, cheap hashing
//! and a media half that writes down what it was asked.
//!
//! For tests of this workspace only: it panics where a test should fail, and never opens a socket.

mod answer;
mod app;
mod client;
mod documented;
mod events;
mod people;

pub use crate::answer::Answer;
pub use crate::app::{EASY_WORK, TestApp};
pub use crate::client::{Asking, Client};
pub use crate::events::EventStream;
pub use crate::people::{Newcomer, PASSWORD};

/// Makes two tests of each async function over a [`TestApp`]: one on SQLite in memory, one on PostgreSQL. Both end
/// with [`TestApp::finish`].
#[macro_export]
macro_rules! journeys {
    ($( $(#[$meta:meta])* async fn $name:ident($app:ident: &TestApp) $body:block )+) => { $(
        mod $name {
            #[allow(unused_imports, reason = "not every journey needs what its module imports")]
            use super::*;

            async fn journey($app: &$crate::TestApp) $body

            $(#[$meta])*
            #[tokio::test]
            async fn sqlite() {
                let app = $crate::TestApp::sqlite().await;
                journey(&app).await;
                app.finish().await;
            }

            $(#[$meta])*
            #[tokio::test]
            async fn postgres() {
                let app = $crate::TestApp::postgres().await;
                journey(&app).await;
                app.finish().await;
            }
        }
    )+ };
}
