//! The arithmetic of the nets: what training and inference share, and inference itself.

pub mod batch;
pub mod encoder;
pub mod features;
pub mod format;
pub mod kernel;
pub mod math;
pub mod memory;
pub mod names;
pub mod parser;
pub mod tree;
