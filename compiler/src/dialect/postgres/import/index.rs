//! CREATE INDEX.

use super::{Reading, figured, nodes, options};
use crate::design::{NullsOrder, ObjectKind, SortDirection};
use crate::dialect::postgres::implied_names;
use crate::import::fold::{Fold, MOST_OF_A_SORT, QName};
use crate::import::report::Outcome;
use crate::schema::{Key, SchemaIndex, SchemaIndexPart, SchemaPartTarget};
use pg_query::NodeEnum;
use pg_query::protobuf::{ConstrType, Constraint, IndexElem, IndexStmt, SortByDir, SortByNulls};

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
    let beyond = fold.table(&table).is_none() || !relation.inh;
    let Some(parts) = parts.filter(|_| !beyond) else {
        let label = match made.idxname.as_str() {
            "" => implied_name(fold, &table, made),
            said => said.to_owned(),
        };
        let mut carried = reading.carried(fold, ObjectKind::Index, table.sibling(label)).on(table);
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
        "" => implied_name(fold, &table, made),
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
        nulls_not_distinct: made.nulls_not_distinct,
        options: options::of_index(&made.options, "TABLESPACE", &made.table_space),
        predicate: predicate
            .filter(|_| made.where_clause.is_some())
            .map(|at| statement.text(at + 1, statement.tokens.len())),
        comment: None,
        origin: fold.origin(reading.base),
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

/// `ADD CONSTRAINT … USING INDEX`: the index becomes a key; `None` where that cannot be said so.
pub(super) fn into_key(fold: &mut Fold<'_>, name: &QName, said: &Constraint) -> Option<Outcome> {
    let table = fold.table(name)?;
    let is = |index: &SchemaIndex| index.name.as_deref() == Some(said.indexname.as_str());
    let at = table.indexes.iter().position(is)?;
    let index = &table.indexes[at];
    let plain = index.is_unique && index.predicate.is_none() && index.method.is_none();
    let columns: Option<Vec<String>> = index
        .parts
        .iter()
        .map(|part| match &part.target {
            SchemaPartTarget::Column(column)
                if part.operator_class.is_none()
                    && part.collation.is_none()
                    && part.nulls.is_none()
                    && part.direction == SortDirection::Asc =>
            {
                Some(column.clone())
            }
            _ => None,
        })
        .collect();
    let columns = columns.filter(|_| plain)?;
    let primary = said.contype() == ConstrType::ConstrPrimary;
    if primary && table.primary_key.is_some() {
        return None;
    }
    fold.forget_index(name, &said.indexname);
    let table = fold.table_mut(name)?;
    let index = table.indexes.remove(at);
    let key = Key {
        name: Some(said.conname.clone()).filter(|n| !n.is_empty()).or(index.name),
        columns,
        included: index.included,
        deferrable: super::constraint::deferrable(said.deferrable, said.initdeferred),
        nulls_not_distinct: index.nulls_not_distinct,
        options: index
            .options
            .map(|o| o.replacen("TABLESPACE", "USING INDEX TABLESPACE", 1)),
        comment: index.comment,
        origin: index.origin,
    };
    if primary {
        table.primary_key = Some(key);
        super::table::settle_primary_key(table);
    } else {
        table.unique_keys.push(key);
    }
    Some(Outcome::Modelled)
}

/// The name that PostgreSQL gives to an index without one: the first free one, since indexes share their names with
/// all tables.
fn implied_name(fold: &Fold<'_>, table: &QName, made: &IndexStmt) -> String {
    let all = made.index_params.iter().chain(&made.index_including_params);
    let parts = all.filter_map(elem).map(figured::word);
    let words: Vec<String> = std::iter::once(table.name.clone()).chain(parts).collect();
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
        operator_class: dotted(&elem.opclass).map(|class| {
            let parameters = options::list(&options::said(&elem.opclassopts));
            parameters.map_or_else(|| class.clone(), |parameters| format!("{class} {parameters}"))
        }),
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
