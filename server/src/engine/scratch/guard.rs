//! A child process that cannot outlive us, whatever ends us.
//!
//! A shell starts the server and then waits on a pipe that only we hold open. It closes when we are
//! gone, also after SIGKILL; then the shell ends the server by its process id and removes its folder.

use std::ffi::OsString;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::process::{Child, ChildStdin, Command};
use tokio::sync::Mutex;

use super::programs::User;

/// `sh -c SCRIPT sh FOLDER SIGNAL PREPARE… -- SERVE…`. Written for any POSIX shell.
const SCRIPT: &str = r#"
trap '' INT TERM HUP
folder=$1 signal=$2 count=$3
shift 3
cd "$folder" || exit 1
log=$folder/log
serve() {
  shift "$count"
  exec "$@" >>"$log" 2>&1 </dev/null
}
prepare() {
  n=$count
  for word in "$@"; do
    [ "$n" -gt 0 ] || break
    shift
    set -- "$@" "$word"
    n=$((n - 1))
  done
  # The words of the server stand first now, those that prepare its folder last.
  rest=$(($# - count))
  shift "$rest"
  "$@" >>"$log" 2>&1 </dev/null
}
leave() {
  cd / && rm -rf "$folder"
  exit 0
}
if [ "$count" -gt 0 ] && ! prepare "$@"; then
  tail -n 20 "$log"
  leave
fi
serve "$@" &
server=$!
# Tells the one who waits on our output that the server has ended.
{ while kill -0 "$server" 2>/dev/null && kill -0 $$ 2>/dev/null; do sleep 0.2; done; tail -n 20 "$log"; } 2>/dev/null &
teller=$!
exec >/dev/null
cat >/dev/null
kill "$teller" 2>/dev/null
kill "-$signal" "$server" 2>/dev/null
{ sleep 10; kill -KILL "$server"; } 2>/dev/null &
patience=$!
wait "$server"
kill "$patience" 2>/dev/null
leave
"#;

/// How long an orderly end may take.
const END: Duration = Duration::from_secs(15);

/// What is run, and how it is ended.
pub(super) struct Plan {
    /// What fills the folder first; empty for nothing.
    pub(super) prepare: Vec<OsString>,
    /// The server.
    pub(super) serve: Vec<OsString>,
    /// The name of the signal that ends the server.
    pub(super) signal: &'static str,
    /// Who runs both; `None` for ourselves.
    pub(super) user: Option<User>,
}

/// The shell that guards a server.
#[derive(Debug)]
pub(super) struct Guard {
    child: Mutex<Child>,
    /// Closed when this value or this process ends.
    lifeline: std::sync::Mutex<Option<ChildStdin>>,
}

impl Guard {
    /// Starts the shell, which starts the rest. The folder is removed at the end, or at once when there is no shell.
    pub(super) fn start(folder: &Path, plan: Plan) -> std::io::Result<Self> {
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", SCRIPT, "sh"])
            .arg(folder)
            .arg(plan.signal)
            .arg(plan.prepare.len().to_string())
            .args(plan.prepare)
            .args(plan.serve)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            // Ctrl-C is for us; the guard learns of our end by the pipe.
            .process_group(0);
        if let Some(user) = plan.user {
            command.uid(user.uid).gid(user.gid);
        }
        let mut child = match command.spawn() {
            Ok(child) => child,
            Err(error) => {
                // There is nothing in it yet.
                let _ = std::fs::remove_dir_all(folder);
                return Err(error);
            }
        };
        let lifeline = child.stdin.take();
        Ok(Self {
            child: Mutex::new(child),
            lifeline: std::sync::Mutex::new(lifeline),
        })
    }

    /// Waits until the server has ended by itself, and says what it said last.
    pub(super) async fn ended(&self) -> String {
        let mut last = String::new();
        let output = self.child.lock().await.stdout.take();
        if let Some(mut output) = output {
            // What could be read is all that there is to say.
            let _ = output.read_to_string(&mut last).await;
        }
        last.trim().to_owned()
    }

    /// Whether nothing has ended it yet.
    pub(super) fn is_running(&self) -> bool {
        match self.child.try_lock() {
            Ok(mut child) => matches!(child.try_wait(), Ok(None)),
            Err(_) => true,
        }
    }

    /// Ends the server, and waits until it and its folder are gone.
    pub(super) async fn stop(&self) {
        if let Ok(mut lifeline) = self.lifeline.lock() {
            lifeline.take();
        }
        let mut child = self.child.lock().await;
        if tokio::time::timeout(END, child.wait()).await.is_err() {
            tracing::warn!("a scratch server has not ended in time");
        }
    }
}
