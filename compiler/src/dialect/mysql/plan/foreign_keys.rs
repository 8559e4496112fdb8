//! Foreign keys around what changes: which let go, and which are taken up again.

use super::super::emit;
use super::super::identifiers::identifier;
use crate::diff::SchemaChange;
use crate::plan::by_table::TablePair;
use crate::plan::script::Script;
use crate::plan::{LockMode, PlanInput};
use crate::schema::{ForeignKey, SchemaIndex, SchemaPartTarget, SchemaTable};
use std::collections::{HashMap, HashSet};

/// What happens to foreign keys, and to the indexes that the engine made for them.
pub(super) struct ForeignKeys<'a> {
    gone: Vec<Moved<'a>>,
    /// Indexes that the engine made for foreign keys, and that nothing needs any more: table and name.
    gone_indexes: Vec<(&'a SchemaTable, String, Option<usize>)>,
    made: Vec<Moved<'a>>,
}

struct Moved<'a> {
    table: &'a SchemaTable,
    foreign_key: &'a ForeignKey,
    change: Option<usize>,
    /// Whether it is the same before and after.
    is_kept: bool,
}

/// An index that the engine makes for a foreign key: its name, which is the foreign key's, and its columns.
#[derive(PartialEq, Eq, Hash, Clone)]
struct Implied {
    name: String,
    columns: Vec<String>,
}

fn lower(names: &[String]) -> Vec<String> {
    names.iter().map(|name| name.to_lowercase()).collect()
}

/// The columns that an index can be searched by, from the first; none where it serves no foreign key.
fn searchable(index: &SchemaIndex) -> Vec<String> {
    if index.method.as_deref().is_some_and(|method| method != "btree") {
        return Vec::new();
    }
    let column = |part: &crate::schema::SchemaIndexPart| match &part.target {
        SchemaPartTarget::Column(name) if part.prefix_length.is_none() => Some(name.to_lowercase()),
        _ => None,
    };
    index.parts.iter().map_while(column).collect()
}

/// The columns of each index and key that the table says it has.
fn said(table: &SchemaTable) -> Vec<Vec<String>> {
    let keys = table.primary_key.iter().chain(&table.unique_keys);
    keys.map(|key| lower(&key.columns))
        .chain(table.indexes.iter().map(searchable))
        .collect()
}

/// The indexes that the engine makes for the table's foreign keys. Of two where the one begins as the other, the longer
/// one stays, and of two that are equal the later one.
fn implied(table: &SchemaTable) -> Vec<Implied> {
    let said = said(table);
    let mut implied: Vec<Implied> = Vec::new();
    for foreign_key in &table.foreign_keys {
        let columns = lower(&foreign_key.columns);
        let is_shorter = |other: &Implied| other.columns.len() > columns.len() && other.columns.starts_with(&columns);
        if said.iter().any(|index| index.starts_with(&columns)) || implied.iter().any(is_shorter) {
            continue;
        }
        implied.retain(|old| !columns.starts_with(&old.columns));
        let name = index_name(table, foreign_key, &implied);
        implied.push(Implied { name, columns });
    }
    implied
}

/// The index has the foreign key's name, or its first column's where the engine had to name the foreign key.
fn index_name(table: &SchemaTable, foreign_key: &ForeignKey, implied: &[Implied]) -> String {
    let name = foreign_key.name.clone().unwrap_or_default();
    if !name.starts_with(&format!("{}_ibfk_", table.name)) {
        return name;
    }
    let is_taken = |wanted: &str| {
        let keys = table.unique_keys.iter().filter_map(|key| key.name.as_deref());
        let indexes = table.indexes.iter().filter_map(|index| index.name.as_deref());
        let own = implied.iter().map(|index| index.name.as_str());
        keys.chain(indexes)
            .chain(own)
            .any(|name| name.eq_ignore_ascii_case(wanted))
    };
    let first = foreign_key.columns.first().cloned().unwrap_or_default();
    if !is_taken(&first) {
        return first;
    }
    let numbered = (2..100).map(|n| format!("{first}_{n}")).find(|name| !is_taken(name));
    numbered.unwrap_or(first)
}

impl<'a> ForeignKeys<'a> {
    pub(super) fn of(input: &'a PlanInput<'a>, pairs: &'a [TablePair<'a>]) -> Self {
        let held = Held::of(pairs);
        let mut keys = Self {
            gone: Vec::new(),
            gone_indexes: Vec::new(),
            made: Vec::new(),
        };
        let news: HashMap<&str, &SchemaTable> = input.to.tables.iter().map(|t| (t.name.as_str(), t)).collect();
        let pair_of: HashMap<&str, &TablePair<'_>> = pairs.iter().map(|p| (p.from.name.as_str(), p)).collect();
        let dropped: HashMap<String, usize> = dropped_tables(input);
        for table in &input.from.tables {
            if let Some(at) = dropped.get(&table.name.to_lowercase()) {
                keys.of_dropped(table, *at, &dropped);
                continue;
            }
            let pair = pair_of.get(table.name.as_str()).copied();
            let new = match pair {
                Some(pair) => pair.to,
                None => match news.get(table.name.as_str()) {
                    Some(new) => *new,
                    None => continue,
                },
            };
            keys.of_table(table, new, pair, &held);
        }
        for (at, change) in input.changes.iter().enumerate() {
            if let SchemaChange::CreateTable(table) = change {
                keys.made.extend(table.foreign_keys.iter().map(|foreign_key| Moved {
                    table,
                    foreign_key,
                    change: Some(at),
                    is_kept: false,
                }));
            }
        }
        keys
    }

    /// References between tables that go would not let the one be dropped before the other.
    fn of_dropped(&mut self, table: &'a SchemaTable, at: usize, dropped: &HashMap<String, usize>) {
        for foreign_key in &table.foreign_keys {
            let target = foreign_key.referenced_table.to_lowercase();
            if dropped.contains_key(&target) && target != table.name.to_lowercase() {
                self.gone.push(Moved {
                    table,
                    foreign_key,
                    change: Some(at),
                    is_kept: false,
                });
            }
        }
    }

    fn of_table(&mut self, old: &'a SchemaTable, new: &'a SchemaTable, pair: Option<&'a TablePair<'a>>, held: &Held) {
        let now_columns = |columns: &[String]| -> Vec<String> {
            let now = |name: &String| {
                let found = pair.and_then(|p| p.columns.iter().find(|c| c.from.name.eq_ignore_ascii_case(name)));
                found.map_or_else(|| name.to_lowercase(), |c| c.to.name.to_lowercase())
            };
            columns.iter().map(now).collect()
        };
        let before = implied(old);
        let after = implied(new);
        let moved = |index: &Implied| Implied {
            name: index.name.clone(),
            columns: now_columns(&index.columns),
        };
        // Another foreign key that begins with the same columns would take the index for its own.
        let added: Vec<Vec<String>> = pair
            .iter()
            .flat_map(|p| &p.changes)
            .filter_map(|(_, change)| match change {
                SchemaChange::AddForeignKey { foreign_key, .. } => Some(lower(&foreign_key.columns)),
                _ => None,
            })
            .collect();
        let is_taken = |index: &Implied| {
            let is_same =
                |columns: &Vec<String>| index.columns.starts_with(columns) || columns.starts_with(&index.columns);
            added.iter().any(is_same)
        };
        let stays = |index: &Implied| after.contains(index) && !is_taken(index);
        let lost: Vec<&Implied> = before.iter().filter(|index| !stays(&moved(index))).collect();
        let wanted: Vec<&Implied> = after
            .iter()
            .filter(|index| is_taken(index) || !before.iter().any(|old| moved(old) == **index))
            .collect();
        for foreign_key in &old.foreign_keys {
            let columns = lower(&foreign_key.columns);
            let drop = pair.and_then(|p| {
                p.place(|c| matches!(c, SchemaChange::DropForeignKey { foreign_key: gone, .. } if gone.name == foreign_key.name))
            });
            let renamed = pair.filter(|p| !is_renamed_along(p, foreign_key)).and_then(|p| {
                p.place(|c| matches!(c, SchemaChange::RenameConstraint { from, .. } if Some(from) == foreign_key.name.as_ref()))
            });
            let new_name = pair.and_then(|p| {
                p.changes.iter().find_map(|(_, c)| match c {
                    SchemaChange::RenameConstraint { from, to, .. } if Some(from) == foreign_key.name.as_ref() => {
                        Some(to.clone())
                    }
                    _ => None,
                })
            });
            let loses_index = lost.iter().any(|index| index.columns.starts_with(&columns));
            let wants_index = wanted
                .iter()
                .any(|index| index.columns == now_columns(&foreign_key.columns));
            let cause = held.cause(old, foreign_key);
            if drop.is_none() && renamed.is_none() && cause.is_none() && !loses_index && !wants_index {
                continue;
            }
            let first = pair.and_then(TablePair::first);
            let change = drop.or(renamed).or(cause.flatten()).or(first);
            self.gone.push(Moved {
                table: old,
                foreign_key,
                change,
                is_kept: drop.is_none() && renamed.is_none(),
            });
            if drop.is_some() {
                continue;
            }
            let name = new_name.or_else(|| foreign_key.name.clone());
            let again = new.foreign_keys.iter().find(|fk| match (&fk.name, &name) {
                (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
                (a, b) => a == b,
            });
            if let Some(again) = again {
                self.made.push(Moved {
                    table: new,
                    foreign_key: again,
                    change,
                    is_kept: renamed.is_none(),
                });
            }
        }
        let first = pair.and_then(TablePair::first);
        self.gone_indexes
            .extend(lost.iter().map(|index| (old, index.name.clone(), first)));
        for (at, change) in pair.iter().flat_map(|p| &p.changes) {
            let SchemaChange::AddForeignKey { foreign_key, .. } = change else {
                continue;
            };
            if let Some(foreign_key) = new.foreign_keys.iter().find(|fk| fk.name == foreign_key.name) {
                self.made.push(Moved {
                    table: new,
                    foreign_key,
                    change: Some(*at),
                    is_kept: false,
                });
            }
        }
    }

    /// Lets go of what would be in the way.
    pub(super) fn drop(&self, script: &mut Script) {
        for gone in &self.gone {
            let name = gone.foreign_key.name.as_deref().unwrap_or_default();
            let sql = format!(
                "ALTER TABLE {} DROP FOREIGN KEY {}",
                identifier(&gone.table.name),
                identifier(name)
            );
            let comment = if gone.is_kept {
                format!(
                    "let go of foreign key {name} of {} while what it stands on changes",
                    gone.table.name
                )
            } else {
                format!("drop foreign key {name} of {}", gone.table.name)
            };
            script
                .step(gone.change, sql, comment)
                .about(gone.foreign_key.origin.element)
                .locks(LockMode::Schema, &gone.table.name);
        }
        for (table, name, change) in &self.gone_indexes {
            let sql = format!("ALTER TABLE {} DROP KEY {}", identifier(&table.name), identifier(name));
            script
                .step(
                    *change,
                    sql,
                    format!("drop the index that was made for foreign key {name}"),
                )
                .locks(LockMode::Schema, &table.name);
        }
    }

    /// Takes up what is wanted.
    pub(super) fn add(&self, script: &mut Script) {
        let mut order: Vec<&str> = Vec::new();
        let mut by_table: HashMap<&str, Vec<&Moved<'_>>> = HashMap::new();
        for made in &self.made {
            let name = made.table.name.as_str();
            by_table
                .entry(name)
                .or_insert_with(|| {
                    order.push(name);
                    Vec::new()
                })
                .push(made);
        }
        for name in order {
            let mut all = by_table.remove(name).unwrap_or_default();
            let place = |fk: &ForeignKey| {
                let table = all[0].table;
                table.foreign_keys.iter().position(|other| other.name == fk.name)
            };
            let mut placed: Vec<(Option<usize>, &Moved<'_>)> = all.iter().map(|m| (place(m.foreign_key), *m)).collect();
            placed.sort_by_key(|(place, _)| *place);
            all = placed.into_iter().map(|(_, moved)| moved).collect();
            let parts: Vec<String> = all
                .iter()
                .map(|made| format!("ADD {}", emit::foreign_key(made.foreign_key)))
                .collect();
            let table = all[0].table;
            let names: Vec<&str> = all.iter().filter_map(|m| m.foreign_key.name.as_deref()).collect();
            let sql = format!("ALTER TABLE {} {}", identifier(&table.name), parts.join(",\n    "));
            let is_new = all.iter().any(|made| !made.is_kept);
            let again = if is_new { "" } else { " again" };
            let step = script
                .step(
                    all[0].change,
                    sql,
                    format!("foreign key {} of {name}{again}", names.join(", ")),
                )
                .about(all[0].foreign_key.origin.element)
                .locks(LockMode::Writes, name)
                .rewrites(name);
            for made in &all {
                let target = &made.foreign_key.referenced_table;
                let columns = made.foreign_key.columns.join(", ");
                step.locks(LockMode::Writes, target);
                step.fails_where(format!("{name}.{columns} has a value that {target} does not have"));
            }
        }
    }
}

fn dropped_tables(input: &PlanInput<'_>) -> HashMap<String, usize> {
    let place = |(at, change): (usize, &SchemaChange)| match change {
        SchemaChange::DropTable(table) => Some((table.name.to_lowercase(), at)),
        _ => None,
    };
    input.changes.iter().enumerate().filter_map(place).collect()
}

/// Whether the engine gives the foreign key its new name with the table's: it does to names that it made.
fn is_renamed_along(pair: &TablePair<'_>, foreign_key: &ForeignKey) -> bool {
    let name = foreign_key.name.as_deref().unwrap_or_default();
    let number = name.strip_prefix(&format!("{}_ibfk_", pair.from.name));
    let becomes = number.map(|number| format!("{}_ibfk_{number}", pair.to.name));
    let told = pair.changes.iter().find_map(|(_, change)| match change {
        SchemaChange::RenameConstraint { from, to, .. } if from == name => Some(to),
        _ => None,
    });
    pair.is_renamed() && becomes.is_some() && told == becomes.as_ref()
}

/// What foreign keys hold on to and cannot while it changes.
struct Held {
    /// Table and column, by their old names in lower case, and the change.
    columns: HashMap<(String, String), usize>,
    /// Keys and indexes that go: table, columns, change.
    indexes: Vec<(String, Vec<String>, usize)>,
    /// Tables that become something else altogether.
    tables: HashMap<String, usize>,
}

impl Held {
    fn of(pairs: &[TablePair<'_>]) -> Self {
        let mut held = Self {
            columns: HashMap::new(),
            indexes: Vec::new(),
            tables: HashMap::new(),
        };
        for pair in pairs {
            let table = pair.from.name.to_lowercase();
            let recoded: HashSet<&str> = super::options::recoded(pair);
            for column in &pair.columns {
                let same = column.from.native_type.eq_ignore_ascii_case(&column.to.native_type)
                    && column.from.collation == column.to.collation
                    && column.from.identity == column.to.identity
                    && column.from.generated == column.to.generated
                    && (column.from.not_null || !column.to.not_null)
                    && !recoded.contains(column.to.name.as_str());
                if !same {
                    let at = pair
                        .place(|c| matches!(c, SchemaChange::AlterColumn { to, .. } if to.name == column.to.name))
                        .or(pair.first())
                        .unwrap_or_default();
                    held.columns
                        .insert((table.clone(), column.from.name.to_lowercase()), at);
                }
            }
            for (at, change) in &pair.changes {
                let columns = match change {
                    SchemaChange::DropPrimaryKey { key, .. } | SchemaChange::DropUniqueKey { key, .. } => {
                        lower(&key.columns)
                    }
                    SchemaChange::DropIndex { index, .. } => searchable(index),
                    SchemaChange::AlterTable { from, to, .. } => {
                        if super::options::is_other_engine(from.options.as_deref(), to.options.as_deref()) {
                            held.tables.insert(table.clone(), *at);
                        }
                        continue;
                    }
                    _ => continue,
                };
                held.indexes.push((table.clone(), columns, *at));
            }
        }
        held
    }

    /// Why the foreign key has to let go; `None` where it need not.
    fn cause(&self, table: &SchemaTable, foreign_key: &ForeignKey) -> Option<Option<usize>> {
        let own = table.name.to_lowercase();
        let target = foreign_key.referenced_table.to_lowercase();
        let sides = [
            (&own, lower(&foreign_key.columns)),
            (&target, lower(&foreign_key.referenced_columns)),
        ];
        for (name, columns) in &sides {
            if let Some(at) = self.tables.get(name.as_str()) {
                return Some(Some(*at));
            }
            for column in columns {
                if let Some(at) = self.columns.get(&((*name).clone(), column.clone())) {
                    return Some(Some(*at));
                }
            }
            let on_it = |(table, index, _): &&(String, Vec<String>, usize)| {
                table == *name && !columns.is_empty() && index.starts_with(columns)
            };
            if let Some((_, _, at)) = self.indexes.iter().find(on_it) {
                return Some(Some(*at));
            }
        }
        None
    }
}
