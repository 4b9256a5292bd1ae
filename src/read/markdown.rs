//! Markdown (`CommonMark` with tables and footnotes) to the plain text that a reader sees: the layout of [`Page`], table
//! rows as lines of cells with tabs between. Emphasis, links and images leave their words only.

use super::dateline::headline;
use super::front_matter::{self, FrontMatter};
use super::page::Page;
use super::{Draft, html};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Reads a Markdown text with line ends `\n`.
pub(super) fn read(source: &str) -> Draft {
    let (front, body) = front_matter::split(source).unwrap_or_else(|| (FrontMatter::default(), source));
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut renderer = Renderer::default();
    for event in Parser::new_ext(body, options) {
        renderer.take(event);
    }
    let (text, diagnostics) = renderer.page.finish();
    let title = front.title.or(renderer.first_heading).or_else(|| headline(&text));
    Draft { title, date: front.date, text, diagnostics, ..Draft::default() }
}

#[derive(Debug, Default)]
struct Renderer {
    page: Page,
    image_depth: usize,
    cells_in_row: usize,
    first_heading: Option<String>,
    /// Source of the block of HTML that is open.
    html: String,
}

impl Renderer {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.words(&text);
            }
            Event::SoftBreak => self.words(" "),
            Event::HardBreak => self.words("\n"),
            Event::Rule => self.page.end_block(),
            Event::InlineHtml(tag) => {
                if tag.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("<br")) {
                    self.words("\n");
                }
            }
            Event::Html(source) => self.html.push_str(&source),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn words(&mut self, text: &str) {
        if self.image_depth == 0 {
            self.page.write(text);
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Image { .. } => {
                self.image_depth += 1;
                self.page.dropped("images");
            }
            Tag::BlockQuote(_) => self.page.open_quotation(),
            Tag::List(first) => self.page.open_list(*first),
            Tag::Item => self.page.open_item(),
            Tag::Heading { .. }
            | Tag::Paragraph
            | Tag::CodeBlock(_)
            | Tag::Table(_)
            | Tag::HtmlBlock
            | Tag::FootnoteDefinition(_) => self.page.end_block(),
            Tag::TableHead | Tag::TableRow => self.cells_in_row = 0,
            Tag::TableCell => {
                if self.cells_in_row > 0 {
                    self.words("\t");
                }
                self.cells_in_row += 1;
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Image => self.image_depth = self.image_depth.saturating_sub(1),
            TagEnd::BlockQuote(_) | TagEnd::Item | TagEnd::List(_) => self.page.close(),
            TagEnd::Heading(_) => {
                let title = self.page.block().trim();
                if self.first_heading.is_none() && !title.is_empty() {
                    self.first_heading = Some(title.to_owned());
                }
                self.page.end_block();
            }
            TagEnd::TableHead | TagEnd::TableRow => self.words("\n"),
            TagEnd::HtmlBlock => {
                html::write_fragment(&std::mem::take(&mut self.html), &mut self.page);
                self.page.end_block();
            }
            TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::Table | TagEnd::FootnoteDefinition => {
                self.page.end_block();
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(source: &str) -> String {
        read(source).text
    }

    #[test]
    fn keeps_words_and_drops_marks() {
        let source = "# Harbour *news*\n\nThe **quay** at [Elm Point](https://example.org) is\nclosed. See ![map](m.png)`gate 3`.\n";
        assert_eq!(rendered(source), "Harbour news\n\nThe quay at Elm Point is closed. See gate 3.\n");
    }

    #[test]
    fn keeps_bullets_and_their_nesting() {
        let source = "Three things:\n\n* one\n* two\n  wrapped\n  + inner\n\n* three\n\nAfter.\n\n3. c\n4. d\n";
        assert_eq!(
            rendered(source),
            "Three things:\n\n- one\n- two wrapped\n  - inner\n- three\n\nAfter.\n\n3. c\n4. d\n"
        );
    }

    #[test]
    fn keeps_quotations_code_and_tables() {
        let source = "> A.\n> B.\n>\n> C.\n\n```\nx = 1\n  y\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nEnd<br>here.\n\n<div>\n<b>So</b> it is.\n</div>\n";
        assert_eq!(rendered(source), "> A. B.\n>\n> C.\n\nx = 1\n  y\n\na\tb\n1\t2\n\nEnd\nhere.\n\nSo it is.\n");
    }

    #[test]
    fn takes_the_title_from_front_matter_then_heading_then_first_line() {
        assert_eq!(read("---\ntitle: A\n---\n# B\n\nText.").title.as_deref(), Some("A"));
        assert_eq!(read("Lead.\n\n## B\n\nText.").title.as_deref(), Some("B"));
        assert_eq!(read("B\n\nText.").title.as_deref(), Some("B"));
        assert_eq!(read("---\ntitle: A\n---\nText.").text, "Text.\n");
    }

    #[test]
    fn says_what_was_dropped() {
        assert_eq!(read("![a](b) text\n").diagnostics[0].message, "left out images: 1");
    }

    #[test]
    fn deep_nesting_is_no_problem() {
        let source = format!("{} deep", ">".repeat(20_000));
        assert!(rendered(&source).ends_with("deep\n"));
    }
}
