//! From an edit to the event that everyone sees.

use std::sync::Arc;

use tablewright_compiler::design::{FieldType, TableStatus, TypeFamily};
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::edit::{CreateField, CreateTable, Edit, UpdateTable};
use tablewright_compiler::ids::{FieldId, TableId};
use uuid::Uuid;

use crate::access::{self, Viewer};
use crate::collab::LiveEvent;
use crate::collab::follow::{Delivery, Follower};
use crate::error::{AppError, ErrorCode};
use crate::service::edit::{Accepted, ApplyEdits};
use crate::service::import::SourceFormat;
use crate::service::presence::Whereabouts;
use crate::service::testing::World;
use crate::service::{branch, edit, follow, import, presence, version};
use crate::store::{Branch, EventBody, Role};

fn table(name: &str) -> (TableId, Edit) {
    let id = TableId(Uuid::now_v7());
    (id, Edit::CreateTable(CreateTable::named(id, name)))
}

async fn apply(
    world: &World,
    viewer: &Viewer,
    branch: &Branch,
    name: &str,
    edits: Vec<Edit>,
) -> Result<Accepted, AppError> {
    let editor = access::editor(&world.store, viewer, branch.id).await?;
    let request = ApplyEdits {
        client_edit_id: name.to_owned(),
        lock_tokens: vec![],
        edits,
    };
    edit::apply_edits(world, editor, request).await
}

async fn follower(world: &World, viewer: &Viewer, branch: &Branch, after: i64) -> Follower {
    let reader = access::branch_reader(&world.store, viewer, branch.id).await.unwrap();
    follow::branch_events(world, &reader, after).await.unwrap()
}

async fn event(follower: &mut Follower) -> Arc<LiveEvent> {
    match follower.next().await.unwrap() {
        Delivery::Event(live) => live,
        other => panic!("an event was expected, not {other:?}"),
    }
}

async fn names(world: &World, viewer: &Viewer, branch: &Branch) -> Vec<String> {
    let reader = access::branch_reader(&world.store, viewer, branch.id).await.unwrap();
    let state = branch::state(world, &reader).await.unwrap();
    state.design.tables().map(|table| table.name.clone()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sb_01_an_edit_is_seen_by_who_follows_and_by_who_comes_later() {
    let world = World::start().await;
    let owner = world.owner().await;
    let viewer = world.member(&owner, "Vi", Role::Viewer).await;
    let (_, main) = world.project(&owner, "Shop").await;
    let mut early = follower(&world, &viewer, &main, 0).await;
    let accepted = apply(&world, &owner, &main, "1", vec![table("Customer").1])
        .await
        .unwrap();
    assert_eq!(accepted.0.event.revision, 1);
    let mut late = follower(&world, &viewer, &main, 0).await;
    for follower in [&mut early, &mut late] {
        let live = event(follower).await;
        assert_eq!(
            (live.event.revision, live.event.client_edit_id.as_deref()),
            (1, Some("1"))
        );
        assert_eq!(live.design.tables().count(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ed_17_the_same_client_edit_id_again_gives_the_first_result() {
    let world = World::start().await;
    let owner = world.owner().await;
    let (_, main) = world.project(&owner, "Shop").await;
    let edits = vec![table("Customer").1];
    let (one, two) = tokio::join!(
        apply(&world, &owner, &main, "same", edits.clone()),
        apply(&world, &owner, &main, "same", edits.clone())
    );
    let again = apply(&world, &owner, &main, "same", vec![table("Other").1]).await;
    for accepted in [one, two, again] {
        assert_eq!(accepted.unwrap().0.event.revision, 1);
    }
    assert_eq!(names(&world, &owner, &main).await, ["Customer"]);
    // Another person's edit of that name is another edit.
    let grace = world.member(&owner, "Grace", Role::Contributor).await;
    let other = apply(&world, &grace, &main, "same", vec![table("Other").1])
        .await
        .unwrap();
    assert_eq!(other.0.event.revision, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_has_its_limits() {
    let world = World::start().await;
    let owner = world.owner().await;
    let (_, main) = world.project(&owner, "Shop").await;
    let code = |result: Result<Accepted, AppError>| result.unwrap_err().code;
    assert_eq!(
        code(apply(&world, &owner, &main, "1", vec![]).await),
        ErrorCode::Invalid
    );
    let status = Edit::UpdateTable(UpdateTable {
        id: TableId(Uuid::now_v7()),
        ..UpdateTable::default()
    });
    let many = vec![status; edit::MOST_EDITS + 1];
    assert_eq!(code(apply(&world, &owner, &main, "1", many).await), ErrorCode::Limited);
    assert_eq!(
        code(apply(&world, &owner, &main, "a\0", vec![table("A").1]).await),
        ErrorCode::Invalid
    );
    let editor = access::editor(&world.store, &owner, main.id).await.unwrap();
    let request = ApplyEdits {
        client_edit_id: "1".to_owned(),
        lock_tokens: vec!["not a token".to_owned()],
        edits: vec![table("A").1],
    };
    assert_eq!(
        code(edit::apply_edits(&world, editor, request).await),
        ErrorCode::LockLost
    );
    assert_eq!(names(&world, &owner, &main).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ed_15_an_edit_of_what_was_removed_is_a_conflict() {
    let world = World::start().await;
    let owner = world.owner().await;
    let (_, main) = world.project(&owner, "Shop").await;
    let (id, create) = table("Customer");
    apply(&world, &owner, &main, "1", vec![create]).await.unwrap();
    apply(&world, &owner, &main, "2", vec![Edit::DeleteTable(id)])
        .await
        .unwrap();
    let rename = Edit::UpdateTable(UpdateTable {
        id,
        name: Some("Buyer".to_owned()),
        ..UpdateTable::default()
    });
    let error = apply(&world, &owner, &main, "3", vec![rename]).await.unwrap_err();
    assert_eq!(
        (error.code, &error.extensions["revision"]),
        (ErrorCode::Conflict, &2.into())
    );
    assert!(error.message.contains("Ada"), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn un_01_undo_and_redo_are_edits_of_the_same_person() {
    let world = World::start().await;
    let owner = world.owner().await;
    let grace = world.member(&owner, "Grace", Role::Contributor).await;
    let (_, main) = world.project(&owner, "Shop").await;
    apply(&world, &owner, &main, "1", vec![table("Customer").1])
        .await
        .unwrap();
    apply(&world, &grace, &main, "1", vec![table("Order").1]).await.unwrap();
    let editor = async |viewer| access::editor(&world.store, viewer, main.id).await.unwrap();

    let undone = edit::undo(&world, editor(&owner).await).await.unwrap();
    assert_eq!((undone.0.event.revision, undone.0.event.undoes), (3, Some(1)));
    assert_eq!(names(&world, &owner, &main).await, ["Order"]);
    edit::redo(&world, editor(&owner).await).await.unwrap();
    assert_eq!(names(&world, &owner, &main).await.len(), 2);
    let nothing = edit::redo(&world, editor(&owner).await).await.unwrap_err();
    assert_eq!(nothing.code, ErrorCode::Conflict);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rv_06_a_version_keeps_the_design_as_it_was() {
    let world = World::start().await;
    let owner = world.owner().await;
    let (_, main) = world.project(&owner, "Shop").await;
    apply(&world, &owner, &main, "1", vec![table("Customer").1])
        .await
        .unwrap();
    let editor = access::editor(&world.store, &owner, main.id).await.unwrap();
    for message in ["", " \n", "a\0b", &"x".repeat(2_001)] {
        assert_eq!(
            version::create(&world, &editor, message).await.unwrap_err().code,
            ErrorCode::Invalid
        );
    }
    let first = version::create(&world, &editor, " The first ").await.unwrap();
    let same = version::create(&world, &editor, "The same").await.unwrap();
    apply(&world, &owner, &main, "2", vec![table("Order").1]).await.unwrap();
    let later = version::create(&world, &editor, "Later").await.unwrap();
    assert_eq!(
        [first.version_number, same.version_number, later.version_number],
        [1, 2, 3]
    );
    assert_eq!((first.message.as_str(), first.revision), ("The first", 1));
    assert_eq!(first.schema_hash, same.schema_hash);
    assert_ne!(first.schema_hash, later.schema_hash);
    let design = version::design_of(&world, &first).await.unwrap();
    assert_eq!(
        design.tables().map(|table| table.name.as_str()).collect::<Vec<_>>(),
        ["Customer"]
    );
    let (_, found) = access::version(&world.store, &owner, first.id).await.unwrap();
    assert_eq!(found, first);
    let stranger = world.stranger().await;
    let hidden = access::version(&world.store, &stranger, first.id).await.unwrap_err();
    assert_eq!(hidden.code, ErrorCode::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_design_compiles_for_each_engine() {
    let world = World::start().await;
    let owner = world.owner().await;
    let (_, main) = world.project(&owner, "Shop").await;
    let (id, create) = table("Customer");
    let field = CreateField::named(FieldId(Uuid::now_v7()), id, "Name", FieldType::new(TypeFamily::Boolean));
    apply(&world, &owner, &main, "1", vec![create, Edit::CreateField(field)])
        .await
        .unwrap();
    let reader = access::branch_reader(&world.store, &owner, main.id).await.unwrap();
    let design = branch::state(&world, &reader).await.unwrap().design;
    for dialect in Dialect::ALL {
        let compiled = branch::compile(design.clone(), dialect).await.unwrap();
        assert!(
            compiled
                .statements
                .iter()
                .any(|statement| statement.sql.contains("CREATE TABLE")),
            "{dialect}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ed_19_an_import_is_one_event() {
    let world = World::start().await;
    let owner = world.owner().await;
    let (_, main) = world.project(&owner, "Shop").await;
    let import = async |format, source: &str, name: &str| {
        let editor = access::editor(&world.store, &owner, main.id).await.unwrap();
        import::import_schema(&world, editor, format, source.to_owned(), Some(name.to_owned())).await
    };
    let sql = "CREATE TABLE artist (id integer PRIMARY KEY, name text);\n\
               CREATE TABLE album (id integer PRIMARY KEY, artist_id integer NOT NULL REFERENCES artist (id));\n\
               CREATE TABLE broken (;\n";
    let imported = import(SourceFormat::Sql(Dialect::Sqlite), sql, "1").await.unwrap();
    assert_eq!((imported.live.event.revision, imported.table_count), (1, 2));
    assert!(
        imported
            .diagnostics
            .iter()
            .any(|finding| finding.position.is_some_and(|at| at.line == 3))
    );
    let EventBody::DesignEdited { changes } = &imported.live.event.body else {
        panic!("an edit")
    };
    assert!(
        changes.len() >= 7,
        "tables, fields, keys and a relationship: {}",
        changes.len()
    );
    let again = import(SourceFormat::Sql(Dialect::Sqlite), sql, "1").await.unwrap();
    assert_eq!(again.live.event.revision, 1, "the same clientEditId");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sources_with_nothing_usable_are_refused() {
    let world = World::start().await;
    let owner = world.owner().await;
    let (_, main) = world.project(&owner, "Shop").await;
    let import = async |format, source: String| {
        let editor = access::editor(&world.store, &owner, main.id).await.unwrap();
        import::import_schema(&world, editor, format, source, None)
            .await
            .unwrap_err()
    };
    for dialect in Dialect::ALL {
        for source in ["", "-- nothing", "\0\0\0", "this is no SQL", "((((((((((", "'"] {
            let error = import(SourceFormat::Sql(dialect), source.to_owned()).await;
            assert_eq!(error.code, ErrorCode::Invalid, "{dialect}: {source:?}: {error}");
        }
    }
    let huge = "-".repeat(32 * 1024 * 1024 + 1);
    assert_eq!(
        import(SourceFormat::Sql(Dialect::Mysql), huge).await.code,
        ErrorCode::Limited
    );
    for (format, source) in [
        (SourceFormat::Dbml, ""),
        (SourceFormat::Dbml, "this is no DBML"),
        (SourceFormat::Json, "Table a { id int }"),
        (SourceFormat::Json, "{}"),
    ] {
        let error = import(format, source.to_owned()).await;
        assert_eq!(error.code, ErrorCode::Invalid, "{format:?}: {source:?}: {error}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sb_07_presence_is_heard_on_the_branch() {
    let world = World::start().await;
    let owner = world.owner().await;
    let (_, main) = world.project(&owner, "Shop").await;
    let reader = access::branch_reader(&world.store, &owner, main.id).await.unwrap();
    let mut heard = follow::presence(&world, &reader);
    let here = Whereabouts {
        cursor_x: Some(1.5),
        ..Whereabouts::default()
    };
    presence::set(&world, &reader, here).unwrap();
    let said = heard.next().await.unwrap();
    assert_eq!(
        (said.user_id, said.cursor_x, said.left),
        (reader.user_id(), Some(1.5), false)
    );
    let nowhere = Whereabouts {
        cursor_y: Some(f64::NAN),
        ..Whereabouts::default()
    };
    assert_eq!(
        presence::set(&world, &reader, nowhere).unwrap_err().code,
        ErrorCode::Invalid
    );
    let all = Whereabouts {
        selection: vec![Uuid::nil(); 1_001],
        ..Whereabouts::default()
    };
    assert_eq!(
        presence::set(&world, &reader, all).unwrap_err().code,
        ErrorCode::Limited
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lk_03_destructive_edits_of_an_active_table_need_a_critical_lock() {
    let world = World::start().await;
    let owner = world.owner().await;
    let (_, main) = world.project(&owner, "Shop").await;
    let (id, create) = table("Customer");
    let activate = Edit::UpdateTable(UpdateTable {
        id,
        status: Some(TableStatus::Active),
        ..UpdateTable::default()
    });
    apply(&world, &owner, &main, "1", vec![create, activate]).await.unwrap();
    let error = apply(&world, &owner, &main, "2", vec![Edit::DeleteTable(id)])
        .await
        .unwrap_err();
    assert_eq!(error.extensions["issues"][0]["rule"], "needs-critical-lock", "{error}");
}
