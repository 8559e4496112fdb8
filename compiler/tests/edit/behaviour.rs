//! What edits do besides the properties they set: defaults, keys, made fields, junction tables, cascades.

use tablewright_compiler::design::{
    ConstraintKind, Deferrable, Design, FieldType, NumberConfig, ReferentialAction, RelationshipType, TextConfig,
    TypeFamily,
};
use tablewright_compiler::edit::{
    Applied, ApplyContext, CreateField, CreateRelationship, CreateTable, Edit, UpdateField, UpdateTable, apply,
};
use tablewright_compiler::ids::{FieldId, IdSource, RelationshipId, TableId};
use uuid::Uuid;

fn table(n: u128) -> TableId {
    TableId(Uuid::from_u128(0x1_0000 + n))
}

fn field(n: u128) -> FieldId {
    FieldId(Uuid::from_u128(0x2_0000 + n))
}

fn relationship(n: u128) -> RelationshipId {
    RelationshipId(Uuid::from_u128(0x3_0000 + n))
}

fn text() -> FieldType {
    FieldType::new(TypeFamily::Text(TextConfig::default()))
}

fn number() -> FieldType {
    FieldType::new(TypeFamily::Number(NumberConfig::default()))
}

fn context() -> ApplyContext {
    ApplyContext::interactive(IdSource::new(Uuid::from_u128(1 << 100)))
}

fn applied(design: &Design, edits: &[Edit]) -> Applied {
    apply(design, edits, context()).expect("the edits are valid")
}

fn with_id(n: u128, name: &str) -> [Edit; 2] {
    let mut id = CreateField::named(field(n), table(n), "Id", number());
    id.is_primary_key = true;
    id.is_required = true;
    [
        Edit::CreateTable(CreateTable::named(table(n), name)),
        Edit::CreateField(id),
    ]
}

/// Two tables, `customers` (1) and `orders` (2), each with a primary key `id`.
fn shop() -> Design {
    let edits = [with_id(1, "Customers"), with_id(2, "Orders")].concat();
    applied(&Design::new(), &edits).design
}

fn relate(n: u128, relationship_type: RelationshipType, source: u128, target: u128) -> CreateRelationship {
    CreateRelationship {
        id: relationship(n),
        name: None,
        relationship_type,
        source_table_id: table(source),
        target_table_id: table(target),
        field_pairs: Vec::new(),
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
        deferrable: Deferrable::No,
        match_full: false,
        junction_table_id: None,
        description: None,
        details: Default::default(),
    }
}

fn key_names(design: &Design, table: TableId) -> Vec<(&'static str, Vec<String>)> {
    let name = |id: &FieldId| design.field(*id).expect("a key's field").field_name.clone();
    let mut keys: Vec<_> = design
        .constraints_of(table)
        .map(|c| (c.kind.noun(), c.kind.fields().iter().map(name).collect()))
        .collect();
    keys.sort();
    keys
}

#[test]
fn ed_names_default_to_snake_case_and_a_rename_keeps_the_identifier() {
    let edits = [
        Edit::CreateTable(CreateTable::named(table(1), " Order Items ")),
        Edit::CreateField(CreateField::named(field(1), table(1), "UnitPrice", number())),
    ];
    let design = applied(&Design::new(), &edits).design;
    let made = design.table(table(1)).expect("made");
    assert_eq!(
        (made.name.as_str(), made.table_name.as_str()),
        ("Order Items", "order_items")
    );
    assert_eq!(design.field(field(1)).expect("made").field_name, "unit_price");

    let rename = Edit::UpdateTable(UpdateTable {
        id: table(1),
        name: Some("Lines".to_owned()),
        ..UpdateTable::default()
    });
    let renamed = applied(&design, &[rename]);
    let after = renamed.design.table(table(1)).expect("kept");
    assert_eq!(
        (after.name.as_str(), after.table_name.as_str()),
        ("Lines", "order_items")
    );
    assert_eq!(renamed.changes.len(), 1);
    assert_eq!(renamed.changes[0].fields(), ["name"]);
}

#[test]
fn ed_a_field_joins_and_leaves_the_primary_key() {
    let mut second = CreateField::named(field(10), table(1), "Region", text());
    second.is_primary_key = true;
    second.is_unique = true;
    let design = applied(&shop(), &[Edit::CreateField(second)]).design;
    let both = vec!["id".to_owned(), "region".to_owned()];
    let region = vec!["region".to_owned()];
    assert_eq!(
        key_names(&design, table(1)),
        [("primary key", both), ("unique key", region.clone())]
    );

    let leave = |n| {
        Edit::UpdateField(UpdateField {
            id: field(n),
            is_primary_key: Some(false),
            ..UpdateField::default()
        })
    };
    let left = applied(&design, &[leave(1)]).design;
    assert_eq!(
        key_names(&left, table(1)),
        [("primary key", region.clone()), ("unique key", region.clone())]
    );
    let none = applied(&left, &[leave(10)]).design;
    assert_eq!(key_names(&none, table(1)), [("unique key", region)]);
}

#[test]
fn ed_a_relationship_without_pairs_makes_the_fields_it_needs() {
    let edit = Edit::CreateRelationship(relate(1, RelationshipType::OneToMany, 1, 2));
    let design = applied(&shop(), &[edit]).design;
    let made = design.relationship(relationship(1)).expect("made");
    assert_eq!(made.name, "orders_customers_id_fkey");
    let held = design.field(made.field_pairs[0].target_field_id).expect("made along");
    assert_eq!(held.field_name, "customers_id");
    assert_eq!(held.table_id, table(2));
    assert!(!held.is_required);
    assert_eq!(made.field_pairs[0].source_field_id, field(1));

    // A second one finds the field in use and makes another.
    let edit = Edit::CreateRelationship(relate(2, RelationshipType::OneToOne, 1, 2));
    let design = applied(&design, &[edit]).design;
    let second = design.relationship(relationship(2)).expect("made");
    assert_eq!(second.name, "orders_customers_id_2_fkey");
    let unique = vec!["customers_id_2".to_owned()];
    assert!(key_names(&design, table(2)).contains(&("unique key", unique)));
}

#[test]
fn ed_a_relationship_takes_a_field_that_fits() {
    let there = CreateField::named(field(9), table(2), "Customers Id", number());
    let edit = relate(1, RelationshipType::OneToMany, 1, 2);
    let after = applied(&shop(), &[Edit::CreateField(there), Edit::CreateRelationship(edit)]);
    let made = after.design.relationship(relationship(1)).expect("made");
    assert_eq!(made.field_pairs[0].target_field_id, field(9));
    assert_eq!(after.changes.len(), 2);
}

#[test]
fn ed_many_to_many_makes_and_owns_its_junction() {
    let edit = Edit::CreateRelationship(relate(1, RelationshipType::ManyToMany, 1, 2));
    let before = shop();
    let after = applied(&before, &[edit]);
    let many = after.design.relationship(relationship(1)).expect("made");
    let junction = many.junction_table_id.expect("made along");
    let made = after.design.table(junction).expect("made along");
    assert_eq!(made.table_name, "customers_orders");
    let key = vec!["customers_id".to_owned(), "orders_id".to_owned()];
    assert_eq!(key_names(&after.design, junction), [("primary key", key)]);
    let halves: Vec<_> = after
        .design
        .relationships_of(junction)
        .filter(|r| r.target_table_id == junction)
        .map(|r| (r.source_table_id, r.relationship_type, r.on_delete))
        .collect();
    let half = |n| (table(n), RelationshipType::OneToMany, ReferentialAction::Cascade);
    assert_eq!(halves.len(), 2);
    assert!(halves.contains(&half(1)) && halves.contains(&half(2)));

    let gone = applied(&after.design, &[Edit::DeleteRelationship(relationship(1))]);
    assert_eq!(gone.design, before);
    let gone = applied(&after.design, &[Edit::DeleteTable(table(1))]).design;
    assert_eq!(gone.len(), 3, "orders with its id and key");
}

#[test]
fn ed_deleting_a_field_takes_what_is_over_it() {
    let edit = Edit::CreateRelationship(relate(1, RelationshipType::OneToMany, 1, 2));
    let design = applied(&shop(), &[edit]).design;
    let gone = applied(&design, &[Edit::DeleteField(field(1))]);
    assert!(gone.design.relationship(relationship(1)).is_none());
    assert!(gone.design.primary_key_of(table(1)).is_none());
    assert_eq!(gone.design.fields_of(table(2)).count(), 2, "the target keeps its field");
    let back = apply(&gone.design, &gone.inverse, ApplyContext::restore()).expect("the inverse stands");
    assert_eq!(back.design, design);
}

#[test]
fn ed_names_can_be_swapped_in_one_batch() {
    let rename = |n: u128, name: &str| {
        Edit::UpdateTable(UpdateTable {
            id: table(n),
            name: Some(name.to_owned()),
            table_name: Some(name.to_lowercase()),
            ..UpdateTable::default()
        })
    };
    let design = shop();
    let swapped = applied(&design, &[rename(1, "Orders"), rename(2, "Customers")]);
    assert_eq!(swapped.design.table(table(1)).expect("kept").name, "Orders");
    let back = apply(&swapped.design, &swapped.inverse, ApplyContext::restore()).expect("the inverse stands");
    assert_eq!(back.design, design);
}

#[test]
fn ed_a_primary_key_is_not_doubled() {
    let again = |is_primary_key| {
        Edit::UpdateField(UpdateField {
            id: field(1),
            is_primary_key: Some(is_primary_key),
            ..UpdateField::default()
        })
    };
    let design = shop();
    assert!(applied(&design, &[again(true)]).changes.is_empty());
    let off = applied(&design, &[again(false)]);
    assert!(off.design.primary_key_of(table(1)).is_none());
    let kinds: Vec<_> = off.changes.iter().map(|c| c.element().kind()).collect();
    assert_eq!(kinds.len(), 1);
    let on = applied(&off.design, &[again(true)]).design;
    let key = on.primary_key_of(table(1)).expect("made again");
    assert_eq!(key.kind, ConstraintKind::PrimaryKey { fields: vec![field(1)] });
}
