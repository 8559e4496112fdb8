//! Good migrations are proven; sabotaged ones are not, and the finding names what was sabotaged.

use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::diff::{Matching, Rename};
use tablewright_compiler::import::import;
use tablewright_compiler::plan::{Plan, Step, plan};

use super::{Claim, Proof, ProofLimits, Stage, prove};
use crate::engine::scratch::Scratch;

const ENGINES: [Dialect; 3] = [Dialect::Sqlite, Dialect::Mysql, Dialect::Postgres];

const OLD: &str = "
CREATE TABLE customer (id int PRIMARY KEY, name varchar(80) NOT NULL, city varchar(40));
CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
  total numeric(10,2) NOT NULL DEFAULT 0, note varchar(200), CHECK (total >= 0));
CREATE INDEX orders_by_customer ON orders (customer_id);
";

const NEW: &str = "
CREATE TABLE client (id int PRIMARY KEY, full_name varchar(80) NOT NULL, city varchar(60), joined date);
CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES client (id) ON DELETE CASCADE,
  total numeric(12,2) NOT NULL DEFAULT 0, note varchar(200), CHECK (total >= 0));
CREATE INDEX orders_by_customer ON orders (customer_id);
CREATE UNIQUE INDEX client_by_name_and_id ON client (full_name, id);
";

fn renames() -> Vec<Rename> {
    let parts = |path: &str| path.split('.').map(str::to_owned).collect();
    [("customer", "client"), ("customer.name", "full_name")]
        .map(|(from, to)| Rename {
            from: parts(from),
            to: parts(to),
        })
        .to_vec()
}

/// Each proof may start servers; all at once they would take longer to start than they may.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

async fn proof_of(sql: (&str, &str), dialect: Dialect, renames: Vec<Rename>, tamper: impl FnOnce(&mut Plan)) -> Proof {
    let (from, to) = (import(sql.0, dialect).schema, import(sql.1, dialect).schema);
    let mut plan = plan(&from, &to, &Matching::ByName(renames));
    tamper(&mut plan);
    let claim = Claim {
        from: &from,
        to: &to,
        plan: &plan,
    };
    let _turn = TURN.lock().await;
    let scratch = Scratch::default();
    let proof = prove(claim, &scratch, ProofLimits::default(), &|_| {}).await.unwrap();
    scratch.close().await;
    proof
}

#[track_caller]
fn refuted(proof: &Proof, code: &str, name: &str) {
    assert!(!proof.proven);
    let named = |f: &&tablewright_compiler::diagnostic::Diagnostic| f.code == code && f.message.contains(name);
    assert!(
        proof.findings.iter().any(|f| named(&f)),
        "no {code} names {name}: {:#?}",
        proof.findings
    );
}

/// Puts a statement before the last that is not COMMIT.
fn smuggle(steps: &mut Vec<Step>, sql: &str) {
    let at = steps.iter().rposition(|step| step.sql.eq_ignore_ascii_case("commit"));
    let step = Step {
        sql: sql.to_owned(),
        comment: "smuggled".to_owned(),
        change: None,
        subject: None,
        hazards: Vec::new(),
    };
    steps.insert(at.unwrap_or(steps.len()), step);
}

#[tokio::test]
async fn a_good_migration_is_proven_on_every_engine() {
    for dialect in ENGINES {
        let proof = proof_of((OLD, NEW), dialect, renames(), |_| {}).await;
        assert!(proof.proven, "{dialect}: {:#?} {:#?}", proof.findings, proof.unproven);
        let counts: Vec<_> = proof
            .tables
            .iter()
            .map(|t| (t.before, t.after_up, t.after_down))
            .collect();
        for (before, up, down) in counts {
            assert!(before > 3, "{dialect}");
            assert_eq!((Some(before), Some(before)), (up, down), "{dialect}");
        }
        let again = proof_of((OLD, NEW), dialect, renames(), |_| {}).await;
        let timeless = |proof: &Proof| Proof {
            duration_ms: 0,
            ..proof.clone()
        };
        assert_eq!(timeless(&proof), timeless(&again), "{dialect}");
    }
}

#[tokio::test]
async fn a_column_dropped_in_secret_is_found() {
    for dialect in ENGINES {
        let proof = proof_of((OLD, NEW), dialect, renames(), |plan| {
            smuggle(&mut plan.up, "ALTER TABLE orders DROP COLUMN note");
        })
        .await;
        refuted(&proof, "schema-differs", "orders.note is missing");
        refuted(&proof, "rows-unreadable", "orders");
    }
}

#[tokio::test]
async fn a_rename_that_drops_and_creates_is_found() {
    for dialect in ENGINES {
        let proof = proof_of((OLD, NEW), dialect, renames(), |plan| {
            smuggle(&mut plan.up, "UPDATE client SET city = NULL");
        })
        .await;
        refuted(&proof, "values-changed", "customer.city");
    }
}

#[tokio::test]
async fn a_missing_index_is_found() {
    for dialect in ENGINES {
        let on = if dialect == Dialect::Mysql { " ON client" } else { "" };
        let proof = proof_of((OLD, NEW), dialect, renames(), |plan| {
            smuggle(&mut plan.up, &format!("DROP INDEX client_by_name_and_id{on}"));
        })
        .await;
        refuted(&proof, "schema-differs", "client_by_name_and_id");
    }
}

#[tokio::test]
async fn a_down_that_forgets_a_comment_is_found() {
    let old = format!("{OLD} COMMENT ON COLUMN orders.note IS 'old words';");
    let new = format!("{NEW} COMMENT ON COLUMN orders.note IS 'new words';");
    let proof = proof_of((&old, &new), Dialect::Postgres, renames(), |plan| {
        plan.down.retain(|step| !step.sql.contains("old words"));
    })
    .await;
    refuted(
        &proof,
        "schema-differs",
        "orders.note is `new words` and should be `old words`",
    );
}

#[tokio::test]
async fn a_rebuild_that_cascades_children_away_is_found() {
    let proof = proof_of((OLD, NEW), Dialect::Sqlite, renames(), |plan| {
        plan.up.insert(
            0,
            Step {
                sql: "DELETE FROM customer WHERE id = 1".to_owned(),
                comment: "smuggled".to_owned(),
                change: None,
                subject: None,
                hazards: Vec::new(),
            },
        );
    })
    .await;
    refuted(&proof, "rows-lost", "customer had");
    refuted(&proof, "rows-lost", "orders had");
}

#[tokio::test]
async fn a_step_that_is_refused_is_named_with_its_sql() {
    for dialect in ENGINES {
        let proof = proof_of((OLD, NEW), dialect, renames(), |plan| {
            smuggle(&mut plan.up, "ALTER TABLE nowhere ADD COLUMN x int");
        })
        .await;
        refuted(&proof, "step-failed", "smuggled");
        let finding = proof.findings.iter().find(|f| f.code == "step-failed").unwrap();
        assert_eq!(finding.help.as_deref(), Some("ALTER TABLE nowhere ADD COLUMN x int"));
        assert_eq!(proof.steps_run.down, 0);
    }
}

#[tokio::test]
async fn a_step_that_may_fail_is_shown_with_rows_that_fit() {
    let old = "CREATE TABLE t (id int PRIMARY KEY, code varchar(80), size int);";
    let new = "CREATE TABLE t (id int PRIMARY KEY, code varchar(20) NOT NULL, size smallint);";
    let proof = proof_of((old, new), Dialect::Postgres, Vec::new(), |_| {}).await;
    assert!(proof.proven, "{:#?} {:#?}", proof.findings, proof.unproven);
    assert!(
        proof.findings.iter().any(|f| f.code == "stops-as-declared"),
        "{:#?}",
        proof.findings
    );
}

#[tokio::test]
async fn what_is_too_large_or_too_slow_is_refused_with_a_code() {
    let (from, to) = (import(OLD, Dialect::Sqlite).schema, import(NEW, Dialect::Sqlite).schema);
    let plan = plan(&from, &to, &Matching::ByName(renames()));
    let claim = Claim {
        from: &from,
        to: &to,
        plan: &plan,
    };
    let scratch = Scratch::default();
    let small = ProofLimits {
        tables: 1,
        ..ProofLimits::default()
    };
    let error = prove(claim, &scratch, small, &|_| {}).await.unwrap_err();
    assert_eq!(error.code(), "proof-too-large");
    let short = ProofLimits {
        time: std::time::Duration::ZERO,
        ..ProofLimits::default()
    };
    let error = prove(claim, &scratch, short, &|_| {}).await.unwrap_err();
    assert_eq!(error.code(), "proof-too-slow");
    let stages = std::sync::Mutex::new(Vec::new());
    let watch = |progress: super::Progress| stages.lock().unwrap().push(progress.stage);
    prove(claim, &scratch, ProofLimits::default(), &watch).await.unwrap();
    let mut seen = stages.into_inner().unwrap();
    seen.dedup();
    let mut order = seen.clone();
    order.dedup();
    assert_eq!(seen.first(), Some(&Stage::Create));
    assert!(seen.contains(&Stage::CompareDown), "{order:?}");
}
