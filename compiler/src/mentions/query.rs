//! Queries: their parts, their scopes, and what their columns are called.

use super::catalog::{Column, Relation};
use super::scope::{Binder, Frame, Meaning};
use std::rc::Rc;

/// The words that end a part of a query.
const CLAUSES: [&str; 14] = [
    "into",
    "from",
    "where",
    "group",
    "having",
    "window",
    "order",
    "limit",
    "offset",
    "fetch",
    "for",
    "procedure",
    "lock",
    "returning",
];

impl Binder<'_, '_> {
    /// Finds what a query mentions, in a scope of its own; gives its columns.
    pub(super) fn query(&mut self, from: usize, to: usize) -> Vec<Column> {
        let mut at = from;
        self.frames.push(Frame::default());
        if self.is(at, "with") {
            at = self.ctes(at + 1, to);
        }
        let columns = self.branches(at, to);
        self.frames.pop();
        columns
    }

    /// WITH; gives where the query itself begins.
    fn ctes(&mut self, mut at: usize, to: usize) -> usize {
        if self.is(at, "recursive") {
            at += 1;
        }
        while self.is_name(at) && at < to {
            let name = self.name(at).to_owned();
            at += 1;
            let mut said = None;
            if self.is_symbol(at, b'(') {
                let close = self.close(at, to);
                said = Some(self.plain_columns(at + 1, close));
                at = close + 1;
            }
            // The query may mention itself.
            let before = said.clone().map_or_else(Relation::unknown, Relation::of);
            self.add_cte(name.clone(), before);
            while at < to && !self.is_symbol(at, b'(') {
                at += 1;
            }
            let close = self.close(at, to);
            let columns = self.query(at + 1, close);
            self.add_cte(name, Relation::of(said.unwrap_or(columns)));
            at = close + 1;
            if !self.is_symbol(at, b',') {
                break;
            }
            at += 1;
        }
        at
    }

    fn add_cte(&mut self, name: String, relation: Rc<Relation>) {
        if let Some(frame) = self.frames.last_mut() {
            frame.ctes.insert(name, relation);
        }
    }

    /// Names that follow nothing.
    pub(super) fn plain_columns(&self, from: usize, to: usize) -> Vec<Column> {
        (from..to)
            .filter(|at| self.is_name(*at))
            .map(|at| Column {
                name: self.name(at).to_owned(),
                targets: Vec::new(),
            })
            .collect()
    }

    /// The selects between UNION and its like.
    fn branches(&mut self, from: usize, to: usize) -> Vec<Column> {
        let mut starts = vec![from];
        let mut ends = Vec::new();
        for at in self.top(from, to) {
            if self.is_any(at, &["union", "intersect", "except", "minus"]) && at > from {
                ends.push(at);
                let more = usize::from(self.is_any(at + 1, &["all", "distinct"]));
                starts.push(at + 1 + more);
            }
        }
        ends.push(to);
        let last = starts.len() - 1;
        // What follows the last of several is about the columns of the first.
        let order = self.top(starts[last], to).into_iter().find(|at| {
            let is_behind = self.is_any(*at, &["order", "limit", "offset", "fetch", "for"]);
            is_behind && (last > 0 || self.is_symbol(starts[last], b'('))
        });
        if let Some(order) = order {
            ends[last] = order;
        }
        let mut columns = None;
        for (start, end) in starts.into_iter().zip(ends) {
            let found = self.branch(start, end);
            columns.get_or_insert(found);
        }
        let columns = columns.unwrap_or_default();
        if let Some(order) = order {
            self.frames.push(Frame::default());
            let row = Relation::of(columns.clone());
            self.bind(usize::MAX, None, row);
            self.walk(order, to);
            self.frames.pop();
        }
        columns
    }

    fn branch(&mut self, from: usize, to: usize) -> Vec<Column> {
        if self.is_symbol(from, b'(') {
            let close = self.close(from, to);
            return self.query(from + 1, close);
        }
        match self.name(from) {
            "select" | "perform" => self.select(from, to),
            "insert" | "replace" => self.insert(from, to),
            "update" => self.update(from, to),
            "delete" => self.delete(from, to),
            "table" => {
                let parts = self.chain(from + 1, to);
                let relation = self.relation(&parts);
                relation.map_or_else(Vec::new, |(r, _)| r.columns.clone())
            }
            _ => {
                self.walk(from, to);
                Vec::new()
            }
        }
    }

    /// Where each part begins: its word, and the place after its last word.
    pub(super) fn clauses(&self, from: usize, to: usize, words: &[&str]) -> Vec<(usize, usize)> {
        let mut starts: Vec<usize> = self
            .top(from, to)
            .into_iter()
            .filter(|at| self.is_any(*at, words))
            .filter(|at| {
                let before = at.wrapping_sub(1);
                let is_distinct_from = self.is(*at, "from") && self.is(before, "distinct");
                let is_a_name = self.is_symbol(before, b'.') || self.is(before, "as");
                let is_within = self.is(*at, "group") && self.is(before, "within");
                !is_distinct_from && !is_a_name && !is_within
            })
            .collect();
        starts.push(to);
        starts.windows(2).map(|pair| (pair[0], pair[1])).collect()
    }

    fn select(&mut self, from: usize, to: usize) -> Vec<Column> {
        let clauses = self.clauses(from + 1, to, &CLAUSES);
        let list_end = clauses.first().map_or(to, |(start, _)| *start);
        self.frames.push(Frame::default());
        let mut pending = Vec::new();
        if let Some((start, end)) = clauses.iter().find(|(start, _)| self.is(*start, "from")) {
            self.read_from(start + 1, *end, &mut pending);
        }
        for (start, end) in pending {
            self.walk(start, end);
        }
        let mut list = from + 1;
        while self.is_any(
            list,
            &[
                "all",
                "distinct",
                "distinctrow",
                "straight_join",
                "sql_calc_found_rows",
                "strict",
            ],
        ) {
            list += 1;
        }
        if self.is(list, "on") && self.is_symbol(list + 1, b'(') {
            let close = self.close(list + 1, list_end);
            self.walk(list + 2, close);
            list = close + 1;
        }
        let mut columns = Vec::new();
        let mut named = Vec::new();
        for (start, end) in self.listed(list, list_end) {
            self.output(start, end, &mut columns, &mut named);
            self.walk(start, end);
        }
        for (start, end) in clauses {
            match self.name(start) {
                "from" => {}
                "into" => self.read_into(start + 1, end, &columns),
                "order" => self.walk_but(start + 1, end, &named),
                _ => self.walk(start + 1, end),
            }
        }
        self.frames.pop();
        columns
    }

    /// ORDER BY: a name that the select list gives is that of its column.
    fn walk_but(&mut self, from: usize, to: usize, named: &[String]) {
        for (start, end) in self.listed(from, to) {
            let start = if self.is(start, "by") { start + 1 } else { start };
            let is_alias = self.is_name(start)
                && (start + 1 == end || self.is_any(start + 1, &["asc", "desc", "nulls"]))
                && named.iter().any(|n| n == self.name(start));
            if !is_alias {
                self.walk(start, end);
            }
        }
    }

    /// SELECT … INTO row.
    fn read_into(&mut self, from: usize, to: usize, columns: &[Column]) {
        let at = if self.is(from, "strict") { from + 1 } else { from };
        if at + 1 == to
            && self.is_name(at)
            && self.declared.contains(self.name(at))
            && self.alias(self.name(at)).is_none()
        {
            let name = self.name(at).to_owned();
            if let Some(first) = self.frames.first_mut() {
                first.bound.push(super::scope::Bound {
                    alias: name.clone(),
                    written: name,
                    named: None,
                    relation: Relation::of(columns.to_vec()),
                    special: true,
                });
            }
        }
    }

    /// What a part of a select list is called.
    fn output(&mut self, from: usize, to: usize, columns: &mut Vec<Column>, named: &mut Vec<String>) {
        let fixed = |name: &str| Column {
            name: name.to_owned(),
            targets: Vec::new(),
        };
        let Some(last) = to.checked_sub(1).filter(|last| *last >= from) else {
            return;
        };
        if self.is_symbol(last, b'*') {
            let all = match last
                .checked_sub(2)
                .filter(|at| *at >= from && self.is_symbol(last - 1, b'.'))
            {
                Some(at) => self.alias(self.name(at)).map(|b| b.relation.columns.clone()),
                None => self.frames.last().map(|frame| {
                    let seen = frame.bound.iter().filter(|b| !b.special);
                    seen.flat_map(|b| b.relation.columns.iter().cloned()).collect()
                }),
            };
            columns.extend(all.unwrap_or_default());
            return;
        }
        if last > from + 1 && self.is(last - 1, "as") {
            named.push(self.name(last).to_owned());
            columns.push(fixed(self.name(last)));
            return;
        }
        let chain = self.chain(from, to);
        let chain_end = chain.last().copied().unwrap_or(from) + 1;
        let is_cast = self.is_symbol(chain_end, b':') && self.is_symbol(chain_end + 1, b':');
        if self.is_name(from) && (chain_end == to || is_cast) {
            let targets = self.meant(&chain);
            let name = self.name(chain_end - 1).to_owned();
            columns.push(Column { name, targets });
            return;
        }
        let ends_in_alias = self.is_name(last)
            && last > from
            && !self.is(last, "end")
            && !self.is_symbol(last - 1, b'.')
            && !self.is_symbol(last - 1, b':');
        if ends_in_alias && (self.is_name(last - 1) || self.is_text(last - 1) || self.is_symbol(last - 1, b')')) {
            named.push(self.name(last).to_owned());
            columns.push(fixed(self.name(last)));
        } else if self.is_name(from) && self.is_symbol(chain_end, b'(') {
            columns.push(fixed(self.name(chain_end - 1)));
        } else {
            columns.push(fixed("?column?"));
        }
    }

    /// What the name of a column follows.
    fn meant(&self, chain: &[usize]) -> Vec<super::Target> {
        match chain {
            [only] => match self.bare(*only) {
                Meaning::Column(column) => column.targets,
                Meaning::Merged(merged) => merged.left_field,
                Meaning::Whole(_) | Meaning::Unknown => Vec::new(),
            },
            [.., before, last] => {
                let bound = self.alias(self.name(*before));
                let column = bound.and_then(|b| b.relation.column(self.name(*last)));
                column.map(|c| c.targets.clone()).unwrap_or_default()
            }
            [] => Vec::new(),
        }
    }
}
