//! Projects.

use tablewright_compiler::edit::{CreateTable, Edit};
use tablewright_compiler::ids::TableId;
use uuid::Uuid;

use crate::access::{self, Viewer};
use crate::error::{AppError, ErrorCode};
use crate::service::edit::{self, ApplyEdits};
use crate::service::follow;
use crate::service::lock::{self, AcquireLock};
use crate::service::project::{self, UpdateProject};
use crate::service::testing::World;
use crate::store::{LockKind, PageRequest, Role};

fn rule(error: &AppError) -> &str {
    error.extensions["issues"][0]["rule"].as_str().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_project_comes_with_its_main_branch() {
    let world = World::start().await;
    let owner = world.owner().await;
    let (project, branch) = world.project(&owner, "  Shop ").await;
    assert_eq!((project.name.as_str(), project.is_active), ("Shop", true));
    assert_eq!(
        (branch.name.as_str(), branch.revision, branch.project_id),
        ("main", 0, project.id)
    );
    assert_eq!(access::signed_in(&owner).unwrap().user_id(), project.owner_id);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_are_unique_among_the_active_ones() {
    let world = World::start().await;
    let owner = world.owner().await;
    let (first, _) = world.project(&owner, "Shop").await;
    let maker = access::project_maker(&world.store, &owner, None).await.unwrap();
    let error = project::create(&world, maker, "Shop", None).await.unwrap_err();
    assert_eq!((error.code, rule(&error)), (ErrorCode::Invalid, "name-taken"));

    let admin = access::project_admin(&world.store, &owner, first.id).await.unwrap();
    let archive = UpdateProject {
        is_active: Some(false),
        ..UpdateProject::default()
    };
    project::update(&world, &admin, archive).await.unwrap();
    let (second, _) = world.project(&owner, "Shop").await;
    let revive = UpdateProject {
        is_active: Some(true),
        ..UpdateProject::default()
    };
    assert_eq!(
        rule(&project::update(&world, &admin, revive).await.unwrap_err()),
        "name-taken"
    );
    let person = access::signed_in(&owner).unwrap();
    let listed = project::list(&world, person, None, &PageRequest::first(10))
        .await
        .unwrap()
        .into_rows();
    assert_eq!(listed.iter().map(|project| project.id).collect::<Vec<_>>(), [second.id]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_that_cannot_be() {
    let world = World::start().await;
    let owner = world.owner().await;
    let maker = access::project_maker(&world.store, &owner, None).await.unwrap();
    for name in ["", "  ", "a\0b", "a\nb", &"x".repeat(256), &"x".repeat(5_000_000)] {
        let error = project::create(&world, maker, name, None).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Invalid, "{}", name.len());
    }
    for name in ["x".repeat(255), "select \"'`;--".to_owned(), "数据库".to_owned()] {
        project::create(&world, maker, &name, None).await.unwrap();
    }
    let error = project::create(&world, maker, "y", Some(&"d".repeat(10_001)))
        .await
        .unwrap_err();
    assert_eq!(error.extensions["issues"][0]["path"], "input.description");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_project_is_changed_and_deleted() {
    let world = World::start().await;
    let owner = world.owner().await;
    let (made, branch) = world.project(&owner, "Shop").await;
    let admin = access::project_admin(&world.store, &owner, made.id).await.unwrap();
    let update = UpdateProject {
        name: Some("Store".to_owned()),
        description: Some(Some("All of it".to_owned())),
        is_active: None,
    };
    let changed = project::update(&world, &admin, update).await.unwrap();
    assert_eq!(
        (changed.name.as_str(), changed.description.as_deref()),
        ("Store", Some("All of it"))
    );

    assert!(project::delete(&world, &admin).await.unwrap());
    assert!(!project::delete(&world, &admin).await.unwrap());
    let error = access::branch_reader(&world.store, &owner, branch.id)
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everyone_lists_what_they_may_see() {
    let world = World::start().await;
    let owner = world.owner().await;
    for name in ["Shop", "Bank", "Shoe store"] {
        world.project(&owner, name).await;
    }
    let viewer = world.member(&owner, "Vi", Role::Viewer).await;
    let names = async |viewer: &Viewer, search: Option<&str>| {
        let person = access::signed_in(viewer).unwrap();
        let page = project::list(&world, person, search, &PageRequest::first(10))
            .await
            .unwrap();
        assert_eq!(
            world.store.projects_count(person.user_id(), search).await.unwrap(),
            page.edges.len() as u64
        );
        page.into_rows()
            .into_iter()
            .map(|project| project.name)
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&viewer, None).await, ["Bank", "Shoe store", "Shop"]);
    assert_eq!(names(&viewer, Some("SHO")).await, ["Shoe store", "Shop"]);
    assert_eq!(names(&viewer, Some("%")).await, [""; 0]);
    let stranger = world.stranger().await;
    assert_eq!(names(&stranger, None).await, [""; 0]);
    let person = access::signed_in(&owner).unwrap();
    for search in ["a\0", &"x".repeat(5_000_000)] {
        assert!(
            project::list(&world, person, Some(search), &PageRequest::first(1))
                .await
                .is_err()
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deleting_a_project_ends_what_follows_its_branch() {
    let world = World::start().await;
    let owner = world.owner().await;
    let (project, branch) = world.project(&owner, "Shop").await;
    let admin = access::project_admin(&world.store, &owner, project.id).await.unwrap();
    let reader = access::branch_reader(&world.store, &owner, branch.id).await.unwrap();
    let mut follower = follow::branch_events(&world, &reader, 0).await.unwrap();
    let table = TableId(Uuid::now_v7());
    let editor = reader.clone().editor().unwrap();
    let request = ApplyEdits {
        client_edit_id: "1".to_owned(),
        lock_tokens: vec![],
        edits: vec![Edit::CreateTable(CreateTable::named(table, "Customer"))],
    };
    edit::apply_edits(&world, editor.clone(), request.clone())
        .await
        .unwrap();
    let lock = AcquireLock {
        table_id: table.0,
        kind: LockKind::Optimistic,
        seconds: None,
        reason: None,
        wait_seconds: None,
    };
    lock::acquire(&world, &editor, lock, tokio_util::sync::CancellationToken::new())
        .await
        .unwrap();
    for _ in 0..2 {
        follower.next().await.unwrap();
    }
    assert!(project::delete(&world, &admin).await.unwrap());
    assert_eq!(follower.next().await.unwrap_err().code, ErrorCode::NotFound);
    // Someone whose access was checked just before.
    let late = ApplyEdits {
        client_edit_id: "2".to_owned(),
        ..request
    };
    assert_eq!(
        edit::apply_edits(&world, editor, late).await.unwrap_err().code,
        ErrorCode::NotFound
    );
}
