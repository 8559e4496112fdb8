//! Differences of schemas as sentences.

use tablewright_compiler::diff::{CommentOn, Named, SchemaChange, TableRef};
use tablewright_compiler::schema::{Column, SchemaTable};

/// What a change says is wrong with a database that would have to be changed so: a clause.
pub(super) fn describe(change: &SchemaChange) -> String {
    let missing = |what: String| format!("{what} is missing");
    let extra = |what: String| format!("{what} should not be there");
    let name = |name: &Option<String>| name.clone().unwrap_or_else(|| "without a name".to_owned());
    match change {
        SchemaChange::CreateNamespace(space) => missing(format!("schema {space}")),
        SchemaChange::DropNamespace(space) => extra(format!("schema {space}")),
        SchemaChange::CreateEnum(e) => missing(format!("enum {}", e.name)),
        SchemaChange::DropEnum(e) => extra(format!("enum {}", e.name)),
        SchemaChange::RenameEnum { from, to } => format!("enum {} should be {}", said(from), said(to)),
        SchemaChange::AlterEnum { from, to, .. } => format!(
            "enum {} has the values {} and should have {}",
            from.name,
            from.values.join(", "),
            to.values.join(", ")
        ),
        SchemaChange::CreateTable(table) => missing(format!("table {}", whole(table))),
        SchemaChange::DropTable(table) => extra(format!("table {}", whole(table))),
        SchemaChange::RenameTable(table) => format!("table {} should be {}", said(&table.from), said(&table.to)),
        SchemaChange::AlterTable { table, from, to } => format!(
            "table {} has the options `{}` and should have `{}`",
            on(table),
            from.options.as_deref().unwrap_or_default(),
            to.options.as_deref().unwrap_or_default()
        ),
        SchemaChange::AddColumn { table, column, .. } => missing(format!("column {}.{}", on(table), column.name)),
        SchemaChange::DropColumn { table, column, .. } => extra(format!("column {}.{}", on(table), column.name)),
        SchemaChange::RenameColumn { table, column } => {
            format!("column {}.{} should be {}", on(table), column.from, column.to)
        }
        SchemaChange::AlterColumn { table, from, to, .. } => {
            format!("column {}.{} {}", on(table), from.name, altered(from, to))
        }
        SchemaChange::ReorderColumns { table, to, .. } => {
            format!(
                "the columns of {} should stand in the order {}",
                on(table),
                to.join(", ")
            )
        }
        SchemaChange::AddPrimaryKey { table, key } => missing(format!(
            "primary key {} ({}) of {}",
            name(&key.name),
            key.columns.join(", "),
            on(table)
        )),
        SchemaChange::DropPrimaryKey { table, key } => extra(format!(
            "primary key {} ({}) of {}",
            name(&key.name),
            key.columns.join(", "),
            on(table)
        )),
        SchemaChange::AddUniqueKey { table, key } => missing(format!(
            "unique key {} ({}) of {}",
            name(&key.name),
            key.columns.join(", "),
            on(table)
        )),
        SchemaChange::DropUniqueKey { table, key } => extra(format!(
            "unique key {} ({}) of {}",
            name(&key.name),
            key.columns.join(", "),
            on(table)
        )),
        SchemaChange::AddForeignKey { table, foreign_key } => missing(format!(
            "foreign key {} of {} to {}",
            name(&foreign_key.name),
            on(table),
            foreign_key.referenced_table
        )),
        SchemaChange::DropForeignKey { table, foreign_key } => extra(format!(
            "foreign key {} of {} to {}",
            name(&foreign_key.name),
            on(table),
            foreign_key.referenced_table
        )),
        SchemaChange::AddCheck { table, check } => missing(format!(
            "check {} of {} ({})",
            name(&check.name),
            on(table),
            check.expression
        )),
        SchemaChange::DropCheck { table, check } => extra(format!(
            "check {} of {} ({})",
            name(&check.name),
            on(table),
            check.expression
        )),
        SchemaChange::AddExclusion { table, exclusion } => {
            missing(format!("exclusion {} of {}", name(&exclusion.name), on(table)))
        }
        SchemaChange::DropExclusion { table, exclusion } => {
            extra(format!("exclusion {} of {}", name(&exclusion.name), on(table)))
        }
        SchemaChange::RenameConstraint { table, from, to } => {
            format!("constraint {from} of {} should be {to}", on(table))
        }
        SchemaChange::CreateIndex { table, index } => missing(format!("index {} on {}", name(&index.name), on(table))),
        SchemaChange::DropIndex { table, index } => extra(format!("index {} on {}", name(&index.name), on(table))),
        SchemaChange::RenameIndex { table, from, to } => format!("index {from} on {} should be {to}", on(table)),
        SchemaChange::SetComment {
            table,
            on: place,
            from,
            to,
        } => {
            let what = commented(table.as_ref(), place);
            let shown = |text: &Option<String>| text.as_ref().map_or_else(|| "none".to_owned(), |t| format!("`{t}`"));
            format!("the comment on {what} is {} and should be {}", shown(from), shown(to))
        }
        SchemaChange::CreateObject(object) => missing(format!("{} {}", object.kind.noun(), object.name)),
        SchemaChange::DropObject(object) => extra(format!("{} {}", object.kind.noun(), object.name)),
        SchemaChange::AlterObject { from, to } => format!(
            "{} {} is not as it should be: `{}` instead of `{}`",
            to.kind.noun(),
            to.name,
            first_difference(&from.sql, &to.sql),
            first_difference(&to.sql, &from.sql)
        ),
    }
}

fn said(name: &Named) -> String {
    match &name.namespace {
        Some(space) => format!("{space}.{}", name.name),
        None => name.name.clone(),
    }
}

fn on(table: &TableRef) -> String {
    said(&table.to)
}

fn whole(table: &SchemaTable) -> String {
    match &table.namespace {
        Some(space) => format!("{space}.{}", table.name),
        None => table.name.clone(),
    }
}

fn commented(table: Option<&TableRef>, place: &CommentOn) -> String {
    let table = table.map(on).unwrap_or_default();
    match place {
        CommentOn::Table => table,
        CommentOn::Column(name) | CommentOn::Constraint(name) | CommentOn::Index(name) => format!("{table}.{name}"),
        CommentOn::Enum(name) => format!("enum {}", said(name)),
    }
}

/// What is different about a column: its first property that differs.
fn altered(from: &Column, to: &Column) -> String {
    let text = |value: &Option<String>| value.as_ref().map_or_else(|| "none".to_owned(), |v| format!("`{v}`"));
    if from.native_type != to.native_type {
        return format!("is {} and should be {}", from.native_type, to.native_type);
    }
    if from.not_null != to.not_null {
        return if to.not_null {
            "should be NOT NULL"
        } else {
            "should not be NOT NULL"
        }
        .to_owned();
    }
    if from.default != to.default {
        return format!(
            "has the default {} and should have {}",
            text(&from.default),
            text(&to.default)
        );
    }
    if from.identity != to.identity || from.sequence != to.sequence {
        return format!("is numbered as {:?} and should be as {:?}", from.identity, to.identity);
    }
    if from.collation != to.collation {
        return format!(
            "has the collation {} and should have {}",
            text(&from.collation),
            text(&to.collation)
        );
    }
    if from.generated != to.generated {
        return "is not computed as it should be".to_owned();
    }
    "is not as it should be".to_owned()
}

/// The first line in which a text is not like another.
fn first_difference<'t>(text: &'t str, other: &str) -> &'t str {
    let mut others = other.lines();
    text.lines()
        .find(|line| others.next() != Some(*line))
        .unwrap_or("")
        .trim()
}
