//! The log.

use uuid::Uuid;

use super::super::events::LogBounds;
use super::super::{Event, EventBody, Store};
use super::samples::{created, deleted, of_table, table, updated};
use super::{World, world};

/// Commits `count` events, each in a batch of its own.
async fn fill(store: &Store, world: &World, count: i64) {
    for held in 0..count {
        let changes = vec![created(of_table(&table(&format!("T{held}"))))];
        store.commit(&world.batch(store, held, changes)).await.unwrap();
    }
}

fn revisions(events: &[Event]) -> Vec<i64> {
    events.iter().map(|event| event.revision).collect()
}

pub(super) async fn rv_events_come_in_order_from_either_side(store: Store) {
    let world = world(&store).await;
    let branch = world.branch.id;
    fill(&store, &world, 6).await;
    assert_eq!(revisions(&store.events_after(branch, 0, 3).await.unwrap()), [1, 2, 3]);
    assert_eq!(revisions(&store.events_after(branch, 3, 100).await.unwrap()), [4, 5, 6]);
    assert_eq!(revisions(&store.events_after(branch, 6, 100).await.unwrap()), [0; 0]);
    assert_eq!(revisions(&store.events_before(branch, 4, 2).await.unwrap()), [3, 2]);
    assert_eq!(
        revisions(&store.events_before(branch, i64::MAX, 2).await.unwrap()),
        [6, 5]
    );
    assert_eq!(store.event(branch, 7).await.unwrap().map(|e| e.revision), None);

    // An event reads back as it was written, to the microsecond.
    let written = world.edited(&store, 7, vec![created(of_table(&table("Last")))]);
    let batch = super::CommitBatch {
        branch_id: branch,
        held: 6,
        events: vec![written.clone()],
        ..super::CommitBatch::default()
    };
    store.commit(&batch).await.unwrap();
    let read = store.event(branch, 7).await.unwrap().expect("it was written");
    assert_eq!(format!("{read:?}"), format!("{written:?}"));
    assert_eq!(store.heads(&[branch, Uuid::now_v7()]).await.unwrap(), [(branch, 7)]);
    let recent = store.recent_client_edits(branch, 2).await.unwrap();
    assert_eq!(
        recent,
        [
            (world.user.id, "edit-7".to_owned(), 7),
            (world.user.id, "edit-6".to_owned(), 6)
        ]
    );
}

pub(super) async fn rv_the_log_is_trimmed_from_its_start(store: Store) {
    let world = world(&store).await;
    let branch = world.branch.id;
    let bounds = async || store.log_bounds(branch).await.unwrap().expect("the branch");
    assert_eq!(bounds().await, LogBounds { head: 0, oldest: 1 });
    fill(&store, &world, 6).await;
    assert_eq!(bounds().await, LogBounds { head: 6, oldest: 1 });
    assert_eq!(store.trim_events(branch, 4).await.unwrap(), 2);
    assert_eq!(store.trim_events(branch, 4).await.unwrap(), 0);
    assert_eq!(bounds().await, LogBounds { head: 6, oldest: 3 });
    assert!(bounds().await.reaches_back_to(2));
    assert!(!bounds().await.reaches_back_to(1));
    assert_eq!(
        revisions(&store.events_after(branch, 0, 100).await.unwrap()),
        [3, 4, 5, 6]
    );
    assert_eq!(store.trim_events(branch, 0).await.unwrap(), 4);
    assert_eq!(bounds().await, LogBounds { head: 6, oldest: 7 });
    assert!(bounds().await.reaches_back_to(6));
    assert_eq!(store.log_bounds(Uuid::now_v7()).await.unwrap(), None);
}

pub(super) async fn un_a_persons_history_is_oldest_first(store: Store) {
    let world = world(&store).await;
    let branch = world.branch.id;
    fill(&store, &world, 2).await;
    let mut undo = world.batch(&store, 2, vec![created(of_table(&table("U")))]);
    undo.events[0].undoes = Some(2);
    store.commit(&undo).await.unwrap();
    let mut someone_else = world.batch(&store, 3, vec![created(of_table(&table("V")))]);
    someone_else.events[0].actor_id = Uuid::now_v7();
    store.commit(&someone_else).await.unwrap();
    let mut redo = world.batch(&store, 4, vec![created(of_table(&table("W")))]);
    redo.events[0].redoes = Some(3);
    store.commit(&redo).await.unwrap();
    let mut version = world.batch(&store, 5, vec![]);
    version.events[0].body = EventBody::VersionCreated {
        version_id: Uuid::now_v7(),
    };
    store.commit(&version).await.unwrap();

    let history = store.actor_history(branch, world.user.id, 3).await.unwrap();
    let seen: Vec<_> = history
        .iter()
        .map(|entry| (entry.revision, entry.undoes, entry.redoes))
        .collect();
    assert_eq!(seen, [(2, None, None), (3, Some(2), None), (5, None, Some(3))]);
}

pub(super) async fn who_deleted_an_element_is_known(store: Store) {
    let world = world(&store).await;
    let branch = world.branch.id;
    let (gone, here) = (table("Gone"), table("Here"));
    let both = vec![created(of_table(&gone)), created(of_table(&here))];
    store.commit(&world.batch(&store, 0, both)).await.unwrap();
    assert_eq!(store.who_deleted(branch, gone.id.0).await.unwrap(), None);
    let mut batch = world.batch(&store, 1, vec![deleted(of_table(&gone))]);
    batch.events[0].actor_id = Uuid::from_u128(5);
    store.commit(&batch).await.unwrap();
    let mut renamed = here.clone();
    renamed.description = Some(format!("replaces {}", gone.id));
    store
        .commit(&world.batch(&store, 2, vec![updated(of_table(&here), of_table(&renamed))]))
        .await
        .unwrap();

    assert_eq!(
        store.who_deleted(branch, gone.id.0).await.unwrap(),
        Some((Uuid::from_u128(5), 2))
    );
    assert_eq!(store.who_deleted(branch, here.id.0).await.unwrap(), None);
    assert_eq!(store.who_deleted(branch, Uuid::now_v7()).await.unwrap(), None);
}
