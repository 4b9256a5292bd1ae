//! Scores the engine with the weights that it ships, on gold tokens.

use super::corpus::{self, Tree};
use super::names_corpus::{self, Tagged};
use super::{lemma, raw};
use crate::language::lemma::SHIPPED as LEMMA_FILE;
use crate::language::net::memory;
use crate::language::{Deprel, Engine, NameKind, Upos, Word};
use crate::read::Format;
use crate::segment::segment;
use anyhow::Result;
use std::collections::BTreeSet;
use std::fmt;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

/// Writes one table of all scores on part `part` (`dev`, `test`) of the texts in `dir`.
///
/// # Errors
/// When a corpus cannot be read or `out` fails.
pub fn report(engine: &Engine, dir: &Path, passages: &Path, part: &str, out: &mut impl Write) -> Result<()> {
    writeln!(
        out,
        "{:12} {:>6} {:>6} {:>6} {:>6} {:>13} {:>9}",
        "gold tokens", "UPOS", "XPOS", "UAS", "LAS", "SVO P/R", "words/s"
    )?;
    for name in ["ewt", "gum"] {
        let trees = corpus::treebank(dir, name, part)?;
        let score = parsing(engine, &trees);
        let share = |n: usize| 100.0 * n as f64 / score.words as f64;
        writeln!(
            out,
            "{:12} {:6.2} {:6.2} {:6.2} {:6.2} {:6.2}/{:6.2} {:9.0}",
            format!("{name} {part}"),
            share(score.upos),
            share(score.xpos),
            share(score.heads),
            share(score.labels),
            100.0 * score.triples_right as f64 / score.triples_found.max(1) as f64,
            100.0 * score.triples_right as f64 / score.triples_gold.max(1) as f64,
            score.words as f64 / score.seconds
        )?;
    }
    for name in ["ewt", "gum"] {
        let gold = corpus::with_text(dir, name, part)?;
        let clock = Instant::now();
        let segmented = segment(&gold.text, Format::Text);
        let analysis = engine.analyse(&gold.text, &segmented);
        let seconds = clock.elapsed().as_secs_f64();
        let rows = gold.sentences.iter().flatten();
        let lemmas = 100.0 * lemma::accuracy(LEMMA_FILE, rows);
        writeln!(
            out,
            "\n{name} {part} from raw text, F1 (all steps {:.0} words/s; lemma from gold tags {lemmas:.2})",
            segmented.tokens.len() as f64 / seconds
        )?;
        write!(out, "{}", raw::score(&gold, &segmented, &analysis))?;
    }
    writeln!(out, "\n{:20} names, F1 (P/R)", "")?;
    let three = 0b00_0111;
    let sets = [
        ("own passages dev", names_corpus::own(passages, true)?, 1),
        (
            "ewt names",
            names_corpus::columns(dir, &[&format!("en_ewt-ud-{part}"), &format!("ner.ewt.{part}")], three)?,
            1,
        ),
        (
            "gum names",
            names_corpus::columns(dir, &[&format!("gum-names-{part}"), &format!("ner.gum.{part}")], three)?,
            30,
        ),
        ("politics test", names_corpus::politics(dir, true)?, 1),
    ];
    for (name, texts, together) in sets {
        writeln!(out, "{name:20} {}", names(engine, &texts, together))?;
    }
    Ok(())
}

/// Scores the names that a net finds in texts.
///
/// # Errors
/// When the model is broken.
pub fn names_of(vectors: &'static [u8], net: &[u8], texts: &[Tagged]) -> Result<Names> {
    let engine = Engine::names_only(vectors, net.to_vec().leak())?;
    Ok(names(&engine, texts, 1))
}

/// Scores the names that the engine finds in texts. Names of kinds that the source does not mark do not count.
fn names(engine: &Engine, texts: &[Tagged], together: usize) -> Names {
    let tokens: Vec<&str> = texts.iter().flat_map(|text| text.forms.iter().map(String::as_str)).collect();
    let mut score = Names::default();
    let mut gold = BTreeSet::new();
    let mut start = 0;
    let mut ranges = Vec::new();
    let mut silent = 0;
    for text in texts {
        gold.extend(text.names.iter().map(|&(first, end, kind)| (start + first, start + end, kind)));
        silent |= text.silent;
        ranges.push(start..start + text.forms.len());
        start += text.forms.len();
    }
    for &(_, _, kind) in &gold {
        score.counts[kind][2] += 1;
    }
    let clock = Instant::now();
    // Texts of which it is not known which belong together are read each for itself.
    let mut scores = engine.tag_scores(&tokens, &ranges);
    for document in ranges.chunks(together) {
        memory::share(&tokens, document, &mut scores);
    }
    let found = engine.read_names(&ranges, &scores);
    score.speed = tokens.len() as f64 / clock.elapsed().as_secs_f64();
    for name in found {
        let kind = NameKind::ALL.iter().position(|kind| *kind == name.kind).unwrap_or_default();
        if silent >> kind & 1 == 1 {
            continue;
        }
        score.counts[kind][1] += 1;
        let right = gold.contains(&(name.tokens.start as usize, name.tokens.end as usize, kind));
        score.counts[kind][0] += usize::from(right);
    }
    score
}

/// For each kind how many names were right, found, and to be found.
#[derive(Debug, Default)]
pub struct Names {
    counts: [[usize; 3]; 6],
    speed: f64,
}

impl Names {
    /// F1 over all kinds, from 0 to 1.
    #[must_use]
    pub fn f1(&self) -> f64 {
        let total = self.counts.iter().fold([0; 3], |sum, c| [sum[0] + c[0], sum[1] + c[1], sum[2] + c[2]]);
        2.0 * total[0] as f64 / (total[1] + total[2]).max(1) as f64
    }
}

impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.counts.iter().fold([0; 3], |sum, c| [sum[0] + c[0], sum[1] + c[1], sum[2] + c[2]]);
        let write = |f: &mut fmt::Formatter<'_>, name: &str, [right, found, gold]: [usize; 3]| {
            let share = |of: usize| 100.0 * right as f64 / of.max(1) as f64;
            let f1 = 200.0 * right as f64 / (found + gold).max(1) as f64;
            write!(f, "{name} {f1:.1} ({:.1}/{:.1})  ", share(found), share(gold))
        };
        write(f, "all", total)?;
        for (kind, counts) in NameKind::ALL.iter().zip(self.counts) {
            if counts[2] > 0 {
                write(f, kind.as_str(), counts)?;
            }
        }
        write!(f, "{:.0} words/s", self.speed)
    }
}

#[derive(Debug, Default)]
struct Parsing {
    words: usize,
    upos: usize,
    xpos: usize,
    heads: usize,
    labels: usize,
    triples_right: usize,
    triples_found: usize,
    triples_gold: usize,
    seconds: f64,
}

fn parsing(engine: &Engine, trees: &[Tree]) -> Parsing {
    let tokens: Vec<&str> = trees.iter().flat_map(|tree| tree.forms.iter().map(String::as_str)).collect();
    let mut start = 0;
    let sentences: Vec<_> = trees
        .iter()
        .map(|tree| {
            start += tree.forms.len();
            start - tree.forms.len()..start
        })
        .collect();
    let clock = Instant::now();
    let analysis = engine.parse(&tokens, &sentences);
    let mut score = Parsing { seconds: clock.elapsed().as_secs_f64(), words: tokens.len(), ..Parsing::default() };
    for (tree, range) in trees.iter().zip(&sentences) {
        let words = &analysis.words[range.clone()];
        let heads: Vec<usize> = words
            .iter()
            .map(|word| if word.head == Word::ROOT { 0 } else { word.head as usize - range.start + 1 })
            .collect();
        for (i, word) in words.iter().enumerate() {
            score.upos += usize::from(word.upos == tree.tags[i].0);
            score.xpos += usize::from(word.xpos == tree.tags[i].1);
            score.heads += usize::from(heads[i] == tree.heads[i]);
            score.labels += usize::from(heads[i] == tree.heads[i] && word.deprel == tree.labels[i]);
        }
        let labels: Vec<Deprel> = words.iter().map(|word| word.deprel).collect();
        let upos: Vec<Upos> = tree.tags.iter().map(|tag| tag.0).collect();
        let gold = triples(&tree.heads, &tree.labels, &upos);
        let found = triples(&heads, &labels, &words.iter().map(|word| word.upos).collect::<Vec<_>>());
        score.triples_right += found.iter().filter(|triple| gold.contains(triple)).count();
        score.triples_found += found.len();
        score.triples_gold += gold.len();
    }
    score
}

/// Subject, verb and object, as far as the clause has them: verbs with a subject.
fn triples(heads: &[usize], labels: &[Deprel], upos: &[Upos]) -> Vec<(usize, usize, usize)> {
    let mut list = Vec::new();
    for verb in 1..=heads.len() {
        if upos[verb - 1] != Upos::Verb {
            continue;
        }
        let dependent = |labels_wanted: &[Deprel]| {
            (1..=heads.len()).find(|&i| heads[i - 1] == verb && labels_wanted.contains(&labels[i - 1]))
        };
        let subject = dependent(&[Deprel::Nsubj, Deprel::NsubjPass]);
        if let (Some(subject), Some(object)) = (subject, dependent(&[Deprel::Obj])) {
            list.push((subject, verb, object));
        }
    }
    list
}
