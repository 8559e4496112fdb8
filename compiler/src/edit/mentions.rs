//! Renamed fields: what mentions them by their identifier follows.
//!
//! Two fields may swap their identifiers in one batch, so a mention becomes a marker first, which no other rename
//! can hit, and the marker becomes the identifier when all edits have run.

use super::batch::Batch;
use crate::design::{ConstraintKind, Design, Element, Field, PartTarget, SqlExpression};
use crate::dialect::Dialect;
use crate::expression::mentions::{Column, replaced};
use crate::ids::{FieldId, TableId};
use std::sync::Arc;

/// Marks what mentions a field of the running edit by the identifier that it had before.
pub(super) fn follow(batch: &mut Batch<'_>, before: &Field) {
    let marker = marker(before.id);
    let design = &batch.design;
    let is_other = |name: &str| {
        design
            .fields_of(before.table_id)
            .any(|field| field.id != before.id && field.field_name == name)
    };
    let column = Column {
        name: &before.field_name,
        is_other: &is_other,
    };
    let rewrite = |expression: &SqlExpression| replaced(expression, column, &marker);
    for element in rewritten(design, before.table_id, &rewrite) {
        batch.put(element);
    }
}

/// Gives every marked mention the identifier that its field has now, or had last.
pub(super) fn settle(batch: &mut Batch<'_>) {
    for (id, (table, last)) in std::mem::take(&mut batch.renamed) {
        let name = batch.design.field(id).map_or(last, |field| field.field_name.clone());
        let marker = marker(id);
        let rewrite = |expression: &SqlExpression| {
            // What the engines share is read by PostgreSQL's rules.
            let dialect = expression.dialect.unwrap_or(Dialect::Postgres);
            let sql = expression.sql.replace(&marker, &dialect.identifier(&name));
            (sql != expression.sql).then_some(SqlExpression {
                sql,
                dialect: expression.dialect,
            })
        };
        for element in rewritten(&batch.design, table, &rewrite) {
            batch.design.put(element);
        }
    }
}

/// A bare word in every engine.
fn marker(field: FieldId) -> String {
    format!("renamed_{}", field.0.simple())
}

/// The elements of a table in which an expression becomes another.
fn rewritten(
    design: &Design,
    table: TableId,
    rewrite: &dyn Fn(&SqlExpression) -> Option<SqlExpression>,
) -> Vec<Element> {
    let mut out = Vec::new();
    let optional = |slot: &mut Option<SqlExpression>| replace(slot.as_mut(), rewrite);
    for before in design.fields_of(table) {
        if before.generated.is_none() && before.default_value.is_none() && before.on_update.is_none() {
            continue;
        }
        let mut field = Field::clone(before);
        let generated = replace(field.generated.as_mut().map(|g| &mut g.expression), rewrite);
        if generated | optional(&mut field.default_value) | optional(&mut field.on_update) {
            out.push(Element::Field(Arc::new(field)));
        }
    }
    for before in design.constraints_of(table) {
        let kind = match &before.kind {
            ConstraintKind::Check { expression } => {
                rewrite(expression).map(|expression| ConstraintKind::Check { expression })
            }
            ConstraintKind::Exclusion { definition } => {
                rewrite(definition).map(|definition| ConstraintKind::Exclusion { definition })
            }
            ConstraintKind::PrimaryKey { .. } | ConstraintKind::Unique { .. } => None,
        };
        if let Some(kind) = kind {
            let mut constraint = before.as_ref().clone();
            constraint.kind = kind;
            out.push(Element::Constraint(Arc::new(constraint)));
        }
    }
    for before in design.indexes_of(table) {
        let mut index = before.as_ref().clone();
        let mut changed = optional(&mut index.predicate);
        for part in &mut index.parts {
            if let PartTarget::Expression(expression) = &mut part.target {
                changed |= replace(Some(expression), rewrite);
            }
        }
        if changed {
            out.push(Element::Index(Arc::new(index)));
        }
    }
    out
}

fn replace(slot: Option<&mut SqlExpression>, rewrite: &dyn Fn(&SqlExpression) -> Option<SqlExpression>) -> bool {
    let Some(expression) = slot else { return false };
    let Some(new) = rewrite(expression) else { return false };
    *expression = new;
    true
}
