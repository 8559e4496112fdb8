//! Edits, from outside: what they do, and what they are refused for.

mod behaviour;
mod large;
mod refused_keys;
mod refused_names;
mod refused_relationships;
mod refused_values;
mod renamed;
mod rules;
mod shop;
