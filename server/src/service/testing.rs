//! What the tests of services and access share: a server's services over a SQLite file of their own.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Parser;
use uuid::Uuid;

use super::account::{self, Admitted, SignUp};
use super::{invitation, project};
use crate::access::{self, Viewer};
use crate::app::App;
use crate::auth;
use crate::config::Config;
use crate::error::AppError;
use crate::store::{Branch, NewUser, Project, Role, User};

/// A password that will do.
pub(crate) const PASSWORD: &str = "correct horse battery staple";

#[derive(Parser)]
struct Options {
    #[command(flatten)]
    config: Config,
}

/// The services of one server, and the folder of its file, which goes with it.
pub(crate) struct World {
    app: Arc<App>,
    folder: PathBuf,
}

impl Deref for World {
    type Target = Arc<App>;

    fn deref(&self) -> &Arc<App> {
        &self.app
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // Left behind, it would do no harm.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl World {
    /// An empty server that takes people by invitation.
    pub(crate) async fn start() -> Self {
        Self::start_with("invitation").await
    }

    /// An empty server, and who may sign up on it.
    pub(crate) async fn start_with(sign_up: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("tablewright-service-{}", Uuid::new_v4()));
        let url = format!("sqlite://{}", folder.join("data.db").display());
        let told = ["tablewright", "--database-url", &url, "--sign-up", sign_up];
        let app = App::build(Options::parse_from(told).config).await.expect("a new file");
        Self { app, folder }
    }

    /// Signs someone up by name.
    pub(crate) async fn sign_up(&self, name: &str, invitation: Option<String>) -> Result<Admitted, AppError> {
        account::sign_up(self, request(name, invitation)).await
    }

    /// The first person, who owns the server.
    pub(crate) async fn owner(&self) -> Viewer {
        let admitted = self.sign_up("Ada", None).await.expect("the first one");
        self.viewer(&admitted).await
    }

    /// Someone whom the inviter's invitation made a member with this role.
    pub(crate) async fn member(&self, inviter: &Viewer, name: &str, role: Role) -> Viewer {
        let access = access::organization_admin(&self.store, inviter, None)
            .await
            .expect("an admin");
        let invited = invitation::create(self, access, None, role)
            .await
            .expect("a role at most the inviter's");
        let admitted = self
            .sign_up(name, Some(invited.token))
            .await
            .expect("a good invitation");
        self.viewer(&admitted).await
    }

    /// Someone with an organization of their own.
    pub(crate) async fn stranger(&self) -> Viewer {
        let new = NewUser {
            id: Uuid::now_v7(),
            email: format!("{}@elsewhere.example", Uuid::now_v7()),
            name: "Eve".to_owned(),
            password_hash: "none".to_owned(),
        };
        let user = self
            .store
            .create_user_with_organization(&new, "Elsewhere", &[])
            .await
            .expect("a new address");
        self.viewer_of(&user).await
    }

    /// A project of the viewer's, with its main branch.
    pub(crate) async fn project(&self, viewer: &Viewer, name: &str) -> (Project, Branch) {
        let maker = access::project_maker(&self.store, viewer, None)
            .await
            .expect("a contributor");
        project::create(self, maker, name, None).await.expect("a new name")
    }

    /// Who has the token of a sign-up or sign-in.
    pub(crate) async fn viewer(&self, admitted: &Admitted) -> Viewer {
        auth::viewer_of_token(&self.store, &admitted.token)
            .await
            .expect("a live session")
    }

    async fn viewer_of(&self, user: &User) -> Viewer {
        let token = auth::begin_session(&self.store, user.id).await.expect("a session");
        auth::viewer_of_token(&self.store, &token)
            .await
            .expect("a live session")
    }
}

/// What someone with this name says when signing up.
pub(crate) fn request(name: &str, invitation_token: Option<String>) -> SignUp {
    SignUp {
        email: format!("{name}@Example.com"),
        password: PASSWORD.to_owned(),
        name: name.to_owned(),
        invitation_token,
    }
}
