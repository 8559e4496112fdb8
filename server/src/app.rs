//! The application: its services, built once and shared by every request.

use std::sync::Arc;

use crate::config::Config;
use crate::error::AppError;
use crate::graphql::wire::Authenticate;

/// The services of one server process.
pub(crate) struct App {
    /// What the server was told.
    pub(crate) config: Config,
}

impl App {
    /// Builds the services, or tells why the server cannot start.
    pub(crate) async fn build(config: Config) -> Result<Arc<Self>, AppError> {
        Ok(Arc::new(Self { config }))
    }

    /// Whether requests can be served now; the error says which part is away.
    pub(crate) async fn ready(&self) -> Result<(), AppError> {
        Ok(())
    }
}

/// Who asks.
#[derive(Clone, Debug)]
pub(crate) enum Viewer {
    /// Nobody is signed in.
    Anonymous,
}

impl Authenticate for Arc<App> {
    type Viewer = Viewer;

    async fn viewer(&self, token: Option<&str>) -> Result<Viewer, AppError> {
        match token {
            None => Ok(Viewer::Anonymous),
            Some(_) => Err(AppError::unauthenticated(
                "This token is unknown or no longer good. Sign in again.",
            )),
        }
    }
}
