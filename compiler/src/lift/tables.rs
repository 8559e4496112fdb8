//! Tables with their fields, keys, checks and indexes.

use super::names::Names;
use super::{Lift, LiftedTable, expression, identity_for};
use crate::design::{
    ConstraintDetails, ConstraintKind, Deferrable, FieldDetails, Generated, Identity, IndexDetails, IndexPart,
    PartTarget, SqlExpression, TableDetails, TableStatus,
};
use crate::dialect::{Dialect, postgres};
use crate::edit::{CreateConstraint, CreateField, CreateIndex, CreateTable, Edit};
use crate::ids::{FieldId, TableId};
use crate::schema::{Column, Key, Origin, SchemaIndex, SchemaPartTarget, SchemaTable};
use std::collections::{BTreeMap, HashMap};

impl Lift<'_> {
    pub(super) fn tables(&mut self) {
        let schema = self.schema;
        let mut names = Names::default();
        for table in &schema.tables {
            let id: TableId = self.ids.next_id();
            let qualified = table
                .namespace
                .as_ref()
                .map(|namespace| format!("{namespace}.{}", table.name));
            let options = table.options.iter().map(|options| (self.dialect, options.clone()));
            self.edits.push(Edit::CreateTable(CreateTable {
                id,
                name: names.take(&table.name, qualified),
                namespace: table.namespace.clone().unwrap_or_default(),
                table_name: Some(table.name.clone()),
                description: table.comment.clone(),
                status: TableStatus::Draft,
                native_options: options.collect(),
                details: TableDetails {
                    unlogged: table.unlogged,
                },
            }));
            let fields = self.fields(table, id);
            let key = self.table_key(table.namespace.as_deref(), &table.name);
            if self.dialect == Dialect::Mysql {
                let any_case = (key.0.clone(), key.1.to_lowercase());
                self.by_name.entry(any_case).or_insert(self.tables.len());
            }
            self.by_name.insert(key, self.tables.len());
            self.tables.push(LiftedTable { id, fields });
        }
        for at in 0..schema.tables.len() {
            self.keys(at);
            self.indexes(at);
        }
    }

    fn fields(&mut self, table: &SchemaTable, table_id: TableId) -> HashMap<String, FieldId> {
        let mut fields = HashMap::with_capacity(table.columns.len());
        let mut names = Names::default();
        for (order, column) in table.columns.iter().enumerate() {
            let key = self.key(&column.name);
            if fields.contains_key(&key) {
                let subject = format!("{}.{}", table.name, column.name);
                let message = format!("{subject} is there twice; the first one counts");
                self.warn(column.origin, "name-taken", &subject, message);
                continue;
            }
            let mut edit = self.field(table, column, table_id);
            edit.name = names.take(&column.name, None);
            edit.sort_order = u32::try_from(order).ok();
            fields.insert(key, edit.id);
            self.edits.push(Edit::CreateField(edit));
        }
        fields
    }

    fn field(&mut self, table: &SchemaTable, column: &Column, table_id: TableId) -> CreateField {
        let dialect = self.dialect;
        let mut field_type = self.field_type(&column.native_type);
        if dialect == Dialect::Sqlite && column.identity == Some(Identity::Serial) {
            // What tells it from a field that is numbered by AUTOINCREMENT.
            field_type.native.insert(dialect, column.native_type.clone());
        }
        let identity = identity_for(column.identity, &field_type.family);
        if identity != column.identity {
            let subject = format!("{}.{}", table.name, column.name);
            let message = format!("{subject} is numbered by the engine, but is no integer; the numbering is left out");
            self.warn(column.origin, "identity-left-out", &subject, message);
        }
        // In SQLite alone a primary key's columns may hold null, unless they say that they do not.
        let in_key = |key: &Key| key.columns.iter().any(|c| c.eq_ignore_ascii_case(&column.name));
        let nullable = dialect == Dialect::Sqlite && !column.not_null && table.primary_key.as_ref().is_some_and(in_key);
        let attributes = column
            .attributes
            .clone()
            .or_else(|| nullable.then(|| "NULL".to_owned()));
        let lifted = |sql: &String| SqlExpression::native(sql, dialect);
        let default = column.default.as_ref().filter(|_| identity.is_none());
        let default_value = default.map(|sql| expression::default(sql, &field_type, dialect));
        CreateField {
            id: self.ids.next_id(),
            table_id,
            name: column.name.clone(),
            field_name: Some(column.name.clone()),
            description: column.comment.clone(),
            field_type,
            is_required: column.not_null,
            is_primary_key: false,
            is_unique: false,
            default_value,
            identity,
            generated: column.generated.as_ref().map(|generated| Generated {
                expression: lifted(&generated.expression),
                stored: generated.stored,
            }),
            on_update: column.on_update.as_ref().map(lifted),
            collation: column.collation.clone(),
            sort_order: None,
            details: FieldDetails {
                sequence: column.sequence.clone().filter(|_| identity.is_some()),
                native_attributes: self.own(attributes.as_ref()),
            },
        }
    }

    fn keys(&mut self, at: usize) {
        let table = &self.schema.tables[at];
        let mut names = Names::default();
        if let Some(key) = &table.primary_key
            && let Some(fields) = self.fields_of(at, &key.columns, key.origin, "the primary key")
        {
            self.constraint(at, key, ConstraintKind::PrimaryKey { fields }, &mut names);
        }
        for key in &table.unique_keys {
            if let Some(fields) = self.fields_of(at, &key.columns, key.origin, "a unique key") {
                let nulls_not_distinct = key.nulls_not_distinct;
                let kind = ConstraintKind::Unique {
                    fields,
                    nulls_not_distinct,
                };
                self.constraint(at, key, kind, &mut names);
            }
        }
        for check in &table.checks {
            let id = self.ids.next_id();
            let place = check.column.as_ref().map(|column| format!("COLUMN {column}"));
            self.edits.push(Edit::CreateConstraint(CreateConstraint {
                id,
                table_id: self.tables[at].id,
                name: check.name.as_ref().map(|name| names.take(name, None)),
                kind: ConstraintKind::Check {
                    expression: SqlExpression::native(&check.expression, self.dialect),
                },
                deferrable: Deferrable::No,
                description: check.comment.clone(),
                details: ConstraintDetails {
                    not_valid: check.not_valid,
                    no_inherit: check.no_inherit,
                    not_enforced: check.not_enforced,
                    native_options: self.own(place.as_ref()),
                    ..Default::default()
                },
            }));
        }
        for exclusion in &table.exclusions {
            let id = self.ids.next_id();
            self.edits.push(Edit::CreateConstraint(CreateConstraint {
                id,
                table_id: self.tables[at].id,
                name: exclusion.name.as_ref().map(|name| names.take(name, None)),
                kind: ConstraintKind::Exclusion {
                    definition: SqlExpression::native(&exclusion.definition, self.dialect),
                },
                deferrable: exclusion.deferrable,
                description: exclusion.comment.clone(),
                details: ConstraintDetails::default(),
            }));
        }
    }

    /// What the engine says in its own words.
    fn own(&self, words: Option<&String>) -> BTreeMap<Dialect, String> {
        words.map(|words| (self.dialect, words.clone())).into_iter().collect()
    }

    fn constraint(&mut self, at: usize, key: &Key, kind: ConstraintKind, names: &mut Names) {
        let what = "what a key includes";
        let Some(included) = self.fields_of(at, &key.included, key.origin, what) else {
            return;
        };
        let id = self.ids.next_id();
        self.edits.push(Edit::CreateConstraint(CreateConstraint {
            id,
            table_id: self.tables[at].id,
            name: key.name.as_ref().map(|name| names.take(name, None)),
            kind,
            deferrable: key.deferrable,
            description: key.comment.clone(),
            details: ConstraintDetails {
                included,
                native_options: self.own(key.options.as_ref()),
                ..Default::default()
            },
        }));
    }

    fn indexes(&mut self, at: usize) {
        let table = &self.schema.tables[at];
        if table.indexes.is_empty() {
            return;
        }
        let mut taken = Names::default();
        let names = self.index_names(table);
        for (index, name) in table.indexes.iter().zip(names) {
            let Some((parts, included)) = self.index_parts(at, index) else {
                continue;
            };
            let id = self.ids.next_id();
            self.edits.push(Edit::CreateIndex(CreateIndex {
                id,
                table_id: self.tables[at].id,
                name: name.map(|name| taken.take(&name, None)),
                is_unique: index.is_unique,
                parts,
                method: index.method.clone(),
                included,
                predicate: index
                    .predicate
                    .as_ref()
                    .map(|sql| SqlExpression::native(sql, self.dialect)),
                description: index.comment.clone(),
                details: IndexDetails {
                    nulls_not_distinct: index.nulls_not_distinct,
                    native_options: self.own(index.options.as_ref()),
                },
            }));
        }
    }

    /// The names of the table's indexes, those that the engine would give included.
    fn index_names(&self, table: &SchemaTable) -> Vec<Option<String>> {
        let nameless = table.indexes.iter().any(|i| i.name.is_none());
        if self.dialect != Dialect::Postgres || !nameless {
            return table.indexes.iter().map(|i| i.name.clone()).collect();
        }
        let mut frozen = table.clone();
        postgres::implied_names::freeze(&mut frozen);
        frozen.indexes.into_iter().map(|i| i.name).collect()
    }

    fn index_parts(&mut self, at: usize, index: &SchemaIndex) -> Option<(Vec<IndexPart>, Vec<FieldId>)> {
        let dialect = self.dialect;
        let mut parts = Vec::with_capacity(index.parts.len());
        for part in &index.parts {
            let target = match &part.target {
                SchemaPartTarget::Column(column) => {
                    let over = self.fields_of(at, std::slice::from_ref(column), index.origin, "an index")?;
                    PartTarget::Field(*over.first()?)
                }
                SchemaPartTarget::Expression(sql) => PartTarget::Expression(SqlExpression::native(sql, dialect)),
            };
            parts.push(IndexPart {
                target,
                direction: part.direction,
                nulls: part.nulls,
                prefix_length: part.prefix_length,
                operator_class: part.operator_class.clone(),
                collation: part.collation.clone(),
            });
        }
        let included = self.fields_of(at, &index.included, index.origin, "an index")?;
        Some((parts, included))
    }

    /// The fields of these columns; where one is missing, `None` and a finding.
    pub(super) fn fields_of(
        &mut self,
        at: usize,
        columns: &[String],
        origin: Origin,
        what: &str,
    ) -> Option<Vec<FieldId>> {
        let mut found = Vec::with_capacity(columns.len());
        for column in columns {
            match self.tables[at].fields.get(&self.key(column)) {
                Some(field) => found.push(*field),
                None => {
                    let table = self.schema.tables[at].name.clone();
                    let message = format!("{what} of {table} is over {column}, which is not there; it is left out");
                    self.warn(origin, "unknown-column", &table, message);
                    return None;
                }
            }
        }
        Some(found)
    }
}
