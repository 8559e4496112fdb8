//! The engines, and what sets them apart.

pub mod mysql;
pub mod postgres;
pub mod sqlite;

use crate::diagnostic::Severity;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A database engine. MariaDB is read and written as [`Dialect::Mysql`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// PostgreSQL 14 and later.
    Postgres,
    /// MySQL 8 and MariaDB 10.6 and later.
    Mysql,
    /// SQLite 3.35 and later.
    Sqlite,
}

impl Dialect {
    /// Every engine.
    pub const ALL: [Self; 3] = [Self::Postgres, Self::Mysql, Self::Sqlite];

    /// What it can and cannot do.
    pub fn capabilities(self) -> &'static Capabilities {
        match self {
            Self::Postgres => &postgres::CAPABILITIES,
            Self::Mysql => &mysql::CAPABILITIES,
            Self::Sqlite => &sqlite::CAPABILITIES,
        }
    }

    /// The identifier as it stands in SQL: bare where that means the same, else quoted.
    pub fn identifier(self, name: &str) -> String {
        match self {
            Self::Postgres => postgres::identifiers::identifier(name),
            Self::Mysql => mysql::identifiers::identifier(name),
            Self::Sqlite => sqlite::identifiers::identifier(name),
        }
    }

    /// The text as a string literal.
    pub fn literal(self, text: &str) -> String {
        match self {
            Self::Postgres => postgres::identifiers::literal(text),
            Self::Mysql => mysql::identifiers::literal(text),
            Self::Sqlite => sqlite::identifiers::literal(text),
        }
    }

    /// The engine's name as people write it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Mysql => "MySQL",
            Self::Sqlite => "SQLite",
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}

/// What an engine can and cannot do, as data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    /// How long an identifier may be.
    pub identifier_limit: IdentifierLimit,
    /// Whether two columns, or two tables, may differ in case alone.
    pub case_sensitive_names: bool,
    /// Whether tables stand in schemas.
    pub namespaces: bool,
    /// Whether enum types have names of their own.
    pub enum_types: bool,
    /// Whether a table may have no column.
    pub empty_tables: bool,
    /// How many columns a table may have.
    pub columns_per_table: usize,
    /// In what an index's name must be unique.
    pub index_names: NameScope,
    /// In what the name of a foreign key or check must be unique.
    pub constraint_names: NameScope,
    /// Whether primary and unique keys can be checked at commit.
    pub deferrable_keys: bool,
    /// Whether foreign keys can be checked at commit.
    pub deferrable_foreign_keys: bool,
    /// Whether MATCH FULL is kept.
    pub match_full: bool,
    /// Whether a foreign key may fall back to the default.
    pub set_default: bool,
    /// Whether a foreign key that sets null is accepted on a column that cannot be null.
    pub set_null_on_required: bool,
    /// Whether a unique key can treat nulls as equal.
    pub nulls_not_distinct: bool,
    /// Whether an index may cover some rows only.
    pub partial_indexes: bool,
    /// Whether an index may be over an expression.
    pub expression_indexes: bool,
    /// Whether an index may carry columns that it does not search by.
    pub included_columns: bool,
    /// Whether an index says where nulls go.
    pub nulls_order: bool,
    /// Whether an index may cover the beginning of a column only.
    pub prefix_lengths: bool,
    /// The index methods that every server has.
    pub index_methods: &'static [&'static str],
    /// Whether computed columns are written to the table.
    pub stored_generated: bool,
    /// Whether computed columns can be computed when read.
    pub virtual_generated: bool,
    /// Whether the engine keeps comments.
    pub comments: bool,
}

/// How long an identifier may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdentifierLimit {
    /// In bytes of UTF-8.
    Bytes(usize),
    /// In characters.
    Characters(usize),
    /// As long as anyone likes.
    Unlimited,
}

impl IdentifierLimit {
    /// Whether the name is within it.
    pub fn allows(self, name: &str) -> bool {
        match self {
            Self::Bytes(limit) => name.len() <= limit,
            Self::Characters(limit) => name.len() <= limit || name.chars().count() <= limit,
            Self::Unlimited => true,
        }
    }
}

/// In what a name must be the only one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameScope {
    /// Anything goes.
    None,
    /// The table.
    Table,
    /// The schema, beside its tables.
    Schema,
    /// The database.
    Database,
}

/// A type as an engine writes it, and what it does not keep of the type it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NativeType {
    /// As it stands in CREATE TABLE.
    pub(crate) sql: String,
    /// What is lost or different: code, severity, and the end of a sentence that begins with the field.
    pub(crate) notes: Vec<TypeNote>,
    /// The values it must be held to by a check, where the type does not do it.
    pub(crate) values: Option<Vec<String>>,
    /// The collation that makes it what it stands for.
    pub(crate) collation: Option<&'static str>,
}

/// Something that a type does not keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TypeNote {
    pub(crate) severity: Severity,
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl NativeType {
    /// A type that keeps everything.
    pub(crate) fn exact(sql: impl Into<String>) -> Self {
        Self {
            sql: sql.into(),
            notes: Vec::new(),
            values: None,
            collation: None,
        }
    }

    /// A type that means something else, or may surprise.
    pub(crate) fn warn(mut self, code: &'static str, message: impl Into<String>) -> Self {
        self.notes.push(TypeNote {
            severity: Severity::Warning,
            code,
            message: message.into(),
        });
        self
    }

    /// A type that differs in a way that loses nothing.
    pub(crate) fn info(mut self, code: &'static str, message: impl Into<String>) -> Self {
        self.notes.push(TypeNote {
            severity: Severity::Info,
            code,
            message: message.into(),
        });
        self
    }
}

/// Whether the list, words between single blanks, has this word.
pub(crate) fn lists_word(list: &str, word: &str) -> bool {
    !word.is_empty()
        && !word.contains(' ')
        && list
            .match_indices(word)
            .any(|(at, _)| list.as_bytes()[at.wrapping_sub(1)] == b' ' && list.as_bytes()[at + word.len()] == b' ')
}
