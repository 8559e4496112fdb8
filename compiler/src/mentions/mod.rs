//! What SQL that is kept word for word mentions of the elements of a design, and the same SQL under other names.
//!
//! A small reader walks over the words of a statement, opens a scope for every query in it, and finds out which
//! tables, fields and enums the names in it mean. It knows no grammar beyond that: what it does not understand it
//! leaves alone, and what may mean two things means nothing here.

mod catalog;
mod expressions;
mod from;
mod modify;
mod query;
mod rename;
mod routine;
mod scope;
mod statement;
mod words;

pub(crate) use catalog::Catalog;
pub(crate) use rename::renamed;

use crate::ids::{ConstraintId, EnumId, FieldId, IndexId, TableId};
use std::ops::Range;

/// An element, by one of the names it goes by in SQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Target {
    /// A table.
    Table(TableId),
    /// A field.
    Field(FieldId),
    /// The sequence that PostgreSQL makes for a field that it numbers.
    Sequence(FieldId),
    /// An enum type.
    Enum(EnumId),
    /// The value of an enum type that has this identity.
    Value(EnumId, u32),
    /// A key or check.
    Constraint(ConstraintId),
    /// An index.
    Index(IndexId),
}

/// How a mention is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Form {
    /// The bare name.
    Name,
    /// The name after its namespace, or without one where it stands in the default one.
    Qualified {
        /// Whether the namespace is said.
        with_namespace: bool,
    },
    /// As [`Form::Qualified`], in a string literal.
    InLiteral {
        /// Whether the namespace is said.
        with_namespace: bool,
    },
    /// The content of a string literal.
    Text,
    /// `USING (…)` between two relations: for each name, what it means on either side.
    Using(Vec<Merged>),
    /// A bare name that USING merged.
    Merged(Merged),
}

/// A column that stands for those of two relations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Merged {
    /// How the relation before is called there.
    pub(crate) left: String,
    /// What the name means in it.
    pub(crate) left_field: Vec<Target>,
    /// How the relation behind is called there.
    pub(crate) right: String,
    /// What the name means in it.
    pub(crate) right_field: Vec<Target>,
    /// The name.
    pub(crate) name: String,
}

/// A place in some SQL that mentions elements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mention {
    /// Its bytes.
    pub(crate) at: Range<usize>,
    /// What it mentions. Where these are several, the place can only change if all get the same name.
    pub(crate) targets: Vec<Target>,
    /// How.
    pub(crate) form: Form,
}

/// A name that is said to be a field of a table, and is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Missing {
    /// The table.
    pub(crate) table: TableId,
    /// The name.
    pub(crate) name: String,
}

/// What was found in some SQL.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// The places, in no order.
    pub(crate) mentions: Vec<Mention>,
    /// Names that mean nothing.
    pub(crate) missing: Vec<Missing>,
}
