//! The cases in `testdata/plan/<dialect>/<case>.txt`: two schemas, and the migration between them. With
//! `UPDATE_EXPECT=1` the expectations are written anew. `tests/tests/plans_execute.rs` runs each on its engine.

#[path = "support/plan_case.rs"]
mod plan_case;

use plan_case::cases;
use tablewright_compiler::dialect::Dialect;

#[test]
fn plans_are_as_expected() {
    let mut wrong = Vec::new();
    for dialect in Dialect::ALL {
        for case in cases(dialect) {
            let found = case.rewritten();
            if found == case.text {
                continue;
            }
            if std::env::var_os("UPDATE_EXPECT").is_some() {
                std::fs::write(&case.path, &found).expect("a case can be written");
            } else {
                wrong.push(format!("{dialect} {}:\n{found}", case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}\nUPDATE_EXPECT=1 accepts this", wrong.join("\n"));
}

#[test]
fn what_is_equal_needs_no_steps() {
    for dialect in Dialect::ALL {
        for case in cases(dialect) {
            for sql in [&case.from, &case.to] {
                let schema = tablewright_compiler::import::import(sql, dialect).schema;
                let matching = tablewright_compiler::diff::Matching::ByName(Vec::new());
                let plan = tablewright_compiler::plan::plan(&schema, &schema, &matching);
                assert!(plan.up.is_empty() && plan.down.is_empty(), "{dialect} {}", case.name);
            }
        }
    }
}
