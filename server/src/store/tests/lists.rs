//! Pages, filters and children of many parents.

use std::collections::BTreeSet;
use std::sync::Arc;

use tablewright_compiler::design::{ConstraintKind, Element, Index, IndexPart, Table, TableStatus};
use tablewright_compiler::ids::IndexId;
use uuid::Uuid;

use super::super::{Cursor, Page, PageRequest, Store, TableFilter};
use super::samples::{created, field, key, of_constraint, of_field, of_table, relationship, table};
use super::{World, world};

async fn with_tables(store: &Store, tables: &[Table]) -> World {
    let world = world(store).await;
    let changes = tables.iter().map(|t| created(of_table(t))).collect();
    store.commit(&world.batch(store, 0, changes)).await.unwrap();
    world
}

fn names(page: &Page<Arc<Table>>) -> Vec<&str> {
    page.edges.iter().map(|(_, table)| table.name.as_str()).collect()
}

pub(super) async fn pages_cover_a_list_once_in_either_direction(store: Store) {
    // Upper case before lower, then what is beyond ASCII: byte order on both engines.
    let mut expected: Vec<String> = (0..21).map(|n| format!("table {n:02}")).collect();
    expected.extend(["Zebra", "ähre", "日本"].map(str::to_owned));
    let tables: Vec<Table> = expected.iter().map(|name| table(name)).collect();
    expected.sort();
    let world = with_tables(&store, &tables).await;
    let all = TableFilter::default();
    let page = async |request: &PageRequest| store.tables_page(world.branch.id, &all, request).await.unwrap();

    let mut forwards = Vec::new();
    let mut request = PageRequest::first(7);
    loop {
        let page = page(&request).await;
        forwards.extend(page.edges.iter().map(|(_, t)| t.name.clone()));
        assert_eq!(page.has_previous, request.after.is_some());
        if !page.has_next {
            break;
        }
        let (cursor, _) = page.edges.last().expect("a page with a next one has rows");
        request.after = Cursor::decode(&cursor.encode());
    }
    assert_eq!(forwards, expected);

    let mut backwards = Vec::new();
    let mut request = PageRequest {
        from_end: true,
        ..PageRequest::first(7)
    };
    loop {
        let page = page(&request).await;
        let rows: Vec<String> = page.edges.iter().map(|(_, t)| t.name.clone()).collect();
        backwards.splice(0..0, rows);
        assert_eq!(page.has_next, request.before.is_some());
        if !page.has_previous {
            break;
        }
        request.before = page.edges.first().map(|(cursor, _)| cursor.clone());
    }
    assert_eq!(backwards, expected);

    // Between two places.
    let whole = page(&PageRequest::first(100)).await;
    let between = PageRequest {
        after: Some(whole.edges[2].0.clone()),
        before: Some(whole.edges[5].0.clone()),
        ..PageRequest::first(100)
    };
    assert_eq!(names(&page(&between).await), [&expected[3], &expected[4]]);
    assert_eq!(store.tables_count(world.branch.id, &all).await.unwrap(), 24);
    assert_eq!(page(&PageRequest::first(0)).await.edges, []);
}

pub(super) async fn tables_are_found_by_text_and_status(store: Store) {
    let mut discounts = table("100% Off_er");
    discounts.status = TableStatus::Active;
    let mut orders = table("Orders");
    orders.description = Some("What CUSTOMERS bought".to_owned());
    let mut items = table("Items");
    items.table_name = "order_item".to_owned();
    items.status = TableStatus::Active;
    let world = with_tables(&store, &[discounts, orders, items]).await;
    let found = async |search: &str, status| {
        let filter = TableFilter {
            search: Some(search.to_owned()),
            status,
        };
        let page = store
            .tables_page(world.branch.id, &filter, &PageRequest::first(10))
            .await
            .unwrap();
        assert_eq!(
            store.tables_count(world.branch.id, &filter).await.unwrap(),
            page.edges.len() as u64
        );
        names(&page).join(", ")
    };
    assert_eq!(found("ORDER", None).await, "Items, Orders");
    assert_eq!(found("order", Some(TableStatus::Active)).await, "Items");
    assert_eq!(found("customers", None).await, "Orders");
    assert_eq!(found("0% o", None).await, "100% Off_er");
    assert_eq!(found("%", None).await, "100% Off_er");
    assert_eq!(found("s_i", None).await, "", "a wildcard is a letter");
    assert_eq!(found("", Some(TableStatus::Deleted)).await, "");
    assert_eq!(found("'; DROP TABLE data_table; --", None).await, "");
}

pub(super) async fn children_are_loaded_for_many_parents_at_once(store: Store) {
    let tables: Vec<Table> = (0..50).map(|n| table(&format!("T{n}"))).collect();
    let world = with_tables(&store, &tables).await;
    let mut changes = Vec::new();
    for (n, parent) in tables.iter().enumerate() {
        let (second, first) = (field(parent, "second", 2), field(parent, "first", 1));
        let target = field(&tables[(n + 1) % tables.len()], &format!("of{n}"), 3);
        let to_next = relationship(&format!("r{n}"), &first, &target);
        let index = Index {
            id: IndexId(Uuid::now_v7()),
            table_id: parent.id,
            name: "by_first".to_owned(),
            is_unique: false,
            parts: vec![IndexPart::field(first.id)],
            method: None,
            included: vec![],
            predicate: None,
            description: None,
            details: Default::default(),
        };
        changes.extend([&second, &first, &target].map(|f| created(of_field(f))));
        changes.push(created(Element::Relationship(Arc::new(to_next))));
        changes.push(created(Element::Index(Arc::new(index))));
        let primary = key(parent, "pk", ConstraintKind::PrimaryKey { fields: vec![first.id] });
        changes.push(created(of_constraint(&primary)));
    }
    store.commit(&world.batch(&store, 1, changes)).await.unwrap();

    let ids: Vec<Uuid> = tables.iter().map(|t| t.id.0).collect();
    let before = store.queries();
    let fields = store.fields_of_tables(&ids).await.unwrap();
    let indexes = store.indexes_of_tables(&ids).await.unwrap();
    let constraints = store.constraints_of_tables(&ids).await.unwrap();
    let relationships = store.relationships_of_tables(&ids).await.unwrap();
    assert_eq!(
        store.queries() - before,
        5,
        "one for each list, and one for field pairs"
    );
    for id in &ids {
        let names: Vec<_> = fields[id].iter().map(|f| f.name.as_str()).collect();
        assert_eq!(names[..2], ["first", "second"]);
        assert_eq!(
            (
                names.len(),
                indexes[id].len(),
                constraints[id].len(),
                relationships[id].len()
            ),
            (3, 1, 1, 2)
        );
        assert!(relationships[id].iter().all(|r| r.field_pairs.len() == 1));
    }

    let page = store
        .relationships_page(world.branch.id, &PageRequest::first(60))
        .await
        .unwrap();
    let seen: BTreeSet<_> = page.edges.iter().map(|(_, r)| r.name.clone()).collect();
    assert_eq!((seen.len(), page.edges[7].1.field_pairs.len()), (50, 1));
    assert_eq!(store.relationships_count(world.branch.id).await.unwrap(), 50);
    let one = page.edges[0].1.id.0;
    assert_eq!(
        store.relationships_by_ids(&[one]).await.unwrap()[&one].element,
        page.edges[0].1
    );
    assert_eq!(store.tables_by_ids(&ids).await.unwrap().len(), 50);
    let field = fields[&ids[0]][0].id.0;
    assert_eq!(
        store.fields_by_ids(&[field, Uuid::now_v7()]).await.unwrap()[&field].branch_id,
        world.branch.id
    );
    assert!(store.fields_of_tables(&[]).await.unwrap().is_empty());
}
