//! Partitions that are carried: what they were like as tables, and their keys.

use super::{Carried, Fold, ObjectKey, QName};
use crate::dialect::Dialect;
use crate::import::lex::{Lexer, TokenKind};
use crate::schema::SchemaTable;
use std::collections::HashMap;

/// A key that a statement of its own gives to a partition.
#[derive(Debug, Clone)]
pub(crate) struct PartitionKey {
    /// The partition.
    pub(crate) partition: QName,
    /// The name that the engine would give it.
    pub(crate) implied: String,
    /// The statement.
    pub(crate) statement: ObjectKey,
}

/// What is known of partitions.
#[derive(Default)]
pub(super) struct Partitions {
    tables: HashMap<QName, SchemaTable>,
    keys: HashMap<QName, PartitionKey>,
    /// Keys that partitions have from their parents.
    attached: Vec<QName>,
}

impl Fold<'_> {
    /// Remembers what a partition is like, for those that it has itself.
    pub(crate) fn add_partition(&mut self, name: QName, table: SchemaTable) {
        self.partitions.tables.insert(name, table);
    }

    /// The carried partition as a table.
    pub(crate) fn partition(&self, name: &QName) -> Option<&SchemaTable> {
        self.partitions.tables.get(name)
    }

    /// Remembers a key of a partition by its name.
    pub(crate) fn add_partition_key(&mut self, name: QName, key: PartitionKey) {
        self.partitions.keys.insert(name, key);
    }

    /// The key of a partition that its parent gives it.
    pub(crate) fn take_partition_key(&mut self, name: &QName) -> Option<PartitionKey> {
        let key = self.partitions.keys.remove(name)?;
        self.partitions.attached.push(name.clone());
        Some(key)
    }

    /// Whether a table or partition has a key of this name.
    pub(crate) fn has_key(&self, name: &QName) -> bool {
        self.table_with_key(name).is_some()
            || self.partitions.keys.contains_key(name)
            || self.partitions.attached.contains(name)
    }

    /// Whether the statement that made the table has one of these words.
    pub(crate) fn made_with(&self, name: &QName, words: &[&str]) -> bool {
        let at = self.table_at.get(&self.key(name));
        let made: Option<&Carried> = at.and_then(|at| self.sources.get(at)).and_then(|all| all.first());
        made.is_some_and(|made| {
            let mut lexer = Lexer::new(&made.sql, Dialect::Postgres);
            std::iter::from_fn(|| lexer.next_token()).any(|token| {
                let text = token.text(&made.sql);
                token.kind == TokenKind::Word && words.iter().any(|w| text.eq_ignore_ascii_case(w))
            })
        })
    }
}
