//! What told renames are about.

use super::rename::Rename;
use crate::diagnostic::{Diagnostic, Severity};
use crate::dialect::Dialect;
use crate::schema::{Schema, SchemaTable};
use std::borrow::Cow;
use std::collections::HashMap;

/// What sort of thing a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Member {
    /// A column.
    Column,
    /// A key, foreign key or check.
    Constraint,
    /// An index.
    Index,
}

/// A namespace and a name.
type Spaced = (Option<String>, String);

/// Renames by what they are about, places in the first schema.
#[derive(Debug, Default)]
pub(crate) struct Resolved {
    /// Tables: place, and the new namespace and name.
    pub(crate) tables: HashMap<usize, (Option<String>, String)>,
    /// Enums: place, and the new namespace and name.
    pub(crate) enums: HashMap<usize, (Option<String>, String)>,
    /// What tables hold: place of the table, sort and old name, and the new name.
    pub(crate) members: HashMap<(usize, Member, String), String>,
    /// Enum values: place of the enum and old value, and the new one.
    pub(crate) values: HashMap<(usize, String), String>,
    /// Values of columns that are enums or sets by themselves: place of the table and the column's old name; old
    /// values and new ones.
    pub(crate) column_values: HashMap<(usize, String), Vec<(String, String)>>,
    /// Objects carried word for word: old namespace and name, new ones.
    pub(crate) objects: Vec<(Spaced, Spaced)>,
}

/// A name as it is looked up.
pub(crate) fn folded(dialect: Dialect, name: &str) -> Cow<'_, str> {
    match dialect {
        Dialect::Postgres => Cow::Borrowed(name),
        Dialect::Mysql | Dialect::Sqlite if name.bytes().all(|b| !b.is_ascii_uppercase()) => Cow::Borrowed(name),
        Dialect::Mysql | Dialect::Sqlite => Cow::Owned(name.to_ascii_lowercase()),
    }
}

/// The namespace as schemas have it.
fn namespace(dialect: Dialect, said: Option<&String>) -> Option<String> {
    said.filter(|n| !(dialect == Dialect::Postgres && *n == "public"))
        .cloned()
}

struct Resolver<'a> {
    from: &'a Schema,
    to: &'a Schema,
    out: Resolved,
}

/// Finds what each rename is about. Those that are about nothing are named.
pub(crate) fn resolve(from: &Schema, to: &Schema, renames: &[Rename], findings: &mut Vec<Diagnostic>) -> Resolved {
    let mut resolver = Resolver {
        from,
        to,
        out: Resolved::default(),
    };
    // Tables first: what they hold may be named by the table's new name.
    let left: Vec<&Rename> = renames.iter().filter(|r| !resolver.table_or_enum(r)).collect();
    for rename in left {
        if !(resolver.member(rename) || resolver.value(rename) || resolver.object(rename)) {
            findings.push(
                Diagnostic::new(
                    Severity::Error,
                    "rename-unmatched",
                    format!(
                        "the rename {rename} is about nothing: the first schema has no {}, or the second no {}",
                        rename.from.join("."),
                        rename.to.join(".")
                    ),
                )
                .subject(rename.to_string())
                .help("write old=new, as in orders=sales or orders.total=amount; the old name must be gone"),
            );
        }
    }
    resolver.out
}

impl Resolver<'_> {
    fn target(&self, rename: &Rename, old: Option<String>) -> Option<(Option<String>, String)> {
        match rename.to.as_slice() {
            [name] => Some((old, name.clone())),
            [space, name] => Some((namespace(self.to.dialect, Some(space)), name.clone())),
            _ => None,
        }
    }

    fn table_or_enum(&mut self, rename: &Rename) -> bool {
        let (space, name) = match rename.from.as_slice() {
            [name] => (None, name),
            [space, name] => (namespace(self.from.dialect, Some(space)), name),
            _ => return false,
        };
        let is = |namespace: &Option<String>, n: &str| *namespace == space && self.same(n, name);
        let Some((to_space, to_name)) = self.target(rename, space.clone()) else {
            return false;
        };
        let is_new = |namespace: &Option<String>, n: &str| *namespace == to_space && self.same(n, &to_name);
        if let Some(at) = self.from.tables.iter().position(|t| is(&t.namespace, &t.name))
            && self.to.tables.iter().any(|t| is_new(&t.namespace, &t.name))
        {
            self.out.tables.insert(at, (to_space, to_name));
            return true;
        }
        if let Some(at) = self.from.enums.iter().position(|t| is(&t.namespace, &t.name))
            && self.to.enums.iter().any(|t| is_new(&t.namespace, &t.name))
        {
            self.out.enums.insert(at, (to_space, to_name));
            return true;
        }
        false
    }

    fn same(&self, a: &str, b: &str) -> bool {
        folded(self.from.dialect, a) == folded(self.from.dialect, b)
    }

    /// The place of the table that a path names: by its old name, or by the new one of a table that is renamed.
    fn table_at(&self, path: &[String]) -> Option<usize> {
        let (space, name) = match path {
            [name] => (None, name),
            [space, name] => (namespace(self.from.dialect, Some(space)), name),
            _ => return None,
        };
        let old = |t: &SchemaTable| t.namespace == space && self.same(&t.name, name);
        self.from.tables.iter().position(old).or_else(|| {
            self.out
                .tables
                .iter()
                .find(|(_, (s, n))| *s == space && self.same(n, name))
                .map(|(at, _)| *at)
        })
    }

    fn counterpart(&self, at: usize) -> Option<&SchemaTable> {
        let table = &self.from.tables[at];
        let (space, name) = self
            .out
            .tables
            .get(&at)
            .map_or((&table.namespace, &table.name), |(s, n)| (s, n));
        self.to
            .tables
            .iter()
            .find(|t| t.namespace == *space && self.same(&t.name, name))
    }

    fn member(&mut self, rename: &Rename) -> bool {
        let Some((old, path)) = rename.from.split_last() else {
            return false;
        };
        let Some(at) = self.table_at(path) else { return false };
        let (Some(new), Some(counterpart)) = (rename.to.last(), self.counterpart(at)) else {
            return false;
        };
        let found = [Member::Column, Member::Constraint, Member::Index]
            .into_iter()
            .find(|m| self.holds(&self.from.tables[at], *m, old) && self.holds(counterpart, *m, new));
        match found {
            Some(member) => {
                let key = (at, member, folded(self.from.dialect, old).into_owned());
                self.out.members.insert(key, new.clone());
                true
            }
            None => false,
        }
    }

    fn holds(&self, table: &SchemaTable, member: Member, name: &str) -> bool {
        let is = |n: &Option<String>| n.as_deref().is_some_and(|n| self.same(n, name));
        match member {
            Member::Column => table.columns.iter().any(|c| self.same(&c.name, name)),
            Member::Constraint => {
                table.primary_key.iter().chain(&table.unique_keys).any(|k| is(&k.name))
                    || table.foreign_keys.iter().any(|k| is(&k.name))
                    || table.checks.iter().any(|c| is(&c.name))
            }
            Member::Index => table.indexes.iter().any(|i| is(&i.name)),
        }
    }

    fn value(&mut self, rename: &Rename) -> bool {
        let (Some((old, path)), Some(new)) = (rename.from.split_last(), rename.to.last()) else {
            return false;
        };
        let (space, name) = match path {
            [name] => (None, name),
            [space, name] => (namespace(self.from.dialect, Some(space)), name),
            _ => return false,
        };
        let at = self
            .from
            .enums
            .iter()
            .position(|e| e.namespace == space && e.name == *name)
            .or_else(|| {
                let renamed = self.out.enums.iter().find(|(_, (s, n))| *s == space && n == name);
                renamed.map(|(at, _)| *at)
            });
        match at {
            Some(at) if self.from.enums[at].values.contains(old) => {
                self.out.values.insert((at, old.clone()), new.clone());
                true
            }
            _ => self.column_value(path, old, new),
        }
    }

    /// MySQL's enums and sets are types of columns: `orders.status.open=active`.
    fn column_value(&mut self, path: &[String], old: &str, new: &str) -> bool {
        let Some((column, path)) = path.split_last().filter(|_| self.from.dialect == Dialect::Mysql) else {
            return false;
        };
        let Some(at) = self.table_at(path) else { return false };
        let key = |name: &str| (at, Member::Column, folded(Dialect::Mysql, name).into_owned());
        let is_it = |name: &str| {
            let now = self.out.members.get(&key(name)).map(String::as_str);
            self.same(name, column) || now.is_some_and(|now| self.same(now, column))
        };
        let literal = Dialect::Mysql.literal(old);
        let from = self.from;
        let found = from.tables[at].columns.iter().find(|c| is_it(&c.name)).filter(|c| {
            let native = c.native_type.to_ascii_lowercase();
            (native.starts_with("enum") || native.starts_with("set")) && c.native_type.contains(&literal)
        });
        let Some(name) = found.map(|c| folded(Dialect::Mysql, &c.name).into_owned()) else {
            return false;
        };
        let values = self.out.column_values.entry((at, name)).or_default();
        values.push((old.to_owned(), new.to_owned()));
        true
    }

    fn object(&mut self, rename: &Rename) -> bool {
        let (space, name) = match rename.from.as_slice() {
            [name] => (None, name.clone()),
            [space, name] => (namespace(self.from.dialect, Some(space)), name.clone()),
            _ => return false,
        };
        let label = |space: &Option<String>, name: &str| match space {
            Some(space) => format!("{space}.{name}"),
            None => name.to_owned(),
        };
        let Some(new) = self.target(rename, space.clone()) else {
            return false;
        };
        let has = |schema: &Schema, label: &str| schema.objects.iter().any(|o| o.name == label);
        let known = has(self.from, &label(&space, &name)) && has(self.to, &label(&new.0, &new.1));
        if known {
            self.out.objects.push(((space, name), new));
        }
        known
    }
}
