//! The people half of the queries: accounts and projects.

use async_graphql::{Context, ID, Object, Result};

use super::connection::{Connection, List, PageArguments};
use super::context::{app, viewer};
use super::id;
use super::query::if_any;
use super::types::{Project, User};
use crate::access::{self, Viewer};
use crate::service;

/// Queries of people and projects.
#[derive(Default)]
pub(crate) struct PeopleQuery;

#[Object]
impl PeopleQuery {
    /// You; null where nobody is signed in.
    async fn viewer(&self, context: &Context<'_>) -> Result<Option<User>> {
        match viewer(context) {
            Viewer::Anonymous => Ok(None),
            Viewer::Person(person) => Ok(Some(User::from(
                service::account::account(app(context), *person).await?,
            ))),
        }
    }

    /// The projects that you may see and that are not archived, by name.
    #[allow(clippy::too_many_arguments)] // The four of every connection, and a search.
    async fn projects(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The first so many; 50 where no number is given.")] first: Option<i32>,
        #[graphql(desc = "Only those after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many.")] last: Option<i32>,
        #[graphql(desc = "Only those before this cursor.")] before: Option<String>,
        #[graphql(desc = "Only those whose name or description contains this, whatever the case.")] search: Option<
            String,
        >,
    ) -> Result<Connection<Project>> {
        let person = access::signed_in(viewer(context))?;
        let arguments = PageArguments {
            first,
            after,
            last,
            before,
        };
        let page = service::project::list(app(context), person, search.as_deref(), &arguments.request()?).await?;
        let list = List::Projects {
            user_id: person.user_id(),
            search,
        };
        Ok(Connection::new(list, page, Project::from))
    }

    /// A project; null where there is none with this id that you may see.
    async fn project(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The project.")] id: ID,
    ) -> Result<Option<Project>> {
        let Some(id) = id::known(&id) else { return Ok(None) };
        let found = access::project_reader(&app(context).store, viewer(context), id).await;
        Ok(if_any(found)?.map(|reader| Project::from(reader.project().clone())))
    }
}
