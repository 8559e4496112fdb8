//! Which web pages may call the API from a browser. Programs send no Origin and are not asked.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, Method, header};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::error::AppError;

/// The origins that may call the API, besides pages of the host that was called.
pub(super) struct Origins {
    allowed: Vec<String>,
}

impl Origins {
    /// `allowed` are origins as browsers send them: scheme and host in lower case, no trailing slash.
    pub(super) fn new(allowed: Vec<String>) -> Self {
        Self { allowed }
    }

    /// Refuses a request that a page of a foreign origin has sent.
    pub(super) fn check(&self, headers: &HeaderMap) -> Result<(), AppError> {
        let Some(origin) = headers.get(header::ORIGIN) else {
            return Ok(());
        };
        let origin = origin.to_str().unwrap_or_default().to_ascii_lowercase();
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok())
            .unwrap_or_default();
        let same_host = origin
            .split_once("://")
            .is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host));
        if same_host || self.allowed.contains(&origin) {
            return Ok(());
        }
        Err(AppError::forbidden(format!(
            "Pages of {origin} may not do this here. Start the server with --allowed-origin {origin} to let them."
        )))
    }

    /// What browsers are told about the allowed origins.
    pub(super) fn cors(&self) -> CorsLayer {
        let allowed = self
            .allowed
            .iter()
            .filter_map(|origin| HeaderValue::from_str(origin).ok());
        CorsLayer::new()
            .allow_origin(AllowOrigin::list(allowed))
            .allow_methods([Method::GET, Method::POST])
            .allow_headers([header::ACCEPT, header::AUTHORIZATION, header::CONTENT_TYPE])
            .max_age(Duration::from_secs(600))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header};

    use super::Origins;

    #[test]
    fn the_own_host_and_listed_origins_may() {
        let origins = Origins::new(vec!["https://app.example.com".to_owned()]);
        let check = |origin: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static("127.0.0.1:4000"));
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, HeaderValue::from_static(origin));
            }
            origins.check(&headers).is_ok()
        };
        for mine in [
            None,
            Some("http://127.0.0.1:4000"),
            Some("https://app.example.com"),
            Some("https://APP.example.com"),
        ] {
            assert!(check(mine), "{mine:?}");
        }
        for foreign in [
            "null",
            "",
            "http://127.0.0.1:4001",
            "http://127.0.0.1",
            "https://evil.example.com",
            "http://app.example.com",
            "https://app.example.com.evil.com",
        ] {
            assert!(!check(Some(foreign)), "{foreign}");
        }
    }
}
