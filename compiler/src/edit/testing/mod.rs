//! For tests, here and in the programs built on the compiler: random edits from a seed, and every invariant of a
//! design in one function. Behind the feature `testing`.

mod random;
mod validate;

pub use random::{Random, RandomEdits};
pub use validate::{broken_invariants, derived_differs};
