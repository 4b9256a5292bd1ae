//! Scores the engine with the weights that it ships, on gold tokens.

use super::corpus::{self, Tree};
use crate::language::{Deprel, Engine, Upos, Word};
use anyhow::Result;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

/// Writes one table of all scores on part `part` (`dev`, `test`) of the texts in `dir`.
pub fn report(engine: &Engine, dir: &Path, part: &str, out: &mut impl Write) -> Result<()> {
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
    Ok(())
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
