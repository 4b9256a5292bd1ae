//! A text with its blocks, names and facts marked, and what was not read.

use super::reader::{Reader, iri, lexical};
use super::types::{BlockMark, DocumentPage, EntityRef, Mark, NameMark};
use crate::rdf::vocabulary::nif;
use crate::read::Format;
use crate::segment::segment;
use crate::server::problem::Problem;
use crate::span::ScalarIndex;
use oxigraph::model::{NamedNode, Term};

pub(super) fn document(reader: &mut Reader, node: &NamedNode) -> Result<DocumentPage, Problem> {
    let document = reader
        .document(node)?
        .ok_or_else(|| Problem::not_found(format!("the graph has no document `{}`", node.as_str())))?;
    let text = reader.word(node, nif::IS_STRING)?.unwrap_or_default();
    let facts = reader.facts_of(node)?;
    let names = names(reader, node, &text)?;
    let segmented = segment(&text, Format::Text);
    let index = ScalarIndex::new(&text);
    let mark = |span| {
        let (start, end) = index.range(&text, span);
        Mark { start, end }
    };
    let blocks = segmented
        .blocks
        .iter()
        .map(|block| BlockMark { kind: format!("{:?}", block.kind).to_lowercase(), mark: mark(block.span) })
        .collect();
    let covered =
        covered_before(text.chars().count(), facts.iter().map(|fact| (fact.evidence.start, fact.evidence.end)));
    let unread = segmented
        .sentences
        .iter()
        .map(|sentence| mark(sentence.span))
        .filter(|sentence| covered[sentence.start] == covered[sentence.end])
        .collect();
    Ok(DocumentPage { document, text, blocks, names, facts, unread })
}

/// For each place in a text of `length` scalars, how many before it lie in one of the passages.
fn covered_before(length: usize, passages: impl Iterator<Item = (usize, usize)>) -> Vec<usize> {
    let mut opened = vec![0_i64; length + 1];
    for (start, end) in passages {
        opened[start.min(length)] += 1;
        opened[end.min(length)] -= 1;
    }
    let (mut open, mut covered) = (0, 0);
    opened
        .iter()
        .map(|change| {
            let before = covered;
            open += change;
            covered += usize::from(open > 0);
            before
        })
        .collect()
}

/// Where the passages that name an entity have one of its names. Of names that overlap, the longer one stands.
fn names(reader: &mut Reader, document: &NamedNode, text: &str) -> Result<Vec<NameMark>, Problem> {
    let value = [("document", Some(Term::from(document.clone())))];
    let rows = reader.select(include_str!("../queries/document-names.rq"), &value)?;
    let scalars: Vec<char> = text.chars().collect();
    let mut found: Vec<NameMark> = Vec::new();
    for row in rows {
        let Ok([Some(entity), Some(name), Some(begin), Some(end)]) = <[Option<Term>; 4]>::try_from(row) else {
            continue;
        };
        let (Some(node), Ok(begin), Ok(end)) = (iri(entity), lexical(begin).parse(), lexical(end).parse()) else {
            continue;
        };
        let Some(entity) = reader.entity(&node)? else { continue };
        let name: Vec<char> = lexical(name).chars().collect();
        occurrences(&scalars, &name, begin, end, &entity, &mut found);
    }
    found.sort_by(|a, b| a.mark.start.cmp(&b.mark.start).then(b.mark.end.cmp(&a.mark.end)));
    let mut free_from = 0;
    found.retain(|name| {
        let fits = name.mark.start >= free_from;
        if fits {
            free_from = name.mark.end;
        }
        fits
    });
    Ok(found)
}

/// Every place in `text[begin..end]` that reads `name` and is no part of a longer word.
fn occurrences(text: &[char], name: &[char], begin: usize, end: usize, entity: &EntityRef, found: &mut Vec<NameMark>) {
    let end = end.min(text.len());
    if name.is_empty() || begin >= end {
        return;
    }
    let is_word = |at: usize| text.get(at).is_some_and(|c| c.is_alphanumeric());
    let mut at = begin;
    while at + name.len() <= end {
        let stops = at + name.len();
        if text[at..stops] == *name && !(at > 0 && is_word(at - 1)) && !is_word(stops) {
            found.push(NameMark { mark: Mark { start: at, end: stops }, entity: entity.clone() });
            at = stops;
        } else {
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cover_counts_overlapping_passages_once() {
        let covered = covered_before(6, [(1, 3), (2, 4), (9, 12)].into_iter());
        assert_eq!(covered, [0, 0, 1, 2, 3, 3, 3]);
    }

    #[test]
    fn names_are_whole_words() {
        let entity = EntityRef { iri: "urn:x".into(), name: "Ann".into(), kind: "Person".into() };
        let text: Vec<char> = "Ann met Anna; Ann's plan — “Ann”".chars().collect();
        let mut found = Vec::new();
        occurrences(&text, &['A', 'n', 'n'], 0, text.len(), &entity, &mut found);
        let starts: Vec<usize> = found.iter().map(|name| name.mark.start).collect();
        assert_eq!(starts, [0, 14, 28]);
    }
}
