//! Plain text built block by block: what every reader of marked-up text writes to.

use crate::diagnostic::Diagnostic;

/// A container that every line inside of it shows at its beginning.
#[derive(Debug)]
enum Container {
    /// A block quotation: `> ` before each line.
    Quotation,
    /// A list; numbered from `next` where that is given.
    List { next: Option<u64> },
    /// A list item: the marker is written once, before the item's first line.
    Item { marker: Option<String>, width: usize },
}

/// Deepest nesting that shows in the text; deeper containers leave their words only.
const MAX_DEPTH: usize = 32;

/// A text under construction: paragraphs and headings are lines with a blank line between them, list items begin
/// with `- ` or their number, block quotations with `> `.
#[derive(Debug, Default)]
pub(super) struct Page {
    out: String,
    /// Text of the block that is open.
    block: String,
    containers: Vec<Container>,
    /// Whether a blank line comes before the next block.
    gap: bool,
    /// Containers that hold both the last block and the next.
    shared: usize,
    /// What was left out, with how often.
    dropped: Vec<(&'static str, usize)>,
}

impl Page {
    /// Adds to the open block as it is.
    pub(super) fn write(&mut self, text: &str) {
        self.block.push_str(text);
    }

    /// Adds to the open block with each run of ASCII white space as one space.
    pub(super) fn write_flowing(&mut self, text: &str) {
        for part in text.split_inclusive(|c: char| c.is_ascii_whitespace()) {
            let word = part.trim_end_matches(|c: char| c.is_ascii_whitespace());
            self.block.push_str(word);
            if word.len() < part.len() && !self.block.is_empty() && !self.block.ends_with([' ', '\n', '\t']) {
                self.block.push(' ');
            }
        }
    }

    /// Text of the open block.
    pub(super) fn block(&self) -> &str {
        &self.block
    }

    /// Forgets the open block.
    pub(super) fn discard_block(&mut self) {
        self.block.clear();
    }

    pub(super) fn open_quotation(&mut self) {
        self.end_block();
        self.containers.push(Container::Quotation);
    }

    /// Opens a list; `first` is its first number, if it is numbered.
    pub(super) fn open_list(&mut self, first: Option<u64>) {
        self.end_block();
        self.gap &= !self.in_item();
        self.containers.push(Container::List { next: first });
    }

    pub(super) fn open_item(&mut self) {
        self.end_block();
        let marker = match self.containers.last_mut() {
            Some(Container::List { next: Some(number) }) => {
                let marker = format!("{number}. ");
                *number = number.saturating_add(1);
                marker
            }
            _ => "- ".to_owned(),
        };
        let width = marker.len();
        self.containers.push(Container::Item { marker: Some(marker), width });
    }

    /// Closes the innermost container.
    pub(super) fn close(&mut self) {
        self.end_block();
        match self.containers.pop() {
            Some(Container::Item { .. }) => self.gap = false,
            Some(Container::List { .. }) => self.gap = !self.in_item(),
            _ => {}
        }
        self.shared = self.shared.min(self.containers.len());
    }

    pub(super) fn in_item(&self) -> bool {
        self.containers.iter().any(|container| matches!(container, Container::Item { .. }))
    }

    /// Writes the open block, each line behind the signs of its containers.
    pub(super) fn end_block(&mut self) {
        let block = std::mem::take(&mut self.block);
        let block = block.trim_matches('\n').trim_end();
        if block.trim().is_empty() {
            return;
        }
        if self.gap && !self.out.is_empty() {
            let signs = self.signs(self.shared, false);
            self.out.push_str(signs.trim_end());
            self.out.push('\n');
        }
        for line in block.lines() {
            let signs = self.signs(MAX_DEPTH, true);
            self.out.push_str(&signs);
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
        self.gap = true;
        self.shared = self.containers.len();
    }

    /// What the outer `depth` containers put before a line: `> ` for quotations, a marker or its width for list items.
    fn signs(&mut self, depth: usize, take_markers: bool) -> String {
        let mut signs = String::new();
        for container in self.containers.iter_mut().take(depth.min(MAX_DEPTH)) {
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

    /// Counts something that was left out; `what` is a plural.
    pub(super) fn dropped(&mut self, what: &'static str) {
        match self.dropped.iter_mut().find(|(known, _)| *known == what) {
            Some((_, count)) => *count += 1,
            None => self.dropped.push((what, 1)),
        }
    }

    /// The text, and notes on what was left out.
    pub(super) fn finish(mut self) -> (String, Vec<Diagnostic>) {
        self.end_block();
        let notes = self.dropped.iter().map(|(what, count)| Diagnostic::note(format!("left out {what}: {count}")));
        (self.out, notes.collect())
    }
}
