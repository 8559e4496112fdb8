use async_graphql::{Enum, SimpleObject};
use tablewright_compiler::plan;

/// What sort of harm a step of a migration can do.
#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub(crate) enum HazardKind {
    /// It keeps others out while it runs.
    Lock,
    /// It writes every row of a table again.
    Rewrite,
    /// It reads every row of a table.
    Scan,
    /// Rows or values are gone afterwards.
    DataLoss,
    /// The other direction cannot bring everything back.
    Irreversible,
    /// It stops with an error where rows are not as it needs them.
    MayFail,
    /// It cannot be rolled back together with the others.
    NotTransactional,
}

/// What to think of before a step is run on a database with rows and users in it.
#[derive(Clone, SimpleObject)]
pub(crate) struct Hazard {
    /// What sort of harm.
    kind: HazardKind,
    /// One sentence saying what it does.
    message: String,
    /// The table it is about, where it is about one.
    table: Option<String>,
}

impl From<plan::Hazard> for Hazard {
    fn from(found: plan::Hazard) -> Self {
        Self {
            message: found.message(),
            table: found.table().map(str::to_owned),
            kind: match found {
                plan::Hazard::Lock { .. } => HazardKind::Lock,
                plan::Hazard::Rewrite { .. } => HazardKind::Rewrite,
                plan::Hazard::Scan { .. } => HazardKind::Scan,
                plan::Hazard::DataLoss { .. } => HazardKind::DataLoss,
                plan::Hazard::Irreversible { .. } => HazardKind::Irreversible,
                plan::Hazard::MayFail { .. } => HazardKind::MayFail,
                plan::Hazard::NotTransactional => HazardKind::NotTransactional,
            },
        }
    }
}
