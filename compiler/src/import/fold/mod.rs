//! The schema as it grows, statement by statement: what a database would hold after running them.

mod drops;
mod names;
mod objects;
mod partitions;
mod renames;
mod serials;

pub(crate) use drops::mentions;
pub(crate) use names::QName;
pub(crate) use objects::{Carried, ObjectKey};
pub(crate) use partitions::PartitionKey;
pub(crate) use renames::quoted;
pub(crate) use serials::Sequence;

use super::report::{Outcome, Report};
use crate::design::ObjectKind;
use crate::diagnostic::{Diagnostic, Position, Severity};
use crate::dialect::Dialect;
use crate::schema::{Column, ForeignKey, Origin, Schema, SchemaEnum, SchemaTable};
use std::collections::{BTreeSet, HashMap};

/// How many keys, checks or indexes of one sort a table may have. No real one comes near; it keeps the work on a
/// hostile source in proportion to its size.
pub(crate) const MOST_OF_A_SORT: usize = 2048;

/// The schema so far.
pub(crate) struct Fold<'s> {
    /// Whose SQL it is.
    pub(crate) dialect: Dialect,
    /// What is to be said about it.
    pub(crate) report: Report<'s>,
    /// Where names without a namespace are made and looked up; `None` for the default one.
    pub(crate) search_path: Vec<Option<String>>,
    /// The database in use, where the source says; its name before a table means nothing.
    pub(crate) own_database: Option<String>,
    /// MySQL's sql_mode, where the source sets another than the server's own.
    pub(crate) sql_mode: Option<String>,
    /// What user variables hold of earlier modes.
    pub(crate) saved_modes: HashMap<String, Option<String>>,
    tables: Vec<Option<SchemaTable>>,
    table_at: HashMap<QName, usize>,
    enums: Vec<Option<SchemaEnum>>,
    enum_at: HashMap<QName, usize>,
    index_on: HashMap<QName, usize>,
    referrers: HashMap<QName, BTreeSet<usize>>,
    sources: HashMap<usize, Vec<Carried>>,
    objects: objects::Objects,
    sequences: HashMap<QName, Sequence>,
    partitions: partitions::Partitions,
}

impl<'s> Fold<'s> {
    /// An empty schema.
    pub(crate) fn new(dialect: Dialect, report: Report<'s>) -> Self {
        Self {
            dialect,
            report,
            search_path: vec![None],
            own_database: None,
            sql_mode: None,
            saved_modes: HashMap::new(),
            tables: Vec::new(),
            table_at: HashMap::new(),
            enums: Vec::new(),
            enum_at: HashMap::new(),
            index_on: HashMap::new(),
            referrers: HashMap::new(),
            sources: HashMap::new(),
            objects: objects::Objects::default(),
            sequences: HashMap::new(),
            partitions: partitions::Partitions::default(),
        }
    }

    /// The name something new gets: in its own namespace, or in the first of the search path.
    pub(crate) fn new_name(&self, namespace: Option<&str>, name: &str) -> QName {
        let namespace = match namespace {
            Some(namespace) => self.namespace(namespace),
            None => self.search_path.first().cloned().flatten(),
        };
        QName {
            namespace,
            name: name.to_owned(),
        }
    }

    /// The namespace as the schema has it: `None` for the engine's default one.
    pub(crate) fn namespace(&self, namespace: &str) -> Option<String> {
        let default = match self.dialect {
            Dialect::Postgres => namespace.is_empty() || namespace == "public",
            Dialect::Mysql => {
                namespace.is_empty()
                    || self
                        .own_database
                        .as_deref()
                        .is_some_and(|own| own.eq_ignore_ascii_case(namespace))
            }
            Dialect::Sqlite => namespace.is_empty() || namespace.eq_ignore_ascii_case("main"),
        };
        (!default).then(|| namespace.to_owned())
    }

    /// What a name means here: the first along the search path for which `exists` says yes.
    fn resolve(&self, namespace: Option<&str>, name: &str, exists: impl Fn(&QName) -> bool) -> QName {
        if namespace.is_none() {
            for namespace in &self.search_path {
                let candidate = QName {
                    namespace: namespace.clone(),
                    name: name.to_owned(),
                };
                if exists(&candidate) {
                    return candidate;
                }
            }
        }
        self.new_name(namespace, name)
    }

    /// The table or other relation that a name means here.
    pub(crate) fn relation(&self, namespace: Option<&str>, name: &str) -> QName {
        self.resolve(namespace, name, |candidate| {
            self.table_at.contains_key(&self.key(candidate)) || self.objects.is_relation(&self.key(candidate))
        })
    }

    /// The index, type or other thing that a name means here.
    pub(crate) fn index_name(&self, namespace: Option<&str>, name: &str) -> QName {
        self.resolve(namespace, name, |candidate| {
            self.index_on.contains_key(&self.key(candidate))
        })
    }

    /// The type that a name means here.
    pub(crate) fn type_name(&self, namespace: Option<&str>, name: &str) -> QName {
        self.resolve(namespace, name, |candidate| {
            self.enum_at.contains_key(&self.key(candidate))
        })
    }

    /// Whether there is an enum of exactly this name.
    pub(crate) fn is_enum(&self, name: &QName) -> bool {
        self.enum_at.contains_key(name)
    }

    /// How a name is looked up: SQLite does not tell case apart.
    fn key(&self, name: &QName) -> QName {
        match self.dialect {
            Dialect::Sqlite => QName {
                namespace: name.namespace.as_deref().map(str::to_ascii_lowercase),
                name: name.name.to_ascii_lowercase(),
            },
            Dialect::Postgres | Dialect::Mysql => name.clone(),
        }
    }

    /// Whether two names of columns, keys or indexes are the same.
    pub(crate) fn same(&self, a: &str, b: &str) -> bool {
        match self.dialect {
            Dialect::Postgres => a == b,
            Dialect::Mysql | Dialect::Sqlite => a.eq_ignore_ascii_case(b),
        }
    }

    /// The table, where it is modelled.
    pub(crate) fn table(&self, name: &QName) -> Option<&SchemaTable> {
        self.tables.get(*self.table_at.get(&self.key(name))?)?.as_ref()
    }

    /// The table, to change. Foreign keys and indexes are added with [`Self::add_foreign_key`] and
    /// [`Self::note_index`] instead, tables renamed with [`Self::rename_table`].
    pub(crate) fn table_mut(&mut self, name: &QName) -> Option<&mut SchemaTable> {
        let at = *self.table_at.get(&self.key(name))?;
        self.tables.get_mut(at)?.as_mut()
    }

    /// The column, where its table is modelled.
    pub(crate) fn column(&self, table: &QName, column: &str) -> Option<&Column> {
        self.table(table)?.columns.iter().find(|c| c.name == column)
    }

    /// The column, to change.
    pub(crate) fn column_mut(&mut self, table: &QName, column: &str) -> Option<&mut Column> {
        self.table_mut(table)?.columns.iter_mut().find(|c| c.name == column)
    }

    /// Whether a relation of this name is there, modelled or carried.
    pub(crate) fn has_relation(&self, name: &QName) -> bool {
        self.table_at.contains_key(&self.key(name)) || self.objects.is_relation(&self.key(name))
    }

    /// Whether the relation is carried word for word.
    pub(crate) fn is_carried_relation(&self, name: &QName) -> bool {
        self.objects.is_relation(&self.key(name))
    }

    /// Whether a table of this name is one that a virtual table keeps its data in (SQLite).
    pub(crate) fn is_shadow(&self, name: &str) -> bool {
        let Some((owner, suffix)) = name.rsplit_once('_') else {
            return false;
        };
        const SUFFIXES: [&str; 11] = [
            "data", "idx", "content", "docsize", "config", "segments", "segdir", "stat", "node", "rowid", "parent",
        ];
        SUFFIXES.iter().any(|known| suffix.eq_ignore_ascii_case(known))
            && self.objects.is_virtual(&owner.to_ascii_lowercase())
    }

    /// Adds a table; `source` is the statement that made it. False where its name is taken.
    pub(crate) fn add_table(&mut self, table: SchemaTable, source: Carried) -> bool {
        let name = QName {
            namespace: table.namespace.clone(),
            name: table.name.clone(),
        };
        let key = self.key(&name);
        if self.table_at.contains_key(&key) || self.objects.is_relation(&key) {
            return false;
        }
        let at = self.tables.len();
        for foreign_key in &table.foreign_keys {
            let target = self.key(&target_of(foreign_key));
            self.referrers.entry(target).or_default().insert(at);
        }
        self.tables.push(Some(table));
        self.table_at.insert(key, at);
        self.sources.insert(at, vec![source]);
        true
    }

    /// Remembers a statement that changed the table, in case the table turns out to be one that is carried.
    pub(crate) fn note_source(&mut self, name: &QName, source: Carried) {
        let key = self.key(name);
        if let Some(at) = self.table_at.get(&key) {
            self.sources.entry(*at).or_default().push(source);
        }
    }

    /// Adds a foreign key to a modelled table.
    pub(crate) fn add_foreign_key(&mut self, name: &QName, foreign_key: ForeignKey) {
        let target = self.key(&target_of(&foreign_key));
        let Some(at) = self.table_at.get(&self.key(name)).copied() else {
            return;
        };
        if let Some(table) = self.tables[at].as_mut() {
            table.foreign_keys.push(foreign_key);
            self.referrers.entry(target).or_default().insert(at);
        }
    }

    /// Remembers on which table an index of this name is. False where the name is taken.
    pub(crate) fn note_index(&mut self, table: &QName, index: &str) -> bool {
        let Some(at) = self.table_at.get(&self.key(table)).copied() else {
            return false;
        };
        let index = self.index_key(table, index);
        match self.index_on.entry(index) {
            std::collections::hash_map::Entry::Occupied(_) => false,
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(at);
                true
            }
        }
    }

    /// Forgets the name of an index that became something else.
    pub(crate) fn forget_index(&mut self, table: &QName, index: &str) {
        self.index_on.remove(&self.index_key(table, index));
    }

    /// Whether an index beside this table has the name.
    pub(crate) fn has_index(&self, table: &QName, index: &str) -> bool {
        self.index_on.contains_key(&self.index_key(table, index))
    }

    /// The table that an index of this name is on.
    pub(crate) fn table_of_index(&mut self, index: &QName) -> Option<&mut SchemaTable> {
        let at = *self.index_on.get(&self.key(index))?;
        self.tables.get_mut(at)?.as_mut()
    }

    /// Adds an enum. False where its name is taken.
    pub(crate) fn add_enum(&mut self, made: SchemaEnum) -> bool {
        let name = QName {
            namespace: made.namespace.clone(),
            name: made.name.clone(),
        };
        if self.enum_at.contains_key(&name) {
            return false;
        }
        self.enum_at.insert(name, self.enums.len());
        self.enums.push(Some(made));
        true
    }

    /// The enum, to change.
    pub(crate) fn enum_mut(&mut self, name: &QName) -> Option<&mut SchemaEnum> {
        let at = *self.enum_at.get(name)?;
        self.enums.get_mut(at)?.as_mut()
    }

    /// Where something at this byte offset came from.
    pub(crate) fn origin(&self, offset: usize) -> Origin {
        Origin {
            element: None,
            position: Some(self.report.position(offset)),
        }
    }

    /// Carries a statement word for word and says so.
    pub(crate) fn carry(&mut self, offset: usize, carried: Carried) -> Outcome {
        let kind = carried.key.kind;
        let label = carried.label.clone().unwrap_or_else(|| carried.key.name.to_string());
        let subject = format!("{} {label}", kind.noun());
        self.report.say(
            offset,
            Diagnostic::new(
                Severity::Info,
                "carried-verbatim",
                format!("{subject} is carried as it is; the design does not model it"),
            )
            .subject(subject),
        );
        self.carry_quietly(carried);
        Outcome::Carried
    }

    /// A statement about a relation that the source does not make.
    pub(crate) fn unknown(&mut self, offset: usize, what: &str, name: &QName) -> Outcome {
        self.report.say(
            offset,
            Diagnostic::new(
                Severity::Error,
                "unknown-table",
                format!("{what} is about {name}, which the source does not make; it is left out"),
            )
            .subject(name.to_string())
            .help("import the statement that makes it as well"),
        );
        Outcome::Failed
    }

    /// Something whose name is already taken.
    pub(crate) fn taken(&mut self, offset: usize, kind: ObjectKind, name: &QName, if_not_exists: bool) -> Outcome {
        let what = format!("{} {name}", kind.noun());
        if if_not_exists {
            return self.report.skip(offset, what, "it is already there");
        }
        self.report.fail(
            offset,
            "name-taken",
            format!("{what} is made a second time; the first one counts"),
        )
    }

    /// Something that cannot be done, at a place that is already known.
    pub(crate) fn fail_at(&mut self, position: Option<Position>, code: &str, message: String) -> Outcome {
        let mut finding = Diagnostic::new(Severity::Error, code, message);
        finding.position = position;
        self.report.push(finding);
        Outcome::Failed
    }

    /// The table that has a key of this name, in the index's namespace.
    pub(crate) fn table_with_key(&self, index: &QName) -> Option<QName> {
        let is = |n: &Option<String>| n.as_deref() == Some(index.name.as_str());
        let found = self.tables.iter().flatten().find(|t| {
            t.namespace == index.namespace && t.primary_key.iter().chain(&t.unique_keys).any(|k| is(&k.name))
        })?;
        Some(index.sibling(found.name.clone()))
    }

    /// The schema as it is after the last statement, and all findings.
    pub(crate) fn finish(mut self) -> (Schema, Vec<Diagnostic>) {
        self.settle_sequences();
        let mut objects = self.objects.finish();
        if let (Dialect::Mysql, Some(database)) = (self.dialect, &self.own_database) {
            for object in &mut objects {
                object.sql = objects::without_database(&object.sql, database);
            }
        }
        let schema = Schema {
            dialect: self.dialect,
            enums: self.enums.into_iter().flatten().collect(),
            tables: self.tables.into_iter().flatten().collect(),
            objects,
        };
        (schema, self.report.finish())
    }
}

/// The table that a foreign key refers to.
pub(crate) fn target_of(foreign_key: &ForeignKey) -> QName {
    QName {
        namespace: foreign_key.referenced_namespace.clone(),
        name: foreign_key.referenced_table.clone(),
    }
}
