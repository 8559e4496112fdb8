//! PostgreSQL's keys, checks, exclusion constraints and foreign keys.

use crate::design::{Deferrable, ReferentialAction};
use crate::dialect::Dialect::Postgres;
use crate::dialect::postgres::identifiers::identifier;
use crate::emit::order::{Draft, Mentions, Phase};
use crate::emit::{listed, qualified, readable};
use crate::schema::{Check, ForeignKey, Key, SchemaTable};

/// What stands among the columns of CREATE TABLE.
pub(super) fn of_table(table: &SchemaTable) -> Vec<String> {
    let primary = table.primary_key.iter().map(|key| key_line(key, "PRIMARY KEY"));
    let unique = table
        .unique_keys
        .iter()
        .enumerate()
        .filter(|(at, _)| !repeats(table, *at))
        .map(|(_, key)| key_line(key, "UNIQUE"));
    let checks = table.checks.iter().filter(|check| !check.not_valid).map(check_line);
    primary.chain(unique).chain(checks).collect()
}

/// What has to be added afterwards: CREATE TABLE would make one of two keys over the same columns, holds checks for
/// valid, and an exclusion constraint may need what comes after its table.
pub(super) fn drafts(table: &SchemaTable, out: &mut Vec<Draft>) {
    let name = qualified(Postgres, table.namespace.as_deref(), &table.name);
    let mut add = |line: String, what: &str, subject, mentions| {
        let sql = format!("ALTER TABLE {name} ADD {line}");
        let mut draft = Draft::plain(Phase::Index, sql, format!("{what} of {}", readable(table))).of(subject);
        draft.mentions = mentions;
        draft.after = vec![table.name.to_lowercase()];
        out.push(draft);
    };
    for (at, key) in table.unique_keys.iter().enumerate() {
        if repeats(table, at) {
            add(
                key_line(key, "UNIQUE"),
                "unique key",
                key.origin.element,
                Mentions::None,
            );
        }
    }
    for check in table.checks.iter().filter(|check| check.not_valid) {
        let line = format!("{} NOT VALID", check_line(check));
        add(line, "check", check.origin.element, Mentions::Types);
    }
    for exclusion in &table.exclusions {
        let name = constraint(exclusion.name.as_deref());
        let line = format!(
            "{name}EXCLUDE {}{}",
            exclusion.definition,
            deferrable(exclusion.deferrable)
        );
        add(line, "exclusion constraint", exclusion.origin.element, Mentions::Types);
    }
}

fn key_line(key: &Key, words: &str) -> String {
    constraint(key.name.as_deref()) + &key_clause(key, words)
}

fn check_line(check: &Check) -> String {
    let inherit = if check.no_inherit { " NO INHERIT" } else { "" };
    format!(
        "{}CHECK ({}){inherit}",
        constraint(check.name.as_deref()),
        check.expression
    )
}

/// Whether the unique key is over the columns of an earlier key: CREATE TABLE would make one of the two.
fn repeats(table: &SchemaTable, at: usize) -> bool {
    let columns = &table.unique_keys[at].columns;
    table.primary_key.iter().any(|key| key.columns == *columns)
        || table.unique_keys[..at].iter().any(|key| key.columns == *columns)
}

/// `CONSTRAINT name` with a blank behind it, or nothing.
fn constraint(name: Option<&str>) -> String {
    name.map(|name| format!("CONSTRAINT {} ", identifier(name)))
        .unwrap_or_default()
}

/// The key as it stands in CREATE TABLE, without its name; `words` are PRIMARY KEY or UNIQUE.
fn key_clause(key: &Key, words: &str) -> String {
    let nulls = if key.nulls_not_distinct {
        " NULLS NOT DISTINCT"
    } else {
        ""
    };
    let mut sql = format!("{words}{nulls} ({})", listed(Postgres, &key.columns));
    if !key.included.is_empty() {
        sql.push_str(&format!(" INCLUDE ({})", listed(Postgres, &key.included)));
    }
    if let Some(options) = &key.options {
        sql.push_str(&format!(" {options}"));
    }
    sql + deferrable(key.deferrable)
}

/// The clause with a blank before it, or nothing.
pub(crate) fn deferrable(deferrable: Deferrable) -> &'static str {
    match deferrable {
        Deferrable::No => "",
        Deferrable::InitiallyImmediate => " DEFERRABLE INITIALLY IMMEDIATE",
        Deferrable::InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
    }
}

/// The statement that adds a foreign key.
pub(super) fn add_foreign_key(table: &SchemaTable, foreign_key: &ForeignKey) -> Draft {
    let mut sql = format!(
        "ALTER TABLE {} ADD {}FOREIGN KEY ({}) REFERENCES {}",
        qualified(Postgres, table.namespace.as_deref(), &table.name),
        constraint(foreign_key.name.as_deref()),
        listed(Postgres, &foreign_key.columns),
        qualified(
            Postgres,
            foreign_key.referenced_namespace.as_deref(),
            &foreign_key.referenced_table
        ),
    );
    if !foreign_key.referenced_columns.is_empty() {
        sql.push_str(&format!(" ({})", listed(Postgres, &foreign_key.referenced_columns)));
    }
    if foreign_key.match_full {
        sql.push_str(" MATCH FULL");
    }
    if foreign_key.on_delete != ReferentialAction::NoAction {
        sql.push_str(&format!(" ON DELETE {}", foreign_key.on_delete.sql()));
        if !foreign_key.set_columns.is_empty() {
            sql.push_str(&format!(" ({})", listed(Postgres, &foreign_key.set_columns)));
        }
    }
    sql.push_str(&actions(ReferentialAction::NoAction, foreign_key.on_update));
    sql.push_str(deferrable(foreign_key.deferrable));
    if foreign_key.not_valid {
        sql.push_str(" NOT VALID");
    }
    let comment = format!(
        "foreign key {} of {}",
        foreign_key.name.as_deref().unwrap_or_default(),
        readable(table)
    );
    Draft::plain(Phase::ForeignKey, sql, comment).of(foreign_key.origin.element)
}

/// ON DELETE and ON UPDATE where they are not the default, each with a blank before it.
pub(crate) fn actions(on_delete: ReferentialAction, on_update: ReferentialAction) -> String {
    let mut sql = String::new();
    for (event, action) in [("DELETE", on_delete), ("UPDATE", on_update)] {
        if action != ReferentialAction::NoAction {
            sql.push_str(&format!(" ON {event} {}", action.sql()));
        }
    }
    sql
}
