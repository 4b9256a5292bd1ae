//! Title and date in the block of metadata at the top of a text: YAML between `---` or TOML between `+++`.

use super::dateline::date_in_value;
use jiff::civil::Date;

/// What the block says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FrontMatter {
    /// The value of `title`.
    pub title: Option<String>,
    /// The value of `date` or of a key that means the same.
    pub date: Option<Date>,
}

const DATE_KEYS: [&str; 4] = ["date", "published", "issued", "pubdate"];

/// The front matter of `text` (line ends `\n`) and the rest behind it. `None` where there is none.
#[must_use]
pub fn split(text: &str) -> Option<(FrontMatter, &str)> {
    let (fence, read): (&str, fn(&str) -> FrontMatter) = match text.get(..4)? {
        "---\n" => ("---", yaml),
        "+++\n" => ("+++", toml),
        _ => return None,
    };
    let body = &text[4..];
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        let end = line.trim_end();
        if end == fence || (fence == "---" && end == "...") {
            return Some((read(&body[..at]), &body[at + line.len()..]));
        }
        // A blank first line: the fence was a thematic break.
        if at == 0 && end.is_empty() {
            return None;
        }
        at += line.len();
    }
    None
}

/// Reads the two keys at the left margin; the rest of YAML is of no concern here.
fn yaml(block: &str) -> FrontMatter {
    let mut found = FrontMatter::default();
    let mut lines = block.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((key, value)) = line.split_once(':') else { continue };
        let mut value = value.trim().to_owned();
        // Folded and literal scalars, and plain scalars that go on in indented lines.
        if value.starts_with(['>', '|']) {
            value.clear();
        }
        while let Some(more) = lines.next_if(|next| next.starts_with([' ', '\t']) && !next.trim().is_empty()) {
            if !value.is_empty() {
                value.push(' ');
            }
            value.push_str(more.trim());
        }
        found.set(key, &unquoted(&value));
    }
    found
}

fn toml(block: &str) -> FrontMatter {
    let mut found = FrontMatter::default();
    if let Ok(table) = block.parse::<toml::Table>() {
        for (key, value) in &table {
            match value {
                toml::Value::String(text) => found.set(key, text),
                toml::Value::Datetime(date) => found.set(key, &date.to_string()),
                _ => {}
            }
        }
    }
    found
}

impl FrontMatter {
    fn set(&mut self, key: &str, value: &str) {
        let key = key.trim().to_ascii_lowercase();
        if key == "title" && !value.is_empty() {
            self.title = Some(value.to_owned());
        } else if DATE_KEYS.contains(&key.as_str()) && (key == "date" || self.date.is_none()) {
            self.date = date_in_value(value).or(self.date);
        }
    }
}

fn unquoted(value: &str) -> String {
    let inner = |quote: char| value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    if let Some(inner) = inner('"') {
        return inner.replace("\\\"", "\"");
    }
    inner('\'').map_or_else(|| value.to_owned(), |inner| inner.replace("''", "'"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn reads_yaml_and_toml() {
        let cases = [
            "---\ntitle: Tolls\ndate: 2024-05-03\ntags: [a, b]\n---\nText",
            "---\nauthor: 'N. N.'\ntitle: \"Tolls\"\npublished: 3 May 2024\n...\nText",
            "---\ntitle: >\n  Tolls\ndate: '2024-05-03T08:00:00Z'\n---\nText",
            "+++\ntitle = \"Tolls\"\ndate = 2024-05-03\n+++\nText",
        ];
        for text in cases {
            let expected = FrontMatter { title: Some("Tolls".into()), date: Some(date(2024, 5, 3)) };
            assert_eq!(split(text), Some((expected, "Text")), "{text}");
        }
    }

    #[test]
    fn leaves_thematic_breaks_and_open_blocks_alone() {
        for text in ["---\n\nText\n\n---\n", "---\ntitle: x\n", "--- x", "", "-", "é---\n"] {
            assert_eq!(split(text), None, "{text}");
        }
    }

    #[test]
    fn broken_toml_gives_nothing() {
        assert_eq!(split("+++\ntitle = \n+++\nText"), Some((FrontMatter::default(), "Text")));
    }
}
