//! Errors on the wire: every GraphQL error leaves with a code.

use async_graphql::{Response, ServerError, Value};

use crate::error::{AppError, ErrorCode};

/// A response that says only what was wrong with the request.
pub(crate) fn refusal(error: &AppError) -> Response {
    Response::from_errors(vec![server_error(error)])
}

/// Writes code and extensions on every error of a list.
///
/// Three kinds arrive: our own, found again as the source; those of async-graphql itself (the document or a value
/// does not fit the schema), which have no source; and errors of other libraries that came up with `?` by mistake,
/// whose text may tell more than a client should know.
pub(crate) fn complete(errors: &mut [ServerError]) {
    for error in errors {
        if let Some(source) = error.source::<AppError>().cloned() {
            write_extensions(error, &source);
        } else if error.source.is_some() {
            let internal = AppError::internal(&error.message);
            error.message.clone_from(&internal.message);
            write_extensions(error, &internal);
        } else if code_of(error).is_none() {
            set(error, "code", ErrorCode::Invalid.as_str().into());
        }
    }
}

/// The code of the first error of a list on which `complete` was called.
pub(crate) fn first_code(errors: &[ServerError]) -> ErrorCode {
    let code = errors.first().and_then(code_of);
    ErrorCode::ALL
        .into_iter()
        .find(|known| code == Some(&Value::from(known.as_str())))
        .unwrap_or(ErrorCode::Internal)
}

/// The GraphQL form of an error that belongs to no field.
pub(crate) fn server_error(error: &AppError) -> ServerError {
    let mut answer = ServerError::new(error.message.clone(), None);
    write_extensions(&mut answer, error);
    answer
}

fn write_extensions(error: &mut ServerError, source: &AppError) {
    set(error, "code", source.code.as_str().into());
    for (name, value) in &source.extensions {
        let value = Value::from_json(value.clone()).unwrap_or_default();
        set(error, name, value);
    }
}

fn set(error: &mut ServerError, name: &str, value: Value) {
    error.extensions.get_or_insert_with(Default::default).set(name, value);
}

fn code_of(error: &ServerError) -> Option<&Value> {
    error.extensions.as_ref()?.get("code")
}

#[cfg(test)]
mod tests {
    use async_graphql::{EmptyMutation, EmptySubscription, Object, Result, Schema};
    use serde_json::{Value, json};

    use super::complete;
    use crate::error::{AppError, ErrorCode};

    struct Query;

    #[Object]
    impl Query {
        async fn ours(&self) -> Result<i32> {
            let error = AppError::new(ErrorCode::Locked, "Ada holds the lock.");
            Err(error.with("lock", json!({ "holder": "Ada" })).into())
        }

        async fn foreign(&self) -> Result<i32> {
            Err(std::io::Error::other("password of the database").into())
        }

        async fn half(&self, of: i32) -> i32 {
            of / 2
        }
    }

    async fn errors(query: &str) -> Value {
        let schema = Schema::new(Query, EmptyMutation, EmptySubscription);
        let mut response = schema.execute(query).await;
        complete(&mut response.errors);
        serde_json::to_value(&response.errors).unwrap()
    }

    #[tokio::test]
    async fn our_errors_keep_code_and_extensions() {
        let errors = errors("{ ours }").await;
        assert_eq!(errors[0]["message"], "Ada holds the lock.");
        assert_eq!(
            errors[0]["extensions"],
            json!({ "code": "LOCKED", "lock": { "holder": "Ada" } })
        );
        assert_eq!(errors[0]["path"], json!(["ours"]));
    }

    #[tokio::test]
    async fn errors_of_libraries_do_not_leak() {
        let errors = errors("{ foreign }").await;
        assert_eq!(errors[0]["extensions"]["code"], "INTERNAL");
        assert!(!errors.to_string().contains("password"), "{errors}");
    }

    #[tokio::test]
    async fn what_does_not_fit_the_schema_is_invalid() {
        for query in ["{ nothing }", "{", "{ half(of: \"two\") }", "{ half(of: 99999999999) }"] {
            assert_eq!(errors(query).await[0]["extensions"]["code"], "INVALID", "{query}");
        }
    }
}
