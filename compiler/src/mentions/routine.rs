//! Bodies of functions, procedures and triggers: statements, and what is declared between them.

use super::catalog::Relation;
use super::scope::Binder;
use super::words::{Kind, inner, words};
use crate::dialect::Dialect;
use std::rc::Rc;

impl Binder<'_, '_> {
    /// Finds what statements and the words around them mention.
    pub(super) fn routine(&mut self, from: usize, to: usize) {
        let mut at = from;
        while at < to {
            if self.words[at].kind != Kind::Bare || self.is_symbol(at.wrapping_sub(1), b'.') {
                at = self.one(at, to);
                continue;
            }
            let called = self.is_symbol(at + 1, b'(');
            at = match self.name(at) {
                "declare" => self.declarations(at + 1, to),
                "for" if self.is(at + 2, "in") => self.for_rows(at, to),
                "select" | "perform" => self.sentence(at, to),
                "with" if self.is_name(at + 1) => self.sentence(at, to),
                "insert" | "replace" | "update" | "delete" | "values" if !called => self.sentence(at, to),
                "truncate" if !called => {
                    let mut name = at + 1;
                    while self.is_any(name, &["table", "only"]) {
                        name += 1;
                    }
                    let parts = self.chain(name, to);
                    self.relation(&parts);
                    parts.last().map_or(to, |last| last + 1)
                }
                _ => self.one(at, to),
            };
        }
    }

    /// What is no statement of its own: an expression, word by word.
    fn one(&mut self, at: usize, to: usize) -> usize {
        if self.is_symbol(at, b'(') && self.query_begins(at + 1) {
            let close = self.close(at, to);
            self.query(at + 1, close);
            return close + 1;
        }
        let end = if self.is_name(at) {
            let chain = self.chain(at, to);
            let mut end = chain.last().copied().unwrap_or(at) + 1;
            if self.is_symbol(end, b'%') || self.is_symbol(end, b'.') {
                end += 2;
            }
            if self.is_any(at, &["as", "collate", "constraint", "cast"]) {
                end = at + 1;
            }
            end
        } else {
            at + 1
        };
        self.walk(at, end.min(to));
        end
    }

    fn sentence(&mut self, at: usize, to: usize) -> usize {
        let end = self.sentence_end(at, to);
        self.query(at, end);
        end
    }

    /// Where a statement ends that begins here.
    fn sentence_end(&self, from: usize, to: usize) -> usize {
        let mut depth = 0usize;
        let mut cases = 0usize;
        for at in from..to {
            match self.words[at].kind {
                Kind::Symbol(b'(') => depth += 1,
                Kind::Symbol(b')') if depth == 0 => return at,
                Kind::Symbol(b')') => depth -= 1,
                Kind::Symbol(b';') => return at,
                Kind::Bare if self.is(at, "case") => cases += 1,
                Kind::Bare if self.is(at, "end") => cases = cases.saturating_sub(1),
                Kind::Bare if depth == 0 && cases == 0 && self.is_any(at, &["loop", "then"]) => return at,
                _ => {}
            }
        }
        to
    }

    /// `FOR row IN SELECT … LOOP`.
    fn for_rows(&mut self, at: usize, to: usize) -> usize {
        let name = self.name(at + 1).to_owned();
        if !self.query_begins(at + 3) {
            self.declared.insert(name.clone());
            self.bind_row(&name, Relation::unknown());
            return at + 3;
        }
        let end = self.sentence_end(at + 3, to);
        let columns = self.query(at + 3, end);
        self.declared.insert(name.clone());
        self.bind_row(&name, Relation::of(columns));
        end
    }

    /// DECLARE: to the BEGIN in PostgreSQL, one declaration in MySQL.
    fn declarations(&mut self, mut at: usize, to: usize) -> usize {
        let one_only = self.catalog.dialect != Dialect::Postgres;
        while at < to && !self.is(at, "begin") {
            let end = (at..to).find(|p| self.is_symbol(*p, b';')).unwrap_or(to);
            self.declaration(at, end);
            at = end + 1;
            if one_only {
                break;
            }
        }
        at.min(to)
    }

    fn declaration(&mut self, from: usize, to: usize) {
        let mut at = from;
        while self.is_name(at) && at < to {
            let name = self.name(at).to_owned();
            self.declared.insert(name);
            at += 1;
            if !self.is_symbol(at, b',') {
                break;
            }
            at += 1;
        }
        if let Some(cursor) = (at..to).find(|p| self.is(*p, "cursor"))
            && let Some(query) = (cursor..to).find(|p| self.query_begins(*p))
        {
            self.query(query, to);
            return;
        }
        if self.is(at, "constant") {
            at += 1;
        }
        let end = self.typed(at, to, Some(from));
        self.walk(end, to);
    }

    /// A type; where it is that of a table's rows, `variable` is such a row. Gives where it ends.
    fn typed(&mut self, at: usize, to: usize, variable: Option<usize>) -> usize {
        if !self.is_name(at) || at >= to {
            return at.min(to);
        }
        let parts = self.chain(at, to);
        let end = parts.last().copied().unwrap_or(at) + 1;
        let namespace = (parts.len() > 1).then(|| self.name(parts[parts.len() - 2]).to_owned());
        let is_of_field = self.is_symbol(end, b'%') && self.is(end + 1, "type");
        if let Some(variable) = variable
            && !is_of_field
            && let Some(row) = self.catalog.relation(namespace.as_deref(), self.name(end - 1))
            && self
                .catalog
                .enum_named(namespace.as_deref(), self.name(end - 1))
                .is_none()
        {
            let name = self.name(variable).to_owned();
            self.bind_row(&name, row);
        }
        if self.is_symbol(end, b'%') {
            self.walk(at, end + 2);
            return end + 2;
        }
        self.type_named(&parts);
        let made = self.catalog.enum_named(namespace.as_deref(), self.name(end - 1));
        if let Some(made) = made.and_then(|target| self.catalog.enum_type(target)) {
            // DEFAULT 'value', := 'value'
            let mut value = end;
            while value < to && !self.is_text(value) && (self.is(value, "default") || self.is_operator(value)) {
                value += 1;
            }
            self.value(value, made);
        }
        end
    }

    fn is_operator(&self, at: usize) -> bool {
        self.is_symbol(at, b':') || self.is_symbol(at, b'=')
    }

    /// Parameters, or the columns of RETURNS TABLE: their names are declared, their types mentioned.
    fn parameters(&mut self, open: usize, to: usize) -> usize {
        let close = self.close(open, to);
        for (start, end) in self.listed(open + 1, close) {
            let mut at = start;
            while self.is_any(at, &["in", "out", "inout", "variadic"]) && self.is_name(at + 1) {
                at += 1;
            }
            let is_named = self.is_name(at) && self.is_name(at + 1) && at + 1 < end && !self.is(at + 1, "default");
            let mut variable = None;
            if is_named {
                self.declared.insert(self.name(at).to_owned());
                variable = Some(at);
                at += 1;
            }
            let at = self.typed(at, end, variable);
            self.walk(at, end);
        }
        close
    }

    /// CREATE FUNCTION and CREATE PROCEDURE, from the name on.
    pub(super) fn function(&mut self, at: usize, to: usize) {
        let parts = self.chain(at, to);
        let last = parts.last().copied().unwrap_or(at);
        let name = self.name(last).to_owned();
        let mut next = last + 1;
        if self.is_symbol(next, b'(') {
            next = self.parameters(next, to) + 1;
        }
        let mut is_trigger = false;
        if self.is(next, "returns") {
            next += 1;
            if self.is(next, "setof") {
                next += 1;
            }
            is_trigger = self.is(next, "trigger");
            next = if self.is(next, "table") && self.is_symbol(next + 1, b'(') {
                self.parameters(next + 1, to) + 1
            } else {
                self.typed(next, to, None)
            };
        }
        if self.catalog.dialect != Dialect::Postgres {
            return self.routine(next, to);
        }
        if is_trigger && let Some(row) = self.catalog.row_of_triggers(&name) {
            self.bind_row("new", Rc::clone(&row));
            self.bind_row("old", row);
        }
        let body = self
            .top(next, to)
            .into_iter()
            .find(|p| self.is(*p, "as") && self.is_text(p + 1));
        match body {
            Some(body) if self.is_code(next, to) => self.body(body + 1),
            Some(_) => {}
            None => {
                let begin = self
                    .top(next, to)
                    .into_iter()
                    .find(|p| self.is_any(*p, &["begin", "return"]));
                self.routine(begin.unwrap_or(to), to);
            }
        }
    }

    /// Whether the language is one whose bodies can be read.
    fn is_code(&self, from: usize, to: usize) -> bool {
        let language = (from..to).find(|p| self.is(*p, "language"));
        language.is_some_and(|at| {
            ["sql", "plpgsql"]
                .iter()
                .any(|l| self.name(at + 1).eq_ignore_ascii_case(l))
        })
    }

    /// The code in a literal.
    pub(super) fn body(&mut self, at: usize) {
        let Some(word) = self.words.get(at) else { return };
        let (start, text) = (word.start, &self.sql[word.start..word.end]);
        let Some(range) = inner(text) else { return };
        let code = words(&text[range.clone()], start + range.start, self.catalog.dialect);
        let around = std::mem::replace(&mut self.words, code);
        self.routine(0, self.words.len());
        self.words = around;
    }
}
