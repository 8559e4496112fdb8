//! Names with their namespace.

use std::fmt;

/// The name of a table, index, type or object.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct QName {
    /// `None` for the engine's default one.
    pub(crate) namespace: Option<String>,
    /// The identifier.
    pub(crate) name: String,
}

impl QName {
    /// The same namespace, another name.
    pub(crate) fn sibling(&self, name: impl Into<String>) -> Self {
        Self {
            namespace: self.namespace.clone(),
            name: name.into(),
        }
    }
}

impl fmt::Display for QName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.namespace {
            Some(namespace) => write!(f, "{namespace}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}
