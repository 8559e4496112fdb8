//! Expressions: columns, types, casts and literals.

use super::scope::{Binder, Meaning};
use super::words::{Kind, folded, inner, words};
use super::{Form, Mention, Target};
use crate::design::EnumType;
use crate::dialect::Dialect;

impl Binder<'_, '_> {
    /// Whether a query begins here, perhaps in more parentheses.
    pub(super) fn query_begins(&self, mut at: usize) -> bool {
        while self.is_symbol(at, b'(') {
            at += 1;
        }
        self.is(at, "select")
            || self.is(at, "with") && self.is_name(at + 1)
            || self.is(at, "values") && self.is_symbol(at + 1, b'(')
    }

    /// Finds what an expression, or anything that reads like one, mentions.
    pub(super) fn walk(&mut self, from: usize, to: usize) {
        let mut casts = Vec::new();
        let mut at = from;
        while at < to.min(self.words.len()) {
            match self.words[at].kind {
                Kind::Symbol(b'(') if self.query_begins(at + 1) => {
                    let close = self.close(at, to);
                    self.query(at + 1, close);
                    at = close + 1;
                }
                Kind::Symbol(b'(') => {
                    casts.push(at > 0 && self.is_any(at - 1, &["cast", "try_cast"]));
                    at += 1;
                }
                Kind::Symbol(b')') => {
                    casts.pop();
                    at += 1;
                }
                Kind::Text => {
                    self.literal(at);
                    at += 1;
                }
                Kind::Bare | Kind::Quoted => at = self.name_at(at, to, casts.last() == Some(&true)),
                Kind::Number | Kind::Symbol(_) => at += 1,
            }
        }
    }

    /// Finds what the chain of names that begins here mentions; gives where to go on.
    fn name_at(&mut self, at: usize, to: usize, in_cast: bool) -> usize {
        let parts = self.chain(at, to);
        let end = parts.last().copied().unwrap_or(at) + 1;
        if at > 0 && self.is_symbol(at - 1, b'.') && !self.is_symbol(at.wrapping_sub(2), b'.') {
            return end;
        }
        if at > 1 && self.is_symbol(at - 1, b':') && self.is_symbol(at - 2, b':') {
            self.type_named(&parts);
            return end;
        }
        if parts.len() == 1 && self.words[at].kind == Kind::Bare {
            match self.name(at) {
                "as" if in_cast => {
                    let chain = self.chain(at + 1, to);
                    self.type_named(&chain);
                    return chain.last().copied().unwrap_or(at) + 1;
                }
                "as" if self.is_name(at + 1) && !self.query_begins(at + 1) => return at + 2,
                "collate" | "constraint" | "operator" | "nulls" if self.is_name(at + 1) => {
                    let chain = self.chain(at + 1, to);
                    return chain.last().copied().unwrap_or(at) + 1;
                }
                "extract" if self.is_symbol(at + 1, b'(') => return at + 3,
                "exists" | "in" | "any" | "all" | "some" | "and" | "or" | "not" | "null" | "case" | "when" | "then"
                | "else" | "end" | "is" | "like" | "between" => return end,
                _ => {}
            }
        }
        if self.is_symbol(end, b'%') && self.is_any(end + 1, &["type", "rowtype"]) {
            self.type_of(&parts, end + 1);
            return end + 2;
        }
        if self.is_symbol(end, b'(') {
            return end;
        }
        if self.catalog.dialect == Dialect::Postgres && self.is_text(end) && parts.len() <= 2 {
            self.type_named(&parts);
            return end;
        }
        if self.is_symbol(end, b'.') && self.is_symbol(end + 1, b'*') {
            self.qualifier(&parts);
            return end + 2;
        }
        self.reference(&parts);
        if let [only] = parts.as_slice() {
            self.values_beside(*only, *only);
        } else {
            self.values_beside(at, end - 1);
        }
        end
    }

    /// Mentions an enum, or a table whose rows are meant, where a type stands.
    pub(super) fn type_named(&mut self, parts: &[usize]) -> bool {
        let Some(last) = parts.last().copied().filter(|l| self.is_name(*l)) else {
            return false;
        };
        let namespace = (parts.len() > 1).then(|| self.name(parts[parts.len() - 2]).to_owned());
        let name = self.name(last).to_owned();
        if let Some(found) = self.catalog.enum_named(namespace.as_deref(), &name) {
            self.mention_chain(parts, found);
            let first = parts.first().copied().unwrap_or(last);
            if let Some(made) = self.catalog.enum_type(found) {
                // 'value'::mood, mood 'value'
                if first > 2 && self.is_symbol(first - 1, b':') {
                    self.value(first - 3, made);
                } else if first > 1 && self.is(first - 1, "as") {
                    self.value(first - 2, made);
                }
                self.value(last + 1, made);
            }
            return true;
        }
        let is_table = self.catalog.relation(namespace.as_deref(), &name);
        match is_table.and_then(|r| r.table) {
            Some(table) => {
                self.mention_chain(parts, Target::Table(table));
                true
            }
            None => false,
        }
    }

    /// `table.field%TYPE` and `table%ROWTYPE`.
    fn type_of(&mut self, parts: &[usize], word: usize) {
        if self.is(word, "rowtype") {
            self.relation(parts);
            return;
        }
        let Some((last, table)) = parts.split_last().filter(|(_, t)| !t.is_empty()) else {
            return;
        };
        if let Some((relation, _)) = self.relation(table) {
            self.column_of(&relation, *last);
        }
    }

    /// A literal that names a relation or says a value of an enum.
    fn literal(&mut self, at: usize) {
        let is_regclass = self.is_symbol(at + 1, b':') && self.is_symbol(at + 2, b':') && {
            let chain = self.chain(at + 3, self.words.len());
            chain.last().is_some_and(|last| self.is(*last, "regclass"))
        };
        let is_typed = at > 0 && self.is(at - 1, "regclass");
        let is_argument = at > 1
            && self.is_symbol(at - 1, b'(')
            && self.is_any(at - 2, &["nextval", "currval", "setval", "to_regclass"]);
        let of_serial = at > 1 && self.is_symbol(at - 1, b'(') && self.is(at - 2, "pg_get_serial_sequence");
        if is_regclass || is_typed || is_argument || of_serial {
            self.relation_in_literal(at, of_serial);
        }
    }

    fn relation_in_literal(&mut self, at: usize, of_serial: bool) {
        let (start, end) = (self.words[at].start, self.words[at].end);
        let Some(range) = inner(&self.sql[start..end]) else {
            return;
        };
        let text = &self.sql[start + range.start..start + range.end];
        let said = words(text, start + range.start, self.catalog.dialect);
        let names: Vec<_> = said.iter().filter(|w| w.is_name()).collect();
        let (namespace, last) = match names.as_slice() {
            [only] => (None, *only),
            [namespace, last] => (Some(namespace.name.as_str()), *last),
            _ => return,
        };
        let relation = self.catalog.relation(namespace, &last.name);
        let table = relation.as_ref().and_then(|r| r.table).map(Target::Table);
        let Some(target) = table.or_else(|| self.catalog.sequence(namespace, &last.name)) else {
            return;
        };
        let with_namespace = namespace.is_some();
        self.found.mentions.push(Mention {
            at: start + range.start..start + range.end,
            targets: vec![target],
            form: Form::InLiteral { with_namespace },
        });
        // pg_get_serial_sequence('film', 'film_id')
        if of_serial
            && self.is_symbol(at + 1, b',')
            && let Some(relation) = relation
        {
            let name = self.name(at + 2).to_owned();
            self.text_as_column(at + 2, relation.column(&name).map(|c| c.targets.clone()));
        }
    }

    /// Mentions a column that a literal names.
    pub(super) fn text_as_column(&mut self, at: usize, targets: Option<Vec<Target>>) {
        let Some(word) = self.words.get(at).filter(|w| w.kind == Kind::Text) else {
            return;
        };
        let (Some(range), Some(targets)) = (inner(&self.sql[word.start..word.end]), targets) else {
            return;
        };
        let start = word.start;
        self.found.mentions.push(Mention {
            at: start + range.start..start + range.end,
            targets,
            form: Form::Text,
        });
    }

    /// Mentions the value of an enum that a literal says.
    pub(super) fn value(&mut self, at: usize, made: &EnumType) {
        if self.is_text(at)
            && let Some((_, id)) = made.values.iter().zip(made.ids()).find(|(v, _)| *v == self.name(at))
        {
            self.text_as_column(at, Some(vec![Target::Value(made.id, id)]));
        }
    }

    /// The values that a column of an enum is compared with: `mood = 'happy'`, `mood IN ('happy', 'sad')`.
    fn values_beside(&mut self, first: usize, last: usize) {
        let made = match self.column_at(first, last) {
            Some(target) => self.catalog.enum_of(target),
            None => None,
        };
        let Some(made) = made else { return };
        let mut at = last + 1;
        if self.is(at, "not") {
            at += 1;
        }
        if self.is_any(at, &["in"]) && self.is_symbol(at + 1, b'(') {
            let close = self.close(at + 1, self.words.len());
            for place in at + 2..close {
                if !(self.is_symbol(place + 1, b':')) {
                    self.value(place, made);
                }
            }
            return;
        }
        let compares = |b: &Self, at| [b'=', b'<', b'>', b'!'].iter().any(|s| b.is_symbol(at, *s));
        let start = at;
        while compares(self, at) {
            at += 1;
        }
        if at > start && !self.is_symbol(at + 1, b':') {
            self.value(at, made);
        }
        if first > 1 && compares(self, first - 1) {
            let mut before = first - 1;
            while before > 0 && compares(self, before) {
                before -= 1;
            }
            self.value(before, made);
        }
    }

    /// The one field that the chain from `first` to `last` means.
    fn column_at(&self, first: usize, last: usize) -> Option<Target> {
        let targets = if first == last {
            match self.bare(first) {
                Meaning::Column(column) => column.targets,
                _ => return None,
            }
        } else {
            let bound = self.alias(self.name(last.checked_sub(2)?))?;
            bound.relation.column(self.name(last))?.targets.clone()
        };
        match targets.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// Binds a table by its own name.
    pub(super) fn bind_table(&mut self, name: &str, relation: std::rc::Rc<super::catalog::Relation>) {
        let named = relation.table;
        if let Some(frame) = self.frames.last_mut() {
            frame.bound.push(super::scope::Bound {
                alias: folded(name, self.catalog.dialect),
                written: name.to_owned(),
                named,
                relation,
                special: false,
            });
        }
    }
}
