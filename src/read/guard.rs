//! Guards around libraries that may panic or run on.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;
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

thread_local! {
    static IS_QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Calls `work`; `None` if it panics. Nothing is printed then.
pub(super) fn catching<T>(work: impl FnOnce() -> T) -> Option<T> {
    silence_panics();
    let was_quiet = IS_QUIET.replace(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(work)).ok();
    IS_QUIET.set(was_quiet);
    outcome
}

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

/// Puts a hook in front of the installed one that says nothing about panics inside of [`catching`].
fn silence_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !IS_QUIET.get() {
                before(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn catches_panics_and_endless_work() {
        assert_eq!(catching(|| 1), Some(1));
        assert_eq!(catching(|| -> i32 { panic!("no") }), None);
        assert!(matches!(within(Duration::from_secs(5), || 1), Outcome::Done(1)));
        assert!(matches!(within(Duration::from_secs(5), || -> i32 { panic!("no") }), Outcome::Panicked));
        let slow = || thread::sleep(Duration::from_millis(500));
        assert!(matches!(within(Duration::from_millis(10), slow), Outcome::TimedOut));
    }
}
