//! From what a DBML text says to the edits that make it.

use super::ast::{Column, Document, Enum, Index, IndexPart, Path, Table};
use super::elements::quoted;
use super::parse::parse;
use super::partials::{Whole, inject};
use super::report::{Report, Tally};
use super::types::Types;
use crate::design::{
    ConstraintDetails, ConstraintKind, Deferrable, Design, EnumConfig, FieldDetails, FieldType, Identity, IndexDetails,
    NullsOrder, PartTarget, SortDirection, TableDetails, TableStatus, TypeFamily,
};
use crate::diagnostic::Diagnostic;
use crate::edit::{ApplyContext, CreateConstraint, CreateEnum, CreateField, CreateIndex, CreateTable, Edit, apply};
use crate::ids::{EnumId, FieldId, IdSource, TableId};
use crate::lift::names::Names;
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// How often the edits are tried without those that were refused.
const MOST_TRIES: usize = 20;

/// What a text comes to.
#[derive(Debug, Clone)]
pub struct Read {
    /// The edits that make its design; applied as one batch of an import to an empty design, they are accepted.
    pub edits: Vec<Edit>,
    /// What there is to say about it, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// What became of every element at its top.
    pub tally: Tally,
}

/// Reads DBML. Never fails: what cannot be used is named in a diagnostic.
pub fn read(source: &str, ids: &mut IdSource) -> Read {
    let mut report = Report::new(source);
    let document = parse(source, &mut report);
    let dialect = document.database_type.as_deref().and_then(Types::engine);
    let mut build = Build::new(dialect, ids, report);
    build.enums(&document.enums);
    build.tables(&document);
    build.relations(&document);
    build.settle();
    let edits = build.edits.into_iter().map(|(_, edit)| edit).collect();
    let (diagnostics, tally) = build.report.finish();
    Read {
        edits,
        diagnostics,
        tally,
    }
}

/// A text on its way.
pub(super) struct Build<'s, 'i> {
    pub(super) ids: &'i mut IdSource,
    pub(super) report: Report<'s>,
    pub(super) types: Types,
    /// With their places.
    pub(super) edits: Vec<(usize, Edit)>,
    pub(super) tables: Vec<Built>,
    enums: HashMap<(String, String), EnumId>,
    by_path: HashMap<(String, String), usize>,
    by_alias: HashMap<String, usize>,
}

/// A table that is there.
pub(super) struct Built {
    pub(super) id: TableId,
    pub(super) path: Path,
    /// By name, and each one's type.
    pub(super) fields: HashMap<String, FieldId>,
    pub(super) primary_key: Vec<FieldId>,
    /// Keys that are unique, the primary one included.
    pub(super) keys: Vec<HashSet<FieldId>>,
    pub(super) columns: Vec<Column>,
    pub(super) constraint_names: Names,
}

/// A primary key on its way: its place in the source, its fields, name and note.
type PrimaryKey = (usize, Vec<FieldId>, Option<String>, Option<String>);

impl<'s, 'i> Build<'s, 'i> {
    fn new(dialect: Option<crate::dialect::Dialect>, ids: &'i mut IdSource, report: Report<'s>) -> Self {
        Self {
            ids,
            report,
            types: Types::new(dialect),
            edits: Vec::new(),
            tables: Vec::new(),
            enums: HashMap::new(),
            by_path: HashMap::new(),
            by_alias: HashMap::new(),
        }
    }

    fn enums(&mut self, enums: &[Enum]) {
        for made in enums {
            let key = (made.path.schema.clone(), made.path.name.clone());
            if self.enums.contains_key(&key) {
                let message = format!(
                    "the enum {} is there already; this one is left out",
                    quoted(&made.path.name)
                );
                self.report.error(made.at, "duplicate-enum", message);
                continue;
            }
            let id: EnumId = self.ids.next_id();
            self.enums.insert(key, id);
            let edit = Edit::CreateEnum(CreateEnum {
                id,
                namespace: made.path.schema.clone(),
                name: made.path.name.clone(),
                description: None,
                values: made.values.clone(),
                value_ids: Vec::new(),
            });
            self.edits.push((made.at, edit));
        }
    }

    fn tables(&mut self, document: &Document) {
        let partials: HashMap<&str, &Table> = document.partials.iter().map(|p| (p.path.name.as_str(), p)).collect();
        let mut names = Names::default();
        for table in &document.tables {
            let path = &table.path;
            let key = (path.schema.clone(), path.name.clone());
            if self.by_path.contains_key(&key) {
                let message = format!(
                    "the table {} is there already; this one is left out",
                    quoted(&path.name)
                );
                self.report.error(table.at, "duplicate-table", message);
                continue;
            }
            let whole = inject(table, &partials, &mut self.report);
            self.by_path.insert(key, self.tables.len());
            if let Some(alias) = &table.alias {
                self.by_alias.insert(alias.clone(), self.tables.len());
            }
            self.table(table, whole, &mut names);
        }
    }

    fn table(&mut self, table: &Table, whole: Whole, names: &mut Names) {
        let id: TableId = self.ids.next_id();
        let path = &table.path;
        let other = (!path.schema.is_empty()).then(|| format!("{}.{}", path.schema, path.name));
        let edit = Edit::CreateTable(CreateTable {
            id,
            name: names.take(&path.name, other),
            namespace: path.schema.clone(),
            table_name: Some(path.name.clone()),
            description: whole.note.clone().filter(|note| !note.is_empty()),
            status: TableStatus::Draft,
            native_options: BTreeMap::new(),
            details: TableDetails::default(),
        });
        self.edits.push((table.at, edit));
        let mut built = Built {
            id,
            path: path.clone(),
            fields: HashMap::new(),
            primary_key: Vec::new(),
            keys: Vec::new(),
            columns: Vec::new(),
            constraint_names: Names::default(),
        };
        let mut in_key: HashSet<&str> = HashSet::new();
        for part in whole
            .indexes
            .iter()
            .filter(|index| index.is_primary_key)
            .flat_map(|index| &index.parts)
        {
            if let IndexPart::Column(name) = part {
                in_key.insert(name);
            }
        }
        for mut column in whole.columns {
            column.is_required |= in_key.contains(column.name.as_str());
            if built.fields.contains_key(&column.name) {
                let message = format!(
                    "the column {} is in {} already; this one is left out",
                    quoted(&column.name),
                    quoted(&path.name)
                );
                self.report.error(column.at, "duplicate-column", message);
                continue;
            }
            self.column(&column, &mut built);
            built.columns.push(column);
        }
        self.keys(&mut built, &whole.indexes);
        self.checks(&mut built, &whole.checks);
        self.indexes(&mut built, &whole.indexes);
        self.tables.push(built);
    }

    fn column(&mut self, column: &Column, built: &mut Built) {
        let id: FieldId = self.ids.next_id();
        built.fields.insert(column.name.clone(), id);
        let (field_type, numbered) = self.field_type(column);
        let identity = numbered.or(column.is_numbered.then_some(Identity::ByDefault));
        let default = column.default.as_ref().filter(|_| identity.is_none());
        let edit = Edit::CreateField(CreateField {
            id,
            table_id: built.id,
            name: column.name.clone(),
            field_name: Some(column.name.clone()),
            description: column.note.clone().filter(|note| !note.is_empty()),
            is_required: column.is_required || column.is_primary_key,
            is_primary_key: false,
            is_unique: false,
            default_value: default.map(|default| self.types.default(default, &field_type)),
            identity: crate::lift::identity_for(identity, &field_type.family),
            generated: None,
            on_update: None,
            collation: None,
            sort_order: None,
            details: FieldDetails::default(),
            field_type,
        });
        self.edits.push((column.at, edit));
    }

    fn field_type(&mut self, column: &Column) -> (FieldType, Option<Identity>) {
        let name = &column.type_name;
        let schema = name
            .schema
            .clone()
            .filter(|schema| schema != "public")
            .unwrap_or_default();
        if let Some(id) = self.enums.get(&(schema, name.name.clone())) {
            let of_enum = FieldType::new(TypeFamily::Enum(EnumConfig {
                enum_id: Some(*id),
                values: None,
            }));
            return (super::types::listed(of_enum, name.dimensions), None);
        }
        let typed = self.types.read(name);
        if let Some(doubt) = typed.doubt {
            self.report.warn(column.at, "type-unknown", doubt);
        }
        (typed.field_type, typed.identity)
    }

    fn keys(&mut self, built: &mut Built, indexes: &[Index]) {
        let marked: Vec<&Column> = built.columns.iter().filter(|column| column.is_primary_key).collect();
        let mut primary: Option<PrimaryKey> = None;
        if let Some(first) = marked.first() {
            let fields = marked
                .iter()
                .filter_map(|c| built.fields.get(&c.name).copied())
                .collect();
            primary = Some((first.at, fields, None, None));
        }
        for index in indexes.iter().filter(|index| index.is_primary_key) {
            let Some(fields) = self.fields_of_key(built, index) else {
                continue;
            };
            if primary.is_some() {
                let message = format!(
                    "{} has a primary key already; this one is left out",
                    quoted(&built.path.name)
                );
                self.report.error(index.at, "duplicate-primary-key", message);
                continue;
            }
            primary = Some((index.at, fields, index.name.clone(), index.note.clone()));
        }
        if let Some((at, fields, name, note)) = primary {
            built.primary_key.clone_from(&fields);
            built.keys.push(fields.iter().copied().collect());
            // The name that the engine gives is as good as none.
            let name = name.filter(|name| !is_implied_key_name(name, &built.path.name));
            let name = name.map(|name| built.constraint_names.take(&name, None));
            self.constraint(at, built.id, name, ConstraintKind::PrimaryKey { fields }, note);
        }
        let unique: Vec<(usize, FieldId)> = built
            .columns
            .iter()
            .filter(|column| column.is_unique)
            .filter_map(|column| Some((column.at, *built.fields.get(&column.name)?)))
            .collect();
        for (at, field) in unique {
            self.unique(at, built, vec![field]);
        }
    }

    /// A unique key without a name.
    pub(super) fn unique(&mut self, at: usize, built: &mut Built, fields: Vec<FieldId>) {
        built.keys.push(fields.iter().copied().collect());
        let kind = ConstraintKind::Unique {
            fields,
            nulls_not_distinct: false,
        };
        self.constraint(at, built.id, None, kind, None);
    }

    fn constraint(
        &mut self,
        at: usize,
        table_id: TableId,
        name: Option<String>,
        kind: ConstraintKind,
        description: Option<String>,
    ) {
        let id = self.ids.next_id();
        let edit = Edit::CreateConstraint(CreateConstraint {
            id,
            table_id,
            name,
            kind,
            deferrable: Deferrable::No,
            description,
            details: ConstraintDetails::default(),
        });
        self.edits.push((at, edit));
    }

    fn fields_of_key(&mut self, built: &Built, index: &Index) -> Option<Vec<FieldId>> {
        let mut fields = Vec::new();
        for part in &index.parts {
            match part {
                IndexPart::Column(name) => fields.push(self.field(built, name, index.at)?),
                IndexPart::Expression(_) => {
                    self.report.error(
                        index.at,
                        "key-over-expression",
                        "a primary key is over columns, not expressions",
                    );
                    return None;
                }
            }
        }
        Some(fields)
    }

    /// The field of this name; where there is none, that is said.
    pub(super) fn field(&mut self, built: &Built, name: &str, at: usize) -> Option<FieldId> {
        let found = built.fields.get(name).copied();
        if found.is_none() {
            let message = format!("{} has no column {}", quoted(&built.path.name), quoted(name));
            self.report.error(at, "unknown-column", message);
        }
        found
    }

    fn checks(&mut self, built: &mut Built, checks: &[super::ast::Check]) {
        let of_columns: Vec<super::ast::Check> = built
            .columns
            .iter()
            .flat_map(|column| column.checks.iter().cloned())
            .collect();
        for check in of_columns.iter().chain(checks) {
            let name = check.name.as_ref().map(|name| built.constraint_names.take(name, None));
            let expression = self.types.expression(&check.expression, None);
            self.constraint(check.at, built.id, name, ConstraintKind::Check { expression }, None);
        }
    }

    fn indexes(&mut self, built: &mut Built, indexes: &[Index]) {
        let mut names = Names::default();
        for index in indexes.iter().filter(|index| !index.is_primary_key) {
            let mut parts = Vec::new();
            for part in &index.parts {
                let target = match part {
                    IndexPart::Column(name) => self.field(built, name, index.at).map(PartTarget::Field),
                    IndexPart::Expression(sql) => Some(PartTarget::Expression(self.types.expression(sql, None))),
                };
                parts.extend(target.map(plain_part));
            }
            if parts.len() < index.parts.len() {
                continue;
            }
            let implied = || {
                let columns = index.parts.iter().map(|part| match part {
                    IndexPart::Column(name) => name.as_str(),
                    IndexPart::Expression(_) => "expr",
                });
                let columns: Vec<&str> = columns.collect();
                format!("{}_{}_idx", built.path.name, columns.join("_"))
            };
            let name = names.take(&index.name.clone().unwrap_or_else(implied), None);
            if index.is_unique {
                let over = parts.iter().filter_map(|part| match part.target {
                    PartTarget::Field(field) => Some(field),
                    PartTarget::Expression(_) => None,
                });
                let over: HashSet<FieldId> = over.collect();
                if over.len() == parts.len() {
                    built.keys.push(over);
                }
            }
            let edit = Edit::CreateIndex(CreateIndex {
                id: self.ids.next_id(),
                table_id: built.id,
                name: Some(name),
                is_unique: index.is_unique,
                parts,
                method: index.method.as_ref().map(|method| method.to_lowercase()),
                included: Vec::new(),
                predicate: None,
                description: index.note.clone().filter(|note| !note.is_empty()),
                details: IndexDetails::default(),
            });
            self.edits.push((index.at, edit));
        }
    }

    /// The table that a path or an alias means.
    pub(super) fn table_of(&self, path: &Path) -> Option<usize> {
        let key = (path.schema.clone(), path.name.clone());
        let by_alias = || self.by_alias.get(&path.name).filter(|_| path.schema.is_empty());
        self.by_path.get(&key).or_else(by_alias).copied()
    }

    /// Takes out what the rules of an import refuse, with a finding for each.
    fn settle(&mut self) {
        // Elements made on the way get ids that are thrown away.
        let context = ApplyContext::import(IdSource::new(Uuid::from_u128(u128::MAX / 2)));
        for _ in 0..MOST_TRIES {
            let edits: Vec<Edit> = self.edits.iter().map(|(_, edit)| edit.clone()).collect();
            let Err(issues) = apply(&Design::new(), &edits, context.clone()) else {
                return;
            };
            let mut refused = HashSet::new();
            for issue in &issues {
                let number = issue
                    .path
                    .strip_prefix("edits[")
                    .and_then(|rest| rest.split(']').next());
                let Some(n) = number
                    .and_then(|n| n.parse::<usize>().ok())
                    .filter(|n| *n < self.edits.len())
                else {
                    continue;
                };
                if refused.insert(n) {
                    let message = format!("{}; it is left out", issue.message);
                    self.report.error(self.edits[n].0, &issue.rule, message);
                }
            }
            if refused.is_empty() {
                break;
            }
            let mut n = 0;
            self.edits.retain(|_| {
                n += 1;
                !refused.contains(&(n - 1))
            });
        }
        self.report.error(
            0,
            "design-refused",
            "what is in this text contradicts itself; nothing of it is used",
        );
        self.edits.clear();
    }
}

/// Whether an engine would give a primary key this name by itself.
pub(super) fn is_implied_key_name(name: &str, table: &str) -> bool {
    name == "PRIMARY" || name.strip_suffix("_pkey") == Some(table)
}

/// A part of an index with nothing but what it is over.
fn plain_part(target: PartTarget) -> crate::design::IndexPart {
    crate::design::IndexPart {
        target,
        direction: SortDirection::Asc,
        nulls: None::<NullsOrder>,
        prefix_length: None,
        operator_class: None,
        collation: None,
    }
}
