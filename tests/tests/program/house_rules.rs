//! The rules of the house (ARCHITECTURE.md, "Invariants") that a reader of files can keep.

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ is in the repository")
        .to_owned()
}

/// Every Rust file below a folder but those of tests, with its path from the repository's root.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.expect("a readable folder").path();
            if path.is_dir() {
                if path.file_name().is_none_or(|name| name != "tests") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|ext| ext == "rs") && !is_test(&path) {
                let name = path
                    .strip_prefix(root())
                    .expect("below the root")
                    .to_string_lossy()
                    .into_owned();
                found.push((name, fs::read_to_string(&path).expect("a readable file")));
            }
        }
    }
    assert!(!found.is_empty(), "no sources in {folder}");
    found
}

/// Files of tests alone, which their parent includes only in tests.
fn is_test(path: &Path) -> bool {
    path.file_stem()
        .is_some_and(|stem| stem == "tests" || stem == "testing")
}

/// The code of a file without its line comments and what follows its inline tests.
fn code(text: &str) -> String {
    let before_tests = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    before_tests
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

#[track_caller]
fn only_in(word: &str, folder: &str, homes: &[&str]) {
    let mut at_home = 0;
    for (name, text) in sources(folder) {
        if !code(&text).contains(word) {
            continue;
        }
        assert!(
            homes.iter().any(|home| name.starts_with(home)),
            "{name} uses {word}; only {homes:?} may"
        );
        at_home += 1;
    }
    assert!(
        at_home > 0,
        "nothing uses {word} any more: is this rule still about the right word?"
    );
}

#[test]
fn only_the_store_knows_rows() {
    only_in("tablewright_entity", "server/src", &["server/src/store/"]);
}

#[test]
fn only_graphql_knows_async_graphql() {
    only_in("async_graphql", "server/src", &["server/src/graphql/"]);
}

#[test]
fn only_the_bus_knows_redis() {
    only_in("redis::", "server/src", &["server/src/collab/bus/"]);
}

#[test]
fn only_the_config_reads_the_environment() {
    only_in("env = \"TABLEWRIGHT", "server/src", &["server/src/config.rs"]);
    for folder in ["server/src", "compiler/src", "entity/src", "migration/src"] {
        for (name, text) in sources(folder) {
            let reads = ["env::var", "env::vars", "std::env::", "option_env!"]
                .iter()
                .any(|word| code(&text).contains(word));
            assert!(
                !reads || name == "server/src/config.rs",
                "{name} reads the environment; only config.rs may"
            );
        }
    }
}

#[test]
fn the_compiler_is_pure() {
    let manifest = fs::read_to_string(root().join("compiler/Cargo.toml")).expect("the compiler's manifest");
    let dependencies = manifest.split("[dev-dependencies]").next().unwrap_or_default();
    for refused in ["tokio", "sea-orm", "axum", "redis", "rand", "chrono", "sqlx", "reqwest"] {
        assert!(
            !dependencies.contains(&format!("\n{refused}")),
            "the compiler depends on {refused}"
        );
    }
    for (name, text) in sources("compiler/src") {
        for word in [
            "std::fs",
            "std::net",
            "std::env",
            "std::process",
            "SystemTime",
            "Instant::now",
            "now_v7",
            "new_v4",
        ] {
            assert!(
                !code(&text).contains(word),
                "{name} uses {word}: no I/O, clock, randomness or environment in the compiler"
            );
        }
    }
}

#[test]
fn dialect_folders_have_the_same_modules() {
    let files = |dialect: &str| {
        let mut names: Vec<String> = fs::read_dir(root().join("compiler/src/dialect").join(dialect))
            .expect("a folder for each dialect")
            .map(|entry| {
                // A module that has grown is a folder of the same name.
                let path = entry.expect("a readable folder").path();
                path.file_stem().expect("a name").to_string_lossy().into_owned()
            })
            // Only PostgreSQL derives names in a way that others could know.
            .filter(|name| name != "implied_names")
            .collect();
        names.sort();
        names
    };
    assert_eq!(files("postgres"), files("mysql"));
    assert_eq!(files("postgres"), files("sqlite"));
}

#[test]
fn no_file_passes_800_lines_before_its_tests() {
    for folder in ["server/src", "compiler/src", "entity/src", "migration/src", "tests/src"] {
        for (name, text) in sources(folder) {
            let lines = text
                .split("\n#[cfg(test)]\nmod tests {")
                .next()
                .unwrap_or_default()
                .lines()
                .count();
            assert!(lines <= 800, "{name} has {lines} lines: it is more than one concept");
        }
    }
}
