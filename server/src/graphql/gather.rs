//! Runs a request together with its loads, so that what many resolvers ask for is gathered into one statement.
//!
//! A loader that waits for some time before it reads splits its batches by the luck of scheduling. Here the loads of a
//! request run where the request runs, and start when none of its resolvers can go on: then all that will be asked for
//! has been asked for, and what one load brings reaches all who wait for it before any of them asks for more.
//!
//! That a request is pending does not mean that none can go on: joined futures yield now and then, and wake themselves.
//! So a request is polled with a waker of its own, which tells.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use futures_util::task::AtomicWaker;
use futures_util::{Stream, StreamExt};

/// Loads that were asked for and have not started.
#[derive(Clone, Default)]
pub(super) struct Queue(Arc<Mutex<Vec<BoxFuture<'static, ()>>>>);

impl Queue {
    /// Adds a load.
    pub(super) fn push(&self, load: BoxFuture<'static, ()>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(load);
    }

    fn take(&self) -> Vec<BoxFuture<'static, ()>> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Wakes the task, and remembers that the request can go on.
#[derive(Default)]
struct Bell {
    rung: AtomicBool,
    task: AtomicWaker,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.rung.store(true, Ordering::Release);
        self.task.wake();
    }
}

/// A request and its loads: a future or a stream, as the request is.
pub(super) struct Gather<R> {
    request: R,
    queue: Queue,
    loads: FuturesUnordered<BoxFuture<'static, ()>>,
    bell: Arc<Bell>,
}

impl<R> Gather<R> {
    /// A request whose loads go to the queue.
    pub(super) fn new(request: R, queue: Queue) -> Self {
        Self {
            request,
            queue,
            loads: FuturesUnordered::new(),
            bell: Arc::default(),
        }
    }

    fn drive<T>(
        &mut self,
        context: &mut Context<'_>,
        mut poll: impl FnMut(&mut R, &mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        self.bell.task.register(context.waker());
        let waker = Waker::from(Arc::clone(&self.bell));
        loop {
            self.bell.rung.store(false, Ordering::Release);
            if let Poll::Ready(ready) = poll(&mut self.request, &mut Context::from_waker(&waker)) {
                return Poll::Ready(ready);
            }
            // Where the bell was rung the task is woken already, and the loads wait for what else is asked for.
            if self.bell.rung.load(Ordering::Acquire) || !self.load(context) {
                return Poll::Pending;
            }
        }
    }

    /// Goes on with the loads; whether one of them came to its end, and so the request may go on.
    fn load(&mut self, context: &mut Context<'_>) -> bool {
        self.loads.extend(self.queue.take());
        let mut progressed = false;
        while let Poll::Ready(Some(())) = self.loads.poll_next_unpin(context) {
            progressed = true;
        }
        progressed
    }
}

impl<R: Future + Unpin> Future for Gather<R> {
    type Output = R::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<R::Output> {
        self.drive(context, |request, context| Pin::new(request).poll(context))
    }
}

impl<R: Stream + Unpin> Stream for Gather<R> {
    type Item = R::Item;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<R::Item>> {
        self.drive(context, |request, context| request.poll_next_unpin(context))
    }
}
