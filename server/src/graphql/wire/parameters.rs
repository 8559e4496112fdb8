//! The parameters of a GraphQL request, as they come in a JSON body, in a query string, or in a message.

use async_graphql::{Name, Request, Value, Variables};
use axum::extract::Query;
use axum::http::Uri;
use serde::Deserialize;
use serde_json::Value as Json;

use crate::error::AppError;

/// What a client sends with an operation. Parameters of other names are let be.
#[derive(Debug)]
pub(super) struct Parameters {
    /// The document.
    pub(super) query: String,
    /// Which operation of the document to run, when it has several.
    pub(super) operation_name: Option<String>,
    /// The values of the document's variables.
    pub(super) variables: Variables,
}

/// The same before its types are known, so that a wrong one can be named.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase", expecting = "a JSON object")]
struct Unchecked {
    query: Json,
    operation_name: Json,
    variables: Json,
    extensions: Json,
}

impl Parameters {
    /// Reads a JSON body. Nesting is bounded by the JSON parser, at 128.
    pub(super) fn from_json(body: &[u8]) -> Result<Self, AppError> {
        let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
        if first == Some(&b'[') {
            return Err(AppError::invalid(
                "Batches are not accepted. Send one operation a request.",
            ));
        }
        let unchecked: Unchecked = serde_json::from_slice(body)
            .map_err(|error| AppError::invalid(format!("The body is not as expected: {error}")))?;
        unchecked.check()
    }

    /// Reads the payload of a message.
    pub(super) fn from_payload(payload: Json) -> Result<Self, AppError> {
        let unchecked: Unchecked =
            serde_json::from_value(payload).map_err(|error| AppError::invalid(format!("payload: {error}")))?;
        unchecked.check()
    }

    /// Reads a query string, in which variables and extensions are JSON text.
    pub(super) fn from_uri(uri: &Uri) -> Result<Self, AppError> {
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri)
            .map_err(|error| AppError::invalid(format!("The query string: {error}")))?;
        let mut unchecked = Unchecked::default();
        for (name, text) in pairs {
            let (parameter, value) = match name.as_str() {
                "query" => (&mut unchecked.query, Json::String(text)),
                "operationName" => (&mut unchecked.operation_name, Json::String(text)),
                "variables" => (&mut unchecked.variables, json_text(&name, &text)?),
                "extensions" => (&mut unchecked.extensions, json_text(&name, &text)?),
                _ => continue,
            };
            if !parameter.is_null() {
                return Err(AppError::invalid(format!("{name} is there twice.")));
            }
            *parameter = value;
        }
        unchecked.check()
    }

    /// The request for the schema.
    pub(super) fn into_request(self) -> Request {
        let mut request = Request::new(self.query).variables(self.variables);
        request.operation_name = self.operation_name;
        request
    }
}

impl Unchecked {
    fn check(self) -> Result<Parameters, AppError> {
        let query = match self.query {
            Json::String(query) => query,
            Json::Null => return Err(AppError::invalid("query is missing.")),
            _ => return Err(AppError::invalid("query must be a string.")),
        };
        let operation_name = match self.operation_name {
            Json::Null => None,
            Json::String(name) => Some(name).filter(|name| !name.is_empty()),
            _ => return Err(AppError::invalid("operationName must be a string or null.")),
        };
        let mut variables = Variables::default();
        match self.variables {
            Json::Null => {}
            Json::Object(values) => {
                for (name, value) in values {
                    let value = Value::from_json(value)
                        .map_err(|error| AppError::invalid(format!("variables: {name}: {error}")))?;
                    variables.insert(Name::new(name), value);
                }
            }
            _ => return Err(AppError::invalid("variables must be an object or null.")),
        }
        if !matches!(self.extensions, Json::Null | Json::Object(_)) {
            return Err(AppError::invalid("extensions must be an object or null."));
        }
        Ok(Parameters {
            query,
            operation_name,
            variables,
        })
    }
}

fn json_text(name: &str, text: &str) -> Result<Json, AppError> {
    serde_json::from_str(text).map_err(|error| AppError::invalid(format!("{name} must be JSON: {error}")))
}

#[cfg(test)]
mod tests {
    use super::Parameters;

    fn message(body: &str) -> String {
        Parameters::from_json(body.as_bytes()).unwrap_err().message
    }

    #[test]
    fn every_parameter_has_its_type() {
        for (body, expected) in [
            ("[]", "Batches"),
            (r#" [{"query":"{a}"}]"#, "Batches"),
            ("", "The body"),
            ("null", "a JSON object"),
            (r#""{ a }""#, "a JSON object"),
            ("{", "The body"),
            (r#"{"query":"{a}"} x"#, "The body"),
            (r#"{"query":"{a}","query":"{b}"}"#, "duplicate"),
            ("{}", "query is missing"),
            (r#"{"query":null}"#, "query is missing"),
            (r#"{"query":{}}"#, "query must"),
            (r#"{"query":"{a}","operationName":1}"#, "operationName must"),
            (r#"{"query":"{a}","variables":[]}"#, "variables must"),
            (r#"{"query":"{a}","variables":"{}"}"#, "variables must"),
            (r#"{"query":"{a}","extensions":0}"#, "extensions must"),
        ] {
            let message = message(body);
            assert!(message.contains(expected), "{body}: {message}");
        }
        for body in [
            r#"{"query":"{a}"}"#,
            r#"{"query":"{a}","operationName":null,"variables":null,"extensions":null,"id":7}"#,
        ] {
            assert!(Parameters::from_json(body.as_bytes()).is_ok(), "{body}");
        }
    }

    #[test]
    fn deep_variables_are_refused_and_do_not_end_the_process() {
        let body = |depth: usize| {
            let value = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
            format!(r#"{{"query":"{{a}}","variables":{{"v":{value}}}}}"#)
        };
        assert!(Parameters::from_json(body(120).as_bytes()).is_ok());
        for depth in [128, 1_600, 100_000] {
            assert!(message(&body(depth)).contains("recursion limit"), "{depth}");
        }
    }

    #[test]
    fn a_query_string_says_the_same() {
        let read = |text: &str| Parameters::from_uri(&text.parse().unwrap());
        let parameters = read("/graphql?query=%7Ba%7D&operationName=&variables=%7B%22x%22%3A1%7D").unwrap();
        assert_eq!(parameters.query, "{a}");
        assert_eq!(parameters.operation_name, None);
        assert_eq!(parameters.variables.len(), 1);
        for wrong in [
            "/graphql",
            "/graphql?query=a&query=b",
            "/graphql?query=a&variables=x",
            "/graphql?query=a&variables=[]",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
