//! Who may do what: the whole of it.
//!
//! A right is shown by a value. [`Editor`], [`BranchAdmin`] and the rest have private fields, so the only way to
//! one is through the check in this folder, and a service that takes one need not check again.
//!
//! | to … | needs | shown by |
//! |---|---|---|
//! | make a project of an organization | CONTRIBUTOR of it | [`ProjectMaker`] |
//! | invite to an organization | ADMIN of it | [`OrganizationAdmin`] |
//! | see a project, its branches, tables, versions, events, presence | VIEWER | [`project_reader`], [`BranchReader`] |
//! | say where one is (presence), release an own lock | VIEWER | [`BranchReader`] |
//! | edit, import, undo, make versions, prove migrations, take and renew locks but CRITICAL ones | CONTRIBUTOR | [`Editor`] |
//! | take CRITICAL locks | ADMIN | [`Editor`], asked for its role |
//! | break a lock | ADMIN | [`BranchAdmin`] |
//! | change or delete a project | ADMIN | [`ProjectAdmin`] |
//!
//! Roles go VIEWER < CONTRIBUTOR < ADMIN < OWNER, each with all rights of those before it. In a project counts the
//! person's role there, else the one in the organization; admins and owners of the organization are never less.
//!
//! Refusals: `UNAUTHENTICATED` where nobody is signed in; `NOT_FOUND` where the viewer does not belong to the
//! project or organization, just as if it did not exist; `FORBIDDEN`, naming the role needed, for its members.

mod branch;
mod organization;
mod project;
mod viewer;

pub(crate) use branch::{BranchAdmin, BranchReader, Editor, branch_reader, editor, lock_branch, table, version};
pub(crate) use organization::{OrganizationAdmin, ProjectMaker, organization_admin, project_maker};
pub(crate) use project::{ProjectAdmin, project_admin, project_reader};
pub(crate) use viewer::{SignedIn, Viewer, signed_in};

use crate::error::AppError;
use crate::store::Role;

/// The role's name in the API.
pub(crate) fn role_name(role: Role) -> &'static str {
    match role {
        Role::Viewer => "VIEWER",
        Role::Contributor => "CONTRIBUTOR",
        Role::Admin => "ADMIN",
        Role::Owner => "OWNER",
    }
}

/// Passes where `role` is at least `least`; else says which role `what` ("edit a design") needs.
pub(crate) fn require(role: Role, least: Role, what: &str) -> Result<(), AppError> {
    if role >= least {
        Ok(())
    } else {
        Err(too_low(role, least, what))
    }
}

fn too_low(role: Role, least: Role, what: &str) -> AppError {
    let (yours, needed) = (role_name(role), role_name(least));
    let message = format!("To {what} you need the role {needed} or above; yours is {yours}. Ask an admin for it.");
    AppError::forbidden(message)
        .with("role", yours)
        .with("requiredRole", needed)
}

#[cfg(test)]
mod tests;
