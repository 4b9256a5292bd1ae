#![no_main]
//! Bytes of any kind.

use briefgraph::read::{ReadOptions, read_bytes};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let options = ReadOptions { limit: 1 << 22, ..ReadOptions::default() };
    let _ = read_bytes("a", bytes, None, &options);
});
