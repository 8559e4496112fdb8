//! Whole statements: what each kind says before and around its queries.

use super::catalog::Relation;
use super::scope::Binder;
use super::{Form, Target};
use crate::design::ObjectKind;
use crate::dialect::Dialect;
use crate::ids::TableId;
use std::rc::Rc;

/// The words that say what a statement makes or alters.
const KINDS: [&str; 20] = [
    "view",
    "table",
    "trigger",
    "rule",
    "policy",
    "index",
    "function",
    "procedure",
    "aggregate",
    "domain",
    "type",
    "sequence",
    "statistics",
    "publication",
    "event",
    "column",
    "constraint",
    "schema",
    "extension",
    "operator",
];

impl Binder<'_, '_> {
    /// Finds what the statement mentions.
    pub(super) fn statement(&mut self) {
        let to = self.words.len();
        match self.name(0) {
            "create" => self.create(to),
            "alter" => self.alter(to),
            "comment" => self.comment(to),
            "grant" | "revoke" => self.grant(to),
            "do" => {
                if let Some(code) = (1..to).find(|at| self.is_text(*at)) {
                    self.body(code);
                }
            }
            _ => self.generic(0, to),
        }
    }

    /// The word for the kind, and where the name begins.
    fn kind(&self) -> Option<(usize, usize)> {
        let kind = self
            .top(1, self.words.len().min(40))
            .into_iter()
            .find(|at| self.is_any(*at, &KINDS))?;
        let mut name = kind + 1;
        while self.is_any(name, &["if", "not", "exists", "only", "concurrently"]) {
            name += 1;
        }
        Some((kind, name))
    }

    fn find(&self, from: usize, to: usize, word: &str) -> Option<usize> {
        self.top(from, to).into_iter().find(|at| self.is(*at, word))
    }

    fn create(&mut self, to: usize) {
        let Some((kind, name)) = self.kind() else {
            return self.generic(1, to);
        };
        match self.name(kind) {
            "view" => {
                if let Some(at) = self.find(name, to, "as") {
                    self.query(at + 1, to);
                }
            }
            "table" => self.create_table(name, to),
            "trigger" => self.trigger(name, to),
            "rule" => self.rule(name, to),
            "policy" => self.policy(name, to),
            "index" => {
                if let Some(on) = self.find(name - 1, to, "on")
                    && let Some(next) = self.standing_on(on + 1, to)
                {
                    self.walk(next, to);
                }
            }
            "function" | "procedure" => self.function(name, to),
            "statistics" => {
                if let Some(from) = self.find(name, to, "from")
                    && let Some(on) = self.find(name, from, "on")
                {
                    self.standing_on(from + 1, to);
                    self.walk(on + 1, from);
                }
            }
            "event" => self.routine(name, to),
            "sequence" => self.sequence(name, to),
            _ => self.generic(kind + 1, to),
        }
    }

    /// Binds the relation whose name begins here by that name; gives where it ends.
    fn standing_on(&mut self, mut at: usize, to: usize) -> Option<usize> {
        while self.is_any(at, &["only", "if", "exists"]) {
            at += 1;
        }
        let parts = self.chain(at, to);
        let last = *parts.last()?;
        let (relation, table) = self.relation(&parts).unwrap_or_else(|| (Relation::unknown(), None));
        self.bind(last, table, relation);
        Some(last + 1)
    }

    fn bound_relation(&self) -> Rc<Relation> {
        let bound = self.frames.last().and_then(|f| f.bound.last());
        bound.map_or_else(Relation::unknown, |b| Rc::clone(&b.relation))
    }

    fn trigger(&mut self, name: usize, to: usize) {
        let Some(on) = self.find(name + 1, to, "on") else {
            return;
        };
        let Some(next) = self.standing_on(on + 1, to) else {
            return;
        };
        let relation = self.bound_relation();
        for at in name + 1..on {
            let is_listed =
                self.is(at - 1, "of") && !self.is(at.wrapping_sub(2), "instead") || self.is_symbol(at - 1, b',');
            if is_listed && self.is_name(at) {
                self.column_of(&relation, at);
            }
        }
        // What is bare in a trigger is no column of its table.
        if let Some(frame) = self.frames.last_mut() {
            frame.bound.clear();
        }
        self.bind_row("new", Rc::clone(&relation));
        self.bind_row("old", Rc::clone(&relation));
        if self.catalog.dialect == Dialect::Postgres {
            self.trigger_arguments(next, to, &relation);
        }
        self.routine(next, to);
    }

    /// `tsvector_update_trigger('search', 'pg_catalog.english', 'title', 'body')`: its arguments are columns.
    fn trigger_arguments(&mut self, from: usize, to: usize, relation: &Relation) {
        let call = (from..to).find(|at| {
            self.is_any(*at, &["tsvector_update_trigger", "tsvector_update_trigger_column"])
                && self.is_symbol(at + 1, b'(')
        });
        let Some(open) = call.map(|at| at + 1) else { return };
        for at in open + 1..self.close(open, to) {
            let targets = relation.column(self.name(at)).map(|c| c.targets.clone());
            self.text_as_column(at, targets);
        }
    }

    /// The function that a trigger calls, and the table it is on.
    pub(super) fn triggered(&mut self) -> Option<(String, TableId)> {
        let to = self.words.len();
        let (_, name) = self.kind()?;
        let on = self.find(name + 1, to, "on")?;
        self.standing_on(on + 1, to)?;
        let table = self.bound_relation().table?;
        let execute = self.find(on, to, "execute")?;
        let function = *self.chain(execute + 2, to).last()?;
        Some((self.name(function).to_owned(), table))
    }

    fn rule(&mut self, name: usize, to: usize) {
        let Some(at) = self.find(name + 1, to, "to") else {
            return;
        };
        let Some(next) = self.standing_on(at + 1, to) else {
            return;
        };
        let relation = self.bound_relation();
        if let Some(frame) = self.frames.last_mut() {
            frame.bound.clear();
        }
        self.bind_row("new", Rc::clone(&relation));
        self.bind_row("old", relation);
        self.routine(next, to);
    }

    fn policy(&mut self, name: usize, to: usize) {
        let Some(on) = self.find(name + 1, to, "on") else {
            return;
        };
        let Some(next) = self.standing_on(on + 1, to) else {
            return;
        };
        for at in self.top(next, to) {
            if self.is_symbol(at, b'(') {
                let close = self.close(at, to);
                self.walk(at, close + 1);
            }
        }
    }

    /// What a carried statement makes, as relations see it.
    pub(super) fn made_relation(mut self, kind: ObjectKind) -> Option<Rc<Relation>> {
        let to = self.words.len();
        let (word, name) = self.kind()?;
        let last = *self.chain(name, to).last()?;
        if kind == ObjectKind::Table && self.is(word, "table") {
            let relation = self.table_relation(name, to)?;
            return Some(relation);
        }
        let at = self.find(last + 1, to, "as")?;
        if self.is_symbol(last + 1, b'(') {
            let close = self.close(last + 1, to);
            return Some(Relation::of(self.plain_columns(last + 2, close)));
        }
        let columns = self.query(at + 1, to);
        Some(Relation::of(columns))
    }

    /// The columns of a carried table: its parent's where it is a partition, else those that it says.
    fn table_relation(&mut self, name: usize, to: usize) -> Option<Rc<Relation>> {
        let parts = self.chain(name, to);
        let last = *parts.last()?;
        if self.is(last + 1, "partition") && self.is(last + 2, "of") {
            let parent = self.chain(last + 3, to);
            let (relation, _) = self.relation(&parent)?;
            return Some(Rc::new(Relation {
                columns: relation.columns.clone(),
                open: relation.open,
                ..Relation::default()
            }));
        }
        if !self.is_symbol(last + 1, b'(') || self.find(last + 2, to, "inherits").is_some() {
            return None;
        }
        let close = self.close(last + 1, to);
        let namespace = (parts.len() > 1).then(|| self.name(parts[0]).to_owned());
        let parent = self.catalog.parent_of(namespace.as_deref(), self.name(last));
        let mut columns = Vec::new();
        for (start, _) in self.listed(last + 2, close) {
            if self.is_name(start) && !self.is_constraint(start) {
                let mut column = self.plain_columns(start, start + 1);
                if let (Some(parent), Some(column)) = (&parent, column.first_mut()) {
                    let same = parent.column(&column.name);
                    column.targets = same.map(|c| c.targets.clone()).unwrap_or_default();
                }
                columns.extend(column);
            }
        }
        Some(Relation::of(columns))
    }

    fn is_constraint(&self, at: usize) -> bool {
        const WORDS: [&str; 9] = [
            "constraint",
            "primary",
            "unique",
            "foreign",
            "check",
            "exclude",
            "like",
            "key",
            "index",
        ];
        self.is_any(at, &WORDS)
    }

    fn create_table(&mut self, name: usize, to: usize) {
        let parts = self.chain(name, to);
        let last = parts.last().copied().unwrap_or(name);
        let relation = self.table_relation(name, to).unwrap_or_else(Relation::unknown);
        let mut next = last + 1;
        if self.is(next, "partition") && self.is(next + 1, "of") {
            // What it has was mentioned while its columns were looked up.
            next = self.chain(next + 2, to).last().map_or(to, |l| l + 1);
        }
        self.bind(last, None, Rc::clone(&relation));
        let Some(open) = Some(next).filter(|at| self.is_symbol(*at, b'(')) else {
            return match self.find(next, to, "as") {
                Some(at) => {
                    self.query(at + 1, to);
                }
                None => self.constraint_words(next, to),
            };
        };
        let close = self.close(open, to);
        for (start, end) in self.listed(open + 1, close) {
            if self.is_name(start) && !self.is_constraint(start) {
                self.column_of(&relation, start);
                let parts = self.chain(start + 1, end);
                self.type_named(&parts);
                self.constraint_words(start + 1 + parts.len().min(1), end);
            } else {
                self.constraint_words(start, end);
            }
        }
        if self.is(close + 1, "inherits") && self.is_symbol(close + 2, b'(') {
            self.parents(close + 2, to);
        }
        self.constraint_words(close + 1, to);
    }

    fn parents(&mut self, open: usize, to: usize) -> usize {
        let close = self.close(open, to);
        for (start, end) in self.listed(open + 1, close) {
            let parts = self.chain(start, end);
            self.relation(&parts);
        }
        close + 1
    }

    /// INHERITS at the start of options; gives where it ends.
    pub(super) fn inherited(&mut self) -> usize {
        self.parents(1, self.words.len())
    }

    /// What is said of columns and constraints, in which other tables may be referred to.
    fn constraint_words(&mut self, from: usize, to: usize) {
        let Some(references) = self.find(from, to, "references") else {
            return self.walk(from, to);
        };
        self.walk(from, references);
        let parts = self.chain(references + 1, to);
        let relation = self.relation(&parts).map_or_else(Relation::unknown, |(r, _)| r);
        let mut next = parts.last().map_or(to, |l| l + 1);
        if self.is_symbol(next, b'(') {
            let close = self.close(next, to);
            for at in next + 1..close {
                if self.is_name(at) {
                    self.column_of(&relation, at);
                }
            }
            next = close + 1;
        }
        self.walk(next, to);
    }

    fn alter(&mut self, to: usize) {
        let Some((kind, name)) = self.kind() else {
            return self.generic(1, to);
        };
        match self.name(kind) {
            "table" | "view" => {
                let Some(next) = self.standing_on(name, to) else { return };
                for (start, end) in self.listed(next, to) {
                    self.alter_action(start, end);
                }
            }
            "index" => {
                for at in [name, self.find(name, to, "partition").map_or(to, |at| at + 1)] {
                    self.index_at(at, to);
                }
            }
            "sequence" => self.sequence(name, to),
            "type" | "domain" => {
                let parts = self.chain(name, to);
                self.type_named(&parts);
                self.walk(parts.last().map_or(to, |l| l + 1), to);
            }
            _ => self.generic(name, to),
        }
    }

    fn alter_action(&mut self, from: usize, to: usize) {
        if self.is_any(from, &["attach", "detach"]) && self.is(from + 1, "partition") {
            let parts = self.chain(from + 2, to);
            self.relation(&parts);
        } else if self.is(from, "inherit") || self.is(from, "no") && self.is(from + 1, "inherit") {
            let parts = self.chain(to.saturating_sub(1).max(from), to);
            self.relation(&parts);
        } else if self.is(from, "cluster") || self.is(from, "replica") {
            self.index_at(to.saturating_sub(1), to);
        } else if !self.is_any(from, &["owner", "enable", "disable", "force", "rename"]) {
            self.constraint_words(from, to);
        }
    }

    fn index_at(&mut self, at: usize, to: usize) {
        if at < to && self.is_name(at) {
            let last = self.chain(at, to).last().copied().unwrap_or(at);
            let name = self.name(last);
            let target = self.catalog.key_named(name);
            self.mention(last, last, target.as_slice(), Form::Name);
        }
    }

    fn sequence(&mut self, name: usize, to: usize) {
        let parts = self.chain(name, to);
        if let Some(target) = self.sequence_named(&parts) {
            self.mention_chain(&parts, target);
        }
        if let Some(by) = self.find(name, to, "by").filter(|by| self.is(by - 1, "owned")) {
            let parts = self.chain(by + 1, to);
            self.column_path(&parts);
        }
    }

    fn sequence_named(&self, parts: &[usize]) -> Option<Target> {
        let last = *parts.last()?;
        let namespace = (parts.len() > 1).then(|| self.name(parts[parts.len() - 2]));
        self.catalog.sequence(namespace, self.name(last))
    }

    /// `schema.table.column`.
    fn column_path(&mut self, parts: &[usize]) {
        if let Some((last, table)) = parts.split_last()
            && let Some((relation, _)) = self.relation(table)
        {
            self.column_of(&relation, *last);
        }
    }

    fn comment(&mut self, to: usize) {
        let Some((kind, name)) = self.kind() else { return };
        let end = self.find(name, to, "is").unwrap_or(to);
        let parts = self.chain(name, end);
        match self.name(kind) {
            "column" => self.column_path(&parts),
            "constraint" | "trigger" | "rule" | "policy" => {
                if self.is(kind, "constraint") {
                    self.constraint_at(name);
                }
                if let Some(on) = self.find(name, end, "on") {
                    let parts = self.chain(on + 1, end);
                    self.relation(&parts);
                }
            }
            "table" | "view" => {
                self.relation(&parts);
            }
            "index" => self.index_at(name, end),
            "sequence" => self.sequence(name, end),
            _ => self.generic(name, end),
        }
    }

    fn grant(&mut self, to: usize) {
        let Some(on) = self.find(1, to, "on") else { return };
        let end = ["to", "from"]
            .iter()
            .filter_map(|w| self.find(on, to, w))
            .min()
            .unwrap_or(to);
        let mut at = on + 1;
        match self.name(at) {
            "sequence" => {
                for (start, end) in self.listed(at + 1, end) {
                    self.sequence(start, end);
                }
                return;
            }
            "table" => at += 1,
            "all" | "schema" | "database" | "language" | "foreign" | "large" | "tablespace" => return,
            "function" | "procedure" | "routine" | "type" | "domain" => return self.generic(at + 1, end),
            _ => {}
        }
        for (start, end) in self.listed(at, end) {
            let parts = self.chain(start, end);
            if let Some(target) = self.sequence_named(&parts) {
                self.mention_chain(&parts, target);
                continue;
            }
            let Some((relation, _)) = self.relation(&parts) else {
                continue;
            };
            for open in self.top(1, on) {
                if self.is_symbol(open, b'(') {
                    for column in open + 1..self.close(open, on) {
                        if self.is_name(column) {
                            self.column_of(&relation, column);
                        }
                    }
                }
            }
        }
    }

    /// Whether a type may stand here: in a list of arguments or attributes, or behind a word that says so.
    fn is_type_place(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        self.is_any(before, &["as", "setof", "of", "type", "domain"])
            || [b'(', b',', b'=', b':'].iter().any(|symbol| self.is_symbol(before, *symbol))
            // An attribute or argument, and its type.
            || self.is_name(before) && before > 0 && (self.is_symbol(before - 1, b'(') || self.is_symbol(before - 1, b','))
    }

    /// Statements that are not looked into further: the types in them, and relations behind the words that say so.
    fn generic(&mut self, from: usize, to: usize) {
        const BEFORE: [&str; 8] = ["on", "from", "table", "only", "join", "into", "update", "references"];
        let mut at = from;
        while at < to {
            if !self.is_name(at) {
                if self.is_text(at) {
                    self.walk(at, at + 1);
                }
                at += 1;
                continue;
            }
            let parts = self.chain(at, to);
            let last = parts.last().copied().unwrap_or(at);
            if at > 0 && self.is_any(at - 1, &BEFORE) {
                self.relation(&parts);
            } else if !self.is_symbol(last + 1, b'(') && self.is_type_place(at) {
                self.type_named(&parts);
            }
            at = last + 1;
        }
    }
}
