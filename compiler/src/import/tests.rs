//! What holds for any source at all: nothing is lost between statements, nothing panics, and hostile sources cost
//! no more than their size.

use super::lines::Lines;
use super::split::{PieceKind, Splitter};
use super::{Imported, import};
use crate::diagnostic::{Position, Severity};
use crate::dialect::Dialect;
use crate::ids::IdSource;
use crate::lift::lift;
use proptest::prelude::*;
use std::path::Path;
use uuid::Uuid;

/// The stack of a thread that serves a request.
const STACK: usize = 2 << 20;

fn pieces(source: &str, dialect: Dialect) -> Vec<(PieceKind, String)> {
    let mut splitter = Splitter::new(source, dialect);
    let mut tokens = Vec::new();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(piece) = splitter.next_piece(&mut tokens) {
        assert_eq!(piece.start, at, "pieces follow each other");
        assert!(piece.start <= piece.body_start && piece.body_start <= piece.body_end && piece.body_end <= piece.end);
        at = piece.end;
        found.push((piece.kind, source[piece.body_start..piece.body_end].to_owned()));
    }
    assert_eq!(at, source.len(), "pieces are the whole source");
    found
}

fn statements(source: &str, dialect: Dialect) -> Vec<String> {
    let all = pieces(source, dialect);
    all.into_iter()
        .filter(|(kind, _)| *kind == PieceKind::Statement)
        .map(|(_, text)| text)
        .collect()
}

fn import_whole(source: &str, dialect: Dialect) -> Imported {
    let imported = import(source, dialect);
    let t = imported.tally;
    assert_eq!(t.statements, t.modelled + t.carried + t.skipped + t.failed);
    let (_, _) = lift(&imported.schema, &mut IdSource::new(Uuid::from_u128(1 << 96)));
    imported
}

#[test]
fn quotes_and_comments_hide_semicolons() {
    let source = "a ';' \";\" -- ;\n /* ; /* ; */ ; */ b; $$;$$ $x$ $$;$$ $x$ E'\\';' c; d";
    assert_eq!(
        statements(source, Dialect::Postgres),
        [
            "a ';' \";\" -- ;\n /* ; /* ; */ ; */ b",
            "$$;$$ $x$ $$;$$ $x$ E'\\';' c",
            "d"
        ]
    );
    let source = "a ';\\'' \";\" `;` # ;\n -- ;\n 5--1; b";
    assert_eq!(statements(source, Dialect::Mysql).len(), 2);
    assert_eq!(
        statements("[;] `;` \";\" 'a\\'; b", Dialect::Sqlite),
        ["[;] `;` \";\" 'a\\'", "b"]
    );
}

#[test]
fn bodies_end_where_their_block_ends() {
    let sqlite = "create trigger t after insert on x begin select case when 1 then 2 end; select 3; end; next";
    assert_eq!(statements(sqlite, Dialect::Sqlite).len(), 2);
    let mysql =
        "create procedure p() begin if a then b; end if; case x when 1 then y; end case; loop z; end loop; end; next";
    assert_eq!(statements(mysql, Dialect::Mysql).len(), 2);
    let mysql = "DELIMITER $$\ncreate procedure p() begin a; b; end$$\nx$$\ndelimiter ;\nnext;";
    assert_eq!(
        statements(mysql, Dialect::Mysql),
        ["create procedure p() begin a; b; end", "x", "next"]
    );
    let postgres =
        "create function f() returns int begin atomic select case when 1 then 2 end; select 3; end; begin; commit;";
    assert_eq!(statements(postgres, Dialect::Postgres).len(), 3);
    let rule = "create rule r as on insert to t do also (select 1; select 2); next";
    assert_eq!(statements(rule, Dialect::Postgres).len(), 2);
}

#[test]
fn rows_and_commands_are_pieces_of_their_own() {
    let source = "\\connect x\nCOPY t FROM stdin;\n1\tit's;\n\\.\nCREATE TABLE t (a int);\n";
    let kinds: Vec<PieceKind> = pieces(source, Dialect::Postgres)
        .into_iter()
        .map(|(kind, _)| kind)
        .collect();
    assert_eq!(
        kinds,
        [
            PieceKind::Command,
            PieceKind::Statement,
            PieceKind::Data,
            PieceKind::Statement,
            PieceKind::Blank
        ]
    );
}

#[test]
fn positions_count_lines_and_characters() {
    let source = format!("a\nÄö b\n{}é!", "ß".repeat(1_000));
    let lines = Lines::new(&source);
    assert_eq!(lines.position(0), Position { line: 1, column: 1 });
    let b = source.find('b').expect("it is there");
    assert_eq!(lines.position(b), Position { line: 2, column: 4 });
    let end = source.find('!').expect("it is there");
    assert_eq!(lines.position(end), Position { line: 3, column: 1_002 });
    assert_eq!(lines.position(usize::MAX).line, 3);
    assert_eq!(Lines::new("").position(0), Position { line: 1, column: 1 });
}

#[test]
fn nesting_bombs_do_not_overflow_the_stack() {
    let bombs: Vec<String> = [200, 3_900, 100_000]
        .into_iter()
        .flat_map(|n: usize| {
            let (open, close) = ("(".repeat(n), ")".repeat(n));
            [
                format!("CREATE TABLE t (a int CHECK ({open}1{close}))"),
                format!("CREATE TABLE t (a int DEFAULT 1{})", "+1".repeat(n / 2)),
                format!("CREATE VIEW v AS SELECT {}true", "NOT ".repeat(n)),
                format!("CREATE VIEW v AS SELECT 1 {}", "UNION SELECT 1 ".repeat(n / 3)),
                format!("CREATE VIEW v AS {}1{close}", "SELECT (".repeat(n)),
                format!("CREATE TABLE t (a int DEFAULT 1{})", "::int".repeat(n / 3)),
                format!("CREATE TABLE t (a int{})", "[]".repeat(n)),
                format!("CREATE INDEX i ON t ({}a{close})", "f(".repeat(n)),
                format!("CREATE TRIGGER t AFTER INSERT ON x {}", "BEGIN CASE ".repeat(n)),
                format!("{}{}", "/*".repeat(n), "*/".repeat(n)),
            ]
        })
        .collect();
    let reader = std::thread::Builder::new().stack_size(STACK).spawn(move || {
        for bomb in &bombs {
            for dialect in Dialect::ALL {
                import_whole(bomb, dialect);
            }
        }
    });
    reader.expect("a thread starts").join().expect("no bomb goes off");
}

#[test]
fn many_findings_of_one_sort_are_counted() {
    let imported = import_whole(&"foo;".repeat(5_000), Dialect::Mysql);
    assert_eq!(imported.tally.failed, 5_000);
    assert_eq!(imported.diagnostics.len(), 1_001);
    let last = imported.diagnostics.last().expect("there are some");
    assert!(last.message.contains("4000 more"), "{}", last.message);
}

#[test]
fn nul_characters_are_refused_with_their_place() {
    for dialect in Dialect::ALL {
        let imported = import_whole("CREATE TABLE a (x int);\nCREATE TABLE b (\0x int);", dialect);
        assert_eq!(imported.schema.tables.len(), 1);
        let finding = &imported.diagnostics[0];
        assert_eq!(finding.severity, Severity::Error);
        assert_eq!(finding.position, Some(Position { line: 2, column: 17 }));
    }
}

/// The inputs of all cases, as material.
fn material() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/import");
    let mut found = Vec::new();
    for folder in ["postgres", "mysql", "sqlite"] {
        for entry in std::fs::read_dir(root.join(folder)).expect("the folder of cases is there") {
            let path = entry.expect("the folder can be listed").path();
            let text = std::fs::read_to_string(path).expect("a case can be read");
            let input = text.split("\n======== read").next().unwrap_or_default();
            found.push(input.to_owned());
        }
    }
    found.sort();
    found
}

/// A case with some of its characters replaced, dropped or doubled.
fn mutated() -> impl Strategy<Value = String> {
    let material = material();
    let edits = prop::collection::vec(
        (
            any::<prop::sample::Index>(),
            0..4u8,
            "[ ;'\"`$()\\[\\]/*,.\\\\a0é\n-]{1,3}",
        ),
        1..12,
    );
    (any::<prop::sample::Index>(), edits).prop_map(move |(case, edits)| {
        let mut text: Vec<char> = material[case.index(material.len())].chars().collect();
        for (place, how, with) in edits {
            if text.is_empty() {
                break;
            }
            let at = place.index(text.len());
            let to = (at + 1 + usize::from(how) * 5).min(text.len());
            match how {
                0 => {
                    text.splice(at..at, with.chars());
                }
                1 => {
                    text.splice(at..to, with.chars());
                }
                2 => {
                    text.drain(at..to);
                }
                _ => {
                    let copy: Vec<char> = text[at..to].to_vec();
                    text.splice(at..at, copy);
                }
            }
        }
        text.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_split_without_loss_and_read_without_panic(source in "\\PC{0,200}|[ ;'\"`$a(]{0,60}|(CREATE|TABLE|ALTER|DROP|ADD|INDEX|KEY|t|\\(|\\)|,|;|int|'x'|--|\n| ){0,40}") {
        for dialect in Dialect::ALL {
            pieces(&source, dialect);
            import_whole(&source, dialect);
        }
    }

    #[test]
    fn mutated_sources_are_split_without_loss_and_read_without_panic(source in mutated()) {
        for dialect in Dialect::ALL {
            pieces(&source, dialect);
            import_whole(&source, dialect);
        }
    }
}
