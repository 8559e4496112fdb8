//! Elements as rows and back.

use std::sync::Arc;

use proptest::prelude::{Strategy, proptest};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use tablewright_compiler::design::{Design, Element, FieldPair};
use uuid::Uuid;

use super::super::Store;
use super::super::element::{constraint, enum_type, field, index, object, relationship, table};
use super::samples::{
    any_constraint, any_enum, any_field, any_index, any_object, any_relationship, any_table, created,
};
use super::world;

proptest! {
    #[test]
    fn element_to_row_to_element_is_the_identity(
        a_table in any_table(),
        a_field in any_field(),
        a_relationship in any_relationship(),
        an_index in any_index(),
        a_constraint in any_constraint(),
        an_enum in any_enum(),
        an_object in any_object(),
    ) {
        let branch = Uuid::from_u128(7);
        assert_eq!(table::from_row(table::to_row(branch, &a_table)), Ok(a_table));
        assert_eq!(field::from_row(field::to_row(branch, &a_field)), Ok(a_field));
        let pairs: Vec<_> = relationship::to_pairs(branch, &a_relationship).collect();
        let row = relationship::to_row(branch, &a_relationship);
        assert_eq!(relationship::from_row(row, &pairs), Ok(a_relationship));
        assert_eq!(index::from_row(index::to_row(branch, &an_index)), Ok(an_index));
        assert_eq!(constraint::from_row(constraint::to_row(branch, &a_constraint)), Ok(a_constraint));
        assert_eq!(enum_type::from_row(enum_type::to_row(branch, &an_enum)), Ok(an_enum));
        assert_eq!(object::from_row(object::to_row(branch, &an_object)), Ok(an_object));
    }
}

const OF_EACH: usize = 60;

fn sample<T>(runner: &mut TestRunner, strategy: &impl Strategy<Value = T>) -> T {
    strategy.new_tree(runner).expect("the strategy gives values").current()
}

/// Random elements of every kind, made to fit each other: they hang together, and names are unique.
fn random_design(runner: &mut TestRunner) -> Design {
    let mut design = Design::new();
    let tables: Vec<_> = (0..OF_EACH)
        .map(|n| {
            let mut table = sample(runner, &any_table());
            table.name.push_str(&n.to_string());
            table.table_name.push_str(&n.to_string());
            table
        })
        .collect();
    let fields: Vec<_> = (0..OF_EACH * 3)
        .map(|n| {
            let mut field = sample(runner, &any_field());
            field.table_id = tables[n % tables.len()].id;
            field.name.push_str(&n.to_string());
            field.field_name.push_str(&n.to_string());
            field
        })
        .collect();
    for n in 0..OF_EACH {
        let mut relationship = sample(runner, &any_relationship());
        relationship.name.push_str(&n.to_string());
        relationship.source_table_id = tables[n].id;
        relationship.target_table_id = tables[(n * 7) % tables.len()].id;
        relationship.junction_table_id = relationship
            .junction_table_id
            .map(|_| tables[(n * 3) % tables.len()].id);
        for (position, pair) in relationship.field_pairs.iter_mut().enumerate() {
            let fields_at = |at: usize| fields[at % fields.len()].id;
            *pair = FieldPair {
                source_field_id: fields_at(n + position),
                target_field_id: fields_at(n * 5),
            };
        }
        design.put(Element::Relationship(Arc::new(relationship)));
        let mut index = sample(runner, &any_index());
        index.table_id = tables[n].id;
        design.put(Element::Index(Arc::new(index)));
        let mut constraint = sample(runner, &any_constraint());
        constraint.table_id = tables[n].id;
        design.put(Element::Constraint(Arc::new(constraint)));
        let mut enum_type = sample(runner, &any_enum());
        enum_type.name.push_str(&n.to_string());
        design.put(Element::Enum(Arc::new(enum_type)));
        design.put(Element::Object(Arc::new(sample(runner, &any_object()))));
    }
    tables
        .into_iter()
        .for_each(|table| design.put(Element::Table(Arc::new(table))));
    fields
        .into_iter()
        .for_each(|field| design.put(Element::Field(Arc::new(field))));
    design
}

pub(super) async fn every_element_reads_back_as_it_was(store: Store) {
    let world = world(&store).await;
    let design = random_design(&mut TestRunner::deterministic());
    let changes = design.elements().map(created).collect();
    store.commit(&world.batch(&store, 0, changes)).await.unwrap();

    let before = store.queries();
    let loaded = store.load_branch(world.branch.id).await.unwrap().expect("the branch");
    assert!(store.queries() - before <= 10, "a branch is a handful of queries");
    assert_eq!((loaded.revision, loaded.project_id), (1, world.project.id));
    assert_eq!(loaded.design, design);
    assert!(loaded.design.len() >= OF_EACH * 9, "the sample is large");

    assert!(store.load_branch(Uuid::now_v7()).await.unwrap().is_none());
}
