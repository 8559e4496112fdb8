//! Keys, foreign keys and checks.

use super::table::Draft;
use super::{Reading, figured, nodes, options};
use crate::design::{Deferrable, ObjectKind, ReferentialAction};
use crate::dialect::postgres::implied_names;
use crate::import::fold::{Carried, Fold, QName};
use crate::schema::{Check, Exclusion, ForeignKey, Key};
use pg_query::NodeEnum;
use pg_query::protobuf::{ConstrType, Constraint};

/// Reads a constraint of a table, which stands in this range of tokens, into the draft.
pub(super) fn read(
    fold: &mut Fold<'_>,
    reading: &Reading<'_>,
    said: &Constraint,
    range: (usize, usize),
    draft: &mut Draft,
) {
    if said.contype() == ConstrType::ConstrNotnull {
        let names = nodes::strings(&said.keys);
        for column in draft.table.columns.iter_mut().filter(|c| names.contains(&c.name)) {
            column.not_null = true;
        }
        return;
    }
    let deferrable = deferrable(said.deferrable, said.initdeferred);
    put(fold, reading, said, range, (None, deferrable), draft);
}

/// Reads a constraint that stands at a column.
pub(super) fn read_on_column(
    fold: &mut Fold<'_>,
    reading: &Reading<'_>,
    said: &Constraint,
    range: (usize, usize),
    (column, deferrable): (&str, Deferrable),
    draft: &mut Draft,
) {
    put(fold, reading, said, range, (Some(column), deferrable), draft);
}

fn put(
    fold: &mut Fold<'_>,
    reading: &Reading<'_>,
    said: &Constraint,
    range: (usize, usize),
    (column, deferrable): (Option<&str>, Deferrable),
    draft: &mut Draft,
) {
    let offset = reading.at(said.location);
    let over_inherited = said.contype() == ConstrType::ConstrCheck && draft.inherits;
    if over_inherited || is_beyond_the_model(said) {
        let extra = as_statement(fold, reading, range, &draft.name(), said);
        draft.extras.push((offset, extra));
        return;
    }
    let own = |keys: &[pg_query::Node]| match column {
        Some(column) => vec![column.to_owned()],
        None => nodes::strings(keys),
    };
    let over = match said.contype() {
        ConstrType::ConstrForeign => own(&said.fk_attrs),
        ConstrType::ConstrCheck | ConstrType::ConstrExclusion => Vec::new(),
        _ => own(&said.keys),
    };
    if let Some(unknown) = over.iter().find(|c| !draft.known.contains(*c)) {
        if draft.inherits {
            let extra = as_statement(fold, reading, range, &draft.name(), said);
            draft.extras.push((offset, extra));
        } else {
            let table = &draft.table.name;
            fold.report.fail(
                offset,
                "unknown-column",
                format!("a constraint of {table} is over {unknown}, which is not there"),
            );
        }
        return;
    }
    let name = (!said.conname.is_empty()).then(|| said.conname.clone());
    let origin = fold.origin(offset);
    match said.contype() {
        ConstrType::ConstrPrimary | ConstrType::ConstrUnique => {
            let key = Key {
                name,
                columns: over,
                deferrable,
                nulls_not_distinct: said.nulls_not_distinct,
                included: nodes::strings(&said.including),
                options: options::of_index(&said.options, "USING INDEX TABLESPACE", &said.indexspace),
                comment: None,
                origin,
            };
            if said.contype() == ConstrType::ConstrUnique {
                draft.table.unique_keys.push(key);
            } else if draft.table.primary_key.is_none() {
                draft.table.primary_key = Some(key);
            } else {
                let table = &draft.table.name;
                fold.report.fail(
                    offset,
                    "name-taken",
                    format!("table {table} has a second primary key; the first one counts"),
                );
            }
        }
        ConstrType::ConstrForeign => {
            if let Some(target) = &said.pktable {
                let referenced = referenced(fold, target, &draft.name());
                draft.table.foreign_keys.push(ForeignKey {
                    name,
                    columns: over,
                    referenced_namespace: referenced.namespace,
                    referenced_table: referenced.name,
                    referenced_columns: nodes::strings(&said.pk_attrs),
                    on_delete: action(&said.fk_del_action),
                    on_update: action(&said.fk_upd_action),
                    deferrable,
                    match_full: said.fk_matchtype == "f",
                    set_columns: nodes::strings(&said.fk_del_set_cols),
                    not_valid: said.skip_validation && draft.is_filled,
                    comment: None,
                    origin,
                });
            }
        }
        ConstrType::ConstrExclusion => {
            if let Some(definition) = excluded(reading, range) {
                let name = name.or_else(|| implied_exclusion(fold, said, draft));
                draft.table.exclusions.push(Exclusion {
                    name,
                    definition,
                    deferrable,
                    comment: None,
                    origin,
                });
            }
        }
        _ => {
            let statement = &reading.statement;
            let check = (range.0..range.1).find(|i| statement.is_word(*i, "check"));
            let open = check.map(|i| i + 1).filter(|i| statement.is_symbol(*i, '('));
            if let Some((open, close)) = open.and_then(|open| Some((open, statement.closing(open)?))) {
                draft.table.checks.push(Check {
                    name,
                    expression: statement.text(open + 1, close),
                    no_inherit: said.is_no_inherit,
                    not_valid: said.skip_validation && draft.is_filled,
                    not_enforced: false,
                    comment: None,
                    origin,
                    column: None,
                });
            }
        }
    }
}

/// The table a foreign key refers to: a reference to the table being made, or one that is there.
fn referenced(fold: &Fold<'_>, target: &pg_query::protobuf::RangeVar, own: &QName) -> QName {
    let found = nodes::relation(fold, target);
    if target.schemaname.is_empty() && target.relname == own.name && !fold.has_relation(&found) {
        return own.clone();
    }
    found
}

/// What the attributes that follow a constraint at a column say.
pub(super) fn attributes(following: &[&Constraint]) -> Deferrable {
    let mut found = Deferrable::No;
    for part in following {
        match part.contype() {
            ConstrType::ConstrAttrDeferrable if found == Deferrable::No => found = Deferrable::InitiallyImmediate,
            ConstrType::ConstrAttrDeferred => found = Deferrable::InitiallyDeferred,
            ConstrType::ConstrAttrDeferrable
            | ConstrType::ConstrAttrNotDeferrable
            | ConstrType::ConstrAttrImmediate
            | ConstrType::ConstrAttrEnforced => {}
            _ => break,
        }
    }
    found
}

/// When a constraint is checked.
pub(super) fn deferrable(deferrable: bool, deferred: bool) -> Deferrable {
    match (deferrable, deferred) {
        (_, true) => Deferrable::InitiallyDeferred,
        (true, false) => Deferrable::InitiallyImmediate,
        (false, false) => Deferrable::No,
    }
}

/// What stands behind EXCLUDE, up to when it is checked.
fn excluded(reading: &Reading<'_>, range: (usize, usize)) -> Option<String> {
    let statement = &reading.statement;
    let start = (range.0..range.1).find(|at| statement.is_word(*at, "exclude"))? + 1;
    let mut at = start;
    while at < range.1 {
        let ends = ["deferrable", "initially"]
            .iter()
            .any(|word| statement.is_word(at, word))
            || statement.is_word(at, "not") && statement.is_word(at + 1, "deferrable");
        if ends {
            break;
        }
        at = statement.closing(at).map_or(at, |close| close) + 1;
    }
    Some(statement.text(start, at))
}

/// The name that PostgreSQL gives to an exclusion constraint without one.
fn implied_exclusion(fold: &Fold<'_>, said: &Constraint, draft: &Draft) -> Option<String> {
    let element = |node: &pg_query::Node| match node.node.as_ref()? {
        NodeEnum::List(list) => match list.items.first()?.node.as_ref()? {
            NodeEnum::IndexElem(elem) => Some(figured::word(elem)),
            _ => None,
        },
        _ => None,
    };
    let table = fold.table(&draft.name()).unwrap_or(&draft.table);
    let mut words = vec![draft.table.name.clone()];
    words.extend(said.exclusions.iter().filter_map(element));
    words.extend(nodes::strings(&said.including));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    Some(implied_names::Names::of(table).next(&words, "excl"))
}

fn is_beyond_the_model(said: &Constraint) -> bool {
    !said.indexname.is_empty()
        || said.without_overlaps
        || said.fk_with_period
        || (said.contype() == ConstrType::ConstrForeign && !said.is_enforced)
        || (said.contype() == ConstrType::ConstrCheck && !said.is_enforced)
}

/// The constraint as a statement of its own.
pub(super) fn as_statement(
    fold: &Fold<'_>,
    reading: &Reading<'_>,
    range: (usize, usize),
    table: &QName,
    said: &Constraint,
) -> Carried {
    let label = if said.conname.is_empty() {
        &table.name
    } else {
        &said.conname
    };
    let quoted = crate::import::fold::quoted(table, fold.dialect);
    let text = reading.statement.text(range.0, range.1);
    let sql = format!("ALTER TABLE {quoted} ADD {text}");
    let mut carried = Carried::new(
        ObjectKind::Other,
        table.sibling(label.clone()),
        sql,
        fold.origin(reading.at(said.location)),
    )
    .on(table.clone());
    carried.on_at = Some((12, 12 + quoted.len()));
    carried
}

fn action(code: &str) -> ReferentialAction {
    match code {
        "r" => ReferentialAction::Restrict,
        "c" => ReferentialAction::Cascade,
        "n" => ReferentialAction::SetNull,
        "d" => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    }
}
