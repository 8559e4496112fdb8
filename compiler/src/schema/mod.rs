//! The Schema: a design lowered for one engine, or what was read from SQL.
//!
//! Everything here is in the words of one engine: types, defaults and expressions are that engine's SQL.

use crate::design::{Deferrable, Identity, NullsOrder, ObjectKind, ReferentialAction, SortDirection};
use crate::diagnostic::Position;
use crate::dialect::Dialect;
use uuid::Uuid;

/// A physical schema of one engine.
#[derive(Debug, Clone, PartialEq)]
pub struct Schema {
    /// Whose words it uses.
    pub dialect: Dialect,
    /// Enum types, where the engine has them; in source order.
    pub enums: Vec<SchemaEnum>,
    /// Tables, in source order.
    pub tables: Vec<SchemaTable>,
    /// Statements carried verbatim, in source order.
    pub objects: Vec<SchemaObject>,
}

impl Schema {
    /// A schema without anything in it.
    pub fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            enums: Vec::new(),
            tables: Vec::new(),
            objects: Vec::new(),
        }
    }
}

/// Where something came from, for findings about it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Origin {
    /// The element it was lowered from.
    pub element: Option<Uuid>,
    /// The place in the SQL it was read from.
    pub position: Option<Position>,
}

/// An enum type (PostgreSQL).
#[derive(Debug, Clone, PartialEq)]
pub struct SchemaEnum {
    /// Its schema; `None` for the default one.
    pub namespace: Option<String>,
    /// Its identifier.
    pub name: String,
    /// Its values in order.
    pub values: Vec<String>,
    /// COMMENT ON TYPE.
    pub comment: Option<String>,
    /// Where it came from.
    pub origin: Origin,
}

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct SchemaTable {
    /// Its schema; `None` for the default one.
    pub namespace: Option<String>,
    /// Its identifier.
    pub name: String,
    /// In order.
    pub columns: Vec<Column>,
    /// At most one.
    pub primary_key: Option<Key>,
    /// UNIQUE constraints.
    pub unique_keys: Vec<Key>,
    /// FOREIGN KEY constraints.
    pub foreign_keys: Vec<ForeignKey>,
    /// CHECK constraints.
    pub checks: Vec<Check>,
    /// Indexes other than those of keys.
    pub indexes: Vec<SchemaIndex>,
    /// Its comment.
    pub comment: Option<String>,
    /// What stands after the closing parenthesis, word for word.
    pub options: Option<String>,
    /// Where it came from.
    pub origin: Origin,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its identifier.
    pub name: String,
    /// Its type, as the engine writes it: `character varying(80)`, `int unsigned`. Never a serial.
    pub native_type: String,
    /// NOT NULL, said or implied by the primary key.
    pub not_null: bool,
    /// DEFAULT, without the keyword.
    pub default: Option<String>,
    /// Numbered by the engine; then there is no default.
    pub identity: Option<Identity>,
    /// GENERATED ALWAYS AS.
    pub generated: Option<GeneratedColumn>,
    /// COLLATE, as written.
    pub collation: Option<String>,
    /// MySQL's ON UPDATE, without the keywords.
    pub on_update: Option<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Where it came from.
    pub origin: Origin,
}

/// How a column is computed.
#[derive(Debug, Clone, PartialEq)]
pub struct GeneratedColumn {
    /// Without its parentheses.
    pub expression: String,
    /// STORED, or VIRTUAL.
    pub stored: bool,
}

/// A primary or unique key.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// Its identifier; `None` lets the engine name it.
    pub name: Option<String>,
    /// Column names in order.
    pub columns: Vec<String>,
    /// When it is checked.
    pub deferrable: Deferrable,
    /// NULLS NOT DISTINCT.
    pub nulls_not_distinct: bool,
    /// Its comment.
    pub comment: Option<String>,
    /// Where it came from.
    pub origin: Origin,
}

/// A foreign key.
#[derive(Debug, Clone, PartialEq)]
pub struct ForeignKey {
    /// Its identifier; `None` lets the engine name it.
    pub name: Option<String>,
    /// Column names in order.
    pub columns: Vec<String>,
    /// The schema of the table referred to.
    pub referenced_namespace: Option<String>,
    /// The table referred to.
    pub referenced_table: String,
    /// Its columns in order; empty for its primary key.
    pub referenced_columns: Vec<String>,
    /// When the row referred to is deleted.
    pub on_delete: ReferentialAction,
    /// When the key referred to changes.
    pub on_update: ReferentialAction,
    /// When it is checked.
    pub deferrable: Deferrable,
    /// MATCH FULL.
    pub match_full: bool,
    /// Its comment.
    pub comment: Option<String>,
    /// Where it came from.
    pub origin: Origin,
}

/// A check.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Its identifier; `None` lets the engine name it.
    pub name: Option<String>,
    /// Without its parentheses.
    pub expression: String,
    /// Its comment.
    pub comment: Option<String>,
    /// Where it came from.
    pub origin: Origin,
}

/// An index.
#[derive(Debug, Clone, PartialEq)]
pub struct SchemaIndex {
    /// Its identifier; `None` lets the engine name it.
    pub name: Option<String>,
    /// Whether it refuses equal entries.
    pub is_unique: bool,
    /// Its method; `None` for the engine's default.
    pub method: Option<String>,
    /// In order.
    pub parts: Vec<SchemaIndexPart>,
    /// INCLUDE.
    pub included: Vec<String>,
    /// WHERE.
    pub predicate: Option<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Where it came from.
    pub origin: Origin,
}

/// One key part of an index.
#[derive(Debug, Clone, PartialEq)]
pub struct SchemaIndexPart {
    /// A column or an expression.
    pub target: SchemaPartTarget,
    /// Ascending unless said.
    pub direction: SortDirection,
    /// Where nulls go.
    pub nulls: Option<NullsOrder>,
    /// MySQL's prefix length.
    pub prefix_length: Option<u32>,
    /// PostgreSQL's operator class.
    pub operator_class: Option<String>,
    /// COLLATE.
    pub collation: Option<String>,
}

/// What an index part is over.
#[derive(Debug, Clone, PartialEq)]
pub enum SchemaPartTarget {
    /// A column.
    Column(String),
    /// An expression, without outer parentheses.
    Expression(String),
}

/// A statement carried verbatim.
#[derive(Debug, Clone, PartialEq)]
pub struct SchemaObject {
    /// What it makes or alters.
    pub kind: ObjectKind,
    /// What it makes or alters, by name.
    pub name: String,
    /// The statement, without its final delimiter.
    pub sql: String,
    /// Where it came from.
    pub origin: Origin,
}
