//! The table of permissions, cell by cell.

use uuid::Uuid;

use super::{
    BranchReader, Viewer, branch_reader, editor, lock_branch, organization_admin, project_admin, project_maker,
    project_reader, signed_in,
};
use crate::error::{AppError, ErrorCode};
use crate::service::testing::World;
use crate::store::Role;

/// Everyone there can be, in the order of the columns.
async fn everyone(world: &World) -> Vec<(&'static str, Viewer)> {
    let owner = world.owner().await;
    vec![
        ("anonymous", Viewer::Anonymous),
        ("stranger", world.stranger().await),
        ("viewer", world.member(&owner, "Vi", Role::Viewer).await),
        ("contributor", world.member(&owner, "Con", Role::Contributor).await),
        ("admin", world.member(&owner, "Adm", Role::Admin).await),
        ("owner", owner),
    ]
}

/// The role that the rights on a branch come to.
fn role(reader: &BranchReader) -> Role {
    match (reader.clone().editor().is_ok(), reader.clone().admin().is_ok()) {
        (false, _) => Role::Viewer,
        (true, false) => Role::Contributor,
        (true, true) => Role::Admin,
    }
}

fn code<T>(result: Result<T, AppError>) -> Option<ErrorCode> {
    result.err().map(|error| error.code)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_table_of_permissions() {
    const OK: Option<ErrorCode> = None;
    const ANON: Option<ErrorCode> = Some(ErrorCode::Unauthenticated);
    const NONE: Option<ErrorCode> = Some(ErrorCode::NotFound);
    const NO: Option<ErrorCode> = Some(ErrorCode::Forbidden);
    const LOST: Option<ErrorCode> = Some(ErrorCode::LockLost);

    let world = World::start().await;
    let everyone = everyone(&world).await;
    let (project, branch) = world.project(&everyone[5].1, "Shop").await;
    let organization = Some(project.organization_id);
    let store = &world.store;
    let mut found: Vec<(&str, Vec<Option<ErrorCode>>)> = Vec::new();
    for (_, viewer) in &everyone {
        let cells = [
            ("signed_in", code(signed_in(viewer))),
            ("project_maker", code(project_maker(store, viewer, organization).await)),
            (
                "organization_admin",
                code(organization_admin(store, viewer, organization).await),
            ),
            ("project_reader", code(project_reader(store, viewer, project.id).await)),
            ("project_admin", code(project_admin(store, viewer, project.id).await)),
            ("branch_reader", code(branch_reader(store, viewer, branch.id).await)),
            ("editor", code(editor(store, viewer, branch.id).await)),
            (
                "branch_admin",
                code(
                    branch_reader(store, viewer, branch.id)
                        .await
                        .and_then(BranchReader::admin),
                ),
            ),
            ("lock_branch", code(lock_branch(store, viewer, Uuid::now_v7()).await)),
        ];
        for (name, cell) in cells {
            match found.iter_mut().find(|(known, _)| *known == name) {
                Some((_, row)) => row.push(cell),
                None => found.push((name, vec![cell])),
            }
        }
    }
    //                       anonymous stranger viewer contributor admin owner
    let table = [
        ("signed_in", vec![ANON, OK, OK, OK, OK, OK]),
        ("project_maker", vec![ANON, NONE, NO, OK, OK, OK]),
        ("organization_admin", vec![ANON, NONE, NO, NO, OK, OK]),
        ("project_reader", vec![ANON, NONE, OK, OK, OK, OK]),
        ("project_admin", vec![ANON, NONE, NO, NO, OK, OK]),
        ("branch_reader", vec![ANON, NONE, OK, OK, OK, OK]),
        ("editor", vec![ANON, NONE, NO, OK, OK, OK]),
        ("branch_admin", vec![ANON, NONE, NO, NO, OK, OK]),
        ("lock_branch", vec![ANON, LOST, LOST, LOST, LOST, LOST]),
    ];
    assert_eq!(found, table);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stranger_cannot_tell_what_exists() {
    let world = World::start().await;
    let owner = world.owner().await;
    let (project, branch) = world.project(&owner, "Shop").await;
    let (stranger, unknown) = (world.stranger().await, Uuid::now_v7());
    let store = &world.store;
    let same = |real: AppError, id: Uuid, none: AppError| {
        assert_eq!(
            real.message.replace(&id.to_string(), "ID"),
            none.message.replace(&unknown.to_string(), "ID")
        );
        assert_eq!(real.extensions, none.extensions);
    };
    let (real, none) = (
        project_reader(store, &stranger, project.id),
        project_reader(store, &stranger, unknown),
    );
    same(real.await.unwrap_err(), project.id, none.await.unwrap_err());
    let (real, none) = (editor(store, &stranger, branch.id), editor(store, &stranger, unknown));
    same(real.await.unwrap_err(), branch.id, none.await.unwrap_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_names_the_role_needed() {
    let world = World::start().await;
    let owner = world.owner().await;
    let (_, branch) = world.project(&owner, "Shop").await;
    let viewer = world.member(&owner, "Vi", Role::Viewer).await;
    let error = editor(&world.store, &viewer, branch.id).await.unwrap_err();
    assert!(
        error.message.contains("CONTRIBUTOR") && error.message.contains("VIEWER"),
        "{error}"
    );
    assert_eq!(error.extensions["requiredRole"], "CONTRIBUTOR");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_in_the_project_counts_before_the_one_in_the_organization() {
    let world = World::start().await;
    let owner = world.owner().await;
    let (project, branch) = world.project(&owner, "Shop").await;
    let store = &world.store;
    let cases = [
        (Role::Viewer, Role::Contributor, Role::Contributor),
        (Role::Contributor, Role::Viewer, Role::Viewer),
        (Role::Admin, Role::Viewer, Role::Admin),
    ];
    for (general, own, effective) in cases {
        let person = world.member(&owner, &format!("{general:?}"), general).await;
        let id = signed_in(&person).unwrap().user_id();
        store.set_project_member(project.id, id, own).await.unwrap();
        assert_eq!(
            role(&branch_reader(store, &person, branch.id).await.unwrap()),
            effective,
            "{general:?}, {own:?}"
        );
    }
    let guest = world.stranger().await;
    let id = signed_in(&guest).unwrap().user_id();
    store.set_project_member(project.id, id, Role::Viewer).await.unwrap();
    assert_eq!(
        role(&branch_reader(store, &guest, branch.id).await.unwrap()),
        Role::Viewer
    );
    assert!(project_reader(store, &guest, project.id).await.is_ok());
    let elsewhere = project_maker(store, &guest, Some(project.organization_id)).await;
    assert_eq!(
        code(elsewhere),
        Some(ErrorCode::NotFound),
        "a guest of a project is not one of the organization"
    );
}
