//! DOCX (Office Open XML, ECMA-376): the paragraphs, lists and tables of `word/document.xml`.

use super::page::Page;
use super::{Draft, dateline};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// The main part of a text.
const DOCUMENT: &str = "word/document.xml";
/// Title and dates.
const PROPERTIES: &str = "docProps/core.xml";

/// True if the archive `bytes` is a Word text.
pub(super) fn is_docx(bytes: &[u8]) -> bool {
    ZipArchive::new(Cursor::new(bytes)).is_ok_and(|archive| archive.index_for_name(DOCUMENT).is_some())
}

/// Reads a text whose parts unpack to `limit` bytes at most.
///
/// # Errors
/// What is wrong with the file; `Ok(None)` if it unpacks to more than `limit`.
pub(super) fn read(bytes: &[u8], limit: usize) -> Result<Option<Draft>, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let Some(source) = part(&mut archive, DOCUMENT, limit)? else { return Ok(None) };
    let mut body = Body::default();
    body.read(&source)?;
    let (text, diagnostics) = body.page.finish();
    let properties = part(&mut archive, PROPERTIES, 1 << 20).ok().flatten().unwrap_or_default();
    let properties = Properties::of(&properties);
    let title = body.title.or(properties.title).or_else(|| dateline::headline(&text));
    Ok(Some(Draft { title, text, diagnostics, saved: properties.created, ..Draft::default() }))
}

/// One part of the archive as text; `None` if it is larger than `limit`.
fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str, limit: usize) -> Result<Option<String>, String> {
    let file = archive.by_name(name).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    file.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() > limit {
        return Ok(None);
    }
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

/// The text of the main part.
#[derive(Default)]
struct Body {
    page: Page,
    title: Option<String>,
    /// Depth of elements whose text is not part of the page: deletions, fall-backs, field codes.
    skipped: usize,
    in_text: bool,
    style: Style,
    table_depth: usize,
    cells_in_row: usize,
    in_cell: bool,
    in_list: bool,
}

/// How a paragraph looks.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Style {
    #[default]
    Plain,
    Title,
    Item,
    Quotation,
}

impl Body {
    fn read(&mut self, source: &str) -> Result<(), String> {
        let mut reader = Reader::from_str(source);
        reader.config_mut().check_end_names = false;
        loop {
            match reader.read_event().map_err(|error| error.to_string())? {
                Event::Start(element) => self.start(&element, false),
                Event::Empty(element) => self.start(&element, true),
                Event::End(element) => self.end(element.local_name().as_ref()),
                Event::Text(text) if self.in_text && self.skipped == 0 => self.page.write(&text.xml10_content()),
                Event::GeneralRef(reference) if self.in_text && self.skipped == 0 => {
                    if let Ok(Some(c)) = reference.resolve_char_ref() {
                        self.page.write(c.encode_utf8(&mut [0; 4]));
                    } else if let Some(text) = quick_xml::escape::resolve_predefined_entity(&reference.xml10_content())
                    {
                        self.page.write(text);
                    }
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn start(&mut self, element: &BytesStart<'_>, is_empty: bool) {
        let name = element.local_name();
        let name: &str = name.as_ref();
        if is_skipped(name) {
            if !is_empty {
                self.skipped += 1;
            }
            if name == "del" {
                self.page.dropped("deleted passages");
            }
            return;
        }
        if self.skipped > 0 {
            return;
        }
        match name {
            "p" if self.in_cell && !self.page.block().is_empty() && !self.page.block().ends_with(['\t', '\n', ' ']) => {
                self.page.write(" ");
            }
            "p" if !is_empty && !self.in_cell => {
                self.page.end_block();
                self.style = Style::Plain;
            }
            "pStyle" => self.style = style_of(&value(element)),
            "numPr" if self.style == Style::Plain => self.style = Style::Item,
            "t" => self.in_text = !is_empty,
            "tab" if !self.in_text => self.page.write(if self.in_cell { " " } else { "\t" }),
            "br" | "cr" => self.page.write(if self.in_cell { " " } else { "\n" }),
            "noBreakHyphen" => self.page.write("-"),
            "tbl" => {
                if self.table_depth == 0 {
                    self.page.end_block();
                    self.end_list();
                }
                self.table_depth += 1;
            }
            "tr" if self.table_depth == 1 => self.cells_in_row = 0,
            "tc" if self.table_depth == 1 => {
                if self.cells_in_row > 0 {
                    self.page.write("\t");
                }
                self.cells_in_row += 1;
                self.in_cell = true;
            }
            "drawing" | "pict" | "object" => self.page.dropped("pictures and objects"),
            "footnoteReference" | "endnoteReference" => self.page.dropped("footnotes"),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if is_skipped(name) {
            self.skipped = self.skipped.saturating_sub(1);
            return;
        }
        if self.skipped > 0 {
            return;
        }
        match name {
            "t" => self.in_text = false,
            "p" if !self.in_cell => self.end_paragraph(),
            "tr" if self.table_depth == 1 => self.page.write("\n"),
            "tc" if self.table_depth == 1 => self.in_cell = false,
            "tbl" => {
                self.table_depth = self.table_depth.saturating_sub(1);
                if self.table_depth == 0 {
                    self.in_cell = false;
                    self.page.end_block();
                }
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let text = self.page.block().to_owned();
        if text.trim().is_empty() {
            self.page.discard_block();
            return;
        }
        if self.style == Style::Title && self.title.is_none() {
            self.title = Some(text.trim().to_owned());
        }
        if self.style == Style::Item {
            self.page.discard_block();
            if !self.in_list {
                self.page.open_list(None);
                self.in_list = true;
            }
            self.page.open_item();
            self.page.write(&text);
            self.page.close();
            return;
        }
        self.page.discard_block();
        self.end_list();
        if self.style == Style::Quotation {
            self.page.open_quotation();
            self.page.write(&text);
            self.page.close();
        } else {
            self.page.write(&text);
            self.page.end_block();
        }
    }

    fn end_list(&mut self) {
        if std::mem::take(&mut self.in_list) {
            self.page.close();
        }
    }
}

fn is_skipped(name: &str) -> bool {
    matches!(name, "del" | "Fallback" | "instrText" | "delText" | "moveFrom")
}

fn style_of(name: &str) -> Style {
    let name = name.to_ascii_lowercase();
    match name.as_str() {
        "title" | "heading1" => Style::Title,
        name if name.starts_with("list") => Style::Item,
        name if name.contains("quote") => Style::Quotation,
        _ => Style::Plain,
    }
}

fn value(element: &BytesStart<'_>) -> String {
    let attribute = element.attributes().flatten().find(|attribute| attribute.key.local_name().as_ref() == "val");
    attribute.map(|attribute| attribute.value.clone().into_owned()).unwrap_or_default()
}

/// What `docProps/core.xml` says.
#[derive(Default)]
struct Properties {
    title: Option<String>,
    created: Option<jiff::civil::Date>,
}

impl Properties {
    fn of(source: &str) -> Self {
        let mut found = Self::default();
        let mut reader = Reader::from_str(source);
        let mut open = String::new();
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(element) => element.local_name().as_ref().clone_into(&mut open),
                Event::End(_) => open.clear(),
                Event::Text(text) => {
                    let text = text.xml10_content();
                    match open.as_str() {
                        "title" if !text.trim().is_empty() => found.title = Some(text.trim().to_owned()),
                        "created" => found.created = dateline::date_in_value(&text),
                        _ => {}
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        found
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use jiff::civil::date;
    use std::io::Write;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    /// A DOCX with the given body.
    pub(crate) fn docx(body: &str) -> Vec<u8> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default();
        archive.start_file(DOCUMENT, options).unwrap();
        write!(archive, "<?xml version='1.0'?><w:document xmlns:w='w'><w:body>{body}</w:body></w:document>").unwrap();
        archive.start_file(PROPERTIES, options).unwrap();
        write!(
            archive,
            "<c:p xmlns:c='c'><dc:title>Core</dc:title><dcterms:created>2024-05-03T10:00:00Z</dcterms:created></c:p>"
        )
        .unwrap();
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn reads_paragraphs_lists_quotations_and_tables() {
        let p = |style: &str, text: &str| format!("<w:p><w:pPr>{style}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>");
        let body = [
            p("<w:pStyle w:val='Title'/>", "Quays &amp; docks"),
            p("", "The board</w:t></w:r><w:del><w:r><w:delText>never</w:delText></w:r></w:del><w:r><w:t xml:space='preserve'> met."),
            p("<w:numPr/>", "one"),
            p("<w:pStyle w:val='ListBullet'/>", "two"),
            p("<w:pStyle w:val='IntenseQuote'/>", "It is time."),
            "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
                .to_owned(),
            p("", "End&#8217;s end."),
        ]
        .concat();
        let draft = read(&docx(&body), 1 << 20).unwrap().unwrap();
        assert_eq!(
            draft.text,
            "Quays & docks\n\nThe board met.\n\n- one\n- two\n\n> It is time.\n\na\tb\n\nEnd’s end.\n"
        );
        assert_eq!(draft.title.as_deref(), Some("Quays & docks"));
        assert_eq!(draft.saved, Some(date(2024, 5, 3)));
    }

    #[test]
    fn refuses_bombs_and_broken_files() {
        let bomb = docx(&"<w:p/>".repeat(300_000));
        assert!(bomb.len() < 50_000);
        assert!(read(&bomb, 1 << 20).unwrap().is_none());
        let whole = docx("<w:p/>");
        assert!(read(&whole[..whole.len() / 2], 1 << 20).is_err());
        assert!(!is_docx(b"PK\x03\x04"));
    }
}
