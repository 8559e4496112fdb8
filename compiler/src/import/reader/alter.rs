//! ALTER TABLE and RENAME TABLE.

use super::{Cursor, Read, column, constraint, known_table, options, table};
use crate::design::{Identity, ObjectKind};
use crate::dialect::Dialect;
use crate::import::fold::{Carried, Fold, MOST_OF_A_SORT, QName};
use crate::import::report::Outcome;
use crate::schema::SchemaTable;

/// Reads ALTER TABLE, from the table's name on.
pub(super) fn alter(fold: &mut Fold<'_>, cursor: &mut Cursor<'_>) -> Read<Outcome> {
    let start = cursor.statement.start();
    let if_exists = cursor.words(&["if", "exists"]);
    let (namespace, name) = cursor.qualified()?;
    let mut name = fold.relation(namespace.as_deref(), &name);
    if if_exists && !fold.has_relation(&name) {
        return Ok(fold
            .report
            .skip(start, "ALTER TABLE IF EXISTS", "there is no such table before it"));
    }
    if let Some(failed) = known_table(fold, start, "ALTER TABLE", &name) {
        return Ok(failed);
    }
    let whole = || {
        Carried::new(
            ObjectKind::Table,
            name.clone(),
            cursor.statement.whole(),
            fold.origin(start),
        )
    };
    if fold.table(&name).is_none() {
        let carried = whole().on(name.clone());
        return Ok(fold.carry(start, carried));
    }
    let source = whole();
    fold.note_source(&name, source);
    let mut outcome = Outcome::Modelled;
    for part in cursor.commas((cursor.at, cursor.end)) {
        let mut inner = cursor.within(part);
        let one = action(fold, &mut inner, &mut name)?;
        if one != Outcome::Modelled && outcome != Outcome::Failed {
            outcome = one;
        }
    }
    Ok(outcome)
}

/// Reads RENAME TABLE, from the first name on.
pub(super) fn rename_tables(fold: &mut Fold<'_>, cursor: &mut Cursor<'_>) -> Read<Outcome> {
    let mut outcome = Outcome::Modelled;
    for part in cursor.commas((cursor.at, cursor.end)) {
        let mut inner = cursor.within(part);
        let (namespace, old) = inner.qualified()?;
        let mut old = fold.relation(namespace.as_deref(), &old);
        if !inner.words(&["to"]) {
            return Err(inner.stuck("TO"));
        }
        outcome = rename(fold, &mut inner, &mut old)?;
    }
    Ok(outcome)
}

fn rename(fold: &mut Fold<'_>, cursor: &mut Cursor<'_>, name: &mut QName) -> Read<Outcome> {
    let offset = cursor.offset();
    let (namespace, new) = cursor.qualified()?;
    let new = match namespace {
        Some(namespace) => fold.new_name(Some(&namespace), &new),
        None => name.sibling(new),
    };
    if !fold.has_relation(name) {
        return Ok(fold.unknown(offset, "RENAME", name));
    }
    if !fold.rename_relation(offset, name, new.clone()) {
        return Ok(fold.taken(offset, ObjectKind::Table, &new, false));
    }
    *name = new;
    Ok(Outcome::Modelled)
}

fn action(fold: &mut Fold<'_>, cursor: &mut Cursor<'_>, name: &mut QName) -> Read<Outcome> {
    let offset = cursor.offset();
    if cursor.words(&["add"]) {
        return add(fold, cursor, name);
    }
    if cursor.words(&["drop"]) {
        return drop(fold, cursor, name);
    }
    if cursor.words(&["modify"]) {
        cursor.words(&["column"]);
        cursor.words(&["if", "exists"]);
        let old = cursor.within((cursor.at, cursor.end)).name()?;
        return redefine(fold, cursor, name, &old);
    }
    if cursor.words(&["change"]) {
        cursor.words(&["column"]);
        cursor.words(&["if", "exists"]);
        let old = cursor.name()?;
        return redefine(fold, cursor, name, &old);
    }
    if cursor.words(&["rename"]) {
        if cursor.words(&["index"]) || cursor.words(&["key"]) {
            let (old, new) = (cursor.name()?, renamed(cursor)?);
            return Ok(rename_index(fold, offset, name, &old, &new));
        }
        if cursor.words(&["to"]) || cursor.words(&["as"]) {
            return rename(fold, cursor, name);
        }
        if !cursor.words(&["column"]) && cursor.dialect == Dialect::Mysql {
            return rename(fold, cursor, name);
        }
        let (old, new) = (cursor.name()?, renamed(cursor)?);
        return Ok(if fold.rename_column(name, &old, &new) {
            Outcome::Modelled
        } else {
            missing(fold, offset, name, &old)
        });
    }
    if cursor.words(&["alter"]) {
        return alter_column(fold, cursor, name);
    }
    if cursor.words(&["disable", "keys"]) || cursor.words(&["enable", "keys"]) {
        return Ok(fold
            .report
            .skip(offset, "DISABLE and ENABLE KEYS", "it is about loading rows"));
    }
    table_options(fold, cursor, name)
}

fn renamed(cursor: &mut Cursor<'_>) -> Read<String> {
    if !cursor.words(&["to"]) {
        return Err(cursor.stuck("TO"));
    }
    cursor.name()
}

fn rename_index(fold: &mut Fold<'_>, offset: usize, name: &QName, old: &str, new: &str) -> Outcome {
    let dialect = fold.dialect;
    let same = |a: &str| dialect != Dialect::Postgres && a.eq_ignore_ascii_case(old);
    if let Some(table) = fold.table_mut(name)
        && let Some(key) = table
            .unique_keys
            .iter_mut()
            .find(|k| k.name.as_deref().is_some_and(same))
    {
        key.name = Some(new.to_owned());
        return Outcome::Modelled;
    }
    if fold.rename_index_of(name, old, new) {
        return Outcome::Modelled;
    }
    missing(fold, offset, name, old)
}

fn missing(fold: &mut Fold<'_>, offset: usize, name: &QName, what: &str) -> Outcome {
    let message = format!("{name} has no {what}; the change to it is left out");
    fold.report.fail(offset, "unknown-column", message)
}

/// Where a column goes: `FIRST`, `AFTER x`; cut off the end of the definition.
enum Place {
    Last,
    First,
    After(String),
}

fn place(cursor: &mut Cursor<'_>) -> Read<Place> {
    let statement = cursor.statement;
    if cursor.dialect != Dialect::Mysql || cursor.end < cursor.at + 2 {
        return Ok(Place::Last);
    }
    if statement.is_word(cursor.end - 1, "first") {
        cursor.end -= 1;
        return Ok(Place::First);
    }
    if statement.is_word(cursor.end - 2, "after") {
        let after = cursor.within((cursor.end - 1, cursor.end)).name()?;
        cursor.end -= 2;
        return Ok(Place::After(after));
    }
    Ok(Place::Last)
}

fn add(fold: &mut Fold<'_>, cursor: &mut Cursor<'_>, name: &QName) -> Read<Outcome> {
    let offset = cursor.offset();
    if table::is_constraint(cursor) {
        let mut draft = table::empty(fold, name, offset);
        constraint::read(fold, cursor, &mut draft)?;
        return Ok(merge(fold, offset, name, draft, Place::Last));
    }
    if cursor.is_word("partition") {
        return rest(fold, cursor, name);
    }
    cursor.words(&["column"]);
    let lenient = cursor.words(&["if", "not", "exists"]);
    let mut outcome = Outcome::Modelled;
    let parts = if cursor.peek_symbol(0, '(') {
        let inside = cursor.parentheses()?;
        cursor.commas(inside)
    } else {
        vec![(cursor.at, cursor.end)]
    };
    for part in parts {
        let mut inner = cursor.within(part);
        let place = place(&mut inner)?;
        let mut draft = table::empty(fold, name, offset);
        if table::is_constraint(&inner) {
            constraint::read(fold, &mut inner, &mut draft)?;
        } else {
            column::read(fold, &mut inner, &mut draft)?;
        }
        let exists = draft.columns.iter().any(|c| {
            fold.table(name)
                .is_some_and(|t| t.columns.iter().any(|o| fold.same(&o.name, &c.name)))
        });
        let most = fold.dialect.capabilities().columns_per_table.max(2000);
        if exists && lenient {
            continue;
        }
        outcome = if exists {
            let message = format!("a column of {name} is added a second time; the first one counts");
            fold.report.fail(offset, "name-taken", message)
        } else if fold.table(name).is_some_and(|t| t.columns.len() >= most) {
            let message = format!("table {name} gets more than {most} columns");
            fold.report.fail(offset, "too-many", message)
        } else {
            merge(fold, offset, name, draft, place)
        };
    }
    Ok(outcome)
}

/// Puts what was read for a table into it.
fn merge(fold: &mut Fold<'_>, offset: usize, name: &QName, mut new: SchemaTable, place: Place) -> Outcome {
    let Some(table) = fold.table(name) else {
        return Outcome::Failed;
    };
    let fullest = [
        table.indexes.len(),
        table.unique_keys.len(),
        table.checks.len(),
        table.foreign_keys.len(),
    ];
    if fullest.iter().any(|count| *count >= MOST_OF_A_SORT) {
        let message = format!("table {name} gets more than {MOST_OF_A_SORT} constraints or indexes of one sort");
        return fold.report.fail(offset, "too-many", message);
    }
    for foreign_key in std::mem::take(&mut new.foreign_keys) {
        fold.add_foreign_key(name, foreign_key);
    }
    let dialect = fold.dialect;
    let Some(table) = fold.table_mut(name) else {
        return Outcome::Failed;
    };
    let known = table.indexes.len();
    let at = match place {
        Place::Last => table.columns.len(),
        Place::First => 0,
        Place::After(before) => table
            .columns
            .iter()
            .position(|c| c.name.eq_ignore_ascii_case(&before))
            .map_or(table.columns.len(), |i| i + 1),
    };
    table.columns.splice(at..at, new.columns);
    table.unique_keys.extend(new.unique_keys);
    table.checks.extend(new.checks);
    table.indexes.extend(new.indexes);
    let second = table.primary_key.is_some() && new.primary_key.is_some();
    if table.primary_key.is_none() {
        table.primary_key = new.primary_key;
    }
    table::finish(dialect, table);
    let indexes: Vec<String> = table.indexes[known..].iter().filter_map(|i| i.name.clone()).collect();
    for index in indexes {
        fold.note_index(name, &index);
    }
    if second {
        let message = format!("table {name} gets a second primary key; the first one counts");
        return fold.report.fail(offset, "name-taken", message);
    }
    Outcome::Modelled
}

/// MODIFY and CHANGE: the column as it is from now on, whole.
fn redefine(fold: &mut Fold<'_>, cursor: &mut Cursor<'_>, name: &QName, old: &str) -> Read<Outcome> {
    let offset = cursor.offset();
    let place = place(cursor)?;
    let mut draft = table::empty(fold, name, offset);
    column::read(fold, cursor, &mut draft)?;
    let Some(mut column) = draft.columns.pop() else {
        return Ok(Outcome::Failed);
    };
    let found = fold
        .table(name)
        .and_then(|t| t.columns.iter().position(|c| fold.same(&c.name, old)));
    let Some(at) = found else {
        return Ok(missing(fold, offset, name, old));
    };
    if !fold.same(&column.name, old) && !fold.rename_column(name, old, &column.name) {
        let message = format!("{name}.{old} cannot become {}, which is there already", column.name);
        return Ok(fold.report.fail(offset, "name-taken", message));
    }
    let in_key = |t: &SchemaTable| {
        t.primary_key
            .as_ref()
            .is_some_and(|k| k.columns.iter().any(|c| c.eq_ignore_ascii_case(&column.name)))
    };
    let required = fold.table(name).is_some_and(in_key);
    column.not_null |= required;
    if let Some(table) = fold.table_mut(name) {
        table.columns.remove(at);
        let at = match &place {
            Place::Last => at,
            Place::First => 0,
            Place::After(before) => table
                .columns
                .iter()
                .position(|c| c.name.eq_ignore_ascii_case(before))
                .map_or(at, |i| i + 1),
        };
        table.columns.insert(at, column);
    }
    Ok(merge(fold, offset, name, draft, Place::Last))
}

fn drop(fold: &mut Fold<'_>, cursor: &mut Cursor<'_>, name: &QName) -> Read<Outcome> {
    let offset = cursor.offset();
    if cursor.words(&["primary", "key"]) {
        if let Some(table) = fold.table_mut(name) {
            table.primary_key = None;
        }
        return Ok(Outcome::Modelled);
    }
    if cursor.is_word("partition") {
        return rest(fold, cursor, name);
    }
    let is_named = cursor.words(&["foreign", "key"])
        || cursor.words(&["constraint"])
        || cursor.words(&["check"])
        || cursor.words(&["index"])
        || cursor.words(&["key"]);
    if !is_named {
        cursor.words(&["column"]);
    }
    let lenient = cursor.words(&["if", "exists"]);
    let what = cursor.name()?;
    let dropped = if is_named {
        drop_named(fold, name, &what)
    } else {
        fold.drop_column(name, &what)
    };
    Ok(if dropped || lenient {
        Outcome::Modelled
    } else {
        missing(fold, offset, name, &what)
    })
}

/// Removes the key, check, foreign key or index of this name. True where there was one.
fn drop_named(fold: &mut Fold<'_>, name: &QName, what: &str) -> bool {
    let Some(table) = fold.table_mut(name) else {
        return false;
    };
    let is = |n: &Option<String>| n.as_deref().is_some_and(|n| n.eq_ignore_ascii_case(what));
    let before = table.unique_keys.len() + table.foreign_keys.len() + table.checks.len();
    table.unique_keys.retain(|k| !is(&k.name));
    table.foreign_keys.retain(|k| !is(&k.name));
    table.checks.retain(|c| !is(&c.name));
    if table.unique_keys.len() + table.foreign_keys.len() + table.checks.len() < before {
        return true;
    }
    // A unique key without a name has that of its first column.
    let nameless = table
        .unique_keys
        .iter()
        .position(|k| k.name.is_none() && k.columns.first().is_some_and(|c| c.eq_ignore_ascii_case(what)));
    if let Some(at) = nameless {
        table.unique_keys.remove(at);
        return true;
    }
    fold.drop_index(&fold.index_key(name, what))
}

fn alter_column(fold: &mut Fold<'_>, cursor: &mut Cursor<'_>, name: &QName) -> Read<Outcome> {
    let offset = cursor.offset();
    if cursor.is_word("index") || cursor.is_word("check") || cursor.is_word("constraint") {
        return rest(fold, cursor, name);
    }
    cursor.words(&["column"]);
    let what = cursor.name()?;
    let default = if cursor.words(&["set", "default"]) {
        Some(cursor.default_value()?)
    } else if cursor.words(&["drop", "default"]) {
        None
    } else {
        return rest(fold, cursor, name);
    };
    let at = fold
        .table(name)
        .and_then(|t| t.columns.iter().position(|c| fold.same(&c.name, &what)));
    let (Some(at), Some(table)) = (at, fold.table_mut(name)) else {
        return Ok(missing(fold, offset, name, &what));
    };
    table.columns[at].default = default;
    if table.columns[at].identity == Some(Identity::ByDefault) {
        table.columns[at].default = None;
    }
    Ok(Outcome::Modelled)
}

/// Options in the place of an action: the comment and the counter are read, others are added to the table's.
fn table_options(fold: &mut Fold<'_>, cursor: &mut Cursor<'_>, name: &QName) -> Read<Outcome> {
    let offset = cursor.offset();
    if !options::NAMES.iter().any(|word| cursor.is_word(word)) {
        return rest(fold, cursor, name);
    }
    let mut draft = table::empty(fold, name, offset);
    options::read(fold, cursor, &mut draft)?;
    if let Some(table) = fold.table_mut(name) {
        if draft.comment.is_some() {
            table.comment = draft.comment;
        }
        if let Some(more) = draft.options {
            table.options = Some(match table.options.take() {
                Some(options) => options::joined(&options, &more),
                None => more,
            });
        }
    }
    Ok(Outcome::Modelled)
}

/// An action that the design does not model: a statement of its own.
fn rest(fold: &mut Fold<'_>, cursor: &Cursor<'_>, name: &QName) -> Read<Outcome> {
    let offset = cursor.offset();
    let quoted = crate::import::fold::quoted(name, fold.dialect);
    let before = cursor.at.checked_sub(1).filter(|at| {
        ["add", "drop", "alter"]
            .iter()
            .any(|word| cursor.statement.is_word(*at, word))
    });
    let text = cursor.text((before.unwrap_or(cursor.at), cursor.end));
    let mut carried = Carried::new(
        ObjectKind::Other,
        name.clone(),
        format!("ALTER TABLE {quoted} {text}"),
        fold.origin(offset),
    )
    .on(name.clone());
    carried.on_at = Some((12, 12 + quoted.len()));
    carried.key.arguments = Some(text);
    Ok(fold.carry(offset, carried))
}
