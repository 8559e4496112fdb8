//! Changes in words: what kind they are, and what they are about.

use super::change::{CommentOn, Named, SchemaChange, TableRef};
use uuid::Uuid;

impl SchemaChange {
    /// Its name in JSON and in the API, stable: `addColumn`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::CreateNamespace(_) => "createNamespace",
            Self::DropNamespace(_) => "dropNamespace",
            Self::CreateEnum(_) => "createEnum",
            Self::DropEnum(_) => "dropEnum",
            Self::RenameEnum { .. } => "renameEnum",
            Self::AlterEnum { .. } => "alterEnum",
            Self::CreateTable(_) => "createTable",
            Self::DropTable(_) => "dropTable",
            Self::RenameTable(_) => "renameTable",
            Self::AlterTable { .. } => "alterTable",
            Self::AddColumn { .. } => "addColumn",
            Self::DropColumn { .. } => "dropColumn",
            Self::RenameColumn { .. } => "renameColumn",
            Self::AlterColumn { .. } => "alterColumn",
            Self::ReorderColumns { .. } => "reorderColumns",
            Self::AddPrimaryKey { .. } => "addPrimaryKey",
            Self::DropPrimaryKey { .. } => "dropPrimaryKey",
            Self::AddUniqueKey { .. } => "addUniqueKey",
            Self::DropUniqueKey { .. } => "dropUniqueKey",
            Self::AddForeignKey { .. } => "addForeignKey",
            Self::DropForeignKey { .. } => "dropForeignKey",
            Self::AddCheck { .. } => "addCheck",
            Self::DropCheck { .. } => "dropCheck",
            Self::AddExclusion { .. } => "addExclusion",
            Self::DropExclusion { .. } => "dropExclusion",
            Self::RenameConstraint { .. } => "renameConstraint",
            Self::CreateIndex { .. } => "createIndex",
            Self::DropIndex { .. } => "dropIndex",
            Self::RenameIndex { .. } => "renameIndex",
            Self::SetComment { .. } => "setComment",
            Self::CreateObject(_) => "createObject",
            Self::DropObject(_) => "dropObject",
            Self::AlterObject { .. } => "alterObject",
        }
    }

    /// What it is about, as a person would name it, under the name it has afterwards: `orders.total`.
    pub fn subject(&self) -> String {
        match self {
            Self::CreateNamespace(name) | Self::DropNamespace(name) => format!("schema {name}"),
            Self::CreateEnum(made) | Self::DropEnum(made) | Self::AlterEnum { to: made, .. } => {
                format!("enum {}", path(made.namespace.as_deref(), &made.name))
            }
            Self::RenameEnum { to, .. } => format!("enum {}", named(to)),
            Self::CreateTable(table) | Self::DropTable(table) => path(table.namespace.as_deref(), &table.name),
            Self::RenameTable(table) | Self::AlterTable { table, .. } | Self::ReorderColumns { table, .. } => {
                named(&table.to)
            }
            Self::AddColumn { table, column, .. } | Self::DropColumn { table, column, .. } => {
                within(table, &column.name)
            }
            Self::RenameColumn { table, column } => within(table, &column.to),
            Self::AlterColumn { table, to, .. } => within(table, &to.name),
            Self::AddPrimaryKey { table, key } | Self::DropPrimaryKey { table, key } => {
                within(table, key.name.as_deref().unwrap_or("primary key"))
            }
            Self::AddUniqueKey { table, key } | Self::DropUniqueKey { table, key } => {
                within(table, key.name.as_deref().unwrap_or("unique key"))
            }
            Self::AddForeignKey { table, foreign_key } | Self::DropForeignKey { table, foreign_key } => {
                within(table, foreign_key.name.as_deref().unwrap_or("foreign key"))
            }
            Self::AddCheck { table, check } | Self::DropCheck { table, check } => {
                within(table, check.name.as_deref().unwrap_or("check"))
            }
            Self::AddExclusion { table, exclusion } | Self::DropExclusion { table, exclusion } => {
                within(table, exclusion.name.as_deref().unwrap_or("exclusion"))
            }
            Self::RenameConstraint { table, to, .. } | Self::RenameIndex { table, to, .. } => within(table, to),
            Self::CreateIndex { table, index } | Self::DropIndex { table, index } => {
                within(table, index.name.as_deref().unwrap_or("index"))
            }
            Self::SetComment { table, on, .. } => match (table, on) {
                (Some(table), CommentOn::Table) => named(&table.to),
                (Some(table), CommentOn::Column(name) | CommentOn::Constraint(name) | CommentOn::Index(name)) => {
                    within(table, name)
                }
                (_, CommentOn::Enum(name)) => format!("enum {}", named(name)),
                (None, CommentOn::Column(name) | CommentOn::Constraint(name) | CommentOn::Index(name)) => name.clone(),
                (None, CommentOn::Table) => "table".to_owned(),
            },
            Self::CreateObject(object) | Self::DropObject(object) | Self::AlterObject { to: object, .. } => {
                format!("{} {}", object.kind.noun(), object.name)
            }
        }
    }

    /// The design's element it expresses, where the change holds it.
    pub fn element(&self) -> Option<Uuid> {
        match self {
            Self::CreateNamespace(_)
            | Self::DropNamespace(_)
            | Self::RenameEnum { .. }
            | Self::RenameTable(_)
            | Self::RenameColumn { .. }
            | Self::ReorderColumns { .. }
            | Self::RenameConstraint { .. }
            | Self::RenameIndex { .. }
            | Self::SetComment { .. } => None,
            Self::CreateEnum(made) | Self::DropEnum(made) | Self::AlterEnum { to: made, .. } => made.origin.element,
            Self::CreateTable(table) | Self::DropTable(table) | Self::AlterTable { to: table, .. } => {
                table.origin.element
            }
            Self::AddColumn { column, .. } | Self::DropColumn { column, .. } | Self::AlterColumn { to: column, .. } => {
                column.origin.element
            }
            Self::AddPrimaryKey { key, .. }
            | Self::DropPrimaryKey { key, .. }
            | Self::AddUniqueKey { key, .. }
            | Self::DropUniqueKey { key, .. } => key.origin.element,
            Self::AddForeignKey { foreign_key, .. } | Self::DropForeignKey { foreign_key, .. } => {
                foreign_key.origin.element
            }
            Self::AddCheck { check, .. } | Self::DropCheck { check, .. } => check.origin.element,
            Self::AddExclusion { exclusion, .. } | Self::DropExclusion { exclusion, .. } => exclusion.origin.element,
            Self::CreateIndex { index, .. } | Self::DropIndex { index, .. } => index.origin.element,
            Self::CreateObject(object) | Self::DropObject(object) | Self::AlterObject { to: object, .. } => {
                object.origin.element
            }
        }
    }
}

fn path(namespace: Option<&str>, name: &str) -> String {
    match namespace {
        Some(namespace) => format!("{namespace}.{name}"),
        None => name.to_owned(),
    }
}

fn named(name: &Named) -> String {
    path(name.namespace.as_deref(), &name.name)
}

fn within(table: &TableRef, name: &str) -> String {
    format!("{}.{name}", named(&table.to))
}
