//! Taking, waiting for, renewing, giving back and breaking locks.

use std::sync::Arc;
use std::time::Duration;

use tablewright_compiler::edit::{CreateTable, Edit, UpdateTable};
use tablewright_compiler::ids::TableId;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::access::{self, Viewer};
use crate::collab::follow::Delivery;
use crate::error::{AppError, ErrorCode};
use crate::service::edit::{self, ApplyEdits};
use crate::service::lock::{self, AcquireLock};
use crate::service::testing::World;
use crate::service::{branch, follow};
use crate::store::{Branch, EndReason, EventBody, Lock, LockKind, Role};

/// A server with an owner, a contributor, and a branch with one table.
struct Scene {
    world: World,
    owner: Viewer,
    grace: Viewer,
    main: Branch,
    table: TableId,
}

impl Scene {
    async fn set() -> Self {
        let world = World::start().await;
        let owner = world.owner().await;
        let grace = world.member(&owner, "Grace", Role::Contributor).await;
        let (_, main) = world.project(&owner, "Shop").await;
        let table = TableId(Uuid::now_v7());
        let scene = Self {
            world,
            owner,
            grace,
            main,
            table,
        };
        let create = Edit::CreateTable(CreateTable::named(table, "Customer"));
        scene.apply(&scene.owner, "create", create, vec![]).await.unwrap();
        scene
    }

    async fn apply(&self, viewer: &Viewer, name: &str, edit: Edit, lock_tokens: Vec<String>) -> Result<(), AppError> {
        let editor = access::editor(&self.world.store, viewer, self.main.id).await?;
        let request = ApplyEdits {
            client_edit_id: name.to_owned(),
            lock_tokens,
            edits: vec![edit],
        };
        edit::apply_edits(&self.world, editor, request).await.map(|_| ())
    }

    async fn rename(&self, viewer: &Viewer, to: &str, lock_tokens: Vec<String>) -> Result<(), AppError> {
        let rename = UpdateTable {
            id: self.table,
            name: Some(to.to_owned()),
            ..UpdateTable::default()
        };
        self.apply(viewer, to, Edit::UpdateTable(rename), lock_tokens).await
    }

    async fn acquire(&self, viewer: &Viewer, kind: LockKind, seconds: i32, wait: i32) -> Result<Lock, AppError> {
        self.acquire_until(viewer, kind, seconds, wait, CancellationToken::new())
            .await
    }

    async fn acquire_until(
        &self,
        viewer: &Viewer,
        kind: LockKind,
        seconds: i32,
        wait: i32,
        caller_gone: CancellationToken,
    ) -> Result<Lock, AppError> {
        let editor = access::editor(&self.world.store, viewer, self.main.id).await?;
        let asked = AcquireLock {
            table_id: self.table.0,
            kind,
            seconds: Some(seconds),
            reason: None,
            wait_seconds: Some(wait),
        };
        lock::acquire(&self.world, &editor, asked, caller_gone).await
    }

    async fn release(&self, viewer: &Viewer, token: Uuid) -> Result<(), AppError> {
        let reader = access::lock_branch(&self.world.store, viewer, token).await?;
        lock::release(&self.world, &reader, token).await
    }

    /// Waits until as many people stand in line.
    async fn waiters(&self, count: usize) {
        while self.world.store.live_locks(self.main.id).await.unwrap().1.len() != count {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lk_01_a_locked_table_is_its_holders() {
    let scene = Scene::set().await;
    let held = scene.acquire(&scene.owner, LockKind::Pessimistic, 60, 0).await.unwrap();
    let error = scene.rename(&scene.grace, "Buyer", vec![]).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Locked);
    let told = &error.extensions["lock"];
    assert_eq!(
        (&told["holder"]["name"], &told["kind"]),
        (&"Ada".into(), &"PESSIMISTIC".into())
    );
    assert_eq!(
        scene
            .acquire(&scene.grace, LockKind::Optimistic, 5, 0)
            .await
            .unwrap_err()
            .code,
        ErrorCode::Locked
    );
    scene
        .rename(&scene.owner, "Client", vec![held.token.to_string()])
        .await
        .unwrap();
    scene.release(&scene.owner, held.token).await.unwrap();
    scene.rename(&scene.grace, "Buyer", vec![]).await.unwrap();
    let error = scene
        .rename(&scene.owner, "Late", vec![held.token.to_string()])
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::LockLost);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lk_11_a_caller_who_is_gone_has_left_the_line() {
    let scene = Scene::set().await;
    let held = scene.acquire(&scene.owner, LockKind::Pessimistic, 60, 0).await.unwrap();
    let gone = CancellationToken::new();
    let waiting = scene.acquire_until(&scene.grace, LockKind::Pessimistic, 60, 60, gone.clone());
    let leaving = async {
        scene.waiters(1).await;
        gone.cancel();
    };
    let (answer, ()) = tokio::join!(waiting, leaving);
    assert_eq!(answer.unwrap_err().code, ErrorCode::Unavailable);
    scene.waiters(0).await;
    scene.release(&scene.owner, held.token).await.unwrap();
    let held = scene.world.store.live_locks(scene.main.id).await.unwrap().0;
    assert_eq!(held, [], "nobody is left who could have been given the lock");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lk_05_critical_locks_are_for_admins() {
    let scene = Scene::set().await;
    let error = scene
        .acquire(&scene.grace, LockKind::Critical, 60, 0)
        .await
        .unwrap_err();
    assert_eq!(
        (error.code, &error.extensions["requiredRole"]),
        (ErrorCode::Forbidden, &"ADMIN".into())
    );
    assert!(scene.acquire(&scene.owner, LockKind::Critical, 60, 0).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lk_08_a_lock_expires_by_itself() {
    let scene = Scene::set().await;
    let reader = access::branch_reader(&scene.world.store, &scene.grace, scene.main.id)
        .await
        .unwrap();
    let held = scene.acquire(&scene.owner, LockKind::Optimistic, 1, 0).await.unwrap();
    let mut follower = follow::branch_events(&scene.world, &reader, held.revision)
        .await
        .unwrap();
    let Delivery::Event(live) = follower.next().await.unwrap() else {
        panic!("an event")
    };
    let EventBody::TableUnlocked { lock, reason } = &live.event.body else {
        panic!("an unlock: {:?}", live.event)
    };
    assert_eq!((lock.id, *reason), (held.id, EndReason::Expired));
    assert!(live.event.at >= held.expires_at);
    scene.rename(&scene.grace, "Buyer", vec![]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lk_09_renewing_needs_the_live_token() {
    let scene = Scene::set().await;
    let held = scene.acquire(&scene.grace, LockKind::Optimistic, 10, 0).await.unwrap();
    let editor = access::editor(&scene.world.store, &scene.grace, scene.main.id)
        .await
        .unwrap();
    let renewed = lock::renew(&scene.world, &editor, held.token, Some(60)).await.unwrap();
    assert!(renewed.expires_at > held.expires_at);
    let others = access::editor(&scene.world.store, &scene.owner, scene.main.id)
        .await
        .unwrap();
    for (who, token) in [(&others, held.token), (&editor, Uuid::new_v4())] {
        let error = lock::renew(&scene.world, who, token, None).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::LockLost);
    }
    let stranger = scene.world.stranger().await;
    assert_eq!(
        scene.release(&stranger, held.token).await.unwrap_err().code,
        ErrorCode::LockLost
    );
    assert_eq!(
        scene.release(&scene.owner, held.token).await.unwrap_err().code,
        ErrorCode::LockLost
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lk_11_who_waits_gets_the_lock_when_it_is_given_back() {
    let scene = Arc::new(Scene::set().await);
    let held = scene.acquire(&scene.owner, LockKind::Optimistic, 60, 0).await.unwrap();
    let waiting = tokio::spawn({
        let scene = Arc::clone(&scene);
        async move { scene.acquire(&scene.grace, LockKind::Optimistic, 60, 60).await }
    });
    scene.waiters(1).await;
    scene.release(&scene.owner, held.token).await.unwrap();
    let granted = waiting.await.unwrap().unwrap();
    let grace = access::signed_in(&scene.grace).unwrap().user_id();
    assert_eq!(granted.holder_id, grace);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lk_11_who_waited_in_vain_is_told_who_has_it_and_leaves_the_line() {
    let scene = Scene::set().await;
    scene.acquire(&scene.owner, LockKind::Optimistic, 60, 0).await.unwrap();
    let error = scene
        .acquire(&scene.grace, LockKind::Optimistic, 60, 1)
        .await
        .unwrap_err();
    assert_eq!(
        (error.code, &error.extensions["lock"]["holder"]["name"]),
        (ErrorCode::Locked, &"Ada".into())
    );
    scene.waiters(0).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lk_11_who_is_gone_leaves_the_line() {
    let scene = Arc::new(Scene::set().await);
    let held = scene.acquire(&scene.owner, LockKind::Optimistic, 60, 0).await.unwrap();
    let waiting = tokio::spawn({
        let scene = Arc::clone(&scene);
        async move { scene.acquire(&scene.grace, LockKind::Optimistic, 60, 60).await }
    });
    scene.waiters(1).await;
    waiting.abort();
    scene.waiters(0).await;
    scene.release(&scene.owner, held.token).await.unwrap();
    let reader = access::branch_reader(&scene.world.store, &scene.owner, scene.main.id)
        .await
        .unwrap();
    assert!(branch::state(&scene.world, &reader).await.unwrap().locks.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lk_12_breaking_a_lock_needs_a_reason_and_goes_on_record() {
    let scene = Scene::set().await;
    let held = scene.acquire(&scene.grace, LockKind::Pessimistic, 60, 0).await.unwrap();
    let admin = access::branch_reader(&scene.world.store, &scene.owner, scene.main.id)
        .await
        .unwrap()
        .admin()
        .unwrap();
    let break_it = async |reason: &str| lock::break_lock(&scene.world, &admin, scene.table.0, reason.to_owned()).await;
    assert_eq!(break_it(" ").await.unwrap_err().code, ErrorCode::Invalid);
    break_it("Grace is on holiday").await.unwrap();
    assert_eq!(break_it("again").await.unwrap_err().code, ErrorCode::NotFound);
    let error = scene
        .rename(&scene.grace, "Buyer", vec![held.token.to_string()])
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::LockLost);
    let page = crate::store::PageRequest::first(10);
    let records = scene
        .world
        .store
        .audit_page(scene.main.project_id, &page)
        .await
        .unwrap()
        .into_rows();
    let record = records
        .iter()
        .find(|record| record.operation == "breakTableLock")
        .expect("a record");
    assert_eq!(record.reason.as_deref(), Some("Grace is on holiday"));
}
