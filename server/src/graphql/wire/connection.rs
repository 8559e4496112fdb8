//! One WebSocket, from its opening to its close: a single task that writes, listens, and moves the operations on.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use async_graphql::Executor;
use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;
use futures_util::{FutureExt, StreamExt};
use serde_json::{Map, Value as Json};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_stream::StreamMap;
use tokio_tungstenite::tungstenite;

use super::outbox::Outbox;
use super::parameters::Parameters;
use super::protocol::{ClientMessage, Close, ServerMessage};
use super::stream::{self, Step};
use super::{Authenticate, Wire, authenticate};
use crate::error::{AppError, ErrorCode};
use crate::graphql::error;

/// How long a client gets to read what is left and to answer the close frame.
const FAREWELL: Duration = Duration::from_secs(5);

/// The times of a socket.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pace {
    /// Within which the client opens the session.
    pub(crate) init: Duration,
    /// Between two pings of the server.
    pub(crate) ping: Duration,
    /// After which a client that was not heard is gone.
    pub(crate) gone: Duration,
    /// Between two looks at whether the token is still good.
    pub(crate) recheck: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            init: Duration::from_secs(3),
            ping: Duration::from_secs(20),
            gone: Duration::from_secs(50),
            recheck: Duration::from_secs(60),
        }
    }
}

/// A socket and what is going on on it.
pub(super) struct Connection<E, A: Authenticate> {
    wire: Arc<Wire<E, A>>,
    socket: WebSocket,
    outbox: Outbox,
    session: Session,
    token: Option<Arc<str>>,
    /// The question who the token belongs to, while it is not answered.
    asking: Option<BoxFuture<'static, Result<A::Viewer, AppError>>>,
    operations: StreamMap<Arc<str>, BoxStream<'static, Step>>,
    clock: Clock,
}

/// How far the client has come.
#[derive(Clone, Copy, PartialEq)]
enum Session {
    /// `connection_init` has not come.
    Waiting,
    /// It is being found out who the client is.
    Opening,
    /// Acknowledged.
    Open,
}

/// When what is due.
struct Clock {
    init: Instant,
    ping: Instant,
    gone: Instant,
    recheck: Instant,
}

/// How a socket ends.
enum Ending {
    /// With a close frame of ours.
    Close(Close),
    /// With a close frame of the client, which is still to be answered.
    Closed,
    /// The client is not there any more.
    Lost,
}

/// What a socket wakes up for.
enum Turn {
    Heard(Message),
    Failed(axum::Error),
    Viewer(Result<(), AppError>),
    Lost,
    Due,
}

impl<E: Executor, A: Authenticate> Connection<E, A> {
    /// A socket that was just opened; the token is that of its HTTP request.
    pub(super) fn new(wire: Arc<Wire<E, A>>, socket: WebSocket, token: Option<String>) -> Self {
        let now = Instant::now();
        let pace = wire.pace;
        Self {
            wire,
            socket,
            outbox: Outbox::default(),
            session: Session::Waiting,
            token: token.map(Arc::from),
            asking: None,
            operations: StreamMap::new(),
            clock: Clock {
                init: now + pace.init,
                ping: now + pace.ping,
                gone: now + pace.gone,
                recheck: now + pace.recheck,
            },
        }
    }

    /// Serves the socket until it ends.
    pub(super) async fn run(mut self) {
        let ending = self.serve().await;
        // Ends the operations now: nobody reads them while the farewell is awaited.
        self.operations.clear();
        let farewell = async {
            match ending {
                Ending::Close(close) => {
                    tracing::debug!(?close, "closing a socket");
                    poll_fn(|context| self.outbox.poll_send(&mut self.socket, context)).await?;
                    self.socket.send(Message::Close(Some(close.frame()))).await?;
                }
                Ending::Closed => {}
                Ending::Lost => return Ok(()),
            }
            while let Some(Ok(_)) = self.socket.next().await {}
            Ok::<_, axum::Error>(())
        };
        if timeout(FAREWELL, farewell).await.is_err() {
            tracing::debug!("a client did not answer the close frame");
        }
    }

    async fn serve(&mut self) -> Ending {
        let mut closing = pin!(self.wire.closing.clone().cancelled_owned());
        let mut timer = pin!(sleep_until(self.next_due()));
        loop {
            let turn = tokio::select! {
                biased;
                () = &mut closing => return Ending::Close(Close::GoingAway),
                () = &mut timer => Turn::Due,
                turn = poll_fn(|context| self.poll_turn(context)) => turn,
            };
            let outcome = match turn {
                Turn::Heard(message) => {
                    self.clock.gone = Instant::now() + self.wire.pace.gone;
                    self.hear(message)
                }
                Turn::Viewer(answer) => {
                    let outcome = self.know(answer);
                    timer.as_mut().reset(self.next_due());
                    outcome
                }
                Turn::Failed(error) => Err(failure(error)),
                Turn::Lost => Err(Ending::Lost),
                Turn::Due => {
                    let outcome = self.due(Instant::now());
                    timer.as_mut().reset(self.next_due());
                    outcome
                }
            };
            if let Err(ending) = outcome {
                return ending;
            }
        }
    }

    /// Writes what can be written, moves operations on while there is room, and listens.
    fn poll_turn(&mut self, context: &mut Context<'_>) -> Poll<Turn> {
        loop {
            if let Poll::Ready(Err(_)) = self.outbox.poll_send(&mut self.socket, context) {
                return Poll::Ready(Turn::Lost);
            }
            let mut moved = false;
            while self.outbox.has_room()
                && let Poll::Ready(Some((id, step))) = self.operations.poll_next_unpin(context)
            {
                moved = true;
                self.take(id, step);
            }
            if !moved {
                break;
            }
        }
        if let Some(asking) = &mut self.asking
            && let Poll::Ready(answer) = asking.poll_unpin(context)
        {
            self.asking = None;
            return Poll::Ready(Turn::Viewer(answer.map(|_viewer| ())));
        }
        if self.outbox.may_reply()
            && let Poll::Ready(heard) = self.socket.poll_next_unpin(context)
        {
            return Poll::Ready(match heard {
                Some(Ok(message)) => Turn::Heard(message),
                Some(Err(error)) => Turn::Failed(error),
                None => Turn::Lost,
            });
        }
        Poll::Pending
    }

    fn take(&mut self, id: Arc<str>, step: Step) {
        match step {
            Step::Next(text) => self.outbox.push(Some(id), text),
            Step::End(text) => {
                self.operations.remove(&id);
                self.outbox.push(Some(id), text);
            }
        }
    }

    fn hear(&mut self, message: Message) -> Result<(), Ending> {
        let text = match message {
            Message::Text(text) => text,
            Message::Ping(_) | Message::Pong(_) => return Ok(()),
            Message::Close(_) => return Err(Ending::Closed),
            Message::Binary(_) => {
                let close = Close::InvalidMessage("it is binary".to_owned());
                return Err(Ending::Close(close));
            }
        };
        let outcome = match ClientMessage::read(&text) {
            Ok(ClientMessage::ConnectionInit { payload }) => self.init(payload.unwrap_or_default()),
            Ok(ClientMessage::Ping { payload }) => {
                self.say(ServerMessage::Pong { payload }.text());
                Ok(())
            }
            Ok(ClientMessage::Pong {}) => Ok(()),
            Ok(ClientMessage::Subscribe { id, payload }) => self.subscribe(id, payload),
            Ok(ClientMessage::Complete { id }) => {
                // It may have ended by itself meanwhile; then there is nothing to do.
                self.operations.remove(id.as_str());
                self.outbox.forget(&id);
                Ok(())
            }
            Err(close) => Err(close),
        };
        outcome.map_err(Ending::Close)
    }

    fn init(&mut self, payload: Map<String, Json>) -> Result<(), Close> {
        if self.session != Session::Waiting {
            return Err(Close::TooManyInits);
        }
        let authorization = payload
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        match authorization.map(|(_, value)| value) {
            None | Some(Json::Null) => {}
            Some(Json::String(text)) => {
                // An empty field of a form is no token; the HTTP request may have brought one.
                if let Some(token) = authenticate::bare(text) {
                    self.token = Some(token.into());
                }
            }
            Some(_) => {
                let why = "authorization must be a string";
                return Err(Close::InvalidMessage(why.to_owned()));
            }
        }
        self.session = Session::Opening;
        self.ask();
        Ok(())
    }

    fn ask(&mut self) {
        let (wire, token) = (Arc::clone(&self.wire), self.token.clone());
        let question = async move { wire.authenticator.viewer(token.as_deref()).await };
        self.asking = Some(question.boxed());
    }

    /// Deals with the answer to who the client is.
    fn know(&mut self, answer: Result<(), AppError>) -> Result<(), Ending> {
        match answer {
            Ok(()) => {
                if self.session == Session::Opening {
                    self.session = Session::Open;
                    self.say(ServerMessage::ConnectionAck.text());
                }
                Ok(())
            }
            Err(error) => match error.code {
                ErrorCode::Unauthenticated | ErrorCode::Forbidden => Err(Ending::Close(Close::Forbidden)),
                // An open session goes on while it cannot be checked.
                _ if self.session == Session::Open => Ok(()),
                ErrorCode::Unavailable | ErrorCode::Limited => Err(Ending::Close(Close::TryAgainLater)),
                _ => Err(Ending::Close(Close::Internal)),
            },
        }
    }

    fn subscribe(&mut self, id: String, payload: Map<String, Json>) -> Result<(), Close> {
        if self.session != Session::Open {
            return Err(Close::Unauthorized);
        }
        let parameters =
            Parameters::from_payload(Json::Object(payload)).map_err(|error| Close::InvalidMessage(error.message))?;
        if self.operations.contains_key(id.as_str()) {
            return Err(Close::SubscriberExists(id));
        }
        let id: Arc<str> = id.into();
        let limit = self.wire.limits.max_operations;
        if self.operations.len() >= limit {
            let error = AppError::limited("operations", format!("A socket may have {limit} operations open."));
            let payload = &[error::server_error(&error)];
            let text = ServerMessage::Error { id: &id, payload }.text();
            self.outbox.push(Some(id), text);
            return Ok(());
        }
        let (wire, token) = (Arc::clone(&self.wire), self.token.clone());
        let steps = stream::open(wire, Arc::clone(&id), token, parameters);
        self.operations.insert(id, steps);
        Ok(())
    }

    fn say(&mut self, text: Utf8Bytes) {
        self.outbox.push(None, text);
    }

    fn next_due(&self) -> Instant {
        let mut next = self.clock.ping.min(self.clock.gone);
        if self.session == Session::Waiting {
            next = next.min(self.clock.init);
        }
        if self.session == Session::Open && self.token.is_some() {
            next = next.min(self.clock.recheck);
        }
        next
    }

    /// Does what the time has come for.
    fn due(&mut self, now: Instant) -> Result<(), Ending> {
        let pace = self.wire.pace;
        if now >= self.clock.gone {
            return Err(Ending::Lost);
        }
        if self.session == Session::Waiting && now >= self.clock.init {
            return Err(Ending::Close(Close::InitTimeout));
        }
        if now >= self.clock.ping {
            self.clock.ping = now + pace.ping;
            self.outbox.push_ping();
        }
        if now >= self.clock.recheck {
            self.clock.recheck = now + pace.recheck;
            if self.session == Session::Open && self.token.is_some() && self.asking.is_none() {
                self.ask();
            }
        }
        Ok(())
    }
}

/// What is wrong with a socket that cannot be read.
fn failure(error: axum::Error) -> Ending {
    let cause = error.into_inner();
    match cause.downcast_ref::<tungstenite::Error>() {
        Some(tungstenite::Error::Capacity(_)) => Ending::Close(Close::TooLarge),
        Some(tungstenite::Error::Utf8(_)) => Ending::Close(Close::InvalidMessage("it is not UTF-8".to_owned())),
        _ => Ending::Lost,
    }
}
