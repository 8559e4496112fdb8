use async_graphql::{ID, InputObject};

/// Where you are on a branch, all of it: what is left out is nowhere.
#[derive(InputObject)]
pub(crate) struct PresenceInput {
    /// Your pointer's place on the canvas, in its units.
    pub(crate) cursor_x: Option<f64>,
    /// Your pointer's place on the canvas, in its units.
    pub(crate) cursor_y: Option<f64>,
    /// The elements you have selected.
    pub(crate) selection: Option<Vec<ID>>,
    /// The element you are typing in.
    pub(crate) editing: Option<ID>,
}
