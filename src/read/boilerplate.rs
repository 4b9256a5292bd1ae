//! What stands around the text of a page or a newsletter; the words are in `lexicon/boilerplate.toml`.

use serde::Deserialize;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Words that a line may have beside one of `lines`.
const WORDS_BESIDE: usize = 2;

#[derive(Debug, Default, Deserialize)]
struct Lists {
    names: HashSet<String>,
    lines: Vec<String>,
    openings: Vec<String>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    // A test loads the shipped file; should it ever be broken, nothing is boilerplate.
    toml::from_str(include_str!("../../lexicon/boilerplate.toml")).unwrap_or_default()
});

/// True if the `class`, `id` or `role` value `names` marks an element that is no part of the text.
pub(super) fn is_boilerplate_name(names: &str) -> bool {
    names.split_ascii_whitespace().any(|name| {
        LISTS.names.contains(&name.to_ascii_lowercase())
            || parts(name).iter().any(|part| LISTS.names.contains(part.as_str()))
    })
}

/// "`cookieBanner_2`" as "cookie", "banner", "2".
fn parts(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut after_lower = false;
    for c in name.chars() {
        let is_separator = matches!(c, '-' | '_' | '/');
        if is_separator || (c.is_ascii_uppercase() && after_lower) {
            parts.push(String::new());
        }
        after_lower = c.is_ascii_lowercase();
        if !is_separator && let Some(last) = parts.last_mut() {
            last.push(c.to_ascii_lowercase());
        }
    }
    parts
}

/// True if `line` alone in its block is an invitation to click, not text.
pub(super) fn is_boilerplate_line(line: &str) -> bool {
    let line = line.trim();
    let rest_behind = |start: &String| {
        let head = line.get(..start.len())?;
        let rest = &line[start.len()..];
        (head.eq_ignore_ascii_case(start) && !rest.starts_with(char::is_alphanumeric)).then_some(rest)
    };
    LISTS.openings.iter().any(|start| rest_behind(start).is_some())
        || LISTS
            .lines
            .iter()
            .filter_map(rest_behind)
            .any(|rest| rest.split_whitespace().count() <= WORDS_BESIDE && !rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_lists_load() {
        assert!(LISTS.names.len() > 30 && LISTS.lines.len() > 20 && LISTS.openings.len() > 5);
    }

    #[test]
    fn matches_parts_of_names_only() {
        for names in ["nav", "site-nav", "cookieBanner", "a Footer", "share_buttons"] {
            assert!(is_boilerplate_name(names), "{names}");
        }
        for names in ["navigate", "article-body", "shared", "", "loadMore", "header", "overflow-hidden"] {
            assert!(!is_boilerplate_name(names), "{names}");
        }
    }

    #[test]
    fn matches_lines_by_their_beginning() {
        for line in ["Unsubscribe", " View in your browser »", "We use cookies to improve the site.", "Privacy Policy"]
        {
            assert!(is_boilerplate_line(line), "{line}");
        }
        for line in ["Unsubscribed readers fell.", "Privacy policy debated in the Senate", "The ministry spoke.", ""] {
            assert!(!is_boilerplate_line(line), "{line}");
        }
    }
}
