//! The application: its services, built once and shared by every request.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::access::Viewer;
use crate::auth::{self, Passwords};
use crate::collab::bus::BusConfig;
use crate::collab::{Rooms, RoomsConfig};
use crate::config::Config;
use crate::engine::scratch::Scratch;
use crate::error::AppError;
use crate::graphql::wire::Authenticate;
use crate::service::proof;
use crate::store::{Store, StoreOptions};

/// The services of one server process.
pub(crate) struct App {
    /// What the server was told.
    pub(crate) config: Config,
    /// Everything that is kept.
    pub(crate) store: Store,
    /// Where branches are changed.
    pub(crate) rooms: Rooms,
    /// Hashes passwords, a few at once.
    pub(crate) passwords: Passwords,
    /// Where migrations are tried out.
    pub(crate) scratch: Scratch,
    /// The turns of those who try them.
    pub(crate) proofs: Semaphore,
}

impl App {
    /// Builds the services, or tells why the server cannot start.
    pub(crate) async fn build(config: Config) -> Result<Arc<Self>, AppError> {
        let scratch = Scratch::new(&config.scratch.urls()).map_err(|error| AppError::invalid(error.to_string()))?;
        let store = Store::open(&StoreOptions::new(&config.database_url)).await?;
        auth::keep_tidy(store.clone());
        let bus = match &config.redis_url {
            Some(url) => BusConfig::Redis { url: url.clone() },
            None => BusConfig::Local,
        };
        let rooms = Rooms::start(
            store.clone(),
            RoomsConfig {
                bus,
                retain_events: config.retain_events,
            },
        );
        Ok(Arc::new(Self {
            config,
            store,
            rooms,
            passwords: Passwords::new(),
            scratch,
            proofs: Semaphore::new(proof::AT_ONCE),
        }))
    }

    /// Whether requests can be served now; the error says which part is away.
    pub(crate) async fn ready(&self) -> Result<(), AppError> {
        Ok(self.store.ping().await?)
    }
}

impl Authenticate for Arc<App> {
    type Viewer = Viewer;

    async fn viewer(&self, token: Option<&str>) -> Result<Viewer, AppError> {
        match token {
            None => Ok(Viewer::Anonymous),
            Some(token) => auth::viewer_of_token(&self.store, token).await,
        }
    }
}
