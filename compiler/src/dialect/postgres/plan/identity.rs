//! What a carried statement is about, so that the two sides' find each other.

use super::parsed;
use crate::schema::SchemaObject;

/// What would drop the object, or take back what it says: the words that tell it apart from all others.
pub(crate) fn identity(object: &SchemaObject) -> String {
    let _ = parsed::statement;
    format!("{} {}", object.kind.noun(), object.name)
}
