//! Which pooled connections may be dead.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How long a loss casts doubt on the connections that were open then.
const LASTS: Duration = Duration::from_secs(10);

/// Remembers when a connection was lost. Connections die together, when their server restarts: from then on those
/// that are as old are asked for a sign of life before they are used, so that one loss is enough to find them all.
#[derive(Debug, Clone)]
pub(super) struct Doubt {
    start: Instant,
    /// Milliseconds from `start` to the latest loss; 0 for none.
    lost_at: Arc<AtomicU64>,
}

impl Doubt {
    pub(super) fn new() -> Self {
        Self {
            start: Instant::now(),
            lost_at: Arc::default(),
        }
    }

    /// A connection was lost just now.
    pub(super) fn raise(&self) {
        let now = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.lost_at.store(now.max(1), Ordering::Relaxed);
    }

    /// Whether a connection that was opened `age` ago may have died with the lost one.
    pub(super) fn covers(&self, age: Duration) -> bool {
        let lost_at = self.lost_at.load(Ordering::Relaxed);
        let since = self.start.elapsed().saturating_sub(Duration::from_millis(lost_at));
        lost_at != 0 && since < LASTS && age >= since
    }
}

#[cfg(test)]
mod tests {
    use super::Doubt;
    use std::time::Duration;

    #[test]
    fn doubt_covers_what_was_open_at_the_loss() {
        let doubt = Doubt::new();
        assert!(!doubt.covers(Duration::from_secs(60)));
        doubt.raise();
        assert!(doubt.covers(Duration::from_secs(60)));
        assert!(doubt.clone().covers(Duration::from_secs(60)), "clones share it");
    }
}
