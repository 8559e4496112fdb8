//! FROM: the relations of a query and how they are joined.

use super::catalog::{Column, Relation};
use super::scope::Binder;
use super::{Form, Merged};
use std::rc::Rc;

/// Words that are no alias behind a relation.
const NO_ALIAS: [&str; 36] = [
    "on",
    "using",
    "where",
    "join",
    "inner",
    "left",
    "right",
    "full",
    "cross",
    "natural",
    "outer",
    "group",
    "order",
    "having",
    "limit",
    "union",
    "intersect",
    "except",
    "set",
    "returning",
    "window",
    "for",
    "fetch",
    "offset",
    "tablesample",
    "straight_join",
    "partition",
    "use",
    "force",
    "ignore",
    "indexed",
    "not",
    "do",
    "when",
    "values",
    "default",
];

impl Binder<'_, '_> {
    /// Binds the relations of FROM; conditions are put off until all are bound.
    pub(super) fn read_from(&mut self, from: usize, to: usize, pending: &mut Vec<(usize, usize)>) {
        let mut at = from;
        let mut expects = true;
        while at < to {
            if self.is_symbol(at, b'(') && expects {
                let close = self.close(at, to);
                at = if self.query_begins(at + 1) {
                    let columns = self.query(at + 1, close);
                    self.derived(close + 1, to, Relation::of(columns))
                } else {
                    self.read_from(at + 1, close, pending);
                    close + 1
                };
                expects = false;
            } else if self.is_symbol(at, b',') || self.is_any(at, &["join", "straight_join"]) {
                expects = true;
                at += 1;
            } else if self.is(at, "on") {
                let end = self.condition_end(at + 1, to);
                pending.push((at + 1, end));
                at = end;
            } else if self.is(at, "using") && self.is_symbol(at + 1, b'(') {
                let close = self.close(at + 1, to);
                self.using(at, close);
                at = close + 1;
            } else if self.is_any(
                at,
                &[
                    "lateral", "only", "inner", "left", "right", "full", "cross", "natural", "outer",
                ],
            ) {
                at += 1;
            } else if expects && self.is_name(at) {
                at = self.read_relation(at, to, pending);
                expects = false;
            } else if self.is_symbol(at, b'(') {
                // PARTITION (p0), USE INDEX (x), TABLESAMPLE f (10)
                at = self.close(at, to) + 1;
            } else {
                at += 1;
            }
        }
    }

    fn read_relation(&mut self, at: usize, to: usize, pending: &mut Vec<(usize, usize)>) -> usize {
        let parts = self.chain(at, to);
        let last = parts.last().copied().unwrap_or(at);
        let mut next = last + 1;
        if self.is_symbol(next, b'(') {
            let close = self.close(next, to);
            pending.push((next + 1, close));
            return self.derived(close + 1, to, Relation::unknown());
        }
        if self.is_symbol(next, b'*') {
            next += 1;
        }
        let (relation, table) = self.relation(&parts).unwrap_or_else(|| (Relation::unknown(), None));
        match self.alias_at(next, to) {
            Some(alias) => {
                let (relation, end) = self.with_column_names(alias + 1, to, relation);
                self.bind(alias, None, relation);
                end
            }
            None => {
                self.bind(last, table, relation);
                next
            }
        }
    }

    /// Binds what has no name of its own.
    fn derived(&mut self, at: usize, to: usize, relation: Rc<Relation>) -> usize {
        match self.alias_at(at, to) {
            Some(alias) => {
                let (relation, end) = self.with_column_names(alias + 1, to, relation);
                self.bind(alias, None, relation);
                end
            }
            None => {
                self.bind(usize::MAX, None, relation);
                at
            }
        }
    }

    /// Where the alias of a relation stands that ends before `at`.
    fn alias_at(&self, at: usize, to: usize) -> Option<usize> {
        let at = if self.is(at, "as") { at + 1 } else { at };
        (at < to && self.is_name(at) && !self.is_any(at, &NO_ALIAS)).then_some(at)
    }

    /// The relation with the names for its columns that follow its alias.
    fn with_column_names(&self, at: usize, to: usize, relation: Rc<Relation>) -> (Rc<Relation>, usize) {
        if !self.is_symbol(at, b'(') {
            return (relation, at);
        }
        let close = self.close(at, to);
        let mut columns: Vec<Column> = Vec::new();
        for (start, end) in self.listed(at + 1, close) {
            columns.extend(self.plain_columns(start, end.min(start + 1)));
        }
        columns.extend(relation.columns.iter().skip(columns.len()).cloned());
        let named = Relation {
            columns,
            open: relation.open,
            ..Relation::default()
        };
        (Rc::new(named), close + 1)
    }

    fn condition_end(&self, from: usize, to: usize) -> usize {
        const NEXT: [&str; 9] = [
            "join",
            "inner",
            "left",
            "right",
            "full",
            "cross",
            "natural",
            "straight_join",
            "using",
        ];
        let end = self.top(from, to).into_iter().find(|at| {
            let called = self.is_symbol(at + 1, b'(');
            self.is_symbol(*at, b',') || self.is_any(*at, &NEXT) && !called || self.is(*at, "on")
        });
        end.unwrap_or(to)
    }

    /// USING (…) between the last relation and those before.
    fn using(&mut self, at: usize, close: usize) {
        let Some(frame) = self.frames.last() else { return };
        let Some((right, before)) = frame.bound.split_last() else {
            return;
        };
        let mut all = Vec::new();
        let mut known = true;
        for place in (at + 2..close).filter(|p| self.is_name(*p)) {
            let name = self.name(place);
            let left = before.iter().find(|b| b.relation.column(name).is_some());
            match (left, right.relation.column(name)) {
                (Some(left), Some(column)) => all.push(Merged {
                    left: left.written.clone(),
                    left_field: left
                        .relation
                        .column(name)
                        .map(|c| c.targets.clone())
                        .unwrap_or_default(),
                    right: right.written.clone(),
                    right_field: column.targets.clone(),
                    name: name.to_owned(),
                }),
                _ => known = false,
            }
        }
        let named = all
            .iter()
            .flat_map(|m| m.left_field.iter().chain(&m.right_field))
            .copied();
        let targets: Vec<_> = named.collect();
        if let Some(frame) = self.frames.last_mut() {
            for merged in &all {
                frame
                    .merged
                    .entry(merged.name.clone())
                    .or_insert_with(|| merged.clone());
            }
        }
        if known {
            self.mention(at, close, &targets, Form::Using(all));
        }
    }
}
