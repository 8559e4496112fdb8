//! The cases in `testdata/rename/<dialect>/<case>.txt`: SQL that begins with lines such as `-- rename table a to b`;
//! beneath, every element that changes along with what is renamed, and what there is to say about the result. With
//! `UPDATE_EXPECT=1` the expectations are written anew.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use tablewright_compiler::design::{ConstraintKind, Design, Element, PartTarget};
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::edit::{
    ApplyContext, Edit, RenamedValue, UpdateConstraint, UpdateEnum, UpdateField, UpdateIndex, UpdateTable, apply,
    revert,
};
use tablewright_compiler::ids::IdSource;
use tablewright_compiler::import::import;
use tablewright_compiler::lift::lift;
use tablewright_compiler::lower::lower;
use uuid::Uuid;

const MARK: &str = "\n======== after ========\n";

#[test]
fn what_mentions_a_renamed_element_follows() {
    let mut cases = 0;
    let mut wrong = Vec::new();
    for (folder, dialect) in [
        ("postgres", Dialect::Postgres),
        ("mysql", Dialect::Mysql),
        ("sqlite", Dialect::Sqlite),
    ] {
        for path in files(folder) {
            cases += 1;
            let text = std::fs::read_to_string(&path).expect("a case can be read");
            let (input, expected) = text.split_once(MARK).unwrap_or((text.trim_end(), ""));
            let actual = after(input, dialect);
            if actual == expected {
                continue;
            }
            if std::env::var_os("UPDATE_EXPECT").is_some() {
                std::fs::write(&path, format!("{input}{MARK}{actual}")).expect("a case can be written");
            } else {
                wrong.push(format!(
                    "{}\n--- expected\n{expected}--- actual\n{actual}",
                    path.display()
                ));
            }
        }
    }
    assert!(cases >= 6, "only {cases} cases were found");
    assert!(wrong.is_empty(), "{}\nUPDATE_EXPECT=1 accepts this", wrong.join("\n"));
}

fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("testdata/rename")
        .join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder of cases is there")
        .map(|entry| entry.expect("the folder can be listed").path())
        .collect();
    files.sort();
    files
}

fn after(input: &str, dialect: Dialect) -> String {
    let imported = import(input, dialect);
    let mut ids = IdSource::new(Uuid::from_u128(1 << 96));
    let (edits, _) = lift(&imported.schema, &mut ids);
    let design = apply(&Design::new(), &edits, ApplyContext::import(ids.clone()))
        .expect("the source makes a design")
        .design;
    let mut out = String::new();
    let (_, before) = lower(&design, dialect);
    for finding in before.iter().filter(|d| d.code == "object-mentions-old-name") {
        let _ = writeln!(out, "! before: {}", finding.message);
    }
    let edits: Vec<Edit> = input
        .lines()
        .filter_map(|line| line.strip_prefix("-- rename "))
        .map(|line| edit(&design, line))
        .collect();
    let applied = apply(&design, &edits, ApplyContext::interactive(ids)).expect("the renames stand");
    let back = apply(&applied.design, &applied.inverse, ApplyContext::restore()).expect("it can be undone");
    assert_eq!(back.design, design, "the inverse restores");
    let undo = revert(&applied.design, &applied.changes);
    assert_eq!(undo.conflicts, vec![]);
    let undone = apply(&applied.design, &undo.edits, ApplyContext::restore()).expect("a reversal stands");
    assert_eq!(undone.design, design, "the reversal restores");
    for change in &applied.changes {
        if let Some(after) = &change.after {
            show(&mut out, after, &change.fields());
        }
    }
    let (_, found) = lower(&applied.design, dialect);
    for finding in found.iter().filter(|d| d.code == "object-mentions-old-name") {
        let _ = writeln!(out, "! {}", finding.message);
    }
    out
}

/// The edit of `table a to b`, `field t.a to b`, `enum a to b`, `value e.a to b`, `constraint t.a to b`, `index t.a to b`.
fn edit(design: &Design, line: &str) -> Edit {
    let (kind, rest) = line.split_once(' ').expect("a kind");
    let (from, to) = rest.split_once(" to ").expect("what it becomes");
    let table = |name: &str| {
        let (space, name) = name.rsplit_once('.').unwrap_or(("", name));
        let mut all = design.tables().filter(|t| t.table_name == name && t.namespace == space);
        all.next().unwrap_or_else(|| panic!("no table {name}")).id
    };
    let made = |name: &str| design.enums().find(|e| e.name == name).expect("an enum").id;
    let to = to.to_owned();
    match kind {
        "table" => {
            let (space, name) = to.rsplit_once('.').unwrap_or(("", &to));
            Edit::UpdateTable(UpdateTable {
                id: table(from),
                table_name: Some(name.to_owned()),
                namespace: Some(space.to_owned()),
                ..UpdateTable::default()
            })
        }
        "enum" => Edit::UpdateEnum(UpdateEnum {
            id: made(from),
            name: Some(to),
            ..UpdateEnum::default()
        }),
        _ => {
            let (parent, name) = from.rsplit_once('.').expect("a parent");
            match kind {
                "field" => Edit::UpdateField(UpdateField {
                    id: design
                        .fields_of(table(parent))
                        .find(|f| f.field_name == name)
                        .expect("a field")
                        .id,
                    field_name: Some(to),
                    ..UpdateField::default()
                }),
                "value" => Edit::UpdateEnum(UpdateEnum {
                    id: made(parent),
                    renamed_values: vec![RenamedValue {
                        from: name.to_owned(),
                        to,
                    }],
                    ..UpdateEnum::default()
                }),
                "constraint" => Edit::UpdateConstraint(UpdateConstraint {
                    id: design
                        .constraints_of(table(parent))
                        .find(|c| c.name.as_deref() == Some(name))
                        .expect("a constraint")
                        .id,
                    name: Some(Some(to)),
                    ..UpdateConstraint::default()
                }),
                "index" => Edit::UpdateIndex(UpdateIndex {
                    id: design
                        .indexes_of(table(parent))
                        .find(|i| i.name == name)
                        .expect("an index")
                        .id,
                    name: Some(to),
                    ..UpdateIndex::default()
                }),
                other => panic!("{other}"),
            }
        }
    }
}

fn show(out: &mut String, element: &Element, fields: &[String]) {
    let has = |name: &str| fields.iter().any(|f| f == name);
    match element {
        Element::Object(o) => {
            let _ = writeln!(out, "{} {}:\n{}\n", o.kind.noun(), o.name, o.sql);
        }
        Element::Table(t) if has("nativeOptions") => {
            let _ = writeln!(out, "options of {}: {:?}\n", t.table_name, t.native_options);
        }
        Element::Field(f) if has("defaultValue") || has("generated") => {
            let default = f.default_value.as_ref().map(|d| &d.sql);
            let generated = f.generated.as_ref().map(|g| &g.expression.sql);
            let _ = writeln!(out, "field {}: {default:?} {generated:?}\n", f.field_name);
        }
        Element::Constraint(c) if has("expression") => {
            if let ConstraintKind::Check { expression } = &c.kind {
                let _ = writeln!(out, "check: {}\n", expression.sql);
            }
        }
        Element::Index(i) if has("parts") || has("predicate") => {
            let parts = i.parts.iter().filter_map(|p| match &p.target {
                PartTarget::Expression(e) => Some(e.sql.clone()),
                PartTarget::Field(_) => None,
            });
            let parts: Vec<String> = parts.collect();
            let _ = writeln!(
                out,
                "index {}: {parts:?} {:?}\n",
                i.name,
                i.predicate.as_ref().map(|p| &p.sql)
            );
        }
        Element::Enum(e) => {
            let _ = writeln!(out, "enum {}: {:?} {:?}\n", e.name, e.values, e.value_ids);
        }
        _ => {}
    }
}
