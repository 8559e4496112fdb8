//! Names along a search path: what is carried is said with the schemas that its names were looked up in, since it runs
//! where another path is set.

use crate::design::ObjectKind;
use crate::dialect::Dialect;
use crate::import::fold::{Fold, ObjectKey, QName};
use crate::import::lex::TokenKind;
use crate::import::statement::Statement;
use pg_query::protobuf::TypeName;
use pg_query::{NodeEnum, NodeRef};
use std::collections::BTreeMap;

/// Words that the name of what a statement makes, alters or comments on follows.
const BEFORE_A_NAME: [&str; 8] = [
    "function",
    "procedure",
    "aggregate",
    "domain",
    "type",
    "view",
    "sequence",
    "table",
];

/// The schemas that have to be said: where in the statement's text, and what is put there.
pub(super) fn insertions(fold: &Fold<'_>, statement: &Statement<'_>, node: &NodeEnum) -> BTreeMap<usize, String> {
    let mut found = BTreeMap::new();
    if fold.search_path.first().is_none_or(Option::is_none) {
        return found;
    }
    let base = statement.start();
    let mut say = |at: usize, name: Option<QName>| {
        let token = statement.tokens.get(statement.token_at(base + at));
        let is_here = token.is_some_and(|t| t.start as usize == base + at);
        let next = statement.token_at(base + at) + 1;
        if let Some(namespace) = name.and_then(|n| n.namespace)
            && is_here
            && !statement.is_symbol(next, '.')
        {
            found.insert(at, format!("{}.", Dialect::Postgres.identifier(&namespace)));
        }
    };
    let place = |location: i32| usize::try_from(location).ok();
    for (node, ..) in node.nodes() {
        match node {
            NodeRef::RangeVar(relation) if relation.schemaname.is_empty() => {
                let name = fold.relation(None, &relation.relname);
                if let Some(at) = place(relation.location) {
                    say(at, fold.has_relation(&name).then_some(name));
                }
            }
            NodeRef::TypeName(said) => {
                if let ([name], Some(at)) = (super::nodes::strings(&said.names).as_slice(), place(said.location)) {
                    say(at, type_along(fold, name));
                }
            }
            NodeRef::FuncCall(call) => {
                if let ([name], Some(at)) = (super::nodes::strings(&call.funcname).as_slice(), place(call.location)) {
                    say(at, object_along(fold, ObjectKind::Function, name));
                }
            }
            _ => {}
        }
    }
    heads(fold, statement, &mut say);
    found
}

/// The names that stand behind keywords.
fn heads(fold: &Fold<'_>, statement: &Statement<'_>, say: &mut dyn FnMut(usize, Option<QName>)) {
    let source = statement.source;
    let creates = statement.is_word(0, "create");
    let mut is_first = true;
    for at in 1..statement.tokens.len() {
        let token = statement.tokens[at];
        let is_name = matches!(token.kind, TokenKind::Word | TokenKind::QuotedName);
        let word = |w: &&str| statement.is_word(at - 1, w) || statement.is_word(at - 1, "exists");
        if !is_name || token.is_word(source, "if") || token.is_word(source, "only") {
            continue;
        }
        let name = unquoted(token.text(source));
        let place = token.start as usize - statement.start();
        if is_first && at < 8 && BEFORE_A_NAME.iter().any(word) && !token.is_word(source, "column") {
            is_first = false;
            let made = if creates {
                Some(fold.new_name(None, &name))
            } else {
                let relation = fold.relation(None, &name);
                let relation = fold.has_relation(&relation).then_some(relation);
                let function = || object_along(fold, ObjectKind::Function, &name);
                relation.or_else(|| type_along(fold, &name)).or_else(function)
            };
            say(place, made);
        } else if at > 1
            && statement.is_word(at - 2, "execute")
            && (statement.is_word(at - 1, "function") || statement.is_word(at - 1, "procedure"))
        {
            say(place, object_along(fold, ObjectKind::Function, &name));
        } else if ["on", "only", "of", "from", "join", "into", "update"]
            .iter()
            .any(|w| statement.is_word(at - 1, w))
        {
            let relation = fold.relation(None, &name);
            say(place, fold.has_relation(&relation).then_some(relation));
        } else if statement.is_word(at - 1, "returns")
            || statement.is_word(at - 1, "setof")
            || is_type_place(statement, at)
        {
            let relation = fold.relation(None, &name);
            let relation = fold.has_relation(&relation).then_some(relation);
            say(place, relation.or_else(|| type_along(fold, &name)));
        }
    }
}

/// Whether a type stands here: in a cast, or among the arguments of a function that is made or altered.
fn is_type_place(statement: &Statement<'_>, at: usize) -> bool {
    let text = |at: usize| statement.tokens.get(at).map_or("", |t| t.text(statement.source));
    if at > 1 && text(at - 1) == ":" && text(at - 2) == ":" {
        return true;
    }
    let is_about_function = (1..statement.tokens.len().min(5)).any(|i| statement.is_word(i, "function"));
    let ends = matches!(text(at + 1), "," | ")" | "[" | "=") || statement.is_word(at + 1, "default");
    is_about_function && ends && text(at - 1) != "." && text(at - 1) != "="
}

/// A type of a column with the schema that it was found in.
pub(super) fn typed(fold: &Fold<'_>, said: &TypeName) -> String {
    let text = super::nodes::type_text(said);
    let names = super::nodes::strings(&said.names);
    let ([name], true) = (names.as_slice(), fold.search_path.first().is_some_and(Option::is_some)) else {
        return text;
    };
    match type_along(fold, name).and_then(|found| found.namespace) {
        Some(namespace) => format!("{}.{text}", Dialect::Postgres.identifier(&namespace)),
        None => text,
    }
}

fn unquoted(text: &str) -> String {
    match text.strip_prefix('"').and_then(|t| t.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => text.to_lowercase(),
    }
}

fn type_along(fold: &Fold<'_>, name: &str) -> Option<QName> {
    let found = fold.type_name(None, name);
    if fold.is_enum(&found) {
        return Some(found);
    }
    let domain = object_along(fold, ObjectKind::Domain, name);
    domain.or_else(|| object_along(fold, ObjectKind::Type, name))
}

fn object_along(fold: &Fold<'_>, kind: ObjectKind, name: &str) -> Option<QName> {
    let mut candidates = fold.search_path.iter().map(|namespace| QName {
        namespace: namespace.clone(),
        name: name.to_owned(),
    });
    let has = |name: &QName| {
        fold.has_object(&ObjectKey {
            kind,
            name: name.clone(),
            arguments: None,
        })
    };
    candidates.find(has)
}

/// The text with what has to be said put in.
pub(super) fn with(text: &str, insertions: &BTreeMap<usize, String>) -> String {
    let mut out = text.to_owned();
    for (at, what) in insertions.iter().rev() {
        if out.is_char_boundary(*at) {
            out.insert_str(*at, what);
        }
    }
    out
}
