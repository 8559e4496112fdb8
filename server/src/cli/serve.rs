//! `tablewright serve`: bind, announce, serve, and stop in order.

use std::io::{self, IsTerminal, Write};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

use super::refuse;
use crate::app::App;
use crate::config::{Config, LogFormat, without_password};
use crate::router;

/// How long open requests and sockets get to finish once the server was told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Runs the server until it is told to stop.
pub(super) fn run(config: Config) -> ExitCode {
    if let Err(message) = start_log(&config) {
        return refuse(message);
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return refuse(format_args!("the runtime could not be started: {error}")),
    };
    let code = runtime.block_on(serve(config));
    runtime.shutdown_timeout(Duration::from_secs(1));
    code
}

async fn serve(config: Config) -> ExitCode {
    let listener = match TcpListener::bind(config.listen).await {
        Ok(listener) => listener,
        Err(error) => return refuse(bind_message(config.listen, &error)),
    };
    let address = match listener.local_addr() {
        Ok(address) => address,
        Err(error) => return refuse(format_args!("the address is not known: {error}")),
    };
    let (mut terminate, mut interrupt) = match (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) {
        (Ok(terminate), Ok(interrupt)) => (terminate, interrupt),
        (Err(error), _) | (_, Err(error)) => {
            return refuse(format_args!("signals cannot be received: {error}"));
        }
    };

    let announcement = announcement(address, &config.database_url);
    let app = match App::build(config).await {
        Ok(app) => app,
        Err(error) => return refuse(error),
    };
    let closing = CancellationToken::new();
    let scratch = app.scratch.clone();
    let (router, tasks) = router::build(app, closing.clone());

    // Nagle's algorithm would hold small events back for tens of milliseconds.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY could not be set");
        }
    });
    let server = axum::serve(listener, router).with_graceful_shutdown({
        let closing = closing.clone();
        async move { closing.cancelled().await }
    });
    let server = tokio::spawn(server.into_future());

    if let Err(error) = io::stdout().write_all(announcement.as_bytes()) {
        tracing::debug!(%error, "nobody reads what the server says");
    }
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }

    tracing::info!("stopping");
    closing.cancel();
    tasks.close();
    let finished = async {
        tasks.wait().await;
        server.await
    };
    match tokio::time::timeout(GRACE, finished).await {
        Ok(_) => tracing::info!("stopped"),
        Err(_) => tracing::warn!("stopped with requests still open"),
    }
    scratch.close().await;
    ExitCode::SUCCESS
}

fn start_log(config: &Config) -> Result<(), String> {
    let filter = EnvFilter::builder()
        .parse(&config.log)
        .map_err(|error| format!("--log {}: {error}", config.log))?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr);
    match config.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
    Ok(())
}

fn bind_message(address: SocketAddr, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => format!(
            "{address} is already in use. Stop the program that uses it, or choose another port: \
             tablewright serve --listen {}:{}",
            address.ip(),
            address.port().saturating_add(1)
        ),
        _ => format!("cannot listen on {address}: {error}"),
    }
}

/// What the server says once it can be reached: where it is, and what to do next.
fn announcement(address: SocketAddr, database_url: &str) -> String {
    let host = match address {
        address if !address.ip().is_unspecified() => address.to_string(),
        address => format!("127.0.0.1:{}", address.port()),
    };
    let data = without_password(database_url);
    format!(
        r#"
Tablewright is ready on http://{host}

  GraphiQL   http://{host}/graphiql
  Data       {data}

The first account that signs up owns this server. In GraphiQL, or with curl:

  curl -s http://{host}/graphql -H 'Content-Type: application/json' -d '{{"query":
    "mutation($input: SignUpInput!) {{ signUp(input: $input) {{ token }} }}", "variables": {{"input":
    {{"name": "Ada", "email": "ada@example.com", "password": "correct horse battery staple"}}}}}}'

Every further request carries the token it answers with:  Authorization: Bearer TOKEN
Stop with Ctrl-C.

"#
    )
}
