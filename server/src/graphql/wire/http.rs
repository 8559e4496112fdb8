//! GraphQL over HTTP: one operation a request, by POST with a JSON body, queries also by GET.

use std::sync::Arc;
use std::time::Duration;

use async_graphql::parser::types::OperationType;
use async_graphql::{Executor, Response as GraphqlResponse, ServerError};
use axum::body::{Body, BodyDataStream};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use futures_util::StreamExt;
use serde::Serialize;

use super::document::{self, Refused};
use super::negotiate::{MediaType, negotiate};
use super::parameters::Parameters;
use super::{Authenticate, Wire, authenticate, execute};
use crate::error::{AppError, ErrorCode};
use crate::graphql::error;

/// Answers a request to `/graphql`, whatever its method.
pub(super) async fn handle<E: Executor, A: Authenticate>(
    State(wire): State<Arc<Wire<E, A>>>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let Some(media_type) = negotiate(&parts.headers) else {
        let error = AppError::invalid("Answers come as application/graphql-response+json or application/json.");
        return Refusal::new(StatusCode::NOT_ACCEPTABLE, error).render(MediaType::Json);
    };
    match answer(&wire, &parts, body).await {
        Ok(response) => render(media_type, &response),
        Err(refusal) => refusal.render(media_type),
    }
}

async fn answer<E: Executor, A: Authenticate>(
    wire: &Wire<E, A>,
    parts: &Parts,
    body: Body,
) -> Result<GraphqlResponse, Refusal> {
    let parameters = match parts.method {
        Method::GET => Parameters::from_uri(&parts.uri)?,
        Method::POST => {
            check_content(&parts.headers)?;
            Parameters::from_json(&read(body, &parts.headers, wire.limits.max_body_bytes).await?)?
        }
        _ => {
            let error = AppError::invalid("Send operations by POST, or queries by GET.");
            return Err(Refusal::method(error, "GET, POST"));
        }
    };
    let token = authenticate::bearer(&parts.headers)?;
    let mut operation = document::prepare(parameters, &wire.shape, &wire.limits)?;

    if operation.kind == OperationType::Mutation {
        if parts.method == Method::GET {
            let error = AppError::invalid("A mutation is sent by POST.");
            return Err(Refusal::method(error, "POST"));
        }
        wire.origins.check(&parts.headers)?;
    }
    let viewer = wire.authenticator.viewer(token.as_deref()).await?;
    operation.request.data.insert(viewer);
    Ok(execute::run(wire, operation).await)
}

/// A body is JSON, as it is.
fn check_content(headers: &HeaderMap) -> Result<(), Refusal> {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut parts = content_type.split(';');
    let is_json = parts
        .next()
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"));
    let is_utf8 = parts.all(|parameter| match parameter.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
            let charset = value.trim().trim_matches('"');
            charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("utf8")
        }
        _ => true,
    });
    let is_plain = headers
        .get(header::CONTENT_ENCODING)
        .is_none_or(|coding| coding == "identity");
    if is_json && is_utf8 && is_plain {
        return Ok(());
    }
    Err(Refusal::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        AppError::invalid("The body must be application/json in UTF-8, not compressed."),
    ))
}

async fn read(body: Body, headers: &HeaderMap, limit: usize) -> Result<Vec<u8>, Refusal> {
    let too_large = || {
        let error = AppError::limited("body", format!("The body may have {limit} bytes."));
        Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, error)
    };
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    let mut chunks = body.into_data_stream();
    if announced.is_some_and(|length| length > limit) {
        discard(chunks, limit).await;
        return Err(too_large());
    }
    let mut read = Vec::with_capacity(announced.unwrap_or_default());
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|error| AppError::invalid(format!("The body could not be read: {error}")))?;
        if read.len() + chunk.len() > limit {
            discard(chunks, limit).await;
            return Err(too_large());
        }
        read.extend_from_slice(&chunk);
    }
    Ok(read)
}

/// Takes what is still coming of a body that is too large, as long as that is in bounds. A client that is cut off
/// while it sends sees a broken connection, not the answer that tells it why.
async fn discard(mut chunks: BodyDataStream, limit: usize) {
    let reading = async {
        let mut left = limit.saturating_mul(2);
        while let Some(Ok(chunk)) = chunks.next().await {
            match left.checked_sub(chunk.len()) {
                Some(rest) => left = rest,
                None => return,
            }
        }
    };
    // Whoever sends slower than this is not waited for.
    let _ = tokio::time::timeout(Duration::from_secs(10), reading).await;
}

/// A request that is not executed.
pub(super) struct Refusal {
    /// The status that is sent whatever the client accepts, or `None` where the two media types differ.
    status: Option<StatusCode>,
    /// The methods that are allowed here, when the method was the mistake.
    allow: Option<&'static str>,
    code: ErrorCode,
    errors: Vec<ServerError>,
}

impl Refusal {
    /// Refuses with this status, whatever the client accepts.
    pub(super) fn new(status: StatusCode, error: AppError) -> Self {
        Self {
            status: Some(status),
            allow: None,
            code: error.code,
            errors: vec![error::server_error(&error)],
        }
    }

    fn method(error: AppError, allow: &'static str) -> Self {
        Self {
            allow: Some(allow),
            ..Self::new(StatusCode::METHOD_NOT_ALLOWED, error)
        }
    }

    /// The HTTP answer.
    pub(super) fn render(self, media_type: MediaType) -> Response {
        let status = self.status.unwrap_or_else(|| status_of(media_type, self.code));
        let mut response = write(status, media_type, &WithoutData { errors: &self.errors });
        let headers = response.headers_mut();
        if let Some(allow) = self.allow {
            headers.insert(header::ALLOW, HeaderValue::from_static(allow));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// Errors of the request itself: its parameters, its token, its origin.
impl From<AppError> for Refusal {
    fn from(error: AppError) -> Self {
        Self::new(plain_status(error.code), error)
    }
}

/// Errors of the document, on which the media types differ.
impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        Self {
            status: None,
            allow: None,
            code: refused.code,
            errors: refused.errors,
        }
    }
}

/// The status of a well-formed request whose document is refused.
fn status_of(media_type: MediaType, code: ErrorCode) -> StatusCode {
    match media_type {
        MediaType::Json => StatusCode::OK,
        MediaType::GraphqlResponse => plain_status(code),
    }
}

fn plain_status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::Unauthenticated => StatusCode::UNAUTHORIZED,
        ErrorCode::Forbidden => StatusCode::FORBIDDEN,
        ErrorCode::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        ErrorCode::NotFound
        | ErrorCode::Invalid
        | ErrorCode::Conflict
        | ErrorCode::Locked
        | ErrorCode::LockLost
        | ErrorCode::Limited
        | ErrorCode::Unsupported => StatusCode::BAD_REQUEST,
    }
}

/// A response of the schema: executed, or refused by its validation.
fn render(media_type: MediaType, response: &GraphqlResponse) -> Response {
    if execute::is_refused(response) {
        let errors = &response.errors;
        let status = status_of(media_type, error::first_code(errors));
        return write(status, media_type, &WithoutData { errors });
    }
    write(StatusCode::OK, media_type, response)
}

/// A request that was not executed is answered without `data`.
#[derive(Serialize)]
struct WithoutData<'a> {
    errors: &'a [ServerError],
}

fn write(status: StatusCode, media_type: MediaType, body: &impl Serialize) -> Response {
    let (status, bytes) = match serde_json::to_vec(body) {
        Ok(bytes) => (status, bytes),
        Err(cause) => {
            let errors = &[error::server_error(&AppError::internal(cause))];
            let bytes = serde_json::to_vec(&WithoutData { errors }).unwrap_or_default();
            (StatusCode::INTERNAL_SERVER_ERROR, bytes)
        }
    };
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(media_type.content_type()),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
