//! What names mean at a place in a statement.

use super::catalog::{Catalog, Column, Relation};
use super::words::{Kind, Word, words};
use super::{Form, Found, Mention, Merged, Missing, Target};
use crate::ids::TableId;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// A relation by the name it has in a query.
#[derive(Debug, Clone)]
pub(super) struct Bound {
    /// That name, as the engine compares it.
    pub(super) alias: String,
    /// The same as it is written.
    pub(super) written: String,
    /// The table whose own name it is.
    pub(super) named: Option<TableId>,
    pub(super) relation: Rc<Relation>,
    /// Whether its columns can only be said behind its name: NEW, a record.
    pub(super) special: bool,
}

/// The names of one query.
#[derive(Debug, Default)]
pub(super) struct Frame {
    pub(super) bound: Vec<Bound>,
    pub(super) ctes: HashMap<String, Rc<Relation>>,
    /// Columns that USING merged.
    pub(super) merged: HashMap<String, Merged>,
}

/// Walks over a statement.
pub(super) struct Binder<'c, 'd> {
    pub(super) catalog: &'c Catalog<'d>,
    pub(super) sql: &'c str,
    pub(super) words: Vec<Word>,
    pub(super) frames: Vec<Frame>,
    /// Variables and parameters.
    pub(super) declared: HashSet<String>,
    pub(super) found: Found,
}

/// What a chain of names means as a column.
pub(super) enum Meaning {
    /// A column of one relation.
    Column(Column),
    /// A column that USING merged.
    Merged(Merged),
    /// No column: a relation as a whole.
    Whole(Option<TableId>),
    /// Nothing that is known.
    Unknown,
}

impl<'c, 'd> Binder<'c, 'd> {
    pub(super) fn new(catalog: &'c Catalog<'d>, sql: &'c str) -> Self {
        Self {
            catalog,
            sql,
            words: words(sql, 0, catalog.dialect),
            frames: vec![Frame::default()],
            declared: HashSet::new(),
            found: Found::default(),
        }
    }

    pub(super) fn is(&self, at: usize, keyword: &str) -> bool {
        self.words.get(at).is_some_and(|w| w.is(keyword))
    }

    pub(super) fn is_any(&self, at: usize, keywords: &[&str]) -> bool {
        keywords.iter().any(|k| self.is(at, k))
    }

    pub(super) fn is_symbol(&self, at: usize, symbol: u8) -> bool {
        self.words.get(at).is_some_and(|w| w.is_symbol(symbol))
    }

    pub(super) fn is_name(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(Word::is_name)
    }

    pub(super) fn is_text(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|w| w.kind == Kind::Text)
    }

    /// The name at a place; empty where there is none.
    pub(super) fn name(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |w| w.name.as_str())
    }

    pub(super) fn written(&self, at: usize) -> String {
        let word = self.words.get(at);
        word.and_then(|w| self.sql.get(w.start..w.end))
            .unwrap_or_default()
            .to_owned()
    }

    /// The parenthesis that closes the one at `open`, or `to`.
    pub(super) fn close(&self, open: usize, to: usize) -> usize {
        let mut depth = 0usize;
        for at in open..to.min(self.words.len()) {
            match self.words[at].kind {
                Kind::Symbol(b'(' | b'[') => depth += 1,
                Kind::Symbol(b')' | b']') => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return at;
                    }
                }
                _ => {}
            }
        }
        to
    }

    /// The places from `from` on that are in no parentheses.
    pub(super) fn top(&self, from: usize, to: usize) -> Vec<usize> {
        let mut out = Vec::new();
        let mut at = from;
        while at < to.min(self.words.len()) {
            out.push(at);
            at = if self.is_symbol(at, b'(') {
                self.close(at, to) + 1
            } else {
                at + 1
            };
        }
        out
    }

    /// The stretches between commas that are in no parentheses.
    pub(super) fn listed(&self, from: usize, to: usize) -> Vec<(usize, usize)> {
        let mut out = Vec::new();
        let mut start = from;
        for at in self.top(from, to) {
            if self.is_symbol(at, b',') {
                out.push((start, at));
                start = at + 1;
            }
        }
        if start < to {
            out.push((start, to));
        }
        out
    }

    /// The places of the names of a chain `a.b.c` that begins here.
    pub(super) fn chain(&self, at: usize, to: usize) -> Vec<usize> {
        let mut parts = vec![at];
        let mut next = at + 1;
        while next + 1 < to && self.is_symbol(next, b'.') && self.is_name(next + 1) {
            parts.push(next + 1);
            next += 2;
        }
        parts
    }

    pub(super) fn mention(&mut self, from: usize, to: usize, targets: &[Target], form: Form) {
        if targets.is_empty() {
            return;
        }
        if let (Some(first), Some(last)) = (self.words.get(from), self.words.get(to)) {
            self.found.mentions.push(Mention {
                at: first.start..last.end,
                targets: targets.to_vec(),
                form,
            });
        }
    }

    /// Mentions a table, enum or sequence by a whole chain.
    pub(super) fn mention_chain(&mut self, parts: &[usize], target: Target) {
        if let (Some(first), Some(last)) = (parts.first(), parts.last()) {
            let with_namespace = parts.len() > 1;
            self.mention(*first, *last, &[target], Form::Qualified { with_namespace });
        }
    }

    /// The relation that a chain names, here or in the whole schema; mentions it.
    pub(super) fn relation(&mut self, parts: &[usize]) -> Option<(Rc<Relation>, Option<TableId>)> {
        let last = *parts.last()?;
        let name = self.name(last).to_owned();
        if parts.len() == 1 {
            let cte = self.frames.iter().rev().find_map(|f| f.ctes.get(&name));
            if let Some(cte) = cte {
                return Some((Rc::clone(cte), None));
            }
        }
        let namespace = (parts.len() > 1).then(|| self.name(parts[parts.len() - 2]).to_owned());
        let relation = self.catalog.relation(namespace.as_deref(), &name)?;
        let table = relation.table;
        if let Some(table) = table {
            self.mention_chain(parts, Target::Table(table));
        }
        Some((relation, table))
    }

    /// What a bare name means as a column.
    pub(super) fn bare(&self, at: usize) -> Meaning {
        let name = self.name(at);
        if self.catalog.variables_win() && self.declared.contains(name) {
            return Meaning::Unknown;
        }
        for frame in self.frames.iter().rev() {
            let seen = || frame.bound.iter().filter(|b| !b.special);
            let mut hits = seen().filter_map(|b| b.relation.column(name));
            if let Some(first) = hits.next() {
                if let Some(merged) = frame.merged.get(name) {
                    return Meaning::Merged(merged.clone());
                }
                return match hits.next() {
                    None => Meaning::Column(first.clone()),
                    Some(_) => Meaning::Unknown,
                };
            }
            if let Some(whole) = seen().find(|b| b.alias == name) {
                return Meaning::Whole(whole.named);
            }
            if seen().any(|b| b.relation.open) {
                return Meaning::Unknown;
            }
        }
        Meaning::Unknown
    }

    /// The relation that goes by this name here.
    pub(super) fn alias(&self, name: &str) -> Option<&Bound> {
        let mut frames = self.frames.iter().rev();
        frames.find_map(|f| f.bound.iter().find(|b| b.alias == name))
    }

    /// Mentions what a chain of names means as a column or whole row.
    pub(super) fn reference(&mut self, parts: &[usize]) {
        match parts {
            [only] => match self.bare(*only) {
                Meaning::Column(column) => self.mention(*only, *only, &column.targets, Form::Name),
                Meaning::Merged(merged) => {
                    let both = [merged.left_field.clone(), merged.right_field.clone()].concat();
                    self.mention(*only, *only, &both, Form::Merged(merged));
                }
                Meaning::Whole(Some(table)) => self.mention(*only, *only, &[Target::Table(table)], Form::Name),
                Meaning::Whole(None) | Meaning::Unknown => {}
            },
            [before @ .., last] => {
                let Some(bound) = self.qualifier(before) else { return };
                match bound.relation.column(self.name(*last)).cloned() {
                    Some(column) => self.mention(*last, *last, &column.targets, Form::Name),
                    None => self.missing(&bound.relation, *last),
                }
            }
            [] => {}
        }
    }

    /// The relation whose name stands before a column's; mentions it.
    pub(super) fn qualifier(&mut self, parts: &[usize]) -> Option<Bound> {
        let last = *parts.last()?;
        let bound = self.alias(self.name(last))?.clone();
        if let Some(table) = bound.named {
            match parts {
                [only] => self.mention(*only, *only, &[Target::Table(table)], Form::Name),
                all => self.mention_chain(all, Target::Table(table)),
            }
        }
        Some(bound)
    }

    pub(super) fn missing(&mut self, relation: &Relation, at: usize) {
        let name = self.name(at).to_owned();
        let called = self.is_symbol(at + 1, b'(');
        if relation.open || called || self.catalog.is_system_column(&name) {
            return;
        }
        let tables = relation.table.iter().chain(&relation.any_of).copied();
        for table in tables {
            let is_there = relation.has_for(table, &name, self.catalog);
            if !is_there {
                let name = name.clone();
                self.found.missing.push(Missing { table, name });
            }
        }
    }

    /// A name of a column that can only be of this relation.
    pub(super) fn column_of(&mut self, relation: &Relation, at: usize) {
        match relation.column(self.name(at)) {
            Some(column) => {
                let targets = column.targets.clone();
                self.mention(at, at, &targets, Form::Name);
            }
            None => self.missing(relation, at),
        }
    }

    /// Makes a relation known by a name in the innermost scope.
    pub(super) fn bind(&mut self, at: usize, named: Option<TableId>, relation: Rc<Relation>) {
        let bound = Bound {
            alias: self.name(at).to_owned(),
            written: self.written(at),
            named,
            relation,
            special: false,
        };
        if let Some(frame) = self.frames.last_mut() {
            frame.bound.push(bound);
        }
    }

    /// Makes a row known by a name that its columns have to be said behind.
    pub(super) fn bind_row(&mut self, name: &str, relation: Rc<Relation>) {
        if let Some(frame) = self.frames.last_mut() {
            frame.bound.insert(
                0,
                Bound {
                    alias: name.to_owned(),
                    written: name.to_owned(),
                    named: None,
                    relation,
                    special: true,
                },
            );
        }
    }
}
