//! PDF: the lines that are painted on the pages, put back into paragraphs. Running heads, page numbers and hyphens at
//! line ends are left out. Columns come in the order in which the file paints them.

use super::reflow::{hyphenated_and_plain, join};
use super::{Draft, Format, ReadError, ReadOptions, dateline, guard, pdf_check};
use crate::diagnostic::Diagnostic;
use jiff::civil::Date;
use pdf_extract::{Document, MediaBox, Object, OutputDev, OutputError, Transform, output_doc};
use std::collections::HashMap;
use std::io;
use std::time::{Duration, Instant};

/// Time beyond the limit after which the reading thread is left to itself.
const GRACE: Duration = Duration::from_secs(5);

/// Reads a file, in a thread of its own and within `options.time`.
///
/// # Errors
/// If it is encrypted, broken, a bomb, without text (a scan) or takes too long.
pub(super) fn read(source_name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Draft, ReadError> {
    let (bytes, time, limit) = (bytes.to_vec(), options.time, options.limit);
    let deadline = Instant::now() + time;
    let outcome = guard::within(time + GRACE, move || lines_of(&bytes, deadline, limit));
    let malformed = |detail: String, hint: &'static str| ReadError::Malformed {
        source_name: source_name.to_owned(),
        format: Format::Pdf,
        detail,
        hint,
    };
    let timed_out = || ReadError::TimedOut { source_name: source_name.to_owned(), seconds: time.as_secs() };
    let content = match outcome {
        guard::Outcome::Done(Ok(content)) => content,
        guard::Outcome::Done(Err(Failure::Time)) | guard::Outcome::TimedOut => return Err(timed_out()),
        guard::Outcome::Done(Err(Failure::Size)) => {
            return Err(ReadError::TooLarge { source_name: source_name.to_owned(), limit: limit >> 20 });
        }
        guard::Outcome::Done(Err(Failure::Encrypted)) => {
            return Err(malformed("it is encrypted".to_owned(), "save a copy without a password"));
        }
        guard::Outcome::Done(Err(Failure::Broken(detail))) => {
            return Err(malformed(
                ReadError::tidy(&detail),
                "open and save it with another program, or convert it to text",
            ));
        }
        guard::Outcome::Panicked => {
            return Err(malformed("the reader failed".to_owned(), "convert it to text with another program"));
        }
    };
    if content.lines.is_empty() {
        return Err(ReadError::NoText {
            source_name: source_name.to_owned(),
            format: Format::Pdf,
            hint: "a scan must go through character recognition first",
        });
    }
    Ok(draft(content))
}

/// What a file holds.
#[derive(Debug, Default)]
struct Content {
    title: Option<String>,
    created: Option<Date>,
    lines: Vec<Line>,
}

/// Why a file was given up.
enum Failure {
    Time,
    Size,
    Encrypted,
    Broken(String),
}

/// One line of print; `y` grows upwards from the foot of the page.
#[derive(Debug, Clone, Default, PartialEq)]
struct Line {
    page: u32,
    left: f64,
    right: f64,
    y: f64,
    size: f64,
    text: String,
}

fn lines_of(bytes: &[u8], deadline: Instant, limit: usize) -> Result<Content, Failure> {
    if !pdf_check::unpacks_within_limits(bytes) {
        return Err(Failure::Size);
    }
    let mut document = Document::load_mem(bytes).map_err(|error| Failure::Broken(error.to_string()))?;
    if document.is_encrypted() && document.decrypt("").is_err() {
        return Err(Failure::Encrypted);
    }
    if !pdf_check::is_well_founded(&document) {
        return Err(Failure::Broken("its parts refer to themselves".to_owned()));
    }
    let mut printer =
        Printer { deadline, limit, written: 0, page: 0, lines: Vec::new(), word_begins: true, right: 0.0 };
    match output_doc(&document, &mut printer) {
        Ok(()) => {}
        Err(OutputError::IoError(error)) if error.kind() == io::ErrorKind::TimedOut => return Err(Failure::Time),
        Err(OutputError::IoError(error)) if error.kind() == io::ErrorKind::FileTooLarge => return Err(Failure::Size),
        Err(error) => return Err(Failure::Broken(error.to_string())),
    }
    let mut lines = printer.lines;
    lines.retain(|line| !line.text.trim().is_empty());
    Ok(Content { title: info(&document, b"Title"), created: created(&document), lines })
}

/// A text of the file's information dictionary.
fn info(document: &Document, key: &[u8]) -> Option<String> {
    let id = document.trailer.get(b"Info").and_then(Object::as_reference).ok()?;
    let bytes = document.get_dictionary(id).ok()?.get(key).and_then(Object::as_str).ok()?;
    let text = match bytes.strip_prefix(b"\xfe\xff") {
        Some(units) => {
            let units: Vec<u16> = units.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        None => String::from_utf8_lossy(bytes).into_owned(),
    };
    let text = text.trim_matches(['\0', ' ']).to_owned();
    // Programs put file names there.
    let is_title = text.contains(' ') && !text.starts_with("Microsoft Word");
    (is_title || key != b"Title").then_some(text).filter(|text| !text.is_empty())
}

/// `D:20240503...` (ISO 32000-1, section 7.9.4).
fn created(document: &Document) -> Option<Date> {
    let text = info(document, b"CreationDate")?;
    let digits = text.strip_prefix("D:")?.get(..8)?;
    let iso = format!("{}-{}-{}", digits.get(..4)?, digits.get(4..6)?, digits.get(6..8)?);
    dateline::date_in_value(&iso)
}

/// Takes characters as they are painted and makes lines of them.
struct Printer {
    deadline: Instant,
    limit: usize,
    written: usize,
    page: u32,
    lines: Vec<Line>,
    word_begins: bool,
    /// Where the last character ends.
    right: f64,
}

impl OutputDev for Printer {
    fn begin_page(&mut self, page: u32, _: &MediaBox, _: Option<(f64, f64, f64, f64)>) -> Result<(), OutputError> {
        self.page = page;
        self.lines.push(Line { page, y: f64::NAN, ..Line::default() });
        self.check_time()
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        place: &Transform,
        width: f64,
        _: f64,
        font_size: f64,
        text: &str,
    ) -> Result<(), OutputError> {
        self.written += text.len();
        if self.written > self.limit {
            return Err(OutputError::IoError(io::ErrorKind::FileTooLarge.into()));
        }
        if self.written.is_multiple_of(1024) {
            self.check_time()?;
        }
        let (x, y) = (place.m31, place.m32);
        let across = font_size * (place.m11 + place.m21);
        let up = font_size * (place.m12 + place.m22);
        let size = (across * up).abs().sqrt();
        let begins = std::mem::take(&mut self.word_begins);
        let Some(line) = self.lines.last_mut() else { return Ok(()) };
        let rise = (y - line.y).abs();
        let is_new = line.y.is_nan() || (begins && (rise > size * 1.5 || (x < self.right && rise > size * 0.5)));
        if is_new {
            self.lines.push(Line { page: self.page, left: x, right: x, y, size, text: text.to_owned() });
        } else {
            if begins && x > self.right + size * 0.1 && !line.text.ends_with(' ') {
                line.text.push(' ');
            }
            line.text.push_str(text);
        }
        self.right = x + width * size;
        if let Some(line) = self.lines.last_mut() {
            line.right = self.right;
        }
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        self.word_begins = true;
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}

impl Printer {
    fn check_time(&self) -> Result<(), OutputError> {
        if Instant::now() > self.deadline {
            return Err(OutputError::IoError(io::ErrorKind::TimedOut.into()));
        }
        Ok(())
    }
}

fn draft(content: Content) -> Draft {
    let Content { title, created, mut lines } = content;
    let mut diagnostics = Vec::new();
    let before = lines.len();
    drop_running_heads(&mut lines);
    if lines.len() < before {
        diagnostics
            .push(Diagnostic::note(format!("left out running heads and page numbers: {}", before - lines.len())));
    }
    let text = paragraphs(&lines);
    let title = title.or_else(|| dateline::headline(&text));
    Draft { title, text, diagnostics, saved: created, ..Draft::default() }
}

/// Lines at the head or foot of several pages that differ in numbers only, and bare page numbers.
fn drop_running_heads(lines: &mut Vec<Line>) {
    let mut edges: Vec<usize> = Vec::new();
    let mut start = 0;
    while start < lines.len() {
        let end =
            lines[start..].iter().position(|line| line.page != lines[start].page).map_or(lines.len(), |n| start + n);
        let mut by_height: Vec<usize> = (start..end).collect();
        by_height.sort_by(|&a, &b| lines[b].y.total_cmp(&lines[a].y));
        let count = by_height.len();
        edges.extend(by_height.iter().enumerate().filter(|(i, _)| *i < 2 || i + 2 >= count).map(|(_, &line)| line));
        start = end;
    }
    let pages = lines.last().map_or(0, |line| line.page);
    let key = |line: &Line| -> String {
        line.text
            .trim()
            .chars()
            .map(|c| if c.is_ascii_digit() { '#' } else { c })
            .collect::<String>()
            .replace("##", "#")
    };
    let mut counts: HashMap<String, usize> = HashMap::new();
    for &edge in &edges {
        *counts.entry(key(&lines[edge])).or_default() += 1;
    }
    let mut dropped = vec![false; lines.len()];
    for &edge in &edges {
        let key = key(&lines[edge]);
        let is_number = key.chars().all(|c| matches!(c, '#' | '-' | '–' | ' ' | '/'));
        dropped[edge] = pages > 1 && (counts.get(&key).is_some_and(|&count| count > 1) || is_number);
    }
    let mut flags = dropped.iter();
    lines.retain(|_| !flags.next().copied().unwrap_or(false));
}

fn paragraphs(lines: &[Line]) -> String {
    let whole: String = lines.iter().flat_map(|line| [line.text.as_str(), " "]).collect();
    let words = hyphenated_and_plain(&whole);
    let step = usual_step(lines);
    let edge = right_edge(lines);
    let mut out = String::new();
    for (i, line) in lines.iter().enumerate() {
        let text = line.text.trim();
        if let Some(before) = i.checked_sub(1).map(|i| &lines[i]) {
            if goes_on(before, line, step, edge) {
                join(&mut out, text, &words);
                continue;
            }
            out.push_str(if is_item(text) && is_item(before.text.trim()) { "\n" } else { "\n\n" });
        }
        out.push_str(text);
    }
    out.push('\n');
    out
}

/// The usual distance between the lines of a paragraph.
fn usual_step(lines: &[Line]) -> f64 {
    let mut steps: Vec<f64> = lines
        .windows(2)
        .filter(|pair| pair[0].page == pair[1].page)
        .map(|pair| pair[0].y - pair[1].y)
        .filter(|step| *step > 0.0)
        .collect();
    steps.sort_by(f64::total_cmp);
    steps.get(steps.len() / 2).copied().unwrap_or(0.0)
}

/// Where full lines end.
fn right_edge(lines: &[Line]) -> f64 {
    let mut ends: Vec<f64> = lines.iter().map(|line| line.right).collect();
    ends.sort_by(f64::total_cmp);
    ends.get(ends.len() * 3 / 4).copied().unwrap_or(0.0)
}

fn goes_on(before: &Line, line: &Line, step: f64, edge: f64) -> bool {
    let (above, text) = (before.text.trim(), line.text.trim());
    if is_item(text) || (before.size - line.size).abs() > line.size * 0.15 {
        return false;
    }
    let ends_sentence = above.trim_end_matches(['"', '”', '’', ')']).ends_with(['.', '!', '?', ':']);
    let step_here = before.y - line.y;
    if before.page != line.page || step_here < 0.0 {
        // Over the end of a page or column only what cannot stand alone goes on.
        return !ends_sentence && text.starts_with(|c: char| c.is_lowercase() || c.is_numeric());
    }
    let is_far = step_here > step * 1.35;
    let is_indented = line.left > before.left + line.size * 0.8;
    let is_short = before.right < edge - (edge - before.left).abs() * 0.25;
    let begins_anew =
        is_far || is_indented && ends_sentence || is_short && (ends_sentence || text.starts_with(char::is_uppercase));
    !begins_anew
}

fn is_item(text: &str) -> bool {
    text.starts_with(['•', '–', '▪', '●', '‣']) || text.starts_with("- ") || text.starts_with("* ")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::io::Write;

    /// A PDF in Helvetica; each page is its lines with left margin and height.
    pub(crate) fn pdf(pages: &[&[(i32, i32, &str)]]) -> Vec<u8> {
        let mut objects = vec![
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            {
                let kids: Vec<String> = (0..pages.len()).map(|i| format!("{} 0 R", 5 + 2 * i)).collect();
                let kids = kids.join(" ");
                format!("<< /Type /Pages /Kids [{kids}] /Count {} /MediaBox [0 0 600 800] >>", pages.len())
            },
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
            "<< /Title (Notes of the board) /CreationDate (D:20240503120000Z) >>".to_owned(),
        ];
        for (i, page) in pages.iter().enumerate() {
            let lines: Vec<String> =
                page.iter().map(|(x, y, text)| format!("BT /F1 10 Tf {x} {y} Td ({text}) Tj ET\n")).collect();
            let content = lines.concat();
            objects.push(format!(
                "<< /Type /Page /Parent 2 0 R /Contents {} 0 R /Resources << /Font << /F1 3 0 R >> >> >>",
                6 + 2 * i
            ));
            objects.push(format!("<< /Length {} >>\nstream\n{content}endstream", content.len()));
        }
        file_of(&objects)
    }

    /// A file of the given objects, the first of which is the catalog and the fourth the information dictionary.
    pub(crate) fn file_of(objects: &[String]) -> Vec<u8> {
        let mut out = b"%PDF-1.4\n".to_vec();
        let mut places = Vec::new();
        for (i, object) in objects.iter().enumerate() {
            places.push(out.len());
            write!(out, "{} 0 obj\n{object}\nendobj\n", i + 1).unwrap();
        }
        let table = out.len();
        write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
        for place in places {
            writeln!(out, "{place:010} 00000 n ").unwrap();
        }
        let size = objects.len() + 1;
        write!(out, "trailer\n<< /Size {size} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{table}\n%%EOF\n").unwrap();
        out
    }

    fn read_default(bytes: &[u8]) -> Result<Draft, ReadError> {
        read("a.pdf", bytes, &ReadOptions::default())
    }

    #[test]
    fn reads_paragraphs_over_lines_and_pages() {
        let first: &[(i32, i32, &str)] = &[
            (50, 780, "Harbour board"),
            (50, 700, "The board of the harbour met on Friday and agreed that the second break-"),
            (50, 688, "water should be built before the winter, as the engineers had asked it to"),
            (50, 676, "do."),
            (50, 640, "A second paragraph tells of the costs, which the board put at about forty"),
            (300, 20, "1"),
        ];
        let second: &[(i32, i32, &str)] = &[
            (50, 780, "Harbour board"),
            (50, 700, "million crowns."),
            (50, 660, "- one"),
            (50, 648, "- two"),
            (300, 20, "2"),
        ];
        let draft = read_default(&pdf(&[first, second])).unwrap();
        assert_eq!(
            draft.text,
            "The board of the harbour met on Friday and agreed that the second breakwater should be built before the \
             winter, as the engineers had asked it to do.\n\nA second paragraph tells of the costs, which the board put \
             at about forty million crowns.\n\n- one\n- two\n"
        );
        assert_eq!(draft.title.as_deref(), Some("Notes of the board"));
        assert_eq!(draft.saved, Some(jiff::civil::date(2024, 5, 3)));
        assert_eq!(draft.diagnostics[0].message, "left out running heads and page numbers: 4");
    }

    #[test]
    fn says_what_is_wrong_with_a_file() {
        assert!(matches!(read_default(&pdf(&[&[]])), Err(ReadError::NoText { .. })));
        let whole = pdf(&[&[(50, 700, "Text.")]]);
        for end in [20, 60, 200, 400, whole.len() - 30] {
            let _ = read_default(&whole[..end]);
        }
        assert!(matches!(read_default(b"%PDF-1.4\n"), Err(ReadError::Malformed { .. })));
    }

    #[test]
    fn refuses_files_that_refer_to_themselves() {
        let stream = "stream\n/X Do\nendstream";
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 600 800] >>",
            "<< /Type /Page /Parent 2 0 R /Contents 5 0 R /Resources << /XObject << /X 6 0 R >> >> >>",
            "<< >>",
            &format!("<< /Length 5 >>\n{stream}"),
            &format!("<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 5 /Resources << /XObject << /X 6 0 R >> >> >>\n{stream}"),
        ]
        .map(str::to_owned);
        let error = read_default(&file_of(&objects)).unwrap_err();
        assert!(error.to_string().contains("themselves"), "{error}");
        let parents = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Parent 2 0 R /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R >>",
            "<< >>",
        ]
        .map(str::to_owned);
        assert!(read_default(&file_of(&parents)).is_err());
    }
}
