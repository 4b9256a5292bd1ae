//! Scores of the analysis of raw text, as in the CoNLL 2018 shared task (Zeman et al. 2018, section 3).

use crate::language::conllu::Treebank;
use crate::language::{Analysis, Word};
use crate::segment::Segmented;
use crate::span::Span;
use std::collections::BTreeMap;
use std::fmt;

/// Precision and recall as counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Things in the treebank.
    pub gold: usize,
    /// Things found.
    pub found: usize,
    /// Things found that are in the treebank.
    pub right: usize,
}

impl Count {
    /// Harmonic mean of precision and recall, in per cent.
    #[must_use]
    pub fn f1(self) -> f64 {
        200.0 * self.right as f64 / (self.gold + self.found).max(1) as f64
    }
}

/// Scores from raw text: words are the same if their spans are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RawScores {
    /// Token boundaries.
    pub tokens: Count,
    /// Sentence boundaries.
    pub sentences: Count,
    /// Universal parts of speech.
    pub upos: Count,
    /// Treebank parts of speech.
    pub xpos: Count,
    /// Dictionary forms.
    pub lemmas: Count,
    /// Heads.
    pub uas: Count,
    /// Heads with relations, subtypes left out (as in the shared task).
    pub las: Count,
    /// Heads with relations, subtypes counted.
    pub las_subtypes: Count,
}

impl fmt::Display for RawScores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = [
            ("tokens", self.tokens),
            ("sentences", self.sentences),
            ("UPOS", self.upos),
            ("XPOS", self.xpos),
            ("lemmas", self.lemmas),
            ("UAS", self.uas),
            ("LAS", self.las),
            ("LAS with subtypes", self.las_subtypes),
        ];
        for (name, count) in rows {
            writeln!(f, "{name:18} {:6.2}", count.f1())?;
        }
        Ok(())
    }
}

/// Scores what was read from the text of `gold`.
#[must_use]
pub fn score(gold: &Treebank, segmented: &Segmented, analysis: &Analysis) -> RawScores {
    let mut scores = RawScores::default();
    let gold_words: usize = gold.sentences.iter().map(Vec::len).sum();
    let all = Count { gold: gold_words, found: segmented.tokens.len(), right: 0 };
    for count in [
        &mut scores.tokens,
        &mut scores.upos,
        &mut scores.xpos,
        &mut scores.lemmas,
        &mut scores.uas,
        &mut scores.las,
        &mut scores.las_subtypes,
    ] {
        *count = all;
    }
    let found: BTreeMap<Span, usize> = segmented.tokens.iter().enumerate().map(|(i, &span)| (span, i)).collect();
    for rows in &gold.sentences {
        for row in rows {
            let Some(&at) = found.get(&row.span) else { continue };
            scores.tokens.right += 1;
            let Some(word) = analysis.words.get(at) else { continue };
            scores.upos.right += usize::from(word.upos == row.upos);
            scores.xpos.right += usize::from(word.xpos == row.xpos);
            scores.lemmas.right += usize::from(word.lemma == row.lemma || row.lemma == "_");
            let gold_head = row.head.checked_sub(1).map(|head| rows[head].span);
            let head = (word.head != Word::ROOT).then(|| segmented.tokens[word.head as usize]);
            if gold_head == head {
                scores.uas.right += 1;
                scores.las.right += usize::from(word.deprel.base() == row.deprel.base());
                scores.las_subtypes.right += usize::from(word.deprel == row.deprel);
            }
        }
    }
    scores.sentences = sentences(gold, segmented);
    scores
}

fn sentences(gold: &Treebank, segmented: &Segmented) -> Count {
    let bounds = |rows: &Vec<crate::language::conllu::Row>| Some(rows.first()?.span.cover(rows.last()?.span));
    let gold: Vec<Span> = gold.sentences.iter().filter_map(bounds).collect();
    let found: std::collections::BTreeSet<Span> = segmented.sentences.iter().map(|sentence| sentence.span).collect();
    let right = gold.iter().filter(|span| found.contains(span)).count();
    Count { gold: gold.len(), found: found.len(), right }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{Deprel, Upos, Xpos, conllu};
    use crate::read::Format;
    use crate::segment::segment;

    #[test]
    fn a_sentence_read_right_but_for_one_head_scores_so() {
        let gold = conllu::read(
            "1\tPorts\tport\tNOUN\tNNS\t_\t2\tnsubj\t_\t_\n2\tclosed\tclose\tVERB\tVBD\t_\t0\troot\t_\tSpaceAfter=No\n3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_\n",
        )
        .unwrap();
        let segmented = segment(&gold.text, Format::Text);
        let word = |lemma: &str, upos, xpos, head, deprel| Word { lemma: lemma.into(), upos, xpos, head, deprel };
        let words = vec![
            word("port", Upos::Noun, Xpos::Nns, 1, Deprel::NsubjPass),
            word("close", Upos::Verb, Xpos::Vbd, Word::ROOT, Deprel::Root),
            word(".", Upos::Punct, Xpos::Period, 0, Deprel::Punct),
        ];
        let scores = score(&gold, &segmented, &Analysis { words, names: Vec::new() });
        assert_eq!((scores.tokens.right, scores.sentences.right, scores.upos.right), (3, 1, 3));
        assert_eq!((scores.uas.right, scores.las.right, scores.las_subtypes.right), (2, 2, 1));
    }
}
