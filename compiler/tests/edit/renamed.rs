//! Renaming a field's identifier: what mentions it follows, and comes back.

use crate::shop::{c, f, field, in_mode, neutral, new_field, new_table, number, t, text, x};
use tablewright_compiler::design::{
    ConstraintKind, Deferrable, Design, Generated, IndexPart, PartTarget, SqlExpression,
};
use tablewright_compiler::dialect::Dialect::{self, Mysql, Postgres, Sqlite};
use tablewright_compiler::edit::{
    Applied, ApplyContext, ChangeKind, CreateConstraint, CreateIndex, Edit, Rules, apply, revert,
};
use tablewright_compiler::emit::compile;
use tablewright_compiler::ids::IdSource;
use tablewright_compiler::lower::lower;
use uuid::Uuid;

fn applied(design: &Design, edits: &[Edit]) -> Applied {
    let context = ApplyContext::interactive(IdSource::new(Uuid::from_u128(1 << 100)));
    apply(design, edits, context).expect("the edits are valid")
}

fn rename(n: u128, to: &str) -> Edit {
    field(n, |edit| edit.field_name = Some(to.to_owned()))
}

fn check(n: u128, expression: SqlExpression) -> Edit {
    Edit::CreateConstraint(CreateConstraint {
        id: c(n),
        table_id: t(1),
        name: None,
        kind: ConstraintKind::Check { expression },
        deferrable: Deferrable::No,
        description: None,
        details: Default::default(),
    })
}

/// A table with the numbers `total` (11) and `other` (12) and the text `note` (13), and the check (1).
fn with_check(expression: SqlExpression) -> Design {
    let edits = [
        new_table(1, "Sums"),
        Edit::CreateField(new_field(11, 1, "total", number())),
        Edit::CreateField(new_field(12, 1, "other", number())),
        Edit::CreateField(new_field(13, 1, "note", text())),
        check(1, expression),
    ];
    // As an import would keep it.
    in_mode(&Design::new(), &edits, Rules::Import).expect("the table stands")
}

fn check_of(design: &Design, n: u128) -> String {
    match &design.constraint(c(n)).expect("the check").kind {
        ConstraintKind::Check { expression } => expression.sql.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn ed_a_renamed_field_keeps_its_name_in_expressions() {
    let cases: &[(Option<Dialect>, &str, &str, &str)] = &[
        (None, "total > 0", "sum", "sum > 0"),
        (
            None,
            "TOTAL > 0 AND note <> 'total'",
            "sum",
            "sum > 0 AND note <> 'total'",
        ),
        (None, "\"total\" > 0", "the sum", "\"the sum\" > 0"),
        (None, "total(1) > 0", "sum", "total(1) > 0"),
        (None, "subtotal > total_2", "sum", "subtotal > total_2"),
        (None, "total > 0", "order", "\"order\" > 0"),
        (None, "other > 0", "sum", "other > 0"),
        (Some(Postgres), "Total > \"total\"", "Sum", "\"Sum\" > \"Sum\""),
        (Some(Postgres), "\"TOTAL\" > 0", "sum", "\"TOTAL\" > 0"),
        (
            Some(Postgres),
            "note <> $$total$$ AND total > 0",
            "sum",
            "note <> $$total$$ AND sum > 0",
        ),
        (Some(Postgres), "sums.total > 0", "sum", "sums.sum > 0"),
        (Some(Postgres), "(note)::total > 0", "sum", "(note)::total > 0"),
        (
            Some(Postgres),
            "note <> E'\\'total' AND (total > 0)",
            "s",
            "note <> E'\\'total' AND (s > 0)",
        ),
        (
            Some(Postgres),
            "note COLLATE total > ''",
            "sum",
            "note COLLATE total > ''",
        ),
        (
            Some(Postgres),
            "note\n <> 'ü' AND\n total > 0",
            "sum",
            "note\n <> 'ü' AND\n sum > 0",
        ),
        (Some(Mysql), "`Total` > \"total\"", "s`m", "`s``m` > \"total\""),
        (Some(Mysql), "total > 0", "sum", "`sum` > 0"),
        (Some(Sqlite), "[total] > `TOTAL`", "sum", "sum > sum"),
        (
            Some(Sqlite),
            "\"total\" GLOB 'total'",
            "group",
            "\"group\" GLOB 'total'",
        ),
    ];
    for (dialect, before, to, after) in cases {
        let design = with_check(SqlExpression {
            sql: (*before).to_owned(),
            dialect: *dialect,
        });
        let renamed = applied(&design, &[rename(11, to)]);
        assert_eq!(check_of(&renamed.design, 1), *after, "{dialect:?} {before}");
        let changes = if before == after { 1 } else { 2 };
        assert_eq!(renamed.changes.len(), changes, "{before}");
        assert!(renamed.changes.iter().all(|c| c.kind() == ChangeKind::Updated));
        let back = apply(&renamed.design, &renamed.inverse, ApplyContext::restore()).expect("it can be undone");
        assert_eq!(back.design, design, "{before}");
        let undo = revert(&renamed.design, &renamed.changes);
        assert_eq!(undo.conflicts, vec![]);
        let undone = apply(&renamed.design, &undo.edits, ApplyContext::restore()).expect("a reversal stands");
        assert_eq!(undone.design, design, "{before}");
    }
}

#[test]
fn ed_every_kind_of_expression_follows_its_field() {
    let index = CreateIndex {
        id: x(1),
        table_id: t(1),
        name: None,
        is_unique: false,
        parts: vec![IndexPart {
            target: PartTarget::Expression(neutral("abs(total)")),
            ..IndexPart::field(f(11))
        }],
        method: None,
        included: Vec::new(),
        predicate: Some(neutral("total > 0")),
        description: None,
        details: Default::default(),
    };
    let mut twice = new_field(14, 1, "twice", number());
    twice.generated = Some(Generated {
        expression: neutral("total * 2"),
        stored: true,
    });
    let edits = [Edit::CreateIndex(index), Edit::CreateField(twice)];
    let design = applied(&with_check(neutral("total > 0")), &edits).design;
    let renamed = applied(&design, &[rename(11, "Grand Total")]);
    let index = renamed.design.index(x(1)).expect("the index");
    assert_eq!(index.predicate, Some(neutral("\"Grand Total\" > 0")));
    assert_eq!(
        index.parts[0].target,
        PartTarget::Expression(neutral("abs(\"Grand Total\")"))
    );
    let twice = renamed.design.field(f(14)).and_then(|f| f.generated.clone());
    assert_eq!(twice.map(|g| g.expression), Some(neutral("\"Grand Total\" * 2")));
    for dialect in Dialect::ALL {
        let counts = |design: &Design| {
            let (schema, _) = lower(design, dialect);
            let table = &schema.tables[0];
            let computed = table.columns.iter().filter(|c| c.generated.is_some()).count();
            (table.checks.len(), table.indexes.len(), computed)
        };
        assert_eq!(counts(&design), counts(&renamed.design), "{dialect}");
        assert_eq!(counts(&design).0, 1, "{dialect}");
        let codes = |design: &Design| -> Vec<String> {
            let found = compile(design, dialect).diagnostics;
            found.iter().map(|d| format!("{:?}", d.code)).collect()
        };
        assert_eq!(codes(&design), codes(&renamed.design), "{dialect}");
    }
    let back = apply(&renamed.design, &renamed.inverse, ApplyContext::restore()).expect("it can be undone");
    assert_eq!(back.design, design);
}

#[test]
fn ed_names_can_rotate_in_one_batch_and_mentions_rotate_with_them() {
    let design = with_check(neutral("total > other"));
    let swap = [rename(11, "other"), rename(12, "total")];
    let swapped = applied(&design, &swap);
    assert_eq!(check_of(&swapped.design, 1), "other > total");
    let twice = [rename(11, "a"), check(2, neutral("a > 1")), rename(11, "b")];
    let renamed = applied(&design, &twice);
    assert_eq!(check_of(&renamed.design, 1), "b > other");
    assert_eq!(check_of(&renamed.design, 2), "b > 1");
    let gone = [rename(11, "a b"), Edit::DeleteField(f(11))];
    assert_eq!(check_of(&applied(&design, &gone).design, 1), "\"a b\" > other");
    let there_and_back = applied(&design, &[rename(11, "a"), rename(11, "total")]);
    assert!(there_and_back.changes.is_empty(), "{:?}", there_and_back.changes);
}

#[test]
fn un_what_is_restored_rewrites_nothing() {
    let design = with_check(neutral("total > other"));
    let renamed = in_mode(&design, &[rename(11, "sum")], Rules::Restore).expect("it stands");
    assert_eq!(check_of(&renamed, 1), "total > other");
}
