//! Random edits: most of them valid for the design they are made for, some on purpose not.

use crate::design::{
    ArrayConfig, ConstraintKind, DataType, DateConfig, DateKind, Deferrable, Design, DesignObject, EnumConfig,
    FieldPair, FieldType, Generated, Identity, IndexPart, NumberConfig, ObjectKind, PartTarget, ReferentialAction,
    RelationshipType, SqlExpression, TableStatus, TextConfig, TypeFamily,
};
use crate::dialect::Dialect;
use crate::edit::{
    ApplyContext, CreateConstraint, CreateEnum, CreateField, CreateIndex, CreateRelationship, CreateTable, Edit,
    UpdateConstraint, UpdateEnum, UpdateField, UpdateIndex, UpdateObject, UpdateRelationship, UpdateTable, apply,
};
use crate::ids::{ConstraintId, EnumId, FieldId, IdSource, IndexId, ObjectId, RelationshipId, TableId};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Numbers that look random and follow from a seed (SplitMix64).
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The numbers of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// One of 0 to `end` - 1; 0 where there is none.
    pub fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next_u64() % end.max(1) as u64).expect("it is below a usize")
    }

    /// True `percent` times in a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of the values, where there are any.
    pub fn pick<T: Copy>(&mut self, values: &[T]) -> Option<T> {
        values.get(self.below(values.len())).copied()
    }
}

/// An endless supply of edits. The same seed and designs give the same edits.
#[derive(Debug, Clone)]
pub struct RandomEdits {
    random: Random,
    ids: IdSource,
    made: IdSource,
}

/// Names that meet each other, with what a person may type among them.
const NAMES: [&str; 14] = [
    "Customers",
    "Orders",
    "Order Items",
    "select",
    "Größe",
    "a\"b",
    "it's",
    "Id",
    "Name",
    "Total",
    "Created At",
    "Status",
    "x",
    "Parent",
];

/// Names that are none.
const BAD_NAMES: [&str; 4] = ["", "  ", "a\0b", "a\nb"];

impl RandomEdits {
    /// The edits of a seed; sources with different seeds never give elements the same id.
    pub fn new(seed: u64) -> Self {
        let ids = (u128::from(seed) << 64) | (1 << 62);
        Self {
            random: Random::new(seed),
            ids: IdSource::new(Uuid::from_u128(ids)),
            made: IdSource::new(Uuid::from_u128(ids | (1 << 61))),
        }
    }

    /// A batch of 1 to `most` edits for the design, the later ones for what the earlier ones make of it.
    pub fn batch(&mut self, design: &Design, most: usize) -> Vec<Edit> {
        let mut design = design.clone();
        let count = 1 + self.random.below(most);
        (0..count)
            .map(|_| {
                let edit = self.edit(&design);
                let context = ApplyContext::interactive(self.made.clone());
                if let Ok(applied) = apply(&design, std::slice::from_ref(&edit), context) {
                    design = applied.design;
                }
                edit
            })
            .collect()
    }

    /// One edit for the design.
    pub fn edit(&mut self, design: &Design) -> Edit {
        match self.random.below(100) {
            0..12 => self.create_table(),
            12..18 => self.update_table(design),
            18..20 => Edit::DeleteTable(self.some_table(design)),
            20..42 => self.create_field(design),
            42..52 => self.update_field(design),
            52..56 => Edit::DeleteField(self.some_field(design)),
            56..66 => self.create_relationship(design),
            66..70 => self.update_relationship(design),
            70..72 => {
                let all: Vec<_> = design.relationships().map(|r| r.id).collect();
                Edit::DeleteRelationship(self.one_of(&all))
            }
            72..77 => self.create_index(design),
            77..79 => self.update_index(design),
            79..80 => {
                let all: Vec<_> = design.indexes().map(|i| i.id).collect();
                Edit::DeleteIndex(self.one_of(&all))
            }
            80..86 => self.create_constraint(design),
            86..88 => self.update_constraint(design),
            88..90 => Edit::DeleteConstraint(self.some_constraint(design)),
            90..93 => self.create_enum(),
            93..95 => self.update_enum(design),
            95..96 => {
                let all: Vec<_> = design.enums().map(|e| e.id).collect();
                Edit::DeleteEnum(self.one_of(&all))
            }
            96..98 => self.create_object(),
            98..99 => self.update_object(design),
            _ => {
                let all: Vec<_> = design.objects().map(|o| o.id).collect();
                Edit::DeleteObject(self.one_of(&all))
            }
        }
    }

    fn create_table(&mut self) -> Edit {
        let mut edit = CreateTable::named(self.new_id(), self.name());
        edit.table_name = self.random.chance(20).then(|| self.name());
        edit.description = self.random.chance(20).then(|| "What it is for".to_owned());
        if self.random.chance(10) {
            edit.native_options = BTreeMap::from([(Dialect::Sqlite, "WITHOUT ROWID".to_owned())]);
        }
        Edit::CreateTable(edit)
    }

    fn update_table(&mut self, design: &Design) -> Edit {
        let statuses = [
            TableStatus::Draft,
            TableStatus::Active,
            TableStatus::Deprecated,
            TableStatus::Deleted,
        ];
        Edit::UpdateTable(UpdateTable {
            id: self.some_table(design),
            name: self.random.chance(40).then(|| self.name()),
            table_name: self.random.chance(20).then(|| self.name()),
            description: self.random.chance(20).then_some(None),
            status: self.random.chance(50).then(|| self.one_of(&statuses)),
            ..UpdateTable::default()
        })
    }

    fn create_field(&mut self, design: &Design) -> Edit {
        let field_type = self.field_type(design);
        let mut edit = CreateField::named(self.new_id(), self.some_table(design), self.name(), field_type);
        edit.is_required = self.random.chance(50);
        edit.is_primary_key = self.random.chance(30);
        edit.is_unique = self.random.chance(10);
        edit.default_value = self.random.chance(20).then(|| self.expression());
        edit.identity = self.random.chance(10).then_some(Identity::ByDefault);
        if self.random.chance(5) {
            let expression = self.expression();
            edit.generated = Some(Generated {
                expression,
                stored: true,
            });
        }
        if self.random.chance(20) {
            edit.sort_order = u32::try_from(self.random.below(5)).ok();
        }
        Edit::CreateField(edit)
    }

    fn update_field(&mut self, design: &Design) -> Edit {
        Edit::UpdateField(UpdateField {
            id: self.some_field(design),
            name: self.random.chance(30).then(|| self.name()),
            field_name: self.random.chance(15).then(|| self.name()),
            field_type: self.random.chance(30).then(|| self.field_type(design)),
            is_required: self.random.chance(40).then(|| self.random.chance(50)),
            is_primary_key: self.random.chance(20).then(|| self.random.chance(50)),
            default_value: self.random.chance(20).then(|| Some(self.expression())),
            identity: self.random.chance(10).then_some(None),
            sort_order: self.random.chance(20).then_some(3),
            ..UpdateField::default()
        })
    }

    fn create_relationship(&mut self, design: &Design) -> Edit {
        let types = [
            RelationshipType::OneToMany,
            RelationshipType::OneToMany,
            RelationshipType::OneToOne,
            RelationshipType::ManyToMany,
        ];
        let relationship_type = self.one_of(&types);
        let (source, target) = (self.some_table(design), self.some_table(design));
        let wants_pairs = self.random.chance(40) && relationship_type != RelationshipType::ManyToMany;
        Edit::CreateRelationship(CreateRelationship {
            id: self.new_id(),
            name: self.random.chance(20).then(|| self.name()),
            relationship_type,
            source_table_id: source,
            target_table_id: target,
            field_pairs: if wants_pairs {
                self.pairs(design, source, target)
            } else {
                Vec::new()
            },
            on_delete: self.action(),
            on_update: self.action(),
            deferrable: if self.random.chance(20) {
                Deferrable::InitiallyDeferred
            } else {
                Deferrable::No
            },
            match_full: false,
            junction_table_id: None,
            description: None,
            details: Default::default(),
        })
    }

    fn update_relationship(&mut self, design: &Design) -> Edit {
        let all: Vec<_> = design.relationships().map(|r| r.id).collect();
        let id: RelationshipId = self.one_of(&all);
        let ends = design.relationship(id).map(|r| (r.source_table_id, r.target_table_id));
        let pairs = ends.filter(|_| self.random.chance(30));
        Edit::UpdateRelationship(UpdateRelationship {
            id,
            name: self.random.chance(30).then(|| self.name()),
            relationship_type: self.random.chance(20).then_some(RelationshipType::OneToOne),
            field_pairs: pairs.map(|(source, target)| self.pairs(design, source, target)),
            on_delete: self.random.chance(30).then(|| self.action()),
            deferrable: self.random.chance(40).then_some(Deferrable::No),
            ..UpdateRelationship::default()
        })
    }

    fn create_index(&mut self, design: &Design) -> Edit {
        let table = self.some_table(design);
        Edit::CreateIndex(CreateIndex {
            id: self.new_id(),
            table_id: table,
            name: self.random.chance(40).then(|| self.name()),
            is_unique: self.random.chance(30),
            parts: self.parts(design, table),
            method: self.random.chance(10).then(|| "btree".to_owned()),
            included: Vec::new(),
            predicate: self.random.chance(10).then(|| self.expression()),
            description: None,
            details: Default::default(),
        })
    }

    fn update_index(&mut self, design: &Design) -> Edit {
        let all: Vec<_> = design.indexes().map(|i| i.id).collect();
        let id: IndexId = self.one_of(&all);
        let table = design.index(id).map_or_else(|| self.new_id(), |i| i.table_id);
        Edit::UpdateIndex(UpdateIndex {
            id,
            name: self.random.chance(40).then(|| self.name()),
            is_unique: Some(self.random.chance(50)),
            parts: self.random.chance(50).then(|| self.parts(design, table)),
            ..UpdateIndex::default()
        })
    }

    fn create_constraint(&mut self, design: &Design) -> Edit {
        let table = self.some_table(design);
        Edit::CreateConstraint(CreateConstraint {
            id: self.new_id(),
            table_id: table,
            name: self.random.chance(40).then(|| self.name()),
            kind: self.constraint_kind(design, table),
            deferrable: Deferrable::No,
            description: None,
            details: Default::default(),
        })
    }

    fn update_constraint(&mut self, design: &Design) -> Edit {
        let id = self.some_constraint(design);
        let table = design.constraint(id).map_or_else(|| self.new_id(), |c| c.table_id);
        Edit::UpdateConstraint(UpdateConstraint {
            id,
            name: self.random.chance(40).then(|| Some(self.name())),
            kind: self.random.chance(50).then(|| self.constraint_kind(design, table)),
            ..UpdateConstraint::default()
        })
    }

    fn create_enum(&mut self) -> Edit {
        Edit::CreateEnum(CreateEnum {
            id: self.new_id(),
            namespace: String::new(),
            name: self.name(),
            description: None,
            values: self.values(),
            value_ids: Vec::new(),
        })
    }

    fn update_enum(&mut self, design: &Design) -> Edit {
        let all: Vec<EnumId> = design.enums().map(|e| e.id).collect();
        Edit::UpdateEnum(UpdateEnum {
            id: self.one_of(&all),
            name: self.random.chance(40).then(|| self.name()),
            values: self.random.chance(60).then(|| self.values()),
            ..UpdateEnum::default()
        })
    }

    fn create_object(&mut self) -> Edit {
        Edit::CreateObject(DesignObject {
            id: self.new_id(),
            kind: ObjectKind::View,
            name: self.name(),
            dialect: Dialect::Postgres,
            sql: "CREATE VIEW v AS SELECT 1".to_owned(),
            sort_order: 0,
        })
    }

    fn update_object(&mut self, design: &Design) -> Edit {
        let all: Vec<ObjectId> = design.objects().map(|o| o.id).collect();
        Edit::UpdateObject(UpdateObject {
            id: self.one_of(&all),
            name: self.random.chance(50).then(|| self.name()),
            sql: self.random.chance(50).then(|| "CREATE VIEW v AS SELECT 2".to_owned()),
            sort_order: None,
        })
    }

    fn new_id<T: From<Uuid>>(&mut self) -> T {
        if self.random.chance(1) {
            return T::from(Uuid::nil());
        }
        self.ids.next_id()
    }

    /// One of the values; an id that nothing has where there are none, and now and then.
    fn one_of<T: Copy + MaybeUnknown>(&mut self, values: &[T]) -> T {
        let found = self.random.pick(values);
        match (found, T::unknown(Uuid::from_u128(7))) {
            (Some(found), Some(unknown)) => {
                if self.random.chance(2) {
                    unknown
                } else {
                    found
                }
            }
            (Some(found), None) => found,
            (None, unknown) => unknown.expect("only ids are picked from lists that may be empty"),
        }
    }

    fn some_table(&mut self, design: &Design) -> TableId {
        let all: Vec<_> = design.tables().map(|t| t.id).collect();
        self.one_of(&all)
    }

    fn some_field(&mut self, design: &Design) -> FieldId {
        let all: Vec<_> = design.fields().map(|f| f.id).collect();
        self.one_of(&all)
    }

    fn some_constraint(&mut self, design: &Design) -> ConstraintId {
        let all: Vec<_> = design.constraints().map(|c| c.id).collect();
        self.one_of(&all)
    }

    fn fields_of(&mut self, design: &Design, table: TableId) -> Vec<FieldId> {
        let mut fields: Vec<_> = design.fields_of(table).map(|f| f.id).collect();
        while !fields.is_empty() && self.random.chance(60) {
            fields.remove(self.random.below(fields.len()));
        }
        if self.random.chance(3) {
            fields.push(self.some_field(design));
        }
        fields
    }

    fn pairs(&mut self, design: &Design, source: TableId, target: TableId) -> Vec<FieldPair> {
        let sources = self.fields_of(design, source);
        let targets = self.fields_of(design, target);
        let pair = |(source_field_id, target_field_id)| FieldPair {
            source_field_id,
            target_field_id,
        };
        sources.into_iter().zip(targets).map(pair).collect()
    }

    fn parts(&mut self, design: &Design, table: TableId) -> Vec<IndexPart> {
        let fields = self.fields_of(design, table);
        let mut parts: Vec<_> = fields.into_iter().map(IndexPart::field).collect();
        if self.random.chance(15) {
            let mut part = IndexPart::field(FieldId::default());
            part.target = PartTarget::Expression(self.expression());
            parts.push(part);
        }
        parts
    }

    fn constraint_kind(&mut self, design: &Design, table: TableId) -> ConstraintKind {
        match self.random.below(3) {
            0 => ConstraintKind::PrimaryKey {
                fields: self.fields_of(design, table),
            },
            1 => ConstraintKind::Unique {
                fields: self.fields_of(design, table),
                nulls_not_distinct: self.random.chance(20),
            },
            _ => ConstraintKind::Check {
                expression: self.expression(),
            },
        }
    }

    fn field_type(&mut self, design: &Design) -> FieldType {
        let enums: Vec<EnumId> = design.enums().map(|e| e.id).collect();
        let family = match self.random.below(9) {
            0 | 1 => TypeFamily::Number(NumberConfig::default()),
            2 => TypeFamily::Number(NumberConfig {
                precision: u16::try_from(self.random.below(1200)).ok(),
                scale: Some(2),
                ..NumberConfig::default()
            }),
            3 => TypeFamily::Date(DateConfig {
                kind: Some(DateKind::Timestamp),
                with_time_zone: true,
                precision: u8::try_from(self.random.below(8)).ok(),
            }),
            4 if !enums.is_empty() => TypeFamily::Enum(EnumConfig {
                enum_id: Some(self.one_of(&enums)),
                values: None,
            }),
            5 => TypeFamily::Enum(EnumConfig {
                enum_id: None,
                values: Some(self.values()),
            }),
            6 => {
                let element = FieldType::new(TypeFamily::Uuid);
                TypeFamily::Array(ArrayConfig {
                    element: Box::new(element),
                    dimensions: 1,
                })
            }
            _ => TypeFamily::Text(TextConfig {
                length: u32::try_from(self.random.below(50)).ok(),
                ..TextConfig::default()
            }),
        };
        debug_assert_ne!(family.data_type(), DataType::Native);
        FieldType::new(family)
    }

    fn values(&mut self) -> Vec<String> {
        let all = ["new", "paid", "sent", "it's", "new"];
        let count = self.random.below(all.len() + 1);
        all[..count].iter().map(|v| (*v).to_owned()).collect()
    }

    fn expression(&mut self) -> SqlExpression {
        let all = [
            "0",
            "'new'",
            "CURRENT_TIMESTAMP",
            "(1 + 2)",
            "name",
            "id > 0 AND \"total\" <> 'total'",
            "1; DROP TABLE x",
            "('",
            "1, 2",
        ];
        SqlExpression::neutral(self.random.pick(&all).unwrap_or("0"))
    }

    fn action(&mut self) -> ReferentialAction {
        let all = [
            ReferentialAction::NoAction,
            ReferentialAction::Cascade,
            ReferentialAction::SetNull,
        ];
        self.one_of(&all)
    }

    fn name(&mut self) -> String {
        if self.random.chance(3) {
            return self.random.pick(&BAD_NAMES).unwrap_or("").to_owned();
        }
        let name = self.random.pick(&NAMES).unwrap_or("x");
        if self.random.chance(40) {
            return format!("{name} {}", self.random.below(20));
        }
        name.to_owned()
    }
}

/// What a value that nothing has looks like, where there is such a thing.
trait MaybeUnknown: Sized {
    fn unknown(id: Uuid) -> Option<Self>;
}

macro_rules! ids_may_be_unknown {
    ($($id:ty),+) => {$(
        impl MaybeUnknown for $id {
            fn unknown(id: Uuid) -> Option<Self> {
                Some(Self(id))
            }
        }
    )+};
}

ids_may_be_unknown!(
    TableId,
    FieldId,
    RelationshipId,
    IndexId,
    ConstraintId,
    EnumId,
    ObjectId
);

macro_rules! always_known {
    ($($value:ty),+) => {$(
        impl MaybeUnknown for $value {
            fn unknown(_: Uuid) -> Option<Self> {
                None
            }
        }
    )+};
}

always_known!(TableStatus, RelationshipType, ReferentialAction);
