//! What a load balancer or a person asks to know whether the server is up.

use std::sync::Arc;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::app::App;

/// `GET /healthz`: 200 as long as the process answers at all.
pub(crate) async fn alive() -> Response {
    answer(StatusCode::OK, "ok\n".to_owned())
}

/// `GET /readyz`: 200 when requests can be served, 503 with the reason when a needed part is away.
pub(crate) async fn ready(app: Arc<App>) -> Response {
    match app.ready().await {
        Ok(()) => answer(StatusCode::OK, "ready\n".to_owned()),
        Err(error) => answer(StatusCode::SERVICE_UNAVAILABLE, format!("{error}\n")),
    }
}

fn answer(status: StatusCode, text: String) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], text).into_response()
}
