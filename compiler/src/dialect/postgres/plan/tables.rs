//! What becomes of tables as a whole, and of schemas.

use super::clauses::{self, Part, table_sql};
use super::options::Options;
use super::rebuild;
use super::work::{Piece, Said, Work, lock, marker, step};
use super::world::name_of;
use crate::dialect::Dialect::Postgres;
use crate::dialect::postgres::identifiers::{identifier, literal};
use crate::diff::{CommentOn, Named, SchemaChange, TableRef};
use crate::emit::order::{Draft, Phase};
use crate::emit::{qualified, readable};
use crate::plan::LockMode;
use crate::schema::SchemaTable;
use std::collections::HashSet;

/// Whether the table has to be built anew, because how its rows are spread or where its columns come from changes.
pub(super) fn is_rebuilt(from: &SchemaTable, to: &SchemaTable) -> bool {
    let (a, b) = (Options::of(from), Options::of(to));
    a.partition != b.partition || a.inherits != b.inherits
}

/// Schemas, tables that come and go, and what is said of tables as a whole.
pub(super) fn tables(work: &mut Work<'_>) {
    let dropped: HashSet<Named> = work
        .input
        .changes
        .iter()
        .filter_map(|change| match change {
            SchemaChange::DropTable(table) => Some(name_of(table)),
            _ => None,
        })
        .collect();
    for (at, change) in work.input.changes.iter().enumerate() {
        match change {
            SchemaChange::CreateNamespace(name) => {
                let sql = format!("CREATE SCHEMA {}", identifier(name));
                work.early.push(step(Some(at), sql, format!("schema {name}")));
            }
            SchemaChange::DropNamespace(name) => {
                let sql = format!("DROP SCHEMA {}", identifier(name));
                work.late.push(step(Some(at), sql, format!("drop schema {name}")));
            }
            SchemaChange::CreateTable(table) => create(work, at, table),
            SchemaChange::DropTable(table) => drop(work, at, table, &dropped),
            SchemaChange::AlterTable { table, from, to } => {
                if is_rebuilt(from, to) {
                    rebuild::rebuild(work, at, table, from, to);
                } else {
                    alter(work, at, from, to);
                }
            }
            SchemaChange::SetComment { table, on, to, .. } => comment(work, at, table.as_ref(), on, to.as_deref()),
            _ => {}
        }
    }
}

fn create(work: &mut Work<'_>, at: usize, table: &SchemaTable) {
    let referenced: Vec<String> = table.foreign_keys.iter().map(|k| k.referenced_table.clone()).collect();
    for draft in clauses::whole(vec![table.clone()]) {
        let hazards = if draft.phase == Phase::ForeignKey {
            referenced
                .iter()
                .map(|name| lock(LockMode::Writes, name))
                .take(1)
                .collect()
        } else {
            Vec::new()
        };
        work.make(Some(at), draft, hazards);
    }
    super::stand_ins::stand_ins(work, at, table);
}

/// The statement that made the table, so that it goes before what it depended on.
pub(super) fn definition(table: &SchemaTable) -> Option<Draft> {
    let bare = SchemaTable {
        foreign_keys: Vec::new(),
        indexes: Vec::new(),
        comment: None,
        ..table.clone()
    };
    clauses::whole(vec![bare]).into_iter().find(|d| d.phase == Phase::Table)
}

fn drop(work: &mut Work<'_>, at: usize, table: &SchemaTable, dropped: &HashSet<Named>) {
    let name = readable(table);
    // Foreign keys between tables that go could run in a circle.
    for key in &table.foreign_keys {
        let target = Named {
            namespace: key.referenced_namespace.clone(),
            name: key.referenced_table.clone(),
        };
        if target != name_of(table) && dropped.contains(&target) {
            let part = Part::Foreign(key);
            let comment = format!("drop foreign key {} of {name}", part.name());
            if let Some(draft) = part.added(table).into_iter().next() {
                let steps = vec![step(Some(at), part.dropped(table), comment)];
                work.gone.push(Piece { draft, steps });
            }
        }
    }
    let Some(draft) = definition(table) else { return };
    let sql = format!("DROP TABLE {}", table_sql(table));
    let gone = step(Some(at), sql, format!("drop table {name}"))
        .of(table.origin.element)
        .locking(LockMode::All, &name)
        .losing(&format!("the rows of {name}"));
    work.gone.push(Piece {
        draft,
        steps: vec![gone],
    });
}

fn alter(work: &mut Work<'_>, at: usize, from: &SchemaTable, to: &SchemaTable) {
    let name = readable(to);
    let sql = |clause: &str| format!("ALTER TABLE {} {clause}", table_sql(to));
    let mut steps = Vec::new();
    if from.unlogged != to.unlogged {
        let word = if to.unlogged { "UNLOGGED" } else { "LOGGED" };
        let comment = format!("{name} is {} from now on", word.to_lowercase());
        let set = step(Some(at), sql(&format!("SET {word}")), comment);
        steps.push(set.locking(LockMode::All, &name).rewriting(&name));
    }
    let (old, new) = (Options::of(from), Options::of(to));
    let gone: Vec<&str> = old
        .with
        .iter()
        .filter(|(key, _)| !new.with.iter().any(|(k, _)| k == key))
        .map(|(key, _)| key.as_str())
        .collect();
    if !gone.is_empty() {
        let clause = sql(&format!("RESET ({})", gone.join(", ")));
        steps.push(step(Some(at), clause, format!("options of {name}")).locking(LockMode::Schema, &name));
    }
    let set: Vec<String> = new
        .with
        .iter()
        .filter(|option| !old.with.contains(option))
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    if !set.is_empty() {
        let clause = sql(&format!("SET ({})", set.join(", ")));
        steps.push(step(Some(at), clause, format!("options of {name}")).locking(LockMode::Schema, &name));
    }
    if old.tablespace != new.tablespace {
        let space = new.tablespace.as_deref().unwrap_or("pg_default");
        let clause = sql(&format!("SET TABLESPACE {}", identifier(space)));
        let set = step(Some(at), clause, format!("keep {name} in {space}"));
        steps.push(set.locking(LockMode::All, &name).rewriting(&name));
    }
    if old.method != new.method {
        let method = new.method.as_deref().unwrap_or("heap");
        let clause = sql(&format!("SET ACCESS METHOD {}", identifier(method)));
        let set = step(Some(at), clause, format!("store {name} by {method}"));
        steps.push(set.locking(LockMode::All, &name).rewriting(&name));
    }
    work.alter(&to.name, steps);
}

fn comment(work: &mut Work<'_>, at: usize, table: Option<&TableRef>, on: &CommentOn, text: Option<&str>) {
    let name = table.map(|t| qualified(Postgres, t.to.namespace.as_deref(), &t.to.name));
    let whole = name.clone().unwrap_or_default();
    // What comes anew brings its comment.
    if let Some(table) = table
        && work.disturbed.rebuilt.contains_key(&table.from)
    {
        return;
    }
    let target = match on {
        CommentOn::Table => format!("TABLE {whole}"),
        CommentOn::Column(column) => format!("COLUMN {whole}.{}", identifier(column)),
        CommentOn::Constraint(constraint) => format!("CONSTRAINT {} ON {whole}", identifier(constraint)),
        CommentOn::Index(index) => {
            let space = table.and_then(|t| t.to.namespace.as_deref());
            format!("INDEX {}", qualified(Postgres, space, index))
        }
        CommentOn::Enum(made) => format!("TYPE {}", qualified(Postgres, made.namespace.as_deref(), &made.name)),
    };
    let text = text.map_or_else(|| "NULL".to_owned(), literal);
    let subject = table.map_or_else(String::new, |t| t.to.name.clone());
    let mut draft = Draft::plain(
        Phase::Comment,
        format!("COMMENT ON {target} IS {text}"),
        format!("comment in {subject}"),
    );
    draft.after.push(marker(&subject));
    work.make(Some(at), draft, Vec::new());
}
