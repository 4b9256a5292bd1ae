//! Lines that were broken to fit a page or a screen, put back into paragraphs.

use std::collections::HashSet;

/// A line that reaches this part of the usual width was broken to fit, not to end.
const FULL_LINE: f64 = 0.72;
/// Narrower texts are verse or lists, not broken prose.
const NARROWEST: usize = 40;

/// Joins the lines of each paragraph of `text` that was broken at one width; quoted lines (`> `) among themselves.
pub(super) fn unwrap_lines(text: &str) -> String {
    let width = usual_width(text);
    if !(NARROWEST..=120).contains(&width) {
        return text.to_owned();
    }
    let full = (width as f64 * FULL_LINE) as usize;
    let words = hyphenated_and_plain(text);
    let mut out = String::with_capacity(text.len());
    let mut previous: Option<&str> = None;
    for line in text.lines() {
        let joins = previous.is_some_and(|before| goes_on(before, line, full));
        if joins {
            join(&mut out, quoted(line).1, &words);
        } else {
            if previous.is_some() {
                out.push('\n');
            }
            out.push_str(line.trim_end());
        }
        previous = Some(line);
    }
    out.push('\n');
    out
}

/// The length that nine of ten long lines do not exceed.
fn usual_width(text: &str) -> usize {
    let mut lengths: Vec<usize> =
        text.lines().map(|line| line.trim_end().chars().count()).filter(|&length| length >= NARROWEST).collect();
    if lengths.len() < 2 {
        return 0;
    }
    lengths.sort_unstable();
    lengths[lengths.len() * 9 / 10]
}

fn goes_on(before: &str, line: &str, full: usize) -> bool {
    let ((depth_before, before), (depth, line)) = (quoted(before), quoted(line));
    let starts_new = line.is_empty()
        || before.is_empty()
        || depth != depth_before
        || line.starts_with(['•', '|', '*', '\t'])
        || line.starts_with("- ")
        || line.starts_with("  ")
        || line.contains('\t')
        || line.split_once(['.', ')']).is_some_and(|(number, rest)| {
            !number.is_empty()
                && number.len() <= 2
                && number.bytes().all(|b| b.is_ascii_digit())
                && rest.starts_with(' ')
        });
    !starts_new && before.trim_end().chars().count() >= full
}

/// How deep a line is quoted, and the line without the signs.
fn quoted(line: &str) -> (usize, &str) {
    let (mut depth, mut rest) = (0, line);
    while let Some(inner) = rest.strip_prefix('>') {
        depth += 1;
        rest = inner.strip_prefix(' ').unwrap_or(inner);
    }
    (depth, rest)
}

/// Adds a line to the paragraph that `out` ends with; a word broken by a hyphen becomes one again.
pub(super) fn join(out: &mut String, line: &str, words: &HashSet<String>) {
    let line = line.trim();
    out.truncate(out.trim_end().len());
    let last = out.rsplit(|c: char| c.is_whitespace()).next().unwrap_or_default();
    let next = line.split(|c: char| !c.is_alphanumeric() && c != '-').next().unwrap_or_default();
    let is_broken_word = last.len() > 2
        && last.ends_with('-')
        && last[..last.len() - 1].ends_with(char::is_lowercase)
        && next.starts_with(char::is_lowercase);
    if !is_broken_word {
        // A dash or a slash at the end of a line joins as it stands.
        if !(last.len() > 1 && last.ends_with('-') && last[..last.len() - 1].ends_with(char::is_alphanumeric)) {
            out.push(' ');
        }
        out.push_str(line);
        return;
    }
    let with_hyphen = format!("{last}{next}").to_lowercase();
    let without = format!("{}{next}", &last[..last.len() - 1]).to_lowercase();
    if words.contains(&without) || !words.contains(&with_hyphen) {
        out.pop();
    }
    out.push_str(line);
}

/// The words of `text`: evidence for how a word that is broken over two lines is spelled.
pub(super) fn hyphenated_and_plain(text: &str) -> HashSet<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| word.len() > 3 && !word.ends_with('-'))
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_broken_lines_and_words() {
        let text = "The committee on harbours met in the old customs house and agreed\nthat the well-known plan for the second breakwater should be post-\nponed until the well-\nknown engineers had been heard by all of the members who had asked\nfor it.\n\n- one item that is long enough to look like a broken line of a text\n- two\n\nEnd.";
        assert_eq!(
            unwrap_lines(text),
            "The committee on harbours met in the old customs house and agreed that the well-known plan for the second \
             breakwater should be postponed until the well-\nknown engineers had been heard by all of the members who \
             had asked for it.\n\n- one item that is long enough to look like a broken line of a text\n- two\n\nEnd.\n"
        );
    }

    #[test]
    fn joins_quoted_lines_and_keeps_short_ones() {
        let text = "> The committee on harbours met in the old customs house and agreed\n> that it would meet again.\n\
                    The committee on harbours met in the old customs house and agreed\nto go.\nDear all,\nthanks";
        assert_eq!(
            unwrap_lines(text),
            "> The committee on harbours met in the old customs house and agreed that it would meet again.\n\
             The committee on harbours met in the old customs house and agreed to go.\nDear all,\nthanks\n"
        );
        assert_eq!(unwrap_lines("a\nb"), "a\nb");
    }
}
