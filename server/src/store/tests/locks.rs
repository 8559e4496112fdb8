//! Lock rows.

use chrono::TimeDelta;
use uuid::Uuid;

use super::super::{CommitBatch, CommitError, EndReason, Lock, LockKind, LockWrite, Store, Taken, Waiter};
use super::samples::{created, of_table, table};
use super::{World, world};

/// A branch with one table, at revision 1.
async fn with_table(store: &Store) -> (World, Uuid) {
    let world = world(store).await;
    let table = table("Orders");
    store
        .commit(&world.batch(store, 0, vec![created(of_table(&table))]))
        .await
        .unwrap();
    (world, table.id.0)
}

fn lock(store: &Store, world: &World, table_id: Uuid, revision: i64) -> Lock {
    let now = store.now();
    Lock {
        id: Uuid::now_v7(),
        branch_id: world.branch.id,
        table_id,
        holder_id: world.user.id,
        kind: LockKind::Pessimistic,
        reason: Some("rework".to_owned()),
        token: Uuid::new_v4(),
        seconds: 60,
        revision,
        locked_at: now,
        expires_at: now + TimeDelta::seconds(60),
    }
}

fn waiter(store: &Store, world: &World, table_id: Uuid, seconds: i64) -> Waiter {
    let now = store.now();
    Waiter {
        id: Uuid::now_v7(),
        branch_id: world.branch.id,
        table_id,
        holder_id: world.user.id,
        kind: LockKind::Optimistic,
        reason: None,
        token: Uuid::new_v4(),
        seconds: 30,
        asked_at: now,
        wait_until: now + TimeDelta::seconds(seconds),
    }
}

/// A batch of lock writes without events.
fn writes(world: &World, held: i64, locks: Vec<LockWrite>) -> CommitBatch {
    CommitBatch {
        branch_id: world.branch.id,
        held,
        locks,
        ..CommitBatch::default()
    }
}

pub(super) async fn lk_a_lock_goes_from_waiting_to_held_to_ended(store: Store) {
    let (world, table_id) = with_table(&store).await;
    let waits = waiter(&store, &world, table_id, 60);
    store
        .commit(&writes(&world, 1, vec![LockWrite::Wait(waits.clone())]))
        .await
        .unwrap();
    let (locks, waiters) = store.live_locks(world.branch.id).await.unwrap();
    assert_eq!((locks, waiters), (vec![], vec![waits.clone()]));
    assert_eq!(store.lock_branch(waits.token).await.unwrap(), Some(world.branch.id));
    assert_eq!(store.branches_with_live_locks().await.unwrap(), [world.branch.id]);

    let mut granted = lock(&store, &world, table_id, 2);
    granted.id = waits.id;
    granted.kind = waits.kind;
    granted.reason = None;
    granted.seconds = waits.seconds;
    store
        .commit(&writes(&world, 1, vec![LockWrite::Grant(granted.clone())]))
        .await
        .unwrap();
    let loaded = store.load_branch(world.branch.id).await.unwrap().expect("the branch");
    assert_eq!(loaded.locks, [granted.clone()]);
    assert_eq!(
        store.locks_of_tables(&[table_id]).await.unwrap().get(&table_id),
        Some(&granted)
    );

    let later = granted.expires_at + TimeDelta::seconds(5);
    store
        .commit(&writes(
            &world,
            1,
            vec![LockWrite::Renew {
                id: granted.id,
                expires_at: later,
            }],
        ))
        .await
        .unwrap();
    assert_eq!(
        store.locks_of_tables(&[table_id]).await.unwrap()[&table_id].expires_at,
        later
    );

    let end = LockWrite::End {
        id: granted.id,
        at: store.now(),
        reason: EndReason::Expired,
    };
    store.commit(&writes(&world, 1, vec![end.clone()])).await.unwrap();
    assert!(store.locks_of_tables(&[table_id]).await.unwrap().is_empty());
    assert!(store.branches_with_live_locks().await.unwrap().is_empty());

    // It ends once, and what has ended is neither renewed nor granted again.
    let too_late = [
        end,
        LockWrite::Renew {
            id: granted.id,
            expires_at: later,
        },
        LockWrite::Grant(granted),
    ];
    for write in too_late {
        let refused = store.commit(&writes(&world, 1, vec![write])).await;
        assert!(matches!(refused, Err(CommitError::Refused(_))), "{refused:?}");
    }
}

pub(super) async fn lk_a_second_lock_of_a_table_is_taken(store: Store) {
    let (world, table_id) = with_table(&store).await;
    let first = lock(&store, &world, table_id, 2);
    let second = lock(&store, &world, table_id, 3);
    store
        .commit(&writes(&world, 1, vec![LockWrite::Grant(first.clone())]))
        .await
        .unwrap();
    let refused = store
        .commit(&writes(&world, 1, vec![LockWrite::Grant(second.clone())]))
        .await;
    assert!(matches!(refused, Err(CommitError::Taken(Taken::Other))), "{refused:?}");

    // One transaction takes it from the first and gives it to the second.
    let end = LockWrite::End {
        id: first.id,
        at: store.now(),
        reason: EndReason::Broken,
    };
    store
        .commit(&writes(&world, 1, vec![end, LockWrite::Grant(second.clone())]))
        .await
        .unwrap();
    assert_eq!(store.locks_of_tables(&[table_id]).await.unwrap()[&table_id], second);
}

pub(super) async fn lk_waiters_come_in_order(store: Store) {
    let (world, table_id) = with_table(&store).await;
    let soon_tired = waiter(&store, &world, table_id, 1);
    let mut patient = waiter(&store, &world, table_id, 600);
    let mut last = waiter(&store, &world, table_id, 600);
    patient.asked_at = soon_tired.asked_at + TimeDelta::microseconds(1);
    last.asked_at = soon_tired.asked_at + TimeDelta::microseconds(2);
    for waiter in [&last, &soon_tired, &patient] {
        store
            .commit(&writes(&world, 1, vec![LockWrite::Wait(waiter.clone())]))
            .await
            .unwrap();
    }
    let first = async |at| store.first_waiter(table_id, at).await.unwrap();
    assert_eq!(first(soon_tired.asked_at).await.as_ref(), Some(&soon_tired));
    assert_eq!(first(soon_tired.wait_until).await.as_ref(), Some(&patient));
    let gives_up = LockWrite::End {
        id: patient.id,
        at: store.now(),
        reason: EndReason::GaveUp,
    };
    store.commit(&writes(&world, 1, vec![gives_up])).await.unwrap();
    assert_eq!(first(soon_tired.wait_until).await.as_ref(), Some(&last));
    assert_eq!(first(last.wait_until).await, None);
}

pub(super) async fn lk_a_waiter_that_was_not_known_stops_the_end_of_a_lock(store: Store) {
    let (world, table_id) = with_table(&store).await;
    let held = lock(&store, &world, table_id, 2);
    store
        .commit(&writes(&world, 1, vec![LockWrite::Grant(held.clone())]))
        .await
        .unwrap();
    let waits = waiter(&store, &world, table_id, 60);
    store
        .commit(&writes(&world, 1, vec![LockWrite::Wait(waits.clone())]))
        .await
        .unwrap();

    let end = LockWrite::End {
        id: held.id,
        at: store.now(),
        reason: EndReason::Released,
    };
    let overlooked = store.commit(&writes(&world, 1, vec![end.clone()])).await;
    assert!(matches!(overlooked, Err(CommitError::Moved)), "{overlooked:?}");
    assert!(
        store
            .locks_of_tables(&[table_id])
            .await
            .unwrap()
            .contains_key(&table_id)
    );

    let mut next = lock(&store, &world, table_id, 2);
    next.id = waits.id;
    store
        .commit(&writes(&world, 1, vec![end, LockWrite::Grant(next.clone())]))
        .await
        .unwrap();
    assert_eq!(
        store.locks_of_tables(&[table_id]).await.unwrap()[&table_id].id,
        waits.id
    );
}
