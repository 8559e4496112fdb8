//! How long locks last, and who may take which.

use crate::error::AppError;
use crate::store::{LockKind, Role};

/// The longest that a request may wait its turn, in seconds.
pub(crate) const LONGEST_WAIT: i32 = 300;

/// For how long a place in a queue is held, in seconds, unless its server says again that someone waits there: a server
/// that is gone must not be given a lock for long-lost clients.
pub(crate) const PLACE_SECONDS: i64 = 15;

/// The longest reason, in characters.
const LONGEST_REASON: usize = 500;

/// How long a lock of the kind lasts unless asked otherwise, and at most; in seconds.
pub(crate) fn times(kind: LockKind) -> (i32, i32) {
    match kind {
        LockKind::Optimistic => (30, 5 * 60),
        LockKind::Pessimistic => (15 * 60, 8 * 60 * 60),
        LockKind::Critical => (5 * 60, 60 * 60),
    }
}

/// The kind's name in the API.
pub(crate) fn name(kind: LockKind) -> &'static str {
    match kind {
        LockKind::Optimistic => "OPTIMISTIC",
        LockKind::Pessimistic => "PESSIMISTIC",
        LockKind::Critical => "CRITICAL",
    }
}

/// The seconds a lock will last, or why it cannot last so long.
pub(crate) fn seconds(kind: LockKind, asked: Option<i32>) -> Result<i32, AppError> {
    let (usual, longest) = times(kind);
    let seconds = asked.unwrap_or(usual);
    if (1..=longest).contains(&seconds) {
        return Ok(seconds);
    }
    Err(AppError::invalid(format!(
        "A lock of kind {} lasts 1 to {longest} seconds; {seconds} were asked for.",
        name(kind)
    )))
}

/// The seconds a request waits, or why it cannot wait so long.
pub(crate) fn wait_seconds(asked: Option<i32>) -> Result<i32, AppError> {
    let seconds = asked.unwrap_or(0);
    if (0..=LONGEST_WAIT).contains(&seconds) {
        return Ok(seconds);
    }
    Err(AppError::invalid(format!(
        "waitSeconds may be 0 to {LONGEST_WAIT}; {seconds} were asked for."
    )))
}

/// The reason as it will be shown, or what is wrong with it.
pub(crate) fn reason(asked: Option<String>) -> Result<Option<String>, AppError> {
    let reason = asked.map(|r| r.trim().to_owned()).filter(|r| !r.is_empty());
    if let Some(reason) = &reason
        && (reason.chars().count() > LONGEST_REASON || reason.chars().any(|c| c.is_control() && c != '\n'))
    {
        return Err(AppError::invalid(format!(
            "A reason has at most {LONGEST_REASON} characters and no control characters."
        )));
    }
    Ok(reason)
}

/// Whether the role may take a lock of the kind.
pub(crate) fn may_take(role: Role, kind: LockKind) -> bool {
    match kind {
        LockKind::Optimistic | LockKind::Pessimistic => role >= Role::Contributor,
        LockKind::Critical => role >= Role::Admin,
    }
}

#[cfg(test)]
mod tests {
    use super::{may_take, seconds, times, wait_seconds};
    use crate::store::{LockKind, Role};

    #[test]
    fn lk_04_default_and_longest_times() {
        assert_eq!(times(LockKind::Optimistic), (30, 300));
        assert_eq!(times(LockKind::Pessimistic), (900, 28_800));
        assert_eq!(times(LockKind::Critical), (300, 3_600));
        assert_eq!(seconds(LockKind::Optimistic, None).expect("the default"), 30);
        assert_eq!(seconds(LockKind::Optimistic, Some(300)).expect("the longest"), 300);
        for refused in [0, -1, 301] {
            assert!(seconds(LockKind::Optimistic, Some(refused)).is_err(), "{refused}");
        }
        assert!(wait_seconds(Some(301)).is_err());
        assert_eq!(wait_seconds(None).expect("no wait"), 0);
    }

    #[test]
    fn lk_05_who_may_take_which() {
        let may = |role| [LockKind::Optimistic, LockKind::Pessimistic, LockKind::Critical].map(|k| may_take(role, k));
        assert_eq!(may(Role::Viewer), [false, false, false]);
        assert_eq!(may(Role::Contributor), [true, true, false]);
        assert_eq!(may(Role::Admin), [true, true, true]);
        assert_eq!(may(Role::Owner), [true, true, true]);
    }
}
