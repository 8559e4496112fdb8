//! Long computations: on threads of their own, with room on the stack, and a bound on how many and how long.

use std::time::Duration;

use tokio::sync::{Semaphore, oneshot};
use tokio::time::timeout;

use crate::error::AppError;

/// How long one may wait for its turn and its result.
const LONGEST: Duration = Duration::from_secs(60);
/// Parsers descend once per nesting level of what they read.
const STACK: usize = 64 * 1024 * 1024;
/// How many run at once in a process; each may hold a large schema several times over.
static TURNS: Semaphore = Semaphore::const_new(4);

/// Runs `job` apart from the threads that serve requests. `limit` is what `extensions.limit` says where it takes too
/// long; it then runs to its end unheard, and keeps its turn so long.
pub(super) async fn run<T: Send + 'static>(
    limit: &str,
    job: impl FnOnce() -> T + Send + 'static,
) -> Result<T, AppError> {
    let too_long = || {
        let message = format!("This took longer than {} s and was given up.", LONGEST.as_secs());
        AppError::limited(limit, message)
    };
    let turn = timeout(LONGEST, TURNS.acquire()).await.map_err(|_| too_long())?;
    let turn = turn.map_err(AppError::internal)?;
    let (done, result) = oneshot::channel();
    std::thread::Builder::new()
        .name("work".to_owned())
        .stack_size(STACK)
        .spawn(move || {
            let _turn = turn;
            // Whoever asked may have stopped waiting.
            let _ = done.send(job());
        })
        .map_err(|error| AppError::unavailable("thread for long work", error))?;
    match timeout(LONGEST, result).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(_)) => Err(AppError::internal("a long computation panicked")),
        Err(_) => Err(too_long()),
    }
}

#[cfg(test)]
mod tests {
    use super::run;
    use crate::error::ErrorCode;

    #[tokio::test]
    async fn the_result_comes_back() {
        assert_eq!(run("time", || 1 + 1).await, Ok(2));
    }

    #[tokio::test]
    async fn a_panic_is_an_error() {
        let error = run("time", || panic!("as expected by the test"))
            .await
            .map(|(): ()| ())
            .unwrap_err();
        assert_eq!(error.code, ErrorCode::Internal);
    }
}
