use std::collections::BTreeMap;

use async_graphql::{Context, ID, InputObject, Object, Result};
use serde_json::Value;

use crate::access;
use crate::error::AppError;
use crate::graphql::context::{app, viewer};
use crate::graphql::id;
use crate::graphql::types::Branch;

/// Most elements that are placed at once.
const MOST_ITEMS: usize = 10_000;
/// Most bytes that are kept for an element.
const LARGEST_DATA: usize = 16 * 1024;

/// Where an element is drawn.
#[derive(InputObject)]
pub(crate) struct LayoutItemInput {
    /// The element.
    element_id: ID,
    /// Whatever your designer keeps for it, such as `{ "x": 40, "y": 120, "color": "#4a9" }`; left out or null, what
    /// was kept is forgotten.
    data: Option<Value>,
}

/// Mutations of layout.
#[derive(Default)]
pub(crate) struct LayoutMutation;

#[Object]
impl LayoutMutation {
    /// Sets where elements of a branch are drawn. Layout is no part of the design: it makes no revision, and whoever sets
    /// an element last wins.
    async fn update_layout(
        &self,
        context: &Context<'_>,
        #[graphql(desc = "The branch.")] branch_id: ID,
        #[graphql(desc = "The elements that are placed.")] items: Vec<LayoutItemInput>,
    ) -> Result<Branch> {
        let branch_id = id::existing("branch", &branch_id)?;
        let editor = access::editor(&app(context).store, viewer(context), branch_id).await?;
        let (mut placed, mut forgotten) = (BTreeMap::new(), Vec::new());
        if items.len() > MOST_ITEMS {
            let message = format!("At most {MOST_ITEMS} elements can be placed at once.");
            return Err(AppError::limited("items", message).into());
        }
        for item in items {
            let element = id::known(&item.element_id).ok_or_else(|| {
                AppError::invalid(format!(
                    "{} is not an id; ids are UUIDs.",
                    id::shortened(&item.element_id)
                ))
            })?;
            let Some(data) = item.data.filter(|data| !data.is_null()) else {
                placed.remove(&element);
                forgotten.push(element);
                continue;
            };
            // PostgreSQL has no NUL in its JSON; it shows as this escape in the text.
            if data.to_string().contains("\\u0000") {
                return Err(AppError::invalid("Layout has no NUL characters, in names as in texts.").into());
            }
            if data.to_string().len() > LARGEST_DATA {
                let message = format!("At most {LARGEST_DATA} bytes are kept for an element.");
                return Err(AppError::limited("data", message).into());
            }
            placed.insert(element, data);
        }
        let store = &app(context).store;
        let placed: Vec<_> = placed.into_iter().collect();
        store
            .clear_layout(branch_id, &forgotten)
            .await
            .map_err(AppError::from)?;
        store.set_layout(branch_id, &placed).await.map_err(AppError::from)?;
        Ok(Branch::load(context, editor.branch_id()).await?)
    }
}
