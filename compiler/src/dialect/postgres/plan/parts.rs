//! What becomes of keys, checks, exclusion constraints, foreign keys and indexes.

use super::clauses::Part;
use super::disturbed::kept_in_order;
use super::work::{Piece, Said, Work, lock, marker, scan, step};
use super::world::Kept;
use crate::diff::{Named, SchemaChange};
use crate::emit::order::Phase;
use crate::emit::readable;
use crate::plan::{Hazard, LockMode};
use crate::schema::SchemaTable;

/// All changes of them, and what has to go and come again around other changes.
pub(super) fn parts(work: &mut Work<'_>) {
    let mut locks = false;
    for (at, change) in work.input.changes.iter().enumerate() {
        use SchemaChange as C;
        let (table, part, comes) = match change {
            C::AddPrimaryKey { table, key } => (table, Part::Primary(key), true),
            C::DropPrimaryKey { table, key } => (table, Part::Primary(key), false),
            C::AddUniqueKey { table, key } => (table, Part::Unique(key), true),
            C::DropUniqueKey { table, key } => (table, Part::Unique(key), false),
            C::AddForeignKey { table, foreign_key } => (table, Part::Foreign(foreign_key), true),
            C::DropForeignKey { table, foreign_key } => (table, Part::Foreign(foreign_key), false),
            C::AddCheck { table, check } => (table, Part::Check(check), true),
            C::DropCheck { table, check } => (table, Part::Check(check), false),
            C::AddExclusion { table, exclusion } => (table, Part::Exclusion(exclusion), true),
            C::DropExclusion { table, exclusion } => (table, Part::Exclusion(exclusion), false),
            C::CreateIndex { table, index } => (table, Part::Index(index), true),
            C::DropIndex { table, index } => (table, Part::Index(index), false),
            _ => continue,
        };
        let Some(kept) = work.world.table(&table.from) else {
            continue;
        };
        let rebuilt = work.disturbed.rebuilt.contains_key(&table.from);
        if comes {
            locks |= matches!(part, Part::Index(_));
            // A table that is built anew comes with it.
            if !rebuilt {
                made(work, at, kept.to, part);
            }
        } else if !rebuilt {
            gone(work, at, kept.from, part);
        }
    }
    again(work);
    if locks && !work.input.is_back {
        work.info(
            "index-locks-writes",
            "indexes".to_owned(),
            "indexes are made inside the transaction and keep writers out of their tables meanwhile".to_owned(),
        );
        if let Some(last) = work.findings.last_mut() {
            last.help = Some(
                "on a large busy table, make the index with CREATE INDEX CONCURRENTLY before, by hand, and leave it out here"
                    .to_owned(),
            );
        }
    }
}

/// A part goes.
pub(super) fn gone(work: &mut Work<'_>, at: usize, table: &SchemaTable, part: Part<'_>) {
    let name = readable(table);
    let comment = format!("drop {} {} of {name}", part.noun(), part.name());
    let mut drop = step(Some(at), part.dropped(table), comment).locking(LockMode::All, &name);
    if let Part::Foreign(key) = part {
        drop = drop.locking(LockMode::All, &key.referenced_table);
    }
    let Some(draft) = part.added(table).into_iter().next() else {
        return;
    };
    work.gone.push(Piece {
        draft,
        steps: vec![drop],
    });
}

/// A part comes.
pub(super) fn made(work: &mut Work<'_>, at: usize, table: &SchemaTable, part: Part<'_>) {
    let name = readable(table);
    for mut draft in part.added(table) {
        let hazards = if draft.phase == Phase::Comment {
            Vec::new()
        } else {
            hazards(part, &name)
        };
        if let Part::Foreign(key) = part {
            draft.after.push(marker(&key.referenced_table));
        }
        work.make(Some(at), draft, hazards);
    }
}

fn hazards(part: Part<'_>, table: &str) -> Vec<Hazard> {
    let fails = |rows: String| Hazard::MayFail { r#where: rows };
    match part {
        Part::Primary(key) | Part::Unique(key) => vec![
            lock(LockMode::All, table),
            scan(table),
            fails(format!("rows of {table} have the same {}", key.columns.join(", "))),
        ],
        Part::Check(check) if check.not_valid => vec![lock(LockMode::All, table)],
        Part::Check(check) => vec![
            lock(LockMode::All, table),
            scan(table),
            fails(format!("rows of {table} do not keep to {}", check.expression)),
        ],
        Part::Exclusion(_) => vec![
            lock(LockMode::All, table),
            scan(table),
            fails(format!("rows of {table} exclude each other")),
        ],
        Part::Foreign(key) => {
            let mut all = vec![
                lock(LockMode::Writes, table),
                lock(LockMode::Writes, &key.referenced_table),
            ];
            if !key.not_valid {
                all.push(scan(table));
                all.push(fails(format!(
                    "rows of {table} refer to none of {}",
                    key.referenced_table
                )));
            }
            all
        }
        Part::Index(index) => {
            let mut all = vec![lock(LockMode::Writes, table), scan(table)];
            if index.is_unique {
                all.push(fails(format!("rows of {table} have the same entries")));
            }
            all
        }
    }
}

/// What is not changed itself, but stands on what is.
fn again(work: &mut Work<'_>) {
    let tables: Vec<(Named, Kept<'_>)> = kept_in_order(work.world);
    for (name, kept) in tables {
        if work.disturbed.rebuilt.contains_key(&name)
            || !work.disturbed.parts.keys().any(|(table, _, _)| *table == name)
        {
            continue;
        }
        for part in Part::all(kept.from) {
            let key = (name.clone(), part.noun(), part.name());
            let Some(change) = work.disturbed.parts.get(&key).copied() else {
                continue;
            };
            if is_dropped(work, &name, part) {
                continue;
            }
            gone(work, change, kept.from, part);
            let now = work.world.part_now(&name, part.name()).to_owned();
            if let Some(part) = Part::all(kept.to).find(|p| p.noun() == part.noun() && p.name() == now) {
                made(work, change, kept.to, part);
            }
        }
    }
}

/// Whether the changes drop it anyway.
fn is_dropped(work: &Work<'_>, name: &Named, part: Part<'_>) -> bool {
    work.input.changes.iter().any(|change| {
        use SchemaChange as C;
        let (table, dropped) = match change {
            C::DropPrimaryKey { table, key } => (table, Part::Primary(key)),
            C::DropUniqueKey { table, key } => (table, Part::Unique(key)),
            C::DropForeignKey { table, foreign_key } => (table, Part::Foreign(foreign_key)),
            C::DropCheck { table, check } => (table, Part::Check(check)),
            C::DropExclusion { table, exclusion } => (table, Part::Exclusion(exclusion)),
            C::DropIndex { table, index } => (table, Part::Index(index)),
            _ => return false,
        };
        table.from == *name && dropped.noun() == part.noun() && dropped.name() == part.name()
    })
}
