//! The predicate layer: one set of answers for every construction.
//!
//! A predicate is a word that says that something happens or is put forward: a verb, or a noun that
//! stands for one. Whatever the construction (active, passive, participle, relative clause,
//! infinitive below another verb, nominalisation, coordination), the layer says who acts
//! ([`agents`]), what the content is ([`content`]), how it holds ([`mood`]), and whom it is put to,
//! when and where ([`circumstance`]).

mod agents;
mod circumstance;
mod content;
mod mood;

pub use content::Content;
pub use mood::Mood;

use crate::language::Deprel;

const SUBJECTS: [Deprel; 3] = [Deprel::Nsubj, Deprel::NsubjOuter, Deprel::Csubj];
const PASSIVE_SUBJECTS: [Deprel; 2] = [Deprel::NsubjPass, Deprel::CsubjPass];
const SUBJECT_RELATIONS: [Deprel; 3] = [Deprel::Nsubj, Deprel::NsubjOuter, Deprel::NsubjPass];
/// How far agents and moods are searched through control and coordination.
const DEPTH: u32 = 6;
