//! A gazetteer as CSV: a row a thing, with the columns `name`, `type`, `aliases` (with `|` between) and `iri`.

use super::{Entry, Slip};
use crate::language::NameKind;
use csv::{ReaderBuilder, StringRecord, Trim};

/// Where each column stands.
struct Columns {
    name: usize,
    kind: usize,
    aliases: Option<usize>,
    iri: Option<usize>,
}

impl Columns {
    fn of(header: &StringRecord) -> Result<Self, Slip> {
        let place = |wanted: &str| header.iter().position(|column| column.eq_ignore_ascii_case(wanted));
        let needed = |wanted: &str| {
            place(wanted).ok_or_else(|| Slip::at(1, format!("the column `{wanted}` is missing in the header")))
        };
        Ok(Self { name: needed("name")?, kind: needed("type")?, aliases: place("aliases"), iri: place("iri") })
    }
}

/// The rows of a table.
///
/// # Errors
/// When the table or a row is not as it should be; the slip tells the line.
pub fn entries(text: &str) -> Result<Vec<Entry>, Slip> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = ReaderBuilder::new().trim(Trim::All).from_reader(text.as_bytes());
    let columns = Columns::of(&reader.headers().map_err(|error| broken(&error))?.clone())?;
    reader
        .records()
        .map(|row| {
            let row = row.map_err(|error| broken(&error))?;
            entry(&row, &columns).map_err(|reason| Slip { line: row.position().map(|at| line(text, at)), reason })
        })
        .collect()
}

/// The line of a row; the reader counts empty lines in front of it to the row.
fn line(text: &str, at: &csv::Position) -> u64 {
    let rest = text.as_bytes().get(at.byte() as usize..).unwrap_or_default();
    at.line()
        + rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n').count() as u64
}

fn broken(error: &csv::Error) -> Slip {
    let line = error.position().map(csv::Position::line);
    let reason = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{len} columns where the header has {expected_len}")
        }
        _ => error.to_string(),
    };
    Slip { line, reason }
}

fn entry(row: &StringRecord, columns: &Columns) -> Result<Entry, String> {
    let cell = |place: usize| row.get(place).unwrap_or_default();
    let name = cell(columns.name);
    if !name.contains(char::is_alphanumeric) {
        return Err("the name is empty".to_owned());
    }
    let kind = kind(cell(columns.kind)).ok_or_else(|| {
        let known: Vec<String> = NameKind::ALL.iter().map(|kind| kind.as_str().to_lowercase()).collect();
        format!("the type `{}` is none of {}", cell(columns.kind), known.join(", "))
    })?;
    let iri = columns.iri.map(cell).filter(|iri| !iri.is_empty());
    if let Some(iri) = iri
        && oxrdf::NamedNode::new(iri).is_err()
    {
        return Err(format!("`{iri}` is no IRI"));
    }
    let aliases = columns.aliases.map(cell).unwrap_or_default();
    Ok(Entry {
        name: name.to_owned(),
        kind,
        aliases: aliases.split('|').map(str::trim).filter(|alias| !alias.is_empty()).map(str::to_owned).collect(),
        iri: iri.map(str::to_owned),
    })
}

fn kind(text: &str) -> Option<NameKind> {
    let text = text.to_lowercase().replace("organisation", "organization");
    NameKind::ALL.into_iter().find(|kind| kind.as_str().to_lowercase() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_entries_whatever_the_order_of_columns() {
        let text = "type,note,Name,iri,aliases\nOrganisation,x,\"Lake Board, the\",https://example.org/q1,LB | Board |\n\
                    person,,Ada Holm,,\n";
        let entries = entries(text).unwrap();
        assert_eq!(entries[0].name, "Lake Board, the");
        assert_eq!(entries[0].aliases, ["LB", "Board"]);
        assert_eq!(entries[0].iri.as_deref(), Some("https://example.org/q1"));
        assert_eq!((entries[1].kind, &entries[1].iri), (NameKind::Person, &None));
    }

    #[test]
    fn slips_tell_their_line() {
        for (text, slip) in [
            ("name,iri\n", "line 1: the column `type` is missing in the header"),
            ("", "line 1: the column `name` is missing in the header"),
            ("name,type\nA,person\n\nB,ship\n", "line 4: the type `ship` is none of person, organization, place, law"),
            ("name,type\nA,person,x\n", "line 2: 3 columns where the header has 2"),
            ("name,type\n-,person\n", "line 2: the name is empty"),
            ("name,type,iri\nA,person,Q 1\n", "line 2: `Q 1` is no IRI"),
        ] {
            assert!(entries(text).unwrap_err().to_string().starts_with(slip), "{:?}", entries(text));
        }
    }
}
