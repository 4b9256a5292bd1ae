//! IRIs: readable, and the same on every machine.

use crate::hash;
use crate::language::NameKind;
use crate::read::Document;
use oxrdf::NamedNode;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest slug in characters; what is longer is cut and told apart by a hash.
const MAX_SLUG: usize = 64;

/// The IRI `text`, which this module has put together from a base that was checked and from slugs.
pub(super) fn node(text: String) -> NamedNode {
    NamedNode::new_unchecked(text)
}

/// The IRI of a document: the same text from the same source has the same one everywhere.
#[must_use]
pub fn document_iri(base: &str, document: &Document) -> NamedNode {
    let hash = hash::of_parts([document.source.as_bytes(), document.text.as_bytes()]);
    node(format!("{base}document/{}-{}", slug(source_stem(&document.source)), &hash[..8]))
}

/// The readable part of a source: the last step of a path or URL without its extension, with the item of a container.
fn source_stem(source: &str) -> &str {
    let path = source.trim_end_matches('/');
    let last = path.rsplit(['/', '\\']).next().unwrap_or(path);
    match last.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() && extension.len() <= 5 => stem,
        _ => last,
    }
}

/// The IRI of an entity with this name.
pub(super) fn entity_iri(base: &str, kind: NameKind, name: &str) -> NamedNode {
    node(format!("{base}{}/{}", kind_segment(kind), slug(name)))
}

/// What an entity with this IRI is, if the IRI was made here: others tell nothing.
#[must_use]
pub fn kind_in(iri: &str) -> Option<NameKind> {
    let segment = iri.rsplit('/').nth(1)?;
    super::KINDS.into_iter().find(|kind| kind_segment(*kind) == segment)
}

/// The step of the path that says what an entity is.
pub(super) fn kind_segment(kind: NameKind) -> &'static str {
    match kind {
        NameKind::Person => "person",
        NameKind::Organization => "organization",
        NameKind::Place => "place",
        NameKind::Law => "law",
        NameKind::Report => "report",
        NameKind::Event => "event",
    }
}

/// A name as a step of a path: letters and digits of any script in lower case, everything else a hyphen. Names that
/// differ in case, spaces, full stops and quotes alone have one slug ("U.S." and "US"); where a name holds other signs
/// or is too long, a hash of it keeps it apart from what would look the same.
#[must_use]
pub fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    let mut lossy = false;
    for c in name.nfc().flat_map(char::to_lowercase) {
        match c {
            _ if c.is_alphanumeric() || is_combining_mark(c) => slug.push(c),
            '.' | '\'' | '’' | '‘' | '"' | '“' | '”' | '\u{ad}' => {}
            '&' => slug.push_str("-and-"),
            '+' => slug.push_str("-plus-"),
            '%' => slug.push_str("-percent-"),
            _ => {
                lossy |= !(c.is_whitespace() || "-‐‑–—_,/:;()[]#".contains(c));
                slug.push('-');
            }
        }
    }
    let mut parts: Vec<&str> = slug.split('-').filter(|part| !part.is_empty()).collect();
    let mut length = 0;
    let whole = parts.len();
    parts.retain(|part| {
        length += part.chars().count() + 1;
        length <= MAX_SLUG
    });
    let joined = parts.join("-");
    if joined.is_empty() || parts.len() < whole || lossy {
        let hash = hash::of(name.nfc().collect::<String>().to_lowercase().as_bytes());
        let hash = &hash[..6];
        return if joined.is_empty() { hash.to_owned() } else { format!("{joined}-{hash}") };
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_readable_in_any_script() {
        for (name, expected) in [
            ("Zhou Hongyi", "zhou-hongyi"),
            ("National People's Congress", "national-peoples-congress"),
            ("U.S.", "us"),
            ("São Tomé", "são-tomé"),
            ("Sa\u{303}o Tome\u{301}", "são-tomé"),
            ("AT&T", "at-and-t"),
            ("北京市", "北京市"),
            ("हिन्दी", "हिन्दी"),
            ("  Data -- Act (draft) ", "data-act-draft"),
        ] {
            assert_eq!(slug(name), expected);
            assert!(NamedNode::new(format!("https://example.org/{expected}")).is_ok());
        }
    }

    #[test]
    fn names_that_lose_signs_keep_apart() {
        assert_ne!(slug("C*"), slug("C"));
        assert_ne!(slug("!!!"), slug("???"));
        assert!(slug(&"very ".repeat(100)).chars().count() < 80);
        assert_ne!(slug(&"very ".repeat(100)), slug(&"very ".repeat(101)));
    }
}
