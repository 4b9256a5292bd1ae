//! The project's own passages, in which every name is marked: `{P:Zhou Hongyi}, head of {O:Qihoo 360}`.

use crate::language::NameKind;
use crate::language::engine::passages;
use crate::read::Format;
use crate::segment::{Segmented, segment};
use crate::span::Span;
use anyhow::{Context, Result, bail};
use std::path::Path;

/// A passage without its marks.
#[derive(Debug, Clone)]
pub struct Passage {
    /// The text.
    pub text: String,
    /// The names in it.
    pub names: Vec<(Span, NameKind)>,
}

impl Passage {
    /// Whether it is kept for development: a tenth, by the text alone, so that new passages leave old ones in place.
    pub fn is_held_out(&self) -> bool {
        let hash = self
            .text
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        (hash >> 32) % 10 == 0
    }

    /// Its tokens, and for each the kind of the name that it belongs to and whether the name begins there.
    pub fn tokens(&self) -> (Segmented, Vec<Option<(NameKind, bool)>>) {
        let segmented = segment(&self.text, Format::Text);
        let mut names = self.names.iter().peekable();
        let mut begun = false;
        let tags = segmented
            .tokens
            .iter()
            .map(|token| {
                while names.next_if(|(span, _)| span.end <= token.start).is_some() {
                    begun = false;
                }
                let (_, kind) = names.peek().filter(|(span, _)| span.overlaps(*token))?;
                let first = !std::mem::replace(&mut begun, true);
                Some((*kind, first))
            })
            .collect();
        (segmented, tags)
    }

    /// The stretches that the name tagger reads at once.
    pub fn stretches(segmented: &Segmented) -> Vec<std::ops::Range<usize>> {
        passages(segmented)
    }
}

/// Reads all `*.txt` in `dir`, in the order of their names.
///
/// # Errors
/// When a file cannot be read or has another layout.
pub fn read(dir: &Path) -> Result<Vec<Passage>> {
    let entries = std::fs::read_dir(dir).with_context(|| format!("cannot read `{}`", dir.display()))?;
    let mut paths: Vec<_> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    paths.sort();
    let mut list = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            match parse(line.trim()) {
                Some(passage) => list.push(passage),
                None => bail!("{}:{}: a brace that is no mark", path.display(), number + 1),
            }
        }
    }
    Ok(list)
}

/// Takes the marks out of a line.
fn parse(line: &str) -> Option<Passage> {
    let mut passage = Passage { text: String::new(), names: Vec::new() };
    let mut rest = line;
    while let Some(open) = rest.find(['{', '}']) {
        passage.text.push_str(&rest[..open]);
        let (inside, after) = rest[open..].strip_prefix('{')?.split_once('}')?;
        let (code, name) = inside.split_once(':')?;
        let kind = match code {
            "P" => NameKind::Person,
            "O" => NameKind::Organization,
            "G" => NameKind::Place,
            "L" => NameKind::Law,
            "R" => NameKind::Report,
            "E" => NameKind::Event,
            _ => return None,
        };
        let start = passage.text.len();
        passage.text.push_str(name);
        passage.names.push((Span::new(start, passage.text.len()), kind));
        rest = after;
    }
    passage.text.push_str(rest);
    Some(passage)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_spans_and_tags() {
        use NameKind::{Organization, Person, Place};
        let passage = parse("Rep. {P:Ada Quill} of {G:Ruritania}'s {O:Reform Party} left.").unwrap();
        assert_eq!(passage.text, "Rep. Ada Quill of Ruritania's Reform Party left.");
        let (segmented, tags) = passage.tokens();
        let found: Vec<(&str, NameKind, bool)> = segmented
            .tokens
            .iter()
            .zip(&tags)
            .filter_map(|(token, tag)| tag.map(|(kind, first)| (token.slice(&passage.text), kind, first)))
            .collect();
        let wanted = [
            ("Ada", Person, true),
            ("Quill", Person, false),
            ("Ruritania", Place, true),
            ("Reform", Organization, true),
            ("Party", Organization, false),
        ];
        assert_eq!(found, wanted);
        assert!(parse("a {X:b} c").is_none() && parse("a } c").is_none() && parse("a {P:b").is_none());
    }
}
