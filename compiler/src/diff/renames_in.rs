//! Renames that a source says itself, in comments.

use super::rename::Rename;
use crate::schema::{Origin, Schema, SchemaTable};
use std::collections::BTreeMap;

const MARK: &str = "renamed from:";

/// The renames that a source says with `-- renamed from: old`, on the line of what is renamed or on a line of its own
/// before it. `schema` is what [`crate::import::import`] read from the source.
///
/// It may stand at a table, column, constraint, index or enum, and, on the line of the value, at an enum's value.
pub fn renames_in(source: &str, schema: &Schema) -> Vec<Rename> {
    let comments = comments(source);
    if comments.is_empty() {
        return Vec::new();
    }
    let places = Places::of(schema);
    let mut out = Vec::new();
    let mut tables: BTreeMap<Vec<String>, Vec<String>> = BTreeMap::new();
    let mut found: Vec<(Thing, Vec<String>)> = Vec::new();
    for comment in &comments {
        if let Some(value) = &comment.value
            && let Some(of) = places.enum_before(comment.line)
        {
            found.push((Thing::Value(of, value.clone()), comment.old.clone()));
        } else if let Some(thing) = places.at(comment) {
            if let Thing::Whole(new) = &thing {
                tables.insert(new.clone(), comment.old.clone());
            }
            found.push((thing, comment.old.clone()));
        }
    }
    for (thing, old) in found {
        let (from, to) = match thing {
            Thing::Whole(new) => {
                // What stands in a schema stays in it unless the old name says another.
                let from = match (old.as_slice(), new.as_slice()) {
                    ([name], [space, _]) => vec![space.clone(), name.clone()],
                    _ => old,
                };
                let to = if from.len() == 2 && new.len() == 1 {
                    vec!["public".to_owned(), new[0].clone()]
                } else {
                    new
                };
                (from, to)
            }
            Thing::Part(table, new) | Thing::Value(table, new) => {
                let holder = tables.get(&table).cloned().unwrap_or_else(|| table.clone());
                let holder = match (holder.as_slice(), table.as_slice()) {
                    ([name], [space, _]) => vec![space.clone(), name.clone()],
                    _ => holder,
                };
                let last = old.last().cloned().unwrap_or_default();
                (holder.into_iter().chain([last]).collect(), vec![new])
            }
        };
        out.push(Rename { from, to });
    }
    out
}

/// What a comment is about, by its new name.
enum Thing {
    /// A table or an enum.
    Whole(Vec<String>),
    /// What a table holds.
    Part(Vec<String>, String),
    /// A value of an enum.
    Value(Vec<String>, String),
}

struct Comment {
    /// From 1.
    line: u32,
    /// Whether nothing else is on the line.
    alone: bool,
    old: Vec<String>,
    /// The one string on the line, or on the next where the comment stands alone.
    value: Option<String>,
}

fn comments(source: &str) -> Vec<Comment> {
    let lines: Vec<&str> = source.lines().collect();
    let mut out = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let Some(at) = line.find("--") else { continue };
        let Some(mark) = line[at..].to_ascii_lowercase().find(MARK) else {
            continue;
        };
        let old = line[at + mark + MARK.len()..].trim().trim_end_matches([';', ',']);
        let parsed = Rename::parse(&format!("{old}=x"));
        let Ok(Rename { from: old, .. }) = parsed else { continue };
        let alone = line[..at].trim().is_empty();
        let about = if alone {
            lines.get(i + 1).copied().unwrap_or_default()
        } else {
            &line[..at]
        };
        let about = about.trim().trim_end_matches(',').trim_end_matches([')', ';']).trim();
        let text = about.strip_prefix('\'').and_then(|t| t.strip_suffix('\''));
        out.push(Comment {
            line: u32::try_from(i + 1).unwrap_or(u32::MAX),
            alone,
            old,
            value: text.map(|t| t.replace("''", "'")),
        });
    }
    out
}

/// The character in the line where a thing begins, its table, and what it is in it.
type Begun = (u32, Vec<String>, Option<String>);

/// What begins on which line.
struct Places {
    things: BTreeMap<u32, Vec<Begun>>,
    enums: BTreeMap<u32, Vec<String>>,
}

impl Places {
    fn of(schema: &Schema) -> Self {
        let mut places = Self {
            things: BTreeMap::new(),
            enums: BTreeMap::new(),
        };
        for table in &schema.tables {
            places.table(table);
        }
        for made in &schema.enums {
            let name: Vec<String> = made.namespace.iter().cloned().chain([made.name.clone()]).collect();
            if let Some(position) = made.origin.position {
                places.enums.insert(position.line, name.clone());
            }
            places.note(made.origin, &name, None);
        }
        places
    }

    fn table(&mut self, table: &SchemaTable) {
        let name: Vec<String> = table.namespace.iter().cloned().chain([table.name.clone()]).collect();
        self.note(table.origin, &name, None);
        for column in &table.columns {
            self.note(column.origin, &name, Some(&column.name));
        }
        let keys = table.primary_key.iter().chain(&table.unique_keys);
        let named = keys
            .map(|k| (k.origin, &k.name))
            .chain(table.foreign_keys.iter().map(|k| (k.origin, &k.name)))
            .chain(table.checks.iter().map(|c| (c.origin, &c.name)))
            .chain(table.exclusions.iter().map(|e| (e.origin, &e.name)))
            .chain(table.indexes.iter().map(|i| (i.origin, &i.name)));
        for (origin, part) in named {
            if let Some(part) = part {
                self.note(origin, &name, Some(part));
            }
        }
    }

    fn note(&mut self, origin: Origin, table: &[String], part: Option<&str>) {
        if let Some(position) = origin.position {
            let entry = (position.column, table.to_vec(), part.map(str::to_owned));
            self.things.entry(position.line).or_default().push(entry);
        }
    }

    /// What the comment is about: the first thing that begins on its line, or on the next that begins any.
    fn at(&self, comment: &Comment) -> Option<Thing> {
        let things = if comment.alone {
            self.things.range(comment.line..).next().map(|(_, things)| things)
        } else {
            self.things.get(&comment.line)
        }?;
        let (_, table, part) = things.iter().min_by_key(|(column, ..)| *column)?;
        Some(match part {
            Some(part) => Thing::Part(table.clone(), part.clone()),
            None => Thing::Whole(table.clone()),
        })
    }

    fn enum_before(&self, line: u32) -> Option<Vec<String>> {
        self.enums.range(..=line).next_back().map(|(_, name)| name.clone())
    }
}
