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
    /// The identity of each value, beside `values`, where it came from a design; else empty.
    pub value_ids: Vec<u32>,
    /// COMMENT ON TYPE.
    pub comment: Option<String>,
    /// Where it came from.
    pub origin: Origin,
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SchemaTable {
    /// Its schema; `None` for the default one.
    pub namespace: Option<String>,
    /// Its identifier.
    pub name: String,
    /// UNLOGGED (PostgreSQL).
    pub unlogged: bool,
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
    /// EXCLUDE constraints (PostgreSQL).
    pub exclusions: Vec<Exclusion>,
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
#[derive(Debug, Clone, Default, PartialEq)]
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
    /// What its sequence is told beyond what goes without saying, as it stands between the parentheses of
    /// `GENERATED … AS IDENTITY (…)`: `SEQUENCE NAME invoice_numbers START WITH 100 INCREMENT BY 5`. For serials too.
    pub sequence: Option<String>,
    /// GENERATED ALWAYS AS.
    pub generated: Option<GeneratedColumn>,
    /// COLLATE, as written.
    pub collation: Option<String>,
    /// MySQL's ON UPDATE, without the keywords.
    pub on_update: Option<String>,
    /// What else the engine keeps of it, in the order in which the engine's own dump says it. PostgreSQL: what follows
    /// `ALTER COLUMN … SET`, one blank apart: `STORAGE EXTERNAL COMPRESSION pglz STATISTICS 100 (n_distinct=-0.5)`.
    /// MySQL: `INVISIBLE`, `COLUMN_FORMAT DYNAMIC`, `SRID 4326` …, as in the column's definition.
    pub attributes: Option<String>,
    /// The values of its enum, each with its identity, where the engine has no type for them and they came from a
    /// design; else empty.
    pub enum_values: Vec<(u32, String)>,
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
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Key {
    /// Its identifier; `None` lets the engine name it.
    pub name: Option<String>,
    /// Column names in order.
    pub columns: Vec<String>,
    /// INCLUDE (PostgreSQL).
    pub included: Vec<String>,
    /// When it is checked.
    pub deferrable: Deferrable,
    /// NULLS NOT DISTINCT.
    pub nulls_not_distinct: bool,
    /// What is said of its index: `WITH (fillfactor='70') USING INDEX TABLESPACE fast`; `USING HASH KEY_BLOCK_SIZE 8`.
    pub options: Option<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Where it came from.
    pub origin: Origin,
}

/// A foreign key.
#[derive(Debug, Clone, Default, PartialEq)]
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
    /// The columns that ON DELETE SET NULL or SET DEFAULT sets, where not all of them (PostgreSQL).
    pub set_columns: Vec<String>,
    /// When the key referred to changes.
    pub on_update: ReferentialAction,
    /// When it is checked.
    pub deferrable: Deferrable,
    /// MATCH FULL.
    pub match_full: bool,
    /// NOT VALID: rows that were there before are not held to it (PostgreSQL).
    pub not_valid: bool,
    /// Its comment.
    pub comment: Option<String>,
    /// Where it came from.
    pub origin: Origin,
}

/// A check.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Check {
    /// Its identifier; `None` lets the engine name it.
    pub name: Option<String>,
    /// Without its parentheses.
    pub expression: String,
    /// NO INHERIT (PostgreSQL).
    pub no_inherit: bool,
    /// NOT VALID: rows that were there before are not held to it (PostgreSQL).
    pub not_valid: bool,
    /// NOT ENFORCED (MySQL).
    pub not_enforced: bool,
    /// The column in whose definition it stands, where the engine tells such checks from others (MariaDB).
    pub column: Option<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Where it came from.
    pub origin: Origin,
}

/// An EXCLUDE constraint (PostgreSQL).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Exclusion {
    /// Its identifier; `None` lets the engine name it.
    pub name: Option<String>,
    /// What follows EXCLUDE, up to when it is checked: `USING gist (room WITH =, during WITH &&) WHERE (NOT cancelled)`.
    pub definition: String,
    /// When it is checked.
    pub deferrable: Deferrable,
    /// Its comment.
    pub comment: Option<String>,
    /// Where it came from.
    pub origin: Origin,
}

/// An index.
#[derive(Debug, Clone, Default, PartialEq)]
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
    /// NULLS NOT DISTINCT (PostgreSQL).
    pub nulls_not_distinct: bool,
    /// What is said behind its columns: `WITH (fillfactor='70') TABLESPACE fast`; `KEY_BLOCK_SIZE 8 INVISIBLE`.
    pub options: Option<String>,
    /// WHERE.
    pub predicate: Option<String>,
    /// Its comment.
    pub comment: Option<String>,
    /// Where it came from.
    pub origin: Origin,
}

/// One key part of an index.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SchemaIndexPart {
    /// A column or an expression.
    pub target: SchemaPartTarget,
    /// Ascending unless said.
    pub direction: SortDirection,
    /// Where nulls go.
    pub nulls: Option<NullsOrder>,
    /// MySQL's prefix length.
    pub prefix_length: Option<u32>,
    /// PostgreSQL's operator class, with its parameters: `gist_trgm_ops (siglen='32')`.
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

impl Default for SchemaPartTarget {
    fn default() -> Self {
        Self::Column(String::new())
    }
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
