//! HTML to the text that a reader came for: without menus, footers, forms, cookie bars and sharing buttons.

use super::Draft;
use super::boilerplate::{is_boilerplate_line, is_boilerplate_name};
use super::dateline::headline;
use super::html_head::Head;
use super::page::Page;
use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef};
use scraper::{Html, Node, Selector, node::Element};
use std::collections::HashMap;

/// Elements that never hold text of the page.
const NEVER: [&str; 25] = [
    "script", "style", "noscript", "template", "head", "nav", "footer", "aside", "form", "button", "select", "input",
    "textarea", "iframe", "object", "svg", "canvas", "video", "audio", "picture", "map", "dialog", "menu", "figure",
    "math",
];
/// Elements that begin and end a block.
const BLOCKS: [&str; 32] = [
    "address",
    "article",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "ul",
    "tr",
];
/// An element that is left out for its name must hold less than one part in so many of the text.
const BOILERPLATE_SHARE: usize = 3;
/// Longest text of a block, in bytes, that is left out because nothing but links is in it.
const LONGEST_MENU_ENTRY: usize = 60;

/// Deepest nesting that is read. The time to build a tree grows with size times depth, and no page nests like that.
const DEEPEST: usize = 2000;

/// Reads a page. `None` if it nests too deeply.
pub(super) fn read(source: &str) -> Option<Draft> {
    if depth(source) > DEEPEST {
        return None;
    }
    let page = Html::parse_document(source);
    let meta = Head::of(&page);
    let sizes = text_sizes(&page);
    let root = content_root(&page, &sizes);
    let mut out = Page::default();
    let heading_inside = has_heading(root);
    if let Some(title) =
        meta.title.as_deref().filter(|_| !heading_inside && !starts_with_words(root, meta.title.as_deref()))
    {
        out.write(title);
        out.end_block();
    }
    Walk::new(&mut out, &sizes, root).walk(root);
    let (text, diagnostics) = out.finish();
    let title = meta.title.or_else(|| headline(&text));
    Some(Draft { title, date: meta.date, text, diagnostics, ..Draft::default() })
}

/// Writes the text of a piece of HTML (an item of a feed, a block inside Markdown) to `out`.
pub(super) fn write_fragment(source: &str, out: &mut Page) {
    if depth(source) > DEEPEST {
        out.dropped("pieces of HTML that nest too deeply");
        return;
    }
    let fragment = Html::parse_fragment(source);
    let sizes = text_sizes(&fragment);
    let root = fragment.tree.root();
    Walk::new(out, &sizes, root).walk(root);
}

/// The most tags that are open at once, by a look at the source: tags that others close by themselves do not count.
fn depth(source: &str) -> usize {
    const CLOSED_BY_OTHERS: [&str; 24] = [
        "p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "option", "br", "img", "hr", "meta", "link",
        "input", "area", "base", "col", "embed", "param", "source", "track", "wbr",
    ];
    let (mut deepest, mut depth) = (0usize, 0usize);
    for piece in source.split('<').skip(1) {
        if piece.starts_with('/') {
            depth = depth.saturating_sub(1);
            continue;
        }
        let end = piece.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(piece.len());
        if end > 0 && !CLOSED_BY_OTHERS.iter().any(|tag| tag.eq_ignore_ascii_case(&piece[..end])) {
            depth += 1;
            deepest = deepest.max(depth);
        }
    }
    deepest
}

/// Bytes of text below each element, without what is never text.
fn text_sizes(page: &Html) -> HashMap<NodeId, usize> {
    let mut sizes = HashMap::new();
    let mut open: Vec<usize> = Vec::new();
    let mut skipped = 0usize;
    for edge in page.tree.root().traverse() {
        match edge {
            Edge::Open(node) => {
                skipped += usize::from(is_never(node));
                open.push(0);
                if let (Node::Text(text), 0) = (node.value(), skipped)
                    && let Some(size) = open.last_mut()
                {
                    *size += text.trim().len();
                }
            }
            Edge::Close(node) => {
                skipped -= usize::from(is_never(node));
                let size = open.pop().unwrap_or(0);
                if let Some(above) = open.last_mut() {
                    *above += size;
                }
                if !matches!(node.value(), Node::Text(_)) {
                    sizes.insert(node.id(), size);
                }
            }
        }
    }
    sizes
}

fn is_never(node: NodeRef<'_, Node>) -> bool {
    node.value().as_element().is_some_and(|element| NEVER.contains(&element.name()))
}

/// The element that holds the article: the most exact mark-up that covers enough of the page.
fn content_root<'a>(page: &'a Html, sizes: &HashMap<NodeId, usize>) -> NodeRef<'a, Node> {
    let root = page.tree.root();
    let size_of = |id: NodeId| sizes.get(&id).copied().unwrap_or(0);
    let total = size_of(root.id());
    for selector in ["[itemprop=articleBody]", "article", "main, [role=main]"] {
        let Ok(selector) = Selector::parse(selector) else { continue };
        let largest = page.select(&selector).max_by_key(|element| size_of(element.id()));
        if let Some(element) = largest
            && size_of(element.id()) * 5 > total * 2
        {
            return *element;
        }
    }
    root
}

fn has_heading(root: NodeRef<'_, Node>) -> bool {
    root.descendants().any(|node| node.value().as_element().is_some_and(|element| element.name() == "h1"))
}

fn starts_with_words(root: NodeRef<'_, Node>, title: Option<&str>) -> bool {
    let first = root.descendants().filter_map(|node| node.value().as_text()).find(|text| !text.trim().is_empty());
    matches!((first, title), (Some(first), Some(title)) if first.trim().starts_with(title))
}

struct Walk<'a> {
    out: &'a mut Page,
    sizes: &'a HashMap<NodeId, usize>,
    total: usize,
    /// Bytes of the open block that stand in links.
    link_bytes: usize,
    /// For each open row whether it holds data, and how many of its cells were opened.
    rows: Vec<(bool, usize)>,
}

impl<'a> Walk<'a> {
    fn new(out: &'a mut Page, sizes: &'a HashMap<NodeId, usize>, root: NodeRef<'_, Node>) -> Self {
        let total = sizes.get(&root.id()).copied().unwrap_or(0);
        Self { out, sizes, total, link_bytes: 0, rows: Vec::new() }
    }

    /// Writes all text below `root`. Goes without recursion, since pages nest as deep as they like.
    fn walk(&mut self, root: NodeRef<'_, Node>) {
        let mut links = 0usize;
        let mut preformatted = 0usize;
        let mut skip: Option<NodeId> = None;
        for edge in root.traverse() {
            match edge {
                Edge::Open(_) if skip.is_some() => {}
                Edge::Open(node) => match node.value() {
                    Node::Text(text) => self.text(text, links > 0, preformatted > 0),
                    Node::Element(element) => {
                        if node.id() != root.id() && self.is_left_out(node, element) {
                            skip = Some(node.id());
                            continue;
                        }
                        links += usize::from(element.name() == "a");
                        preformatted += usize::from(element.name() == "pre");
                        self.open(node, element);
                    }
                    _ => {}
                },
                Edge::Close(node) => {
                    if let Some(id) = skip {
                        if id == node.id() {
                            skip = None;
                        }
                        continue;
                    }
                    if let Node::Element(element) = node.value() {
                        links -= usize::from(element.name() == "a");
                        preformatted -= usize::from(element.name() == "pre");
                        self.close(element);
                    }
                }
            }
        }
        self.end_block(false);
    }

    fn text(&mut self, text: &str, in_link: bool, preformatted: bool) {
        let before = self.out.block().len();
        if preformatted {
            self.out.write(text);
        } else {
            // Soft hyphens and fillers of zero width are no characters of a word.
            let visible: String =
                text.chars().filter(|c| !matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}' | '\u{34f}')).collect();
            self.out.write_flowing(&visible);
        }
        if in_link {
            self.link_bytes += self.out.block().len() - before;
        }
    }

    fn is_left_out(&mut self, node: NodeRef<'_, Node>, element: &Element) -> bool {
        let name = element.name();
        if NEVER.contains(&name) {
            let what = match name {
                "nav" | "menu" => "menus",
                "footer" | "aside" => "footers and side bars",
                "form" | "button" | "select" | "input" | "textarea" | "dialog" => "forms",
                "figure" | "picture" | "svg" | "canvas" | "video" | "audio" => "figures",
                _ => return true,
            };
            self.out.dropped(what);
            return true;
        }
        let is_hidden = element.attr("hidden").is_some()
            || element.attr("aria-hidden") == Some("true")
            || element.attr("style").is_some_and(|style| {
                let style: String = style.to_ascii_lowercase().split_ascii_whitespace().collect();
                style.contains("display:none") || style.contains("visibility:hidden")
            });
        if is_hidden {
            self.out.dropped("hidden parts");
            return true;
        }
        let is_container =
            matches!(name, "div" | "section" | "header" | "ul" | "ol" | "table" | "td" | "tr" | "p" | "span");
        let is_named =
            is_container && ["class", "id", "role"].iter().filter_map(|key| element.attr(key)).any(is_boilerplate_name);
        let is_small = self.sizes.get(&node.id()).is_none_or(|size| size * BOILERPLATE_SHARE < self.total);
        if is_named && is_small {
            self.out.dropped("menus, banners and the like");
            return true;
        }
        false
    }

    fn open(&mut self, node: NodeRef<'_, Node>, element: &Element) {
        let name = element.name();
        if name == "br" {
            // Two breaks in a row are how newsletters part paragraphs.
            if self.out.block().ends_with('\n') {
                self.end_block(false);
            } else {
                self.out.write("\n");
            }
            return;
        }
        if matches!(name, "td" | "th") {
            match self.rows.last_mut() {
                // Cells of a row of data stay in one line; tables that only lay out a page hold blocks.
                Some((true, cells)) => {
                    *cells += 1;
                    if *cells > 1 {
                        self.out.write("\t");
                    }
                }
                _ => self.end_block(false),
            }
            return;
        }
        if name == "tr" {
            let is_data = is_data_row(node);
            self.rows.push((is_data, 0));
            if is_data {
                self.out.write("\n");
                return;
            }
        }
        if !BLOCKS.contains(&name) {
            return;
        }
        self.end_block(false);
        match name {
            "blockquote" => self.out.open_quotation(),
            "ul" => self.out.open_list(None),
            "ol" => self.out.open_list(Some(element.attr("start").and_then(|n| n.trim().parse().ok()).unwrap_or(1))),
            "li" => self.out.open_item(),
            _ => {}
        }
    }

    fn close(&mut self, element: &Element) {
        let name = element.name();
        if name == "tr" {
            self.rows.pop();
            return;
        }
        if !BLOCKS.contains(&name) {
            return;
        }
        let is_heading = matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
        self.end_block(is_heading);
        if matches!(name, "blockquote" | "ul" | "ol" | "li") {
            self.out.close();
        }
    }

    /// Ends the open block, unless it only invites to click.
    fn end_block(&mut self, is_heading: bool) {
        let block = self.out.block().trim();
        let links = std::mem::take(&mut self.link_bytes);
        if !is_heading && !block.is_empty() {
            if is_boilerplate_line(block) {
                self.out.dropped("lines that invite to click");
                self.out.discard_block();
                return;
            }
            if self.out.in_item() && block.len() <= LONGEST_MENU_ENTRY && links >= block.len() {
                self.out.dropped("list items that are only links");
                self.out.discard_block();
                return;
            }
        }
        self.out.end_block();
    }
}

/// True for a row of several cells none of which holds blocks.
fn is_data_row(row: NodeRef<'_, Node>) -> bool {
    let cells =
        || row.children().filter(|node| node.value().as_element().is_some_and(|e| matches!(e.name(), "td" | "th")));
    cells().nth(1).is_some()
        && cells().all(|cell| {
            !cell.descendants().take(40).any(|node| {
                node.value()
                    .as_element()
                    .is_some_and(|e| matches!(e.name(), "table" | "p" | "ul" | "h1" | "h2" | "h3" | "div"))
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const PAGE: &str = r#"<!doctype html><html><head><title>Dredging agreed | Harbour Post</title>
<meta property="article:published_time" content="2024-05-03T06:00:00Z">
<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"Dredging agreed"}]}</script></head>
<body><header class="site"><a href="/">Harbour Post</a></header><nav><ul><li><a href="/a">Home</a><li><a href="/b">Sea</a></ul></nav>
<div class="cookie-banner"><p>We use cookies.</p></div>
<article><h1>Dredging agreed</h1><p class="byline">By Ola Fenn</p>
<p>The port board <b>agreed</b> on&nbsp;Friday to deepen
the channel. &ldquo;It is time,&rdquo; said its chair.</p>
<ul><li>Cost: 40 million crowns<li>Depth: 14 metres</ul>
<blockquote><p>We asked for this.</p><p>Twice.</p></blockquote>
<table><tr><th>Year</th><th>Ships</th></tr><tr><td>2023</td><td>410</td></tr></table>
<figure><img src=x><figcaption>A dredger</figcaption></figure>
<p>Work starts in May.<br><br>It ends in June.</p><p><a href="/more">Read more</a></p></article>
<div id="sidebar"><p>Other news of the week</p></div><footer>All rights reserved</footer></body></html>"#;

    #[test]
    fn keeps_the_article_and_drops_the_rest() {
        let draft = read(PAGE).unwrap();
        assert_eq!(
            draft.text,
            "Dredging agreed\n\nBy Ola Fenn\n\nThe port board agreed on\u{a0}Friday to deepen the channel. “It is \
             time,” said its chair.\n\n- Cost: 40 million crowns\n- Depth: 14 metres\n\n> We asked for this.\n>\n> \
             Twice.\n\nYear\tShips\n2023\t410\n\nWork starts in May.\n\nIt ends in June.\n"
        );
        assert_eq!(draft.title.as_deref(), Some("Dredging agreed"));
        assert_eq!(draft.date, Some(date(2024, 5, 3)));
        assert!(!draft.diagnostics.is_empty());
    }

    #[test]
    fn reads_newsletters_laid_out_in_tables() {
        let page = "<html><body><table><tr><td><table><tr><td><h2>Sea</h2><p>One ferry.</p></td></tr><tr><td>\
                    <p>Two ferries.</p></td></tr></table></td></tr></table>\
                    <p><a href=u>Unsubscribe</a></p></body></html>";
        assert_eq!(read(page).unwrap().text, "Sea\n\nOne ferry.\n\nTwo ferries.\n");
    }

    #[test]
    fn puts_a_headline_from_outside_of_the_article_in_front() {
        let body = "Long enough to count as the article of this page. ".repeat(3);
        let page = format!("<h1>Quays</h1><article><p>{body}</p></article>");
        assert!(read(&page).unwrap().text.starts_with("Quays\n\nLong"));
    }

    #[test]
    fn takes_dates_from_json_and_time_elements() {
        let json = r#"<script type="application/ld+json">[{"a":{"datePublished":"2020-02-01"}}]</script><p>x</p>"#;
        assert_eq!(read(json).unwrap().date, Some(date(2020, 2, 1)));
        assert_eq!(read("<p>x</p><time datetime='2021-03-04'>4 March</time>").unwrap().date, Some(date(2021, 3, 4)));
    }

    #[test]
    fn deep_and_broken_pages_are_no_problem() {
        let deep = |depth: usize| format!("{}<p>deep", "<div><b>".repeat(depth));
        assert!(read(&deep(900)).unwrap().text.contains("deep"));
        assert!(read(&deep(20_000)).is_none());
        for page in ["", "<", "<p", "</p></div>x", "<table><td>a<ul>b", "<li><li></ul></ul>x"] {
            assert!(read(page).is_some());
        }
    }
}
