//! One clock for all servers: the database's.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};

/// The database's time, as this process's clock plus a measured offset.
///
/// Locks are granted by one server and expire on another, so servers must agree on the time within far less than the
/// 250 ms in which an expiry is pushed. With SQLite there is one machine and the offset is zero.
#[derive(Debug, Default)]
pub(super) struct Clock {
    offset_micros: AtomicI64,
}

impl Clock {
    /// The time now, to the microsecond, which is all that PostgreSQL keeps.
    pub(super) fn now(&self) -> DateTime<Utc> {
        let micros = Utc::now().timestamp_micros() + self.offset_micros.load(Ordering::Relaxed);
        DateTime::from_timestamp_micros(micros).expect("the present is representable")
    }

    /// Measures the offset anew: the best of three round trips, each taken at its middle.
    pub(super) async fn measure(&self, db: &DatabaseConnection) -> Result<(), DbErr> {
        if db.get_database_backend() != DbBackend::Postgres {
            return Ok(());
        }
        let sql = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS micros";
        let mut best: Option<(i64, i64)> = None;
        for _ in 0..3 {
            let before = Utc::now().timestamp_micros();
            let row = db
                .query_one_raw(Statement::from_string(DbBackend::Postgres, sql))
                .await?;
            let after = Utc::now().timestamp_micros();
            let row = row.ok_or_else(|| DbErr::Custom("the clock gave no row".to_owned()))?;
            let there: i64 = row.try_get("", "micros")?;
            let sample = (after - before, there - (before + after) / 2);
            best = Some(best.map_or(sample, |b| b.min(sample)));
        }
        if let Some((_, offset)) = best {
            self.offset_micros.store(offset, Ordering::Relaxed);
        }
        Ok(())
    }
}
