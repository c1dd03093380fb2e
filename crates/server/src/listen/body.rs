//! Bodies on their way through the listener: requests must come at a minimum rate, answers say when they are out.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Buf, Bytes};
use http_body::{Body, Frame, SizeHint};
use tokio::time::Sleep;

use super::activity::InFlight;

/// Whether a request's body came too slowly. Cloning shares it.
#[derive(Clone, Default)]
pub(super) struct TooSlow(Arc<AtomicBool>);

impl TooSlow {
    pub(super) fn happened(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// A request's body that fails when, within a window of waiting, less came than the rate asks. A pause of a moment is
/// no attack, so the window is some seconds long.
pub(super) struct Rated<B> {
    inner: B,
    window: Duration,
    least_in_window: u64,
    came: u64,
    waiting: Option<Pin<Box<Sleep>>>,
    too_slow: TooSlow,
}

impl<B> Rated<B> {
    pub(super) fn new(inner: B, bytes_per_second: u64, window: Duration, too_slow: TooSlow) -> Self {
        let least_in_window = bytes_per_second.saturating_mul(window.as_secs());
        Self {
            inner,
            window,
            least_in_window,
            came: 0,
            waiting: None,
            too_slow,
        }
    }
}

impl<B> Body for Rated<B>
where
    B: Body<Data = Bytes> + Unpin,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.inner).poll_frame(cx) {
            if let Some(Ok(frame)) = &frame {
                self.came += frame.data_ref().map_or(0, |data| data.remaining() as u64);
            }
            if self.came >= self.least_in_window {
                self.came = 0;
                self.waiting = None;
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let window = self.window;
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(tokio::time::sleep(window)));
        if waiting.as_mut().poll(cx).is_pending() {
            return Poll::Pending;
        }
        self.too_slow.0.store(true, Ordering::Release);
        Poll::Ready(Some(Err("the body came too slowly".into())))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// An answer's body that keeps its request in flight until it is sent or given up.
pub(super) struct Tracked<B> {
    inner: B,
    _request: InFlight,
}

impl<B> Tracked<B> {
    pub(super) fn new(inner: B, request: InFlight) -> Self {
        Self {
            inner,
            _request: request,
        }
    }
}

impl<B: Body + Unpin> Body for Tracked<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        Pin::new(&mut self.inner).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::{BodyExt, StreamBody};
    use tokio_stream::StreamExt;

    use super::*;

    /// A body of `chunks` pieces of `size` bytes, one each `every`.
    async fn receive(chunks: usize, size: usize, every: Duration) -> (bool, TooSlow) {
        let pieces = tokio_stream::iter(0..chunks).then(move |_| async move {
            tokio::time::sleep(every).await;
            Ok::<_, std::io::Error>(Frame::data(Bytes::from(vec![b'x'; size])))
        });
        let too_slow = TooSlow::default();
        let body = Rated::new(
            Box::pin(StreamBody::new(pieces)),
            1024,
            Duration::from_secs(10),
            too_slow.clone(),
        );
        (body.collect().await.is_ok(), too_slow)
    }

    #[tokio::test(start_paused = true)]
    async fn asvs_slow_bodies_are_cut_and_honest_ones_are_not() {
        for (chunks, size, every_ms, whole) in [
            (1, 10, 9_000, true),      // one small body, late
            (1, 10, 11_000, false),    // nothing at all for eleven seconds
            (100, 1, 1_000, false),    // a byte a second
            (60, 1_100, 1_000, true),  // just over the rate, for a minute
            (6, 8_000, 9_000, false),  // steady, but under the rate
            (3, 100_000, 9_000, true), // in bursts
        ] {
            let (received, too_slow) = receive(chunks, size, Duration::from_millis(every_ms)).await;
            assert_eq!(
                (received, too_slow.happened()),
                (whole, !whole),
                "{chunks} × {size} every {every_ms} ms"
            );
        }
    }
}
