//! Accounts, sessions, members and invitations.

use chrono::TimeDelta;
use tablewright_entity::Role;
use uuid::Uuid;

use super::super::{Invitation, Store, StoreError, User};
use super::{World, person, world};

fn invitation(store: &Store, world: &World, email: &str, role: Role) -> Invitation {
    let now = store.now();
    let mut token_hash = vec![0; 32];
    token_hash[..16].copy_from_slice(Uuid::new_v4().as_bytes());
    Invitation {
        id: Uuid::now_v7(),
        organization_id: world.project.organization_id,
        email: Some(email.to_owned()),
        role,
        token_hash,
        invited_by: world.user.id,
        created_at: now,
        expires_at: now + TimeDelta::days(7),
        used_at: None,
    }
}

/// Invites a person, who accepts.
pub(super) async fn join(store: &Store, world: &World, email: &str, role: Role) -> User {
    let invitation = invitation(store, world, email, role);
    store.create_invitation(&invitation, &[]).await.unwrap();
    store
        .accept_invitation(&invitation.token_hash, &person(email), &[])
        .await
        .unwrap()
        .expect("a good invitation")
}

pub(super) async fn of_many_first_people_one_is_the_owner(store: Store) {
    assert!(!store.has_users().await.unwrap());
    let tries: Vec<_> = (0..6)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                store
                    .create_first_user(&person(&format!("P{n}@Example.com")), "Team", &[])
                    .await
            })
        })
        .collect();
    let mut owners = Vec::new();
    for attempt in tries {
        owners.extend(attempt.await.unwrap().unwrap());
    }
    assert_eq!(owners.len(), 1);
    let owner = &owners[0];
    assert!(store.has_users().await.unwrap());
    assert_eq!(
        store.user_by_email(&owner.email.to_uppercase()).await.unwrap().as_ref(),
        Some(owner)
    );
    assert_eq!(store.user(owner.id).await.unwrap().as_ref(), Some(owner));
    let team = &store.organizations_of(owner.id).await.unwrap()[0];
    assert_eq!(
        store.organization_role(team.id, owner.id).await.unwrap(),
        Some(Role::Owner)
    );
}

pub(super) async fn an_invitation_is_used_once(store: Store) {
    let world = world(&store).await;
    let organization = world.project.organization_id;
    let open = invitation(&store, &world, "grace@example.com", Role::Contributor);
    store.create_invitation(&open, &[]).await.unwrap();
    assert_eq!(
        store.open_invitations(organization).await.unwrap(),
        std::slice::from_ref(&open)
    );
    assert_eq!(
        store.usable_invitation(&open.token_hash).await.unwrap(),
        Some(open.clone())
    );
    assert!(
        store
            .accept_invitation(&[9; 32], &person("grace@example.com"), &[])
            .await
            .unwrap()
            .is_none()
    );
    let stolen = store
        .accept_invitation(&open.token_hash, &person("eve@example.com"), &[])
        .await
        .unwrap();
    assert!(stolen.is_none(), "it is for one address");

    let tries: Vec<_> = (0..4)
        .map(|_| {
            let (store, token) = (store.clone(), open.token_hash.clone());
            tokio::spawn(async move {
                store
                    .accept_invitation(&token, &person("Grace@Example.com"), &[])
                    .await
                    .unwrap()
            })
        })
        .collect();
    let mut joined = Vec::new();
    for attempt in tries {
        joined.extend(attempt.await.unwrap());
    }
    assert_eq!(joined.len(), 1);
    assert_eq!(
        store.organization_role(organization, joined[0].id).await.unwrap(),
        Some(Role::Contributor)
    );
    assert!(store.open_invitations(organization).await.unwrap().is_empty());

    // A known person signs in to join, and keeps the higher role.
    let again = invitation(&store, &world, "grace@example.com", Role::Viewer);
    store.create_invitation(&again, &[]).await.unwrap();
    let taken = store
        .accept_invitation(&again.token_hash, &person("grace@example.com"), &[])
        .await;
    assert!(matches!(taken, Err(StoreError::Taken(_))), "{taken:?}");
    let team = store.join_by_invitation(&again.token_hash, &joined[0]).await.unwrap();
    assert_eq!(team.map(|team| team.id), Some(organization));
    assert!(
        store
            .join_by_invitation(&again.token_hash, &joined[0])
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(
        store.organization_role(organization, joined[0].id).await.unwrap(),
        Some(Role::Contributor)
    );

    let withdrawn = invitation(&store, &world, "alan@example.com", Role::Viewer);
    store.create_invitation(&withdrawn, &[]).await.unwrap();
    assert!(store.withdraw_invitation(organization, withdrawn.id).await.unwrap());
    assert!(store.usable_invitation(&withdrawn.token_hash).await.unwrap().is_none());
}

pub(super) async fn sessions_end(store: Store) {
    let world = world(&store).await;
    let token = [7; 32];
    let session = store
        .create_session(world.user.id, &token, store.now() + TimeDelta::hours(1))
        .await
        .unwrap();
    let signed_in = store.signed_in(&token).await.unwrap().expect("a live session");
    assert_eq!(
        (signed_in.session, signed_in.user),
        (session.clone(), world.user.clone())
    );
    assert!(store.signed_in(&[8; 32]).await.unwrap().is_none());

    let end = store.now() + TimeDelta::hours(2);
    store.touch_session(session.id, end).await.unwrap();
    assert_eq!(
        store
            .signed_in(&token)
            .await
            .unwrap()
            .expect("still live")
            .session
            .expires_at,
        end
    );
    store
        .touch_session(session.id, session.created_at + TimeDelta::microseconds(1))
        .await
        .unwrap();
    assert!(store.signed_in(&token).await.unwrap().is_none(), "its time is up");
    assert_eq!(store.forget_expired_sessions().await.unwrap(), 1);
    assert!(!store.end_session(session.id).await.unwrap());
}

pub(super) async fn the_last_owner_stays(store: Store) {
    let world = world(&store).await;
    let organization = world.project.organization_id;
    assert!(!store.remove_member(organization, world.user.id).await.unwrap());
    let grace = join(&store, &world, "grace@example.com", Role::Owner).await;
    let members = store.members_of(organization).await.unwrap();
    assert_eq!(
        members.iter().map(|m| m.user.id).collect::<Vec<_>>(),
        [world.user.id, grace.id]
    );
    let leave = [world.user.id, grace.id].map(|user| {
        let store = store.clone();
        tokio::spawn(async move { store.remove_member(organization, user).await })
    });
    let mut left = 0;
    for attempt in leave {
        left += usize::from(attempt.await.unwrap().unwrap());
    }
    assert_eq!(left, 1, "one of the two stays");
}
