//! The types of the API, one a file, named as in the schema. Each is a thin shell around native values; what they
//! read of others goes through [`super::scope::Scope`] or the loaders.

mod branch;
mod branch_event;
mod change;
mod comparison;
mod compilation;
mod data_field;
mod data_table;
mod design_object;
mod diagnostic;
mod element;
mod enum_type;
mod error_code;
mod export;
mod hazard;
mod invitation;
mod migration;
mod organization;
mod payloads;
mod presence_change;
mod project;
mod proof;
mod role;
mod schema_version;
mod sign_in_payload;
mod sql_expression;
mod statement;
mod table_constraint;
mod table_index;
mod table_lock;
mod table_relationship;
mod target;
mod user;

pub(crate) use branch::Branch;
pub(crate) use branch_event::BranchEvent;
pub(crate) use change::Change;
#[cfg(test)]
pub(crate) use change::property;
pub(crate) use comparison::{BranchStateInput, Comparison, DesignStateInput};
pub(crate) use compilation::Compilation;
pub(crate) use data_field::{DataField, DataType, Identity};
pub(crate) use data_table::{DataTable, TableStatus};
pub(crate) use design_object::{DesignObject, ObjectKind};
pub(crate) use diagnostic::Diagnostic;
pub(crate) use element::Element;
pub(crate) use enum_type::EnumType;
pub(crate) use error_code::ErrorCode;
pub(crate) use export::{Export, ExportFormat};
pub(crate) use invitation::CreateInvitationPayload;
pub(crate) use migration::Migration;
pub(crate) use organization::Organization;
pub(crate) use payloads::{ApplyEditsPayload, ImportSchemaPayload};
pub(crate) use presence_change::PresenceChange;
pub(crate) use project::Project;
pub(crate) use proof::{Proof, ProofProgress};
pub(crate) use role::Role;
pub(crate) use schema_version::SchemaVersion;
pub(crate) use sign_in_payload::SignInPayload;
pub(crate) use sql_expression::SqlExpression;
pub(crate) use statement::Statement;
pub(crate) use table_constraint::{ConstraintKind, TableConstraint};
pub(crate) use table_index::{NullsOrder, SortDirection, TableIndex};
pub(crate) use table_lock::{LockKind, TableLock};
pub(crate) use table_relationship::{Deferrable, ReferentialAction, RelationshipType, TableRelationship};
pub(crate) use target::Target;
pub(crate) use user::User;

/// What only some engines say of an element, as JSON.
fn details(details: &impl serde::Serialize) -> serde_json::Value {
    serde_json::to_value(details).unwrap_or_default()
}
