//! Scratch databases: fresh, empty, of any engine, and gone afterwards.
//!
//! SQLite's are in memory. Those of PostgreSQL and MariaDB are on a server that a URL names, on which only databases
//! called `tablewright_scratch_…` are created and dropped and nothing else is touched, or on a server of our own, started from a
//! program found on the machine.

mod guard;
mod own;
mod programs;

use std::sync::Arc;

use tablewright_compiler::dialect::Dialect;
use tokio::sync::Mutex;
use uuid::Uuid;

use super::connection::dialect_of;
use super::{Connection, EngineError};
use crate::config::without_password;
use own::OwnServer;

/// What every database of ours is called first. What is not called so is never dropped.
const PREFIX: &str = "tablewright_scratch_";

/// Where scratch databases come from. Servers of our own are started when they are first needed, used by all clones of
/// this, and gone with the last of them, or with the process.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scratch {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    postgres_url: Option<String>,
    mysql_url: Option<String>,
    postgres: Mutex<Option<Arc<OwnServer>>>,
    mysql: Mutex<Option<Arc<OwnServer>>>,
}

impl Scratch {
    /// On the servers of these URLs; an engine without one gets a server of its own. The last URL of an engine counts.
    pub(crate) fn new(urls: &[String]) -> Result<Self, EngineError> {
        let mut shared = Shared::default();
        for url in urls {
            match dialect_of(url)? {
                Dialect::Postgres => shared.postgres_url = Some(url.clone()),
                Dialect::Mysql => shared.mysql_url = Some(url.clone()),
                Dialect::Sqlite => {
                    return Err(EngineError::Url {
                        url: without_password(url),
                        problem: "SQLite is tried in memory and needs no address".to_owned(),
                    });
                }
            }
        }
        Ok(Self {
            shared: Arc::new(shared),
        })
    }

    /// A fresh, empty database of the engine.
    pub(crate) async fn database(&self, dialect: Dialect) -> Result<ScratchDatabase, EngineError> {
        let name = format!("{PREFIX}{}", Uuid::new_v4().simple());
        let place = match dialect {
            Dialect::Sqlite => {
                return Ok(ScratchDatabase {
                    name,
                    place: Place::Memory,
                });
            }
            Dialect::Postgres | Dialect::Mysql => self.server(dialect).await?,
        };
        let server = place.server_url();
        let mut admin = Connection::connect(&server).await?;
        admin
            .execute(&match dialect {
                // template1 may hold whatever its owner put there.
                Dialect::Postgres => format!("CREATE DATABASE {name} TEMPLATE template0"),
                Dialect::Mysql | Dialect::Sqlite => format!("CREATE DATABASE {name}"),
            })
            .await?;
        admin.close().await;
        Ok(ScratchDatabase { name, place })
    }

    async fn server(&self, dialect: Dialect) -> Result<Place, EngineError> {
        let (url, slot) = match dialect {
            Dialect::Postgres => (&self.shared.postgres_url, &self.shared.postgres),
            Dialect::Mysql | Dialect::Sqlite => (&self.shared.mysql_url, &self.shared.mysql),
        };
        if let Some(url) = url {
            return Ok(Place::Url(url.clone()));
        }
        let mut slot = slot.lock().await;
        if let Some(server) = slot.as_ref()
            && server.is_running()
        {
            return Ok(Place::Own(Arc::clone(server)));
        }
        let server = Arc::new(OwnServer::start(dialect).await?);
        *slot = Some(Arc::clone(&server));
        Ok(Place::Own(server))
    }

    /// Stops the servers of our own and waits until they and their folders are gone.
    pub(crate) async fn close(self) {
        for slot in [&self.shared.postgres, &self.shared.mysql] {
            if let Some(server) = slot.lock().await.take() {
                server.stop().await;
            }
        }
    }
}

/// Where a database is.
#[derive(Debug, Clone)]
enum Place {
    Memory,
    Url(String),
    Own(Arc<OwnServer>),
}

impl Place {
    /// The address of the server, for creating and dropping databases; none is needed in memory.
    fn server_url(&self) -> String {
        match self {
            Self::Memory => String::new(),
            Self::Url(url) => url.clone(),
            Self::Own(server) => server.url(None),
        }
    }
}

/// A database that was empty when we got it, and is dropped with this.
#[derive(Debug)]
pub(crate) struct ScratchDatabase {
    name: String,
    place: Place,
}

impl ScratchDatabase {
    /// A connection to it. SQLite's database lives while at least one connection to it is open.
    pub(crate) async fn connect(&self) -> Result<Connection, EngineError> {
        match &self.place {
            Place::Memory => Connection::in_memory(&self.name).await,
            Place::Url(url) => Connection::connect(&with_database(url, &self.name)).await,
            Place::Own(server) => Connection::connect(&server.url(Some(&self.name))).await,
        }
    }

    /// Its name on the server.
    #[cfg(test)]
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Whether the server is ours alone, so that roles may be made on it.
    pub(crate) fn is_on_own_server(&self) -> bool {
        match self.place {
            Place::Memory | Place::Own(_) => true,
            Place::Url(_) => false,
        }
    }

    /// Makes the roles that are missing where the server is ours; else returns the missing ones, untouched.
    pub(crate) async fn provide_roles(&self, roles: &[String]) -> Result<Vec<String>, EngineError> {
        let mut connection = self.connect().await?;
        let dialect = connection.dialect();
        let known = match dialect {
            Dialect::Postgres => connection.rows("SELECT rolname FROM pg_roles").await?,
            Dialect::Mysql => connection.rows("SELECT User FROM mysql.user").await?,
            Dialect::Sqlite => return Ok(Vec::new()),
        };
        let mut missing: Vec<String> = roles.to_vec();
        missing.sort();
        missing.dedup();
        missing.retain(|role| !known.iter().flatten().flatten().any(|name| name == role));
        if !self.is_on_own_server() {
            connection.close().await;
            return Ok(missing);
        }
        for role in missing {
            let sql = match dialect {
                Dialect::Postgres => format!("CREATE ROLE {}", dialect.identifier(&role)),
                Dialect::Mysql | Dialect::Sqlite => format!("CREATE USER IF NOT EXISTS {}", dialect.literal(&role)),
            };
            connection.execute(&sql).await?;
        }
        connection.close().await;
        Ok(Vec::new())
    }

    /// Drops it now, and says when that fails. Without this it is dropped with the value.
    pub(crate) async fn close(mut self) -> Result<(), EngineError> {
        // From here on there is nothing left to drop.
        let place = std::mem::replace(&mut self.place, Place::Memory);
        drop_database(&place, &self.name).await
    }
}

impl Drop for ScratchDatabase {
    fn drop(&mut self) {
        let place = std::mem::replace(&mut self.place, Place::Memory);
        match &place {
            // A server of ours takes its databases with it; what is dropped early saves room while it runs.
            Place::Memory => return,
            Place::Own(server) if !server.is_running() => return,
            Place::Own(_) | Place::Url(_) => {}
        }
        let name = std::mem::take(&mut self.name);
        // A drop cannot wait for the runtime that it may be running on.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            if let Ok(runtime) = runtime
                && let Err(error) = runtime.block_on(drop_database(&place, &name))
            {
                tracing::warn!(%error, name, "a scratch database stays behind");
            }
        });
        if dropping.join().is_err() {
            tracing::warn!("a scratch database may have stayed behind");
        }
    }
}

async fn drop_database(place: &Place, name: &str) -> Result<(), EngineError> {
    let server = match place {
        Place::Memory => return Ok(()),
        Place::Own(_) | Place::Url(_) => place.server_url(),
    };
    if !name.starts_with(PREFIX) {
        return Ok(());
    }
    let mut admin = Connection::connect(&server).await?;
    let sql = match admin.dialect() {
        Dialect::Postgres => format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"),
        Dialect::Mysql | Dialect::Sqlite => format!("DROP DATABASE IF EXISTS {name}"),
    };
    admin.execute(&sql).await?;
    admin.close().await;
    Ok(())
}

/// The URL with another database.
fn with_database(url: &str, database: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let (address, query) = match rest.split_once('?') {
        Some((address, query)) => (address, format!("?{query}")),
        None => (rest, String::new()),
    };
    // A password may hold anything but a slash, which has to be written %2F.
    let authority = address.split('/').next().unwrap_or_default();
    format!("{scheme}://{authority}/{database}{query}")
}

#[cfg(test)]
mod tests;
