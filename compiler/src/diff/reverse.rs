//! The way back.

use super::change::{ColumnRef, CommentOn, SchemaChange, TableRef};

/// The changes that lead back, each at the place of the one it takes back.
pub(crate) fn reversed(changes: &[SchemaChange]) -> Vec<SchemaChange> {
    changes.iter().map(|change| back(change, changes)).collect()
}

fn swap(table: &TableRef) -> TableRef {
    TableRef {
        from: table.to.clone(),
        to: table.from.clone(),
    }
}

fn back(change: &SchemaChange, all: &[SchemaChange]) -> SchemaChange {
    use SchemaChange as C;
    match change.clone() {
        C::CreateNamespace(name) => C::DropNamespace(name),
        C::DropNamespace(name) => C::CreateNamespace(name),
        C::CreateEnum(made) => C::DropEnum(made),
        C::DropEnum(made) => C::CreateEnum(made),
        C::RenameEnum { from, to } => C::RenameEnum { from: to, to: from },
        C::AlterEnum { from, to, renamed } => C::AlterEnum {
            from: to,
            to: from,
            renamed: renamed.into_iter().map(|(old, new)| (new, old)).collect(),
        },
        C::CreateTable(table) => C::DropTable(table),
        C::DropTable(table) => C::CreateTable(table),
        C::RenameTable(table) => C::RenameTable(swap(&table)),
        C::AlterTable { table, from, to } => C::AlterTable {
            table: swap(&table),
            from: to,
            to: from,
        },
        C::AddColumn {
            table,
            column,
            position,
        } => C::DropColumn {
            table: swap(&table),
            column,
            position,
        },
        C::DropColumn {
            table,
            column,
            position,
        } => C::AddColumn {
            table: swap(&table),
            column,
            position,
        },
        C::RenameColumn { table, column } => C::RenameColumn {
            table: swap(&table),
            column: ColumnRef {
                from: column.to,
                to: column.from,
            },
        },
        C::AlterColumn {
            table,
            from,
            to,
            values,
        } => C::AlterColumn {
            values: values.into_iter().map(|(old, new)| (new, old)).collect(),
            table: swap(&table),
            from: to,
            to: from,
        },
        C::ReorderColumns { table, from, to } => C::ReorderColumns {
            table: swap(&table),
            from: to,
            to: from,
        },
        C::AddPrimaryKey { table, key } => C::DropPrimaryKey {
            table: swap(&table),
            key,
        },
        C::DropPrimaryKey { table, key } => C::AddPrimaryKey {
            table: swap(&table),
            key,
        },
        C::AddUniqueKey { table, key } => C::DropUniqueKey {
            table: swap(&table),
            key,
        },
        C::DropUniqueKey { table, key } => C::AddUniqueKey {
            table: swap(&table),
            key,
        },
        C::AddForeignKey { table, foreign_key } => C::DropForeignKey {
            table: swap(&table),
            foreign_key,
        },
        C::DropForeignKey { table, foreign_key } => C::AddForeignKey {
            table: swap(&table),
            foreign_key,
        },
        C::AddCheck { table, check } => C::DropCheck {
            table: swap(&table),
            check,
        },
        C::DropCheck { table, check } => C::AddCheck {
            table: swap(&table),
            check,
        },
        C::AddExclusion { table, exclusion } => C::DropExclusion {
            table: swap(&table),
            exclusion,
        },
        C::DropExclusion { table, exclusion } => C::AddExclusion {
            table: swap(&table),
            exclusion,
        },
        C::RenameConstraint { table, from, to } => C::RenameConstraint {
            table: swap(&table),
            from: to,
            to: from,
        },
        C::CreateIndex { table, index } => C::DropIndex {
            table: swap(&table),
            index,
        },
        C::DropIndex { table, index } => C::CreateIndex {
            table: swap(&table),
            index,
        },
        C::RenameIndex { table, from, to } => C::RenameIndex {
            table: swap(&table),
            from: to,
            to: from,
        },
        C::SetComment { table, on, from, to } => C::SetComment {
            on: on_before(on, table.as_ref(), all),
            table: table.as_ref().map(swap),
            from: to,
            to: from,
        },
        C::CreateObject(object) => C::DropObject(object),
        C::DropObject(object) => C::CreateObject(object),
        C::AlterObject { from, to } => C::AlterObject { from: to, to: from },
    }
}

/// What the comment is on, by the name it had before.
fn on_before(on: CommentOn, table: Option<&TableRef>, all: &[SchemaChange]) -> CommentOn {
    use SchemaChange as C;
    match on {
        CommentOn::Table => CommentOn::Table,
        CommentOn::Column(name) => CommentOn::Column(
            all.iter()
                .find_map(|change| match change {
                    C::RenameColumn { table: t, column } if Some(t) == table && column.to == name => {
                        Some(column.from.clone())
                    }
                    _ => None,
                })
                .unwrap_or(name),
        ),
        CommentOn::Constraint(name) => CommentOn::Constraint(
            all.iter()
                .find_map(|change| match change {
                    C::RenameConstraint { table: t, from, to } if Some(t) == table && *to == name => Some(from.clone()),
                    _ => None,
                })
                .unwrap_or(name),
        ),
        CommentOn::Index(name) => CommentOn::Index(
            all.iter()
                .find_map(|change| match change {
                    C::RenameIndex { table: t, from, to } if Some(t) == table && *to == name => Some(from.clone()),
                    _ => None,
                })
                .unwrap_or(name),
        ),
        CommentOn::Enum(name) => CommentOn::Enum(
            all.iter()
                .find_map(|change| match change {
                    C::RenameEnum { from, to } if *to == name => Some(from.clone()),
                    _ => None,
                })
                .unwrap_or(name),
        ),
    }
}
