//! Markdown (CommonMark with tables and footnotes) to the plain text that a reader sees.
//!
//! Headings and paragraphs are lines of their own with a blank line between them, list items begin with `- `
//! or their number, block quotations with `> `, table rows are lines of cells with tabs between. Emphasis, links
//! and images leave their words only.

use super::Draft;
use super::dateline::headline;
use super::front_matter::{self, FrontMatter};
use crate::diagnostic::Diagnostic;
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
    renderer.end_block();
    let title = front.title.or(renderer.first_heading.take()).or_else(|| headline(&renderer.out));
    let diagnostics = renderer.remarks();
    Draft { title, date: front.date, text: renderer.out, diagnostics }
}

/// A container that every line inside of it shows at its beginning.
#[derive(Debug)]
enum Container {
    Quotation,
    List {
        next: Option<u64>,
    },
    /// The marker is written once, before the item's first line.
    Item {
        marker: Option<String>,
        width: usize,
    },
}

/// Deepest nesting that shows in the text; deeper containers leave their words only.
const MAX_DEPTH: usize = 32;

#[derive(Debug, Default)]
struct Renderer {
    out: String,
    /// Text of the block that is open.
    block: String,
    containers: Vec<Container>,
    /// Whether a blank line comes before the next block.
    gap: bool,
    image_depth: usize,
    cells_in_row: usize,
    heading: bool,
    first_heading: Option<String>,
    images: usize,
    html: usize,
}

impl Renderer {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.words(&text)
            }
            Event::SoftBreak => self.words(" "),
            Event::HardBreak => self.words("\n"),
            Event::Rule => self.end_block(),
            Event::InlineHtml(tag) => {
                if tag.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("<br")) {
                    self.words("\n");
                }
            }
            Event::Html(_) => self.html += 1,
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn words(&mut self, text: &str) {
        if self.image_depth == 0 {
            self.block.push_str(text);
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Image { .. } => {
                self.image_depth += 1;
                self.images += 1;
            }
            Tag::BlockQuote(_) => {
                self.end_block();
                self.containers.push(Container::Quotation);
            }
            Tag::List(first) => {
                self.end_block();
                self.gap &= !self.in_item();
                self.containers.push(Container::List { next: first });
            }
            Tag::Item => {
                let marker = match self.containers.last_mut() {
                    Some(Container::List { next: Some(number) }) => {
                        let marker = format!("{number}. ");
                        *number += 1;
                        marker
                    }
                    _ => "- ".to_owned(),
                };
                let width = marker.len();
                self.containers.push(Container::Item { marker: Some(marker), width });
            }
            Tag::Heading { .. } => {
                self.end_block();
                self.heading = true;
            }
            Tag::Paragraph | Tag::CodeBlock(_) | Tag::Table(_) | Tag::HtmlBlock | Tag::FootnoteDefinition(_) => {
                self.end_block();
            }
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
            TagEnd::BlockQuote(_) => {
                self.end_block();
                self.containers.pop();
            }
            TagEnd::Item => {
                self.end_block();
                self.containers.pop();
                self.gap = false;
            }
            TagEnd::List(_) => {
                self.end_block();
                self.containers.pop();
                self.gap = !self.in_item();
            }
            TagEnd::Heading(_) => {
                if self.first_heading.is_none() {
                    self.first_heading = Some(self.block.trim().to_owned()).filter(|title| !title.is_empty());
                }
                self.end_block();
                self.heading = false;
            }
            TagEnd::TableHead | TagEnd::TableRow => self.words("\n"),
            TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::Table | TagEnd::HtmlBlock | TagEnd::FootnoteDefinition => {
                self.end_block();
            }
            _ => {}
        }
    }

    fn in_item(&self) -> bool {
        self.containers.iter().any(|container| matches!(container, Container::Item { .. }))
    }

    /// Writes the open block, each line behind the signs of its containers.
    fn end_block(&mut self) {
        let block = std::mem::take(&mut self.block);
        let block = block.trim_matches('\n').trim_end();
        if block.trim().is_empty() {
            return;
        }
        if self.gap && !self.out.is_empty() {
            let signs = self.signs(false);
            self.out.push_str(signs.trim_end());
            self.out.push('\n');
        }
        for line in block.lines() {
            let signs = self.signs(true);
            let line = if self.heading { line.trim() } else { line.trim_end() };
            self.out.push_str(&signs);
            self.out.push_str(line);
            self.out.push('\n');
        }
        self.gap = true;
    }

    /// What stands before the next line: `> ` for quotations, a marker or its width for list items.
    fn signs(&mut self, take_markers: bool) -> String {
        let mut signs = String::new();
        for container in self.containers.iter_mut().take(MAX_DEPTH) {
            match container {
                Container::Quotation => signs.push_str("> "),
                Container::List { .. } => {}
                Container::Item { marker, width } => match marker.take_if(|_| take_markers) {
                    Some(marker) => signs.push_str(&marker),
                    None => signs.extend(std::iter::repeat_n(' ', *width)),
                },
            }
        }
        signs
    }

    fn remarks(&self) -> Vec<Diagnostic> {
        let mut remarks = Vec::new();
        if self.images > 0 {
            remarks.push(Diagnostic::note(format!("dropped {} image(s)", self.images)));
        }
        if self.html > 0 {
            remarks.push(Diagnostic::note(format!("dropped {} line(s) of HTML inside Markdown", self.html)));
        }
        remarks
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
        let source = "> A.\n> B.\n>\n> C.\n\n```\nx = 1\n  y\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nEnd<br>here.\n\n<div>\n</div>\n";
        assert_eq!(rendered(source), "> A. B.\n>\n> C.\n\nx = 1\n  y\n\na\tb\n1\t2\n\nEnd\nhere.\n");
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
        let draft = read("![a](b) text\n\n<div>\nx\n</div>\n");
        assert_eq!(draft.diagnostics.len(), 2);
    }

    #[test]
    fn deep_nesting_is_no_problem() {
        let source = format!("{} deep", ">".repeat(20_000));
        assert!(rendered(&source).ends_with("deep\n"));
    }
}
