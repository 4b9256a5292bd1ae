//! E-mail messages (RFC 5322 and MIME) and mailboxes.

use super::page::Page;
use super::{Draft, html, plain, reflow};
use crate::diagnostic::Diagnostic;
use jiff::civil::Date;
use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

/// Reads one message: the HTML part where there is one, else the text part; the subject becomes the title.
/// Also gives the message's identifier. `None` if the bytes are no message.
pub(super) fn read(bytes: &[u8]) -> Option<(Draft, Option<String>)> {
    let message = MessageParser::default().parse(bytes)?;
    let (text, mut diagnostics) = body(&message);
    let attachments = message.attachment_count();
    if attachments > 0 {
        diagnostics.push(Diagnostic::note(format!("left out attachments: {attachments}")));
    }
    let title = message.subject().map(|subject| subject.split_whitespace().collect::<Vec<_>>().join(" "));
    let date = message.date().and_then(|date| {
        Date::new(date.year.try_into().ok()?, date.month.try_into().ok()?, date.day.try_into().ok()?).ok()
    });
    let id = message.message_id().map(ToOwned::to_owned);
    Some((Draft { title: title.filter(|title| !title.is_empty()), date, text, diagnostics, ..Draft::default() }, id))
}

fn body(message: &Message<'_>) -> (String, Vec<Diagnostic>) {
    let html = message.html_bodies().find_map(|part| match &part.body {
        PartType::Html(html) => Some(html),
        _ => None,
    });
    if let Some(source) = html {
        let mut page = Page::default();
        html::write_fragment(&plain::normalised(source), &mut page);
        let (text, diagnostics) = page.finish();
        if !text.trim().is_empty() {
            return (text, diagnostics);
        }
    }
    let mut text = String::new();
    let mut diagnostics = Vec::new();
    for part in message.text_bodies() {
        if let PartType::Text(part_text) = &part.body {
            let flows = part
                .content_type()
                .and_then(|kind| kind.attribute("format"))
                .is_some_and(|format| format.eq_ignore_ascii_case("flowed"));
            let part_text = plain::normalised(part_text);
            let part_text = if flows { unflowed(&part_text) } else { reflow::unwrap_lines(&part_text) };
            text.push_str(&part_text);
            if !text.ends_with('\n') {
                text.push('\n');
            }
        }
    }
    if let Some(at) = signature(&text) {
        text.truncate(at);
        diagnostics.push(Diagnostic::note("left out the signature"));
    }
    (text, diagnostics)
}

/// Where the signature begins: behind the last line `-- ` (RFC 3676, section 4.3).
fn signature(text: &str) -> Option<usize> {
    let mut at = 0;
    let mut found = None;
    for line in text.split_inclusive('\n') {
        if line.trim_end_matches('\n') == "-- " {
            found = Some(at);
        }
        at += line.len();
    }
    found
}

/// Lines that end in a space go on in the next (RFC 3676).
fn unflowed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut joins = false;
    for line in text.lines() {
        let content = line.strip_prefix(' ').unwrap_or(line);
        if joins {
            out.push_str(content.trim_start_matches(['>', ' ']));
        } else {
            out.push_str(content);
        }
        joins = line.ends_with(' ') && line != "-- ";
        if !joins {
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn reads_a_text_message() {
        let source = b"From: Ola <ola@example.org>\r\nSubject: =?utf-8?q?Port_caf=C3=A9?=\r\n notes\r\nDate: Fri, 3 May 2024 23:30:00 -0800\r\n\
            Message-ID: <1@example.org>\r\n\r\nThe board met.\r\n\r\n> It is time.\r\n\r\n-- \r\nOla\r\n";
        let (draft, id) = read(source).unwrap();
        assert_eq!(draft.title.as_deref(), Some("Port café notes"));
        assert_eq!(draft.date, Some(date(2024, 5, 3)));
        assert_eq!(draft.text, "The board met.\n\n> It is time.\n\n");
        assert_eq!(id.as_deref(), Some("1@example.org"));
    }

    #[test]
    fn prefers_the_html_part_and_counts_attachments() {
        let source = b"Subject: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\
            Content-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain\n\nPlain.\n--x\n\
            Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n\
            <p>Rich =E2=82=AC5.</p><blockquote>Old.</blockquote>\n--x--\n--m\nContent-Type: application/pdf\n\
            Content-Disposition: attachment; filename=a.pdf\n\nx\n--m--\n";
        let (draft, _) = read(source).unwrap();
        assert_eq!(draft.text, "Rich €5.\n\n> Old.\n");
        assert!(draft.diagnostics.iter().any(|d| d.message == "left out attachments: 1"));
    }

    #[test]
    fn joins_flowed_lines() {
        let source = b"Subject: a\nContent-Type: text/plain; format=flowed\n\nThe board \nmet.\nTwice.\n";
        assert_eq!(read(source).unwrap().0.text, "The board met.\nTwice.\n");
    }
}
