//! Which element of the one schema is which of the other.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::Hash;
use uuid::Uuid;

/// What an element is known by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Known<'a> {
    /// The design's element.
    Element(Uuid),
    /// Its name, in its namespace.
    Name(Option<&'a str>, Cow<'a, str>),
}

/// Two lists, element by element: places in the one and in the other.
#[derive(Debug, Default)]
pub(crate) struct Pairs {
    /// On both sides, in the order of the second.
    pub(crate) both: Vec<(usize, usize)>,
    /// In the first only.
    pub(crate) gone: Vec<usize>,
    /// In the second only.
    pub(crate) new: Vec<usize>,
}

impl Pairs {
    /// Each with the one at its place.
    pub(crate) fn by_place(size: usize) -> Self {
        Self {
            both: (0..size).map(|at| (at, at)).collect(),
            ..Self::default()
        }
    }

    /// Pairs by what they are known by, in several passes: who finds another in an earlier pass is taken.
    pub(crate) fn of<K: Hash + Eq>(sizes: (usize, usize), passes: &[&dyn Fn(Side, usize) -> Option<K>]) -> Self {
        let mut partner_of_to: Vec<Option<usize>> = vec![None; sizes.1];
        let mut from_taken = vec![false; sizes.0];
        for known in passes {
            let mut places: HashMap<K, usize> = HashMap::with_capacity(sizes.0);
            for from in (0..sizes.0).rev().filter(|i| !from_taken[*i]) {
                if let Some(key) = known(Side::From, from) {
                    places.insert(key, from);
                }
            }
            for (to, partner) in partner_of_to.iter_mut().enumerate().filter(|(_, p)| p.is_none()) {
                if let Some(from) = known(Side::To, to).and_then(|key| places.remove(&key)) {
                    *partner = Some(from);
                    from_taken[from] = true;
                }
            }
            if from_taken.iter().all(|taken| *taken) {
                break;
            }
        }
        let mut pairs = Self::default();
        for (to, partner) in partner_of_to.into_iter().enumerate() {
            match partner {
                Some(from) => pairs.both.push((from, to)),
                None => pairs.new.push(to),
            }
        }
        pairs.gone = (0..sizes.0).filter(|i| !from_taken[*i]).collect();
        pairs
    }
}

/// One of the two schemas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// The one that is left.
    From,
    /// The one that is reached.
    To,
}
