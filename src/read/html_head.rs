//! Headline and day of issue of a page, as its metadata give them.

use super::dateline::date_in_value;
use ego_tree::NodeRef;
use jiff::civil::Date;
use scraper::{Html, Node};
use std::collections::HashMap;

/// What the head of a page says about it.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// Headline: the first `h1`, JSON-LD, Open Graph, `title`.
    pub(super) title: Option<String>,
    /// Day of issue.
    pub(super) date: Option<Date>,
}

/// Names of `meta` elements that give the day of issue, the best first.
const DATE_NAMES: [&str; 9] = [
    "article:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "citation_publication_date",
    "dc.date",
    "dcterms.created",
    "pubdate",
    "date",
];

impl Head {
    /// Looks through the whole page: `h1`, `time` and JSON-LD stand in its body.
    pub(super) fn of(page: &Html) -> Self {
        let mut by_name: HashMap<String, &str> = HashMap::new();
        let mut headings: Option<String> = None;
        let mut title = None;
        let mut time = None;
        let mut linked = Self::default();
        for node in page.tree.root().descendants() {
            let Some(element) = node.value().as_element() else { continue };
            match element.name() {
                "meta" => {
                    let name = ["property", "name", "itemprop"].iter().find_map(|key| element.attr(key));
                    if let (Some(name), Some(content)) = (name, element.attr("content")) {
                        by_name.entry(name.to_ascii_lowercase()).or_insert(content);
                    }
                }
                "title" if title.is_none() => title = words_of(node),
                "h1" if headings.is_none() => headings = words_of(node),
                "time" if time.is_none() => time = element.attr("datetime").and_then(date_in_value),
                "script" if element.attr("type") == Some("application/ld+json") => {
                    let source: String =
                        node.descendants().filter_map(|node| node.value().as_text()).map(|text| &**text).collect();
                    linked.take_json(&source);
                }
                _ => {}
            }
        }
        let date = DATE_NAMES.iter().find_map(|name| by_name.get(*name).and_then(|value| date_in_value(value)));
        let social = by_name.get("og:title").map(|title| title.trim().to_owned());
        Self {
            title: headings.or(linked.title).or(social).or(title).filter(|title| !title.is_empty()),
            date: date.or(linked.date).or(time),
        }
    }

    /// `headline` and `datePublished` of JSON-LD, wherever they stand in it.
    fn take_json(&mut self, source: &str) {
        let Ok(value) = serde_json::from_str::<serde_json::Value>(source) else { return };
        let mut open = vec![&value];
        while let Some(value) = open.pop() {
            match value {
                serde_json::Value::Array(items) => open.extend(items.iter().rev()),
                serde_json::Value::Object(map) => {
                    let text = |key: &str| map.get(key).and_then(serde_json::Value::as_str);
                    if self.title.is_none() {
                        self.title = text("headline").map(|title| title.trim().to_owned());
                    }
                    if self.date.is_none() {
                        self.date = text("datePublished").and_then(date_in_value);
                    }
                    open.extend(map.values().filter(|value| value.is_object() || value.is_array()));
                }
                _ => {}
            }
        }
    }
}

fn words_of(node: NodeRef<'_, Node>) -> Option<String> {
    let text: String = node.descendants().filter_map(|node| node.value().as_text()).map(|text| &**text).collect();
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}
