//! Keys, foreign keys, checks, and MySQL's indexes among them.

use super::{Cursor, Read, column, index, note_unread};
use crate::design::{Deferrable, Identity, ReferentialAction};
use crate::dialect::Dialect;
use crate::import::fold::{Fold, MOST_OF_A_SORT};
use crate::schema::{Check, ForeignKey, Key, SchemaIndex, SchemaTable};

/// `CONSTRAINT name`, where it is here.
pub(super) fn own_name(cursor: &mut Cursor<'_>) -> Read<Option<String>> {
    if !cursor.words(&["constraint"]) {
        return Ok(None);
    }
    let next = ["primary", "unique", "foreign", "check", "not", "default", "references"];
    if next.iter().any(|word| cursor.is_word(word)) {
        return Ok(None);
    }
    cursor.name().map(Some)
}

/// Reads a constraint or index of a table.
pub(super) fn read(fold: &mut Fold<'_>, cursor: &mut Cursor<'_>, table: &mut SchemaTable) -> Read<()> {
    let offset = cursor.offset();
    let name = own_name(cursor)?;
    let subject = table.name.clone();
    let full = table.indexes.len() + table.unique_keys.len() + table.checks.len() + table.foreign_keys.len();
    if full > 4 * MOST_OF_A_SORT {
        fold.report.fail(
            offset,
            "too-many",
            format!("table {subject} has too many constraints; this one is left out"),
        );
        return Ok(());
    }
    if cursor.words(&["primary", "key"]) {
        let from = cursor.at;
        let key = key(fold, cursor, name, offset)?;
        let numbered = (from..cursor.at).any(|at| cursor.statement.is_word(at, "autoincrement"));
        if numbered && let [part] = key.parts.as_slice() {
            let column = index::word_of(part);
            for numbered in table.columns.iter_mut().filter(|c| fold.same(&c.name, &column)) {
                numbered.identity = Some(Identity::ByDefault);
                numbered.default = None;
            }
        }
        if table.primary_key.is_some() {
            let message = format!("table {subject} has a second primary key; the first one counts");
            fold.report.fail(offset, "name-taken", message);
        } else {
            table.primary_key = Some(as_key(cursor, key));
        }
    } else if cursor.words(&["unique"]) {
        let _ = cursor.words(&["key"]) || cursor.words(&["index"]);
        let unique = key(fold, cursor, name, offset)?;
        if cursor.dialect == Dialect::Sqlite || index::is_plain(&unique) {
            table.unique_keys.push(as_key(cursor, unique));
        } else {
            table.indexes.push(SchemaIndex {
                is_unique: true,
                ..unique
            });
        }
    } else if cursor.words(&["foreign", "key"]) {
        let mut own = name;
        if !cursor.peek_symbol(0, '(') {
            let index_name = cursor.name()?;
            own = own.or(Some(index_name));
        }
        let columns = cursor.names()?;
        let foreign_key = references(fold, cursor, own, columns, table)?;
        table.foreign_keys.push(foreign_key);
    } else if cursor.words(&["check"]) {
        let inside = cursor.parentheses()?;
        let expression = cursor.text(inside);
        note_unread(fold, offset, &subject, &expression);
        table.checks.push(Check {
            name,
            expression,
            not_enforced: not_enforced(cursor),
            origin: fold.origin(offset),
            ..Default::default()
        });
    } else if let Some(method) = ["fulltext", "spatial"].into_iter().find(|word| cursor.words(&[word])) {
        let _ = cursor.words(&["key"]) || cursor.words(&["index"]);
        let mut made = key(fold, cursor, None, offset)?;
        made.method = Some(method.to_owned());
        table.indexes.push(made);
    } else if cursor.words(&["key"]) || cursor.words(&["index"]) {
        let made = key(fold, cursor, None, offset)?;
        table.indexes.push(made);
    }
    // SQLite takes them without commas between them.
    if cursor.dialect == Dialect::Sqlite && !cursor.is_done() && super::table::is_constraint(cursor) {
        return read(fold, cursor, table);
    }
    if !cursor.is_done() {
        let rest = cursor.text((cursor.at, cursor.end));
        fold.report.partly(
            cursor.offset(),
            subject.clone(),
            format!("{rest} at a constraint of {subject} is left out"),
        );
        cursor.at = cursor.end;
    }
    Ok(())
}

/// A key or index from its name on.
fn key(fold: &mut Fold<'_>, cursor: &mut Cursor<'_>, name: Option<String>, offset: usize) -> Read<SchemaIndex> {
    let mut made = SchemaIndex {
        name,
        origin: fold.origin(offset),
        ..Default::default()
    };
    cursor.words(&["if", "not", "exists"]);
    index::method(cursor, &mut made)?;
    if !cursor.peek_symbol(0, '(') {
        let own = cursor.name()?;
        // MySQL names the index by this one.
        made.name = Some(own);
    }
    index::method(cursor, &mut made)?;
    let inside = cursor.parentheses()?;
    made.parts = index::parts(cursor, inside)?;
    index::options(fold, cursor, &mut made)?;
    Ok(made)
}

/// A key of the parts. Where they are more than columns, the options begin with how they stand in SQL.
fn as_key(cursor: &mut Cursor<'_>, made: SchemaIndex) -> Key {
    let mut words = Vec::new();
    if !index::is_plain(&made) {
        words.push(index::written(&made.parts, cursor.dialect));
    }
    words.extend(made.method.map(|method| format!("USING {}", method.to_uppercase())));
    words.extend(made.options);
    if cursor.dialect == Dialect::Mysql {
        let comment = made
            .comment
            .map(|text| format!("COMMENT {}", cursor.dialect.literal(&text)));
        words.extend(comment);
    }
    words.extend(column::conflict_clause(cursor));
    Key {
        name: made.name,
        columns: made.parts.iter().map(index::word_of).collect(),
        options: (!words.is_empty()).then(|| words.join(" ")),
        origin: made.origin,
        ..Default::default()
    }
}

/// `REFERENCES …` with what follows.
pub(super) fn references(
    fold: &mut Fold<'_>,
    cursor: &mut Cursor<'_>,
    name: Option<String>,
    columns: Vec<String>,
    own: &SchemaTable,
) -> Read<ForeignKey> {
    let offset = cursor.offset();
    if !cursor.words(&["references"]) {
        return Err(cursor.stuck("REFERENCES"));
    }
    let (namespace, target) = cursor.qualified()?;
    let is_self = namespace.is_none() && fold.same(&target, &own.name);
    let mut referenced = fold.relation(namespace.as_deref(), &target);
    if is_self {
        referenced.namespace.clone_from(&own.namespace);
        referenced.name.clone_from(&own.name);
    }
    let mut foreign_key = ForeignKey {
        name,
        columns,
        referenced_namespace: referenced.namespace,
        referenced_table: referenced.name,
        referenced_columns: if cursor.peek_symbol(0, '(') {
            cursor.names()?
        } else {
            Vec::new()
        },
        origin: fold.origin(offset),
        ..Default::default()
    };
    if cursor.dialect == Dialect::Mysql {
        // What goes unsaid is RESTRICT to InnoDB, which tells NO ACTION apart.
        foreign_key.on_delete = ReferentialAction::Restrict;
        foreign_key.on_update = ReferentialAction::Restrict;
    }
    loop {
        if cursor.words(&["on", "delete"]) {
            foreign_key.on_delete = action(cursor)?;
        } else if cursor.words(&["on", "update"]) {
            foreign_key.on_update = action(cursor)?;
        } else if cursor.words(&["match"]) {
            foreign_key.match_full = cursor.is_word("full");
            cursor.at += 1;
        } else if cursor.words(&["not", "deferrable"]) {
            let _ = cursor.words(&["initially", "immediate"]) || cursor.words(&["initially", "deferred"]);
        } else if cursor.words(&["deferrable"]) {
            foreign_key.deferrable = if cursor.words(&["initially", "deferred"]) {
                Deferrable::InitiallyDeferred
            } else {
                cursor.words(&["initially", "immediate"]);
                Deferrable::InitiallyImmediate
            };
        } else {
            return Ok(foreign_key);
        }
    }
}

fn action(cursor: &mut Cursor<'_>) -> Read<ReferentialAction> {
    let known: [(&[&str], ReferentialAction); 5] = [
        (&["no", "action"], ReferentialAction::NoAction),
        (&["restrict"], ReferentialAction::Restrict),
        (&["cascade"], ReferentialAction::Cascade),
        (&["set", "null"], ReferentialAction::SetNull),
        (&["set", "default"], ReferentialAction::SetDefault),
    ];
    match known.iter().find(|(words, _)| cursor.words(words)) {
        Some((_, action)) => Ok(*action),
        None => Err(cursor.stuck("what happens to the referring rows")),
    }
}

/// `[NOT] ENFORCED` after a check.
pub(super) fn not_enforced(cursor: &mut Cursor<'_>) -> bool {
    let not = cursor.words(&["not", "enforced"]);
    cursor.words(&["enforced"]);
    not
}
