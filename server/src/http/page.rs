//! The pages the server brings along: its front page, and GraphiQL with everything it needs, so that it works
//! offline and behind a strict content security policy.

use axum::extract::Path;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use rust_embed::Embed;

/// The front page takes nothing from anywhere.
const HOME_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; \
                           form-action 'none'; frame-ancestors 'none'";

/// GraphiQL loads its own files and talks to its own server. Its editor sets styles from code.
const GRAPHIQL_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                               img-src 'self' data:; font-src 'self' data:; connect-src 'self'; \
                               base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What `npm --prefix graphiql run build` made; empty when that has not been run.
#[derive(Embed)]
#[folder = "../graphiql/dist/"]
struct Bundle;

/// `GET /`
pub(crate) async fn home() -> Response {
    page(HOME_POLICY, include_str!("../../assets/home.html"))
}

/// `GET /graphiql`
pub(crate) async fn graphiql() -> Response {
    match Bundle::get("index.html") {
        Some(index) => page(GRAPHIQL_POLICY, String::from_utf8_lossy(&index.data).into_owned()),
        None => page(HOME_POLICY, include_str!("../../assets/graphiql-missing.html")),
    }
}

/// `GET /graphiql/{file}`
pub(crate) async fn graphiql_file(Path(name): Path<String>) -> Response {
    let Some(file) = Bundle::get(&name) else {
        return not_found().await;
    };
    let kind = match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, GRAPHIQL_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, file.data).into_response()
}

/// Everything that is not in the router.
pub(crate) async fn not_found() -> Response {
    let text = "There is no such page here. The API is at /graphql, GraphiQL at /graphiql.\n";
    (StatusCode::NOT_FOUND, text).into_response()
}

fn page(policy: &'static str, html: impl Into<axum::body::Body>) -> Response {
    let headers: [(HeaderName, &str); 4] = [
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (headers, Html(html.into())).into_response()
}
