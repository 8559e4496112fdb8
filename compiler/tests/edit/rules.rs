//! Every rule an edit can break: what is refused, with which rule at which path, and what is accepted beside it.

use crate::refused_relationships::{Soft, hard};
use crate::shop::{
    Case, constraint, defaulting, e, f, field, field_with, in_mode, index, new_field, new_table, number, pair, r,
    relate, related, run, shop, t, table, text, typed, unique,
};
use crate::{refused_keys, refused_names, refused_relationships, refused_values};
use std::collections::{BTreeMap, BTreeSet};
use tablewright_compiler::design::{Design, FieldType, ReferentialAction, SqlExpression, TypeFamily};
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::edit::{ApplyContext, CreateTable, Edit, Rule, Rules, UpdateRelationship, apply, revert};
use tablewright_compiler::ids::IdSource;
use uuid::Uuid;

fn refused() -> Vec<Case> {
    [
        refused_names::ids(),
        refused_names::names(),
        refused_values::types(),
        refused_values::sql(),
        refused_keys::fields(),
        refused_keys::statuses(),
        refused_keys::keys(),
        refused_relationships::relationships(),
        refused_relationships::wholes(),
    ]
    .concat()
}

/// The shop with the orders' customer required, so that a hard cycle is one step away.
fn design_for(rule: Rule) -> Design {
    let required = field(21, |edit| edit.is_required = Some(true));
    match rule {
        Rule::HardCycle => run(&shop(), &[required]).expect("one way is no cycle"),
        _ => shop(),
    }
}

#[test]
fn ed_every_rule_refuses_with_its_code_path_and_reason() {
    let mut wrong = Vec::new();
    for (edits, rule, path, part) in refused() {
        match run(&design_for(rule), &edits).map(|_| ()) {
            Ok(()) => wrong.push(format!("{} at {path} is accepted: {edits:?}", rule.code())),
            Err(issues) => match issues.as_slice() {
                [issue] if issue.rule == rule.code() && issue.path == path && issue.message.contains(part) => {
                    assert!(issue.message.len() < 600, "{}", issue.message.len());
                }
                _ => wrong.push(format!("{} at {path} with {part:?} became {issues:#?}", rule.code())),
            },
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_has_a_case() {
    let tried: BTreeSet<&str> = refused().iter().map(|(_, rule, ..)| rule.code()).collect();
    // The other two are an undo's, below.
    let undo = [Rule::StillUsed, Rule::ChangedSince].map(Rule::code);
    let missing: Vec<&str> = Rule::ALL
        .iter()
        .map(|r| r.code())
        .filter(|c| !tried.contains(c) && !undo.contains(c))
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn ed_what_is_unusual_but_harmless_is_accepted() {
    let identified = |name: &str| {
        let mut edit = CreateTable::named(t(9), "New");
        edit.table_name = Some(name.to_owned());
        edit.description = Some("two\nlines".to_owned());
        vec![Edit::CreateTable(edit)]
    };
    let native = |sql: &str, dialect| field_with(|edit| edit.default_value = Some(SqlExpression::native(sql, dialect)));
    let typed_native = |sql: &str| {
        let native = BTreeMap::from([(Dialect::Mysql, sql.to_owned())]);
        typed(FieldType {
            family: TypeFamily::Native,
            native,
        })
    };
    let options = BTreeMap::from([(Dialect::Mysql, "ENGINE=InnoDB, COMMENT='a;b'".to_owned())]);
    let batches = [
        vec![new_table(9, "select")],
        vec![new_table(9, &"n".repeat(255))],
        identified("select"),
        identified("it's \"quoted\" `here`"),
        identified(&"ü".repeat(64)),
        defaulting("0"),
        defaulting("'it''s; fine -- here, too'"),
        defaulting("coalesce(a, (b + 1))"),
        defaulting("CURRENT_TIMESTAMP"),
        native("'{1,2}'::int[]", Dialect::Postgres),
        native("ARRAY[1, 2]", Dialect::Postgres),
        native("E'it\\'s; fine'", Dialect::Postgres),
        native("$q$it's; fine$q$", Dialect::Postgres),
        native("a #> '{b}'", Dialect::Postgres),
        native("'it\\'s; fine'", Dialect::Mysql),
        native("`a;b` + 1", Dialect::Mysql),
        native("[a;b]", Dialect::Sqlite),
        typed_native("enum('a,b','c')"),
        typed_native("decimal(10,2) unsigned"),
        vec![table(1, |edit| edit.native_options = Some(options))],
        field_with(|edit| edit.collation = Some("\"de-DE-x-icu\"".into())),
        index(|edit| edit.parts[0].operator_class = Some("public.gist_trgm_ops(siglen=32)".into())),
        field_with(|edit| edit.sort_order = Some(i32::MAX as u32)),
        related(1, 1, &[pair(1, 11)]),
        related(1, 2, &[pair(1, 22)]),
        hard(&[Soft::Deferrable]),
        hard(&[Soft::Optional]),
        vec![Edit::DeleteTable(t(2)), Edit::DeleteEnum(e(1))],
        vec![Edit::DeleteTable(t(2)), new_table(9, "Orders")],
        vec![],
    ];
    for edits in batches {
        let design = design_for(Rule::HardCycle);
        run(&design, &edits).unwrap_or_else(|issues| panic!("{edits:?}\n{issues:#?}"));
    }
}

#[test]
fn ed_a_self_reference_and_a_primary_key_that_is_one_are_no_hard_cycle() {
    let mut parent = new_field(90, 1, "Parent", number());
    parent.is_required = true;
    let edits = [
        Edit::CreateField(parent),
        Edit::CreateRelationship(relate(9, 1, 1, &[pair(1, 90)])),
    ];
    run(&shop(), &edits).expect("a row may refer to itself");
}

#[test]
fn ed_a_hard_cycle_is_found_through_a_primary_key_too() {
    let design = run(&design_for(Rule::HardCycle), &hard(&[Soft::Optional])).expect("one side is optional");
    let join = field(90, |edit| edit.is_primary_key = Some(true));
    let issues = run(&design, &[join]).expect_err("the key makes it required");
    assert_eq!(issues[0].rule, "hard-cycle", "{issues:#?}");
}

#[test]
fn ed_an_import_keeps_a_hard_cycle_and_editing_beside_it_goes_on() {
    let design = in_mode(&design_for(Rule::HardCycle), &hard(&[]), Rules::Import).expect("an import keeps it");
    let beside = Edit::UpdateRelationship(UpdateRelationship {
        id: r(9),
        on_delete: Some(ReferentialAction::Cascade),
        ..UpdateRelationship::default()
    });
    run(&design, &[beside]).expect("the cycle was there before");
}

#[test]
fn ed_a_batch_is_refused_whole_with_all_that_is_wrong_and_no_echo() {
    let edits = [
        new_table(9, ""),
        Edit::CreateField(new_field(91, 9, "A", text())),
        Edit::CreateField(new_field(92, 9, "", text())),
        field(91, |edit| edit.name = Some("B".into())),
        Edit::CreateTable(CreateTable {
            table_name: Some(String::new()),
            ..CreateTable::named(t(8), " ")
        }),
        Edit::DeleteField(f(77)),
        new_table(7, "Fine"),
    ];
    let design = shop();
    let issues = run(&design, &edits).expect_err("much is wrong");
    let paths: Vec<&str> = issues.iter().map(|i| i.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "edits[0].createTable.name",
            "edits[4].createTable.name",
            "edits[4].createTable.tableName",
            "edits[5].deleteField.id",
        ]
    );
    assert_eq!(design, shop());
}

#[test]
fn un_what_others_built_upon_or_changed_is_a_conflict() {
    let context = || ApplyContext::interactive(IdSource::new(Uuid::from_u128(1 << 90)));
    let made = apply(&shop(), &field_with(|_| ()), context()).expect("it stands");
    let over = run(&made.design, &constraint(unique(&[90]))).expect("it stands");
    let conflicts = revert(&over, &made.changes).conflicts;
    assert_eq!(conflicts[0].rule, Rule::StillUsed.code(), "{conflicts:?}");
    assert!(conflicts[0].message.contains("unique key"), "{conflicts:?}");

    let renamed = run(&made.design, &[field(90, |edit| edit.name = Some("Other".into()))]).expect("it stands");
    let conflicts = revert(&renamed, &made.changes).conflicts;
    assert_eq!(conflicts[0].rule, Rule::ChangedSince.code(), "{conflicts:?}");

    let gone = run(&made.design, &[Edit::DeleteField(f(90))]).expect("it stands");
    let nothing = revert(&gone, &made.changes);
    assert!(nothing.edits.is_empty() && nothing.conflicts.is_empty());

    let dropped = apply(&shop(), &[Edit::DeleteTable(t(2))], context()).expect("it stands");
    let without = run(&dropped.design, &[Edit::DeleteTable(t(1))]).expect("it stands");
    let conflicts = revert(&without, &dropped.changes).conflicts;
    assert_eq!(conflicts[0].rule, Rule::UnknownElement.code(), "{conflicts:?}");
}

#[test]
fn un_only_properties_that_still_stand_are_taken_back() {
    let context = ApplyContext::interactive(IdSource::new(Uuid::from_u128(1 << 90)));
    let both = table(1, |edit| {
        edit.name = Some("Clients".into());
        edit.description = Some(Some("Who buys".into()));
    });
    let mine = apply(&shop(), &[both], context).expect("it stands");
    let theirs = table(1, |edit| edit.name = Some("Buyers".into()));
    let now = run(&mine.design, &[theirs]).expect("it stands");
    let reversal = revert(&now, &mine.changes);
    let expected = table(1, |edit| edit.description = Some(None));
    assert_eq!((reversal.edits, reversal.conflicts), (vec![expected], vec![]));
}
