//! Constraints that a schema carries word for word: `ALTER TABLE … ADD CONSTRAINT …`.

use super::checks::Condition;
use super::model::{Model, reference_by_name};
use crate::dialect::Dialect;
use crate::expression::lex::{Spanned, Token, spanned};
use crate::schema::{ForeignKey, Schema};

/// Adds what carried statements demand of the tables.
pub(super) fn add(models: &mut [Model<'_>], schema: &Schema) {
    for object in &schema.objects {
        let sql = object.sql.as_str();
        if sql
            .get(..11)
            .is_none_or(|head| !head.eq_ignore_ascii_case("alter table"))
        {
            continue;
        }
        let Ok(tokens) = spanned(sql, schema.dialect) else {
            continue;
        };
        let reader = Reader { sql, tokens: &tokens };
        let Some((table, after)) = reader.table() else {
            continue;
        };
        let Some(at) = models.iter().position(|m| m.table.name.eq_ignore_ascii_case(&table)) else {
            continue;
        };
        if let Some(check) = reader.word(after, "check") {
            if let Some(inside) = reader.inside(check + 1) {
                models[at].demand(Condition::read(inside, schema.dialect));
                models[at].collect_hints(schema.dialect);
            }
        } else if let Some(key) = reader.word(after, "foreign") {
            let found = reader.foreign_key(key);
            if let Some(reference) = found.and_then(|key| reference_by_name(models, at, &key, schema.dialect)) {
                models[at].foreign_keys.push(reference);
            }
        } else if let Some(key) = reader.word(after, "unique").or_else(|| reader.word(after, "primary")) {
            let open = (key..tokens.len()).find(|at| tokens[*at].1 == Token::Symbol('('));
            let names = open.map(|open| reader.names(open)).unwrap_or_default();
            let places = names.iter().filter_map(|name| models[at].place(name)).collect();
            models[at].unique(places, false, false);
        }
    }
}

struct Reader<'r> {
    sql: &'r str,
    tokens: &'r [Spanned<'r>],
}

impl<'r> Reader<'r> {
    fn is(&self, at: usize, word: &str) -> bool {
        matches!(self.tokens.get(at), Some((_, Token::Word(w))) if w.eq_ignore_ascii_case(word))
    }

    /// Where the word stands, from a place on.
    fn word(&self, from: usize, word: &str) -> Option<usize> {
        (from..self.tokens.len()).find(|at| self.is(*at, word))
    }

    fn name(&self, at: usize) -> Option<String> {
        match &self.tokens.get(at)?.1 {
            Token::Word(word) => Some((*word).to_owned()),
            Token::Quoted(name) => Some(name.to_string()),
            _ => None,
        }
    }

    /// The last part of a name that may have a schema before it, its schema, and where it ends.
    fn qualified(&self, mut at: usize) -> Option<(Option<String>, String, usize)> {
        let mut space = None;
        loop {
            let name = self.name(at)?;
            if !matches!(self.tokens.get(at + 1), Some((_, Token::Symbol('.')))) {
                return Some((space, name, at + 1));
            }
            space = Some(name);
            at += 2;
        }
    }

    /// The table that is altered, and where the rest begins.
    fn table(&self) -> Option<(String, usize)> {
        let mut at = 2;
        for word in ["if", "exists", "only"] {
            at += usize::from(self.is(at, word));
        }
        let (_, name, after) = self.qualified(at)?;
        Some((name, after))
    }

    /// What stands between the parentheses that open at a place.
    fn inside(&self, open: usize) -> Option<&'r str> {
        let mut depth = 0;
        for (range, token) in self.tokens.iter().skip(open) {
            match token {
                Token::Symbol('(') => depth += 1,
                Token::Symbol(')') => {
                    depth -= 1;
                    if depth == 0 {
                        return self.sql.get(self.tokens.get(open)?.0.end..range.start);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// The names between the parentheses that open at a place.
    fn names(&self, open: usize) -> Vec<String> {
        let rest = self.tokens.iter().enumerate().skip(open);
        let inside = rest.take_while(|(_, (_, token))| *token != Token::Symbol(')'));
        inside.filter_map(|(at, _)| self.name(at)).collect()
    }

    fn foreign_key(&self, at: usize) -> Option<ForeignKey> {
        let open = (at..self.tokens.len()).find(|at| self.tokens[*at].1 == Token::Symbol('('))?;
        let references = self.word(open, "references")?;
        let (space, table, after) = self.qualified(references + 1)?;
        let listed = matches!(self.tokens.get(after), Some((_, Token::Symbol('('))));
        Some(ForeignKey {
            columns: self.names(open),
            referenced_namespace: space,
            referenced_table: table,
            referenced_columns: if listed { self.names(after) } else { Vec::new() },
            ..ForeignKey::default()
        })
    }
}

/// Whether there is anything to read on this engine: the others say all constraints with their tables.
pub(super) fn is_needed(dialect: Dialect) -> bool {
    dialect == Dialect::Postgres
}
