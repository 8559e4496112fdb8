//! Pages of long lists, by keyset: a page starts after a row, not after a count of rows.

use std::fmt::Write;

use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, Value};
use uuid::Uuid;

/// A place in a list: after the row with this key and id. Opaque to clients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cursor {
    key: String,
    id: Uuid,
}

impl Cursor {
    pub(super) fn new(key: impl Into<String>, id: Uuid) -> Self {
        Self { key: key.into(), id }
    }

    /// The form that clients keep.
    pub(crate) fn encode(&self) -> String {
        let mut text = self.id.simple().to_string();
        for byte in self.key.bytes() {
            write!(text, "{byte:02x}").expect("writing to a string cannot fail");
        }
        text
    }

    /// Reads what [`Self::encode`] wrote; `None` for anything else.
    pub(crate) fn decode(text: &str) -> Option<Self> {
        let (id, key) = text.split_at_checked(32)?;
        let digits = key.as_bytes();
        if !digits.len().is_multiple_of(2) || !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        let bytes: Result<Vec<u8>, _> = (0..digits.len())
            .step_by(2)
            .map(|i| u8::from_str_radix(&key[i..i + 2], 16))
            .collect();
        let key = String::from_utf8(bytes.ok()?).ok()?;
        Some(Self {
            key,
            id: Uuid::try_parse(id).ok()?,
        })
    }
}

/// Which rows of a list are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageRequest {
    /// At most this many.
    pub(crate) limit: u64,
    /// The last ones instead of the first ones; they still come in the list's order.
    pub(crate) from_end: bool,
    /// Only rows after this place.
    pub(crate) after: Option<Cursor>,
    /// Only rows before this place.
    pub(crate) before: Option<Cursor>,
}

impl PageRequest {
    /// The first `limit` rows.
    pub(crate) fn first(limit: u64) -> Self {
        Self {
            limit,
            from_end: false,
            after: None,
            before: None,
        }
    }
}

/// Some rows of a list, in its order, each with its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Page<T> {
    /// The rows.
    pub(crate) edges: Vec<(Cursor, T)>,
    /// Whether there are rows after these.
    pub(crate) has_next: bool,
    /// Whether there are rows before these.
    pub(crate) has_previous: bool,
}

impl<T> Page<T> {
    /// The rows without their places.
    pub(crate) fn into_rows(self) -> Vec<T> {
        self.edges.into_iter().map(|(_, row)| row).collect()
    }

    /// Makes something else of every row.
    pub(super) fn map<U>(self, mut of: impl FnMut(T) -> U) -> Page<U> {
        Page {
            edges: self.edges.into_iter().map(|(cursor, row)| (cursor, of(row))).collect(),
            has_next: self.has_next,
            has_previous: self.has_previous,
        }
    }
}

/// The columns a list is ordered by: a key, and the id where keys are equal.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keyset<C> {
    pub(super) key: C,
    pub(super) id: C,
    /// How a cursor's key is compared with the key column; `None` for a key that the column cannot hold.
    pub(super) value: fn(&str) -> Option<Value>,
}

impl<C: ColumnTrait> Keyset<C> {
    /// Ordered by text.
    pub(super) fn text(key: C, id: C) -> Self {
        Self {
            key,
            id,
            value: |key| Some(key.into()),
        }
    }

    /// Ordered by a whole number.
    pub(super) fn number(key: C, id: C) -> Self {
        Self {
            key,
            id,
            value: |key| key.parse::<i64>().ok().map(Value::from),
        }
    }

    /// Narrows `select` to the page; it asks for one row more, which [`Self::page`] takes off again.
    pub(super) fn narrow<E>(self, mut select: Select<E>, request: &PageRequest) -> Select<E>
    where
        E: EntityTrait<Column = C>,
    {
        if let Some(after) = &request.after {
            select = select.filter(self.compare(after, |place, row| row.gt(place)));
        }
        if let Some(before) = &request.before {
            select = select.filter(self.compare(before, |place, row| row.lt(place)));
        }
        select = if request.from_end {
            select.order_by_desc(self.key).order_by_desc(self.id)
        } else {
            select.order_by_asc(self.key).order_by_asc(self.id)
        };
        select.limit(request.limit + 1)
    }

    fn compare(self, cursor: &Cursor, with: fn(SimpleExpr, SimpleExpr) -> SimpleExpr) -> SimpleExpr {
        match (self.value)(&cursor.key) {
            Some(value) => {
                let place = Expr::tuple([Expr::val(value), Expr::val(cursor.id)]);
                let row = Expr::tuple([
                    Expr::col((C::EntityName::default(), self.key)),
                    Expr::col((C::EntityName::default(), self.id)),
                ]);
                with(place, row)
            }
            None => Expr::val(false).eq(true),
        }
    }

    /// Makes the page of the rows that [`Self::narrow`] asked for.
    pub(super) fn page<T>(mut rows: Vec<T>, request: &PageRequest, place: impl Fn(&T) -> Cursor) -> Page<T> {
        let limit = usize::try_from(request.limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let (has_next, has_previous) = if request.from_end {
            rows.reverse();
            (request.before.is_some(), more)
        } else {
            (more, request.after.is_some())
        };
        Page {
            edges: rows.into_iter().map(|row| (place(&row), row)).collect(),
            has_next,
            has_previous,
        }
    }
}

/// `%text%` for LIKE, lower-cased, with its wildcards escaped by `\`.
pub(super) fn containing(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::{Cursor, containing};
    use proptest::prelude::{any, proptest};
    use uuid::Uuid;

    proptest! {
        #[test]
        fn a_cursor_reads_back(key in any::<String>(), id in any::<u128>()) {
            let cursor = Cursor::new(key, Uuid::from_u128(id));
            assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
        }

        #[test]
        fn what_is_no_cursor_is_refused_without_a_panic(text in any::<String>()) {
            let cursor = Cursor::decode(&text);
            assert!(cursor.is_none_or(|c| c.encode() == text.to_lowercase()));
        }
    }

    #[test]
    fn wildcards_are_letters_in_a_search() {
        assert_eq!(containing("50%_Off\\"), "%50\\%\\_off\\\\%");
    }
}
