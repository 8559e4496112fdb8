//! Which media type the answer has, from the Accept header.

use axum::http::{HeaderMap, header};

/// The two media types of GraphQL over HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MediaType {
    /// `application/graphql-response+json`: the status tells whether the request was executed.
    GraphqlResponse,
    /// `application/json`: every well-formed request is answered with 200, for older clients.
    Json,
}

impl MediaType {
    /// The value of the Content-Type header.
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::GraphqlResponse => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }
}

/// The media type a client likes best, `None` when it accepts neither. A client that does not say, or that accepts
/// anything, gets `application/json`.
pub(super) fn negotiate(headers: &HeaderMap) -> Option<MediaType> {
    let mut accepted = headers.get_all(header::ACCEPT).iter().peekable();
    if accepted.peek().is_none() {
        return Some(MediaType::Json);
    }

    let ranges: Vec<Range> = accepted
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(Range::read)
        .collect();
    let graphql = quality(&ranges, "graphql-response+json");
    let json = quality(&ranges, "json");
    match (graphql, json) {
        (None, None) => None,
        (Some(graphql), Some(json)) if graphql.is_named && graphql.weight >= json.weight => {
            Some(MediaType::GraphqlResponse)
        }
        (Some(graphql), None) if graphql.weight > 0 => Some(MediaType::GraphqlResponse),
        _ => Some(MediaType::Json),
    }
}

/// One entry of the Accept header.
struct Range {
    kind: String,
    subtype: String,
    /// In thousandths.
    weight: u16,
}

/// How much a media type is liked.
struct Quality {
    weight: u16,
    /// Named in full, not by a wildcard.
    is_named: bool,
}

impl Range {
    fn read(text: &str) -> Option<Self> {
        let mut parts = text.split(';');
        let (kind, subtype) = parts.next()?.trim().split_once('/')?;
        let mut weight = 1_000;
        for parameter in parts {
            let (name, value) = parameter.split_once('=')?;
            match name.trim().to_ascii_lowercase().as_str() {
                "q" => {
                    let value: f32 = value.trim().parse().ok()?;
                    weight = (value.clamp(0.0, 1.0) * 1_000.0) as u16;
                }
                "charset" => {
                    let charset = value.trim().trim_matches('"');
                    if !charset.eq_ignore_ascii_case("utf-8") {
                        return None;
                    }
                }
                _ => {}
            }
        }
        Some(Self {
            kind: kind.trim().to_ascii_lowercase(),
            subtype: subtype.trim().to_ascii_lowercase(),
            weight,
        })
    }
}

/// The weight of `application/<subtype>`: the most exact range that fits decides. `None` when it is not accepted.
fn quality(ranges: &[Range], subtype: &str) -> Option<Quality> {
    let find = |kind: &str, subtype: &str| {
        ranges
            .iter()
            .find(|range| range.kind == kind && range.subtype == subtype)
    };
    let named = find("application", subtype);
    let range = named.or_else(|| find("application", "*")).or_else(|| find("*", "*"))?;
    (range.weight > 0).then_some(Quality {
        weight: range.weight,
        is_named: named.is_some(),
    })
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header};

    use super::MediaType::{GraphqlResponse, Json};
    use super::negotiate;

    #[test]
    fn the_client_decides() {
        for (accept, expected) in [
            ("*/*", Some(Json)),
            ("application/*", Some(Json)),
            ("application/json", Some(Json)),
            ("Application/JSON; charset=UTF-8", Some(Json)),
            ("application/graphql-response+json", Some(GraphqlResponse)),
            (
                "application/graphql-response+json; charset=utf-8",
                Some(GraphqlResponse),
            ),
            (
                "application/graphql-response+json, application/json;q=0.9",
                Some(GraphqlResponse),
            ),
            (
                "application/json, application/graphql-response+json",
                Some(GraphqlResponse),
            ),
            ("application/json, application/graphql-response+json;q=0.5", Some(Json)),
            ("application/graphql-response+json, */*;q=0.1", Some(GraphqlResponse)),
            ("text/html, */*;q=0.8", Some(Json)),
            (
                "application/json;q=0, application/graphql-response+json",
                Some(GraphqlResponse),
            ),
            ("application/json;q=0, */*", Some(GraphqlResponse)),
            ("text/html", None),
            ("application/json;q=0", None),
            ("application/json; charset=latin1", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            assert_eq!(negotiate(&headers), expected, "{accept}");
        }
        assert_eq!(negotiate(&HeaderMap::new()), Some(Json));
    }

    #[test]
    fn several_headers_are_one() {
        let mut headers = HeaderMap::new();
        headers.append(header::ACCEPT, HeaderValue::from_static("text/html"));
        headers.append(header::ACCEPT, HeaderValue::from_static("application/json"));
        assert_eq!(negotiate(&headers), Some(Json));
    }
}
