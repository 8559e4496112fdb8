//! Reads inputs into edits, noting everything that is wrong.

use std::collections::HashMap;

use async_graphql::{ID, MaybeUndefined};
use serde::de::DeserializeOwned;
use serde_json::Value;
use tablewright_compiler::design::{ConstraintKind, DataType, Design, FieldType, TypeFamily};
use tablewright_compiler::diagnostic::Issue;
use tablewright_compiler::edit::Edit;
use tablewright_compiler::ids::{ConstraintId, FieldId};
use uuid::Uuid;

use super::edit::EditInput;
use crate::error::AppError;
use crate::graphql::id;

/// The edits that the inputs of a batch ask for, on the design as it is; or everything that is wrong with their form.
pub(crate) fn edits(inputs: Vec<EditInput>, design: &Design) -> Result<Vec<Edit>, AppError> {
    let mut reader = Reader::new(design);
    let edits: Vec<Edit> = inputs
        .into_iter()
        .enumerate()
        .map(|(position, input)| {
            reader.path = format!("edits[{position}].{}", input.member());
            input.read(&mut reader)
        })
        .collect();
    match reader.issues.first() {
        None => Ok(edits),
        Some(first) => {
            let message = match reader.issues.len() {
                1 => format!("{}: {}", first.path, first.message),
                n => format!("{}: {} (and {} more, see issues)", first.path, first.message, n - 1),
            };
            Err(AppError::invalid(message).with("issues", &reader.issues))
        }
    }
}

/// Whether reading leans on an element that the design does not have: a config is read as that of the family which the
/// field has. The design may then be behind.
pub(crate) fn lean_on_unseen(inputs: &[EditInput], design: &Design) -> bool {
    inputs.iter().any(|input| match input {
        EditInput::UpdateField(update) => update.leans_on().is_some_and(|id| design.field(id.into()).is_none()),
        EditInput::UpdateConstraint(update) => update
            .leans_on()
            .is_some_and(|id| design.constraint(id.into()).is_none()),
        _ => false,
    })
}

/// Where in the batch one reads, and what was wrong so far. After an issue reading goes on with some value; the edits
/// are then not used.
pub(super) struct Reader<'a> {
    design: &'a Design,
    /// What earlier edits of the batch said about elements that the design has otherwise, or not yet.
    types: HashMap<FieldId, DataType>,
    kinds: HashMap<ConstraintId, ConstraintKind>,
    objects: u32,
    /// The edit: `edits[3].createField`.
    path: String,
    issues: Vec<Issue>,
}

impl<'a> Reader<'a> {
    fn new(design: &'a Design) -> Self {
        Self {
            design,
            types: HashMap::new(),
            kinds: HashMap::new(),
            objects: 0,
            path: String::new(),
            issues: Vec::new(),
        }
    }

    /// Notes that a member breaks a rule.
    pub(super) fn refuse(&mut self, member: &str, rule: &str, message: impl Into<String>) {
        self.issues.push(Issue {
            path: format!("{}.{member}", self.path),
            rule: rule.to_owned(),
            message: message.into(),
            element: None,
        });
    }

    /// The id of an element that is meant to exist.
    pub(super) fn id<T: From<Uuid>>(&mut self, member: &str, given: &ID) -> T {
        let known = id::known(given);
        if known.is_none() {
            let message = format!("{} is not an id; ids are UUIDs", id::shortened(given));
            self.refuse(member, "id-invalid", message);
        }
        T::from(known.unwrap_or_default())
    }

    /// Ids of elements that are meant to exist.
    pub(super) fn ids<T: From<Uuid>>(&mut self, member: &str, given: &[ID]) -> Vec<T> {
        given.iter().map(|id| self.id(member, id)).collect()
    }

    /// The id of a new element: the client's, or a new one.
    pub(super) fn new_id<T: From<Uuid>>(&mut self, given: Option<&ID>) -> T {
        match given {
            Some(given) => self.id("id", given),
            None => T::from(Uuid::now_v7()),
        }
    }

    /// What only some engines say of an element.
    pub(super) fn details<T: DeserializeOwned + Default>(&mut self, given: Value) -> T {
        serde_json::from_value(given).unwrap_or_else(|why| {
            let message = format!("these are not the details of such an element: {why}");
            self.refuse("details", "details-invalid", message);
            T::default()
        })
    }

    /// A number that counts.
    pub(super) fn count(&mut self, member: &str, given: Option<i32>) -> Option<u32> {
        let given = given?;
        let count = u32::try_from(given).ok();
        if count.is_none() {
            self.refuse(
                member,
                "number-range",
                format!("{given} is below 0; 0 and above are accepted"),
            );
        }
        count
    }

    /// The type of a new field.
    pub(super) fn field_type(&mut self, field: FieldId, family: DataType, config: Option<&Value>) -> FieldType {
        self.types.insert(field, family);
        match FieldType::from_parts(family, config.unwrap_or(&Value::Null)) {
            Ok(field_type) => field_type,
            Err(why) => {
                self.refuse(
                    "config",
                    "type-invalid",
                    format!("this config does not fit {}: {why}", family.as_str()),
                );
                FieldType::new(TypeFamily::Boolean)
            }
        }
    }

    /// The new type of a field. Without a family its config is that of the family it has; without a config a family
    /// starts plain. `None` where the type stays. Where there is no such field the type is one that no field can have:
    /// the compiler says that the field is unknown, and would refuse the type of one that turned up meanwhile.
    pub(super) fn new_field_type(
        &mut self,
        field: FieldId,
        family: Option<DataType>,
        config: Option<&Value>,
    ) -> Option<FieldType> {
        if family.is_none() && config.is_none() {
            return None;
        }
        let known = self.types.get(&field).copied();
        let family = family
            .or(known)
            .or_else(|| Some(self.design.field(field)?.field_type.data_type()));
        Some(match family {
            Some(family) => self.field_type(field, family, config),
            None => FieldType::new(TypeFamily::Native),
        })
    }

    /// What a constraint demands, as far as the design and the batch know.
    pub(super) fn constraint_kind(&self, constraint: ConstraintId) -> Option<ConstraintKind> {
        let known = self.kinds.get(&constraint).cloned();
        known.or_else(|| Some(self.design.constraint(constraint)?.kind.clone()))
    }

    /// Remembers what a constraint demands from here on.
    pub(super) fn note_constraint_kind(&mut self, constraint: ConstraintId, kind: &ConstraintKind) {
        self.kinds.insert(constraint, kind.clone());
    }

    /// The place after all objects.
    pub(super) fn next_object_place(&mut self) -> u32 {
        let last = self.design.objects().map(|object| object.sort_order).max();
        self.objects += 1;
        last.map_or(0, |last| last.saturating_add(1))
            .saturating_add(self.objects - 1)
    }
}

/// What an update says about a property that may be absent: left out it stays, null clears it.
pub(super) fn clearable<T>(given: MaybeUndefined<T>) -> Option<Option<T>> {
    match given {
        MaybeUndefined::Undefined => None,
        MaybeUndefined::Null => Some(None),
        MaybeUndefined::Value(value) => Some(Some(value)),
    }
}
