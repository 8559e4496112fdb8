//! Versions.

use tablewright_compiler::design::{Design, DesignSnapshot, schema_hash};
use uuid::Uuid;

use super::super::{NewVersion, PageRequest, Store};
use super::samples::{of_table, table};
use super::{World, world};

fn new_version(store: &Store, world: &World, design: &Design, message: &str) -> NewVersion {
    NewVersion {
        id: Uuid::now_v7(),
        project_id: world.project.id,
        schema_hash: schema_hash(design),
        message: message.to_owned(),
        created_by: world.user.id,
        revision: 0,
        snapshot: serde_json::to_vec(&DesignSnapshot::from(design)).unwrap(),
        created_at: store.now(),
    }
}

async fn create(store: &Store, world: &World, held: i64, version: NewVersion) {
    let mut batch = world.batch(store, held, vec![]);
    batch.versions.push(version);
    store.commit(&batch).await.unwrap();
}

pub(super) async fn snapshots_read_back(store: Store) {
    let world = world(&store).await;
    let mut design = Design::new();
    (0..200).for_each(|n| design.put(of_table(&table(&format!("Table {n}")))));
    let version = new_version(&store, &world, &design, "first");
    create(&store, &world, 0, version.clone()).await;

    let read = store.version_design(version.id).await.unwrap().expect("it was written");
    assert_eq!(read, design);
    let kept = &store.versions_by_ids(&[version.id]).await.unwrap()[&version.id];
    assert_eq!((kept.version_number, kept.message.as_str()), (1, "first"));
    assert_eq!(
        (&kept.schema_hash, kept.created_at),
        (&version.schema_hash, version.created_at)
    );
    assert!(store.version_design(Uuid::now_v7()).await.unwrap().is_none());
}

pub(super) async fn numbers_count_up_across_branches(store: Store) {
    let world = world(&store).await;
    let empty = Design::new();
    for held in 0..11 {
        create(
            &store,
            &world,
            held,
            new_version(&store, &world, &empty, &held.to_string()),
        )
        .await;
    }
    // Another project counts for itself.
    let elsewhere = store.project_access(world.another_branch(&store).await.project_id, world.user.id);
    let elsewhere = elsewhere.await.unwrap().expect("it is theirs").project;
    let there = World {
        branch: store.main_branches(&[elsewhere.id]).await.unwrap()[&elsewhere.id].clone(),
        project: elsewhere,
        user: world.user.clone(),
    };
    let other = new_version(&store, &there, &empty, "elsewhere");
    create(&store, &there, 0, other.clone()).await;
    assert_eq!(
        store.versions_by_ids(&[other.id]).await.unwrap()[&other.id].version_number,
        1
    );

    // By number, so that 10 comes after 9.
    let first = store
        .versions_page(world.branch.id, &PageRequest::first(9))
        .await
        .unwrap();
    let rest = PageRequest {
        after: first.edges.last().map(|(c, _)| c.clone()),
        ..PageRequest::first(9)
    };
    let rest = store.versions_page(world.branch.id, &rest).await.unwrap();
    let numbers: Vec<_> = first
        .into_rows()
        .into_iter()
        .chain(rest.into_rows())
        .map(|v| v.version_number)
        .collect();
    assert_eq!(numbers, (1..=11).collect::<Vec<_>>());
    assert_eq!(store.versions_count(world.branch.id).await.unwrap(), 11);
}
