//! RSS, Atom and JSON feeds: an item is a document.

use super::page::Page;
use super::{Draft, html};
use feed_rs::model::Entry;
use jiff::civil::Date;

/// The items of a feed with their identifiers.
///
/// # Errors
/// What is wrong with the feed.
pub(super) fn read(source: &[u8]) -> Result<Vec<(Draft, String)>, String> {
    let feed = feed_rs::parser::parse(source).map_err(|error| error.to_string())?;
    Ok(feed.entries.into_iter().map(|entry| (item(&entry), entry.id)).collect())
}

fn item(entry: &Entry) -> Draft {
    let title = entry.title.as_ref().map(|title| flat(&title.content)).filter(|title| !title.is_empty());
    let content = entry.content.as_ref().and_then(|content| content.body.as_deref());
    let summary = entry.summary.as_ref().map(|summary| summary.content.as_str());
    // Some feeds put a short text in one and the whole in the other.
    let longest = [content, summary].into_iter().flatten().max_by_key(|text| text.len()).unwrap_or_default();
    let mut body = Page::default();
    html::write_fragment(longest, &mut body);
    let (body, diagnostics) = body.finish();
    let text = match &title {
        Some(title) if !body.starts_with(title.as_str()) => format!("{title}\n\n{body}"),
        _ => body,
    };
    let time = entry.published.or(entry.updated);
    let date = time.and_then(|time| time.format("%Y-%m-%d").to_string().parse::<Date>().ok());
    Draft { title, date, text, diagnostics, ..Draft::default() }
}

fn flat(source: &str) -> String {
    let mut page = Page::default();
    html::write_fragment(source, &mut page);
    page.finish().0.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn reads_rss_and_atom() {
        let rss = "<rss version='2.0'><channel><title>Post</title><link>http://example.org</link><description/>\
            <item><title>Quays &amp;amp; docks</title><guid>a1</guid><pubDate>Fri, 03 May 2024 10:00:00 GMT</pubDate>\
            <description>&lt;p&gt;The board &lt;b&gt;met&lt;/b&gt;.&lt;/p&gt;</description></item></channel></rss>";
        let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>Post</title><id>f</id><updated>2024-05-03T00:00:00Z</updated>\
            <entry><title>Quays &amp; docks</title><id>a1</id><updated>2024-05-03T10:00:00Z</updated>\
            <content type='html'>&lt;p&gt;The board met.&lt;/p&gt;</content></entry></feed>";
        for source in [rss, atom] {
            let items = read(source.as_bytes()).unwrap();
            let (draft, id) = &items[0];
            assert_eq!(draft.text, "Quays & docks\n\nThe board met.\n");
            assert_eq!((draft.date, id.as_str()), (Some(date(2024, 5, 3)), "a1"));
        }
    }

    #[test]
    fn broken_feeds_are_errors() {
        assert!(read(b"<rss><channel>").is_err() || read(b"<rss><channel>").unwrap().is_empty());
        assert!(read(b"<html>").is_err());
    }
}
