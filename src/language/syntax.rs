//! Questions about the dependency trees of a document: children, extents, prepositions, subjects.

use super::{Analysis, Deprel, Upos, Word, Xpos};
use crate::segment::Segmented;
use crate::span::Span;
use std::ops::Range;

/// The trees of one document, indexed for walking down. Tokens are indices into the document's tokens.
#[derive(Debug, Clone)]
pub struct Syntax<'a> {
    /// The text.
    pub text: &'a str,
    /// Its parts.
    pub segmented: &'a Segmented,
    /// Its words.
    pub words: &'a [Word],
    child_start: Vec<u32>,
    children: Vec<u32>,
    extent: Vec<(u32, u32)>,
    sentence_of: Vec<u32>,
}

impl<'a> Syntax<'a> {
    /// Indexes the trees of `analysis`.
    #[must_use]
    pub fn new(text: &'a str, segmented: &'a Segmented, analysis: &'a Analysis) -> Self {
        let words = analysis.words.as_slice();
        let n = words.len();
        let mut child_start = vec![0u32; n + 1];
        for word in words {
            if word.head != Word::ROOT {
                child_start[word.head as usize + 1] += 1;
            }
        }
        for i in 0..n {
            child_start[i + 1] += child_start[i];
        }
        let mut next = child_start.clone();
        let mut children = vec![0u32; child_start[n] as usize];
        for (i, word) in words.iter().enumerate() {
            if word.head != Word::ROOT {
                let slot = &mut next[word.head as usize];
                children[*slot as usize] = i as u32;
                *slot += 1;
            }
        }
        let mut sentence_of = vec![0u32; n];
        for (s, sentence) in segmented.sentences.iter().enumerate() {
            for t in sentence.tokens.clone() {
                if let Some(slot) = sentence_of.get_mut(t as usize) {
                    *slot = s as u32;
                }
            }
        }
        let extent = extents(words, &child_start, &children);
        Self { text, segmented, words, child_start, children, extent, sentence_of }
    }

    /// Dependents of `token` in text order.
    #[must_use]
    pub fn children(&self, token: u32) -> &[u32] {
        let i = token as usize;
        &self.children[self.child_start[i] as usize..self.child_start[i + 1] as usize]
    }

    /// The first dependent with one of the relations.
    #[must_use]
    pub fn child(&self, token: u32, relations: &[Deprel]) -> Option<u32> {
        self.children(token).iter().copied().find(|&c| relations.contains(&self.rel(c)))
    }

    /// All dependents with one of the relations.
    pub fn children_by<'s>(&'s self, token: u32, relations: &'s [Deprel]) -> impl Iterator<Item = u32> + 's {
        self.children(token).iter().copied().filter(move |&c| relations.contains(&self.rel(c)))
    }

    /// The governor, if the token has one.
    #[must_use]
    pub fn head(&self, token: u32) -> Option<u32> {
        let head = self.words[token as usize].head;
        (head != Word::ROOT).then_some(head)
    }

    /// Relation to the governor.
    #[must_use]
    pub fn rel(&self, token: u32) -> Deprel {
        self.words[token as usize].deprel
    }

    /// Lemma.
    #[must_use]
    pub fn lemma(&self, token: u32) -> &'a str {
        &self.words[token as usize].lemma
    }

    /// Universal part of speech.
    #[must_use]
    pub fn upos(&self, token: u32) -> Upos {
        self.words[token as usize].upos
    }

    /// Penn part of speech.
    #[must_use]
    pub fn xpos(&self, token: u32) -> Xpos {
        self.words[token as usize].xpos
    }

    /// The token as written.
    #[must_use]
    pub fn form(&self, token: u32) -> &'a str {
        self.segmented.tokens[token as usize].slice(self.text)
    }

    /// The token's place.
    #[must_use]
    pub fn span(&self, token: u32) -> Span {
        self.segmented.tokens[token as usize]
    }

    /// The place of a run of tokens, which must not be empty.
    #[must_use]
    pub fn range_span(&self, tokens: &Range<u32>) -> Span {
        self.span(tokens.start).cover(self.span(tokens.end - 1))
    }

    /// Index of the token's sentence.
    #[must_use]
    pub fn sentence(&self, token: u32) -> u32 {
        self.sentence_of[token as usize]
    }

    /// Tokens from the leftmost to the rightmost descendant of `token`, itself included.
    #[must_use]
    pub fn subtree(&self, token: u32) -> Range<u32> {
        let (left, right) = self.extent[token as usize];
        left..right + 1
    }

    /// True if `token` is `ancestor` or stands below it.
    #[must_use]
    pub fn is_below(&self, token: u32, ancestor: u32) -> bool {
        self.ancestors(token).any(|t| t == ancestor)
    }

    /// The token and its governors up to the root.
    pub fn ancestors(&self, token: u32) -> impl Iterator<Item = u32> + '_ {
        let mut next = Some(token);
        // A tree of n words has no path longer than n; the bound keeps a malformed one from looping.
        std::iter::from_fn(move || {
            let now = next?;
            next = self.head(now);
            Some(now)
        })
        .take(self.words.len())
    }

    /// Lemmas of the prepositions or subordinators of `token` ("for", "accord to" as its first word).
    pub fn markers(&self, token: u32) -> impl Iterator<Item = &'a str> + '_ {
        self.children(token)
            .iter()
            .filter(|&&c| matches!(self.rel(c), Deprel::Case | Deprel::Mark))
            .map(|&c| self.lemma(c))
    }

    /// True if `token` has this preposition or subordinator.
    #[must_use]
    pub fn marked(&self, token: u32, lemma: &str) -> bool {
        self.markers(token).any(|m| m == lemma)
    }

    /// True if `token` has one of these prepositions or subordinators.
    #[must_use]
    pub fn marked_by_any(&self, token: u32, lemmas: &[&str]) -> bool {
        self.markers(token).any(|m| lemmas.contains(&m))
    }

    /// The token and the conjuncts that hang on it, in text order.
    #[must_use]
    pub fn conjuncts(&self, token: u32) -> Vec<u32> {
        let mut out = vec![token];
        let mut at = 0;
        while at < out.len() {
            out.extend(self.children_by(out[at], &[Deprel::Conj]));
            at += 1;
        }
        out.sort_unstable();
        out
    }

    /// The first word of the coordination that the token belongs to.
    #[must_use]
    pub fn conjuncts_up(&self, token: u32) -> u32 {
        let mut first = token;
        while self.rel(first) == Deprel::Conj {
            let Some(head) = self.head(first) else { break };
            first = head;
        }
        first
    }

    /// True for a passive participle: it has a passive auxiliary or subject, or it is a bare past
    /// participle that modifies a noun.
    #[must_use]
    pub fn is_passive(&self, verb: u32) -> bool {
        // A finite past form is active whatever its subject was called.
        let passive = [Deprel::AuxPass, Deprel::NsubjPass, Deprel::CsubjPass, Deprel::OblAgent];
        if self.child(verb, &passive).is_some() {
            return self.xpos(verb) != Xpos::Vbd
                || self.child(verb, &[Deprel::AuxPass]).is_some()
                || self.rel(verb) == Deprel::Acl && self.child(verb, &[Deprel::OblAgent]).is_some();
        }
        if self.xpos(verb) != Xpos::Vbn || self.child(verb, &[Deprel::Aux]).is_some() {
            return false;
        }
        match self.rel(verb) {
            Deprel::Acl | Deprel::Amod => true,
            Deprel::Conj => self.head(verb).is_some_and(|h| self.is_passive(h)),
            _ => self.child(verb, &[Deprel::Nsubj, Deprel::Obj]).is_none(),
        }
    }

    /// True for a verb form that carries tense, alone or by an auxiliary.
    #[must_use]
    pub fn is_finite(&self, verb: u32) -> bool {
        matches!(self.xpos(verb), Xpos::Vbd | Xpos::Vbz | Xpos::Vbp)
            || self
                .children_by(verb, &[Deprel::Aux, Deprel::AuxPass, Deprel::Cop])
                .any(|a| matches!(self.xpos(a), Xpos::Md | Xpos::Vbd | Xpos::Vbz | Xpos::Vbp))
    }

    /// The word that a conjunct is coordinated with. A finite verb that the tree hangs on an
    /// infinitive ("promises to boost ... and suggests") goes with the finite verb above.
    #[must_use]
    pub fn conjunct_of(&self, token: u32) -> Option<u32> {
        let mut head = self.head(token)?;
        if self.is_finite(token) {
            while !self.is_finite(head)
                && matches!(self.rel(head), Deprel::Xcomp | Deprel::Acl | Deprel::Advcl | Deprel::Conj)
            {
                head = self.head(head)?;
            }
        }
        Some(head)
    }

    /// True if the token can head a noun phrase.
    #[must_use]
    pub fn is_nominal(&self, token: u32) -> bool {
        matches!(self.upos(token), Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::Sym)
    }
}

/// Leftmost and rightmost descendant of every token, punctuation included.
fn extents(words: &[Word], child_start: &[u32], children: &[u32]) -> Vec<(u32, u32)> {
    let n = words.len();
    let mut extent: Vec<(u32, u32)> = (0..n as u32).map(|i| (i, i)).collect();
    // Post-order from each root, with an explicit stack: sentences may be long and deep.
    let mut order = Vec::with_capacity(n);
    let mut stack: Vec<u32> = (0..n as u32).filter(|&i| words[i as usize].head == Word::ROOT).collect();
    while let Some(token) = stack.pop() {
        order.push(token);
        let i = token as usize;
        stack.extend_from_slice(&children[child_start[i] as usize..child_start[i + 1] as usize]);
    }
    for &token in order.iter().rev() {
        let head = words[token as usize].head;
        if head != Word::ROOT {
            let (left, right) = extent[token as usize];
            let slot = &mut extent[head as usize];
            slot.0 = slot.0.min(left);
            slot.1 = slot.1.max(right);
        }
    }
    extent
}
