//! One contract, registered for both databases: what holds on SQLite holds on PostgreSQL.

mod branches;
mod commits;
mod elements;
mod events;
mod lists;
mod locks;
mod opening;
mod people;
mod projects;
mod samples;
mod versions;

use std::future::Future;

use sea_orm::{ConnectionTrait, Database};
use uuid::Uuid;

use super::{Branch, CommitBatch, Event, EventBody, NewProject, NewUser, Project, Store, StoreOptions, User};
use tablewright_compiler::edit::Change;

/// Registers each contract as a test of each database.
macro_rules! contract {
    ($($topic:ident :: $name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::on_sqlite(super::$topic::$name).await;
            })+
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::on_postgres(super::$topic::$name).await;
            })+
        }
    };
}

contract! {
    branches::a_branch_is_seen_with_the_role_that_counts,
    branches::a_layout_is_kept_by_element,
    commits::a_batch_is_written_whole_or_not_at_all,
    commits::a_client_edit_id_is_used_once,
    commits::an_id_of_another_branch_is_never_overwritten,
    commits::names_can_be_exchanged,
    commits::of_many_writers_on_one_revision_one_wins,
    commits::primary_keys_can_be_exchanged,
    commits::rows_equal_the_design_after_random_commits,
    commits::whole_imports_fit_in_one_batch,
    elements::every_element_reads_back_as_it_was,
    events::rv_events_come_in_order_from_either_side,
    events::rv_the_log_is_trimmed_from_its_start,
    events::un_a_persons_history_is_oldest_first,
    events::who_deleted_an_element_is_known,
    lists::children_are_loaded_for_many_parents_at_once,
    lists::pages_cover_a_list_once_in_either_direction,
    lists::tables_are_found_by_text_and_status,
    locks::lk_a_lock_goes_from_waiting_to_held_to_ended,
    locks::lk_a_second_lock_of_a_table_is_taken,
    locks::lk_a_waiter_that_was_not_known_stops_the_end_of_a_lock,
    locks::lk_waiters_come_in_order,
    opening::migrated_by_many_at_once,
    opening::rows_that_make_no_sense_are_refused,
    opening::the_clock_is_the_databases,
    people::an_invitation_is_used_once,
    people::of_many_first_people_one_is_the_owner,
    people::sessions_end,
    people::the_last_owner_stays,
    projects::a_deleted_project_leaves_nothing,
    projects::a_name_is_free_again_after_archiving,
    projects::what_is_not_yours_does_not_exist,
    versions::numbers_count_up_across_branches,
    versions::snapshots_read_back,
}

/// Runs `body` on a new SQLite file.
async fn on_sqlite<F: Future<Output = ()> + Send + 'static>(body: fn(Store) -> F) {
    let folder = std::env::temp_dir().join(format!("tablewright-store-{}", Uuid::new_v4()));
    let url = format!("sqlite://{}", folder.join("data.db").display());
    run(&url, body).await;
    std::fs::remove_dir_all(folder).unwrap();
}

/// Runs `body` on a new PostgreSQL database.
async fn on_postgres<F: Future<Output = ()> + Send + 'static>(body: fn(Store) -> F) {
    let server = std::env::var("TEST_POSTGRES_URL")
        .expect("set TEST_POSTGRES_URL to a PostgreSQL in which databases may be created, or run `make test`");
    let name = format!("tw_store_{}", Uuid::new_v4().simple());
    let admin = Database::connect(&server).await.unwrap();
    admin
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .unwrap();
    let (start, options) = server
        .split_once('?')
        .map_or((server.as_str(), None), |(s, o)| (s, Some(o)));
    let base = &start[..start.rfind('/').expect("a URL with a database name")];
    let url = options.map_or(format!("{base}/{name}"), |o| format!("{base}/{name}?{o}"));
    let outcome = tokio::spawn(async move { run(&url, body).await }).await;
    admin
        .execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)"))
        .await
        .unwrap();
    outcome.unwrap();
}

async fn run<F: Future<Output = ()> + Send + 'static>(url: &str, body: fn(Store) -> F) {
    let store = Store::open(&StoreOptions {
        max_connections: 6,
        ..StoreOptions::new(url)
    })
    .await
    .unwrap();
    body(store.clone()).await;
    store.close().await.unwrap();
}

/// Somebody, a project of theirs and its main branch.
struct World {
    user: User,
    project: Project,
    branch: Branch,
}

async fn world(store: &Store) -> World {
    let user = store
        .create_first_user(&person("ada@example.com"), "Analysts", &[])
        .await
        .unwrap();
    let user = user.expect("the first one");
    let organization_id = store.organizations_of(user.id).await.unwrap()[0].id;
    let (project, branch) = store
        .create_project(&new_project(organization_id, user.id, "Shop"), &[])
        .await
        .unwrap();
    World { user, project, branch }
}

fn person(email: &str) -> NewUser {
    NewUser {
        id: Uuid::now_v7(),
        email: email.to_owned(),
        name: email.split('@').next().unwrap().to_owned(),
        password_hash: "$argon2id$v=19$none".to_owned(),
    }
}

fn new_project(organization_id: Uuid, owner_id: Uuid, name: &str) -> NewProject {
    NewProject {
        id: Uuid::now_v7(),
        organization_id,
        owner_id,
        name: name.to_owned(),
        description: None,
    }
}

impl World {
    /// An event at `revision` with `changes`.
    fn edited(&self, store: &Store, revision: i64, changes: Vec<Change>) -> Event {
        Event {
            branch_id: self.branch.id,
            revision,
            actor_id: self.user.id,
            client_edit_id: Some(format!("edit-{revision}")),
            undoes: None,
            redoes: None,
            at: store.now(),
            body: EventBody::DesignEdited { changes },
        }
    }

    /// A batch with one event that makes `changes` on top of `held`.
    fn batch(&self, store: &Store, held: i64, changes: Vec<Change>) -> CommitBatch {
        CommitBatch {
            branch_id: self.branch.id,
            held,
            events: vec![self.edited(store, held + 1, changes.clone())],
            elements: changes,
            ..CommitBatch::default()
        }
    }

    /// Another branch: that of another project.
    async fn another_branch(&self, store: &Store) -> Branch {
        let new = new_project(self.project.organization_id, self.user.id, &Uuid::new_v4().to_string());
        store.create_project(&new, &[]).await.unwrap().1
    }
}
