//! Training of the models in `models/`: see `models/README.md` for the texts that it starts from.
#![expect(
    clippy::must_use_candidate,
    clippy::return_self_not_must_use,
    clippy::similar_names,
    clippy::many_single_char_names,
    reason = "the formulas' own letters; used by one program"
)]

pub mod checkpoint;
pub mod corpus;
pub mod encoder;
pub mod evaluate;
pub mod export;
pub mod gazetteer;
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
