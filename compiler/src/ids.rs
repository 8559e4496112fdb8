//! Identity. Names are properties; these are not.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

macro_rules! element_ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Uuid {
                id.0
            }
        }
    )+};
}

element_ids! {
    /// A table's identity.
    TableId,
    /// A field's identity.
    FieldId,
    /// A relationship's identity.
    RelationshipId,
    /// An index's identity.
    IndexId,
    /// The identity of a key or check.
    ConstraintId,
    /// An enum type's identity.
    EnumId,
    /// The identity of an object carried verbatim.
    ObjectId,
}

/// Where the ids of new elements come from.
///
/// The seed is made by the caller (a UUIDv7, so that ids sort by time); every id after it is the seed plus a
/// counter. The same seed gives the same ids, which keeps the compiler deterministic.
#[derive(Debug, Clone)]
pub struct IdSource {
    seed: u128,
    taken: u64,
}

impl IdSource {
    /// A source that starts at `seed`. Seeds must be random enough never to lie within 2⁶⁴ of each other by
    /// chance; a UUIDv7 is.
    pub fn new(seed: Uuid) -> Self {
        Self {
            seed: seed.as_u128(),
            taken: 0,
        }
    }

    /// The next id.
    pub fn next_id<T: From<Uuid>>(&mut self) -> T {
        let id = Uuid::from_u128(self.seed.wrapping_add(u128::from(self.taken)));
        self.taken += 1;
        T::from(id)
    }
}
