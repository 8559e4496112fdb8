//! A TCP proxy that a test can cut: before a server, its PostgreSQL or its Redis.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Passes connections on to one address until it is told otherwise. Runs until its last clone is dropped.
#[derive(Debug, Clone)]
pub struct Proxy {
    address: SocketAddr,
    state: Arc<watch::Sender<State>>,
}

#[derive(Debug, Clone, Copy)]
struct State {
    /// Raised to end the connections of the generations before.
    generation: u64,
    open: bool,
}

impl Proxy {
    /// Listens on a free port for connections to `target` (`host:port`).
    pub async fn start(target: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(watch::Sender::new(State {
            generation: 0,
            open: true,
        }));
        tokio::spawn(accept(listener, target, Arc::downgrade(&state)));
        Self { address, state }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes every connection there is; new ones are passed on.
    pub fn drop_connections(&self) {
        self.state.send_modify(|state| state.generation += 1);
    }

    /// Closes every connection, and from now on each new one at once.
    pub fn cut(&self) {
        self.state.send_modify(|state| {
            state.generation += 1;
            state.open = false;
        });
    }

    /// Passes connections on again.
    pub fn mend(&self) {
        self.state.send_modify(|state| state.open = true);
    }
}

async fn accept(listener: TcpListener, target: String, state: std::sync::Weak<watch::Sender<State>>) {
    while let Ok((client, _)) = listener.accept().await {
        let Some(state) = state.upgrade() else { return };
        if state.borrow().open {
            tokio::spawn(pass(client, target.clone(), state.subscribe()));
        }
    }
}

/// Copies both ways until an end closes, the generation ends or the proxy is gone.
async fn pass(mut client: TcpStream, target: String, mut state: watch::Receiver<State>) {
    let Ok(mut server) = TcpStream::connect(target).await else {
        return;
    };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let generation = state.borrow_and_update().generation;
    tokio::select! {
        _ = tokio::io::copy_bidirectional(&mut client, &mut server) => {}
        _ = state.wait_for(|now| now.generation != generation) => {}
    }
}
