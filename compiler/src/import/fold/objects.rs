//! Statements carried word for word.

use super::{Fold, QName};
use crate::design::ObjectKind;
use crate::diagnostic::{Diagnostic, Severity};
use crate::dialect::Dialect;
use crate::import::lex::{Lexer, Token, TokenKind};
use crate::schema::{Origin, SchemaObject};
use std::collections::HashMap;

/// What an object is known by, so that a later DROP or OR REPLACE finds it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct ObjectKey {
    /// Its kind.
    pub(crate) kind: ObjectKind,
    /// Its name.
    pub(crate) name: QName,
    /// The types of its arguments, for functions.
    pub(crate) arguments: Option<String>,
}

/// A statement to be carried.
#[derive(Debug, Clone)]
pub(crate) struct Carried {
    /// What it is known by.
    pub(crate) key: ObjectKey,
    /// What people read; the key's name unless something says more.
    pub(crate) label: Option<String>,
    /// The statement.
    pub(crate) sql: String,
    /// The relation without which it cannot be.
    pub(crate) on: Option<QName>,
    /// Where in `sql` that relation is named, in bytes.
    pub(crate) on_at: Option<(usize, usize)>,
    /// Other objects without which it cannot be.
    pub(crate) needs: Vec<ObjectKey>,
    /// It takes the place of one with the same key.
    pub(crate) replaces: bool,
    /// Where it came from.
    pub(crate) origin: Origin,
}

impl Carried {
    /// A statement with a kind and a name, which depends on nothing.
    pub(crate) fn new(kind: ObjectKind, name: QName, sql: String, origin: Origin) -> Self {
        Self {
            key: ObjectKey {
                kind,
                name,
                arguments: None,
            },
            label: None,
            sql,
            on: None,
            on_at: None,
            needs: Vec::new(),
            replaces: false,
            origin,
        }
    }

    /// Says without which relation it cannot be.
    #[must_use]
    pub(crate) fn on(mut self, relation: QName) -> Self {
        self.on = Some(relation);
        self
    }
}

/// All objects, with the ways to find them.
#[derive(Default)]
pub(super) struct Objects {
    held: Vec<Option<Carried>>,
    by_key: HashMap<ObjectKey, Vec<usize>>,
    by_name: HashMap<(ObjectKind, QName), Vec<usize>>,
    relations: HashMap<QName, usize>,
    on: HashMap<QName, Vec<usize>>,
    needed_by: HashMap<ObjectKey, Vec<usize>>,
}

impl Objects {
    /// Whether a table, view or materialized view of this name is carried.
    pub(super) fn is_relation(&self, name: &QName) -> bool {
        self.relations.contains_key(name)
    }

    /// Whether a virtual table of this name, in lower case, is carried.
    pub(super) fn is_virtual(&self, name: &str) -> bool {
        let name = QName {
            namespace: None,
            name: name.to_owned(),
        };
        let held = self.relations.get(&name).and_then(|at| self.held.get(*at)?.as_ref());
        held.is_some_and(|carried| {
            let mut words = carried.sql.split_whitespace();
            words.next();
            words.next().is_some_and(|word| word.eq_ignore_ascii_case("virtual"))
        })
    }

    pub(super) fn put(&mut self, carried: Carried) {
        if carried.replaces
            && let Some(at) = self.by_key.get(&carried.key).and_then(|all| all.first().copied())
            && let Some(Some(held)) = self.held.get_mut(at)
        {
            held.sql = carried.sql;
            held.origin = carried.origin;
            return;
        }
        let at = self.held.len();
        self.by_key.entry(carried.key.clone()).or_default().push(at);
        self.by_name
            .entry((carried.key.kind, carried.key.name.clone()))
            .or_default()
            .push(at);
        if matches!(
            carried.key.kind,
            ObjectKind::Table | ObjectKind::View | ObjectKind::MaterializedView | ObjectKind::Sequence
        ) && carried.on.is_none()
        {
            self.relations.entry(carried.key.name.clone()).or_insert(at);
        }
        if let Some(relation) = &carried.on {
            self.on.entry(relation.clone()).or_default().push(at);
        }
        for needed in &carried.needs {
            self.needed_by.entry(needed.clone()).or_default().push(at);
        }
        self.held.push(Some(carried));
    }

    fn remove(&mut self, at: usize) {
        let mut waiting = vec![at];
        while let Some(at) = waiting.pop() {
            let Some(gone) = self.held.get_mut(at).and_then(Option::take) else {
                continue;
            };
            if let Some(all) = self.by_key.get_mut(&gone.key) {
                all.retain(|i| *i != at);
            }
            if let Some(all) = self.by_name.get_mut(&(gone.key.kind, gone.key.name.clone())) {
                all.retain(|i| *i != at);
            }
            if self.relations.get(&gone.key.name) == Some(&at) {
                self.relations.remove(&gone.key.name);
                waiting.extend(self.on.remove(&gone.key.name).unwrap_or_default());
            }
            waiting.extend(self.needed_by.remove(&gone.key).unwrap_or_default());
            let named = (gone.key.kind, gone.key.name.clone());
            if self.by_name.get(&named).is_none_or(Vec::is_empty) {
                let whatever_arguments = ObjectKey {
                    arguments: None,
                    ..gone.key
                };
                waiting.extend(self.needed_by.remove(&whatever_arguments).unwrap_or_default());
            }
        }
    }

    /// Removes what stands on a relation that is gone.
    pub(super) fn remove_on(&mut self, relation: &QName) {
        for at in self.on.remove(relation).unwrap_or_default() {
            self.remove(at);
        }
    }

    /// Removes the objects of this key, or, where it says no arguments or none fits and one alone has the name,
    /// that one. True where something was removed.
    pub(super) fn remove_key(&mut self, key: &ObjectKey) -> bool {
        let exact = self.by_key.get(key).cloned().unwrap_or_default();
        let gone = if exact.is_empty() {
            let named = self
                .by_name
                .get(&(key.kind, key.name.clone()))
                .cloned()
                .unwrap_or_default();
            if named.len() == 1 { named } else { Vec::new() }
        } else {
            exact
        };
        let any = !gone.is_empty();
        for at in gone {
            self.remove(at);
        }
        any
    }

    /// Gives what stands on a relation its new name. The statements that name it where that is known are rewritten;
    /// the labels of the others come back.
    pub(super) fn rename_relation(&mut self, old: &QName, new: &QName, quoted: &str) -> Vec<String> {
        let mut stale = Vec::new();
        if let Some(at) = self.relations.remove(old) {
            self.relations.insert(new.clone(), at);
        }
        let standing = self.on.remove(old).unwrap_or_default();
        for at in &standing {
            let Some(Some(object)) = self.held.get_mut(*at) else {
                continue;
            };
            object.on = Some(new.clone());
            if object.key.name == *old {
                object.label = Some(new.to_string());
            }
            match object.on_at {
                Some((from, to)) if object.sql.is_char_boundary(from) && object.sql.is_char_boundary(to) => {
                    object.sql.replace_range(from..to, quoted);
                    object.on_at = Some((from, from + quoted.len()));
                }
                _ => stale.push(object.key.name.to_string()),
            }
        }
        self.on.entry(new.clone()).or_default().extend(standing);
        stale
    }

    /// The views that read from a relation.
    fn readers(&self, relation: &QName) -> Vec<ObjectKey> {
        let views = self.held.iter().flatten().filter(|held| {
            matches!(held.key.kind, ObjectKind::View | ObjectKind::MaterializedView) && held.on.is_none()
        });
        let readers = views.filter(|view| view.key.name != *relation && reads_from(&view.sql, relation));
        readers.map(|view| view.key.clone()).collect()
    }

    pub(super) fn has(&self, key: &ObjectKey) -> bool {
        self.by_key.get(key).is_some_and(|all| !all.is_empty())
            || self
                .by_name
                .get(&(key.kind, key.name.clone()))
                .is_some_and(|all| !all.is_empty())
    }

    pub(super) fn finish(self) -> Vec<SchemaObject> {
        self.held
            .into_iter()
            .flatten()
            .map(|carried| SchemaObject {
                kind: carried.key.kind,
                name: carried.label.unwrap_or_else(|| carried.key.name.to_string()),
                sql: carried.sql,
                origin: carried.origin,
            })
            .collect()
    }
}

impl Fold<'_> {
    /// Carries a statement without a word about it: the caller has said it, or will.
    pub(crate) fn carry_quietly(&mut self, mut carried: Carried) {
        let key = self.key(&carried.key.name);
        if key != carried.key.name {
            carried.label.get_or_insert_with(|| carried.key.name.to_string());
            carried.key.name = key;
        }
        carried.on = carried.on.map(|relation| self.key(&relation));
        self.objects.put(carried);
    }

    /// Removes an object that is carried. True where there was one.
    pub(crate) fn drop_object(&mut self, key: &ObjectKey) -> bool {
        let key = ObjectKey {
            name: self.key(&key.name),
            ..key.clone()
        };
        self.objects.remove_key(&key)
    }

    /// Removes the views that read from a relation that is dropped with CASCADE, and those that read from them.
    pub(crate) fn drop_readers(&mut self, offset: usize, relation: &QName) {
        let mut gone = vec![relation.clone()];
        while let Some(relation) = gone.pop() {
            for key in self.objects.readers(&relation) {
                if self.objects.remove_key(&key) {
                    let what = format!("{} {}", key.kind.noun(), key.name);
                    let message = format!("{what} reads from {relation} and is dropped with it");
                    let finding = Diagnostic::new(Severity::Info, "dropped-with", message).subject(what);
                    self.report.say(offset, finding);
                    gone.push(key.name);
                }
            }
        }
    }

    /// Whether an object of this kind and name is carried.
    pub(crate) fn has_object(&self, key: &ObjectKey) -> bool {
        self.objects.has(key)
    }

    /// Takes a modelled table out of the schema and carries instead the statements that made it, `made` in place of
    /// the first.
    pub(crate) fn demote_table(&mut self, name: &QName, made: Option<Carried>) {
        let Some(at) = self.table_at.get(&self.key(name)).copied() else {
            return;
        };
        let sources = self.sources.remove(&at).unwrap_or_default();
        self.remove_table(name);
        let mut sources = sources.into_iter();
        if let Some(made) = made {
            sources.next();
            self.carry_quietly(made);
        }
        for source in sources {
            self.carry_quietly(source);
        }
    }
}

/// Whether a query has the relation where relations stand.
fn reads_from(sql: &str, relation: &QName) -> bool {
    let mut lexer = Lexer::new(sql, Dialect::Postgres);
    let tokens: Vec<Token> = std::iter::from_fn(|| lexer.next_token())
        .filter(|t| t.kind != TokenKind::Blank)
        .collect();
    let name = |at: usize| {
        let text = tokens.get(at).map_or("", |t| t.text(sql));
        match text.strip_prefix('"').and_then(|t| t.strip_suffix('"')) {
            Some(inner) => inner.replace("\"\"", "\""),
            None => text.to_lowercase(),
        }
    };
    (1..tokens.len()).any(|at| {
        if name(at) != relation.name || tokens[at].kind == TokenKind::String {
            return false;
        }
        let mut before = at - 1;
        if name(before) == "." && before > 1 {
            let namespace = name(before - 1);
            if relation.namespace.as_deref().unwrap_or("public") != namespace {
                return false;
            }
            before -= 2;
        }
        matches!(name(before).as_str(), "from" | "join" | "only" | "," | "(")
    })
}

/// The statement without the name of its own database before other names, so that it runs in any.
pub(super) fn without_database(sql: &str, database: &str) -> String {
    let mut lexer = Lexer::new(sql, Dialect::Mysql);
    let mut out = String::with_capacity(sql.len());
    let mut kept = 0;
    let mut previous: Option<Token> = None;
    let mut before_previous_is_dot = false;
    while let Some(token) = lexer.next_token() {
        if let Some(name) = previous.filter(|_| token.is_symbol(sql, '.') && !before_previous_is_dot) {
            let text = name.text(sql).trim_matches('`');
            if matches!(name.kind, TokenKind::Word | TokenKind::QuotedName) && text == database {
                out.push_str(&sql[kept..name.start as usize]);
                kept = token.end as usize;
            }
        }
        before_previous_is_dot = previous.is_some_and(|p| p.is_symbol(sql, '.'));
        previous = Some(token);
    }
    out.push_str(&sql[kept..]);
    out
}
