//! What must hold before a PDF is handed to a library that trusts its input: no endless references, no bombs.

use flate2::read::ZlibDecoder;
use pdf_extract::{Dictionary, Document, Object, ObjectId};
use std::collections::{HashMap, HashSet};
use std::io::{self, Read};

/// Bytes that all streams of one file may unpack to.
const MOST_UNPACKED: u64 = 1 << 30;
/// Bytes that one stream may unpack to.
const MOST_UNPACKED_STREAM: u64 = 256 << 20;
/// Deepest page tree, and deepest nesting of forms.
const DEEPEST: usize = 48;

/// True if the packed streams in `bytes` stay below the limits. Looks at the raw file, before anything is built of it.
pub(super) fn unpacks_within_limits(bytes: &[u8]) -> bool {
    let mut total = 0;
    let mut at = 0;
    while let Some(found) = find(&bytes[at..], b"stream") {
        at += found + b"stream".len();
        let mut data = &bytes[at..];
        data = data.strip_prefix(b"\r").unwrap_or(data);
        data = data.strip_prefix(b"\n").unwrap_or(data);
        let Some(unpacked) = unpacked_size(data) else { return false };
        total += unpacked;
        if total > MOST_UNPACKED {
            return false;
        }
    }
    true
}

/// Size of the zlib stream that `data` begins with (0 if it is none); `None` if it is beyond the limit or packed twice.
fn unpacked_size(data: &[u8]) -> Option<u64> {
    let is_zlib = |head: &[u8]| {
        head.len() >= 2 && head[0] & 0x0f == 8 && (u16::from(head[0]) << 8 | u16::from(head[1])).is_multiple_of(31)
    };
    if !is_zlib(data) {
        return Some(0);
    }
    let mut head = [0; 2];
    let mut decoder = ZlibDecoder::new(data);
    let got = decoder.read(&mut head).unwrap_or(0);
    let rest = io::copy(&mut decoder.take(MOST_UNPACKED_STREAM + 1), &mut io::sink()).unwrap_or(0);
    let size = got as u64 + rest;
    // A stream packed twice is rare in earnest and the cheapest way to a bomb.
    let twice = is_zlib(&head[..got]) && rest > 1 << 20;
    (size <= MOST_UNPACKED_STREAM && !twice).then_some(size)
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let mut at = 0;
    while let Some(first) = haystack[at..].iter().position(|b| *b == needle[0]) {
        at += first;
        if haystack[at..].starts_with(needle) {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// True if no page is its own ancestor and no form draws itself.
pub(super) fn is_well_founded(document: &Document) -> bool {
    document.get_pages().values().all(|&page| has_short_ancestry(document, page)) && forms_end(document)
}

fn has_short_ancestry(document: &Document, page: ObjectId) -> bool {
    let mut at = page;
    for _ in 0..DEEPEST {
        let Ok(dictionary) = document.get_dictionary(at) else { return true };
        match dictionary.get(b"Parent").and_then(Object::as_reference) {
            Ok(parent) => at = parent,
            Err(_) => return true,
        }
    }
    false
}

/// Depth-first over "form draws form"; a form on its own path would be drawn for ever. A form without resources
/// draws with those of the page, so it counts as drawing all forms of the file.
fn forms_end(document: &Document) -> bool {
    let mut draws: HashMap<ObjectId, Vec<ObjectId>> = HashMap::new();
    let mut inherit: Vec<ObjectId> = Vec::new();
    for (&id, object) in &document.objects {
        let Ok(stream) = object.as_stream() else { continue };
        if stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Form") {
            match resources(document, &stream.dict) {
                Some(resources) => {
                    draws.insert(id, forms_of(document, resources));
                }
                None => inherit.push(id),
            }
        }
    }
    // Forms without resources of their own are safe as long as they call nothing by name.
    for id in inherit {
        let calls = document
            .get_object(id)
            .and_then(Object::as_stream)
            .and_then(pdf_extract::Stream::decode_content)
            .is_ok_and(|content| content.operations.iter().any(|operation| operation.operator == "Do"));
        if calls {
            return false;
        }
    }
    let mut done: HashSet<ObjectId> = HashSet::new();
    let mut starts: Vec<ObjectId> = draws.keys().copied().collect();
    starts.sort_unstable();
    for start in starts {
        if !ends(start, &draws, &mut done) {
            return false;
        }
    }
    true
}

fn ends(start: ObjectId, draws: &HashMap<ObjectId, Vec<ObjectId>>, done: &mut HashSet<ObjectId>) -> bool {
    let mut path: Vec<(ObjectId, usize)> = vec![(start, 0)];
    let mut on_path: HashSet<ObjectId> = HashSet::from([start]);
    while let Some((id, next)) = path.last_mut() {
        let Some(&child) = draws.get(id).and_then(|children| children.get(*next)) else {
            done.insert(*id);
            on_path.remove(id);
            path.pop();
            continue;
        };
        *next += 1;
        if on_path.contains(&child) || path.len() > DEEPEST {
            return false;
        }
        if !done.contains(&child) {
            on_path.insert(child);
            path.push((child, 0));
        }
    }
    true
}

fn resources<'a>(document: &'a Document, dictionary: &'a Dictionary) -> Option<&'a Dictionary> {
    dictionary_at(document, dictionary, b"Resources")
}

fn forms_of(document: &Document, resources: &Dictionary) -> Vec<ObjectId> {
    dictionary_at(document, resources, b"XObject")
        .map(|objects| objects.iter().filter_map(|(_, object)| object.as_reference().ok()).collect())
        .unwrap_or_default()
}

fn dictionary_at<'a>(document: &'a Document, dictionary: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
    let object = dictionary.get(key).ok()?;
    match object.as_reference() {
        Ok(id) => document.get_dictionary(id).ok(),
        Err(_) => object.as_dict().ok(),
    }
}
