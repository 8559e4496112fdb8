//! PostgreSQL databases for the server under test, one a test.

use reqwest::Url;
use serde_json::Value;

use crate::engine::psql;
use crate::required;

/// The Redis that tests share: what the server publishes is keyed by branch, so tests do not meet.
pub fn redis_url() -> String {
    required("TEST_REDIS_URL")
}

/// A fresh database on the PostgreSQL of `TEST_POSTGRES_URL`, dropped with its connections.
#[derive(Debug)]
pub struct PostgresDatabase {
    admin: String,
    name: String,
    url: Url,
}

impl PostgresDatabase {
    /// Creates an empty database.
    pub fn create() -> Self {
        let admin = required("TEST_POSTGRES_URL");
        let name = format!("tablewright_{}", uuid::Uuid::new_v4().simple());
        psql(&admin, &format!("CREATE DATABASE {name}")).unwrap();
        let mut url = Url::parse(&admin).unwrap();
        url.set_path(&name);
        Self { admin, name, url }
    }

    /// Its URL.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// Its host and port, for a [`crate::Proxy`] before it.
    pub fn address(&self) -> String {
        let host = self.url.host_str().unwrap();
        format!("{host}:{}", self.url.port().unwrap_or(5432))
    }

    /// Its URL by way of another address.
    pub fn url_through(&self, address: std::net::SocketAddr) -> String {
        let mut url = self.url.clone();
        url.set_host(Some(&address.ip().to_string())).unwrap();
        url.set_port(Some(address.port())).unwrap();
        url.into()
    }

    /// The rows of a query, each as a JSON object.
    pub fn rows(&self, query: &str) -> Vec<Value> {
        let wrapped = format!("SELECT coalesce(json_agg(q), '[]') FROM ({query}) q");
        serde_json::from_str(psql(self.url(), &wrapped).unwrap().trim()).unwrap()
    }

    /// Ends every connection that others have to the database, as a restart of it would.
    pub fn kill_connections(&self) {
        let kill = format!(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
             WHERE datname = '{}' AND pid <> pg_backend_pid()",
            self.name
        );
        psql(&self.admin, &kill).unwrap();
    }
}

impl Drop for PostgresDatabase {
    fn drop(&mut self) {
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        if let Err(error) = psql(&self.admin, &drop) {
            eprintln!("{} stays behind: {error}", self.name);
        }
    }
}
