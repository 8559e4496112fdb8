//! The design that the cases start from, and short ways to write edits of it.

use tablewright_compiler::design::{
    ConstraintKind, Deferrable, Design, DesignObject, EnumConfig, FieldPair, FieldType, IndexPart, NumberConfig,
    ObjectKind, ReferentialAction, RelationshipType, SqlExpression, TableStatus, TextConfig, TypeFamily,
};
use tablewright_compiler::diagnostic::Issue;
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::edit::{
    ApplyContext, CreateConstraint, CreateEnum, CreateField, CreateIndex, CreateRelationship, CreateTable, Edit, Rule,
    Rules, UpdateField, UpdateTable, apply,
};
use tablewright_compiler::ids::{ConstraintId, EnumId, FieldId, IdSource, IndexId, ObjectId, RelationshipId, TableId};
use uuid::Uuid;

// A shop: customers (1: id 1, email 11), orders (2: id 2, customer 21, placed 22), log (3: text 31, no key), and
// an enum status (1) used by orders.placed. `orders_customer_fkey` (1) ties orders.customer to customers.id.

pub(super) fn t(n: u128) -> TableId {
    TableId(Uuid::from_u128(0x1_0000 + n))
}

pub(super) fn f(n: u128) -> FieldId {
    FieldId(Uuid::from_u128(0x2_0000 + n))
}

pub(super) fn r(n: u128) -> RelationshipId {
    RelationshipId(Uuid::from_u128(0x3_0000 + n))
}

pub(super) fn c(n: u128) -> ConstraintId {
    ConstraintId(Uuid::from_u128(0x4_0000 + n))
}

pub(super) fn x(n: u128) -> IndexId {
    IndexId(Uuid::from_u128(0x5_0000 + n))
}

pub(super) fn e(n: u128) -> EnumId {
    EnumId(Uuid::from_u128(0x6_0000 + n))
}

pub(super) fn o(n: u128) -> ObjectId {
    ObjectId(Uuid::from_u128(0x7_0000 + n))
}

pub(super) fn of(family: TypeFamily) -> FieldType {
    FieldType::new(family)
}

pub(super) fn text() -> FieldType {
    of(TypeFamily::Text(TextConfig::default()))
}

pub(super) fn number() -> FieldType {
    of(TypeFamily::Number(NumberConfig::default()))
}

pub(super) fn neutral(sql: &str) -> SqlExpression {
    SqlExpression::neutral(sql)
}

pub(super) fn pair(source: u128, target: u128) -> FieldPair {
    FieldPair {
        source_field_id: f(source),
        target_field_id: f(target),
    }
}

pub(super) fn new_table(n: u128, name: &str) -> Edit {
    Edit::CreateTable(CreateTable::named(t(n), name))
}

pub(super) fn new_field(n: u128, table: u128, name: &str, field_type: FieldType) -> CreateField {
    CreateField::named(f(n), t(table), name, field_type)
}

pub(super) fn field_with(set: impl FnOnce(&mut CreateField)) -> Vec<Edit> {
    let mut edit = new_field(90, 1, "Fresh", text());
    set(&mut edit);
    vec![Edit::CreateField(edit)]
}

pub(super) fn typed(field_type: FieldType) -> Vec<Edit> {
    field_with(|edit| edit.field_type = field_type)
}

pub(super) fn defaulting(sql: &str) -> Vec<Edit> {
    field_with(|edit| edit.default_value = Some(neutral(sql)))
}

pub(super) fn key_field(n: u128, table: u128) -> Edit {
    let mut id = new_field(n, table, "Id", number());
    id.is_primary_key = true;
    Edit::CreateField(id)
}

pub(super) fn relate(n: u128, source: u128, target: u128, pairs: &[FieldPair]) -> CreateRelationship {
    CreateRelationship {
        id: r(n),
        name: None,
        relationship_type: RelationshipType::OneToMany,
        source_table_id: t(source),
        target_table_id: t(target),
        field_pairs: pairs.to_vec(),
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
        deferrable: Deferrable::No,
        match_full: false,
        junction_table_id: None,
        description: None,
        details: Default::default(),
    }
}

pub(super) fn related(source: u128, target: u128, pairs: &[FieldPair]) -> Vec<Edit> {
    vec![Edit::CreateRelationship(relate(9, source, target, pairs))]
}

pub(super) fn many(source: u128, target: u128, set: impl FnOnce(&mut CreateRelationship)) -> Vec<Edit> {
    let mut edit = relate(9, source, target, &[]);
    edit.relationship_type = RelationshipType::ManyToMany;
    set(&mut edit);
    vec![Edit::CreateRelationship(edit)]
}

pub(super) fn constraint(kind: ConstraintKind) -> Vec<Edit> {
    vec![Edit::CreateConstraint(CreateConstraint {
        id: c(9),
        table_id: t(1),
        name: None,
        kind,
        deferrable: Deferrable::No,
        description: None,
        details: Default::default(),
    })]
}

pub(super) fn unique(fields: &[u128]) -> ConstraintKind {
    ConstraintKind::Unique {
        fields: fields.iter().map(|n| f(*n)).collect(),
        nulls_not_distinct: false,
    }
}

pub(super) fn primary(fields: &[u128]) -> ConstraintKind {
    ConstraintKind::PrimaryKey {
        fields: fields.iter().map(|n| f(*n)).collect(),
    }
}

pub(super) fn index(set: impl FnOnce(&mut CreateIndex)) -> Vec<Edit> {
    let mut edit = CreateIndex {
        id: x(9),
        table_id: t(1),
        name: None,
        is_unique: false,
        parts: vec![IndexPart::field(f(11))],
        method: None,
        included: Vec::new(),
        predicate: None,
        description: None,
        details: Default::default(),
    };
    set(&mut edit);
    vec![Edit::CreateIndex(edit)]
}

pub(super) fn table(n: u128, set: impl FnOnce(&mut UpdateTable)) -> Edit {
    let mut edit = UpdateTable {
        id: t(n),
        ..UpdateTable::default()
    };
    set(&mut edit);
    Edit::UpdateTable(edit)
}

pub(super) fn field(n: u128, set: impl FnOnce(&mut UpdateField)) -> Edit {
    let mut edit = UpdateField {
        id: f(n),
        ..UpdateField::default()
    };
    set(&mut edit);
    Edit::UpdateField(edit)
}

pub(super) fn status(n: u128, status: TableStatus) -> Edit {
    table(n, |edit| edit.status = Some(status))
}

pub(super) fn new_enum(n: u128, name: &str, values: &[&str]) -> Edit {
    Edit::CreateEnum(CreateEnum {
        id: e(n),
        namespace: String::new(),
        name: name.to_owned(),
        description: None,
        values: values.iter().map(|v| (*v).to_owned()).collect(),
        value_ids: Vec::new(),
    })
}

pub(super) fn new_object(set: impl FnOnce(&mut DesignObject)) -> Vec<Edit> {
    let mut object = DesignObject {
        id: o(9),
        kind: ObjectKind::View,
        name: "v".to_owned(),
        dialect: Dialect::Postgres,
        sql: "CREATE VIEW v AS SELECT 1".to_owned(),
        sort_order: 0,
    };
    set(&mut object);
    vec![Edit::CreateObject(object)]
}

pub(super) fn in_mode(design: &Design, edits: &[Edit], rules: Rules) -> Result<Design, Vec<Issue>> {
    let ids = IdSource::new(Uuid::from_u128(design.len() as u128 + (1 << 100)));
    apply(design, edits, ApplyContext { ids, rules }).map(|applied| applied.design)
}

pub(super) fn run(design: &Design, edits: &[Edit]) -> Result<Design, Vec<Issue>> {
    in_mode(design, edits, Rules::Interactive)
}

pub(super) fn shop() -> Design {
    let of_status = of(TypeFamily::Enum(EnumConfig {
        enum_id: Some(e(1)),
        values: None,
    }));
    let mut tie = relate(1, 1, 2, &[pair(1, 21)]);
    tie.name = Some("orders_customer_fkey".to_owned());
    let edits = [
        new_enum(1, "status", &["new", "paid"]),
        new_table(1, "Customers"),
        key_field(1, 1),
        Edit::CreateField(new_field(11, 1, "Email", text())),
        new_table(2, "Orders"),
        key_field(2, 2),
        Edit::CreateField(new_field(21, 2, "Customer", number())),
        Edit::CreateField(new_field(22, 2, "Placed", of_status)),
        new_table(3, "Log"),
        Edit::CreateField(new_field(31, 3, "Text", text())),
        Edit::CreateRelationship(tie),
    ];
    run(&Design::new(), &edits).expect("the shop stands")
}

/// One refusal: the batch, the rule, the path, and a part of the message.
pub(super) type Case = (Vec<Edit>, Rule, &'static str, &'static str);
