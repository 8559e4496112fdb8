//! Indexes, and the parts of keys.

use super::{Cursor, Read, known_table, note_unread};
use crate::design::{NullsOrder, ObjectKind, SortDirection};
use crate::dialect::Dialect;
use crate::import::fold::{Carried, Fold, MOST_OF_A_SORT};
use crate::import::lex::TokenKind;
use crate::import::report::Outcome;
use crate::schema::{SchemaIndex, SchemaIndexPart, SchemaPartTarget};

/// Reads CREATE INDEX, from its name on.
pub(super) fn create(
    fold: &mut Fold<'_>,
    cursor: &mut Cursor<'_>,
    is_unique: bool,
    kind: Option<&str>,
) -> Read<Outcome> {
    let start = cursor.statement.start();
    let if_not_exists = cursor.words(&["if", "not", "exists"]);
    let (_, name) = cursor.qualified()?;
    let mut made = SchemaIndex {
        name: Some(name.clone()),
        is_unique,
        method: kind.map(str::to_owned),
        origin: fold.origin(start),
        ..Default::default()
    };
    method(cursor, &mut made)?;
    if !cursor.words(&["on"]) {
        return Err(cursor.stuck("ON"));
    }
    let (namespace, table) = cursor.qualified()?;
    let table = fold.relation(namespace.as_deref(), &table);
    if let Some(failed) = known_table(fold, start, "CREATE INDEX", &table) {
        return Ok(failed);
    }
    if fold.table(&table).is_none() {
        let carried = Carried::new(
            ObjectKind::Index,
            table.sibling(name),
            cursor.statement.whole(),
            fold.origin(start),
        );
        return Ok(fold.carry(start, carried.on(table)));
    }
    method(cursor, &mut made)?;
    let inside = cursor.parentheses()?;
    made.parts = parts(cursor, inside)?;
    if cursor.words(&["where"]) {
        let predicate = cursor.text((cursor.at, cursor.end));
        note_unread(fold, cursor.offset(), &name, &predicate);
        made.predicate = Some(predicate);
        cursor.at = cursor.end;
    }
    options(fold, cursor, &mut made)?;
    if !cursor.is_done() {
        let rest = cursor.text((cursor.at, cursor.end));
        fold.report.partly(
            cursor.offset(),
            name.clone(),
            format!("{rest} at the index {name} is left out"),
        );
    }
    if fold.table(&table).is_some_and(|t| t.indexes.len() >= MOST_OF_A_SORT) {
        let message = format!("table {table} gets more than {MOST_OF_A_SORT} indexes");
        return Ok(fold.report.fail(start, "too-many", message));
    }
    if !fold.note_index(&table, &name) {
        return Ok(fold.taken(start, ObjectKind::Index, &table.sibling(name), if_not_exists));
    }
    if let Some(table) = fold.table_mut(&table) {
        table.indexes.push(made);
    }
    Ok(Outcome::Modelled)
}

/// `USING method`.
pub(super) fn method(cursor: &mut Cursor<'_>, made: &mut SchemaIndex) -> Read<()> {
    if cursor.words(&["using"]) || (cursor.dialect == Dialect::Mysql && cursor.words(&["type"])) {
        made.method = Some(cursor.name()?.to_lowercase());
    }
    Ok(())
}

/// MySQL's options behind the parts.
pub(super) fn options(fold: &mut Fold<'_>, cursor: &mut Cursor<'_>, made: &mut SchemaIndex) -> Read<()> {
    while cursor.dialect == Dialect::Mysql {
        let (start, offset) = (cursor.at, cursor.offset());
        if cursor.is_word("using") {
            method(cursor, made)?;
            continue;
        }
        if cursor.words(&["comment"]) {
            cursor.symbol('=');
            made.comment = Some(cursor.string()?).filter(|c| !c.is_empty());
            continue;
        }
        if cursor.words(&["visible"]) {
            continue;
        }
        let passing = cursor.words(&["algorithm"]) || cursor.words(&["lock"]);
        let takes_value = passing
            || cursor.words(&["key_block_size"])
            || cursor.words(&["with", "parser"])
            || cursor.words(&["engine_attribute"])
            || cursor.words(&["secondary_engine_attribute"]);
        if !takes_value
            && !cursor.words(&["invisible"])
            && !cursor.words(&["ignored"])
            && !cursor.words(&["not", "ignored"])
        {
            break;
        }
        if takes_value {
            cursor.symbol('=');
            cursor.at = (cursor.at + 1).min(cursor.end);
        }
        let text = cursor.text((start, cursor.at));
        if passing {
            let what = "how an index is to be built";
            fold.report
                .skip(offset, what, "it says nothing of the index that results");
        } else if !text.eq_ignore_ascii_case("not ignored") {
            made.options = Some(match made.options.take() {
                Some(before) => format!("{before} {text}"),
                None => text,
            });
        }
    }
    Ok(())
}

/// The parts of an index or key.
pub(super) fn parts(cursor: &Cursor<'_>, inside: (usize, usize)) -> Read<Vec<SchemaIndexPart>> {
    let parts = cursor.commas(inside);
    if parts.is_empty() {
        return Err(cursor.within(inside).stuck("a column"));
    }
    parts.into_iter().map(|range| part(cursor, range)).collect()
}

fn part(cursor: &Cursor<'_>, (from, mut to): (usize, usize)) -> Read<SchemaIndexPart> {
    let statement = &cursor.statement;
    if from >= to {
        return Err(cursor.within((from, to)).stuck("a column"));
    }
    let ends = |to: usize, words: &[&str]| {
        to > from + words.len()
            && words
                .iter()
                .enumerate()
                .all(|(i, word)| statement.is_word(to - words.len() + i, word))
    };
    let mut made = SchemaIndexPart {
        target: SchemaPartTarget::Column(String::new()),
        ..Default::default()
    };
    for (words, nulls) in [
        (["nulls", "first"], NullsOrder::First),
        (["nulls", "last"], NullsOrder::Last),
    ] {
        if ends(to, &words) {
            made.nulls = Some(nulls);
            to -= 2;
        }
    }
    if cursor.dialect == Dialect::Sqlite && ends(to, &["autoincrement"]) {
        to -= 1; // Of a primary key, which sees to it.
    }
    if ends(to, &["desc"]) {
        made.direction = SortDirection::Desc;
        to -= 1;
    } else if ends(to, &["asc"]) {
        to -= 1;
    }
    if to >= from + 3 && statement.is_word(to - 2, "collate") {
        made.collation = cursor.within((to - 1, to)).name().ok();
        to -= 2;
    }
    let mut inner = cursor.within((from, to));
    let is_name = inner.token().is_some_and(|t| t.kind != TokenKind::Symbol);
    if is_name && to == from + 1 {
        made.target = SchemaPartTarget::Column(inner.name()?);
        return Ok(made);
    }
    if cursor.dialect == Dialect::Mysql && is_name && to == from + 4 && inner.peek_symbol(1, '(') {
        let length = inner.within((from + 2, from + 3)).here().parse().ok();
        if length.is_some() {
            made.prefix_length = length;
            made.target = SchemaPartTarget::Column(inner.name()?);
            return Ok(made);
        }
    }
    let whole = statement.is_symbol(from, '(') && statement.closing(from) == Some(to - 1);
    let text = if whole {
        statement.text(from + 1, to - 1)
    } else {
        statement.text(from, to)
    };
    made.target = SchemaPartTarget::Expression(text);
    Ok(made)
}

/// Whether it is nothing but columns.
pub(super) fn is_plain(made: &SchemaIndex) -> bool {
    made.parts.iter().all(|part| {
        matches!(part.target, SchemaPartTarget::Column(_))
            && part.direction == SortDirection::Asc
            && part.prefix_length.is_none()
            && part.collation.is_none()
    })
}

/// The parts as they stand in SQL, in their parentheses.
pub(super) fn written(parts: &[SchemaIndexPart], dialect: Dialect) -> String {
    let one = |part: &SchemaIndexPart| {
        let mut sql = match &part.target {
            SchemaPartTarget::Column(name) => dialect.identifier(name),
            SchemaPartTarget::Expression(expression) => format!("({expression})"),
        };
        if let Some(length) = part.prefix_length {
            sql.push_str(&format!("({length})"));
        }
        if let Some(collation) = &part.collation {
            sql.push_str(&format!(" COLLATE {}", dialect.identifier(collation)));
        }
        if part.direction == SortDirection::Desc {
            sql.push_str(" DESC");
        }
        sql
    };
    format!("({})", parts.iter().map(one).collect::<Vec<_>>().join(", "))
}

/// The column of a part, or its expression as it stands.
pub(super) fn word_of(part: &SchemaIndexPart) -> String {
    match &part.target {
        SchemaPartTarget::Column(text) | SchemaPartTarget::Expression(text) => text.clone(),
    }
}
