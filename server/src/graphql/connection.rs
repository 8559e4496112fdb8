//! Relay connections over the store's pages.

use std::borrow::Cow;

use async_graphql::{Context, Object, OutputType, SimpleObject, TypeName};
use uuid::Uuid;

use super::context::{app, int};
use crate::error::AppError;
use crate::store::{Cursor, Page, PageRequest, TableFilter};

/// The size of a page that no size is asked for.
const USUAL_PAGE: i32 = 50;
/// The largest page.
const LARGEST_PAGE: i32 = 5_000;

/// A page of a list, named after what is in it: `DataTableConnection`.
pub(crate) struct Connection<T> {
    edges: Vec<Edge<T>>,
    page_info: PageInfo,
    of: List,
}

/// An item of a list and its place, named after it: `DataTableEdge`.
pub(crate) struct Edge<T> {
    cursor: String,
    node: T,
}

/// Whether there is more of a list beside a page, and how to ask for it.
#[derive(SimpleObject)]
pub(crate) struct PageInfo {
    /// Whether there are items after this page.
    has_next_page: bool,
    /// Whether there are items before this page.
    has_previous_page: bool,
    /// The place of the first item; absent for an empty page.
    start_cursor: Option<String>,
    /// The place of the last item; absent for an empty page.
    end_cursor: Option<String>,
}

/// A list that pages are taken from, so that its length is counted only where it is asked for.
pub(crate) enum List {
    /// Tables of a branch.
    Tables(Uuid, TableFilter),
    /// Relationships of a branch.
    Relationships(Uuid),
    /// Versions made of a branch.
    Versions(Uuid),
    /// Objects of a branch.
    Objects(Uuid),
    /// Projects that a person may see.
    Projects {
        /// Who.
        user_id: Uuid,
        /// Only those that match.
        search: Option<String>,
    },
}

/// A page of a list that can grow, in the list's order.
#[Object(name_type)]
impl<T: OutputType> Connection<T> {
    /// The items of the page, each with its place in the list.
    async fn edges(&self) -> &[Edge<T>] {
        &self.edges
    }

    /// The items of the page, without their places.
    async fn nodes(&self) -> Vec<&T> {
        self.edges.iter().map(|edge| &edge.node).collect()
    }

    /// Whether there is more of the list, and how to ask for it.
    async fn page_info(&self) -> &PageInfo {
        &self.page_info
    }

    /// How many items the whole list has.
    async fn total_count(&self, context: &Context<'_>) -> async_graphql::Result<i32> {
        let store = &app(context).store;
        let count = match &self.of {
            List::Tables(branch, filter) => store.tables_count(*branch, filter).await,
            List::Relationships(branch) => store.relationships_count(*branch).await,
            List::Versions(branch) => store.versions_count(*branch).await,
            List::Objects(branch) => store.objects_count(*branch).await,
            List::Projects { user_id, search } => store.projects_count(*user_id, search.as_deref()).await,
        };
        Ok(int(count.map_err(AppError::from)?)?)
    }
}

impl<T: OutputType> TypeName for Connection<T> {
    fn type_name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Connection", T::type_name()))
    }
}

/// An item and its place in the list.
#[Object(name_type)]
impl<T: OutputType> Edge<T> {
    /// Its place: send it as `after` or `before` to go on from here. It stays good when other items come and go.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// The item.
    async fn node(&self) -> &T {
        &self.node
    }
}

impl<T: OutputType> TypeName for Edge<T> {
    fn type_name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Edge", T::type_name()))
    }
}

impl<T> Connection<T> {
    /// The page of a list, with each row as what the API shows.
    pub(crate) fn new<R>(of: List, page: Page<R>, mut node: impl FnMut(R) -> T) -> Self {
        let (has_next_page, has_previous_page) = (page.has_next, page.has_previous);
        let edges: Vec<Edge<T>> = page
            .edges
            .into_iter()
            .map(|(cursor, row)| Edge {
                cursor: cursor.encode(),
                node: node(row),
            })
            .collect();
        let cursor = |edge: Option<&Edge<T>>| edge.map(|edge| edge.cursor.clone());
        let page_info = PageInfo {
            has_next_page,
            has_previous_page,
            start_cursor: cursor(edges.first()),
            end_cursor: cursor(edges.last()),
        };
        Self { edges, page_info, of }
    }
}

/// The arguments of a connection, as they were sent.
#[derive(Debug, Default)]
pub(crate) struct PageArguments {
    /// The first so many.
    pub(crate) first: Option<i32>,
    /// Only items after this place.
    pub(crate) after: Option<String>,
    /// The last so many.
    pub(crate) last: Option<i32>,
    /// Only items before this place.
    pub(crate) before: Option<String>,
}

impl PageArguments {
    /// What to ask the store for, or what is wrong with the arguments.
    pub(crate) fn request(self) -> Result<PageRequest, AppError> {
        let (asked, from_end) = match (self.first, self.last) {
            (Some(_), Some(_)) => return Err(AppError::invalid("Ask for `first` or `last`, not for both.")),
            (None, Some(last)) => (last, true),
            (first, None) => (first.unwrap_or(USUAL_PAGE), false),
        };
        if asked > LARGEST_PAGE {
            let message = format!("A page has at most {LARGEST_PAGE} items; {asked} were asked for.");
            return Err(AppError::limited("page", message));
        }
        let limit = u64::try_from(asked)
            .map_err(|_| AppError::invalid(format!("A page cannot have {asked} items; ask for 0 or more.")))?;
        let (after, before) = (cursor("after", self.after)?, cursor("before", self.before)?);
        Ok(PageRequest {
            limit,
            from_end,
            after,
            before,
        })
    }
}

fn cursor(argument: &str, text: Option<String>) -> Result<Option<Cursor>, AppError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    match Cursor::decode(&text) {
        Some(cursor) => Ok(Some(cursor)),
        None => Err(AppError::invalid(format!(
            "`{argument}` must be a cursor that this list gave out, or be left out to start from its end."
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::PageArguments;
    use crate::error::ErrorCode;

    fn refused(arguments: PageArguments) -> ErrorCode {
        arguments.request().unwrap_err().code
    }

    #[test]
    fn without_arguments_a_page_starts_at_the_front() {
        let request = PageArguments::default().request().unwrap();
        assert_eq!((request.limit, request.from_end), (50, false));
        let last = PageArguments {
            last: Some(3),
            ..PageArguments::default()
        };
        assert!(last.request().unwrap().from_end);
    }

    #[test]
    fn sizes_that_make_no_sense_are_refused() {
        let first = |first| PageArguments {
            first: Some(first),
            ..PageArguments::default()
        };
        assert!(first(0).request().is_ok());
        assert_eq!(refused(first(-1)), ErrorCode::Invalid);
        assert_eq!(refused(first(i32::MIN)), ErrorCode::Invalid);
        assert_eq!(refused(first(5_001)), ErrorCode::Limited);
        assert_eq!(
            refused(PageArguments {
                last: Some(1),
                ..first(1)
            }),
            ErrorCode::Invalid
        );
    }

    #[test]
    fn a_cursor_of_another_make_is_refused() {
        for text in ["1", "zzzz", "é", "not-a-cursor-not-a-cursor-not-a-cursor"] {
            let after = PageArguments {
                after: Some(text.to_owned()),
                ..PageArguments::default()
            };
            assert_eq!(refused(after), ErrorCode::Invalid, "{text}");
        }
        let empty = PageArguments {
            after: Some(String::new()),
            ..PageArguments::default()
        };
        assert!(empty.request().is_ok(), "as some clients send for the first page");
    }
}
