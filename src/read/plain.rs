//! Plain text: as in the file, but for line ends and the byte order mark, so that offsets are those of the file.

use super::{Draft, dateline, front_matter};

/// Reads a text with line ends `\n`.
pub(super) fn read(text: String) -> Draft {
    let front = front_matter::split(&text);
    let body = front.as_ref().map_or(text.as_str(), |(_, body)| body);
    let title = dateline::headline(body);
    let (title, date) = match front {
        Some((front, _)) => (front.title.or(title), front.date),
        None => (title, None),
    };
    Draft { title, date, text, ..Draft::default() }
}

/// `text` with line ends as `\n` and without a byte order mark.
pub(super) fn normalised(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if !text.contains('\r') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\r') {
        out.push_str(&rest[..at]);
        out.push('\n');
        rest = rest[at + 1..].strip_prefix('\n').unwrap_or(&rest[at + 1..]);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalises_line_ends_only() {
        assert_eq!(normalised("\u{feff}a\r\nb\rc\n\r\n\td\u{a0}"), "a\nb\nc\n\n\td\u{a0}");
    }
}
