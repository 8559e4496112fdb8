//! CREATE INDEX.

use super::{Reading, nodes};
use crate::design::{NullsOrder, ObjectKind, SortDirection};
use crate::dialect::postgres::implied_names;
use crate::import::fold::{Fold, MOST_OF_A_SORT, QName};
use crate::import::report::Outcome;
use crate::schema::{SchemaIndex, SchemaIndexPart, SchemaPartTarget};
use pg_query::NodeEnum;
use pg_query::protobuf::{IndexElem, IndexStmt, SortByDir, SortByNulls};

/// Reads CREATE INDEX.
pub(super) fn create(fold: &mut Fold<'_>, reading: &Reading<'_>, made: &IndexStmt) -> Outcome {
    let Some(relation) = &made.relation else {
        return reading.unreadable(fold, "it names no table");
    };
    let table = nodes::relation(fold, relation);
    let index = table.sibling(made.idxname.clone());
    if fold.table(&table).is_none() && !fold.is_carried_relation(&table) {
        return fold.unknown(reading.base, "CREATE INDEX", &table);
    }
    let parts = parts(reading, made);
    let beyond = fold.table(&table).is_none()
        || !relation.inh
        || made.nulls_not_distinct
        || !made.options.is_empty()
        || !made.table_space.is_empty();
    let Some(parts) = parts.filter(|_| !beyond) else {
        let label = if made.idxname.is_empty() {
            &table.name
        } else {
            &made.idxname
        };
        let mut carried = reading
            .carried(fold, ObjectKind::Index, table.sibling(label.clone()))
            .on(table);
        carried.on_at = super::alter::relation_span(reading, relation);
        return fold.carry(reading.base, carried);
    };
    let included: Vec<String> = made
        .index_including_params
        .iter()
        .filter_map(elem)
        .map(|e| e.name.clone())
        .collect();
    let unknown = parts
        .iter()
        .filter_map(|part| match &part.target {
            SchemaPartTarget::Column(name) => Some(name),
            SchemaPartTarget::Expression(_) => None,
        })
        .chain(&included)
        .find(|name| {
            !fold
                .table(&table)
                .is_some_and(|t| t.columns.iter().any(|c| c.name == **name))
        })
        .cloned();
    if let Some(column) = unknown {
        if fold.table(&table).is_some_and(super::table::inherits) {
            let carried = reading.carried(fold, ObjectKind::Index, index).on(table);
            return fold.carry(reading.base, carried);
        }
        return fold.report.fail(
            reading.base,
            "unknown-column",
            format!("CREATE INDEX is about {table}.{column}, which is not there"),
        );
    }
    let name = match made.idxname.as_str() {
        "" => implied_name(fold, &table, &parts),
        said => said.to_owned(),
    };
    if !fold.note_index(&table, &name) {
        return fold.taken(reading.base, ObjectKind::Index, &index, made.if_not_exists);
    }
    let statement = &reading.statement;
    let mut depth = 0usize;
    let predicate = statement.tokens.iter().enumerate().position(|(i, token)| {
        match token.text(statement.source) {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && statement.is_word(i, "where")
    });
    let built = SchemaIndex {
        name: Some(name),
        is_unique: made.unique,
        method: (made.access_method != "btree" && !made.access_method.is_empty()).then(|| made.access_method.clone()),
        parts,
        included,
        predicate: predicate
            .filter(|_| made.where_clause.is_some())
            .map(|at| statement.text(at + 1, statement.tokens.len())),
        origin: fold.origin(reading.base),
        ..Default::default()
    };
    let source = reading.carried(fold, ObjectKind::Index, index).on(table.clone());
    fold.note_source(&table, source);
    match fold.table_mut(&table) {
        Some(table) if table.indexes.len() < MOST_OF_A_SORT => {
            table.indexes.push(built);
            Outcome::Modelled
        }
        _ => fold.report.fail(
            reading.base,
            "too-many",
            format!("table {table} gets more than {MOST_OF_A_SORT} indexes"),
        ),
    }
}

/// The name that PostgreSQL gives to an index without one: the first free one, since indexes share their names with
/// all tables.
fn implied_name(fold: &Fold<'_>, table: &QName, parts: &[SchemaIndexPart]) -> String {
    let words = implied_names::index_words(&table.name, parts);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let labels = std::iter::once("idx".to_owned()).chain((1..MOST_OF_A_SORT).map(|n| format!("idx{n}")));
    let mut names = labels.map(|label| implied_names::join(&words, &label));
    names
        .find(|name| !fold.has_index(table, name))
        .unwrap_or_else(|| implied_names::join(&words, "idx"))
}

fn elem(node: &pg_query::Node) -> Option<&IndexElem> {
    match node.node.as_ref()? {
        NodeEnum::IndexElem(elem) => Some(elem),
        _ => None,
    }
}

/// The key parts; `None` where one says something that the model has no place for.
fn parts(reading: &Reading<'_>, made: &IndexStmt) -> Option<Vec<SchemaIndexPart>> {
    let statement = &reading.statement;
    let relation = made.relation.as_ref()?;
    let mut at = reading.token(relation.location) + 1;
    while !statement.is_symbol(at, '(') {
        statement.tokens.get(at)?;
        at += 1;
    }
    let close = statement.closing(at)?;
    let ranges = statement.comma_separated(at + 1, close);
    if ranges.len() != made.index_params.len() {
        return None;
    }
    made.index_params
        .iter()
        .zip(ranges)
        .map(|(node, range)| part(reading, elem(node)?, range))
        .collect()
}

fn part(reading: &Reading<'_>, elem: &IndexElem, range: (usize, usize)) -> Option<SchemaIndexPart> {
    if !elem.opclassopts.is_empty() {
        return None;
    }
    let target = if elem.expr.is_none() {
        SchemaPartTarget::Column(elem.name.clone())
    } else {
        SchemaPartTarget::Expression(expression(reading, range)?)
    };
    let dotted = |names: &[pg_query::Node]| {
        let said: Vec<String> = nodes::strings(names).iter().map(|n| nodes::quote(n)).collect();
        (!said.is_empty()).then(|| said.join("."))
    };
    Some(SchemaIndexPart {
        target,
        direction: match elem.ordering() {
            SortByDir::SortbyDesc => SortDirection::Desc,
            _ => SortDirection::Asc,
        },
        nulls: match elem.nulls_ordering() {
            SortByNulls::SortbyNullsFirst => Some(NullsOrder::First),
            SortByNulls::SortbyNullsLast => Some(NullsOrder::Last),
            _ => None,
        },
        operator_class: dotted(&elem.opclass),
        collation: dotted(&elem.collation),
        ..Default::default()
    })
}

/// An expression in an index: in parentheses, or a call of a function.
fn expression(reading: &Reading<'_>, range: (usize, usize)) -> Option<String> {
    let statement = &reading.statement;
    if statement.is_symbol(range.0, '(') {
        let (mut from, mut to) = (range.0 + 1, statement.closing(range.0)?);
        while statement.is_symbol(from, '(') && statement.closing(from).is_some_and(|close| close + 1 == to) {
            from += 1;
            to -= 1;
        }
        return Some(statement.text(from, to));
    }
    let open = (range.0..range.1).find(|i| statement.is_symbol(*i, '('))?;
    let close = statement.closing(open)?;
    Some(statement.text(range.0, close + 1))
}
