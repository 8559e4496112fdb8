//! Projects.

use sea_orm::{ConnectionTrait, Statement};
use tablewright_entity::Role;
use uuid::Uuid;

use super::super::{NewAudit, PageRequest, ProjectUpdate, Store, StoreError};
use super::people::join;
use super::samples::{created, field, of_field, of_table, table};
use super::{new_project, world};

pub(super) async fn what_is_not_yours_does_not_exist(store: Store) {
    let world = world(&store).await;
    let organization = world.project.organization_id;
    for name in ["Alpha", "Beta", "beta 2"] {
        store
            .create_project(&new_project(organization, world.user.id, name), &[])
            .await
            .unwrap();
    }
    let names = async |user: Uuid, search: Option<&str>| {
        let page = store.projects_page(user, search, &PageRequest::first(3)).await.unwrap();
        let count = store.projects_count(user, search).await.unwrap();
        (
            page.into_rows()
                .into_iter()
                .map(|p| p.name)
                .collect::<Vec<_>>()
                .join(", "),
            count,
        )
    };
    assert_eq!(names(world.user.id, None).await, ("Alpha, Beta, Shop".to_owned(), 4));
    assert_eq!(names(world.user.id, Some("BETA")).await, ("Beta, beta 2".to_owned(), 2));

    let stranger = join(&store, &world, "eve@example.com", Role::Viewer).await;
    store.remove_member(organization, stranger.id).await.unwrap();
    assert_eq!(names(stranger.id, None).await, (String::new(), 0));
    assert!(
        store
            .project_access(world.project.id, stranger.id)
            .await
            .unwrap()
            .is_none()
    );
    store
        .set_project_member(world.project.id, stranger.id, Role::Contributor)
        .await
        .unwrap();
    assert_eq!(names(stranger.id, None).await, ("Shop".to_owned(), 1));
    let access = store
        .project_access(world.project.id, stranger.id)
        .await
        .unwrap()
        .expect("a guest");
    assert_eq!(
        (access.project, access.role),
        (world.project.clone(), Role::Contributor)
    );
    assert_eq!(
        store.project_members(world.project.id).await.unwrap()[0].user.id,
        stranger.id
    );
    assert_eq!(store.projects_by_ids(&[world.project.id]).await.unwrap().len(), 1);

    let unknown = store
        .set_project_member(world.project.id, Uuid::now_v7(), Role::Viewer)
        .await;
    assert!(matches!(unknown, Err(StoreError::Dangling(_))), "{unknown:?}");
}

pub(super) async fn a_name_is_free_again_after_archiving(store: Store) {
    let world = world(&store).await;
    let again = new_project(world.project.organization_id, world.user.id, "Shop");
    let taken = store.create_project(&again, &[]).await;
    assert!(matches!(taken, Err(StoreError::Taken(_))), "{taken:?}");
    assert_eq!(
        store.projects_count(world.user.id, None).await.unwrap(),
        1,
        "nothing of it stayed"
    );

    let archive = ProjectUpdate {
        is_active: Some(false),
        ..ProjectUpdate::default()
    };
    let archived = store
        .update_project(world.project.id, &archive, &[])
        .await
        .unwrap()
        .expect("it is there");
    assert!(!archived.is_active && archived.updated_at >= world.project.updated_at);
    store.create_project(&again, &[]).await.unwrap();
    let back = ProjectUpdate {
        is_active: Some(true),
        description: Some(Some("old".to_owned())),
        ..ProjectUpdate::default()
    };
    let taken = store.update_project(world.project.id, &back, &[]).await;
    assert!(matches!(taken, Err(StoreError::Taken(_))), "{taken:?}");
    assert!(
        store
            .update_project(Uuid::now_v7(), &back, &[])
            .await
            .unwrap()
            .is_none()
    );
}

pub(super) async fn a_deleted_project_leaves_nothing(store: Store) {
    let world = world(&store).await;
    let table = table("Orders");
    let mut batch = world.batch(
        &store,
        0,
        vec![created(of_table(&table)), created(of_field(&field(&table, "id", 0)))],
    );
    let audit = |operation| NewAudit {
        project_id: Some(world.project.id),
        user_id: Some(world.user.id),
        entity_type: "Project",
        entity_id: world.project.id,
        operation,
        changes: Some(serde_json::json!({ "name": "Shop" })),
        reason: None,
        at: store.now(),
    };
    batch.audit.push(audit("first"));
    store.commit(&batch).await.unwrap();
    store
        .set_layout(world.branch.id, &[(table.id.0, serde_json::json!({}))])
        .await
        .unwrap();

    assert!(
        store
            .delete_project(world.project.id, &[audit("deleteProject")])
            .await
            .unwrap()
    );
    assert!(!store.delete_project(world.project.id, &[]).await.unwrap());
    for rows in [
        "project",
        "branch",
        "data_table",
        "data_field",
        "design_event",
        "layout",
    ] {
        let sql = format!("SELECT count(*) AS rows FROM {rows}");
        let statement = Statement::from_string(store.backend(), sql);
        let row = store.reader().query_one_raw(statement).await.unwrap().expect("a count");
        assert_eq!(row.try_get::<i64>("", "rows").unwrap(), 0, "{rows}");
    }
    // What was done stays on record.
    let records = store
        .audit_page(world.project.id, &PageRequest::first(10))
        .await
        .unwrap()
        .into_rows();
    let operations: Vec<_> = records.iter().map(|record| record.operation.as_str()).collect();
    assert_eq!(operations, ["first", "deleteProject"]);
    store.record(&[audit("afterwards")]).await.unwrap();
    let last = PageRequest {
        from_end: true,
        ..PageRequest::first(1)
    };
    let last = store.audit_page(world.project.id, &last).await.unwrap();
    assert_eq!(
        (last.edges[0].1.operation.as_str(), last.has_previous),
        ("afterwards", true)
    );
}
