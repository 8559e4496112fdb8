//! A Design in the words of one engine.
//!
//! Every element is expressed in the Schema or named in a Diagnostic, and what is in the Schema is accepted by
//! the engine: what it would refuse is adjusted, or left out with an ERROR.

mod columns;
mod defaults;
mod details;
mod enums;
mod foreign_keys;
mod indexes;
mod keys;
mod mysql_limits;
mod names;
mod objects;
mod options;
mod tables;
mod types;

use crate::design::{Constraint, Design, Field, Table};
use crate::diagnostic::{Diagnostic, Severity};
use crate::dialect::{Capabilities, Dialect};
use crate::expression::{ColumnRef, Kind};
use crate::ids::{EnumId, FieldId, TableId};
use crate::schema::{Column, Schema, SchemaTable};
use names::Names;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The design as a schema of the engine, and what could not be expressed or means something else there.
pub fn lower(design: &Design, dialect: Dialect) -> (Schema, Vec<Diagnostic>) {
    let mut lowering = Lowering::new(design, dialect);
    tables::names(&mut lowering);
    enums::lower(&mut lowering);
    columns::lower(&mut lowering);
    mysql_limits::keep_rows_in_bounds(&mut lowering);
    keys::lower(&mut lowering);
    indexes::lower(&mut lowering);
    options::lower(&mut lowering);
    foreign_keys::lower(&mut lowering);
    mysql_limits::name_keys(&mut lowering);
    keys::lower_checks(&mut lowering);
    mysql_limits::number_leading_keys(&mut lowering);
    tables::leave_out_empty(&mut lowering);
    objects::lower(&mut lowering);
    lowering.finish()
}

/// What is known while lowering.
struct Lowering<'a> {
    design: &'a Design,
    dialect: Dialect,
    can: &'static Capabilities,
    schema: Schema,
    diagnostics: Vec<Diagnostic>,
    names: Names,
    /// Where each expressed table stands in the schema.
    tables: HashMap<TableId, usize>,
    /// Where each expressed field stands: table, column, and what it holds.
    columns: HashMap<FieldId, Placed>,
    /// Each table's columns by their identifiers in the design.
    by_identifier: Vec<HashMap<String, FieldId>>,
    /// How each enum is written in a column, where the engine has enum types.
    enum_types: HashMap<EnumId, String>,
    /// Fields in keys, indexes and foreign keys that cover them whole.
    keyed: HashSet<FieldId>,
    /// Elements on whose absence from the output only one sentence is needed in all.
    unkept_comments: usize,
    texts_by_collation: usize,
    /// Whether fields were read from MySQL, so that its server's own character set is meant.
    is_from_mysql: bool,
}

/// Where a field stands in the schema.
#[derive(Debug, Clone)]
struct Placed {
    table: usize,
    column: usize,
    kind: Kind,
}

impl<'a> Lowering<'a> {
    fn new(design: &'a Design, dialect: Dialect) -> Self {
        Self {
            design,
            dialect,
            can: dialect.capabilities(),
            schema: Schema::new(dialect),
            diagnostics: Vec::new(),
            names: Names::new(dialect),
            tables: HashMap::new(),
            columns: HashMap::new(),
            by_identifier: Vec::new(),
            enum_types: HashMap::new(),
            keyed: HashSet::new(),
            unkept_comments: 0,
            texts_by_collation: 0,
            is_from_mysql: false,
        }
    }

    fn say(&mut self, severity: Severity, code: &str, subject: &str, element: impl Into<Uuid>, message: String) {
        self.diagnostics.push(
            Diagnostic::new(severity, code, message)
                .subject(subject)
                .element(element),
        );
    }

    fn error(&mut self, code: &str, subject: &str, element: impl Into<Uuid>, message: String) {
        self.say(Severity::Error, code, subject, element, message);
    }

    fn warn(&mut self, code: &str, subject: &str, element: impl Into<Uuid>, message: String) {
        self.say(Severity::Warning, code, subject, element, message);
    }

    fn info(&mut self, code: &str, subject: &str, element: impl Into<Uuid>, message: String) {
        self.say(Severity::Info, code, subject, element, message);
    }

    /// The comment, within what MySQL allows there.
    fn comment(&mut self, text: Option<&str>, most: usize, subject: &str, element: Uuid) -> Option<String> {
        let text = text.filter(|text| !text.is_empty())?;
        if !self.can.comments {
            self.unkept_comments += 1;
        }
        if self.dialect != Dialect::Mysql || text.len() <= most || text.chars().count() <= most {
            return Some(text.to_owned());
        }
        let message = format!("the comment of {subject} is cut: MySQL allows {most} characters");
        self.warn("comment-cut", subject, element, message);
        Some(text.chars().take(most).collect())
    }

    /// The tables that are expressed, with their places.
    fn expressed(&self) -> Vec<(usize, &'a Table)> {
        let mut all: Vec<_> = self
            .tables
            .iter()
            .filter_map(|(id, at)| self.design.table(*id).map(|t| (*at, t.as_ref())))
            .collect();
        all.sort_by_key(|(at, _)| *at);
        all
    }

    /// Whether the field is in its table's primary key, and not with its beginning alone.
    fn is_whole_in_primary_key(&self, field: &Field) -> bool {
        let prefixed = |key: &Constraint| {
            let options = key.details.native_options.get(&self.dialect);
            options.is_some_and(|options| options.starts_with('('))
        };
        let key = self.design.primary_key_of(field.table_id);
        key.is_some_and(|key| key.kind.fields().contains(&field.id) && !prefixed(key))
    }

    /// Whether the table's options were read from this very engine.
    fn is_own(&self, table: &Table) -> bool {
        table.native_options.contains_key(&self.dialect)
    }

    fn table(&self, at: usize) -> &SchemaTable {
        &self.schema.tables[at]
    }

    fn column(&self, field: FieldId) -> Option<&Column> {
        let placed = self.columns.get(&field)?;
        Some(&self.schema.tables[placed.table].columns[placed.column])
    }

    /// The field that an expression over this table means by a name.
    fn field_named(&self, table: usize, name: &str) -> Option<FieldId> {
        let fields = &self.by_identifier[table];
        let field = fields.get(name).or_else(|| {
            let folded = name.to_lowercase();
            // Bare words in any case name a column, and nothing tells the quoted ones apart here.
            fields.get(&folded).or_else(|| {
                fields
                    .iter()
                    .find(|(known, _)| known.to_lowercase() == folded)
                    .map(|(_, f)| f)
            })
        });
        field.copied()
    }

    /// The column that an expression over this table means by a name.
    fn column_named(&self, table: usize, name: &str) -> Option<ColumnRef> {
        let placed = self.columns.get(&self.field_named(table, name)?)?;
        Some(ColumnRef {
            name: self.schema.tables[placed.table].columns[placed.column].name.clone(),
            kind: placed.kind.clone(),
        })
    }

    fn finish(mut self) -> (Schema, Vec<Diagnostic>) {
        if self.unkept_comments > 0 {
            self.diagnostics.push(Diagnostic::new(
                Severity::Info,
                "comments-not-kept",
                format!(
                    "{} keeps no comments: {} stand in the SQL as comments of the script",
                    self.dialect, self.unkept_comments
                ),
            ));
        }
        if self.texts_by_collation > 0 {
            self.diagnostics.push(Diagnostic::new(
                Severity::Info,
                "text-by-collation",
                format!(
                    "{} compares text by the database's collation, on most servers without regard to case ({} fields)",
                    self.dialect, self.texts_by_collation
                ),
            ));
        }
        (self.schema, self.diagnostics)
    }
}

#[cfg(test)]
mod tests;
