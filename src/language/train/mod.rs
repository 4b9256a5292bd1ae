//! Training of the models in `models/`: see `models/README.md` for the texts that it starts from.

pub mod checkpoint;
pub mod corpus;
pub mod encoder;
pub mod evaluate;
pub mod export;
pub mod gemm;
pub mod lemma;
pub mod linear;
pub mod names;
pub mod names_corpus;
pub mod noise;
pub mod params;
pub mod parser;
pub mod passages;
pub mod raw;
pub mod rng;
pub mod schedule;
pub mod vectors;
