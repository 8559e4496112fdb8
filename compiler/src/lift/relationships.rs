//! Foreign keys as relationships.

use super::Lift;
use super::names::Names;
use crate::design::{FieldPair, RelationshipDetails, RelationshipType};
use crate::dialect::{Dialect, postgres};
use crate::edit::{CreateRelationship, Edit};
use crate::schema::{ForeignKey, SchemaTable};

impl Lift<'_> {
    pub(super) fn relationships(&mut self) {
        let schema = self.schema;
        for (at, table) in schema.tables.iter().enumerate() {
            if table.foreign_keys.is_empty() {
                continue;
            }
            let mut names = Names::default();
            for (foreign_key, wanted) in table.foreign_keys.iter().zip(self.wanted_names(table)) {
                self.relationship(at, table, foreign_key, &names.take(&wanted, None));
            }
        }
    }

    fn relationship(&mut self, at: usize, table: &SchemaTable, foreign_key: &ForeignKey, name: &str) {
        let origin = foreign_key.origin;
        let referenced = foreign_key.referenced_table.as_str();
        let Some(source) = self.source_of(foreign_key) else {
            let message = format!(
                "the foreign key {name} of {} refers to {referenced}, which is not among the tables; it is left out",
                table.name
            );
            self.warn(origin, "unknown-table", &table.name, message);
            return;
        };
        let source_table = &self.schema.tables[source];
        let referenced_columns = match (foreign_key.referenced_columns.as_slice(), &source_table.primary_key) {
            ([], Some(key)) => key.columns.clone(),
            (columns, _) => columns.to_vec(),
        };
        if referenced_columns.is_empty() || referenced_columns.len() != foreign_key.columns.len() {
            let message = format!(
                "the foreign key {name} of {} does not pair its columns with a key of {referenced}; it is left out",
                table.name
            );
            self.warn(origin, "foreign-key-unpaired", &table.name, message);
            return;
        }
        let Some(targets) = self.fields_of(at, &foreign_key.columns, origin, "a foreign key") else {
            return;
        };
        let what = "the key that a foreign key refers to";
        let Some(sources) = self.fields_of(source, &referenced_columns, origin, what) else {
            return;
        };
        let set_columns = &foreign_key.set_columns;
        let what = "what a foreign key sets";
        let Some(set_fields) = self.fields_of(at, set_columns, origin, what) else {
            return;
        };
        let pairs = sources.into_iter().zip(targets);
        let id = self.ids.next_id();
        self.edits.push(Edit::CreateRelationship(CreateRelationship {
            id,
            name: Some(name.to_owned()),
            relationship_type: if self.is_one_to_one(table, foreign_key) {
                RelationshipType::OneToOne
            } else {
                RelationshipType::OneToMany
            },
            source_table_id: self.tables[source].id,
            target_table_id: self.tables[at].id,
            field_pairs: pairs
                .map(|(source_field_id, target_field_id)| FieldPair {
                    source_field_id,
                    target_field_id,
                })
                .collect(),
            on_delete: foreign_key.on_delete,
            on_update: foreign_key.on_update,
            deferrable: foreign_key.deferrable,
            match_full: foreign_key.match_full,
            junction_table_id: None,
            description: foreign_key.comment.clone(),
            details: RelationshipDetails {
                set_fields,
                not_valid: foreign_key.not_valid,
            },
        }));
    }

    fn source_of(&self, foreign_key: &ForeignKey) -> Option<usize> {
        let namespace = foreign_key.referenced_namespace.as_deref();
        let key = self.table_key(namespace, &foreign_key.referenced_table);
        if let Some(found) = self.by_name.get(&key) {
            return Some(*found);
        }
        // MySQL on Windows writes the tables' names in lower case here and there.
        let any_case = (key.0, key.1.to_lowercase());
        let found = self.by_name.get(&any_case).filter(|_| self.dialect == Dialect::Mysql);
        found.copied()
    }

    /// Whether the foreign key's columns are exactly those of the primary key or of a unique key.
    fn is_one_to_one(&self, table: &SchemaTable, foreign_key: &ForeignKey) -> bool {
        let sorted = |columns: &[String]| {
            let mut keys: Vec<String> = columns.iter().map(|c| self.key(c)).collect();
            keys.sort_unstable();
            keys
        };
        let own = sorted(&foreign_key.columns);
        let mut keys = table.primary_key.iter().chain(&table.unique_keys);
        keys.any(|key| key.columns.len() == own.len() && sorted(&key.columns) == own)
    }

    /// The names of the table's foreign keys, those that the engine would give included.
    fn wanted_names(&self, table: &SchemaTable) -> Vec<String> {
        let nameless = table.foreign_keys.iter().any(|k| k.name.is_none());
        if self.dialect == Dialect::Postgres && nameless {
            let mut frozen = table.clone();
            postgres::implied_names::freeze(&mut frozen);
            return frozen.foreign_keys.into_iter().filter_map(|k| k.name).collect();
        }
        let stem = format!("{}_ibfk_", table.name);
        let numbers = table.foreign_keys.iter().filter_map(|key| {
            let number = key.name.as_deref()?.strip_prefix(stem.as_str())?;
            number.parse::<u32>().ok()
        });
        let mut last = numbers.max().unwrap_or(0);
        let mut implied = |key: &ForeignKey| {
            if self.dialect == Dialect::Mysql {
                last = last.saturating_add(1);
                return format!("{stem}{last}");
            }
            format!("{}_{}_fkey", table.name, key.columns.join("_"))
        };
        let names = table.foreign_keys.iter();
        names
            .map(|key| key.name.clone().unwrap_or_else(|| implied(key)))
            .collect()
    }
}
