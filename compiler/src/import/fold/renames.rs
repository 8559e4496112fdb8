//! What a RENAME changes: the name, and every place that says it.

use super::{Fold, QName, target_of};
use crate::dialect::Dialect;
use crate::import::lex::{Lexer, TokenKind};
use crate::schema::{SchemaPartTarget, SchemaTable};

impl Fold<'_> {
    /// Renames a modelled or carried relation, and says which carried statements still say the old name. False
    /// where there is none, or the new name is taken.
    pub(crate) fn rename_relation(&mut self, offset: usize, old: &QName, new: QName) -> bool {
        if self.has_relation(&new) || !self.has_relation(old) {
            return false;
        }
        self.keep_sequences(old, None);
        let (old_key, new_key) = (self.key(old), self.key(&new));
        if let Some(at) = self.table_at.remove(&old_key) {
            self.table_at.insert(new_key.clone(), at);
            if let Some(mut table) = self.tables[at].take() {
                freeze_names(self.dialect, &mut table);
                self.rekey_indexes(&table, old, &new, at);
                table.name.clone_from(&new.name);
                table.namespace.clone_from(&new.namespace);
                self.tables[at] = Some(table);
            }
        }
        let referrers = self.referrers.remove(&old_key).unwrap_or_default();
        for at in &referrers {
            let Some(table) = self.tables.get_mut(*at).and_then(Option::as_mut) else {
                continue;
            };
            for foreign_key in table.foreign_keys.iter_mut().filter(|fk| target_of(fk) == *old) {
                foreign_key.referenced_table.clone_from(&new.name);
                foreign_key.referenced_namespace.clone_from(&new.namespace);
            }
        }
        self.referrers.entry(new_key.clone()).or_default().extend(referrers);
        self.move_sequences(old, &new);
        let quoted = quoted(&new, self.dialect);
        for stale in self.objects.rename_relation(&old_key, &new_key, &quoted) {
            self.report.partly(
                offset,
                stale.clone(),
                format!("{old} becomes {new}; {stale} is carried as it is and still says {old}"),
            );
        }
        true
    }

    fn rekey_indexes(&mut self, table: &SchemaTable, old: &QName, new: &QName, at: usize) {
        for index in table.indexes.iter().filter_map(|i| i.name.as_deref()) {
            self.index_on.remove(&self.index_key(old, index));
            self.index_on.insert(self.index_key(new, index), at);
        }
    }

    /// Renames an index by its own name. False where there is none.
    pub(crate) fn rename_index(&mut self, old: &QName, new: &str) -> bool {
        let Some(at) = self.index_on.remove(&self.key(old)) else {
            return false;
        };
        let new_key = self.key(&old.sibling(new));
        self.index_on.insert(new_key, at);
        let name = self.key(old).name;
        if let Some(table) = self.tables.get_mut(at).and_then(Option::as_mut) {
            for index in &mut table.indexes {
                if index.name.as_deref().is_some_and(|n| n.eq_ignore_ascii_case(&name)) {
                    index.name = Some(new.to_owned());
                }
            }
        }
        true
    }

    /// Renames an index of the table. False where there is none.
    pub(crate) fn rename_index_of(&mut self, table: &QName, old: &str, new: &str) -> bool {
        let Some(at) = self.index_on.remove(&self.index_key(table, old)) else {
            return false;
        };
        self.index_on.insert(self.index_key(table, new), at);
        if let Some(table) = self.tables.get_mut(at).and_then(Option::as_mut) {
            for index in &mut table.indexes {
                if index.name.as_deref().is_some_and(|n| n.eq_ignore_ascii_case(old)) {
                    index.name = Some(new.to_owned());
                }
            }
        }
        true
    }

    /// Renames a column and every place in modelled tables that says it. False where there is none.
    pub(crate) fn rename_column(&mut self, name: &QName, old: &str, new: &str) -> bool {
        let dialect = self.dialect;
        let same = |a: &str| match dialect {
            Dialect::Postgres => a == old,
            _ => a.eq_ignore_ascii_case(old),
        };
        let key = self.key(name);
        self.keep_sequences(name, Some(old));
        let Some(table) = self.table_mut(name) else {
            return false;
        };
        if !table.columns.iter().any(|c| same(&c.name)) || table.columns.iter().any(|c| c.name == new) {
            return false;
        }
        freeze_names(dialect, table);
        let renamed = |columns: &mut Vec<String>| {
            for column in columns.iter_mut().filter(|c| same(c)) {
                new.clone_into(column);
            }
        };
        let rewritten = |sql: &mut String| *sql = rename_words(sql, old, new, dialect);
        for column in &mut table.columns {
            if same(&column.name) {
                new.clone_into(&mut column.name);
            }
            if let Some(generated) = &mut column.generated {
                rewritten(&mut generated.expression);
            }
        }
        for unique in table.primary_key.iter_mut().chain(&mut table.unique_keys) {
            renamed(&mut unique.columns);
            renamed(&mut unique.included);
        }
        for foreign_key in &mut table.foreign_keys {
            renamed(&mut foreign_key.columns);
            renamed(&mut foreign_key.set_columns);
        }
        for check in &mut table.checks {
            rewritten(&mut check.expression);
        }
        for exclusion in &mut table.exclusions {
            rewritten(&mut exclusion.definition);
        }
        for index in &mut table.indexes {
            renamed(&mut index.included);
            index.predicate.iter_mut().for_each(rewritten);
            for part in &mut index.parts {
                match &mut part.target {
                    SchemaPartTarget::Column(column) if same(column) => new.clone_into(column),
                    SchemaPartTarget::Column(_) => {}
                    SchemaPartTarget::Expression(sql) => rewritten(sql),
                }
            }
        }
        for at in self.referrers.get(&key).cloned().unwrap_or_default() {
            let Some(other) = self.tables.get_mut(at).and_then(Option::as_mut) else {
                continue;
            };
            for foreign_key in other.foreign_keys.iter_mut().filter(|fk| target_of(fk) == *name) {
                renamed(&mut foreign_key.referenced_columns);
            }
        }
        self.rename_owner(name, old, new);
        true
    }

    /// Renames an enum. False where there is none.
    pub(crate) fn rename_enum(&mut self, old: &QName, new: QName) -> bool {
        if self.enum_at.contains_key(&new) {
            return false;
        }
        let Some(at) = self.enum_at.remove(old) else {
            return false;
        };
        if let Some(Some(renamed)) = self.enums.get_mut(at) {
            renamed.name.clone_from(&new.name);
            renamed.namespace.clone_from(&new.namespace);
        }
        let (before, after) = (quoted(old, self.dialect), quoted(&new, self.dialect));
        for column in self.tables.iter_mut().flatten().flat_map(|t| &mut t.columns) {
            let base = column.native_type.trim_end_matches("[]");
            if base == before {
                column.native_type = format!("{after}{}", &column.native_type[base.len()..]);
            }
        }
        self.enum_at.insert(new, at);
        true
    }

    /// Removes an enum. True where there was one.
    pub(crate) fn drop_enum(&mut self, name: &QName) -> bool {
        self.enum_at
            .remove(name)
            .is_some_and(|at| self.enums[at].take().is_some())
    }
}

/// Gives keys and checks that the engine names the names it gave them, before the table or a column gets another.
pub(crate) fn freeze_names(dialect: Dialect, table: &mut SchemaTable) {
    if dialect == Dialect::Postgres {
        crate::dialect::postgres::implied_names::freeze(table);
    }
}

/// A name with its namespace, quoted where it has to be.
pub(crate) fn quoted(name: &QName, dialect: Dialect) -> String {
    match &name.namespace {
        Some(namespace) => format!("{}.{}", dialect.identifier(namespace), dialect.identifier(&name.name)),
        None => dialect.identifier(&name.name),
    }
}

/// The words and quoted names of an expression, each with its byte offset, unquoted.
pub(super) fn words(sql: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut lexer = Lexer::new(sql, Dialect::Postgres);
    std::iter::from_fn(move || lexer.next_token()).filter_map(move |token| match token.kind {
        TokenKind::Word => Some((token.start as usize, token.text(sql))),
        TokenKind::QuotedName => Some((token.start as usize, token.text(sql).trim_matches('"'))),
        _ => None,
    })
}

/// The expression with every mention of the column renamed.
fn rename_words(sql: &str, old: &str, new: &str, dialect: Dialect) -> String {
    let mut lexer = Lexer::new(sql, dialect);
    let mut out = String::with_capacity(sql.len());
    while let Some(token) = lexer.next_token() {
        let text = token.text(sql);
        let is_old = match token.kind {
            TokenKind::Word => text.eq_ignore_ascii_case(old),
            TokenKind::QuotedName => text.get(1..text.len().saturating_sub(1)) == Some(old),
            _ => false,
        };
        if is_old {
            out.push_str(&dialect.identifier(new));
        } else {
            out.push_str(text);
        }
    }
    out
}
