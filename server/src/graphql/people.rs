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

#[cfg(test)]
mod tests {
    use async_graphql::{Executor, Request, Variables};
    use serde_json::{Value, json};

    use crate::access::Viewer;
    use crate::graphql::{Schema, build_schema, error};
    use crate::service::testing::{PASSWORD, World};
    use crate::store::Role;

    /// `data`, or the errors where there is one.
    async fn run(schema: &Schema, viewer: &Viewer, document: &str, input: Value) -> Value {
        let variables = Variables::from_json(json!({ "input": input }));
        let mut response = schema
            .execute(Request::new(document).variables(variables).data(*viewer))
            .await;
        error::complete(&mut response.errors);
        if response.errors.is_empty() {
            response.data.into_json().unwrap()
        } else {
            serde_json::to_value(response.errors).unwrap()
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn from_signing_up_to_a_project() {
        let world = World::start().await;
        let schema = build_schema(&world);
        let nobody = Viewer::Anonymous;
        assert_eq!(
            run(&schema, &nobody, "{ viewer { id } }", json!({})).await,
            json!({ "viewer": null })
        );
        let error = run(&schema, &nobody, "{ projects { nodes { id } } }", json!({})).await;
        assert_eq!(error[0]["extensions"]["code"], "UNAUTHENTICATED");

        let sign_up = "mutation($input: SignUpInput!) { signUp(input: $input) { token user { name email } } }";
        let input = json!({ "email": "Ada@example.com", "password": PASSWORD, "name": "Ada" });
        let signed_up = run(&schema, &nobody, sign_up, input).await;
        assert_eq!(
            signed_up["signUp"]["user"],
            json!({ "name": "Ada", "email": "ada@example.com" })
        );
        let token = signed_up["signUp"]["token"].as_str().unwrap();
        let ada = crate::auth::viewer_of_token(&world.store, token).await.unwrap();
        let me = "{ viewer { name organizations { name viewerRole } } }";
        assert_eq!(
            run(&schema, &ada, me, json!({})).await["viewer"],
            json!({ "name": "Ada", "organizations": [{ "name": "Ada's team", "viewerRole": "OWNER" }] })
        );

        let create = "mutation($input: CreateProjectInput!) { createProject(input: $input) { project {
            id name description isActive owner { name organizations { id } } mainBranch { name revision } } } }";
        let input = json!({ "name": "Shop", "description": "What we sell" });
        let project = &run(&schema, &ada, create, input.clone()).await["createProject"]["project"];
        assert_eq!(project["mainBranch"], json!({ "name": "main", "revision": 0 }));
        assert_eq!(project["description"], "What we sell");
        let again = run(&schema, &ada, create, input).await;
        assert_eq!(again[0]["extensions"]["issues"][0]["rule"], "name-taken");

        let list = "{ projects(first: 1, search: \"sho\") { totalCount pageInfo { hasNextPage } edges { cursor node { name } } } }";
        let listed = &run(&schema, &ada, list, json!({})).await["projects"];
        assert_eq!(
            (&listed["totalCount"], &listed["edges"][0]["node"]["name"]),
            (&json!(1), &json!("Shop"))
        );
        let cursor = "{ projects(after: \"no cursor\") { totalCount } }";
        assert_eq!(
            run(&schema, &ada, cursor, json!({})).await[0]["extensions"]["code"],
            "INVALID"
        );

        let update = "mutation($input: UpdateProjectInput!) { updateProject(input: $input) { name description } }";
        let cleared = run(
            &schema,
            &ada,
            update,
            json!({ "id": project["id"], "description": null }),
        )
        .await;
        assert_eq!(cleared["updateProject"], json!({ "name": "Shop", "description": null }));

        let delete = format!("mutation {{ deleteProject(id: {}) }}", project["id"]);
        assert_eq!(
            run(&schema, &ada, &delete, json!({})).await,
            json!({ "deleteProject": true })
        );
        let gone = format!("{{ project(id: {}) {{ id }} }}", project["id"]);
        assert_eq!(run(&schema, &ada, &gone, json!({})).await, json!({ "project": null }));
        assert_eq!(
            run(&schema, &ada, "mutation { signOut }", json!({})).await,
            json!({ "signOut": true })
        );
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn from_an_invitation_to_a_member() {
        let world = World::start().await;
        let schema = build_schema(&world);
        let owner = world.owner().await;
        let invite = "mutation($input: CreateInvitationInput!) { createInvitation(input: $input) {
            token invitation { email role } } }";
        let input = json!({ "email": "Grace@example.com", "role": "CONTRIBUTOR" });
        let invited = &run(&schema, &owner, invite, input.clone()).await["createInvitation"];
        assert_eq!(
            invited["invitation"],
            json!({ "email": "grace@example.com", "role": "CONTRIBUTOR" })
        );
        let admitted = world
            .sign_up("Grace", invited["token"].as_str().map(str::to_owned))
            .await
            .unwrap();
        let grace = world.viewer(&admitted).await;
        let refused = run(&schema, &grace, invite, input).await;
        assert_eq!(refused[0]["extensions"]["requiredRole"], "ADMIN");
        let unknown = json!({ "role": "VIEWER", "organizationId": "no such thing" });
        assert_eq!(
            run(&schema, &owner, invite, unknown).await[0]["extensions"]["code"],
            "NOT_FOUND"
        );

        let (project, _) = world.project(&owner, "Shop").await;
        let viewer = world.member(&owner, "Vi", Role::Viewer).await;
        let owners = format!(
            "{{ project(id: \"{}\") {{ owner {{ organizations {{ name }} }} }} }}",
            project.id
        );
        let seen = run(&schema, &viewer, &owners, json!({})).await;
        assert_eq!(
            seen["project"]["owner"]["organizations"],
            Value::Null,
            "they are for Ada to see"
        );
    }
}
