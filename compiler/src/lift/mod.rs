//! From a [`Schema`] to the edits that make a design of it.
//!
//! Every table, column, key, check, index, enum and object of the schema becomes one edit, in an order in which
//! they can be applied to a design as one batch. Nothing is left out in silence.

mod expression;
pub(crate) mod names;
mod relationships;
mod tables;
mod types;

pub(crate) use expression::default as default_of;
pub(crate) use types::{field_type, native_type, parts};

use crate::design::{DesignObject, Identity, NumberKind, TypeFamily};
use crate::diagnostic::{Diagnostic, Severity};
use crate::dialect::Dialect;
use crate::edit::{CreateEnum, Edit};
use crate::ids::{EnumId, FieldId, IdSource, TableId};
use crate::schema::{Origin, Schema};
use std::collections::HashMap;

/// The edits that make everything in the schema, and findings about what a design cannot hold.
pub fn lift(schema: &Schema, ids: &mut IdSource) -> (Vec<Edit>, Vec<Diagnostic>) {
    let mut lift = Lift::new(schema, ids);
    lift.enums();
    lift.tables();
    lift.relationships();
    lift.objects();
    (lift.edits, lift.findings)
}

/// A schema on its way.
struct Lift<'a> {
    schema: &'a Schema,
    dialect: Dialect,
    ids: &'a mut IdSource,
    edits: Vec<Edit>,
    findings: Vec<Diagnostic>,
    /// The enums by how a column's type says them.
    enums: HashMap<String, EnumId>,
    /// Beside the schema's tables.
    tables: Vec<LiftedTable>,
    /// The tables by namespace and name, as the engine compares names.
    by_name: HashMap<(Option<String>, String), usize>,
}

/// What has become of a table.
struct LiftedTable {
    id: TableId,
    /// By name, as the engine compares names.
    fields: HashMap<String, FieldId>,
}

impl<'a> Lift<'a> {
    fn new(schema: &'a Schema, ids: &'a mut IdSource) -> Self {
        Self {
            schema,
            dialect: schema.dialect,
            ids,
            edits: Vec::new(),
            findings: Vec::new(),
            enums: HashMap::new(),
            tables: Vec::new(),
            by_name: HashMap::new(),
        }
    }

    /// How a name is looked up.
    fn key(&self, name: &str) -> String {
        match self.dialect {
            Dialect::Postgres => name.to_owned(),
            Dialect::Mysql | Dialect::Sqlite => name.to_lowercase(),
        }
    }

    /// How a table's name is looked up.
    fn table_key(&self, namespace: Option<&str>, name: &str) -> (Option<String>, String) {
        match self.dialect {
            Dialect::Sqlite => (namespace.map(str::to_lowercase), name.to_lowercase()),
            Dialect::Postgres | Dialect::Mysql => (namespace.map(str::to_owned), name.to_owned()),
        }
    }

    fn warn(&mut self, origin: Origin, code: &str, subject: &str, message: String) {
        self.say(Severity::Warning, origin, code, subject, message);
    }

    fn say(&mut self, severity: Severity, origin: Origin, code: &str, subject: &str, message: String) {
        let mut finding = Diagnostic::new(severity, code, message).subject(subject);
        finding.position = origin.position;
        self.findings.push(finding);
    }

    fn enums(&mut self) {
        for made in &self.schema.enums {
            let id: EnumId = self.ids.next_id();
            let said = self.dialect.identifier(&made.name);
            match &made.namespace {
                Some(namespace) => {
                    let qualified = format!("{}.{said}", self.dialect.identifier(namespace));
                    self.enums.insert(qualified, id);
                    // Without its schema, where no other enum has the name: an import along a search path.
                    self.enums.entry(said).or_insert(id);
                }
                None => {
                    self.enums.insert(format!("public.{said}"), id);
                    self.enums.insert(said, id);
                }
            }
            self.edits.push(Edit::CreateEnum(CreateEnum {
                id,
                namespace: made.namespace.clone().unwrap_or_default(),
                name: made.name.clone(),
                description: made.comment.clone(),
                values: made.values.clone(),
                value_ids: made.value_ids.clone(),
            }));
        }
    }

    fn objects(&mut self) {
        for (order, object) in self.schema.objects.iter().enumerate() {
            let id = self.ids.next_id();
            self.edits.push(Edit::CreateObject(DesignObject {
                id,
                kind: object.kind,
                name: object.name.clone(),
                dialect: self.dialect,
                sql: object.sql.clone(),
                sort_order: u32::try_from(order).unwrap_or(u32::MAX),
            }));
        }
    }
}

/// The identity, where the type can be numbered by the engine.
pub(crate) fn identity_for(identity: Option<Identity>, family: &TypeFamily) -> Option<Identity> {
    let is_integer = matches!(family, TypeFamily::Number(n) if n.effective_kind() == NumberKind::Integer);
    identity.filter(|_| is_integer)
}
