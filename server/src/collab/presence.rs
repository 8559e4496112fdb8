//! Presence: who is on a branch, and where. Never stored, never in the order of events.

use super::bus::{Bus, Hint};
use dashmap::DashMap;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::sync::broadcast;
use tokio::time::Instant;
use uuid::Uuid;

/// Who says nothing for so long has left.
const SILENCE: Duration = Duration::from_secs(30);
/// How often the silent are looked for.
const SWEEP: Duration = Duration::from_secs(1);
/// What a follower may be behind; it skips what is older, since only the latest matters.
const BACKLOG: usize = 256;

/// Where someone is on a branch, or that they have left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Said {
    /// The branch.
    pub(crate) branch_id: Uuid,
    /// Who.
    pub(crate) user_id: Uuid,
    /// Place on the canvas, in its units.
    pub(crate) cursor_x: Option<f64>,
    /// Place on the canvas, in its units.
    pub(crate) cursor_y: Option<f64>,
    /// Selected elements.
    pub(crate) selection: Vec<Uuid>,
    /// The element being typed in.
    pub(crate) editing: Option<Uuid>,
    /// They are gone; the rest means nothing.
    pub(crate) left: bool,
}

impl Said {
    fn left(branch_id: Uuid, user_id: Uuid) -> Self {
        Self {
            branch_id,
            user_id,
            cursor_x: None,
            cursor_y: None,
            selection: vec![],
            editing: None,
            left: true,
        }
    }
}

/// Who is where, on all branches. Cloning shares it.
#[derive(Clone)]
pub(crate) struct Presence {
    shared: Arc<Shared>,
}

struct Shared {
    bus: Bus,
    branches: DashMap<Uuid, Branch>,
}

struct Branch {
    people: HashMap<Uuid, (Said, Instant)>,
    /// Presence subscriptions in this process, by person.
    following: HashMap<Uuid, usize>,
    told: broadcast::Sender<Said>,
}

impl Default for Branch {
    fn default() -> Self {
        Self {
            people: HashMap::new(),
            following: HashMap::new(),
            told: broadcast::channel(BACKLOG).0,
        }
    }
}

impl Presence {
    /// Nobody anywhere, and the task that notices the silent.
    pub(super) fn start(bus: Bus) -> Self {
        let shared = Arc::new(Shared {
            bus,
            branches: DashMap::new(),
        });
        tokio::spawn(sweep(Arc::downgrade(&shared)));
        Self { shared }
    }

    /// Takes note of where someone is, and tells everyone, on every server.
    pub(crate) fn say(&self, said: Said) {
        self.heard(said.clone());
        self.shared.bus.publish(Hint::Presence(said));
    }

    /// Takes note of what another server said.
    pub(super) fn heard(&self, said: Said) {
        let mut branch = self.shared.branches.entry(said.branch_id).or_default();
        if said.left {
            branch.people.remove(&said.user_id);
        } else {
            branch.people.insert(said.user_id, (said.clone(), Instant::now()));
        }
        // Nobody may follow.
        let _ = branch.told.send(said);
    }

    /// Where everyone on the branch is, and then whatever changes. With the last follower of a person that person
    /// has left.
    pub(crate) fn follow(&self, branch_id: Uuid, user_id: Uuid) -> PresenceFollower {
        let mut branch = self.shared.branches.entry(branch_id).or_default();
        *branch.following.entry(user_id).or_default() += 1;
        let mut first: Vec<Said> = branch.people.values().map(|(said, _)| said.clone()).collect();
        first.sort_by_key(|said| std::cmp::Reverse(said.user_id));
        let told = branch.told.subscribe();
        PresenceFollower {
            presence: self.clone(),
            branch_id,
            user_id,
            first,
            told,
        }
    }

    fn unfollow(&self, branch_id: Uuid, user_id: Uuid) {
        let last = self.shared.branches.get_mut(&branch_id).is_some_and(|mut branch| {
            let Some(count) = branch.following.get_mut(&user_id) else {
                return false;
            };
            *count -= 1;
            let last = *count == 0;
            if last {
                branch.following.remove(&user_id);
            }
            last && branch.people.contains_key(&user_id)
        });
        if last {
            self.say(Said::left(branch_id, user_id));
        }
    }
}

/// A presence subscription.
pub(crate) struct PresenceFollower {
    presence: Presence,
    branch_id: Uuid,
    user_id: Uuid,
    first: Vec<Said>,
    told: broadcast::Receiver<Said>,
}

impl PresenceFollower {
    /// The next that is said; `None` when the server stops.
    pub(crate) async fn next(&mut self) -> Option<Said> {
        if let Some(said) = self.first.pop() {
            return Some(said);
        }
        loop {
            match self.told.recv().await {
                Ok(said) => return Some(said),
                Err(broadcast::error::RecvError::Lagged(_)) => {}
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }
}

impl Drop for PresenceFollower {
    fn drop(&mut self) {
        self.presence.unfollow(self.branch_id, self.user_id);
    }
}

/// Every server notices the silent by itself, so nothing is published.
async fn sweep(shared: Weak<Shared>) {
    loop {
        tokio::time::sleep(SWEEP).await;
        let Some(shared) = shared.upgrade() else { return };
        let now = Instant::now();
        shared.branches.retain(|branch_id, branch| {
            let silent: Vec<Uuid> = branch
                .people
                .iter()
                .filter(|(_, (_, at))| now - *at >= SILENCE)
                .map(|(id, _)| *id)
                .collect();
            for user_id in silent {
                branch.people.remove(&user_id);
                // Nobody may follow.
                let _ = branch.told.send(Said::left(*branch_id, user_id));
            }
            !(branch.people.is_empty() && branch.following.is_empty())
        });
    }
}

#[cfg(test)]
mod tests {
    use super::{Presence, Said};
    use crate::collab::bus::{Bus, BusConfig};
    use uuid::Uuid;

    const BRANCH: Uuid = Uuid::from_u128(1);
    const ANNA: Uuid = Uuid::from_u128(2);
    const BEN: Uuid = Uuid::from_u128(3);

    fn at(user_id: Uuid, x: f64) -> Said {
        Said {
            cursor_x: Some(x),
            left: false,
            ..Said::left(BRANCH, user_id)
        }
    }

    fn presence() -> Presence {
        Presence::start(Bus::start(BusConfig::Local).0)
    }

    #[tokio::test(start_paused = true)]
    async fn sb_07_newcomers_see_who_is_there_and_the_silent_leave() {
        let presence = presence();
        presence.say(at(ANNA, 1.0));
        let mut ben = presence.follow(BRANCH, BEN);
        assert_eq!(ben.next().await, Some(at(ANNA, 1.0)));
        presence.say(at(ANNA, 2.0));
        assert_eq!(ben.next().await, Some(at(ANNA, 2.0)));
        assert_eq!(ben.next().await, Some(Said::left(BRANCH, ANNA)));
    }

    #[tokio::test(start_paused = true)]
    async fn sb_07_the_last_subscription_of_a_person_ends_their_presence() {
        let presence = presence();
        let mut ben = presence.follow(BRANCH, BEN);
        let (one, two) = (presence.follow(BRANCH, ANNA), presence.follow(BRANCH, ANNA));
        presence.say(at(ANNA, 1.0));
        assert_eq!(ben.next().await, Some(at(ANNA, 1.0)));
        drop(one);
        presence.say(at(ANNA, 2.0));
        drop(two);
        assert_eq!(ben.next().await, Some(at(ANNA, 2.0)));
        assert_eq!(ben.next().await, Some(Said::left(BRANCH, ANNA)));
    }
}
