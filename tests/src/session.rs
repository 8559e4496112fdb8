//! A person's session with one server: GraphQL over HTTP.

use serde_json::{Value, json};

use crate::server::Server;

/// Everybody's.
const PASSWORD: &str = "correct horse battery staple";

/// A signed-in person, talking to one server. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Session {
    url: String,
    http: reqwest::Client,
    token: Option<String>,
    user_id: String,
}

/// A project's main branch.
#[derive(Debug, Clone)]
pub struct Branch {
    /// The branch.
    pub id: String,
    /// Its project.
    pub project_id: String,
}

/// An accepted batch of edits.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// The revision it became.
    pub revision: i64,
    /// The changes as answered.
    pub changes: Value,
}

/// The first GraphQL error of an answer.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// `extensions.code`.
    pub code: String,
    /// What people read.
    pub message: String,
    /// All of `extensions`.
    pub extensions: Value,
}

impl Session {
    /// Nobody: a client without a token.
    pub fn anonymous(server: &Server) -> Self {
        Self::to(server.url())
    }

    /// Nobody, by way of an address such as a [`crate::Proxy`]'s.
    pub fn to(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            http: reqwest::Client::new(),
            token: None,
            user_id: String::new(),
        }
    }

    /// Creates the first account of a server, which owns it, and signs in with it.
    pub async fn sign_up(server: &Server, name: &str) -> Self {
        let input = json!({ "email": format!("{name}@example.org"), "password": PASSWORD, "name": name });
        Self::anonymous(server).sign_up_with(input).await
    }

    async fn sign_up_with(self, input: Value) -> Self {
        let data = self
            .expect(
                "mutation($input: SignUpInput!) { signUp(input: $input) { token user { id } } }",
                json!({ "input": input }),
            )
            .await;
        self.signed_in(&data["signUp"])
    }

    /// Another session of the same account.
    pub async fn sign_in(server: &Server, name: &str) -> Self {
        let anonymous = Self::anonymous(server);
        let input = json!({ "email": format!("{name}@example.org"), "password": PASSWORD });
        let data = anonymous
            .expect(
                "mutation($input: SignInInput!) { signIn(input: $input) { token user { id } } }",
                json!({ "input": input }),
            )
            .await;
        anonymous.signed_in(&data["signIn"])
    }

    fn signed_in(mut self, payload: &Value) -> Self {
        self.token = Some(text(&payload["token"]));
        self.user_id = text(&payload["user"]["id"]);
        self
    }

    /// The same client with another token, which may be forged.
    #[must_use]
    pub fn signed_in_as(&self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self.clone()
        }
    }

    /// The same session on another server or by way of a proxy, over connections of its own.
    #[must_use]
    pub fn on(&self, url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            http: reqwest::Client::new(),
            ..self.clone()
        }
    }

    /// The server's URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The value for `Authorization`, when signed in.
    pub fn authorization(&self) -> Option<String> {
        self.token.as_ref().map(|token| format!("Bearer {token}"))
    }

    /// Who this is.
    pub fn user_id(&self) -> &str {
        &self.user_id
    }

    /// Posts a body as it is.
    pub fn post(&self, body: impl Into<reqwest::Body>) -> reqwest::RequestBuilder {
        let mut request = self
            .http
            .post(format!("{}/graphql", self.url))
            .header("content-type", "application/json")
            .header("accept", "application/graphql-response+json")
            .body(body);
        if let Some(authorization) = self.authorization() {
            request = request.header("authorization", authorization);
        }
        request
    }

    /// Runs a document. The outer error is the connection's, the inner one GraphQL's.
    pub async fn try_run(&self, document: &str, variables: Value) -> Result<Result<Value, Refusal>, reqwest::Error> {
        let body = json!({ "query": document, "variables": variables }).to_string();
        let answer = self.post(body).send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        assert!(!status.is_server_error(), "{status} for {document}:\n{text}");
        let mut answer: Value =
            serde_json::from_str(&text).unwrap_or_else(|_| panic!("{status}, not JSON, for {document}:\n{text}"));
        Ok(match answer.get("errors").and_then(|errors| errors.get(0)) {
            Some(error) => Err(Refusal::read(error)),
            None => Ok(answer["data"].take()),
        })
    }

    /// Runs a document on a server that is expected to answer.
    pub async fn run(&self, document: &str, variables: Value) -> Result<Value, Refusal> {
        self.try_run(document, variables).await.unwrap()
    }

    /// Runs a document that is expected to succeed, and returns its data.
    pub async fn expect(&self, document: &str, variables: Value) -> Value {
        match self.run(document, variables).await {
            Ok(data) => data,
            Err(refusal) => panic!("{document}\nwas refused: {refusal:?}"),
        }
    }

    /// Runs a document that is expected to be refused.
    pub async fn refused(&self, document: &str, variables: Value) -> Refusal {
        match self.run(document, variables).await {
            Err(refusal) => refusal,
            Ok(data) => panic!("{document}\nwas not refused: {data}"),
        }
    }

    /// Creates a project.
    pub async fn create_project(&self, name: &str) -> Branch {
        let data = self
            .expect(
                "mutation($name: String!) { createProject(input: { name: $name }) { project { id mainBranch { id revision } } } }",
                json!({ "name": name }),
            )
            .await;
        let project = &data["createProject"]["project"];
        Branch {
            id: text(&project["mainBranch"]["id"]),
            project_id: text(&project["id"]),
        }
    }

    /// Applies edits as `client_edit_id`, which makes a repetition harmless.
    pub async fn try_apply(
        &self,
        branch: &Branch,
        client_edit_id: &str,
        edits: &Value,
        lock_tokens: &[String],
    ) -> Result<Result<Applied, Refusal>, reqwest::Error> {
        let input = json!({
            "branchId": branch.id,
            "clientEditId": client_edit_id,
            "lockTokens": lock_tokens,
            "edits": edits,
        });
        let document = "mutation($input: ApplyEditsInput!) { applyEdits(input: $input) { revision changes { kind elementType elementId fields } } }";
        let answer = self.try_run(document, json!({ "input": input })).await?;
        Ok(answer.map(|data| Applied {
            revision: data["applyEdits"]["revision"].as_i64().unwrap(),
            changes: data["applyEdits"]["changes"].clone(),
        }))
    }

    /// Applies edits, once.
    pub async fn apply(&self, branch: &Branch, edits: Value) -> Result<Applied, Refusal> {
        self.try_apply(branch, &id(), &edits, &[]).await.unwrap()
    }

    /// Applies edits that are expected to be accepted.
    pub async fn edit(&self, branch: &Branch, edits: Value) -> Applied {
        match self.apply(branch, edits.clone()).await {
            Ok(applied) => applied,
            Err(refusal) => panic!("{edits}\nwas refused: {refusal:?}"),
        }
    }

    /// Creates a table with a required primary key `id`, and returns the table's id.
    pub async fn create_table(&self, branch: &Branch, name: &str) -> String {
        let table = id();
        let edits = json!([
            { "createTable": { "id": table, "name": name } },
            { "createField": {
                "tableId": table, "name": "Id", "fieldName": "id", "dataType": "NUMBER",
                "isRequired": true, "isPrimaryKey": true,
            } },
        ]);
        self.edit(branch, edits).await;
        table
    }

    /// Takes a lock on a table.
    pub async fn lock(&self, table: &str, kind: &str, seconds: i64) -> Result<Value, Refusal> {
        let input = json!({ "tableId": table, "kind": kind, "seconds": seconds });
        self.run(
            "mutation($input: AcquireTableLockInput!) { acquireTableLock(input: $input) { id kind lockToken lockedAt expiresAt holder { id } } }",
            json!({ "input": input }),
        )
        .await
        .map(|mut data| data["acquireTableLock"].take())
    }

    /// Takes a lock on a table when its turn comes, within `wait_seconds`.
    pub async fn wait_for_lock(&self, table: &str, wait_seconds: i64) -> Result<Value, Refusal> {
        let input = json!({ "tableId": table, "kind": "OPTIMISTIC", "seconds": 60, "waitSeconds": wait_seconds });
        self.run(
            "mutation($input: AcquireTableLockInput!) { acquireTableLock(input: $input) { id lockToken holder { id } } }",
            json!({ "input": input }),
        )
        .await
        .map(|mut data| data["acquireTableLock"].take())
    }

    /// Gives a lock back.
    pub async fn release(&self, lock_token: &str) {
        self.expect(
            "mutation($token: ID!) { releaseTableLock(lockToken: $token) }",
            json!({ "token": lock_token }),
        )
        .await;
    }

    /// Invites another person, who accepts by signing up on `server`.
    pub async fn invite(&self, server: &Server, name: &str, role: &str) -> Self {
        let invited = self
            .expect(
                "mutation($input: CreateInvitationInput!) { createInvitation(input: $input) { token } }",
                json!({ "input": { "email": format!("{name}@example.org"), "role": role } }),
            )
            .await;
        let input = json!({
            "email": format!("{name}@example.org"),
            "password": PASSWORD,
            "name": name,
            "invitationToken": invited["createInvitation"]["token"],
        });
        Self::anonymous(server).sign_up_with(input).await
    }

    /// Imports a schema into a branch.
    pub async fn import(&self, branch: &Branch, format: &str, source: &str) -> Result<Value, Refusal> {
        let input = json!({ "branchId": branch.id, "format": format, "source": source });
        self.run(
            "mutation($input: ImportSchemaInput!) { importSchema(input: $input) { revision tableCount diagnostics { code severity message subject } } }",
            json!({ "input": input }),
        )
        .await
        .map(|mut data| data["importSchema"].take())
    }

    /// Compiles a branch for an engine.
    pub async fn compile(&self, branch: &Branch, target: &str) -> Value {
        let mut data = self
            .expect(
                "query($branch: ID!, $target: Target!) { branch(id: $branch) { compile(target: $target) { sql statements { sql } diagnostics { code severity message subject } } } }",
                json!({ "branch": branch.id, "target": target }),
            )
            .await;
        data["branch"]["compile"].take()
    }

    /// The branch's revision.
    pub async fn revision(&self, branch: &Branch) -> i64 {
        let data = self
            .expect(
                "query($id: ID!) { branch(id: $id) { revision } }",
                json!({ "id": branch.id }),
            )
            .await;
        data["branch"]["revision"].as_i64().unwrap()
    }
}

impl Refusal {
    fn read(error: &Value) -> Self {
        Self {
            code: error["extensions"]["code"].as_str().unwrap_or("(no code)").to_owned(),
            message: error["message"].as_str().unwrap_or_default().to_owned(),
            extensions: error["extensions"].clone(),
        }
    }
}

/// A new id, as a client may choose it for an element or an edit.
pub fn id() -> String {
    uuid::Uuid::now_v7().to_string()
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("not a string: {value}"))
        .to_owned()
}
