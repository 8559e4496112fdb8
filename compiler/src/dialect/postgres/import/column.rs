//! A column's definition.

use super::attributes::Attribute;
use super::sequence::Options;
use super::table::Draft;
use super::{Reading, attributes, constraint, nodes, qualify};
use crate::design::Identity;
use crate::import::fold::{Fold, QName};
use crate::schema::{Column, GeneratedColumn};
use pg_query::NodeEnum;
use pg_query::protobuf::{ColumnDef, ConstrType, Constraint};

/// Reads a column definition, which stands in this range of tokens, into the draft.
pub(super) fn read(
    fold: &mut Fold<'_>,
    reading: &Reading<'_>,
    def: &ColumnDef,
    range: (usize, usize),
    draft: &mut Draft,
) {
    let at = reading.at(def.location);
    let native = def
        .type_name
        .as_ref()
        .map(|t| qualify::typed(fold, t))
        .unwrap_or_default();
    let (native_type, identity) = unserial(&native);
    let mut column = Column {
        name: def.colname.clone(),
        native_type,
        not_null: identity.is_some(),
        identity,
        collation: def.coll_clause.as_ref().map(|c| {
            let said: Vec<String> = nodes::strings(&c.collname).iter().map(|n| quote_collation(n)).collect();
            said.join(".")
        }),
        origin: fold.origin(at),
        ..Default::default()
    };
    for (attribute, said) in [
        (Attribute::Storage, &def.storage_name),
        (Attribute::Compression, &def.compression),
    ] {
        if !said.is_empty() {
            attributes::set(&mut column, attribute, said);
        }
    }
    let parts: Vec<&Constraint> = def
        .constraints
        .iter()
        .filter_map(|node| match &node.node {
            Some(NodeEnum::Constraint(c)) => Some(c.as_ref()),
            _ => None,
        })
        .collect();
    let mut starts: Vec<usize> = parts.iter().map(|c| reading.token(c.location)).collect();
    starts.extend(def.coll_clause.as_ref().map(|c| reading.token(c.location)));
    starts.push(range.1);
    starts.sort_unstable();
    for (i, part) in parts.iter().enumerate() {
        let start = reading.token(part.location);
        let end = starts.iter().copied().find(|s| *s > start).unwrap_or(range.1);
        let attributes = &parts[i + 1..];
        read_part(fold, reading, part, (start, end), &mut column, draft, attributes);
    }
    draft.table.columns.push(column);
}

fn read_part(
    fold: &mut Fold<'_>,
    reading: &Reading<'_>,
    part: &Constraint,
    range: (usize, usize),
    column: &mut Column,
    draft: &mut Draft,
    attributes: &[&Constraint],
) {
    let statement = &reading.statement;
    match part.contype() {
        ConstrType::ConstrNull => {}
        ConstrType::ConstrNotnull => column.not_null = true,
        ConstrType::ConstrDefault => {
            let word = (range.0..range.1).find(|i| statement.is_word(*i, "default"));
            column.default = word.map(|i| statement.text(i + 1, range.1)).filter(|d| !d.is_empty());
        }
        ConstrType::ConstrIdentity => {
            column.not_null = true;
            column.identity = Some(match part.generated_when.as_str() {
                "a" => Identity::Always,
                _ => Identity::ByDefault,
            });
            column.sequence = sequence_of(fold, part, &draft.name(), column);
        }
        ConstrType::ConstrGenerated => {
            let open = (range.0..range.1).find(|i| statement.is_symbol(*i, '('));
            if let Some((open, close)) = open.and_then(|open| Some((open, statement.closing(open)?))) {
                column.generated = Some(GeneratedColumn {
                    expression: statement.text(open + 1, close),
                    stored: statement.is_word(close + 1, "stored"),
                });
            }
        }
        ConstrType::ConstrAttrDeferrable
        | ConstrType::ConstrAttrNotDeferrable
        | ConstrType::ConstrAttrDeferred
        | ConstrType::ConstrAttrImmediate
        | ConstrType::ConstrAttrEnforced => {}
        ConstrType::Undefined | ConstrType::ConstrAttrNotEnforced => {
            let subject = format!("{}.{}", draft.table.name, column.name);
            let said = statement.text(range.0, range.1);
            fold.report.partly(
                reading.at(part.location),
                subject.clone(),
                format!("{said} of {subject} is left out"),
            );
        }
        ConstrType::ConstrCheck
        | ConstrType::ConstrPrimary
        | ConstrType::ConstrUnique
        | ConstrType::ConstrExclusion
        | ConstrType::ConstrForeign => {
            if part.contype() == ConstrType::ConstrPrimary {
                column.not_null = true;
            }
            let deferrable = constraint::attributes(attributes);
            constraint::read_on_column(fold, reading, part, range, (&column.name, deferrable), draft);
        }
    }
}

/// `serial` and its like, as the integer they are; other types as they stand.
fn unserial(native: &str) -> (String, Option<Identity>) {
    let integer = match native {
        "serial" | "serial4" => "integer",
        "bigserial" | "serial8" => "bigint",
        "smallserial" | "serial2" => "smallint",
        _ => return (native.to_owned(), None),
    };
    (integer.to_owned(), Some(Identity::Serial))
}

/// Collations are quoted whenever they are not plain words, as in dumps: `"C"`, `"de-x-icu"`.
fn quote_collation(name: &str) -> String {
    nodes::quote(name)
}

/// What the sequence of an identity is told.
pub(super) fn sequence_of(fold: &Fold<'_>, part: &Constraint, table: &QName, column: &Column) -> Option<String> {
    let mut options = Options::default();
    options.take(fold, &part.options);
    let implied = fold.implied_sequence(table, &column.name);
    options.text(&column.native_type, &implied, fold)
}
