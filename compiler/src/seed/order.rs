//! The order in which tables get their rows.

use super::model::Model;
use std::collections::BTreeSet;

/// Referenced tables first. Where tables refer to each other in a circle, those that need the others least.
pub(super) fn order(models: &[Model<'_>]) -> Vec<usize> {
    let mut needs: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); models.len()];
    let mut wants: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); models.len()];
    let mut followers: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); models.len()];
    for (at, model) in models.iter().enumerate() {
        for reference in model.foreign_keys.iter().filter(|r| r.target != at) {
            let list = if reference.optional { &mut wants } else { &mut needs };
            list[at].insert(reference.target);
            followers[reference.target].insert(at);
        }
    }
    // The fewest open needs, then wants, then as they come.
    let rank = |needs: &[BTreeSet<usize>], wants: &[BTreeSet<usize>], at: usize| (needs[at].len(), wants[at].len(), at);
    let mut waiting: BTreeSet<(usize, usize, usize)> = (0..models.len()).map(|at| rank(&needs, &wants, at)).collect();
    let mut out = Vec::with_capacity(models.len());
    while let Some((_, _, next)) = waiting.pop_first() {
        out.push(next);
        for &follower in &followers[next] {
            let before = rank(&needs, &wants, follower);
            if waiting.remove(&before) {
                needs[follower].remove(&next);
                wants[follower].remove(&next);
                waiting.insert(rank(&needs, &wants, follower));
            }
        }
    }
    out
}

/// Marks the references that have to be promised: required ones to tables that come later.
pub(super) fn promise(models: &mut [Model<'_>], order: &[usize]) {
    let mut place = vec![0; models.len()];
    for (when, at) in order.iter().enumerate() {
        place[*at] = when;
    }
    for at in 0..models.len() {
        for reference in &mut models[at].foreign_keys {
            reference.is_promise = !reference.optional && place[reference.target] > place[at];
        }
    }
}
