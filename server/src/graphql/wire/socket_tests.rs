//! The protocol from outside, over real sockets.

use std::sync::atomic::Ordering;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::testing::{SHORT, Server, limits, pace};

struct Client(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Client {
    async fn try_connect(server: &Server, headers: &[(&str, &str)]) -> Result<Self, Error> {
        let mut request = format!("ws://{}/graphql/ws", server.address)
            .into_client_request()
            .unwrap();
        for (name, value) in headers {
            let name: HeaderName = name.parse().unwrap();
            request
                .headers_mut()
                .insert(name, HeaderValue::from_str(value).unwrap());
        }
        connect_async(request).await.map(|(socket, _)| Self(socket))
    }

    /// A socket on which nothing has been said.
    async fn connect(server: &Server) -> Self {
        let headers = [("sec-websocket-protocol", "graphql-transport-ws")];
        Self::try_connect(server, &headers).await.unwrap()
    }

    /// A socket whose session is open.
    async fn open(server: &Server) -> Self {
        let mut client = Self::connect(server).await;
        client.send(&json!({ "type": "connection_init" })).await;
        assert_eq!(client.hear().await, json!({ "type": "connection_ack" }));
        client
    }

    async fn send(&mut self, message: &Value) {
        self.send_text(&message.to_string()).await;
    }

    async fn send_text(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.unwrap();
    }

    async fn subscribe(&mut self, id: &str, query: &str) {
        let payload = json!({ "query": query });
        self.send(&json!({ "id": id, "type": "subscribe", "payload": payload }))
            .await;
    }

    /// The next message of the protocol.
    async fn hear(&mut self) -> Value {
        loop {
            match self.0.next().await.unwrap().unwrap() {
                Message::Text(text) => return serde_json::from_str(&text).unwrap(),
                Message::Close(frame) => return json!({ "closed": frame.map(|frame| u16::from(frame.code)) }),
                _ => {}
            }
        }
    }

    async fn close(&mut self) -> CloseFrame {
        loop {
            if let Message::Close(frame) = self.0.next().await.unwrap().unwrap() {
                return frame.unwrap();
            }
        }
    }
}

fn next(id: &str, data: Value) -> Value {
    json!({ "id": id, "type": "next", "payload": { "data": data } })
}

fn complete(id: &str) -> Value {
    json!({ "id": id, "type": "complete" })
}

fn code_of(message: &Value) -> &str {
    assert_eq!(message["type"], "error", "{message}");
    message["payload"][0]["extensions"]["code"].as_str().unwrap()
}

/// What a client says from the first message on, and how the socket is closed for it.
#[tokio::test]
async fn sockets_are_closed_with_the_codes_of_the_protocol() {
    let init = r#"{"type":"connection_init"}"#;
    let silence = r#"{"id":"a","type":"subscribe","payload":{"query":"subscription { silence }"}}"#;
    let cases: [(&[&str], u16, &str); 17] = [
        (&["hello"], 4400, "Invalid message"),
        (&[r#"{"type":"start"}"#], 4400, "Invalid message"),
        (&[init, "[]"], 4400, "Invalid message"),
        (&[init, r#"{"type":"connection_ack"}"#], 4400, "Invalid message"),
        (
            &[init, r#"{"type":"subscribe","payload":{"query":"{hello}"}}"#],
            4400,
            "Invalid message",
        ),
        (
            &[init, r#"{"id":"a","type":"subscribe","payload":{}}"#],
            4400,
            "query is missing",
        ),
        (
            &[init, r#"{"id":"a","type":"subscribe","payload":{"query":7}}"#],
            4400,
            "query must be",
        ),
        (
            &[
                init,
                r#"{"id":"a","type":"subscribe","payload":{"query":"{hello}","variables":[]}}"#,
            ],
            4400,
            "variables must be",
        ),
        (
            &[r#"{"type":"connection_init","payload":"ada"}"#],
            4400,
            "Invalid message",
        ),
        (
            &[r#"{"type":"connection_init","payload":{"authorization":7}}"#],
            4400,
            "authorization must be a string",
        ),
        (&[silence], 4401, "Unauthorized"),
        (
            &[r#"{"type":"connection_init","payload":{"authorization":"stranger"}}"#],
            4403,
            "Forbidden",
        ),
        (
            &[r#"{"type":"connection_init","payload":{"authorization":"away"}}"#],
            1013,
            "Try again later",
        ),
        (&[init, init], 4429, "Too many initialisation requests"),
        (&[init, silence, silence], 4409, "Subscriber for a already exists"),
        (
            &[
                init,
                r#"{"type":"connection_init","payload":{"authorization":"stranger"}}"#,
            ],
            4429,
            "Too many",
        ),
        (&[r#"{"type":"complete"}"#], 4400, "missing field `id`"),
    ];
    let server = Server::start().await;
    for (messages, code, reason) in cases {
        let mut client = Client::connect(&server).await;
        for (at, message) in messages.iter().enumerate() {
            client.send_text(message).await;
            if *message == init && at == 0 {
                assert_eq!(client.hear().await["type"], "connection_ack");
            }
        }
        let frame = client.close().await;
        assert_eq!(u16::from(frame.code), code, "{messages:?}: {frame}");
        assert!(frame.reason.contains(reason), "{messages:?}: {frame}");
    }
    server
        .world
        .running
        .subscribe()
        .wait_for(|count| *count == 0)
        .await
        .unwrap();
}

#[tokio::test]
async fn binary_and_large_messages_close_the_socket() {
    let server = Server::start().await;
    let mut client = Client::open(&server).await;
    client.0.send(Message::binary(vec![1_u8])).await.unwrap();
    assert_eq!(u16::from(client.close().await.code), 4400);

    let mut client = Client::open(&server).await;
    let text = "x".repeat(limits().max_message_bytes + 1);
    client.send_text(&text).await;
    assert_eq!(u16::from(client.close().await.code), 1009);
}

#[tokio::test]
async fn the_session_is_opened_in_time_or_not_at_all() {
    let server = Server::with(limits(), pace(|pace| pace.init = SHORT)).await;
    let frame = Client::connect(&server).await.close().await;
    assert_eq!(u16::from(frame.code), 4408);
    assert_eq!(frame.reason.as_str(), "Connection initialisation timeout");
}

#[tokio::test]
async fn another_subprotocol_is_refused_and_the_right_one_is_picked() {
    let server = Server::start().await;
    for headers in [&[][..], &[("sec-websocket-protocol", "soap")]] {
        match Client::try_connect(&server, headers).await {
            Ok(mut client) => assert_eq!(u16::from(client.close().await.code), 4406),
            // A client that asked for a protocol may refuse the answer that names none.
            Err(error) => assert!(matches!(error, Error::Protocol(_)), "{error}"),
        }
    }
    let both = [("sec-websocket-protocol", "graphql-ws, graphql-transport-ws")];
    let mut client = Client::try_connect(&server, &both).await.unwrap();
    client.send(&json!({ "type": "connection_init" })).await;
    assert_eq!(client.hear().await["type"], "connection_ack");
}

#[tokio::test]
async fn pages_of_foreign_origins_get_no_socket() {
    let server = Server::start().await;
    let own = format!("http://{}", server.address);
    for (origin, expected) in [
        (own.as_str(), true),
        ("https://app.example.com", true),
        ("https://evil.example.com", false),
        ("null", false),
    ] {
        let headers = [("sec-websocket-protocol", "graphql-transport-ws"), ("origin", origin)];
        match Client::try_connect(&server, &headers).await {
            Ok(_) => assert!(expected, "{origin}"),
            Err(Error::Http(response)) => {
                assert!(!expected, "{origin}");
                assert_eq!(response.status(), 403);
            }
            Err(error) => panic!("{origin}: {error}"),
        }
    }
}

#[tokio::test]
async fn tokens_come_with_the_session_or_with_its_request() {
    let server = Server::start().await;
    for authorization in ["ada", "Bearer ada"] {
        let mut client = Client::connect(&server).await;
        let payload = json!({ "authorization": authorization });
        client
            .send(&json!({ "type": "connection_init", "payload": payload }))
            .await;
        assert_eq!(client.hear().await["type"], "connection_ack");
        client.subscribe("q", "{ viewer }").await;
        assert_eq!(client.hear().await, next("q", json!({ "viewer": "Ada" })));
        assert_eq!(client.hear().await, complete("q"));
        client.subscribe("s", "subscription { viewer }").await;
        assert_eq!(client.hear().await, next("s", json!({ "viewer": "Ada" })));
    }

    let headers = [
        ("sec-websocket-protocol", "graphql-transport-ws"),
        ("authorization", "Bearer ada"),
    ];
    let mut client = Client::try_connect(&server, &headers).await.unwrap();
    client
        .send(&json!({ "type": "connection_init", "payload": { "authorization": "" } }))
        .await;
    assert_eq!(client.hear().await["type"], "connection_ack");
    client.subscribe("q", "{ viewer }").await;
    assert_eq!(client.hear().await, next("q", json!({ "viewer": "Ada" })));
}

#[tokio::test]
async fn a_token_that_is_signed_out_ends_the_session() {
    let server = Server::with(limits(), pace(|pace| pace.recheck = SHORT)).await;
    let mut client = Client::connect(&server).await;
    let payload = json!({ "authorization": "ada" });
    client
        .send(&json!({ "type": "connection_init", "payload": payload }))
        .await;
    assert_eq!(client.hear().await["type"], "connection_ack");
    client.subscribe("s", "subscription { silence }").await;
    server
        .world
        .running
        .subscribe()
        .wait_for(|count| *count == 1)
        .await
        .unwrap();
    server.world.is_signed_out.store(true, Ordering::SeqCst);
    client.subscribe("q", "{ viewer }").await;
    loop {
        let message = client.hear().await;
        if message["closed"] == 4403 {
            break;
        }
        assert!(message["id"] == "q", "{message}");
    }
    server
        .world
        .running
        .subscribe()
        .wait_for(|count| *count == 0)
        .await
        .unwrap();
}

#[tokio::test]
async fn pings_are_answered_both_ways() {
    let server = Server::with(limits(), pace(|pace| pace.ping = SHORT)).await;
    let mut client = Client::connect(&server).await;
    client.send(&json!({ "type": "ping" })).await;
    assert_eq!(client.hear().await, json!({ "type": "pong" }));
    client.send(&json!({ "type": "ping", "payload": { "at": 1 } })).await;
    assert_eq!(client.hear().await, json!({ "type": "pong", "payload": { "at": 1 } }));
    client.send(&json!({ "type": "pong" })).await;
    let heard = client.0.next().await.unwrap().unwrap();
    assert!(matches!(heard, Message::Ping(_)), "{heard}");
}

#[tokio::test]
async fn a_client_that_is_not_heard_is_gone() {
    let server = Server::with(limits(), pace(|pace| pace.gone = SHORT)).await;
    let mut client = Client::connect(&server).await;
    assert!(!matches!(client.0.next().await, Some(Ok(_))));
    server.tasks.close();
    server.tasks.wait().await;
}

#[tokio::test]
async fn subscriptions_queries_and_mutations_run_side_by_side() {
    let server = Server::start().await;
    let mut client = Client::open(&server).await;
    client.subscribe("silent", "subscription { silence }").await;
    client.subscribe("three", "subscription { count(to: 3) }").await;
    for number in 1..=3 {
        assert_eq!(client.hear().await, next("three", json!({ "count": number })));
    }
    assert_eq!(client.hear().await, complete("three"));
    client.subscribe("three", "mutation { add(a: 1, b: 2) }").await;
    assert_eq!(client.hear().await, next("three", json!({ "add": 3 })));
    assert_eq!(client.hear().await, complete("three"));
    client.subscribe("q", "{ hello missing }").await;
    let answer = client.hear().await;
    assert_eq!(answer["type"], "next");
    assert_eq!(answer["payload"]["data"]["hello"], "world");
    assert_eq!(answer["payload"]["errors"][0]["extensions"]["code"], "NOT_FOUND");
    assert_eq!(client.hear().await, complete("q"));
}

#[tokio::test]
async fn what_cannot_be_run_is_an_error_message_and_the_socket_lives_on() {
    let server = Server::start().await;
    let mut client = Client::open(&server).await;
    let deep = format!("{{ lengths(texts: {}{}) }}", "[".repeat(1_600), "]".repeat(1_600));
    for (query, code) in [
        ("{", "INVALID"),
        ("{ nothing }", "INVALID"),
        ("subscription { count }", "INVALID"),
        ("subscription($to: Int!) { count(to: $to) }", "INVALID"),
        ("subscription { count(to: \"many\") }", "INVALID"),
        ("subscription { count(to: 1) silence }", "INVALID"),
        ("subscription { ...F } fragment F on Events { count(to: 1) }", "INVALID"),
        ("subscription { count(to: 1) @skip(if: true) }", "INVALID"),
        ("subscription { refused }", "FORBIDDEN"),
        ("{ panics }", "INTERNAL"),
        (&deep, "LIMITED"),
    ] {
        client.subscribe("x", query).await;
        let message = client.hear().await;
        assert_eq!(message["id"], "x");
        assert_eq!(code_of(&message), code, "{query}: {message}");
        assert!(!message.to_string().contains("secret"), "{message}");
    }
    client.subscribe("x", "{ hello }").await;
    assert_eq!(client.hear().await, next("x", json!({ "hello": "world" })));
}

#[tokio::test]
async fn a_subscription_ends_at_an_event_it_cannot_give() {
    let server = Server::start().await;
    let mut client = Client::open(&server).await;
    for (query, first, code) in [
        ("subscription { fails }", json!({ "fails": 1 }), "UNAVAILABLE"),
        ("subscription { panics }", json!({ "panics": 1 }), "INTERNAL"),
    ] {
        client.subscribe("x", query).await;
        assert_eq!(client.hear().await, next("x", first));
        let error = client.hear().await;
        assert_eq!(code_of(&error), code, "{error}");
    }
    client.subscribe("y", "{ hello }").await;
    assert_eq!(client.hear().await["id"], "y");
}

#[tokio::test]
async fn complete_ends_an_operation_and_frees_its_id() {
    let server = Server::start().await;
    let mut running = server.world.running.subscribe();
    let mut client = Client::open(&server).await;
    for _ in 0..3 {
        client.subscribe("s", "subscription { silence }").await;
        running.wait_for(|count| *count == 1).await.unwrap();
        client.send(&complete("s")).await;
        running.wait_for(|count| *count == 0).await.unwrap();
    }
    // Completing what is over, or never was, is no mistake: the two may cross on the way.
    client.send(&complete("s")).await;
    client.send(&complete("never")).await;
    client.subscribe("q", "{ hello }").await;
    assert_eq!(client.hear().await, next("q", json!({ "hello": "world" })));
}

#[tokio::test]
async fn a_client_that_leaves_ends_its_subscriptions() {
    let server = Server::start().await;
    let mut running = server.world.running.subscribe();
    let mut polite = Client::open(&server).await;
    let mut rude = Client::open(&server).await;
    polite.subscribe("s", "subscription { silence }").await;
    rude.subscribe("s", "subscription { silence }").await;
    running.wait_for(|count| *count == 2).await.unwrap();
    drop(rude);
    running.wait_for(|count| *count == 1).await.unwrap();
    polite.0.close(None).await.unwrap();
    running.wait_for(|count| *count == 0).await.unwrap();
    while polite.0.next().await.is_some_and(|message| message.is_ok()) {}
}

#[tokio::test]
async fn operations_on_a_socket_are_bounded() {
    let mut few = limits();
    few.max_operations = 3;
    let server = Server::with(few, pace(|_| {})).await;
    let mut client = Client::open(&server).await;
    for id in ["1", "2", "3", "4"] {
        client.subscribe(id, "subscription { silence }").await;
    }
    let message = client.hear().await;
    assert_eq!(message["id"], "4");
    assert_eq!(code_of(&message), "LIMITED");
    assert_eq!(message["payload"][0]["extensions"]["limit"], "operations");
}

#[tokio::test]
async fn a_slow_reader_holds_back_its_own_stream_only() {
    let server = Server::start().await;
    let mut slow = Client::open(&server).await;
    slow.subscribe("f", "subscription { flood }").await;
    for read in 1..=100_usize {
        assert_eq!(slow.hear().await["type"], "next");
        // What the kernel and the client's own buffers hold besides the queue is a few megabytes.
        let made = server.world.flooded.load(Ordering::SeqCst);
        assert!(made < read + 1_000, "{made} made, {read} read");
    }
    let mut other = Client::open(&server).await;
    other.subscribe("q", "{ hello }").await;
    assert_eq!(other.hear().await["id"], "q");
    // The slow one is still listened to: it can end what it cannot follow.
    slow.send(&complete("f")).await;
    slow.subscribe("q", "{ hello }").await;
    while slow.hear().await["id"] != "q" {}
}

#[tokio::test]
async fn a_stopping_server_says_so() {
    let server = Server::start().await;
    let mut client = Client::open(&server).await;
    client.subscribe("s", "subscription { silence }").await;
    server
        .world
        .running
        .subscribe()
        .wait_for(|count| *count == 1)
        .await
        .unwrap();
    server.closing.cancel();
    let frame = client.close().await;
    assert_eq!(u16::from(frame.code), 1001);
    assert!(frame.reason.contains("resume"), "{frame}");
    while client.0.next().await.is_some_and(|message| message.is_ok()) {}
    server.tasks.close();
    server.tasks.wait().await;
}

#[tokio::test]
async fn a_mutation_runs_to_its_end_though_its_socket_is_gone() {
    let server = Server::start().await;
    let mut finished = server.world.finished.subscribe();
    let mut client = Client::open(&server).await;
    let idle = server.tasks.len();
    client.subscribe("m", "mutation { wait }").await;
    while server.tasks.len() == idle {
        tokio::task::yield_now().await;
    }
    drop(client);
    server.world.go.notify_one();
    finished.wait_for(|count| *count == 1).await.unwrap();
}
