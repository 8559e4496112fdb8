//! `tests/walkthrough`, as a person would run it against a server that was just started.

use std::process::Command;

use tablewright_tests::{Server, Storage};

fn walk(server: &Server) {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/walkthrough");
    let output = Command::new(script).arg(server.url()).output().unwrap();
    let (seen, said) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "the walkthrough failed:\n{seen}\n{said}");
    #[expect(clippy::print_stdout, reason = "`make walkthrough` shows it")]
    {
        println!("{seen}");
    }
}

#[tokio::test]
async fn walkthrough_on_the_embedded_default() {
    let storage = Storage::sqlite();
    walk(&Server::start(&storage).await);
}

#[tokio::test]
async fn walkthrough_on_postgres_and_redis() {
    let storage = Storage::postgres();
    walk(&Server::start(&storage).await);
}
