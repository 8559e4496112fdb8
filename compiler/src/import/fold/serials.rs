//! PostgreSQL's `serial`, put together again from the three statements that a dump writes for it.

use super::{Carried, Fold, ObjectKey, QName};
use crate::design::{Identity, ObjectKind};
use crate::dialect::Dialect;
use crate::import::lex::{Lexer, TokenKind};

/// A sequence of its own, as the source makes it.
#[derive(Debug, Clone)]
pub(crate) struct Sequence {
    /// Its statements, to be carried unless it turns out to be that of a serial.
    pub(crate) statements: Vec<(usize, Carried)>,
    /// The integer type it counts in.
    pub(crate) counts_in: String,
    /// Whether it counts as that of a serial does.
    pub(crate) is_plain: bool,
    /// The table and column that own it.
    pub(crate) owner: Option<(QName, String)>,
}

impl Fold<'_> {
    /// Adds a sequence. False where its name is taken.
    pub(crate) fn add_sequence(&mut self, name: QName, sequence: Sequence) -> bool {
        if self.sequences.contains_key(&name) || self.has_relation(&name) {
            return false;
        }
        self.sequences.insert(name, sequence);
        true
    }

    /// The sequence, to change.
    pub(crate) fn sequence_mut(&mut self, name: &QName) -> Option<&mut Sequence> {
        self.sequences.get_mut(name)
    }

    /// Whether the source makes this sequence.
    pub(crate) fn sequence_named(&self, namespace: Option<&str>, name: &str) -> QName {
        self.resolve(namespace, name, |candidate| self.sequences.contains_key(candidate))
    }

    /// Removes a sequence. True where there was one.
    pub(crate) fn drop_sequence(&mut self, name: &QName) -> bool {
        self.sequences.remove(name).is_some()
    }

    /// At the end: sequences of serials become that, the others are carried.
    pub(super) fn settle_sequences(&mut self) {
        let mut rest = Vec::new();
        for (name, sequence) in std::mem::take(&mut self.sequences) {
            if !self.becomes_serial(&name, &sequence) {
                rest.extend(sequence.statements);
            }
        }
        rest.sort_by_key(|(offset, _)| *offset);
        for (offset, statement) in rest {
            self.carry(offset, statement);
        }
    }

    fn becomes_serial(&mut self, name: &QName, sequence: &Sequence) -> bool {
        let Some((owner, column)) = &sequence.owner else {
            return false;
        };
        let expected = crate::dialect::postgres::implied_names::join(&[&owner.name, column], "seq");
        let commented = self.has_object(&ObjectKey {
            kind: ObjectKind::Comment,
            name: name.clone(),
            arguments: Some("sequence".to_owned()),
        });
        if !sequence.is_plain || commented || owner.sibling(expected) != *name {
            return false;
        }
        let path = self.search_path.clone();
        let Some(table) = self.table_mut(owner) else {
            return false;
        };
        let Some(column) = table.columns.iter_mut().find(|c| c.name == *column) else {
            return false;
        };
        let counted = column
            .default
            .as_deref()
            .and_then(nextval_target)
            .is_some_and(|target| {
                target.name == name.name && (target.namespace == name.namespace || path.contains(&name.namespace))
            });
        if !(counted && column.not_null && column.native_type == sequence.counts_in) {
            return false;
        }
        column.default = None;
        column.identity = Some(Identity::Serial);
        true
    }
}

/// The sequence in `nextval('public.x_seq'::regclass)`.
fn nextval_target(default: &str) -> Option<QName> {
    let mut lexer = Lexer::new(default, Dialect::Postgres);
    let mut said = Vec::new();
    while let Some(token) = lexer.next_token() {
        if token.kind != TokenKind::Blank {
            said.push((token.kind, token.text(default)));
        }
    }
    let said = match said.as_slice() {
        [(_, schema), (_, "."), rest @ ..] if schema.eq_ignore_ascii_case("pg_catalog") => rest,
        all => all,
    };
    let [(_, function), (_, "("), (TokenKind::String, text), cast @ ..] = said else {
        return None;
    };
    let cast: String = cast.iter().map(|(_, text)| *text).collect();
    if !function.eq_ignore_ascii_case("nextval")
        || !matches!(
            cast.to_ascii_lowercase().as_str(),
            ")" | "::regclass)" | "::text)" | "::text::regclass)"
        )
    {
        return None;
    }
    let path = text.trim_matches('\'').replace("''", "'");
    let mut lexer = Lexer::new(&path, Dialect::Postgres);
    let mut parts = Vec::new();
    while let Some(token) = lexer.next_token() {
        match token.kind {
            TokenKind::Word => parts.push(token.text(&path).to_lowercase()),
            TokenKind::QuotedName => parts.push(token.text(&path).trim_matches('"').replace("\"\"", "\"")),
            _ => {}
        }
    }
    let name = parts.pop()?;
    let namespace = parts.pop().filter(|n| n != "public");
    Some(QName { namespace, name })
}
