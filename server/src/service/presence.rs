//! Presence: where someone is on a branch.

use uuid::Uuid;

use super::checks::refusal;
use crate::access::BranchReader;
use crate::app::App;
use crate::collab::presence::Said;
use crate::error::AppError;

/// Most elements that may be shown as selected.
const MOST_SELECTED: usize = 1_000;

/// Where someone is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Whereabouts {
    /// Place on the canvas, in its units.
    pub(crate) cursor_x: Option<f64>,
    /// Place on the canvas, in its units.
    pub(crate) cursor_y: Option<f64>,
    /// Selected elements.
    pub(crate) selection: Vec<Uuid>,
    /// The element being typed in.
    pub(crate) editing: Option<Uuid>,
}

/// Tells everyone on the branch where the viewer is. Nothing is stored.
pub(crate) fn set(app: &App, access: &BranchReader, whereabouts: Whereabouts) -> Result<(), AppError> {
    if whereabouts.selection.len() > MOST_SELECTED {
        let message = format!("At most {MOST_SELECTED} elements can be shown as selected.");
        return Err(AppError::limited("selection", message));
    }
    let cursor = [whereabouts.cursor_x, whereabouts.cursor_y];
    if cursor.into_iter().flatten().any(|place| !place.is_finite()) {
        return Err(refusal("presence", "cursor", "A cursor's place is a finite number."));
    }
    app.rooms.presence().say(Said {
        branch_id: access.branch_id(),
        user_id: access.user_id(),
        cursor_x: whereabouts.cursor_x,
        cursor_y: whereabouts.cursor_y,
        selection: whereabouts.selection,
        editing: whereabouts.editing,
        left: false,
    });
    Ok(())
}
