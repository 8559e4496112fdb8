//! What a person may undo and redo on a branch: two stacks, derived from the log.

pub(crate) use crate::store::HistoryEntry;

/// How many of a person's latest events undo looks at.
pub(crate) const HISTORY_LIMIT: u64 = 200;

/// Which way to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    /// Take back an edit.
    Undo,
    /// Take back an undo.
    Redo,
}

/// The revisions that a person may take back in this direction, latest first. `history` is the person's own, oldest
/// first. A redo is an edit again; an edit of one's own clears what could be redone.
pub(crate) fn candidates(history: &[HistoryEntry], direction: Direction) -> Vec<i64> {
    let (mut undoable, mut redoable) = (Vec::new(), Vec::new());
    for entry in history {
        if let Some(of) = entry.undoes {
            undoable.retain(|r| *r != of);
            redoable.push(entry.revision);
        } else if let Some(of) = entry.redoes {
            redoable.retain(|r| *r != of);
            undoable.push(entry.revision);
        } else {
            undoable.push(entry.revision);
            redoable.clear();
        }
    }
    let mut stack = match direction {
        Direction::Undo => undoable,
        Direction::Redo => redoable,
    };
    stack.reverse();
    stack
}

#[cfg(test)]
mod tests {
    use super::{Direction, HistoryEntry, candidates};

    fn edit(revision: i64) -> HistoryEntry {
        HistoryEntry {
            revision,
            undoes: None,
            redoes: None,
        }
    }

    fn undo(revision: i64, of: i64) -> HistoryEntry {
        HistoryEntry {
            revision,
            undoes: Some(of),
            redoes: None,
        }
    }

    fn redo(revision: i64, of: i64) -> HistoryEntry {
        HistoryEntry {
            revision,
            undoes: None,
            redoes: Some(of),
        }
    }

    #[test]
    fn un_01_the_latest_edit_that_stands_comes_first() {
        let history = [edit(1), edit(4), undo(5, 4)];
        assert_eq!(candidates(&history, Direction::Undo), [1]);
        assert_eq!(candidates(&history, Direction::Redo), [5]);
    }

    #[test]
    fn un_01_a_redo_can_be_undone_again() {
        let history = [edit(1), undo(2, 1), redo(3, 2)];
        assert_eq!(candidates(&history, Direction::Undo), [3]);
        assert_eq!(candidates(&history, Direction::Redo), [0; 0]);
    }

    #[test]
    fn un_04_a_new_edit_clears_what_could_be_redone() {
        let history = [edit(1), edit(2), undo(3, 2), edit(4)];
        assert_eq!(candidates(&history, Direction::Undo), [4, 1]);
        assert_eq!(candidates(&history, Direction::Redo), [0; 0]);
    }

    #[test]
    fn several_undone_come_back_in_reverse_order() {
        let history = [edit(1), edit(2), undo(3, 2), undo(4, 1)];
        assert_eq!(candidates(&history, Direction::Redo), [4, 3]);
    }
}
