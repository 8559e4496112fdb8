use async_graphql::{ID, InputObject, MaybeUndefined};
use serde_json::Value;
use tablewright_compiler::design::{self, SqlExpression};
use tablewright_compiler::edit::{CreateConstraint, UpdateConstraint};
use tablewright_compiler::ids::{ConstraintId, FieldId};
use uuid::Uuid;

use super::field::SqlExpressionInput;
use super::reader::{Reader, clearable};
use crate::graphql::types::{ConstraintKind, Deferrable};

/// Asks for a new key or check. Foreign keys are relationships.
#[derive(InputObject)]
pub(crate) struct CreateConstraintInput {
    /// Its identity, a UUID of your choice; the server chooses where it is left out.
    id: Option<ID>,
    /// The table it holds for.
    table_id: ID,
    /// The identifier in the database; the engine names it where it is left out.
    name: Option<String>,
    /// What sort of constraint it is.
    kind: ConstraintKind,
    /// Ids of the fields of a key, in order.
    fields: Option<Vec<ID>>,
    /// Whether nulls count as equal in a unique key (NULLS NOT DISTINCT).
    nulls_not_distinct: Option<bool>,
    /// What a check demands of every row, or what stands behind EXCLUDE.
    expression: Option<SqlExpressionInput>,
    /// When it is checked; NO where it is left out: at every statement.
    deferrable: Option<Deferrable>,
    /// Its comment.
    description: Option<String>,
    /// What only some engines say of it, by name: `{ "included": [id], "notValid": true }`.
    details: Option<Value>,
}

impl CreateConstraintInput {
    pub(super) fn read(self, reader: &mut Reader<'_>) -> CreateConstraint {
        let id: ConstraintId = reader.new_id(self.id.as_ref());
        let demands = Demands {
            fields: self.fields,
            nulls_not_distinct: self.nulls_not_distinct,
            expression: self.expression.map(Into::into),
        };
        let plain = match self.kind {
            ConstraintKind::PrimaryKey => design::ConstraintKind::PrimaryKey { fields: vec![] },
            ConstraintKind::Unique => design::ConstraintKind::Unique {
                fields: vec![],
                nulls_not_distinct: false,
            },
            ConstraintKind::Check => {
                if demands.expression.is_none() {
                    reader.refuse(
                        "expression",
                        "expression-needed",
                        "a check needs the expression that it demands",
                    );
                }
                design::ConstraintKind::Check {
                    expression: SqlExpression::neutral(""),
                }
            }
            ConstraintKind::Exclusion => {
                if demands.expression.is_none() {
                    let message = "an exclusion constraint needs, as its expression, what stands behind EXCLUDE";
                    reader.refuse("expression", "expression-needed", message);
                }
                design::ConstraintKind::Exclusion {
                    definition: SqlExpression::neutral(""),
                }
            }
        };
        let kind = demands.on(reader, plain);
        reader.note_constraint_kind(id, &kind);
        CreateConstraint {
            id,
            table_id: reader.id("tableId", &self.table_id),
            name: self.name,
            kind,
            deferrable: self.deferrable.map(Into::into).unwrap_or_default(),
            description: self.description,
            details: self.details.map(|given| reader.details(given)).unwrap_or_default(),
        }
    }
}

/// Asks for changes to a key or check, which stays of its kind. What is left out stays as it is; null clears what may
/// be absent.
#[derive(InputObject)]
pub(crate) struct UpdateConstraintInput {
    /// The key or check.
    id: ID,
    /// The identifier in the database.
    name: MaybeUndefined<String>,
    /// Ids of the fields of a key, in order, all of them.
    fields: Option<Vec<ID>>,
    /// Whether nulls count as equal in a unique key (NULLS NOT DISTINCT).
    nulls_not_distinct: Option<bool>,
    /// What a check demands of every row, or what stands behind EXCLUDE.
    expression: Option<SqlExpressionInput>,
    /// When it is checked.
    deferrable: Option<Deferrable>,
    /// Its comment.
    description: MaybeUndefined<String>,
    /// What only some engines say of it, all of it.
    details: Option<Value>,
}

impl UpdateConstraintInput {
    /// The constraint whose kind says how the rest is read.
    pub(super) fn leans_on(&self) -> Option<Uuid> {
        Uuid::try_parse(&self.id).ok()
    }

    pub(super) fn read(self, reader: &mut Reader<'_>) -> UpdateConstraint {
        let id: ConstraintId = reader.id("id", &self.id);
        let demands = Demands {
            fields: self.fields,
            nulls_not_distinct: self.nulls_not_distinct,
            expression: self.expression.map(Into::into),
        };
        // Where there is no such constraint the compiler says so.
        let known = if demands.are_none() {
            None
        } else {
            reader.constraint_kind(id)
        };
        let kind = known.map(|kind| demands.on(reader, kind));
        if let Some(kind) = &kind {
            reader.note_constraint_kind(id, kind);
        }
        UpdateConstraint {
            id,
            name: clearable(self.name),
            kind,
            deferrable: self.deferrable.map(Into::into),
            description: clearable(self.description),
            details: self.details.map(|given| reader.details(given)),
        }
    }
}

/// What is demanded, as far as it is said.
struct Demands {
    fields: Option<Vec<ID>>,
    nulls_not_distinct: Option<bool>,
    expression: Option<SqlExpression>,
}

impl Demands {
    fn are_none(&self) -> bool {
        self.fields.is_none() && self.nulls_not_distinct.is_none() && self.expression.is_none()
    }

    /// The constraint with what is said, and the rest as it was.
    fn on(self, reader: &mut Reader<'_>, kind: design::ConstraintKind) -> design::ConstraintKind {
        let is_key = matches!(
            kind,
            design::ConstraintKind::PrimaryKey { .. } | design::ConstraintKind::Unique { .. }
        );
        if !is_key && self.fields.is_some() {
            let message = format!(
                "a constraint of this kind ({}) has an expression, not fields",
                kind.noun()
            );
            reader.refuse("fields", "key-fields-invalid", message);
        }
        if is_key && self.expression.is_some() {
            reader.refuse("expression", "sql-invalid", "a key has fields, not an expression");
        }
        if self.nulls_not_distinct == Some(true) && !matches!(kind, design::ConstraintKind::Unique { .. }) {
            reader.refuse(
                "nullsNotDistinct",
                "key-fields-invalid",
                "only a unique key can say how nulls compare",
            );
        }
        match kind {
            design::ConstraintKind::PrimaryKey { fields } => design::ConstraintKind::PrimaryKey {
                fields: said(reader, self.fields, fields),
            },
            design::ConstraintKind::Unique {
                fields,
                nulls_not_distinct,
            } => design::ConstraintKind::Unique {
                fields: said(reader, self.fields, fields),
                nulls_not_distinct: self.nulls_not_distinct.unwrap_or(nulls_not_distinct),
            },
            design::ConstraintKind::Check { expression } => design::ConstraintKind::Check {
                expression: self.expression.unwrap_or(expression),
            },
            design::ConstraintKind::Exclusion { definition } => design::ConstraintKind::Exclusion {
                definition: self.expression.unwrap_or(definition),
            },
        }
    }
}

fn said(reader: &mut Reader<'_>, given: Option<Vec<ID>>, otherwise: Vec<FieldId>) -> Vec<FieldId> {
    given.map_or(otherwise, |given| reader.ids("fields", &given))
}
