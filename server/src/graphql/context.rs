//! What every resolver may ask for.

use std::sync::Arc;

use async_graphql::Context;
use async_graphql::dataloader::DataLoader;
use tokio_util::sync::CancellationToken;
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

/// Cancelled when whoever asked is gone or has been answered. In the data of mutations.
#[derive(Clone, Default)]
pub(crate) struct CallerGone(pub(crate) CancellationToken);

/// When whoever asks is gone.
pub(crate) fn caller_gone(context: &Context<'_>) -> CancellationToken {
    context.data_opt::<CallerGone>().cloned().unwrap_or_default().0
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
