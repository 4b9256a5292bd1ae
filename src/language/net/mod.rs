//! The arithmetic of the nets: what training and inference share, and inference itself.
#![expect(clippy::inline_always, reason = "the vector instructions of the callers reach code only where it is inlined")]

pub mod batch;
pub mod encoder;
pub mod features;
pub mod format;
pub mod gazetteer;
pub mod kernel;
pub mod math;
pub mod memory;
pub mod names;
pub mod parser;
pub mod tree;
