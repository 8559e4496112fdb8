//! From parameters to an operation that may be run: everything that can be refused before the schema is asked.

use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, OperationType, Selection};
use async_graphql::{Positioned, Request, ServerError, Variables};

use super::parameters::Parameters;
use super::shape::Shape;
use super::{guard, measure};
use crate::config::Limits;
use crate::error::{AppError, ErrorCode};
use crate::graphql::error;

/// An operation that was looked at and may be run.
pub(super) struct Operation {
    /// Query, mutation or subscription.
    pub(super) kind: OperationType,
    /// The request, with its document already parsed.
    pub(super) request: Request,
}

/// Why an operation is not run.
#[derive(Debug)]
pub(super) struct Refused {
    /// The code of the (first) error.
    pub(super) code: ErrorCode,
    /// What the client is told.
    pub(super) errors: Vec<ServerError>,
}

impl From<AppError> for Refused {
    fn from(error: AppError) -> Self {
        Self {
            code: error.code,
            errors: vec![error::server_error(&error)],
        }
    }
}

/// Measures, parses and checks the document of a request.
pub(super) fn prepare(parameters: Parameters, shape: &Shape, limits: &Limits) -> Result<Operation, Refused> {
    guard::check(&parameters.query, limits)?;
    let operation_name = parameters.operation_name.clone();
    let variables = parameters.variables.clone();
    let mut request = parameters.into_request();

    let document = request.parsed_query().map_err(|error| {
        let mut errors = vec![error];
        error::complete(&mut errors);
        Refused {
            code: ErrorCode::Invalid,
            errors,
        }
    })?;
    let operation = &choose(document, operation_name.as_deref())?.node;
    measure::check(document, operation, &variables, shape, limits)?;
    check_variables(operation, &variables)?;
    let kind = operation.ty;
    if kind == OperationType::Subscription {
        check_subscription(operation)?;
    }
    Ok(Operation { kind, request })
}

/// The operation that is meant: the one of that name, or the only one.
fn choose<'a>(
    document: &'a ExecutableDocument,
    name: Option<&str>,
) -> Result<&'a Positioned<OperationDefinition>, AppError> {
    let mut operations = document.operations.iter();
    match name {
        Some(name) => operations
            .find(|(known, _)| known.is_some_and(|known| known.as_str() == name))
            .map(|(_, operation)| operation)
            .ok_or_else(|| AppError::invalid(format!("The document has no operation {name}."))),
        None => match (operations.next(), operations.next()) {
            (Some((_, operation)), None) => Ok(operation),
            (None, _) => Err(AppError::invalid("The document has no operation.")),
            (Some(_), Some(_)) => Err(AppError::invalid(
                "The document has several operations; operationName must tell which one to run.",
            )),
        },
    }
}

/// Refuses a missing variable before anything runs; otherwise it would surface in the middle of the operation.
fn check_variables(operation: &OperationDefinition, variables: &Variables) -> Result<(), AppError> {
    for definition in &operation.variable_definitions {
        let definition = &definition.node;
        let given = variables.get(&definition.name.node);
        let is_null = given.is_none_or(|value| *value == async_graphql::Value::Null);
        let has_default = given.is_none() && definition.default_value.is_some();
        if is_null && !definition.var_type.node.nullable && !has_default {
            return Err(AppError::invalid(format!(
                "The variable ${} of type {} needs a value.",
                definition.name.node, definition.var_type.node
            )));
        }
    }
    Ok(())
}

/// A subscription is one field, and whether it is there does not depend on a variable. Anything else would end at
/// once without an event, or mix the events of two fields.
fn check_subscription(operation: &OperationDefinition) -> Result<(), AppError> {
    let refuse = |why: &str| {
        Err(AppError::invalid(format!(
            "A subscription selects exactly one field, {why}."
        )))
    };
    let [selection] = operation.selection_set.node.items.as_slice() else {
        return refuse("this one selects several");
    };
    match &selection.node {
        Selection::FragmentSpread(_) | Selection::InlineFragment(_) => refuse("written out, not by a fragment"),
        Selection::Field(field) => {
            let conditional = field
                .node
                .directives
                .iter()
                .any(|directive| matches!(directive.node.name.node.as_str(), "skip" | "include"));
            if conditional {
                return refuse("without @skip or @include");
            }
            if field.node.name.node.starts_with("__") {
                return refuse("and not one of introspection");
            }
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::types::OperationType;
    use serde_json::{Value, json};

    use super::{Operation, prepare};
    use crate::config::Limits;
    use crate::error::ErrorCode;
    use crate::graphql::wire::parameters::Parameters;
    use crate::graphql::wire::shape::Shape;
    use crate::graphql::wire::testing::limits;

    const SDL: &str = "type Query { tables(first: Int): TableConnection! list: [Table!]! table: Table other: Query } \
        type TableConnection { edges: [TableEdge!]! totalCount: Int! } type TableEdge { node: Table! } \
        type Table { name: String! fields: [Field!]! } type Field { name: String! table: Table! } \
        type Subscription { events(after: Int!): Table! }";

    fn try_with(query: &str, variables: Value, limits: &Limits) -> Result<Operation, String> {
        let body = json!({ "query": query, "variables": variables });
        let parameters = Parameters::from_payload(body).unwrap();
        prepare(parameters, &Shape::read(SDL), limits).map_err(|refused| {
            let errors = serde_json::to_value(&refused.errors).unwrap();
            assert_eq!(errors[0]["extensions"]["code"], refused.code.as_str());
            match refused.code {
                ErrorCode::Limited => errors[0]["extensions"]["limit"].as_str().unwrap().to_owned(),
                _ => errors[0]["message"].as_str().unwrap().to_owned(),
            }
        })
    }

    fn refused(query: &str) -> String {
        match try_with(query, json!({}), &limits()) {
            Ok(_) => panic!("accepted: {query}"),
            Err(reason) => reason,
        }
    }

    fn accepted(query: &str, variables: Value) {
        if let Err(reason) = try_with(query, variables, &limits()) {
            panic!("{query}: {reason}");
        }
    }

    #[test]
    fn depth_is_bounded_and_introspection_is_not_counted() {
        let nested = |levels: usize| {
            let inner = levels - 1;
            format!("{}{{ other {}", "{ other ".repeat(inner), "}".repeat(levels))
        };
        accepted(&nested(12), json!({}));
        assert_eq!(refused(&nested(13)), "depth");
        let by_fragment = "{ ...A } fragment A on Query { other { other { other { other { ...B } } } } } \
            fragment B on Query { other { other { other { other { ...C } } } } } \
            fragment C on Query { other { other { other { other { other { __typename } } } } } }";
        assert_eq!(refused(by_fragment), "depth");
        accepted(
            "{ __schema { types { fields { args { type { ofType { ofType { ofType { ofType { ofType { ofType \
             { ofType { ofType { ofType { name } } } } } } } } } } } } } } }",
            json!({}),
        );
    }

    #[test]
    fn introspection_cannot_multiply_itself() {
        let query =
            "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }";
        assert_eq!(refused(query), "introspection");
        let by_fragment = "{ __schema { types { ...T } } } fragment T on __Type { fields { type { ...U } } } \
            fragment U on __Type { possibleTypes { interfaces { inputFields { name } } } }";
        assert_eq!(refused(by_fragment), "introspection");
    }

    #[test]
    fn lists_multiply_and_a_page_costs_what_it_asks_for() {
        let query = "query($n: Int) { tables(first: $n) { edges { node { fields { name } } } } }";
        accepted(query, json!({ "n": 1000 }));
        let error = try_with(query, json!({ "n": 100_000 }), &limits()).err();
        assert_eq!(error.as_deref(), Some("cost"));
        accepted(
            "{ list { fields { table { fields { table { fields { name } } } } } } }",
            json!({}),
        );
        assert_eq!(
            refused(
                "{ list { fields { table { fields { table { fields { table { fields { table { fields \
                 { name } } } } } } } } } } }"
            ),
            "cost"
        );
        assert_eq!(
            refused("{ tables(first: 1000000) { ...C } } fragment C on TableConnection { edges { node { name } } }"),
            "cost"
        );
    }

    #[test]
    fn fragments_cannot_unfold_without_end() {
        let mut document = "{ ...F0 }".to_owned();
        for at in 0..40 {
            let next = at + 1;
            document.push_str(&format!(" fragment F{at} on Query {{ ...F{next} ...F{next} }}"));
        }
        document.push_str(" fragment F40 on Query { table { name } }");
        assert_eq!(refused(&document), "fragments");
        assert!(refused("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A ...A }").contains("itself"));
        assert!(refused("{ ...A }").contains("not in the document"));
    }

    #[test]
    fn a_subscription_selects_one_plain_field() {
        for (query, expected) in [
            (
                "subscription { a: events(after: 0) { name } b: events(after: 0) { name } }",
                "several",
            ),
            (
                "subscription { ...S } fragment S on Subscription { events(after: 0) { name } }",
                "fragment",
            ),
            (
                "subscription { ... on Subscription { events(after: 0) { name } } }",
                "fragment",
            ),
            ("subscription { events(after: 0) @skip(if: false) { name } }", "@skip"),
            ("subscription { events(after: 0) @include(if: true) { name } }", "@skip"),
            ("subscription { __typename }", "introspection"),
        ] {
            assert!(refused(query).contains(expected), "{query}");
        }
        let operation = try_with("subscription { events(after: 0) { name } }", json!({}), &limits());
        assert_eq!(
            operation.map(|operation| operation.kind),
            Ok(OperationType::Subscription)
        );
    }

    #[test]
    fn a_missing_variable_is_named() {
        let query = "query Q($n: Int!) { tables(first: $n) { totalCount } }";
        assert!(refused(query).contains("$n of type Int!"));
        let error = try_with(query, json!({ "n": null }), &limits()).err();
        assert!(error.is_some_and(|message| message.contains("$n")));
        accepted(query, json!({ "n": 1 }));
        accepted("query($n: Int! = 3) { tables(first: $n) { totalCount } }", json!({}));
        accepted("query($n: Int) { tables(first: $n) { totalCount } }", json!({}));
    }

    #[test]
    fn the_operation_that_is_meant_must_be_clear() {
        assert!(refused("query A { list { name } } query B { list { name } }").contains("operationName"));
        assert!(refused("fragment A on Query { list { name } }").contains("operation"));
    }
}
