//! The sequences behind identity columns and serials.

use super::alteration;
use super::parsed;
use super::world::Kept;
use crate::dialect::Dialect::Postgres;
use crate::dialect::postgres::implied_names;
use crate::emit::qualified;
use crate::expression::lex::{Token, spanned};
use crate::schema::{Column, SchemaTable};
use pg_query::NodeEnum;

/// The name that the sequence is told to have, and what else it is told.
fn told(column: &Column) -> (Option<String>, String) {
    let said = column.sequence.as_deref().unwrap_or_default().trim();
    let Some(rest) = said.strip_prefix("SEQUENCE NAME ") else {
        return (None, said.to_owned());
    };
    let mut end = 0;
    let mut wants_name = true;
    for (span, token) in spanned(rest, Postgres).unwrap_or_default() {
        let fits = match token {
            Token::Word(_) | Token::Quoted(_) => wants_name,
            Token::Symbol('.') => !wants_name,
            _ => false,
        };
        if !fits {
            break;
        }
        wants_name = !wants_name;
        end = span.end;
    }
    (Some(rest[..end].to_owned()), rest[end..].trim().to_owned())
}

/// The name of the column's sequence as it stands in SQL.
pub(super) fn sequence_sql(table: &SchemaTable, column: &Column) -> String {
    told(column).0.unwrap_or_else(|| {
        let implied = implied_names::join(&[&table.name, &column.name], "seq");
        qualified(Postgres, table.namespace.as_deref(), &implied)
    })
}

/// What the sequence is told beside its name.
pub(super) fn without_name(column: &Column) -> String {
    told(column).1
}

/// The name of a sequence that moved to another schema with its table.
pub(super) fn after_move(sequence: &str, kept: Kept<'_>) -> String {
    if kept.from.namespace == kept.to.namespace {
        return sequence.to_owned();
    }
    let bare = match &kept.from.namespace {
        Some(space) => sequence
            .strip_prefix(&format!("{}.", Postgres.identifier(space)))
            .unwrap_or(sequence),
        None => sequence.strip_prefix("public.").unwrap_or(sequence),
    };
    match &kept.to.namespace {
        Some(space) => format!("{}.{bare}", Postgres.identifier(space)),
        None => bare.to_owned(),
    }
}

/// AS and what follows, for CREATE SEQUENCE.
pub(super) fn options(column: &Column) -> String {
    let said = without_name(column);
    let counted = if said.starts_with("AS ") {
        String::new()
    } else {
        format!(" AS {}", column.native_type)
    };
    let said = if said.is_empty() { said } else { format!(" {said}") };
    counted + &said
}

/// Every option, for ALTER SEQUENCE, so that what was told before goes.
pub(super) fn all_options(column: &Column) -> String {
    let sql = format!("CREATE SEQUENCE x {}", without_name(column));
    let options = match parsed::statement(&sql) {
        Some(NodeEnum::CreateSeqStmt(made)) => made.options,
        _ => Vec::new(),
    };
    let options: Vec<_> = options
        .iter()
        .filter_map(|node| match &node.node {
            Some(NodeEnum::DefElem(option)) => Some(option.as_ref()),
            _ => None,
        })
        .collect();
    alteration::all_options(&options, &column.native_type)
}

/// Renames of sequences that go with renamed tables and columns: from the name it has after tables have moved.
pub(super) fn renamed(kept: Kept<'_>, from: &Column, to: &Column) -> Option<(String, String)> {
    let numbered = |c: &Column| c.identity.is_some();
    let serial = |c: &Column| c.identity == Some(crate::design::Identity::Serial);
    if !(numbered(from) && numbered(to)) || serial(from) != serial(to) {
        return None;
    }
    let old = after_move(&sequence_sql(kept.from, from), kept);
    let new = sequence_sql(kept.to, to);
    (last_part(&old) != last_part(&new)).then_some((old, new))
}

/// The last part of a name in SQL, as it stands there.
pub(super) fn last_part(name: &str) -> &str {
    let tokens = spanned(name, Postgres).unwrap_or_default();
    tokens
        .last()
        .and_then(|(span, _)| name.get(span.clone()))
        .unwrap_or(name)
}
