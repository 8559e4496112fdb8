//! A design as a Mermaid `erDiagram`.
//!
//! Mermaid takes few characters where types and attributes stand; what it would refuse is written with underscores, and
//! the true name of a column stands beside it in quotes.

use crate::design::{
    ConstraintKind, DateKind, Design, Field, FieldType, NumberKind, Relationship, RelationshipType, Table, TableStatus,
    TypeFamily,
};
use crate::diagnostic::{Diagnostic, Severity};
use crate::ids::{FieldId, TableId};
use std::collections::HashSet;

/// The design as a diagram, and what is not in it.
pub fn write(design: &Design) -> (String, Vec<Diagnostic>) {
    let mut out = String::from("erDiagram\n");
    let mut diagnostics = Vec::new();
    let tables: Vec<&Table> = design
        .tables()
        .map(AsRef::as_ref)
        .filter(|table| table.status != TableStatus::Deleted)
        .collect();
    let shown: HashSet<TableId> = tables.iter().map(|table| table.id).collect();
    for table in &tables {
        entity(design, table, &mut out);
    }
    for relationship in design.relationships() {
        if shown.contains(&relationship.source_table_id) && shown.contains(&relationship.target_table_id) {
            relation(design, relationship, &mut out);
        }
    }
    let not_drawn = design.objects().count();
    if not_drawn > 0 {
        let message = format!("a diagram shows tables and relationships: {not_drawn} objects are not in it");
        diagnostics.push(Diagnostic::new(Severity::Info, "objects-not-drawn", message));
    }
    let refined = design.indexes().count()
        + design
            .constraints()
            .filter(|constraint| constraint.kind.fields().is_empty())
            .count();
    if refined > 0 {
        let message = format!("a diagram shows tables and relationships: {refined} indexes and checks are not in it");
        diagnostics.push(Diagnostic::new(Severity::Info, "indexes-not-drawn", message));
    }
    (out, diagnostics)
}

/// A table's name, which may have its schema before it.
fn entity_name(table: &Table) -> String {
    if table.namespace.is_empty() {
        return quoted(&table.table_name);
    }
    quoted(&format!("{}.{}", table.namespace, table.table_name))
}

/// A text in quotes. Mermaid has no escape for a quote, nor room for line breaks, percent signs and backslashes.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push('\''),
            '\\' => out.push('/'),
            '%' => out.push('‰'),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    if text.is_empty() {
        out.push(' ');
    }
    out + "\""
}

/// A word that Mermaid takes for a type or an attribute: ASCII letters, digits and underscores after a letter.
fn word(text: &str) -> String {
    let mut out: String = text
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' })
        .collect();
    if !out.starts_with(|c: char| c.is_ascii_alphabetic()) {
        out.insert(0, 'x');
    }
    out
}

fn entity(design: &Design, table: &Table, out: &mut String) {
    let mut primary: HashSet<FieldId> = HashSet::new();
    let mut unique: HashSet<FieldId> = HashSet::new();
    for constraint in design.constraints_of(table.id) {
        match &constraint.kind {
            ConstraintKind::PrimaryKey { fields } => primary.extend(fields),
            ConstraintKind::Unique { fields, .. } if fields.len() == 1 => unique.extend(fields),
            ConstraintKind::Unique { .. } | ConstraintKind::Check { .. } | ConstraintKind::Exclusion { .. } => {}
        }
    }
    let foreign: HashSet<FieldId> = design
        .relationships_of(table.id)
        .filter(|relationship| relationship.target_table_id == table.id)
        .flat_map(|relationship| relationship.field_pairs.iter().map(|pair| pair.target_field_id))
        .collect();
    out.push_str(&format!("    {} {{\n", entity_name(table)));
    let mut fields: Vec<&Field> = design.fields_of(table.id).map(AsRef::as_ref).collect();
    fields.sort_by_key(|field| (field.sort_order, field.id));
    for field in fields {
        let mut line = format!(
            "        {} {}",
            word(&type_name(design, &field.field_type)),
            word(&field.field_name)
        );
        let marks = [(&primary, "PK"), (&foreign, "FK"), (&unique, "UK")];
        let marks: Vec<&str> = marks
            .iter()
            .filter(|(fields, _)| fields.contains(&field.id))
            .map(|(_, mark)| *mark)
            .collect();
        if !marks.is_empty() {
            line.push(' ');
            line.push_str(&marks.join(", "));
        }
        let mut said = Vec::new();
        if word(&field.field_name) != field.field_name {
            said.push(field.field_name.clone());
        }
        said.extend(field.description.iter().filter(|text| !text.is_empty()).cloned());
        if !said.is_empty() {
            line.push(' ');
            line.push_str(&quoted(&said.join(": ")));
        }
        out.push_str(&line);
        out.push('\n');
    }
    out.push_str("    }\n");
}

fn type_name(design: &Design, field_type: &FieldType) -> String {
    match &field_type.family {
        TypeFamily::Text(config) => match (config.fixed, config.length) {
            (true, Some(length)) => format!("char_{length}"),
            (false, Some(length)) => format!("varchar_{length}"),
            (_, None) => "text".to_owned(),
        },
        TypeFamily::Number(config) => match (config.effective_kind(), config.width) {
            (NumberKind::Integer, Some(8)) => "tinyint".to_owned(),
            (NumberKind::Integer, Some(16)) => "smallint".to_owned(),
            (NumberKind::Integer, Some(64)) => "bigint".to_owned(),
            (NumberKind::Integer, _) => "int".to_owned(),
            (NumberKind::Decimal, _) => match (config.precision, config.scale) {
                (Some(precision), Some(scale)) => format!("decimal_{precision}_{scale}"),
                _ => "decimal".to_owned(),
            },
            (NumberKind::Float, Some(32)) => "real".to_owned(),
            (NumberKind::Float, _) => "double".to_owned(),
        },
        TypeFamily::Date(config) => match (config.effective_kind(), config.with_time_zone) {
            (DateKind::Date, _) => "date".to_owned(),
            (DateKind::Time, _) => "time".to_owned(),
            (DateKind::Timestamp, false) => "timestamp".to_owned(),
            (DateKind::Timestamp, true) => "timestamptz".to_owned(),
            (DateKind::Interval, _) => "interval".to_owned(),
            (DateKind::Year, _) => "year".to_owned(),
        },
        TypeFamily::Boolean => "boolean".to_owned(),
        TypeFamily::Uuid => "uuid".to_owned(),
        TypeFamily::Json(_) => "json".to_owned(),
        TypeFamily::Binary(_) => "binary".to_owned(),
        TypeFamily::Enum(config) => config
            .enum_id
            .and_then(|id| design.enum_type(id))
            .map_or_else(|| "enum".to_owned(), |made| made.name.clone()),
        TypeFamily::Array(array) => type_name(design, &array.element) + "_list",
        TypeFamily::Native => field_type
            .native
            .values()
            .next()
            .cloned()
            .unwrap_or_else(|| "native".to_owned()),
    }
}

fn relation(design: &Design, relationship: &Relationship, out: &mut String) {
    let (Some(source), Some(target)) = (
        design.table(relationship.source_table_id),
        design.table(relationship.target_table_id),
    ) else {
        return;
    };
    let is_required = relationship.field_pairs.iter().all(|pair| {
        design
            .field(pair.target_field_id)
            .is_some_and(|field| is_required(design, field))
    });
    let one = if is_required { "||" } else { "|o" };
    let line = match relationship.relationship_type {
        RelationshipType::OneToOne => format!("{one}--o|"),
        RelationshipType::OneToMany => format!("{one}--o{{"),
        RelationshipType::ManyToMany => "}o--o{".to_owned(),
    };
    out.push_str(&format!(
        "    {} {line} {} : {}\n",
        entity_name(source),
        entity_name(target),
        quoted(&relationship.name)
    ));
}

fn is_required(design: &Design, field: &Field) -> bool {
    let key = design.primary_key_of(field.table_id);
    field.is_required || key.is_some_and(|key| key.kind.fields().contains(&field.id))
}
