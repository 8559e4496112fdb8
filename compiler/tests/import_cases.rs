//! The cases in `testdata/import/<dialect>/<case>.txt`: SQL in, what was read out of it beneath. With
//! `UPDATE_EXPECT=1` the expectations are written anew.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use tablewright_compiler::diagnostic::Severity;
use tablewright_compiler::dialect::Dialect;
use tablewright_compiler::edit::{ApplyContext, apply};
use tablewright_compiler::ids::IdSource;
use tablewright_compiler::import::{Imported, import};
use tablewright_compiler::lift::lift;
use tablewright_compiler::schema::{Column, ForeignKey, Key, Schema, SchemaIndex, SchemaPartTarget, SchemaTable};
use uuid::Uuid;

const MARK: &str = "\n======== read ========\n";

#[test]
fn cases_are_read_as_expected() {
    let mut cases = 0;
    let mut wrong = Vec::new();
    for (folder, dialect) in [
        ("postgres", Dialect::Postgres),
        ("mysql", Dialect::Mysql),
        ("sqlite", Dialect::Sqlite),
    ] {
        for path in files(
            &Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("testdata/import")
                .join(folder),
        ) {
            cases += 1;
            let text = std::fs::read_to_string(&path).expect("a case can be read");
            let (input, expected) = text.split_once(MARK).unwrap_or((&text, ""));
            let actual = read(input, dialect);
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
    assert!(cases >= 17, "only {cases} cases were found");
    assert!(wrong.is_empty(), "{}\nUPDATE_EXPECT=1 accepts this", wrong.join("\n"));
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the folder of cases is there")
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .collect();
    files.sort();
    files
}

fn read(input: &str, dialect: Dialect) -> String {
    let imported = import(input, dialect);
    let mut out = summary(&imported.schema);
    let mut ids = IdSource::new(Uuid::from_u128(1 << 96));
    let (edits, lifted) = lift(&imported.schema, &mut ids);
    let applied = apply(&Default::default(), &edits, ApplyContext::import(ids));
    findings(&mut out, &imported);
    for finding in &lifted {
        let _ = writeln!(out, "! lift {}: {}", finding.code, finding.message);
    }
    if let Err(issues) = applied {
        for issue in issues {
            let _ = writeln!(out, "! refused {issue}");
        }
    }
    let t = imported.tally;
    assert_eq!(t.statements, t.modelled + t.carried + t.skipped + t.failed);
    out
}

fn findings(out: &mut String, imported: &Imported) {
    for finding in &imported.diagnostics {
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Info => "info",
        };
        let place = finding
            .position
            .map_or_else(String::new, |p| format!("{}:{}", p.line, p.column));
        let _ = writeln!(out, "! {severity} {} {place}: {}", finding.code, finding.message);
    }
}

fn summary(schema: &Schema) -> String {
    let mut out = String::new();
    for made in &schema.enums {
        let _ = writeln!(
            out,
            "enum {} {:?}{}",
            named(made.namespace.as_deref(), &made.name),
            made.values,
            comment(made.comment.as_deref())
        );
    }
    for table in &schema.tables {
        table_summary(&mut out, table);
    }
    for object in &schema.objects {
        let _ = writeln!(out, "{} {}: {}", object.kind.noun(), object.name, one_line(&object.sql));
    }
    out
}

fn table_summary(out: &mut String, table: &SchemaTable) {
    let name = named(table.namespace.as_deref(), &table.name);
    let unlogged = if table.unlogged { "unlogged " } else { "" };
    let _ = writeln!(out, "{unlogged}table {name}{}", comment(table.comment.as_deref()));
    for column in &table.columns {
        column_summary(out, column);
    }
    if let Some(key) = &table.primary_key {
        key_summary(out, "primary key", key);
    }
    for key in &table.unique_keys {
        key_summary(out, "unique key", key);
    }
    for key in &table.foreign_keys {
        foreign_key_summary(out, key);
    }
    for check in &table.checks {
        let _ = writeln!(
            out,
            "  check {} ({}){}{}",
            check.name.as_deref().unwrap_or("-"),
            check.expression,
            flags(&[
                (check.no_inherit, "no inherit"),
                (check.not_valid, "not valid"),
                (check.not_enforced, "not enforced"),
            ]),
            comment(check.comment.as_deref())
        );
    }
    for exclusion in &table.exclusions {
        let name = exclusion.name.as_deref().unwrap_or("-");
        let _ = write!(out, "  exclude {name} {}", one_line(&exclusion.definition));
        if exclusion.deferrable != Default::default() {
            let _ = write!(out, " {:?}", exclusion.deferrable);
        }
        let _ = writeln!(out, "{}", comment(exclusion.comment.as_deref()));
    }
    for index in &table.indexes {
        index_summary(out, index);
    }
    if let Some(options) = &table.options {
        let _ = writeln!(out, "  options {}", one_line(options));
    }
}

fn column_summary(out: &mut String, column: &Column) {
    let _ = write!(out, "  {} {}", column.name, column.native_type);
    if column.not_null {
        out.push_str(" not null");
    }
    if let Some(default) = &column.default {
        let _ = write!(out, " default <{default}>");
    }
    if let Some(identity) = column.identity {
        let _ = write!(out, " identity {identity:?}");
    }
    if let Some(sequence) = &column.sequence {
        let _ = write!(out, " ({sequence})");
    }
    if let Some(generated) = &column.generated {
        let kind = if generated.stored { "stored" } else { "virtual" };
        let _ = write!(out, " {kind} <{}>", generated.expression);
    }
    if let Some(collation) = &column.collation {
        let _ = write!(out, " collate {collation}");
    }
    if let Some(on_update) = &column.on_update {
        let _ = write!(out, " on update <{on_update}>");
    }
    if let Some(attributes) = &column.attributes {
        let _ = write!(out, " set <{attributes}>");
    }
    let _ = writeln!(out, "{}", comment(column.comment.as_deref()));
}

fn key_summary(out: &mut String, what: &str, key: &Key) {
    let _ = write!(
        out,
        "  {what} {} ({})",
        key.name.as_deref().unwrap_or("-"),
        key.columns.join(", ")
    );
    if key.deferrable != Default::default() {
        let _ = write!(out, " {:?}", key.deferrable);
    }
    if key.nulls_not_distinct {
        out.push_str(" nulls not distinct");
    }
    if !key.included.is_empty() {
        let _ = write!(out, " include {}", key.included.join(", "));
    }
    if let Some(options) = &key.options {
        let _ = write!(out, " {options}");
    }
    let _ = writeln!(out, "{}", comment(key.comment.as_deref()));
}

fn foreign_key_summary(out: &mut String, key: &ForeignKey) {
    let _ = write!(
        out,
        "  foreign key {} ({}) -> {} ({})",
        key.name.as_deref().unwrap_or("-"),
        key.columns.join(", "),
        named(key.referenced_namespace.as_deref(), &key.referenced_table),
        key.referenced_columns.join(", ")
    );
    let _ = write!(out, " delete {:?} update {:?}", key.on_delete, key.on_update);
    if key.deferrable != Default::default() {
        let _ = write!(out, " {:?}", key.deferrable);
    }
    if key.match_full {
        out.push_str(" match full");
    }
    if !key.set_columns.is_empty() {
        let _ = write!(out, " set {}", key.set_columns.join(", "));
    }
    out.push_str(&flags(&[(key.not_valid, "not valid")]));
    let _ = writeln!(out, "{}", comment(key.comment.as_deref()));
}

fn index_summary(out: &mut String, index: &SchemaIndex) {
    let unique = if index.is_unique { "unique " } else { "" };
    let method = index.method.as_deref().map(|m| format!(" {m}")).unwrap_or_default();
    let _ = write!(out, "  {unique}index {}{method}", index.name.as_deref().unwrap_or("-"));
    for part in &index.parts {
        match &part.target {
            SchemaPartTarget::Column(name) => {
                let _ = write!(out, " {name}");
            }
            SchemaPartTarget::Expression(sql) => {
                let _ = write!(out, " <{sql}>");
            }
        }
        if let Some(length) = part.prefix_length {
            let _ = write!(out, "({length})");
        }
        if part.direction != Default::default() {
            out.push_str(" desc");
        }
        if let Some(nulls) = part.nulls {
            let _ = write!(out, " nulls {nulls:?}");
        }
        for word in part.operator_class.iter().chain(&part.collation) {
            let _ = write!(out, " {word}");
        }
    }
    if !index.included.is_empty() {
        let _ = write!(out, " include {}", index.included.join(", "));
    }
    out.push_str(&flags(&[(index.nulls_not_distinct, "nulls not distinct")]));
    if let Some(options) = &index.options {
        let _ = write!(out, " {options}");
    }
    if let Some(predicate) = &index.predicate {
        let _ = write!(out, " where <{predicate}>");
    }
    let _ = writeln!(out, "{}", comment(index.comment.as_deref()));
}

/// The words of those that are so, each with a blank before it.
fn flags(all: &[(bool, &str)]) -> String {
    all.iter()
        .filter(|(is_so, _)| *is_so)
        .map(|(_, words)| format!(" {words}"))
        .collect()
}

fn named(namespace: Option<&str>, name: &str) -> String {
    namespace.map_or_else(|| name.to_owned(), |n| format!("{n}.{name}"))
}

fn comment(comment: Option<&str>) -> String {
    comment.map_or_else(String::new, |c| format!(" -- {}", one_line(c)))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
