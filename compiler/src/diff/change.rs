//! The closed list of what can change between two schemas.

use crate::schema::{Check, Column, Exclusion, ForeignKey, Key, SchemaEnum, SchemaIndex, SchemaObject, SchemaTable};

/// The name of a table, enum or other thing that stands in a schema.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Named {
    /// The schema it is in; `None` for the default one.
    pub namespace: Option<String>,
    /// Its identifier.
    pub name: String,
}

/// A table on both sides; the two names differ where it is renamed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TableRef {
    /// Its name in the schema that is left.
    pub from: Named,
    /// Its name in the schema that is reached.
    pub to: Named,
}

/// A column on both sides; the two names differ where it is renamed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ColumnRef {
    /// Its name in the schema that is left.
    pub from: String,
    /// Its name in the schema that is reached.
    pub to: String,
}

/// One difference between two schemas. A list of them is complete: applied to the first schema they give the
/// second, apart from the order of columns where the engine cannot change it.
///
/// A table that is created or dropped comes whole, with its columns, keys, foreign keys, checks and indexes; those
/// are not listed again.
#[derive(Debug, Clone, PartialEq)]
pub enum SchemaChange {
    /// A schema that the first does not have (PostgreSQL).
    CreateNamespace(String),
    /// A schema that the second does not have.
    DropNamespace(String),

    /// An enum type that the first does not have.
    CreateEnum(SchemaEnum),
    /// An enum type that the second does not have.
    DropEnum(SchemaEnum),
    /// An enum type under another name, or in another schema.
    RenameEnum {
        /// The name it had.
        from: Named,
        /// The name it gets.
        to: Named,
    },
    /// Other values of an enum type, or another order of them.
    AlterEnum {
        /// As it was.
        from: SchemaEnum,
        /// As it will be.
        to: SchemaEnum,
        /// Values that go on under another name: old, new.
        renamed: Vec<(String, String)>,
    },

    /// A table that the first does not have.
    CreateTable(Box<SchemaTable>),
    /// A table that the second does not have.
    DropTable(Box<SchemaTable>),
    /// A table under another name, or in another schema.
    RenameTable(TableRef),
    /// What stands after the closing parenthesis, and other properties of the table as a whole.
    AlterTable {
        /// Which.
        table: TableRef,
        /// As it was; only its own properties count, not its columns and what else it holds.
        from: Box<SchemaTable>,
        /// As it will be.
        to: Box<SchemaTable>,
    },

    /// A column that the first does not have.
    AddColumn {
        /// In which table.
        table: TableRef,
        /// The column.
        column: Box<Column>,
        /// Its place among the columns of the second, from 0.
        position: usize,
    },
    /// A column that the second does not have.
    DropColumn {
        /// In which table.
        table: TableRef,
        /// The column.
        column: Box<Column>,
        /// Its place among the columns of the first, from 0.
        position: usize,
    },
    /// A column under another name.
    RenameColumn {
        /// In which table.
        table: TableRef,
        /// Which.
        column: ColumnRef,
    },
    /// Another type, default, NOT NULL, identity, expression, collation … of a column; not its name or comment.
    AlterColumn {
        /// In which table.
        table: TableRef,
        /// As it was.
        from: Box<Column>,
        /// As it will be.
        to: Box<Column>,
        /// Values of its enum or set that go on under another name: old, new (MySQL).
        values: Vec<(String, String)>,
    },
    /// The columns that both have, and those that are added, stand in another order than adding at the end gives.
    ReorderColumns {
        /// In which table.
        table: TableRef,
        /// The names in the first, in order.
        from: Vec<String>,
        /// The names in the second, in order.
        to: Vec<String>,
    },

    /// A primary key that the first does not have.
    AddPrimaryKey {
        /// On which table.
        table: TableRef,
        /// The key.
        key: Key,
    },
    /// A primary key that the second does not have.
    DropPrimaryKey {
        /// On which table.
        table: TableRef,
        /// The key.
        key: Key,
    },
    /// A unique key that the first does not have.
    AddUniqueKey {
        /// On which table.
        table: TableRef,
        /// The key.
        key: Key,
    },
    /// A unique key that the second does not have.
    DropUniqueKey {
        /// On which table.
        table: TableRef,
        /// The key.
        key: Key,
    },
    /// A foreign key that the first does not have.
    AddForeignKey {
        /// On which table.
        table: TableRef,
        /// The foreign key.
        foreign_key: Box<ForeignKey>,
    },
    /// A foreign key that the second does not have.
    DropForeignKey {
        /// On which table.
        table: TableRef,
        /// The foreign key.
        foreign_key: Box<ForeignKey>,
    },
    /// A check that the first does not have.
    AddCheck {
        /// On which table.
        table: TableRef,
        /// The check.
        check: Check,
    },
    /// A check that the second does not have.
    DropCheck {
        /// On which table.
        table: TableRef,
        /// The check.
        check: Check,
    },
    /// An exclusion constraint that the first does not have (PostgreSQL).
    AddExclusion {
        /// On which table.
        table: TableRef,
        /// The constraint.
        exclusion: Exclusion,
    },
    /// An exclusion constraint that the second does not have.
    DropExclusion {
        /// On which table.
        table: TableRef,
        /// The constraint.
        exclusion: Exclusion,
    },
    /// A key, foreign key, check or exclusion constraint under another name, and nothing else about it.
    RenameConstraint {
        /// On which table.
        table: TableRef,
        /// The name it had.
        from: String,
        /// The name it gets.
        to: String,
    },

    /// An index that the first does not have.
    CreateIndex {
        /// On which table.
        table: TableRef,
        /// The index.
        index: Box<SchemaIndex>,
    },
    /// An index that the second does not have.
    DropIndex {
        /// On which table.
        table: TableRef,
        /// The index.
        index: Box<SchemaIndex>,
    },
    /// An index under another name, and nothing else about it.
    RenameIndex {
        /// On which table.
        table: TableRef,
        /// The name it had.
        from: String,
        /// The name it gets.
        to: String,
    },

    /// Another comment, on a thing that both have.
    SetComment {
        /// The table it is in or on; `None` for an enum.
        table: Option<TableRef>,
        /// On what.
        on: CommentOn,
        /// As it was.
        from: Option<String>,
        /// As it will be.
        to: Option<String>,
    },

    /// An object carried word for word that the first does not have.
    CreateObject(SchemaObject),
    /// An object that the second does not have.
    DropObject(SchemaObject),
    /// An object with other words.
    AlterObject {
        /// As it was.
        from: SchemaObject,
        /// As it will be.
        to: SchemaObject,
    },
}

/// What a comment is on, by the name it has in the schema that is reached.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CommentOn {
    /// The table.
    Table,
    /// A column of it.
    Column(String),
    /// A key, foreign key, check or exclusion constraint of it.
    Constraint(String),
    /// An index of it.
    Index(String),
    /// An enum type.
    Enum(Named),
}
