//! A case of a migration: `testdata/plan/<dialect>/<case>.txt`.
//!
//! Its sections begin with a line of four dashes and their name: `from` and `to` are SQL, `renames` is one
//! `old=new` a line, `rows` is what fills the first database; `up`, `down` and `findings` are what is expected.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::diff::{Matching, Rename};
use tablewright_compiler::import::import;
use tablewright_compiler::plan::{Hazard, Plan, Step, plan};
use tablewright_compiler::schema::Schema;

/// A case, as far as it is given.
#[derive(Debug)]
pub(crate) struct PlanCase {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) dialect: Dialect,
    /// What stands before the first section.
    pub(crate) about: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) renames: String,
    pub(crate) rows: String,
    /// The file as it is.
    pub(crate) text: String,
}

/// The cases of an engine, in the order of their names.
pub(crate) fn cases(dialect: Dialect) -> Vec<PlanCase> {
    let folder = match dialect {
        Dialect::Postgres => "postgres",
        Dialect::Mysql => "mysql",
        Dialect::Sqlite => "sqlite",
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../compiler/testdata/plan")
        .join(folder);
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    paths.sort();
    paths.into_iter().map(|path| read(path, dialect)).collect()
}

fn read(path: PathBuf, dialect: Dialect) -> PlanCase {
    let text = std::fs::read_to_string(&path).expect("a case can be read");
    let section = |name: &str| {
        let start = format!("---- {name}\n");
        let at = if text.starts_with(&start) {
            Some(0)
        } else {
            text.find(&format!("\n{start}")).map(|at| at + 1)
        };
        let rest = at.map_or("", |at| &text[at + start.len()..]);
        let end = if rest.starts_with("---- ") {
            0
        } else {
            rest.find("\n---- ").map_or(rest.len(), |end| end + 1)
        };
        rest[..end].to_owned()
    };
    let about = text.split("---- ").next().unwrap_or_default().to_owned();
    PlanCase {
        name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        dialect,
        about,
        from: section("from"),
        to: section("to"),
        renames: section("renames"),
        rows: section("rows"),
        path,
        text,
    }
}

impl PlanCase {
    /// The two schemas and the migration between them.
    pub(crate) fn planned(&self) -> (Schema, Schema, Plan) {
        let from = import(&self.from, self.dialect).schema;
        let to = import(&self.to, self.dialect).schema;
        let renames = self
            .renames
            .lines()
            .map(|line| Rename::parse(line).expect("a rename is well formed"))
            .collect();
        let plan = plan(&from, &to, &Matching::ByName(renames));
        (from, to, plan)
    }

    /// The file with what is found instead of what was expected.
    pub(crate) fn rewritten(&self) -> String {
        let (_, _, plan) = self.planned();
        let mut out = format!("{}---- from\n{}---- to\n{}", self.about, self.from, self.to);
        for (name, text) in [("renames", &self.renames), ("rows", &self.rows)] {
            if !text.is_empty() {
                let _ = write!(out, "---- {name}\n{text}");
            }
        }
        let _ = write!(out, "---- up\n{}---- down\n{}", shown(&plan.up), shown(&plan.down));
        if !plan.diagnostics.is_empty() {
            out.push_str("---- findings\n");
            for finding in &plan.diagnostics {
                let _ = writeln!(out, "{:?} [{}] {}", finding.severity, finding.code, finding.message);
            }
        }
        out
    }
}

fn shown(steps: &[Step]) -> String {
    let mut out = String::new();
    for step in steps {
        let change = step.change.map(|at| format!(" [{at}]")).unwrap_or_default();
        let _ = writeln!(out, "-- {}{change}", step.comment);
        for hazard in &step.hazards {
            let _ = match hazard {
                Hazard::Lock { mode, table } => writeln!(out, "--   locks {table}: {mode:?}"),
                Hazard::Rewrite { table } => writeln!(out, "--   rewrites {table}"),
                Hazard::Scan { table } => writeln!(out, "--   reads {table}"),
                Hazard::DataLoss { what } => writeln!(out, "--   loses {what}"),
                Hazard::Irreversible { what } => writeln!(out, "--   cannot bring back {what}"),
                Hazard::MayFail { r#where } => writeln!(out, "--   fails where {where}"),
                Hazard::NotTransactional => writeln!(out, "--   is not rolled back with the others"),
            };
        }
        let _ = writeln!(out, "{};", step.sql);
    }
    out
}
