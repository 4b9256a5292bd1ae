//! Guards around libraries that may panic or run on.

use crate::panics::catching;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// What came of a guarded call.
#[derive(Debug)]
pub(super) enum Outcome<T> {
    /// It returned.
    Done(T),
    /// It panicked.
    Panicked,
    /// It did not return in time; its thread is left to itself.
    TimedOut,
}

/// Stack of a guarded thread: libraries for trees recurse.
const STACK: usize = 64 << 20;

/// Calls `work` in a thread of its own and waits for it no longer than `time`.
pub(super) fn within<T: Send + 'static>(time: Duration, work: impl FnOnce() -> T + Send + 'static) -> Outcome<T> {
    let (sender, receiver) = mpsc::channel();
    let spawned = thread::Builder::new().name("reader".into()).stack_size(STACK).spawn(move || {
        // The receiver may have gone: then nobody wants the result.
        let _ = sender.send(catching(work));
    });
    if spawned.is_err() {
        return Outcome::Panicked;
    }
    match receiver.recv_timeout(time) {
        Ok(Some(value)) => Outcome::Done(value),
        Ok(None) | Err(RecvTimeoutError::Disconnected) => Outcome::Panicked,
        Err(RecvTimeoutError::Timeout) => Outcome::TimedOut,
    }
}

/// Inputs of fewer bytes cannot keep a reader busy for long, whatever is in them.
const SMALL: usize = 256 << 10;

/// Calls `work` on an input of `size` bytes: at once if it is small, else as [`within`].
pub(super) fn sized<T: Send + 'static>(
    size: usize,
    time: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Outcome<T> {
    if size > SMALL {
        return within(time, work);
    }
    catching(work).map_or(Outcome::Panicked, Outcome::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn catches_panics_and_endless_work() {
        assert!(matches!(within(Duration::from_secs(5), || 1), Outcome::Done(1)));
        assert!(matches!(within(Duration::from_secs(5), || -> i32 { panic!("no") }), Outcome::Panicked));
        let slow = || thread::sleep(Duration::from_millis(500));
        assert!(matches!(within(Duration::from_millis(10), slow), Outcome::TimedOut));
    }
}
