//! Rights in an organization.

use uuid::Uuid;

use super::{SignedIn, Viewer, require, signed_in, too_low};
use crate::error::AppError;
use crate::store::{Role, Store};

/// The right to make projects of an organization.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ProjectMaker {
    organization_id: Uuid,
    user_id: Uuid,
}

impl ProjectMaker {
    /// The organization.
    pub(crate) fn organization_id(&self) -> Uuid {
        self.organization_id
    }

    /// Who.
    pub(crate) fn user_id(&self) -> Uuid {
        self.user_id
    }
}

/// The right to say who belongs to an organization.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OrganizationAdmin {
    organization_id: Uuid,
    user_id: Uuid,
    role: Role,
}

impl OrganizationAdmin {
    /// The organization.
    pub(crate) fn organization_id(&self) -> Uuid {
        self.organization_id
    }

    /// Who.
    pub(crate) fn user_id(&self) -> Uuid {
        self.user_id
    }

    /// ADMIN or OWNER; nobody gives others more than they have.
    pub(crate) fn role(&self) -> Role {
        self.role
    }
}

/// Contributors and above. Without an organization, the first of the viewer's in which they may.
pub(crate) async fn project_maker(
    store: &Store,
    viewer: &Viewer,
    organization_id: Option<Uuid>,
) -> Result<ProjectMaker, AppError> {
    let (person, organization_id, _) =
        member(store, viewer, organization_id, Role::Contributor, "make a project").await?;
    Ok(ProjectMaker {
        organization_id,
        user_id: person.user_id(),
    })
}

/// Admins and owners. Without an organization, the first of the viewer's in which they may.
pub(crate) async fn organization_admin(
    store: &Store,
    viewer: &Viewer,
    organization_id: Option<Uuid>,
) -> Result<OrganizationAdmin, AppError> {
    let (person, organization_id, role) = member(
        store,
        viewer,
        organization_id,
        Role::Admin,
        "invite to the organization",
    )
    .await?;
    Ok(OrganizationAdmin {
        organization_id,
        user_id: person.user_id(),
        role,
    })
}

async fn member(
    store: &Store,
    viewer: &Viewer,
    organization_id: Option<Uuid>,
    least: Role,
    what: &str,
) -> Result<(SignedIn, Uuid, Role), AppError> {
    let person = signed_in(viewer)?;
    if let Some(id) = organization_id {
        let role = store.organization_role(id, person.user_id()).await?;
        let role = role.ok_or_else(|| AppError::not_found("organization", id))?;
        require(role, least, what)?;
        return Ok((person, id, role));
    }
    let mut highest = None;
    for organization in store.organizations_of(person.user_id()).await? {
        let Some(role) = store.organization_role(organization.id, person.user_id()).await? else {
            continue;
        };
        if role >= least {
            return Ok((person, organization.id, role));
        }
        highest = highest.max(Some(role));
    }
    match highest {
        Some(role) => Err(too_low(role, least, what)),
        None => Err(AppError::forbidden(format!(
            "To {what} you need to belong to an organization. Ask its admin for an invitation."
        ))),
    }
}
