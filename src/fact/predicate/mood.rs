//! How a predicate holds.

use super::super::context::Context;
use super::{DEPTH, SUBJECTS};
use crate::language::{Deprel, Xpos};

/// How a predicate holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent answers, each asked on its own")]
pub struct Mood {
    /// Denied: "did not", "refused to", "no plan to".
    pub negated: bool,
    /// Only supposed: under "if", "whether", "considers".
    pub supposed: bool,
    /// "could", "may", "might".
    pub possible: bool,
    /// "would".
    pub conditional: bool,
    /// "will", "is to", "plans to", "set to".
    pub future: bool,
    /// "must", "should".
    pub obliging: bool,
}

impl Mood {
    /// True if the predicate is asserted: not denied, not merely supposed or possible.
    #[must_use]
    pub fn holds(self) -> bool {
        !self.negated && !self.supposed && !self.possible
    }
}

impl Context<'_> {
    /// How the predicate holds, from its auxiliaries and from what governs it.
    #[must_use]
    pub fn mood(&self, predicate: u32) -> Mood {
        let mut mood = self.own_mood(predicate);
        let syntax = &self.syntax;
        let mut below = predicate;
        for _ in 0..DEPTH {
            let head = if syntax.rel(below) == Deprel::Conj { syntax.conjunct_of(below) } else { syntax.head(below) };
            let Some(head) = head else { break };
            let words = &self.lexicon.frames.mood;
            let lemma = syntax.lemma(head);
            match syntax.rel(below) {
                Deprel::Advcl | Deprel::AdvclRelcl => {
                    mood.supposed |= syntax.markers(below).any(|m| words.conditions.contains(m));
                    break;
                }
                Deprel::Xcomp | Deprel::Ccomp | Deprel::Acl | Deprel::Csubj | Deprel::Obj => {
                    mood.supposed |= syntax.marked(below, "whether") || syntax.marked(below, "if");
                    let above = self.own_mood(head);
                    let controls = syntax.rel(below) == Deprel::Xcomp || syntax.rel(below) == Deprel::Acl;
                    if controls || syntax.rel(below) == Deprel::Ccomp && words.denying.contains(lemma) {
                        mood.negated ^= words.denying.contains(lemma);
                        mood.supposed |= words.hypothetical.contains(lemma);
                    }
                    if controls {
                        mood.negated ^= above.negated;
                        mood.possible |= above.possible;
                        mood.supposed |= above.supposed;
                        mood.future |= words.expecting.contains(lemma) || above.future;
                        mood.conditional |= above.conditional;
                    }
                    if syntax.rel(below) == Deprel::Obj && !self.lexicon.frames.is_support(lemma) {
                        mood.negated |= words.disowning.contains(lemma);
                        break;
                    }
                }
                Deprel::Conj => {
                    // Auxiliaries are shared by coordinated verbs that have none.
                    if syntax.child(below, &[Deprel::Aux, Deprel::AuxPass, Deprel::Cop]).is_none()
                        && syntax.child(below, &SUBJECTS).is_none()
                    {
                        let first = self.own_mood(head);
                        mood.future |= first.future;
                        mood.conditional |= first.conditional;
                        mood.possible |= first.possible;
                        mood.obliging |= first.obliging;
                        mood.negated |= first.negated && syntax.xpos(below) == Xpos::Vb && below < head + 4;
                    }
                }
                _ => break,
            }
            below = head;
        }
        mood
    }

    /// "The firm is to build": decided.
    fn is_to(&self, verb: u32) -> bool {
        let syntax = &self.syntax;
        let to = syntax.children_by(verb, &[Deprel::Mark]).find(|&c| syntax.form(c) == "to");
        syntax.xpos(verb) == Xpos::Vb
            && to.and_then(|t| t.checked_sub(1)).is_some_and(|be| {
                syntax.lemma(be) == "be"
                    && matches!(syntax.xpos(be), Xpos::Vbz | Xpos::Vbp | Xpos::Vbd)
                    && syntax.head(be) == Some(verb)
            })
    }

    /// What auxiliaries, negations, subjects and determiners of the word itself say.
    fn own_mood(&self, predicate: u32) -> Mood {
        let syntax = &self.syntax;
        let words = &self.lexicon.frames.mood;
        let mut mood = Mood { future: self.is_to(predicate), ..Mood::default() };
        for &child in syntax.children(predicate) {
            let form = syntax.form(child).to_lowercase();
            let lemma = syntax.lemma(child);
            match syntax.rel(child) {
                Deprel::Aux | Deprel::AuxPass | Deprel::Cop => {
                    mood.future |= words.future.contains(form.as_str());
                    mood.conditional |= words.conditional.contains(form.as_str());
                    mood.possible |= words.possible.contains(form.as_str());
                    mood.obliging |= words.obliging.contains(form.as_str());
                }
                Deprel::Advmod | Deprel::Det | Deprel::Cc | Deprel::CcPreconj => {
                    mood.negated |=
                        matches!(form.as_str(), "not" | "n't" | "n’t" | "never" | "no" | "neither" | "nor" | "hardly");
                    mood.possible |=
                        matches!(lemma, "perhaps" | "maybe" | "possibly" | "reportedly" | "allegedly" | "supposedly");
                }
                Deprel::Nsubj | Deprel::NsubjPass => {
                    mood.negated |= matches!(form.as_str(), "nobody" | "none" | "neither" | "nothing" | "no-one")
                        || syntax
                            .child(child, &[Deprel::Det])
                            .is_some_and(|d| matches!(syntax.lemma(d), "no" | "neither"));
                }
                Deprel::Mark => {
                    mood.supposed |= words.conditions.contains(lemma) && syntax.rel(predicate) == Deprel::Advcl;
                }
                _ => {}
            }
        }
        mood
    }
}
