//! Edits as people make them, from a seed: another version of a design.

use tablewright_compiler::design::{
    ConstraintKind, DateConfig, DateKind, Deferrable, Design, Field, FieldType, IndexPart, NumberConfig, NumberKind,
    ReferentialAction, RelationshipType, SqlExpression, TextConfig, TypeFamily,
};
use tablewright_compiler::edit::{
    ApplyContext, CreateConstraint, CreateField, CreateIndex, CreateRelationship, CreateTable, Edit, UpdateConstraint,
    UpdateField, UpdateIndex, UpdateRelationship, UpdateTable, apply,
};
use tablewright_compiler::ids::{FieldId, IdSource, TableId};
use tablewright_tests::Rng;
use uuid::Uuid;

/// The design after some edits, and what they were. What objects mention is left alone, and so is what could not come
/// back because other rows refer to it.
pub(crate) fn edited(design: &Design, seed: u64, most: usize) -> (Design, Vec<Edit>) {
    let mut maker = Maker {
        rng: Rng::new(seed),
        ids: IdSource::new(Uuid::from_u128((u128::from(seed) + 7) << 64)),
        mentioned: design
            .objects()
            .map(|o| o.sql.to_lowercase())
            .collect::<Vec<_>>()
            .join("\n"),
        number: 0,
    };
    let mut design = design.clone();
    let mut made = Vec::new();
    let wanted = 1 + maker.rng.below(most);
    for _ in 0..wanted * 4 {
        if made.len() >= wanted {
            break;
        }
        let Some(edit) = maker.edit(&design) else { continue };
        let context = ApplyContext::interactive(IdSource::new(Uuid::from_u128(
            (u128::from(seed) + 7) << 64 | (1 << 60) | (made.len() as u128) << 32,
        )));
        if let Ok(applied) = apply(&design, std::slice::from_ref(&edit), context) {
            design = applied.design;
            made.push(edit);
        }
    }
    (design, made)
}

struct Maker {
    rng: Rng,
    ids: IdSource,
    mentioned: String,
    number: usize,
}

impl Maker {
    fn name(&mut self) -> String {
        self.number += 1;
        let word = *self
            .rng
            .pick(&["extra", "order", "Größe", "note", "Select", "two words"])
            .unwrap();
        format!("{word} {}", self.number)
    }

    fn table(&mut self, design: &Design) -> Option<TableId> {
        let all: Vec<TableId> = design.tables().map(|t| t.id).collect();
        self.rng.pick(&all).copied()
    }

    fn field<'d>(&mut self, design: &'d Design) -> Option<&'d Field> {
        let table = self.table(design)?;
        let all: Vec<&Field> = design.fields_of(table).map(AsRef::as_ref).collect();
        self.rng.pick(&all).copied()
    }

    fn is_mentioned(&self, name: &str) -> bool {
        self.mentioned.contains(&name.to_lowercase())
    }

    /// A field that nothing else holds on to.
    fn free_field<'d>(&mut self, design: &'d Design) -> Option<&'d Field> {
        let field = self.field(design)?;
        let related = design.relationships().any(|r| {
            r.field_pairs
                .iter()
                .any(|p| p.source_field_id == field.id || p.target_field_id == field.id)
        });
        let keyed = design.constraints_of(field.table_id).any(|c| match &c.kind {
            ConstraintKind::Check { expression } => {
                expression.sql.to_lowercase().contains(&field.field_name.to_lowercase())
            }
            kind => kind.fields().contains(&field.id),
        });
        let computed = field.generated.is_some() || field.identity.is_some();
        (!related && !keyed && !computed && !self.is_mentioned(&field.field_name)).then_some(field)
    }

    fn text(&mut self) -> FieldType {
        FieldType::new(TypeFamily::Text(TextConfig {
            length: Some(*self.rng.pick(&[60, 200, 400]).unwrap()),
            ..TextConfig::default()
        }))
    }

    fn number_type(&mut self, kind: NumberKind) -> FieldType {
        FieldType::new(TypeFamily::Number(NumberConfig {
            kind: Some(kind),
            ..NumberConfig::default()
        }))
    }

    fn edit(&mut self, design: &Design) -> Option<Edit> {
        Some(match self.rng.below(20) {
            0..=2 => self.create_field(design)?,
            3..=4 => {
                let field = self.field(design).filter(|f| !self.is_mentioned(&f.field_name))?;
                let id = field.id;
                Edit::UpdateField(UpdateField {
                    id,
                    field_name: Some(self.name()),
                    ..UpdateField::default()
                })
            }
            5 => {
                let table = design.table(self.table(design)?)?;
                if self.is_mentioned(&table.table_name) {
                    return None;
                }
                Edit::UpdateTable(UpdateTable {
                    id: table.id,
                    table_name: Some(self.name()),
                    ..UpdateTable::default()
                })
            }
            6..=7 => self.retype(design)?,
            8 => {
                let field = self.free_field(design)?;
                let is_text = matches!(field.field_type.family, TypeFamily::Text(_));
                let default = if is_text { "'none'" } else { "7" };
                let plain = is_text || matches!(field.field_type.family, TypeFamily::Number(_));
                if !plain {
                    return None;
                }
                Edit::UpdateField(UpdateField {
                    id: field.id,
                    is_required: Some(!field.is_required),
                    default_value: Some(Some(SqlExpression::neutral(default))),
                    ..UpdateField::default()
                })
            }
            9 => Edit::DeleteField(self.free_field(design)?.id),
            10 => {
                let field = self.field(design)?;
                Edit::UpdateField(UpdateField {
                    id: field.id,
                    sort_order: Some(self.rng.below(4) as u32),
                    ..UpdateField::default()
                })
            }
            11..=12 => {
                let table = self.table(design)?;
                let fields: Vec<FieldId> = design
                    .fields_of(table)
                    .filter(|f| matches!(f.field_type.family, TypeFamily::Number(_) | TypeFamily::Date(_)))
                    .map(|f| f.id)
                    .collect();
                let first = *self.rng.pick(&fields)?;
                let second = *self.rng.pick(&fields)?;
                let mut parts = vec![IndexPart::field(first)];
                if second != first {
                    parts.push(IndexPart::field(second));
                }
                Edit::CreateIndex(CreateIndex {
                    id: self.ids.next_id(),
                    table_id: table,
                    name: None,
                    is_unique: false,
                    parts,
                    method: None,
                    included: Vec::new(),
                    predicate: None,
                    description: None,
                    details: Default::default(),
                })
            }
            13 => {
                let all: Vec<_> = design.indexes().map(|i| i.id).collect();
                let id = *self.rng.pick(&all)?;
                if self.rng.chance(50) {
                    Edit::DeleteIndex(id)
                } else {
                    let name = Some(format!("renamed_{}", self.rng.below(1000)));
                    Edit::UpdateIndex(UpdateIndex {
                        id,
                        name,
                        ..UpdateIndex::default()
                    })
                }
            }
            14 => Edit::CreateRelationship(CreateRelationship {
                id: self.ids.next_id(),
                name: None,
                relationship_type: RelationshipType::OneToMany,
                source_table_id: self.table(design)?,
                target_table_id: self.table(design)?,
                field_pairs: Vec::new(),
                on_delete: ReferentialAction::NoAction,
                on_update: ReferentialAction::NoAction,
                deferrable: Deferrable::No,
                match_full: false,
                junction_table_id: None,
                description: None,
                details: Default::default(),
            }),
            15 => {
                let all: Vec<_> = design.relationships().map(|r| r.id).collect();
                let id = *self.rng.pick(&all)?;
                if self.rng.chance(40) {
                    Edit::DeleteRelationship(id)
                } else {
                    let actions = [
                        ReferentialAction::Cascade,
                        ReferentialAction::Restrict,
                        ReferentialAction::NoAction,
                    ];
                    Edit::UpdateRelationship(UpdateRelationship {
                        id,
                        on_delete: self.rng.pick(&actions).copied(),
                        ..UpdateRelationship::default()
                    })
                }
            }
            16 => {
                let table = self.table(design)?;
                let field = design
                    .fields_of(table)
                    .find(|f| matches!(f.field_type.family, TypeFamily::Text(_)))?;
                let quoted = field.field_name.replace('"', "\"\"");
                Edit::CreateConstraint(CreateConstraint {
                    id: self.ids.next_id(),
                    table_id: table,
                    name: Some(format!("sane_{}", self.rng.below(1000))),
                    kind: ConstraintKind::Check {
                        expression: SqlExpression::neutral(format!("\"{quoted}\" <> 'never'")),
                    },
                    deferrable: Deferrable::No,
                    description: None,
                    details: Default::default(),
                })
            }
            17 => {
                let table = self.table(design)?;
                let all: Vec<_> = design.constraints_of(table).collect();
                let constraint = self.rng.pick(&all)?;
                match &constraint.kind {
                    ConstraintKind::PrimaryKey { .. } | ConstraintKind::Exclusion { .. } => return None,
                    ConstraintKind::Unique { .. } | ConstraintKind::Check { .. } if self.rng.chance(50) => {
                        Edit::DeleteConstraint(constraint.id)
                    }
                    ConstraintKind::Unique { .. } | ConstraintKind::Check { .. } => {
                        Edit::UpdateConstraint(UpdateConstraint {
                            id: constraint.id,
                            name: Some(Some(format!("other_{}", self.number))),
                            ..UpdateConstraint::default()
                        })
                    }
                }
            }
            18 => {
                let mut table = CreateTable::named(self.ids.next_id(), self.name());
                table.description = Some("what it's for".to_owned());
                Edit::CreateTable(table)
            }
            _ => {
                let table = design.table(self.table(design)?)?;
                let referred = design.relationships().any(|r| r.source_table_id == table.id);
                if referred || self.is_mentioned(&table.table_name) {
                    return None;
                }
                Edit::DeleteTable(table.id)
            }
        })
    }

    fn create_field(&mut self, design: &Design) -> Option<Edit> {
        let table = self.table(design)?;
        let (field_type, default) = match self.rng.below(4) {
            0 => (self.text(), "'it''s ☃'"),
            1 => (self.number_type(NumberKind::Integer), "42"),
            2 => (
                FieldType::new(TypeFamily::Date(DateConfig {
                    kind: Some(DateKind::Date),
                    ..DateConfig::default()
                })),
                "'2020-02-29'",
            ),
            _ => (FieldType::new(TypeFamily::Boolean), "true"),
        };
        let mut edit = CreateField::named(self.ids.next_id(), table, self.name(), field_type);
        edit.is_required = self.rng.chance(50);
        edit.default_value = self.rng.chance(60).then(|| SqlExpression::neutral(default));
        edit.sort_order = self.rng.chance(30).then_some(1);
        Some(Edit::CreateField(edit))
    }

    /// To a type that takes all values there are, and gives them back.
    fn retype(&mut self, design: &Design) -> Option<Edit> {
        let field = self.free_field(design)?;
        if field.default_value.is_some() {
            return None;
        }
        let id = field.id;
        let field_type = match &field.field_type.family {
            TypeFamily::Number(number) if number.effective_kind() == NumberKind::Integer => {
                if self.rng.chance(50) {
                    FieldType::new(TypeFamily::Number(NumberConfig {
                        width: Some(64),
                        ..number.clone()
                    }))
                } else {
                    FieldType::new(TypeFamily::Text(TextConfig {
                        length: Some(40),
                        ..TextConfig::default()
                    }))
                }
            }
            TypeFamily::Text(text) if text.length.is_some() => FieldType::new(TypeFamily::Text(TextConfig {
                length: text.length.map(|length| length.saturating_mul(2).min(2000)),
                ..text.clone()
            })),
            _ => return None,
        };
        Some(Edit::UpdateField(UpdateField {
            id,
            field_type: Some(field_type),
            ..UpdateField::default()
        }))
    }
}
