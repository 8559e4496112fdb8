//! What a DROP takes with it.

use super::{Fold, QName, target_of};
use crate::dialect::Dialect;
use crate::schema::{Key, SchemaIndex, SchemaPartTarget};

impl Fold<'_> {
    /// Removes a modelled table, its indexes, and what stands on it. Foreign keys to it go where `cascade` says
    /// so. True where there was one.
    pub(crate) fn drop_table(&mut self, name: &QName, cascade: bool) -> bool {
        let key = self.key(name);
        if !self.remove_table(name) {
            return false;
        }
        self.objects.remove_on(&key);
        if cascade {
            for at in self.referrers.remove(&key).unwrap_or_default() {
                if let Some(table) = self.tables.get_mut(at).and_then(Option::as_mut) {
                    table.foreign_keys.retain(|fk| target_of(fk) != *name);
                }
            }
        }
        true
    }

    /// Takes a table and the names of its indexes out, and leaves what stands on it.
    pub(super) fn remove_table(&mut self, name: &QName) -> bool {
        let Some(at) = self.table_at.remove(&self.key(name)) else {
            return false;
        };
        self.sources.remove(&at);
        if let Some(table) = self.tables[at].take() {
            for index in table.indexes.iter().filter_map(|i| i.name.as_deref()) {
                self.index_on.remove(&self.index_key(name, index));
            }
        }
        true
    }

    /// Removes an index by its own name. True where there was one.
    pub(crate) fn drop_index(&mut self, index: &QName) -> bool {
        let key = self.key(index);
        let Some(at) = self.index_on.remove(&key) else {
            return false;
        };
        if let Some(mut table) = self.tables.get_mut(at).and_then(Option::take) {
            let name = QName {
                namespace: table.namespace.clone(),
                name: table.name.clone(),
            };
            table
                .indexes
                .retain(|i| i.name.as_deref().is_none_or(|n| self.index_key(&name, n) != key));
            self.tables[at] = Some(table);
        }
        true
    }

    /// Removes a column and the keys, checks and indexes over it. Foreign keys of other tables to it go too. True
    /// where there was one.
    pub(crate) fn drop_column(&mut self, name: &QName, column: &str) -> bool {
        let dialect = self.dialect;
        let same = |a: &str| match dialect {
            Dialect::Postgres => a == column,
            _ => a.eq_ignore_ascii_case(column),
        };
        let key = self.key(name);
        let Some(at) = self.table_at.get(&key).copied() else {
            return false;
        };
        let Some(table) = self.tables[at].as_mut() else {
            return false;
        };
        let before = table.columns.len();
        table.columns.retain(|c| !same(&c.name));
        if table.columns.len() == before {
            return false;
        }
        let over = |columns: &[String]| columns.iter().any(|c| same(c));
        if table
            .primary_key
            .as_ref()
            .is_some_and(|k| over(&k.columns) || over(&k.included))
        {
            table.primary_key = None;
        }
        let of_key = |k: &Key| over(&k.columns) || over(&k.included);
        table.unique_keys.retain(|k| !of_key(k));
        table.exclusions.retain(|e| !mentions(&e.definition, column));
        table.foreign_keys.retain(|k| !over(&k.columns));
        table.checks.retain(|c| !mentions(&c.expression, column));
        let (gone, kept): (Vec<_>, Vec<_>) = std::mem::take(&mut table.indexes)
            .into_iter()
            .partition(|i| index_mentions(i, column, &same));
        table.indexes = kept;
        for index in gone.iter().filter_map(|i| i.name.as_deref()) {
            self.index_on.remove(&self.index_key(name, index));
        }
        for at in self.referrers.get(&key).cloned().unwrap_or_default() {
            if let Some(other) = self.tables.get_mut(at).and_then(Option::as_mut) {
                other
                    .foreign_keys
                    .retain(|fk| target_of(fk) != *name || !fk.referenced_columns.iter().any(|c| same(c)));
            }
        }
        true
    }

    /// How the name of an index on the table is looked up. MySQL's are unique in their table only.
    pub(crate) fn index_key(&self, table: &QName, index: &str) -> QName {
        self.key(&QName {
            namespace: table.namespace.clone(),
            name: match self.dialect {
                Dialect::Mysql => format!("{}.{index}", table.name),
                _ => index.to_owned(),
            },
        })
    }
}

fn index_mentions(index: &SchemaIndex, column: &str, same: &dyn Fn(&str) -> bool) -> bool {
    index.included.iter().any(|c| same(c))
        || index.predicate.as_deref().is_some_and(|p| mentions(p, column))
        || index.parts.iter().any(|part| match &part.target {
            SchemaPartTarget::Column(name) => same(name),
            SchemaPartTarget::Expression(sql) => mentions(sql, column),
        })
}

/// Whether the expression has the name as a word of its own, outside strings.
pub(crate) fn mentions(expression: &str, name: &str) -> bool {
    super::renames::words(expression).any(|(_, word)| word.eq_ignore_ascii_case(name))
}
