//! One timer for all locks of this process.

use crate::store::{Lock, Store};
use futures_util::StreamExt;
use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio_util::time::{DelayQueue, delay_queue::Key};
use uuid::Uuid;

/// How soon an expiry that failed is tried again.
const AGAIN: Duration = Duration::from_millis(250);

/// Says when a lock's time is up. Cloning shares the timer.
#[derive(Debug, Clone)]
pub(super) struct Expiry {
    orders: mpsc::UnboundedSender<Order>,
    store: Store,
}

#[derive(Debug)]
enum Order {
    Watch {
        lock_id: Uuid,
        branch_id: Uuid,
        within: Duration,
    },
    Forget {
        lock_id: Uuid,
    },
}

impl Expiry {
    /// A timer, and the branches in which a lock may be due, as they come.
    pub(super) fn start(store: Store) -> (Self, mpsc::Receiver<Uuid>) {
        let (orders, incoming) = mpsc::unbounded_channel();
        let (due, branches) = mpsc::channel(1024);
        tokio::spawn(run(incoming, due));
        (Self { orders, store }, branches)
    }

    /// Watches the lock until its present end, and no longer until an earlier one.
    pub(super) fn watch(&self, lock: &Lock) {
        let left = (lock.expires_at - self.store.now()).to_std().unwrap_or_default();
        self.order(Order::Watch {
            lock_id: lock.id,
            branch_id: lock.branch_id,
            within: left,
        });
    }

    /// Stops watching.
    pub(super) fn forget(&self, lock: &Lock) {
        self.order(Order::Forget { lock_id: lock.id });
    }

    /// Says shortly once more that a lock of the branch may be due.
    pub(super) fn again(&self, branch_id: Uuid) {
        self.order(Order::Watch {
            lock_id: Uuid::now_v7(),
            branch_id,
            within: AGAIN,
        });
    }

    fn order(&self, order: Order) {
        // The timer ends only with the process.
        let _ = self.orders.send(order);
    }
}

async fn run(mut orders: mpsc::UnboundedReceiver<Order>, due: mpsc::Sender<Uuid>) {
    let mut queue: DelayQueue<(Uuid, Uuid)> = DelayQueue::new();
    let mut keys: HashMap<Uuid, Key> = HashMap::new();
    loop {
        tokio::select! {
            order = orders.recv() => match order {
                None => return,
                Some(Order::Watch { lock_id, branch_id, within }) => {
                    if let Some(key) = keys.remove(&lock_id) {
                        queue.remove(&key);
                    }
                    keys.insert(lock_id, queue.insert((lock_id, branch_id), within));
                }
                Some(Order::Forget { lock_id }) => {
                    if let Some(key) = keys.remove(&lock_id) {
                        queue.remove(&key);
                    }
                }
            },
            Some(expired) = queue.next(), if !queue.is_empty() => {
                let (lock_id, branch_id) = expired.into_inner();
                keys.remove(&lock_id);
                if due.send(branch_id).await.is_err() {
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Order, run};
    use std::time::Duration;
    use tokio::sync::mpsc;
    use uuid::Uuid;

    #[tokio::test(start_paused = true)]
    async fn lk_08_a_lock_is_due_once_at_its_latest_end() {
        let (orders, incoming) = mpsc::unbounded_channel();
        let (due, mut branches) = mpsc::channel(8);
        tokio::spawn(run(incoming, due));
        let (renewed, released, plain) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let watch = |id: Uuid, seconds| Order::Watch {
            lock_id: id,
            branch_id: id,
            within: Duration::from_secs(seconds),
        };
        for order in [
            watch(renewed, 1),
            watch(released, 2),
            watch(plain, 3),
            watch(renewed, 9),
        ] {
            orders.send(order).expect("the timer runs");
        }
        orders
            .send(Order::Forget { lock_id: released })
            .expect("the timer runs");
        let start = tokio::time::Instant::now();
        assert_eq!(branches.recv().await, Some(plain));
        assert_eq!(start.elapsed().as_secs(), 3);
        assert_eq!(branches.recv().await, Some(renewed));
        assert_eq!(start.elapsed().as_secs(), 9);
    }
}
