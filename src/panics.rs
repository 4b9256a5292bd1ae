//! Panics of the libraries below, made into values: a text or a question that a library trips over must not end the
//! program.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static IS_QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Calls `work`; `None` if it panics. Nothing is printed then.
pub fn catching<T>(work: impl FnOnce() -> T) -> Option<T> {
    silence();
    let was_quiet = IS_QUIET.replace(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(work)).ok();
    IS_QUIET.set(was_quiet);
    outcome
}

/// Puts a hook in front of the installed one that says nothing about panics inside of [`catching`].
fn silence() {
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
    fn panics_are_values() {
        assert_eq!(catching(|| 1), Some(1));
        assert_eq!(catching(|| -> i32 { panic!("no") }), None);
    }
}
