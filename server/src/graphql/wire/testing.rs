//! What the tests of the wire share: a small schema, people with tokens, and a server of its own for every test.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use async_graphql::{Context, Object, Result, Schema, Subscription};
use axum::Router;
use clap::Parser;
use futures_util::stream::{self, Stream, StreamExt};
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use super::{Authenticate, Pace, Settings, Wire, routes};
use crate::config::{Config, Limits};
use crate::error::{AppError, ErrorCode};

#[derive(Parser)]
struct Defaults {
    #[command(flatten)]
    config: Config,
}

/// The limits of a server that was told nothing.
pub(super) fn limits() -> Limits {
    Defaults::parse_from(["tablewright"]).config.limits
}

/// What resolvers and tests share.
#[derive(Default)]
pub(super) struct World {
    /// Subscriptions that are running.
    pub(super) running: watch::Sender<usize>,
    /// Events that `flood` has made.
    pub(super) flooded: AtomicUsize,
    /// Mutations that ran to their end.
    pub(super) finished: watch::Sender<usize>,
    /// Lets `wait` go on.
    pub(super) go: Notify,
    /// Whether Ada's token has been signed out.
    pub(super) is_signed_out: AtomicBool,
}

/// Counts a subscription while it lives.
struct Running(Arc<World>);

impl Running {
    fn start(world: &Arc<World>) -> Self {
        world.running.send_modify(|count| *count += 1);
        Self(Arc::clone(world))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.running.send_modify(|count| *count -= 1);
    }
}

fn world(context: &Context<'_>) -> Arc<World> {
    Arc::clone(context.data_unchecked::<Arc<World>>())
}

/// Who asks, by name.
#[derive(Clone)]
pub(super) struct Person(&'static str);

#[derive(Clone)]
pub(super) struct People(Arc<World>);

impl Authenticate for People {
    type Viewer = Person;

    async fn viewer(&self, token: Option<&str>) -> Result<Person, AppError> {
        match token {
            None => Ok(Person("nobody")),
            Some("ada") if !self.0.is_signed_out.load(Ordering::SeqCst) => Ok(Person("Ada")),
            Some("away") => Err(AppError::new(ErrorCode::Unavailable, "The database is away.")),
            Some(_) => Err(AppError::unauthenticated("This token is not known.")),
        }
    }
}

pub(super) struct Query;

#[Object]
impl Query {
    async fn hello(&self) -> &'static str {
        "world"
    }

    async fn viewer(&self, context: &Context<'_>) -> &'static str {
        context.data_unchecked::<Person>().0
    }

    async fn length(&self, text: String) -> usize {
        text.len()
    }

    async fn lengths(&self, texts: Vec<Vec<String>>) -> usize {
        texts.iter().flatten().map(String::len).sum()
    }

    async fn missing(&self) -> Result<Option<i32>> {
        Err(AppError::not_found("table", "7").into())
    }

    async fn panics(&self) -> i32 {
        std::hint::black_box(None).expect("secret detail")
    }

    async fn never(&self) -> i32 {
        std::future::pending().await
    }

    async fn itself(&self) -> Query {
        Query
    }
}

pub(super) struct Mutation;

#[Object]
impl Mutation {
    /// Waits until the test says go.
    async fn wait(&self, context: &Context<'_>) -> usize {
        let world = world(context);
        world.go.notified().await;
        world.finished.send_modify(|count| *count += 1);
        1
    }

    async fn add(&self, a: i64, b: i64) -> i64 {
        a + b
    }
}

pub(super) struct Events;

#[Subscription]
impl Events {
    /// 1, 2, 3 … `to`.
    async fn count(&self, context: &Context<'_>, to: i32) -> impl Stream<Item = i32> {
        let running = Running::start(&world(context));
        stream::iter(1..=to).map(move |number| {
            let _ = &running;
            number
        })
    }

    /// Nothing, for ever.
    async fn silence(&self, context: &Context<'_>) -> impl Stream<Item = i32> {
        let running = Running::start(&world(context));
        stream::pending().map(move |number| {
            let _ = &running;
            number
        })
    }

    /// Large events as fast as they are taken.
    async fn flood(&self, context: &Context<'_>) -> impl Stream<Item = String> {
        let world = world(context);
        stream::repeat_with(move || {
            world.flooded.fetch_add(1, Ordering::SeqCst);
            "x".repeat(64 * 1024)
        })
    }

    async fn refused(&self) -> Result<stream::Pending<i32>> {
        Err(AppError::forbidden("Not for you.").into())
    }

    /// 1, then an error.
    async fn fails(&self) -> impl Stream<Item = Result<i32>> {
        let error = AppError::new(ErrorCode::Unavailable, "The log is away.");
        stream::iter([Ok(1), Err(error.into()), Ok(3)])
    }

    /// 1, then a panic.
    async fn panics(&self) -> impl Stream<Item = i32> {
        stream::iter(1..=2).map(|number| {
            assert!(number < 2, "secret detail");
            number
        })
    }

    async fn viewer(&self, context: &Context<'_>) -> impl Stream<Item = &'static str> {
        let name = context.data_unchecked::<Person>().0;
        stream::iter([name])
    }
}

/// A server on a free port, for one test.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    pub(super) router: Router,
    pub(super) world: Arc<World>,
    pub(super) closing: CancellationToken,
    pub(super) tasks: TaskTracker,
    _stop: DropGuard,
}

impl Server {
    /// With the usual limits and times.
    pub(super) async fn start() -> Self {
        Self::with(limits(), Pace::default()).await
    }

    pub(super) async fn with(limits: Limits, pace: Pace) -> Self {
        let world = Arc::new(World::default());
        let schema = Schema::build(Query, Mutation, Events).data(Arc::clone(&world)).finish();
        let closing = CancellationToken::new();
        let tasks = TaskTracker::new();
        let settings = Settings {
            limits,
            allowed_origins: vec!["https://app.example.com".to_owned()],
            pace,
            closing: closing.clone(),
            tasks: tasks.clone(),
        };
        let sdl = schema.sdl();
        let wire = Wire::new(schema, &sdl, People(Arc::clone(&world)), settings);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let stopped = stop.clone().cancelled_owned();
        let router = routes(Arc::new(wire));
        let server = axum::serve(listener, router.clone()).with_graceful_shutdown(stopped);
        tokio::spawn(server.into_future());
        Self {
            address,
            router,
            world,
            closing,
            tasks,
            _stop: stop.drop_guard(),
        }
    }
}

/// Times so short that a test need not wait for them, and so long that nothing else runs into them.
pub(super) fn pace(change: impl FnOnce(&mut Pace)) -> Pace {
    let long = Duration::from_secs(3600);
    let mut pace = Pace {
        init: long,
        ping: long,
        gone: long,
        recheck: long,
    };
    change(&mut pace);
    pace
}

pub(super) const SHORT: Duration = Duration::from_millis(20);
