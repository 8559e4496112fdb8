//! Signing up, in and out; invitations.

use crate::access::{self, Viewer};
use crate::auth;
use crate::error::{AppError, ErrorCode};
use crate::service::testing::{PASSWORD, World, request};
use crate::service::{account, invitation, organization};
use crate::store::Role;

fn rules(error: &AppError) -> Vec<String> {
    let issues = error.extensions["issues"].as_array().cloned().unwrap_or_default();
    issues
        .iter()
        .filter_map(|issue| issue["rule"].as_str().map(str::to_owned))
        .collect()
}

async fn invite(world: &World, inviter: &Viewer, email: Option<&str>, role: Role) -> Result<String, AppError> {
    let access = access::organization_admin(&world.store, inviter, None).await?;
    Ok(invitation::create(world, access, email, role).await?.token)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_first_person_owns_the_server() {
    let world = World::start().await;
    let admitted = world.sign_up("Ada", None).await.unwrap();
    assert_eq!(admitted.user.email, "ada@example.com");
    assert!(admitted.user.password_hash.starts_with("$argon2id$"));
    let person = access::signed_in(&world.viewer(&admitted).await).unwrap();
    let organizations = organization::of_viewer(&world, person).await.unwrap();
    assert_eq!(organizations.len(), 1);
    assert_eq!(
        (organizations[0].0.name.as_str(), organizations[0].1),
        ("Ada's team", Role::Owner)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_first_people_at_once_one_is_the_owner() {
    let world = World::start().await;
    let (one, two) = tokio::join!(world.sign_up("Ada", None), world.sign_up("Grace", None));
    let (winner, loser) = if one.is_ok() { (one, two) } else { (two, one) };
    assert!(winner.is_ok());
    assert_eq!(loser.unwrap_err().code, ErrorCode::Forbidden);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn later_people_need_an_invitation() {
    let world = World::start().await;
    world.owner().await;
    let error = world.sign_up("Eve", None).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Forbidden);
    assert!(error.message.contains("createInvitation"), "{error}");
    let error = world.sign_up("Eve", Some("twi_guess".to_owned())).await.unwrap_err();
    assert_eq!(
        (error.code, rules(&error)),
        (ErrorCode::Invalid, vec!["invitation".to_owned()])
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_server_gives_each_their_own_organization() {
    let world = World::start_with("open").await;
    world.owner().await;
    let eve = world.sign_up("Eve", None).await.unwrap();
    let person = access::signed_in(&world.viewer(&eve).await).unwrap();
    let organizations = organization::of_viewer(&world, person).await.unwrap();
    assert_eq!((organizations.len(), organizations[0].1), (1, Role::Owner));
    assert_eq!(organizations[0].0.name, "Eve's team");
    let error = world.sign_up("EVE", None).await.unwrap_err();
    assert_eq!(rules(&error), ["email-taken"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_is_good_once_and_for_its_address() {
    let world = World::start().await;
    let owner = world.owner().await;
    let token = invite(&world, &owner, Some(" Grace@example.com"), Role::Contributor)
        .await
        .unwrap();
    let error = world.sign_up("Eve", Some(token.clone())).await.unwrap_err();
    assert_eq!(rules(&error), ["invitation"], "it is for another address");
    let (one, two) = tokio::join!(
        world.sign_up("Grace", Some(token.clone())),
        world.sign_up("Grace", Some(token.clone()))
    );
    assert!(one.is_ok() != two.is_ok(), "{one:?}, {two:?}");
    let error = world.sign_up("Grace", Some(token)).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_opens_nobodys_account() {
    let world = World::start_with("open").await;
    let owner = world.owner().await;
    world.sign_up("Eve", None).await.unwrap();
    let token = invite(&world, &owner, Some("eve@example.com"), Role::Viewer)
        .await
        .unwrap();
    let error = world.sign_up("Eve", Some(token.clone())).await.unwrap_err();
    assert_eq!(
        rules(&error),
        ["email-taken"],
        "not even with the invitation of the account's address"
    );

    let eve = account::sign_in(&world, "eve@example.com", PASSWORD.to_owned())
        .await
        .unwrap();
    let person = access::signed_in(&world.viewer(&eve).await).unwrap();
    let joined = invitation::accept(&world, person, &token).await.unwrap();
    assert_eq!((joined.0.name.as_str(), joined.1), ("Ada's team", Role::Viewer));
    assert_eq!(organization::of_viewer(&world, person).await.unwrap().len(), 2);
    assert!(
        invitation::accept(&world, person, &token).await.is_err(),
        "it is used up"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_gives_a_higher_role_than_their_own() {
    let world = World::start().await;
    let owner = world.owner().await;
    let admin = world.member(&owner, "Adm", Role::Admin).await;
    let error = invite(&world, &admin, None, Role::Owner).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Forbidden);
    assert!(invite(&world, &admin, None, Role::Admin).await.is_ok());
    assert!(invite(&world, &owner, None, Role::Owner).await.is_ok());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_in_and_out() {
    let world = World::start().await;
    world.owner().await;
    let sign_in = |email: &'static str, password: &str| {
        let password = password.to_owned();
        let app = std::sync::Arc::clone(&world);
        async move { account::sign_in(&app, email, password).await }
    };
    let admitted = sign_in(" ADA@example.com", PASSWORD).await.unwrap();
    let person = access::signed_in(&world.viewer(&admitted).await).unwrap();
    assert_eq!(account::account(&world, person).await.unwrap().name, "Ada");

    let wrong = sign_in("ada@example.com", "correct horse battery stable")
        .await
        .unwrap_err();
    let unknown = sign_in("eve@example.com", PASSWORD).await.unwrap_err();
    assert_eq!(wrong, unknown, "neither tells which addresses have accounts");
    assert_eq!(wrong.code, ErrorCode::Unauthenticated);

    assert!(account::sign_out(&world, person).await.unwrap());
    assert!(!account::sign_out(&world, person).await.unwrap());
    let error = auth::viewer_of_token(&world.store, &admitted.token).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Unauthenticated);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_that_are_none() {
    let world = World::start().await;
    for token in ["", "x", "tws_0", &"f".repeat(5_000_000), "a\0b"] {
        let error = auth::viewer_of_token(&world.store, token).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::Unauthenticated);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_that_is_wrong_with_a_sign_up_is_told_at_once() {
    let world = World::start().await;
    let mut bad = request("Ada", None);
    bad.email = "nowhere".to_owned();
    bad.name = "a\u{7}".to_owned();
    bad.password = "short".to_owned();
    let error = account::sign_up(&world, bad).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Invalid);
    let paths: Vec<&str> = error.extensions["issues"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|issue| issue["path"].as_str())
        .collect();
    assert_eq!(paths, ["input.email", "input.name", "input.password"]);

    let mut huge = request("Ada", None);
    (huge.email, huge.name, huge.password) = ("a".repeat(5_000_000), "n".repeat(5_000_000), "p".repeat(5_000_000));
    let error = account::sign_up(&world, huge).await.unwrap_err();
    assert_eq!(rules(&error), ["length", "length", "length"]);
    assert!(!world.store.has_users().await.unwrap());
}
