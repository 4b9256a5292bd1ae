#![no_main]
//! Bytes that are said to be Html.

use briefgraph::read::{Format, ReadOptions, read_bytes};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let options = ReadOptions { limit: 1 << 22, ..ReadOptions::default() };
    let _ = read_bytes("a", bytes, Some(Format::Html), &options);
});
