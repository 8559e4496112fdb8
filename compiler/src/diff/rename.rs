//! Renames that a person tells, where elements are matched by name.

/// A rename: `old=new`, said with dots from the outside in.
///
/// The two paths have the same length, except that a table may be written with or without its schema:
/// `orders=sales`, `orders.total=amount`, `shop.orders.total=amount`; a constraint, an index and an enum are renamed
/// like a column and a table, an enum's value as `status.open=active`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rename {
    /// The parts of the old name.
    pub from: Vec<String>,
    /// The last part of the new name, or all of its parts.
    pub to: Vec<String>,
}
