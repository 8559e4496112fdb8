//! The relations, types and names of a design, as SQL of one engine refers to them.

use super::scope::Binder;
use super::words::folded;
use super::{Found, Target};
use crate::design::{Design, DesignObject, EnumType, ObjectKind, Table};
use crate::dialect::{Dialect, postgres};
use crate::ids::{ObjectId, TableId};
use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

/// A column as statements see it.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// Its name, as the engine compares names.
    pub(super) name: String,
    /// What its name follows; nothing where it is its own.
    pub(super) targets: Vec<Target>,
}

/// Something with columns.
#[derive(Debug, Default)]
pub(super) struct Relation {
    pub(super) columns: Vec<Column>,
    /// Whether it may have more columns than these.
    pub(super) open: bool,
    /// The table that it is.
    pub(super) table: Option<TableId>,
    /// The tables that it may be, in a trigger function.
    pub(super) any_of: Vec<TableId>,
}

impl Relation {
    pub(super) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.name == name)
    }

    pub(super) fn unknown() -> Rc<Self> {
        Rc::new(Self {
            open: true,
            ..Self::default()
        })
    }

    pub(super) fn of(columns: Vec<Column>) -> Rc<Self> {
        Rc::new(Self {
            columns,
            ..Self::default()
        })
    }

    /// Whether the table, which it is or may be, has the column.
    pub(super) fn has_for(&self, table: TableId, name: &str, catalog: &Catalog<'_>) -> bool {
        catalog
            .of_table(table)
            .is_none_or(|r| r.open || r.column(name).is_some())
    }
}

type Key = (String, String);

/// The relations, types and names of a design.
pub(crate) struct Catalog<'d> {
    pub(super) design: &'d Design,
    pub(super) dialect: Dialect,
    tables: HashMap<Key, TableId>,
    /// Tables by name alone; `None` where several have it.
    by_name: HashMap<String, Option<TableId>>,
    objects: HashMap<Key, ObjectId>,
    enums: HashMap<Key, Target>,
    sequences: HashMap<Key, Target>,
    /// Carried tables that are attached as partitions, and to what.
    attached: HashMap<Key, Key>,
    keys: OnceCell<HashMap<String, Option<Target>>>,
    /// The tables that the triggers with a function are on.
    triggered: RefCell<Option<BTreeMap<String, Vec<TableId>>>>,
    relations: RefCell<HashMap<ObjectId, Option<Rc<Relation>>>>,
    table_relations: RefCell<HashMap<TableId, Rc<Relation>>>,
}

impl<'d> Catalog<'d> {
    pub(crate) fn new(design: &'d Design, dialect: Dialect) -> Self {
        let mut catalog = Self {
            design,
            dialect,
            tables: HashMap::new(),
            by_name: HashMap::new(),
            objects: HashMap::new(),
            enums: HashMap::new(),
            sequences: HashMap::new(),
            attached: HashMap::new(),
            keys: OnceCell::new(),
            triggered: RefCell::new(None),
            relations: RefCell::new(HashMap::new()),
            table_relations: RefCell::new(HashMap::new()),
        };
        catalog.fill();
        catalog
    }

    /// Whose SQL it is for.
    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    fn fill(&mut self) {
        let design = self.design;
        for table in design.tables() {
            let key = self.key(&table.namespace, &table.table_name);
            let by_name = self.by_name.entry(key.1.clone());
            by_name.and_modify(|t| *t = None).or_insert(Some(table.id));
            self.tables.insert(key, table.id);
        }
        for object in design.objects().filter(|o| o.dialect == self.dialect) {
            let is_relation = matches!(
                object.kind,
                ObjectKind::View | ObjectKind::MaterializedView | ObjectKind::Table
            );
            if is_relation && starts_with_create(&object.sql) {
                let (namespace, name) = object.name.rsplit_once('.').unwrap_or(("", &object.name));
                self.objects.insert(self.key(namespace, name), object.id);
            } else if object.kind == ObjectKind::Table
                && let Some((child, parent)) = self.attachment(&object.sql)
            {
                self.attached.insert(child, parent);
            }
        }
        for made in design.enums() {
            self.enums
                .insert(self.key(&made.namespace, &made.name), Target::Enum(made.id));
        }
        if self.dialect == Dialect::Postgres {
            for field in design
                .fields()
                .filter(|f| f.identity.is_some() && !says_sequence_name(f.details.sequence.as_deref()))
            {
                if let Some(table) = design.table(field.table_id) {
                    let name = postgres::implied_names::join(&[&table.table_name, &field.field_name], "seq");
                    let key = self.key(&table.namespace, &name);
                    self.sequences.insert(key, Target::Sequence(field.id));
                }
            }
        }
    }

    /// What `ALTER TABLE parent ATTACH PARTITION child …` attaches, and to what.
    fn attachment(&self, sql: &str) -> Option<(Key, Key)> {
        let binder = Binder::new(self, sql);
        let to = binder.words.len();
        let path = |at: usize| {
            let parts = binder.chain(at, to);
            let last = *parts.last()?;
            let namespace = if parts.len() > 1 {
                binder.name(parts[parts.len() - 2])
            } else {
                ""
            };
            Some((last, (self.namespace(namespace), binder.name(last).to_owned())))
        };
        if !binder.is(0, "alter") || !binder.is(1, "table") {
            return None;
        }
        let (last, parent) = path(if binder.is(2, "only") { 3 } else { 2 })?;
        let attaches = binder.is(last + 1, "attach") && binder.is(last + 2, "partition");
        let (_, child) = path(last + 3).filter(|_| attaches)?;
        Some((child, parent))
    }

    fn key(&self, namespace: &str, name: &str) -> Key {
        (self.namespace(namespace), folded(name, self.dialect))
    }

    /// A namespace as it is looked up: empty for the default one.
    fn namespace(&self, said: &str) -> String {
        let default = match self.dialect {
            Dialect::Postgres => said == "public",
            Dialect::Mysql => false,
            Dialect::Sqlite => said.eq_ignore_ascii_case("main"),
        };
        if default {
            String::new()
        } else {
            folded(said, self.dialect)
        }
    }

    /// Whether a variable takes the place of a column of the same name.
    pub(super) fn variables_win(&self) -> bool {
        self.dialect == Dialect::Mysql
    }

    pub(super) fn is_system_column(&self, name: &str) -> bool {
        match self.dialect {
            Dialect::Postgres => matches!(name, "ctid" | "xmin" | "xmax" | "cmin" | "cmax" | "tableoid" | "oid"),
            Dialect::Mysql => false,
            Dialect::Sqlite => matches!(name, "rowid" | "oid" | "_rowid_" | "rank"),
        }
    }

    /// The table, view or partition of this name.
    pub(super) fn relation(&self, namespace: Option<&str>, name: &str) -> Option<Rc<Relation>> {
        let key = (self.namespace(namespace.unwrap_or_default()), name.to_owned());
        if let Some(table) = self.tables.get(&key) {
            return self.of_table(*table);
        }
        if let Some(object) = self.objects.get(&key) {
            return Some(self.of_object_relation(*object).unwrap_or_else(Relation::unknown));
        }
        if namespace.is_some() {
            return None;
        }
        // Along a search path that is not known here.
        if self.objects.keys().any(|(_, other)| other == name) {
            return Some(Relation::unknown());
        }
        self.of_table((*self.by_name.get(name)?)?)
    }

    /// The table that a carried one is attached to as a partition.
    pub(super) fn parent_of(&self, namespace: Option<&str>, name: &str) -> Option<Rc<Relation>> {
        let key = (self.namespace(namespace.unwrap_or_default()), name.to_owned());
        let (namespace, parent) = self.attached.get(&key)?;
        self.relation(Some(namespace), parent)
    }

    pub(super) fn enum_named(&self, namespace: Option<&str>, name: &str) -> Option<Target> {
        let key = (self.namespace(namespace.unwrap_or_default()), name.to_owned());
        self.enums.get(&key).copied().or_else(|| {
            let mut alike = self
                .enums
                .iter()
                .filter(|((_, other), _)| namespace.is_none() && other == name);
            alike.next().map(|(_, t)| *t).filter(|_| alike.next().is_none())
        })
    }

    pub(super) fn enum_type(&self, target: Target) -> Option<&'d EnumType> {
        match target {
            Target::Enum(id) => self.design.enum_type(id).map(AsRef::as_ref),
            _ => None,
        }
    }

    pub(super) fn sequence(&self, namespace: Option<&str>, name: &str) -> Option<Target> {
        let key = (self.namespace(namespace.unwrap_or_default()), name.to_owned());
        self.sequences.get(&key).copied()
    }

    /// The index, key or check of this name.
    pub(super) fn key_named(&self, name: &str) -> Option<Target> {
        let keys = self.keys.get_or_init(|| {
            let mut keys = HashMap::new();
            let indexes = self.design.indexes().map(|i| (i.name.as_str(), Target::Index(i.id)));
            let constraints = self.design.constraints();
            let constraints = constraints.filter_map(|c| Some((c.name.as_deref()?, Target::Constraint(c.id))));
            for (name, target) in indexes.chain(constraints) {
                let entry = keys.entry(folded(name, self.dialect));
                entry.and_modify(|t| *t = None).or_insert(Some(target));
            }
            keys
        });
        keys.get(name).copied().flatten()
    }

    /// A table with its columns, and those it inherits.
    pub(super) fn of_table(&self, id: TableId) -> Option<Rc<Relation>> {
        if let Some(known) = self.table_relations.borrow().get(&id) {
            return Some(Rc::clone(known));
        }
        let table = self.design.table(id)?;
        let mut relation = Relation {
            table: Some(id),
            ..Relation::default()
        };
        // Parents that are children of their children end here.
        let early = Relation {
            table: Some(id),
            open: true,
            ..Relation::default()
        };
        self.table_relations.borrow_mut().insert(id, Rc::new(early));
        for parent in self.parents(table) {
            relation.open |= parent.open;
            for column in &parent.columns {
                if relation.column(&column.name).is_none() {
                    relation.columns.push(column.clone());
                }
            }
        }
        for field in self.design.fields_of(id) {
            let name = folded(&field.field_name, self.dialect);
            let column = Column {
                name: name.clone(),
                targets: vec![Target::Field(field.id)],
            };
            match relation.columns.iter_mut().find(|c| c.name == name) {
                Some(inherited) => inherited.targets.extend(column.targets),
                None => relation.columns.push(column),
            }
        }
        let relation = Rc::new(relation);
        self.table_relations.borrow_mut().insert(id, Rc::clone(&relation));
        Some(relation)
    }

    /// The tables that a table inherits from.
    fn parents(&self, table: &Table) -> Vec<Rc<Relation>> {
        let options = table.native_options.get(&self.dialect);
        let Some(options) = options.filter(|o| self.dialect == Dialect::Postgres && inherits(o)) else {
            return Vec::new();
        };
        let binder = Binder::new(self, options);
        let close = binder.close(1, binder.words.len());
        let parents = binder.listed(2, close);
        let relation = |(from, to): &(usize, usize)| {
            let parts = binder.chain(*from, *to);
            let namespace = (parts.len() > 1).then(|| binder.name(parts[parts.len() - 2]));
            let found = self.relation(namespace, binder.name(*parts.last()?));
            Some(found.unwrap_or_else(Relation::unknown))
        };
        parents.iter().filter_map(relation).collect()
    }

    /// What a carried view or table has for columns.
    fn of_object_relation(&self, id: ObjectId) -> Option<Rc<Relation>> {
        if let Some(known) = self.relations.borrow().get(&id) {
            return known.clone();
        }
        // Views that mention each other in a circle end here.
        self.relations.borrow_mut().insert(id, None);
        let object = self.design.object(id)?;
        let relation = Binder::new(self, &object.sql).made_relation(object.kind);
        self.relations.borrow_mut().insert(id, relation.clone());
        relation
    }

    /// What NEW and OLD are in a function: rows of the tables whose triggers call it.
    pub(super) fn row_of_triggers(&self, function: &str) -> Option<Rc<Relation>> {
        if self.triggered.borrow().is_none() {
            let mut all: BTreeMap<String, Vec<TableId>> = BTreeMap::new();
            let design = self.design;
            for trigger in design.objects().filter(|o| o.kind == ObjectKind::Trigger) {
                if trigger.dialect == self.dialect
                    && let Some((function, table)) = Binder::new(self, &trigger.sql).triggered()
                {
                    all.entry(function).or_default().push(table);
                }
            }
            *self.triggered.borrow_mut() = Some(all);
        }
        let triggered = self.triggered.borrow();
        let tables = triggered.as_ref()?.get(function)?;
        let relations: Vec<_> = tables.iter().filter_map(|t| self.of_table(*t)).collect();
        let mut row = Relation {
            any_of: tables.clone(),
            ..Relation::default()
        };
        let (first, others) = relations.split_first()?;
        for column in &first.columns {
            let mut targets = column.targets.clone();
            let in_all = others.iter().all(|other| match other.column(&column.name) {
                Some(same) => {
                    targets.extend(same.targets.iter().copied());
                    true
                }
                None => false,
            });
            if in_all {
                let name = column.name.clone();
                row.columns.push(Column { name, targets });
            }
        }
        row.open = relations.iter().any(|r| r.open);
        Some(Rc::new(row))
    }

    /// What an object's statement mentions.
    pub(crate) fn of_object(&self, object: &DesignObject) -> Found {
        let mut binder = Binder::new(self, &object.sql);
        binder.statement();
        binder.found
    }

    /// What the words after a table's closing parenthesis mention.
    pub(crate) fn of_options(&self, table: TableId, options: &str) -> Found {
        self.over_table(table, options)
    }

    /// What an expression over the fields of a table mentions.
    pub(crate) fn of_expression(&self, table: TableId, expression: &str) -> Found {
        self.over_table(table, expression)
    }

    fn over_table(&self, table: TableId, sql: &str) -> Found {
        let mut binder = Binder::new(self, sql);
        if let (Some(relation), Some(known)) = (self.of_table(table), self.design.table(table)) {
            binder.bind_table(&folded(&known.table_name, self.dialect), relation);
        }
        let to = binder.words.len();
        let from = if inherits(sql) { binder.inherited() } else { 0 };
        binder.walk(from, to);
        binder.found
    }

    /// The enum whose values a field takes.
    pub(super) fn enum_of(&self, target: Target) -> Option<&'d EnumType> {
        let Target::Field(id) = target else { return None };
        let field = self.design.field(id)?;
        let id = crate::edit::enum_of(&field.field_type)?;
        self.design.enum_type(id).map(AsRef::as_ref)
    }
}

fn starts_with_create(sql: &str) -> bool {
    sql.get(..6).is_some_and(|word| word.eq_ignore_ascii_case("create"))
}

/// Whether a field's sequence has a name of its own.
fn says_sequence_name(options: Option<&str>) -> bool {
    options.is_some_and(|o| o.to_ascii_uppercase().contains("SEQUENCE NAME"))
}

/// Whether options begin with the parents of a table.
pub(super) fn inherits(options: &str) -> bool {
    options.get(..8).is_some_and(|o| o.eq_ignore_ascii_case("inherits"))
}
