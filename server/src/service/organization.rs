//! Organizations: the teams that projects belong to.

use crate::access::SignedIn;
use crate::app::App;
use crate::error::AppError;
use crate::store::{Organization, Role};

/// The organizations of a person, the oldest first, each with the person's role.
pub(crate) async fn of_viewer(app: &App, person: SignedIn) -> Result<Vec<(Organization, Role)>, AppError> {
    let mut found = Vec::new();
    for organization in app.store.organizations_of(person.user_id()).await? {
        if let Some(role) = app.store.organization_role(organization.id, person.user_id()).await? {
            found.push((organization, role));
        }
    }
    Ok(found)
}
