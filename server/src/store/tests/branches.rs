//! Who sees a branch, and how it is drawn.

use serde_json::json;
use tablewright_entity::Role;
use uuid::Uuid;

use super::super::Store;
use super::people::join;
use super::world;

pub(super) async fn a_branch_is_seen_with_the_role_that_counts(store: Store) {
    let world = world(&store).await;
    let organization = world.project.organization_id;
    let role = async |user: Uuid| {
        let access = store.branch_access(world.branch.id, user).await.unwrap();
        assert!(
            access
                .as_ref()
                .is_none_or(|a| a.branch == world.branch && a.project == world.project)
        );
        access.map(|access| access.role)
    };
    assert_eq!(role(world.user.id).await, Some(Role::Owner));
    assert_eq!(role(Uuid::now_v7()).await, None);
    assert!(
        store
            .branch_access(Uuid::now_v7(), world.user.id)
            .await
            .unwrap()
            .is_none()
    );

    let grace = join(&store, &world, "grace@example.com", Role::Viewer).await;
    assert_eq!(role(grace.id).await, Some(Role::Viewer));
    store
        .set_project_member(world.project.id, grace.id, Role::Admin)
        .await
        .unwrap();
    assert_eq!(role(grace.id).await, Some(Role::Admin), "the project's own role counts");
    store
        .set_project_member(world.project.id, grace.id, Role::Viewer)
        .await
        .unwrap();
    store
        .set_member(organization, grace.id, Role::Contributor)
        .await
        .unwrap();
    assert_eq!(
        role(grace.id).await,
        Some(Role::Viewer),
        "also where it is the lesser one"
    );
    store.set_member(organization, grace.id, Role::Admin).await.unwrap();
    assert_eq!(
        role(grace.id).await,
        Some(Role::Admin),
        "but never below an admin of the organization"
    );

    // A guest of one project.
    assert!(store.remove_member(organization, grace.id).await.unwrap());
    assert_eq!(role(grace.id).await, Some(Role::Viewer));
    assert!(store.remove_project_member(world.project.id, grace.id).await.unwrap());
    assert_eq!(role(grace.id).await, None);
}

pub(super) async fn a_layout_is_kept_by_element(store: Store) {
    let world = world(&store).await;
    let (one, two) = (Uuid::now_v7(), Uuid::now_v7());
    let branch = world.branch.id;
    store
        .set_layout(branch, &[(one, json!({ "x": 1.5 })), (two, json!({ "x": 2 }))])
        .await
        .unwrap();
    store
        .set_layout(branch, &[(one, json!({ "x": -7, "colour": "#aabbcc" }))])
        .await
        .unwrap();
    let mut layout = store.layout(branch).await.unwrap();
    layout.sort_by_key(|l| l.element_id);
    let seen: Vec<_> = layout.into_iter().map(|l| (l.element_id, l.data)).collect();
    assert_eq!(
        seen,
        [(one, json!({ "x": -7, "colour": "#aabbcc" })), (two, json!({ "x": 2 }))]
    );
    store.clear_layout(branch, &[one]).await.unwrap();
    assert_eq!(store.layout(branch).await.unwrap().len(), 1);
    assert_eq!(
        store.branches_of_project(world.project.id).await.unwrap(),
        std::slice::from_ref(&world.branch)
    );
    assert_eq!(store.branches_by_ids(&[branch]).await.unwrap()[&branch], world.branch);
}
