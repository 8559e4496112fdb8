//! The conditional commit.

use std::sync::Arc;

use tablewright_compiler::design::{ConstraintKind, Design, Element};
use tablewright_compiler::edit::Change;
use uuid::Uuid;

use super::super::{CommitBatch, CommitError, Store, Taken};
use super::samples::{created, deleted, field, key, of_constraint, of_field, of_table, relationship, table, updated};
use super::{World, world};

async fn design_of(store: &Store, world: &World) -> Design {
    store
        .load_branch(world.branch.id)
        .await
        .unwrap()
        .expect("the branch")
        .design
}

pub(super) async fn a_batch_is_written_whole_or_not_at_all(store: Store) {
    let world = world(&store).await;
    let customers = table("Customers");
    let batch = world.batch(&store, 0, vec![created(of_table(&customers))]);
    store.commit(&batch).await.unwrap();

    // The same again is too late.
    let late = store.commit(&batch).await;
    assert!(matches!(late, Err(CommitError::Moved)), "{late:?}");

    // So is a batch on a branch that does not exist.
    let nowhere = CommitBatch {
        branch_id: Uuid::now_v7(),
        ..CommitBatch::default()
    };
    assert!(matches!(store.commit(&nowhere).await, Err(CommitError::Moved)));

    // What fails in its last part leaves nothing of the first: the update names a table that is not there.
    let ghost = table("Ghost");
    let mut renamed = ghost.clone();
    renamed.name = "Spirit".to_owned();
    let orders = created(of_table(&table("Orders")));
    let broken = world.batch(&store, 1, vec![orders, updated(of_table(&ghost), of_table(&renamed))]);
    let refused = store.commit(&broken).await;
    assert!(matches!(refused, Err(CommitError::Refused(_))), "{refused:?}");
    let loaded = store.load_branch(world.branch.id).await.unwrap().expect("the branch");
    assert_eq!(loaded.revision, 1);
    assert_eq!(loaded.design.len(), 1);
    assert_eq!(store.events_after(world.branch.id, 0, 10).await.unwrap().len(), 1);
}

pub(super) async fn of_many_writers_on_one_revision_one_wins(store: Store) {
    let world = Arc::new(world(&store).await);
    for held in 0..5 {
        let writers: Vec<_> = (0..8)
            .map(|n| {
                let (store, world) = (store.clone(), Arc::clone(&world));
                tokio::spawn(async move {
                    let changes = vec![created(of_table(&table(&format!("T{held} {n}"))))];
                    store.commit(&world.batch(&store, held, changes)).await
                })
            })
            .collect();
        let mut won = 0;
        for writer in writers {
            match writer.await.unwrap() {
                Ok(()) => won += 1,
                Err(CommitError::Moved) => {}
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!(won, 1, "at revision {held}");
    }
    let events = store.events_after(world.branch.id, 0, 100).await.unwrap();
    assert_eq!(events.iter().map(|e| e.revision).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    assert_eq!(design_of(&store, &world).await.tables().count(), 5);
}

pub(super) async fn names_can_be_exchanged(store: Store) {
    let world = world(&store).await;
    let tables: Vec<_> = ["A", "B", "C"].map(table).to_vec();
    let fields: Vec<_> = ["x", "y", "z"].map(|name| field(&tables[0], name, 0)).to_vec();
    let mut changes: Vec<Change> = tables.iter().map(|t| created(of_table(t))).collect();
    changes.extend(fields.iter().map(|f| created(of_field(f))));
    store.commit(&world.batch(&store, 0, changes)).await.unwrap();

    // All three names go round, in both kinds; at once a name is given up and taken by a new element.
    let mut changes = Vec::new();
    for n in 0..3 {
        let mut after = tables[n].clone();
        after.name.clone_from(&tables[(n + 1) % 3].name);
        after.table_name.clone_from(&tables[(n + 1) % 3].table_name);
        changes.push(updated(of_table(&tables[n]), of_table(&after)));
    }
    let mut moved = fields[0].clone();
    moved.name.clone_from(&fields[1].name);
    changes.push(updated(of_field(&fields[0]), of_field(&moved)));
    changes.push(deleted(of_field(&fields[1])));
    changes.push(created(of_field(&field(&tables[0], "y2", 1))));
    let mut freed = fields[2].clone();
    freed.name = "w".to_owned();
    freed.field_name = "w".to_owned();
    changes.push(updated(of_field(&fields[2]), of_field(&freed)));
    changes.push(created(of_field(&field(&tables[0], "z", 2))));
    let mut expected = design_of(&store, &world).await;
    changes.iter().for_each(|change| change.play(&mut expected));
    store.commit(&world.batch(&store, 1, changes)).await.unwrap();
    assert_eq!(design_of(&store, &world).await, expected);
}

pub(super) async fn primary_keys_can_be_exchanged(store: Store) {
    let world = world(&store).await;
    let users = table("Users");
    let (id, email) = (field(&users, "id", 0), field(&users, "email", 1));
    let primary = |f: &tablewright_compiler::design::Field| ConstraintKind::PrimaryKey { fields: vec![f.id] };
    let unique = |f: &tablewright_compiler::design::Field| ConstraintKind::Unique {
        fields: vec![f.id],
        nulls_not_distinct: false,
    };
    let (one, two) = (key(&users, "one", primary(&id)), key(&users, "two", unique(&email)));
    let changes = vec![
        created(of_table(&users)),
        created(of_field(&id)),
        created(of_field(&email)),
        created(of_constraint(&one)),
        created(of_constraint(&two)),
    ];
    store.commit(&world.batch(&store, 0, changes)).await.unwrap();

    let (mut one_after, mut two_after) = (one.clone(), two.clone());
    one_after.kind = unique(&id);
    two_after.kind = primary(&email);
    let changes = vec![
        updated(of_constraint(&two), of_constraint(&two_after)),
        updated(of_constraint(&one), of_constraint(&one_after)),
    ];
    store.commit(&world.batch(&store, 1, changes)).await.unwrap();
    assert_eq!(
        design_of(&store, &world).await.primary_key_of(users.id).map(|c| c.id),
        Some(two.id)
    );
}

pub(super) async fn an_id_of_another_branch_is_never_overwritten(store: Store) {
    let world = world(&store).await;
    let other = World {
        branch: world.another_branch(&store).await,
        ..world
    };
    let mine = table("Mine");
    store
        .commit(&other.batch(&store, 0, vec![created(of_table(&mine))]))
        .await
        .unwrap();

    let main = store.main_branches(&[other.project.id]).await.unwrap()[&other.project.id].clone();
    let here = World { branch: main, ..other };
    let mut theirs = table("Theirs");
    theirs.id = mine.id;
    let clash = store
        .commit(&here.batch(&store, 0, vec![created(of_table(&theirs))]))
        .await;
    assert!(matches!(clash, Err(CommitError::Taken(Taken::ElementId))), "{clash:?}");
    let update = store
        .commit(&here.batch(&store, 0, vec![updated(of_table(&mine), of_table(&theirs))]))
        .await;
    assert!(matches!(update, Err(CommitError::Refused(_))), "{update:?}");
    let delete = store
        .commit(&here.batch(&store, 0, vec![deleted(of_table(&mine))]))
        .await;
    assert!(matches!(delete, Err(CommitError::Refused(_))), "{delete:?}");
    let found = store.tables_by_ids(&[mine.id.0]).await.unwrap();
    assert_eq!(found[&mine.id.0].element.name, "Mine");
}

pub(super) async fn a_client_edit_id_is_used_once(store: Store) {
    let world = world(&store).await;
    store
        .commit(&world.batch(&store, 0, vec![created(of_table(&table("A")))]))
        .await
        .unwrap();
    let mut again = world.batch(&store, 1, vec![created(of_table(&table("B")))]);
    again.events[0].client_edit_id = Some("edit-1".to_owned());
    let refused = store.commit(&again).await;
    assert!(
        matches!(refused, Err(CommitError::Taken(Taken::ClientEditId))),
        "{refused:?}"
    );

    let first = store
        .event_by_client_edit_id(world.branch.id, world.user.id, "edit-1")
        .await
        .unwrap();
    assert_eq!(first.map(|e| e.revision), Some(1));
    let unknown = store
        .event_by_client_edit_id(world.branch.id, Uuid::now_v7(), "edit-1")
        .await
        .unwrap();
    assert!(unknown.is_none(), "another person's edits have names of their own");
}

pub(super) async fn whole_imports_fit_in_one_batch(store: Store) {
    let world = world(&store).await;
    let mut changes = Vec::new();
    let mut previous = None;
    for t in 0..1_000 {
        let table = table(&format!("Table {t}"));
        let fields: Vec<_> = (0..20).map(|f| field(&table, &format!("f{f}"), f)).collect();
        changes.push(created(of_table(&table)));
        changes.extend(fields.iter().map(|f| created(of_field(f))));
        if let Some(source) = previous.replace(fields[0].clone()) {
            let made = relationship(&format!("r{t}"), &source, &fields[1]);
            changes.push(created(Element::Relationship(Arc::new(made))));
        }
    }
    let count = changes.len();
    store.commit(&world.batch(&store, 0, changes)).await.unwrap();
    assert_eq!(design_of(&store, &world).await.len(), count);
}

pub(super) async fn rows_equal_the_design_after_random_commits(store: Store) {
    let world = world(&store).await;
    let mut design = Design::new();
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random % below as u64).unwrap()
    };
    for held in 0..40 {
        let mut after = design.clone();
        for _ in 0..=next(6) {
            step(&mut after, &mut next);
        }
        let changes = difference(&design, &after);
        store.commit(&world.batch(&store, held, changes)).await.unwrap();
        design = after;
        assert_eq!(design_of(&store, &world).await, design, "at revision {}", held + 1);
    }
    assert!(design.len() > 20, "the schedule did something: {}", design.len());

    // And the log walks the same way back.
    let mut back = design;
    for event in store.events_before(world.branch.id, i64::MAX, 100).await.unwrap() {
        if let super::super::EventBody::DesignEdited { changes } = event.body {
            changes.iter().for_each(|change| change.rewind(&mut back));
        }
    }
    assert!(back.is_empty());
}

/// Makes, renames, reorders or removes something.
fn step(design: &mut Design, next: &mut impl FnMut(usize) -> usize) {
    let tables: Vec<_> = design.tables().cloned().collect();
    let name = format!("N{}", next(30));
    let free = tables.iter().all(|t| t.name != name);
    match next(10) {
        0..4 if free => design.put(of_table(&table(&name))),
        4..8 if !tables.is_empty() => {
            let parent = &tables[next(tables.len())];
            if design.fields_of(parent.id).all(|f| f.name != name) {
                let made = field(parent, &name, u32::try_from(next(5)).unwrap());
                design.put(of_field(&made));
                let source = design.fields().next().cloned().expect("one was just made");
                let relationship = relationship(&format!("r {}", made.id), &source, &made);
                design.put(Element::Relationship(Arc::new(relationship)));
            }
        }
        8 if tables.len() > 1 => {
            // Two tables exchange names.
            let (one, two) = (&tables[0], &tables[1 + next(tables.len() - 1)]);
            let (mut a, mut b) = ((**one).clone(), (**two).clone());
            std::mem::swap(&mut a.name, &mut b.name);
            std::mem::swap(&mut a.table_name, &mut b.table_name);
            design.put(of_table(&a));
            design.put(of_table(&b));
        }
        9 if tables.len() > 4 => {
            let gone = &tables[next(tables.len())];
            let relationships: Vec<_> = design.relationships().cloned().collect();
            let fields: Vec<_> = design.fields_of(gone.id).cloned().collect();
            for relationship in relationships {
                if relationship.tables().any(|t| t == gone.id) {
                    design.remove(Element::Relationship(relationship).reference());
                }
            }
            fields
                .into_iter()
                .for_each(|f| drop(design.remove(Element::Field(f).reference())));
            design.remove(of_table(gone).reference());
        }
        _ => {}
    }
}

/// The net changes from one design to another.
fn difference(from: &Design, to: &Design) -> Vec<Change> {
    let kept_or_new = to.elements().filter_map(|after| {
        let before = from.get(after.reference());
        (before.as_ref() != Some(&after)).then_some(Change {
            before,
            after: Some(after),
        })
    });
    let gone = from.elements().filter(|e| to.get(e.reference()).is_none()).map(deleted);
    kept_or_new.chain(gone).collect()
}
