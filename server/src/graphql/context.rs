//! What every resolver may ask for.

use std::sync::Arc;

use async_graphql::Context;
use async_graphql::dataloader::DataLoader;
use uuid::Uuid;

use super::loaders::Loaders;
use crate::access::Viewer;
use crate::app::App;
use crate::error::AppError;

/// The services.
pub(crate) fn app<'a>(context: &Context<'a>) -> &'a Arc<App> {
    context.data_unchecked()
}

/// Who asks. Without one nobody is signed in.
pub(crate) fn viewer<'a>(context: &Context<'a>) -> &'a Viewer {
    context.data_opt().unwrap_or(&Viewer::Anonymous)
}

/// The person who asks, where somebody is signed in.
pub(crate) fn viewer_id(context: &Context<'_>) -> Option<Uuid> {
    crate::access::signed_in(viewer(context))
        .ok()
        .map(|signed_in| signed_in.user_id())
}

/// The loaders that gather what many resolvers ask for into one statement.
pub(crate) fn loaders<'a>(context: &Context<'a>) -> &'a DataLoader<Loaders> {
    context.data_unchecked()
}

/// A number of ours as GraphQL's `Int`, which has 32 bits.
pub(crate) fn int(number: impl TryInto<i32> + std::fmt::Display + Copy) -> Result<i32, AppError> {
    number
        .try_into()
        .map_err(|_| AppError::internal(format_args!("{number} does not fit GraphQL's Int")))
}
