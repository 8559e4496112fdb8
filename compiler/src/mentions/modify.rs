//! INSERT, UPDATE and DELETE.

use super::catalog::{Column, Relation};
use super::scope::{Binder, Frame};
use std::rc::Rc;

impl Binder<'_, '_> {
    pub(super) fn insert(&mut self, from: usize, to: usize) -> Vec<Column> {
        let Some(into) = self.top(from, to).into_iter().find(|at| self.is(*at, "into")) else {
            self.walk(from + 1, to);
            return Vec::new();
        };
        let parts = self.chain(into + 1, to);
        let last = parts.last().copied().unwrap_or(into);
        let (relation, table) = self.relation(&parts).unwrap_or_else(|| (Relation::unknown(), None));
        let mut at = last + 1;
        let (mut alias, mut named) = (last, table);
        if self.is(at, "as") {
            (alias, named) = (at + 1, None);
            at += 2;
        }
        if self.is_symbol(at, b'(') && !self.query_begins(at + 1) {
            let close = self.close(at, to);
            for place in at + 1..close {
                if self.is_name(place) && !self.is_symbol(place - 1, b'.') {
                    self.column_of(&relation, place);
                }
            }
            at = close + 1;
        }
        let ends = self.top(at, to).into_iter().find(|at| {
            self.is(*at, "returning") || self.is(*at, "on") && self.is_any(at + 1, &["conflict", "duplicate"])
        });
        let rows_end = ends.unwrap_or(to);
        let query = self
            .top(at, rows_end)
            .into_iter()
            .find(|p| self.is_any(*p, &["select", "with"]) || self.is_symbol(*p, b'(') && self.query_begins(p + 1));
        match query.filter(|q| !(at..*q).any(|p| self.is(p, "values"))) {
            Some(query) => {
                self.query(query, rows_end);
            }
            None if self.is(at, "set") => self.assignments(at, rows_end, &relation),
            None => self.walk(at, rows_end),
        }
        self.frames.push(Frame::default());
        self.bind(alias, named, Rc::clone(&relation));
        self.bind_row("excluded", Rc::clone(&relation));
        self.after_rows(rows_end, to, &relation);
        self.frames.pop();
        self.returned(rows_end, to, &relation)
    }

    fn after_rows(&mut self, from: usize, to: usize, relation: &Relation) {
        for (start, end) in self.clauses(from, to, &["on", "do", "set", "where", "update", "returning"]) {
            if self.is(start, "on") && self.is_any(start + 2, &["on"]) {
                continue;
            }
            if self.is(start, "on") && self.is(start + 1, "constraint") {
                self.constraint_at(start + 2);
            } else if self.is(start, "set") || self.is(start, "update") && !self.is(start + 1, "set") {
                self.assignments(start, end, relation);
            } else {
                self.walk(start + 1, end);
            }
        }
    }

    pub(super) fn constraint_at(&mut self, at: usize) {
        let target = self.catalog.key_named(self.name(at));
        self.mention(at, at, target.as_slice(), super::Form::Name);
    }

    fn returned(&mut self, from: usize, to: usize, relation: &Rc<Relation>) -> Vec<Column> {
        let returns = self.top(from, to).into_iter().any(|at| self.is(at, "returning"));
        if !returns {
            return Vec::new();
        }
        relation.columns.clone()
    }

    pub(super) fn update(&mut self, from: usize, to: usize) -> Vec<Column> {
        let clauses = self.clauses(from + 1, to, &["set", "from", "where", "order", "limit", "returning"]);
        let tables_end = clauses.first().map_or(to, |(start, _)| *start);
        let mut start = from + 1;
        if self.is(start, "or") {
            start += 2;
        }
        while self.is_any(start, &["low_priority", "ignore"]) {
            start += 1;
        }
        self.frames.push(Frame::default());
        let mut pending = Vec::new();
        self.read_from(start, tables_end, &mut pending);
        let target = self
            .frames
            .last()
            .and_then(|f| f.bound.first())
            .map(|b| Rc::clone(&b.relation));
        let target = target.unwrap_or_else(Relation::unknown);
        for (start, end) in &clauses {
            if self.is(*start, "from") {
                self.read_from(start + 1, *end, &mut pending);
            }
        }
        for (start, end) in pending {
            self.walk(start, end);
        }
        for (start, end) in clauses {
            match self.name(start) {
                "from" => {}
                "set" => self.assignments(start, end, &target),
                _ => self.walk(start + 1, end),
            }
        }
        self.frames.pop();
        target.columns.clone()
    }

    /// `SET a = …, (b, c) = …`: what stands before the sign is a column of the target.
    fn assignments(&mut self, set: usize, to: usize, target: &Relation) {
        for (start, end) in self.listed(set + 1, to) {
            if self.is_symbol(start, b'(') && !self.query_begins(start + 1) {
                let close = self.close(start, end);
                for at in start + 1..close {
                    if self.is_name(at) {
                        self.column_of(target, at);
                    }
                }
                self.walk(close + 1, end);
            } else if self.is_name(start) && self.is_symbol(start + 1, b'=') {
                self.column_of(target, start);
                self.value_assigned(start, target);
                self.walk(start + 2, end);
            } else {
                self.walk(start, end);
            }
        }
    }

    fn value_assigned(&mut self, at: usize, target: &Relation) {
        let field = target.column(self.name(at)).and_then(|c| c.targets.first().copied());
        if let Some(made) = field.and_then(|f| self.catalog.enum_of(f))
            && !self.is_symbol(at + 3, b':')
        {
            self.value(at + 2, made);
        }
    }

    pub(super) fn delete(&mut self, from: usize, to: usize) -> Vec<Column> {
        let clauses = self.clauses(from + 1, to, &["from", "using", "where", "order", "limit", "returning"]);
        self.frames.push(Frame::default());
        let mut pending = Vec::new();
        for (start, end) in &clauses {
            if self.is_any(*start, &["from", "using"]) {
                self.read_from(start + 1, *end, &mut pending);
            }
        }
        for (start, end) in pending {
            self.walk(start, end);
        }
        // MySQL's DELETE a, b FROM …
        let first = clauses.first().map_or(to, |(start, _)| *start);
        self.walk(from + 1, first);
        for (start, end) in clauses {
            if !self.is_any(start, &["from", "using"]) {
                self.walk(start + 1, end);
            }
        }
        let target = self.frames.pop().and_then(|f| f.bound.into_iter().next());
        target.map(|b| b.relation.columns.clone()).unwrap_or_default()
    }
}
