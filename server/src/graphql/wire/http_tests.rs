//! GraphQL over HTTP from outside.

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::request::Builder;
use axum::http::{HeaderMap, Request, StatusCode};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::testing::{SHORT, Server, limits, pace};

const MODERN: &str = "application/graphql-response+json";

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Value,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn code(&self) -> &str {
        let code = &self.body["errors"][0]["extensions"]["code"];
        code.as_str().unwrap_or_else(|| panic!("{}", self.body))
    }

    fn limit(&self) -> &str {
        assert_eq!(self.code(), "LIMITED");
        self.body["errors"][0]["extensions"]["limit"].as_str().unwrap()
    }
}

async fn send(server: &Server, request: Request<Body>) -> Answer {
    let response = server.router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: serde_json::from_slice(&bytes).unwrap(),
    }
}

fn post() -> Builder {
    Request::post("/graphql")
        .header("host", "tw.example.com")
        .header("content-type", "application/json")
        .header("accept", MODERN)
}

async fn ask(server: &Server, query: &str) -> Answer {
    let body = json!({ "query": query }).to_string();
    send(server, post().body(body.into()).unwrap()).await
}

#[tokio::test]
async fn an_answer_has_data_and_the_media_type_asked_for() {
    let server = Server::start().await;
    let answer = ask(&server, "{ hello }").await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), format!("{MODERN}; charset=utf-8"));
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.body, json!({ "data": { "hello": "world" } }));
}

/// A refused document is 400 for those who ask for the newer media type, and 200 for the others; `data` is in neither.
#[tokio::test]
async fn a_refused_request_has_no_data() {
    let server = Server::start().await;
    for query in [
        "{",
        "{ nothing }",
        "query($x: Int!) { __typename }",
        "subscription { silence }",
        "",
    ] {
        let body = json!({ "query": query }).to_string();
        for (accept, status) in [(MODERN, 400), ("application/json", 200)] {
            let request = post().header("accept", accept);
            let request = match accept {
                MODERN => request,
                _ => Request::post("/graphql")
                    .header("content-type", "application/json")
                    .header("accept", accept),
            };
            let answer = send(&server, request.body(body.clone().into()).unwrap()).await;
            assert_eq!(answer.status, status, "{query}");
            assert_eq!(answer.code(), "INVALID", "{query}");
            assert!(answer.body.get("data").is_none(), "{}", answer.body);
        }
    }
}

#[tokio::test]
async fn methods_and_media_types_are_told() {
    let server = Server::start().await;
    for method in ["PUT", "DELETE", "PATCH", "HEAD", "TRACE"] {
        let request = Request::builder().method(method).uri("/graphql");
        let response = server.router.clone();
        let response = response.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(response.status(), 405, "{method}");
        assert_eq!(response.headers()["allow"], "GET, POST");
    }
    for content_type in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin1",
        "application/jsonp",
        "",
    ] {
        let request = Request::post("/graphql").header("content-type", content_type);
        let answer = send(&server, request.body(r#"{"query":"{hello}"}"#.into()).unwrap()).await;
        assert_eq!(answer.status, 415, "{content_type}");
        assert_eq!(answer.code(), "INVALID");
    }
    let request = Request::get("/graphql?query=%7Bhello%7D").header("accept", "text/html");
    assert_eq!(send(&server, request.body(Body::empty()).unwrap()).await.status, 406);
}

#[tokio::test]
async fn get_runs_queries_and_nothing_else() {
    let server = Server::start().await;
    let get = |query: &str| {
        let uri = format!(
            "/graphql?query={}",
            query.replace(' ', "%20").replace('{', "%7B").replace('}', "%7D")
        );
        Request::get(uri).body(Body::empty()).unwrap()
    };
    let answer = send(&server, get("{ hello }")).await;
    assert_eq!(answer.body["data"]["hello"], "world");
    let answer = send(&server, get("mutation { add(a: 1, b: 2) }")).await;
    assert_eq!((answer.status.as_u16(), answer.header("allow")), (405, "POST"));
}

#[tokio::test]
async fn tokens_tell_the_viewer_and_a_bad_one_is_refused() {
    let server = Server::start().await;
    let with = |token: &str| {
        let request = post().header("authorization", token);
        request.body(r#"{"query":"{ viewer }"}"#.into()).unwrap()
    };
    assert_eq!(ask(&server, "{ viewer }").await.body["data"]["viewer"], "nobody");
    assert_eq!(send(&server, with("Bearer ada")).await.body["data"]["viewer"], "Ada");
    for token in ["Bearer stranger", "Basic YTpi", "ada"] {
        let answer = send(&server, with(token)).await;
        assert_eq!(answer.status, 401, "{token}");
        assert_eq!(answer.code(), "UNAUTHENTICATED");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    let answer = send(&server, with("Bearer away")).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (503, "UNAVAILABLE"));
}

#[tokio::test]
async fn pages_of_foreign_origins_may_not_change_anything() {
    let server = Server::start().await;
    let from = |origin: &str, query: &str| {
        let body = json!({ "query": query }).to_string();
        post().header("origin", origin).body(body.into()).unwrap()
    };
    let mutation = "mutation { add(a: 1, b: 2) }";
    for origin in ["http://tw.example.com", "https://app.example.com"] {
        assert_eq!(
            send(&server, from(origin, mutation)).await.body["data"]["add"],
            3,
            "{origin}"
        );
    }
    let answer = send(&server, from("https://evil.example.com", mutation)).await;
    assert_eq!((answer.status.as_u16(), answer.code()), (403, "FORBIDDEN"));

    let allowed = send(&server, from("https://app.example.com", "{ hello }")).await;
    assert_eq!(allowed.header("access-control-allow-origin"), "https://app.example.com");
    let foreign = send(&server, from("https://evil.example.com", "{ hello }")).await;
    assert_eq!(foreign.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn hostile_requests_are_limited() {
    let mut few = limits();
    few.max_body_bytes = 1024 * 1024;
    few.query_timeout = SHORT;
    let server = Server::with(few, pace(|_| {})).await;
    let nested =
        |open: &str, close: &str| format!("{{ lengths(texts: {}{}) }}", open.repeat(1_600), close.repeat(1_600));
    let fields = format!("{{ itself {}", "{ itself ".repeat(20)) + "{ hello }" + &"}".repeat(21);
    for (query, limit) in [
        (nested("[", "]").as_str(), "nesting"),
        (nested("{a:", "}").as_str(), "nesting"),
        (&format!("query($x: Int = {}", "[".repeat(1_600)), "nesting"),
        (&format!("query($x: {}Int", "[".repeat(1_600)), "nesting"),
        (&"{a".repeat(1_600), "nesting"),
        (&format!("{{ {} }}", "hello ".repeat(2_000)), "queryTokens"),
        (&format!("{{ length(text: \"{}\") }}", "x".repeat(70_000)), "queryBytes"),
        (&fields, "depth"),
        ("{ never }", "time"),
    ] {
        let answer = ask(&server, query).await;
        assert_eq!(answer.limit(), limit, "{}", &query[..query.len().min(40)]);
        assert_eq!(answer.status, 400);
    }

    let large = "x".repeat(1024 * 1024);
    for length in [Some(large.len()), None] {
        let mut request = post();
        if let Some(length) = length {
            request = request.header("content-length", length);
        }
        let answer = send(&server, request.body(large.clone().into()).unwrap()).await;
        assert_eq!(answer.status, 400, "a body at the limit is read");
        let answer = send(&server, post().body(format!("{large}x").into()).unwrap()).await;
        assert_eq!((answer.status.as_u16(), answer.limit()), (413, "body"));
    }
    assert_eq!(ask(&server, "{ hello }").await.status, 200);
}

/// A schema to import is larger than any document; it travels as a variable.
#[tokio::test]
async fn large_values_travel_in_variables() {
    let server = Server::start().await;
    let length = 20 * 1024 * 1024;
    let variables = json!({ "text": "x".repeat(length) });
    let body = json!({ "query": "query($text: String!) { length(text: $text) }", "variables": variables });
    let answer = send(&server, post().body(body.to_string().into()).unwrap()).await;
    assert_eq!(answer.body["data"]["length"], length);
}

#[tokio::test]
async fn variables_of_the_wrong_shape_are_invalid() {
    let server = Server::start().await;
    let deep = format!("{}{}", "[".repeat(120), "]".repeat(120));
    for (query, variables) in [
        ("query($x: [[String!]!]!) { lengths(texts: $x) }", deep.as_str()),
        ("query($x: [[String!]!]!) { lengths(texts: $x) }", r#"{"a":1}"#),
        ("query($x: String!) { length(text: $x) }", "7"),
        ("query($x: String!) { length(text: $x) }", "null"),
        ("mutation($x: Int!) { add(a: $x, b: 1) }", "1e400"),
        ("mutation($x: Int!) { add(a: $x, b: 1) }", r#""1""#),
    ] {
        let body = format!(r#"{{"query":"{query}","variables":{{"x":{variables}}}}}"#);
        let answer = send(&server, post().body(body.into()).unwrap()).await;
        assert_eq!(answer.code(), "INVALID", "{query} {variables}");
    }
}

#[tokio::test]
async fn a_panic_is_an_error_with_an_id() {
    let server = Server::start().await;
    let answer = ask(&server, "{ panics }").await;
    assert_eq!((answer.status.as_u16(), answer.code()), (500, "INTERNAL"));
    assert!(answer.body["errors"][0]["extensions"]["id"].is_string());
    assert!(!answer.body.to_string().contains("secret"));
    assert_eq!(ask(&server, "{ hello }").await.status, 200);
}

#[tokio::test]
async fn a_mutation_that_takes_too_long_is_told_and_goes_on() {
    let mut short = limits();
    short.mutation_timeout = Duration::from_millis(1);
    let server = Server::with(short, pace(|_| {})).await;
    let answer = ask(&server, "mutation { wait }").await;
    assert_eq!((answer.status.as_u16(), answer.code()), (503, "UNAVAILABLE"));
    server.world.go.notify_one();
    server
        .world
        .finished
        .subscribe()
        .wait_for(|count| *count == 1)
        .await
        .unwrap();
}
