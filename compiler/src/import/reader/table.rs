//! CREATE TABLE.

use super::{Cursor, Read, column, constraint, options};
use crate::design::{Identity, ObjectKind};
use crate::dialect::Dialect;
use crate::import::fold::{Carried, Fold, MOST_OF_A_SORT, QName};
use crate::import::lex::TokenKind;
use crate::import::report::Outcome;
use crate::schema::{SchemaPartTarget, SchemaTable};

/// Reads CREATE TABLE, from its name on.
pub(super) fn create(fold: &mut Fold<'_>, cursor: &mut Cursor<'_>) -> Read<Outcome> {
    let start = cursor.statement.start();
    let if_not_exists = cursor.words(&["if", "not", "exists"]);
    let (namespace, name) = cursor.qualified()?;
    let name = fold.new_name(namespace.as_deref(), &name);
    if fold.dialect == Dialect::Sqlite && name.name.to_ascii_lowercase().starts_with("sqlite_") {
        return Ok(fold
            .report
            .skip(start, "a table of SQLite's own", "the engine makes it"));
    }
    if fold.has_relation(&name) {
        return Ok(fold.taken(start, ObjectKind::Table, &name, if_not_exists));
    }
    let whole = Carried::new(
        ObjectKind::Table,
        name.clone(),
        cursor.statement.whole(),
        fold.origin(start),
    );
    if let Some(copied) = copied(fold, cursor, &name, start)? {
        let indexes: Vec<String> = copied.indexes.iter().filter_map(|i| i.name.clone()).collect();
        fold.add_table(copied, whole);
        for index in indexes {
            fold.note_index(&name, &index);
        }
        return Ok(Outcome::Modelled);
    }
    let has_period = (cursor.at..cursor.end)
        .any(|at| cursor.statement.is_word(at, "period") && cursor.statement.is_word(at + 1, "for"));
    let is_mysql = fold.dialect == Dialect::Mysql;
    if !cursor.peek_symbol(0, '(') || cursor.peek_word(1, "select") || (is_mysql && has_period) {
        return Ok(fold.carry(start, whole));
    }
    if fold.dialect == Dialect::Sqlite && fold.is_shadow(&name.name) {
        let what = "a table behind a virtual table";
        return Ok(fold.report.skip(start, what, "the virtual table makes it"));
    }
    let inside = cursor.parentheses()?;
    if (cursor.at..cursor.end).any(|i| cursor.statement.is_word(i, "select")) {
        return Ok(fold.carry(start, whole));
    }
    let parts = cursor.commas(inside);
    let most = fold.dialect.capabilities().columns_per_table.max(2000);
    if parts.len() > most + MOST_OF_A_SORT {
        let message = format!(
            "table {name} has {} columns and constraints, more than {}",
            parts.len(),
            fold.dialect
        );
        return Ok(fold.report.fail(start, "too-many", format!("{message} takes")));
    }
    let mut table = empty(fold, &name, start);
    let mut key_by_itself = false;
    for part in parts {
        let mut inner = cursor.within(part);
        if is_constraint(&inner) {
            let is_keyed = table.primary_key.is_some();
            constraint::read(fold, &mut inner, &mut table)?;
            key_by_itself |= !is_keyed && table.primary_key.is_some();
        } else {
            column::read(fold, &mut inner, &mut table)?;
        }
    }
    options::read(fold, cursor, &mut table)?;
    if fold.dialect == Dialect::Sqlite {
        number_rows(fold, &mut table, key_by_itself, start);
    }
    finish(fold.dialect, &mut table);
    let indexes: Vec<String> = table.indexes.iter().filter_map(|i| i.name.clone()).collect();
    fold.add_table(table, whole);
    for index in indexes {
        fold.note_index(&name, &index);
    }
    Ok(Outcome::Modelled)
}

/// `LIKE another`: the other table as it is now, without its foreign keys. `None` for any other statement, or where
/// the other is not modelled.
fn copied(fold: &Fold<'_>, cursor: &mut Cursor<'_>, name: &QName, start: usize) -> Read<Option<SchemaTable>> {
    let mut ahead = *cursor;
    ahead.symbol('(');
    if fold.dialect != Dialect::Mysql || !ahead.words(&["like"]) {
        return Ok(None);
    }
    let (namespace, other) = ahead.qualified()?;
    let other = fold.relation(namespace.as_deref(), &other);
    Ok(fold.table(&other).map(|other| SchemaTable {
        namespace: name.namespace.clone(),
        name: name.name.clone(),
        foreign_keys: Vec::new(),
        origin: fold.origin(start),
        ..other.clone()
    }))
}

/// SQLite's `INTEGER PRIMARY KEY` is the row's number, which the engine gives unless the table is WITHOUT ROWID.
/// Where it refers to another table it has its number from there.
fn number_rows(fold: &mut Fold<'_>, table: &mut SchemaTable, key_by_itself: bool, start: usize) {
    let without = table
        .options
        .as_ref()
        .is_some_and(|options| options.to_ascii_lowercase().contains("without"));
    let Some([key]) = table.primary_key.as_ref().map(|key| key.columns.as_slice()) else {
        return;
    };
    let refers = table
        .foreign_keys
        .iter()
        .any(|fk| fk.columns.iter().any(|c| c.eq_ignore_ascii_case(key)));
    let Some(column) = table.columns.iter_mut().find(|c| c.name.eq_ignore_ascii_case(key)) else {
        return;
    };
    if key_by_itself && column.identity.is_none() && column::is_row_number(column) {
        column.identity = Some(Identity::Serial);
    }
    if (without || refers) && column.identity == Some(Identity::Serial) {
        column.identity = None;
    }
    if column.identity == Some(Identity::Serial) && column.default.take().is_some() {
        let subject = format!("{}.{}", table.name, column.name);
        let message = format!("the default of {subject} is left out: SQLite numbers it whatever its default");
        fold.report.partly(start, subject, message);
    }
}

/// A table with nothing in it.
pub(super) fn empty(fold: &Fold<'_>, name: &QName, offset: usize) -> SchemaTable {
    SchemaTable {
        namespace: name.namespace.clone(),
        name: name.name.clone(),
        origin: fold.origin(offset),
        ..Default::default()
    }
}

/// Whether a part of a table is a key, index or check, and not a column.
pub(super) fn is_constraint(cursor: &Cursor<'_>) -> bool {
    let mysql = cursor.dialect == Dialect::Mysql;
    if cursor.token().is_none_or(|t| t.kind != TokenKind::Word) {
        return false;
    }
    cursor.is_word("constraint")
        || (cursor.is_word("primary") && cursor.peek_word(1, "key"))
        || (cursor.is_word("foreign") && cursor.peek_word(1, "key"))
        || (cursor.is_word("unique") && (mysql || cursor.peek_symbol(1, '(')))
        || (cursor.is_word("check") && cursor.peek_symbol(1, '('))
        || (mysql
            && ["key", "index", "fulltext", "spatial"]
                .iter()
                .any(|word| cursor.is_word(word)))
        || (mysql && cursor.is_word("period") && cursor.peek_word(1, "for"))
}

/// What only the whole table tells: which columns the primary key makes NOT NULL, and what nameless indexes are
/// called.
pub(super) fn finish(dialect: Dialect, table: &mut SchemaTable) {
    if let Some(key) = table.primary_key.as_ref().filter(|_| dialect != Dialect::Sqlite) {
        for column in &mut table.columns {
            if key.columns.iter().any(|c| c.eq_ignore_ascii_case(&column.name)) {
                column.not_null = true;
            }
        }
    }
    if dialect == Dialect::Mysql {
        name_indexes(table);
    }
}

/// Gives nameless keys and indexes the names that MySQL does: that of their first column, numbered where it is taken,
/// in the order of the source.
fn name_indexes(table: &mut SchemaTable) {
    if table.indexes.iter().all(|i| i.name.is_some()) && table.unique_keys.iter().all(|k| k.name.is_some()) {
        return;
    }
    let mut taken: Vec<String> = table
        .indexes
        .iter()
        .filter_map(|i| i.name.clone())
        .chain(table.unique_keys.iter().filter_map(|k| k.name.clone()))
        .collect();
    let keys = table.unique_keys.iter_mut().filter(|k| k.name.is_none()).map(|key| {
        let base = key.columns.first().cloned().unwrap_or_default();
        (key.origin.position, base, &mut key.name)
    });
    let indexes = table.indexes.iter_mut().filter(|i| i.name.is_none()).map(|index| {
        let base = match index.parts.first().map(|p| &p.target) {
            Some(SchemaPartTarget::Column(column)) => column.clone(),
            _ => "functional_index".to_owned(),
        };
        (index.origin.position, base, &mut index.name)
    });
    let mut nameless: Vec<_> = keys.chain(indexes).collect();
    nameless.sort_by_key(|(position, ..)| *position);
    for (_, base, name) in nameless {
        let numbered = (2..).map(|n| format!("{base}_{n}"));
        let free = std::iter::once(base.clone())
            .chain(numbered)
            .find(|name| !taken.iter().any(|t| t.eq_ignore_ascii_case(name)))
            .unwrap_or(base);
        taken.push(free.clone());
        *name = Some(free);
    }
}
