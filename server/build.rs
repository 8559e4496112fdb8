//! Makes the folder of the GraphiQL bundle, so that the server compiles before the bundle is built; it then says
//! how to build it.

use std::path::Path;

fn main() {
    let bundle = Path::new("../graphiql/dist");
    if let Err(error) = std::fs::create_dir_all(bundle) {
        println!("cargo::error=cannot make {}: {error}", bundle.display());
    }
    println!("cargo::rerun-if-changed=../graphiql/dist");
}
