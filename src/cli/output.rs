//! What people see: colours where they are wanted, and tables that fit the terminal.

use std::io::{self, IsTerminal, Write};
use textwrap::core::display_width;

/// Width where there is no terminal to ask.
const DEFAULT_WIDTH: usize = 100;

/// Colours, or none: `NO_COLOR` (<https://no-color.org>), pipes and dumb terminals get plain text.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    colours: bool,
}

impl Style {
    /// For standard output.
    pub fn stdout() -> Self {
        Self { colours: wanted(io::stdout().is_terminal()) }
    }

    /// For standard error.
    pub fn stderr() -> Self {
        Self { colours: wanted(io::stderr().is_terminal()) }
    }

    /// True if colours are used.
    pub fn colours(self) -> bool {
        self.colours
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.colours && !text.is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    /// For headings.
    pub fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    /// For what may be overlooked.
    pub fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }

    /// For errors.
    pub fn red(self, text: &str) -> String {
        self.paint("1;31", text)
    }

    /// For what went well.
    pub fn green(self, text: &str) -> String {
        self.paint("32", text)
    }

    /// For warnings and for the words that carry a fact.
    pub fn yellow(self, text: &str) -> String {
        self.paint("33", text)
    }

    /// For names.
    pub fn cyan(self, text: &str) -> String {
        self.paint("36", text)
    }

    /// A message whose lines `hint: ...` stand out.
    pub fn hints(self, text: &str) -> String {
        let mut lines = text.lines();
        let mut out = lines.next().unwrap_or_default().to_owned();
        for line in lines {
            let line = match line.strip_prefix("hint:") {
                Some(rest) => format!("{}{rest}", self.cyan("hint:")),
                None => line.to_owned(),
            };
            out.push_str("\n  ");
            out.push_str(&line);
        }
        out
    }
}

fn wanted(terminal: bool) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    terminal && !set("NO_COLOR") && std::env::var("TERM").map_or(true, |term| term != "dumb")
}

/// Columns of the terminal; `COLUMNS` has the last word.
pub fn width() -> usize {
    let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    asked
        .or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)))
        .unwrap_or(DEFAULT_WIDTH)
        .max(20)
}

/// Rows under headings, aligned, each cell wrapped in its column.
#[derive(Debug, Default)]
pub struct Table {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
    right: Vec<bool>,
}

/// Space between two columns.
const GAP: usize = 2;
/// No column is made narrower than this by its neighbours.
const MIN_COLUMN: usize = 8;

impl Table {
    /// A table without rows.
    pub fn new(headings: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let headings: Vec<String> = headings.into_iter().map(Into::into).collect();
        Self { right: vec![false; headings.len()], headings, rows: Vec::new() }
    }

    /// The same table with the column `index` of figures, set to the right.
    pub fn right(mut self, index: usize) -> Self {
        self.right[index] = true;
        self
    }

    /// Adds a row.
    pub fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    /// True if there is no row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Drops columns that are empty in all rows.
    pub fn drop_empty_columns(&mut self) {
        let keep: Vec<bool> =
            (0..self.headings.len()).map(|c| self.rows.iter().any(|row| !row[c].is_empty())).collect();
        let filter = |row: &mut Vec<String>| {
            let mut keep = keep.iter();
            row.retain(|_| keep.next().copied().unwrap_or(true));
        };
        filter(&mut self.headings);
        self.rows.iter_mut().for_each(filter);
        let mut kept = keep.iter();
        self.right.retain(|_| kept.next().copied().unwrap_or(true));
    }

    /// Writes the table, `width` columns wide at most.
    pub fn write(&self, out: &mut impl Write, style: Style, width: usize) -> io::Result<()> {
        let widths = self.widths(width);
        self.write_row(out, &self.headings, &widths, |text| style.bold(text))?;
        let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
        writeln!(out, "{}", style.dim(&rule.join(&" ".repeat(GAP))))?;
        for row in &self.rows {
            self.write_row(out, row, &widths, str::to_owned)?;
        }
        Ok(())
    }

    fn write_row(
        &self,
        out: &mut impl Write,
        row: &[String],
        widths: &[usize],
        paint: impl Fn(&str) -> String,
    ) -> io::Result<()> {
        let cells: Vec<Vec<String>> = row.iter().zip(widths).map(|(cell, width)| wrap(cell, *width)).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
        for line in 0..height {
            let mut text = String::new();
            for (column, (cell, width)) in cells.iter().zip(widths).enumerate() {
                let part = cell.get(line).map_or("", String::as_str);
                let pad = " ".repeat(width.saturating_sub(display_width(part)));
                if column > 0 {
                    text.push_str(&" ".repeat(GAP));
                }
                if self.right[column] {
                    text.push_str(&pad);
                    text.push_str(&paint(part));
                } else {
                    text.push_str(&paint(part));
                    text.push_str(&pad);
                }
            }
            writeln!(out, "{}", text.trim_end())?;
        }
        Ok(())
    }

    /// The natural widths where they fit, or else the widest columns made narrower until they do.
    fn widths(&self, width: usize) -> Vec<usize> {
        let mut widths: Vec<usize> = (0..self.headings.len())
            .map(|column| {
                let cells = self.rows.iter().map(|row| row[column].as_str());
                let lines = cells.chain([self.headings[column].as_str()]).flat_map(str::lines);
                lines.map(display_width).max().unwrap_or(0)
            })
            .collect();
        let room = width.saturating_sub(GAP * widths.len().saturating_sub(1));
        let total: usize = widths.iter().sum();
        if total <= room {
            return widths;
        }
        // The limit that all columns share if each may have what it needs up to it.
        let mut limit = widths.iter().copied().max().unwrap_or(0);
        while limit > MIN_COLUMN && widths.iter().map(|w| (*w).min(limit)).sum::<usize>() > room {
            limit -= 1;
        }
        let mut spare = room.saturating_sub(widths.iter().map(|w| (*w).min(limit)).sum());
        for column in &mut widths {
            if *column > limit {
                let more = usize::from(spare > 0);
                *column = limit + more;
                spare -= more;
            }
        }
        widths
    }
}

/// The lines of a cell in a column of `width`.
fn wrap(text: &str, width: usize) -> Vec<String> {
    if display_width(text) <= width && !text.contains('\n') {
        return vec![text.to_owned()];
    }
    let options = textwrap::Options::new(width.max(1)).break_words(true);
    text.lines().flat_map(|line| textwrap::wrap(line, &options)).map(std::borrow::Cow::into_owned).collect()
}

/// A number with thin groups of thousands: `12 345`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// `1 document`, `2 documents`.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn render(table: &Table, width: usize) -> String {
        let mut out = Vec::new();
        table.write(&mut out, Style { colours: false }, width).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn wraps_wide_cells_and_aligns_wide_characters() {
        let mut table = Table::new(["who", "what"]);
        table.push(vec!["北京市".into(), "a long proposal that does not fit".into()]);
        table.push(vec!["Ada".into(), "short".into()]);
        let text = render(&table, 28);
        assert!(text.lines().all(|line| display_width(line) <= 28), "{text}");
        assert!(text.contains("Ada     short"), "{text}");
    }

    #[test]
    fn drops_columns_without_content() {
        let mut table = Table::new(["a", "b"]);
        table.push(vec![String::new(), "x".into()]);
        table.drop_empty_columns();
        assert_eq!(render(&table, 80), "b\n─\nx\n");
    }

    #[test]
    fn groups_thousands() {
        assert_eq!(grouped(1_234_567), "1 234 567");
        assert_eq!(counted(1, "fact", "facts"), "1 fact");
    }
}
