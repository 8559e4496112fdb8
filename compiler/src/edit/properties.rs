//! Properties of `apply`, `invert` and `revert` that hold for any design and any edits.

use super::testing::{RandomEdits, broken_invariants, derived_differs};
use super::{Applied, ApplyContext, Change, apply, revert};
use crate::design::Design;
use crate::ids::IdSource;
use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};
use uuid::Uuid;

/// A source for what the batch at this place makes along with its own.
fn context(seed: u64, batch: usize) -> ApplyContext {
    let ids = (u128::from(seed) << 64) | (1 << 60) | ((batch as u128) << 32);
    ApplyContext::interactive(IdSource::new(Uuid::from_u128(ids)))
}

/// The life of a design: what each accepted batch did, and how many were refused.
struct Life {
    accepted: Vec<Applied>,
    refused: usize,
}

fn live(seed: u64, batches: usize) -> Life {
    let mut edits = RandomEdits::new(seed);
    let mut design = Design::new();
    let (mut accepted, mut refused) = (Vec::new(), 0);
    for position in 0..batches {
        let batch = edits.batch(&design, 4);
        match apply(&design, &batch, context(seed, position)) {
            Ok(applied) => {
                design = applied.design.clone();
                accepted.push(applied);
            }
            Err(issues) => {
                assert!(!issues.is_empty(), "a refusal says why");
                assert!(issues.iter().all(|i| i.path.starts_with("edits[")), "{issues:?}");
                refused += 1;
            }
        }
    }
    Life { accepted, refused }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn ed_every_accepted_batch_keeps_the_invariants_and_can_be_inverted(seed in any::<u64>()) {
        let mut before = Design::new();
        for applied in live(seed, 60).accepted {
            prop_assert_eq!(broken_invariants(&applied.design, true), Vec::<String>::new());
            prop_assert!(!derived_differs(&applied.design));
            let back = apply(&applied.design, &applied.inverse, ApplyContext::restore());
            let back = back.map_err(|issues| proptest::test_runner::TestCaseError::fail(format!("{issues:?}")))?;
            prop_assert_eq!(&back.design, &before);
            prop_assert!(!derived_differs(&back.design));
            let again = apply(&back.design, &back.inverse, ApplyContext::restore());
            prop_assert_eq!(&again.expect("the inverse of the inverse stands").design, &applied.design);
            before = applied.design;
        }
    }

    #[test]
    fn ed_changes_play_forwards_and_backwards_and_survive_json(seed in any::<u64>()) {
        let mut design = Design::new();
        let life = live(seed, 60).accepted;
        for applied in &life {
            let before = design.clone();
            let json = serde_json::to_string(&applied.changes).expect("changes are JSON");
            let read: Vec<Change> = serde_json::from_str(&json).expect("and back");
            prop_assert_eq!(&read, &applied.changes);
            read.iter().for_each(|change| change.play(&mut design));
            prop_assert_eq!(&design, &applied.design);
            let mut rewound = design.clone();
            read.iter().rev().for_each(|change| change.rewind(&mut rewound));
            prop_assert_eq!(&rewound, &before);
        }
        life.iter().rev().flat_map(|a| a.changes.iter().rev()).for_each(|change| change.rewind(&mut design));
        prop_assert!(design.is_empty());
    }

    #[test]
    fn ed_changes_come_parents_first_and_deletions_children_first(seed in any::<u64>()) {
        let mut design = Design::new();
        for applied in live(seed, 60).accepted {
            for change in &applied.changes {
                prop_assert!(change.before != change.after);
                change.play(&mut design);
                let dangling: Vec<String> = broken_invariants(&design, false)
                    .into_iter()
                    .filter(|b| b.contains("has no table") || b.contains("unknown table"))
                    .collect();
                prop_assert_eq!(dangling, Vec::<String>::new());
            }
        }
    }

    #[test]
    fn un_an_undo_in_company_is_whole_or_in_conflict(seed in any::<u64>()) {
        let life = live(seed, 40).accepted;
        let Some(now) = life.last().map(|a| a.design.clone()) else { return Ok(()) };
        for applied in &life {
            let reversal = revert(&now, &applied.changes);
            if !reversal.conflicts.is_empty() {
                continue;
            }
            let undone = apply(&now, &reversal.edits, ApplyContext::restore());
            let undone = undone.expect("a reversal without conflicts stands");
            prop_assert_eq!(broken_invariants(&undone.design, false), Vec::<String>::new());
            if reversal.edits.is_empty() {
                continue;
            }
            prop_assert!(!undone.changes.is_empty(), "what stands is taken back");
            let redo = revert(&undone.design, &undone.changes);
            prop_assert_eq!(&redo.conflicts, &vec![]);
            let redone = apply(&undone.design, &redo.edits, ApplyContext::restore()).expect("a redo stands");
            prop_assert_eq!(&redone.design, &now);
        }
    }

    #[test]
    fn un_the_latest_batch_is_undone_exactly(seed in any::<u64>()) {
        let mut before = Design::new();
        for applied in live(seed, 40).accepted {
            let reversal = revert(&applied.design, &applied.changes);
            prop_assert_eq!(&reversal.conflicts, &vec![]);
            let undone = apply(&applied.design, &reversal.edits, ApplyContext::restore()).expect("it stands");
            prop_assert_eq!(&undone.design, &before);
            before = applied.design;
        }
    }
}

#[test]
fn the_random_edits_do_real_work() {
    let (mut accepted, mut refused, mut changes, mut undone) = (0, 0, [0; 7], 0);
    for seed in 0..20 {
        let life = live(seed, 80);
        accepted += life.accepted.len();
        refused += life.refused;
        let now = life.accepted.last().map(|a| a.design.clone()).unwrap_or_default();
        for applied in &life.accepted {
            for change in &applied.changes {
                changes[change.element().kind() as usize] += 1;
            }
            let reversal = revert(&now, &applied.changes);
            undone += usize::from(reversal.conflicts.is_empty() && !reversal.edits.is_empty());
        }
    }
    assert!(accepted > 400, "{accepted} accepted, {refused} refused");
    assert!(refused > 100, "{accepted} accepted, {refused} refused");
    assert!(changes.iter().all(|n| *n > 20), "changes by kind: {changes:?}");
    assert!(undone > 100, "{undone} of {accepted} could be undone in the end");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let log = |seed| {
        let life = live(seed, 40);
        let changes: Vec<_> = life.accepted.into_iter().map(|a| a.changes).collect();
        serde_json::to_string(&changes).expect("changes are JSON")
    };
    assert_eq!(log(42), log(42));
}
