//! How much memory a query holds, counted by the allocator.
//!
//! The engine gives no hook for the rows that it gathers to sort, to group or to join. But a query runs in one thread
//! from its beginning to its end: so the allocator counts what that thread takes and gives back, and a query that
//! holds too much is stopped like one that runs too long. It notices with the next triple that it looks at.

use crate::store::CancellationToken;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::{Cell, UnsafeCell};
use std::marker::PhantomData;
use std::ptr;

/// The system's allocator with a count for the threads that ask for one. A program that wants the limit of memory of
/// its server to hold declares it as its `#[global_allocator]`.
#[derive(Debug, Default, Clone, Copy)]
pub struct Metered;

/// What a thread holds, while it is counted.
struct Count {
    held: i64,
    limit: i64,
    exceeded: bool,
    token: CancellationToken,
}

thread_local! {
    /// Points into a [`Meter`] of this thread, or nowhere.
    static COUNT: Cell<*mut Count> = const { Cell::new(ptr::null_mut()) };
}

/// Adds to the count of this thread, if it has one. It must not allocate.
fn add(bytes: i64) {
    // A thread that is ending has no count any longer.
    let _ = COUNT.try_with(|count| {
        let count = count.get();
        if !count.is_null() {
            // SAFETY: the pointer is set by a `Meter` that is alive (its drop clears it) and belongs to this thread
            // alone; nothing below allocates, so no second reference is made meanwhile.
            let count = unsafe { &mut *count };
            count.held += bytes;
            if count.held > count.limit {
                count.exceeded = true;
                count.token.cancel();
            }
        }
    });
}

// SAFETY: every call goes to the system's allocator as it came; counting touches no memory that is handed out.
unsafe impl GlobalAlloc for Metered {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        add(layout.size() as i64);
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        add(layout.size() as i64);
        // SAFETY: as the caller promises.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        add(-(layout.size() as i64));
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        add(size as i64 - layout.size() as i64);
        // SAFETY: as the caller promises.
        unsafe { System.realloc(place, layout, size) }
    }
}

/// Takes off the count of this thread what another one will give back.
pub(super) fn give_away(bytes: usize) {
    add(-(bytes as i64));
}

/// Counts what this thread holds from now on, as long as it lives.
pub(super) struct Meter {
    count: Box<UnsafeCell<Count>>,
    /// It must end in the thread in which it began.
    _here: PhantomData<*const ()>,
}

impl Meter {
    /// Stops by `token` a thread that comes to hold more than `limit` bytes.
    pub fn start(limit: usize, token: CancellationToken) -> Self {
        let count = Count { held: 0, limit: i64::try_from(limit).unwrap_or(i64::MAX), exceeded: false, token };
        let meter = Self { count: Box::new(UnsafeCell::new(count)), _here: PhantomData };
        COUNT.set(meter.count.get());
        meter
    }

    /// True if the thread has held more than it may.
    pub fn is_exceeded(&self) -> bool {
        // SAFETY: this thread alone writes the count, and it is here.
        unsafe { (*self.count.get()).exceeded }
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        COUNT.set(ptr::null_mut());
    }
}
