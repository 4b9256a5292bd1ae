//! Bytes to text: byte order marks, UTF-8, UTF-16, what a page declares, else the most likely legacy encoding.

use super::ReadError;
use crate::diagnostic::Diagnostic;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes that are looked at to guess a legacy encoding.
const GUESS_FROM: usize = 1 << 20;
/// Of so many characters one may be unreadable before a text counts as being in another encoding.
const ONE_BAD_IN: usize = 50;

/// Decodes `bytes`. `declared` is the encoding that the file itself names.
pub(super) fn decode(
    source_name: &str,
    bytes: &[u8],
    declared: Option<&'static Encoding>,
) -> Result<(String, Option<Diagnostic>), ReadError> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return decode_as(source_name, &bytes[mark..], encoding);
    }
    if let Ok(text) = std::str::from_utf8(bytes)
        && !looks_like_utf16(bytes)
    {
        return Ok((text.to_owned(), None));
    }
    if looks_like_utf16(bytes) {
        let little_endian = bytes.iter().skip(1).step_by(2).take(512).filter(|&&b| b == 0).count()
            > bytes.iter().step_by(2).take(512).filter(|&&b| b == 0).count();
        return decode_as(source_name, bytes, if little_endian { UTF_16LE } else { UTF_16BE });
    }
    if mostly_utf8(bytes) {
        return decode_as(source_name, bytes, UTF_8);
    }
    if let Some(encoding) = declared.filter(|&encoding| encoding != UTF_8) {
        return decode_as(source_name, bytes, encoding);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(GUESS_FROM)], bytes.len() <= GUESS_FROM);
    decode_as(source_name, bytes, detector.guess(None, Utf8Detection::Deny))
}

fn decode_as(
    source_name: &str,
    bytes: &[u8],
    encoding: &'static Encoding,
) -> Result<(String, Option<Diagnostic>), ReadError> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    let name = encoding.name();
    if !had_errors {
        let remark = (encoding != UTF_8).then(|| Diagnostic::note(format!("read as {name}")));
        return Ok((text.into_owned(), remark));
    }
    let bad = text.chars().filter(|&c| c == char::REPLACEMENT_CHARACTER).count();
    if bad * ONE_BAD_IN > text.chars().count() {
        return Err(ReadError::Encoding {
            source_name: source_name.to_owned(),
            detail: format!("{bad} characters are unreadable as {name}"),
        });
    }
    let remark = Diagnostic::warning(format!("{bad} character(s) unreadable as {name}"));
    Ok((text.into_owned(), Some(remark)))
}

/// Without a byte order mark: NUL in every second byte of Latin text.
pub(super) fn looks_like_utf16(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024) & !1];
    if head.len() < 4 {
        return false;
    }
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|&&b| b == 0).count();
    let pairs = head.len() / 2;
    let (even, odd) = (zeros(0), zeros(1));
    (even * 10 > pairs * 7 && odd * 10 < pairs) || (odd * 10 > pairs * 7 && even * 10 < pairs)
}

/// UTF-8 with a few bytes gone wrong: more characters beyond ASCII are right than wrong.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    for chunk in bytes[..bytes.len().min(GUESS_FROM)].utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 3 * bad
}

/// The encoding that an HTML or XML file names in its first kilobytes.
pub(super) fn declared_in_markup(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let value = ["charset=", "encoding="].iter().find_map(|key| Some(&head[head.find(key)? + key.len()..]))?;
    let value = value.trim_start_matches(['"', '\'']);
    let end = value.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':'))).unwrap_or(value.len());
    Encoding::for_label(&value.as_bytes()[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> String {
        decode("t", bytes, None).unwrap().0
    }

    fn utf16(text: &str, mark: bool, big: bool) -> Vec<u8> {
        let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn reads_unicode_with_and_without_marks() {
        let text = "The café’s owners met. The mayor agreed.";
        assert_eq!(decoded(text.as_bytes()), text);
        assert_eq!(decoded(format!("\u{feff}{text}").as_bytes()), text);
        for (mark, big) in [(true, true), (true, false), (false, true), (false, false)] {
            assert_eq!(decoded(&utf16(text, mark, big)), text, "{mark} {big}");
        }
    }

    #[test]
    fn guesses_legacy_encodings() {
        let text = "La loi sur les forêts a été adoptée, a déclaré le député Éric à Besançon.";
        let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(text);
        let (read, remark) = decode("t", &bytes, None).unwrap();
        assert_eq!(read, text);
        assert_eq!(remark.unwrap().message, "read as windows-1252");
        let text = "Министерство внесло законопроект о лесах в парламент.";
        let (bytes, _, _) = encoding_rs::KOI8_R.encode(text);
        assert_eq!(decode("t", &bytes, Some(encoding_rs::KOI8_R)).unwrap().0, text);
    }

    #[test]
    fn warns_of_single_bad_bytes_and_refuses_many() {
        let mut bytes = "“quote” and “quote” and ".repeat(20).into_bytes();
        bytes.push(0xff);
        let (_, remark) = decode("t", &bytes, None).unwrap();
        assert!(remark.unwrap().message.contains("unreadable"));
        let bad: Vec<u8> = [0xd8, 0x00, 0x00, 0x41].repeat(40);
        let marked: Vec<u8> = [0xfe, 0xff].into_iter().chain(bad).collect();
        assert!(matches!(decode("t", &marked, None), Err(ReadError::Encoding { .. })));
    }

    #[test]
    fn finds_declared_encodings() {
        let cases = [
            ("<meta charset=\"iso-8859-2\">", Some("ISO-8859-2")),
            ("<?xml version='1.0' encoding='Shift_JIS'?>", Some("Shift_JIS")),
            ("<meta content='text/html; charset=utf-8'>", Some("UTF-8")),
            ("<p>charset=nonsense", None),
            ("", None),
        ];
        for (head, name) in cases {
            assert_eq!(declared_in_markup(head.as_bytes()).map(Encoding::name), name, "{head}");
        }
    }
}
