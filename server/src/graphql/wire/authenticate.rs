//! Who asks: from a token to a viewer.

use std::future::Future;

use axum::http::{HeaderMap, header};

use crate::error::AppError;

/// Tells who a token belongs to. The application provides it; the answer goes with every request.
pub(crate) trait Authenticate: Clone + Send + Sync + 'static {
    /// Who asks. Resolvers find it in the data of the request.
    type Viewer: Clone + Send + Sync + 'static;

    /// The viewer with this token, or the one without any. A token that is unknown or no longer good is
    /// `UNAUTHENTICATED`, never an anonymous viewer.
    fn viewer(&self, token: Option<&str>) -> impl Future<Output = Result<Self::Viewer, AppError>> + Send;
}

/// The token of an `Authorization: Bearer …` header.
pub(super) fn bearer(headers: &HeaderMap) -> Result<Option<String>, AppError> {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Ok(None);
    };
    let token = value
        .to_str()
        .ok()
        .and_then(|text| text.trim().split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    match token {
        Some(token) if !token.is_empty() => Ok(Some(token.to_owned())),
        _ => Err(AppError::unauthenticated(
            "The Authorization header is not understood. Send: Authorization: Bearer TOKEN",
        )),
    }
}

/// The token of a `connection_init` payload, which may or may not say `Bearer`.
pub(super) fn bare(text: &str) -> Option<String> {
    let text = text.trim();
    let token = match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        _ => text,
    };
    (!token.is_empty()).then(|| token.to_owned())
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header};

    use super::{bare, bearer};

    fn headers(value: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, HeaderValue::from_static(value));
        headers
    }

    #[test]
    fn a_bearer_header_carries_the_token() {
        assert_eq!(bearer(&HeaderMap::new()), Ok(None));
        assert_eq!(bearer(&headers("Bearer abc")), Ok(Some("abc".to_owned())));
        assert_eq!(bearer(&headers("bearer  abc ")), Ok(Some("abc".to_owned())));
    }

    #[test]
    fn another_scheme_is_no_anonymous_viewer() {
        for value in ["Basic YTpi", "abc", "Bearer", "Bearer "] {
            assert!(bearer(&headers(value)).is_err(), "{value}");
        }
    }

    #[test]
    fn an_init_payload_may_leave_the_scheme_out() {
        assert_eq!(bare("abc").as_deref(), Some("abc"));
        assert_eq!(bare("Bearer abc").as_deref(), Some("abc"));
        assert_eq!(bare("  "), None);
    }
}
