//! What a DBML text says, before any name is looked up.

use crate::design::ReferentialAction;

/// A text that was read. What it says more is in the diagnostics.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// What the project says is its kind of database.
    pub(super) database_type: Option<String>,
    pub(super) tables: Vec<Table>,
    pub(super) partials: Vec<Table>,
    pub(super) enums: Vec<Enum>,
    pub(super) refs: Vec<Ref>,
}

/// A name that may stand in a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path {
    /// Empty for the default one.
    pub(super) schema: String,
    pub(super) name: String,
}

/// `Table` or `TablePartial`.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) at: usize,
    pub(super) path: Path,
    pub(super) alias: Option<String>,
    pub(super) note: Option<String>,
    pub(super) columns: Vec<ColumnOrPartial>,
    pub(super) indexes: Vec<Index>,
    pub(super) checks: Vec<Check>,
}

/// A line of a table.
#[derive(Debug)]
pub(super) enum ColumnOrPartial {
    Column(Column),
    /// `~name`.
    Partial {
        at: usize,
        name: String,
    },
}

#[derive(Debug, Clone)]
pub(super) struct Column {
    pub(super) at: usize,
    pub(super) name: String,
    pub(super) type_name: TypeName,
    pub(super) is_primary_key: bool,
    pub(super) is_unique: bool,
    pub(super) is_required: bool,
    pub(super) is_numbered: bool,
    pub(super) default: Option<Default>,
    pub(super) note: Option<String>,
    pub(super) refs: Vec<InlineRef>,
    pub(super) checks: Vec<Check>,
}

/// A type as written, without quotes.
#[derive(Debug, Clone, Default)]
pub(super) struct TypeName {
    /// What stands before a dot.
    pub(super) schema: Option<String>,
    /// With its arguments: `decimal(12,2)`.
    pub(super) name: String,
    /// How often `[]` follows.
    pub(super) dimensions: u8,
}

#[derive(Debug, Clone)]
pub(super) enum Default {
    /// A number, TRUE, FALSE or NULL.
    Word(String),
    Text(String),
    Expression(String),
}

#[derive(Debug, Clone)]
pub(super) struct Check {
    pub(super) at: usize,
    pub(super) expression: String,
    pub(super) name: Option<String>,
}

#[derive(Debug, Clone)]
pub(super) struct Index {
    pub(super) at: usize,
    pub(super) parts: Vec<IndexPart>,
    pub(super) name: Option<String>,
    pub(super) method: Option<String>,
    pub(super) is_unique: bool,
    pub(super) is_primary_key: bool,
    pub(super) note: Option<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum IndexPart {
    Column(String),
    Expression(String),
}

#[derive(Debug)]
pub(super) struct Enum {
    pub(super) at: usize,
    pub(super) path: Path,
    pub(super) values: Vec<String>,
}

/// How many on either side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cardinality {
    /// `<`
    OneToMany,
    /// `>`
    ManyToOne,
    /// `-`
    OneToOne,
    /// `<>`
    ManyToMany,
}

#[derive(Debug, Clone)]
pub(super) struct Endpoint {
    pub(super) table: Path,
    pub(super) columns: Vec<String>,
}

#[derive(Debug, Clone)]
pub(super) struct InlineRef {
    pub(super) at: usize,
    pub(super) cardinality: Cardinality,
    pub(super) to: Endpoint,
}

#[derive(Debug, Clone)]
pub(super) struct Ref {
    pub(super) at: usize,
    pub(super) name: Option<String>,
    pub(super) left: Endpoint,
    pub(super) cardinality: Cardinality,
    pub(super) right: Endpoint,
    pub(super) on_delete: ReferentialAction,
    pub(super) on_update: ReferentialAction,
    /// Whether the right side holds the foreign key of a one-to-one relationship.
    pub(super) right_refers: bool,
}
