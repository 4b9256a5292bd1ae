//! The quads of one document file, with its terms by numbers of its own: what can be done on many cores at once.

use super::terms;
use hashbrown::HashTable;
use memchr::{memchr, memchr2};
use std::ops::Range;

/// One document's quads.
pub(in crate::store) struct Part {
    text: String,
    terms: Vec<(Range<usize>, u64)>,
    quads: Vec<[u32; 4]>,
}

impl Part {
    /// The quads in the lines of `text` from the byte `from` on, which are as this program writes them. An error is the
    /// number of a line that is not, from 1.
    pub(in crate::store) fn read(text: String, from: usize) -> Result<Self, usize> {
        let mut part = Self { text: String::new(), terms: vec![(0..0, terms::hash(""))], quads: Vec::new() };
        let mut numbers = HashTable::new();
        let mut before = [(0, 0..0), (0, 0..0), (0, 0..0), (0, 0..0)];
        let mut begin = from;
        for count in 1_usize.. {
            let Some(rest) = text.as_bytes().get(begin..).filter(|rest| !rest.is_empty()) else { break };
            let end = begin + memchr(b'\n', rest).unwrap_or(rest.len());
            let line = &text[begin..end];
            if !line.trim().is_empty() && !line.starts_with('#') {
                let places = places(line.as_bytes()).ok_or(count)?;
                for (place, (number, known)) in places.into_iter().zip(&mut before) {
                    let term = begin + place.start..begin + place.end;
                    // Lines are sorted: most terms stand in the line before, too.
                    if text[term.clone()] != text[known.clone()] {
                        *number = part.number(&text, term.clone(), &mut numbers);
                        *known = term;
                    }
                }
                part.quads.push(before.each_ref().map(|(number, _)| *number));
            }
            begin = end + 1;
        }
        part.text = text;
        Ok(part)
    }

    fn number(&mut self, text: &str, term: Range<usize>, numbers: &mut HashTable<u32>) -> u32 {
        let slice = &text[term.clone()];
        if slice.is_empty() {
            return terms::NONE;
        }
        let hash = terms::hash(slice);
        let same = |other: &u32| {
            let (place, known) = &self.terms[*other as usize];
            *known == hash && text[place.clone()] == *slice
        };
        if let Some(number) = numbers.find(hash, same) {
            return *number;
        }
        let number = self.terms.len() as u32;
        self.terms.push((term, hash));
        let terms = &self.terms;
        numbers.insert_unique(hash, number, |other| terms[*other as usize].1);
        number
    }

    /// The terms with their hashes; the first is [`terms::NONE`].
    pub(super) fn terms(&self) -> impl Iterator<Item = (&str, u64)> {
        self.terms.iter().map(|(place, hash)| (&self.text[place.clone()], *hash))
    }

    /// Subject, predicate, object and graph by their places among the terms.
    pub(super) fn quads(&self) -> &[[u32; 4]] {
        &self.quads
    }
}

/// Where the subject, predicate, object and graph of a line stand; an empty place is the default graph.
fn places(line: &[u8]) -> Option<[Range<usize>; 4]> {
    let subject = place(line, 0, b"<_")?;
    let predicate = place(line, subject.end + 1, b"<")?;
    let object = place(line, predicate.end + 1, b"<_\"")?;
    let graph = match line.get(object.end + 1)? {
        b'.' => object.end..object.end,
        _ => place(line, object.end + 1, b"<_")?,
    };
    line.get(graph.end..).filter(|rest| rest.trim_ascii() == b".")?;
    Some([subject, predicate, object, graph])
}

/// The place of the term that begins at `from`, if it begins as one of its kind and a space follows it.
fn place(line: &[u8], from: usize, kinds: &[u8]) -> Option<Range<usize>> {
    kinds.contains(line.get(from)?).then_some(())?;
    let end = end(line, from)?;
    (line.get(end) == Some(&b' ')).then_some(from..end)
}

/// Where the term ends that begins at `from`.
fn end(line: &[u8], from: usize) -> Option<usize> {
    match line.get(from)? {
        b'<' => Some(from + memchr(b'>', &line[from..])? + 1),
        b'"' => {
            let mut quote = from + 1;
            loop {
                quote += memchr2(b'"', b'\\', line.get(quote..)?)?;
                if line[quote] == b'"' {
                    break;
                }
                // What is escaped is not looked at.
                quote += 2;
            }
            match line.get(quote + 1)? {
                b'^' => end(line, quote + 3).filter(|_| line[quote + 1..].starts_with(b"^^<")),
                b'@' => Some(quote + memchr(b' ', &line[quote..])?),
                _ => Some(quote + 1),
            }
        }
        _ => Some(from + memchr(b' ', &line[from..])?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_taken_apart() {
        let text = "head\n<s:1> <p:1> \"a \\\" . b\\\\\"@en <g:1> .\n<s:1> <p:1> _:b0 .\n\
                    # remark\n\n_:b0 <p:2> \"x\"^^<t:1> _:g .";
        let part = Part::read(text.to_owned(), 5).unwrap_or_else(|line| panic!("line {line}"));
        let terms: Vec<&str> = part.terms().map(|(term, _)| term).collect();
        assert_eq!(
            terms,
            ["", "<s:1>", "<p:1>", "\"a \\\" . b\\\\\"@en", "<g:1>", "_:b0", "<p:2>", "\"x\"^^<t:1>", "_:g"]
        );
        assert_eq!(part.quads(), [[1, 2, 3, 4], [1, 2, 5, 0], [5, 6, 7, 8]]);
    }

    #[test]
    fn what_is_no_quad_is_told_by_its_line() {
        for wrong in [
            "nothing",
            "<s:1> <p:1> .",
            "<s:1> \"p\" <o:1> .",
            "<s:1> <p:1> \"open .",
            "<s:1> <p:1> \"a\\",
            "<s:1> <p:1> <o:1> <g:1>",
            "<s:1> <p:1> <o:1> <g:1> <h:1> .",
            "<s:1><p:1> <o:1> .",
            "<s:1> <p:1> \"x\"^^t .",
        ] {
            let text = format!("<s:1> <p:1> <o:1> .\n{wrong}\n");
            assert_eq!(Part::read(text, 0).map(|_| ()), Err(2), "{wrong}");
        }
    }
}
