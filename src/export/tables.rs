//! The seven tables: the shipped questions `entities` to `quantities` as rows.

use crate::export::error::ExportError;
use crate::export::facts::FactRecord;
use crate::export::model::{Cell, Table};
use crate::export::names::Names;
use crate::questions;
use crate::rdf::vocabulary::xsd;
use crate::store::{QueryOptions, QueryResults, Store};
use oxrdf::Term;
use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::Path;

/// The questions that are the seven tables.
pub const SEVEN: [&str; 7] = ["entities", "affiliations", "proposals", "laws", "money", "statements", "quantities"];

/// Which rows a table has: all, or those of certain facts and of what they speak of.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    iris: Option<BTreeSet<String>>,
}

impl Rows {
    /// Rows of these facts only.
    #[must_use]
    pub fn of(facts: &[FactRecord], names: &Names) -> Self {
        let mut iris: BTreeSet<String> = facts.iter().map(|fact| fact.iri.clone()).collect();
        iris.extend(facts.iter().flat_map(FactRecord::iris).filter(|iri| names.get(iri).is_some()).map(str::to_owned));
        Self { iris: Some(iris) }
    }

    fn admits(&self, row: &[Cell], key: Option<usize>) -> bool {
        let (Some(iris), Some(key)) = (&self.iris, key) else { return true };
        iris.contains(row[key].text())
    }
}

/// Goes through the rows of a shipped question, one at a time, after its columns.
///
/// # Errors
/// When a shipped query fails, and what `each` gives.
pub fn each_row(
    store: &Store,
    name: &str,
    rows: &Rows,
    mut columns: impl FnMut(&[String]) -> Result<(), ExportError>,
    mut row: impl FnMut(Vec<Cell>) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let Some(question) = questions::by_name(name) else {
        return Err(ExportError::Format(format!("there is no shipped question `{name}`")));
    };
    let QueryResults::Solutions(solutions) = store.query(question.text, &QueryOptions::default())? else {
        return Err(ExportError::Format(format!("the question `{name}` has no rows")));
    };
    let variables = solutions.variables().to_vec();
    let names: Vec<String> = variables.iter().map(|variable| variable.as_str().to_owned()).collect();
    // The last column says what a row is about: a fact, or an entity.
    let key = names.iter().position(|name| name == "fact").or_else(|| names.iter().position(|name| name == "entity"));
    columns(&names)?;
    for solution in solutions {
        let solution = solution.map_err(|error| ExportError::Format(format!("the query failed: {error}")))?;
        let cells: Vec<Cell> =
            variables.iter().map(|variable| solution.get(variable).map_or(Cell::Empty, cell)).collect();
        if rows.admits(&cells, key) {
            row(cells)?;
        }
    }
    Ok(())
}

/// One table in memory.
///
/// # Errors
/// When the shipped query fails.
pub fn table(store: &Store, name: &str, rows: &Rows) -> Result<Table, ExportError> {
    let mut table = Table { name: name.to_owned(), columns: Vec::new(), rows: Vec::new() };
    let mut columns = Vec::new();
    let keep = |names: &[String]| {
        columns = names.to_vec();
        Ok(())
    };
    each_row(store, name, rows, keep, |row| {
        table.rows.push(row);
        Ok(())
    })?;
    table.columns = columns;
    Ok(table)
}

/// Writes one CSV file a table into `folder`, as SPARQL 1.1 CSV results have it, and gives the number of rows.
///
/// # Errors
/// When a shipped query fails or the folder cannot be written.
pub fn write_csv(store: &Store, rows: &Rows, folder: &Path) -> Result<usize, ExportError> {
    let mut count = 0;
    for name in SEVEN {
        let path = folder.join(format!("{name}.csv"));
        let failed = |error: csv::Error| ExportError::Write { path: path.clone(), error: io::Error::other(error) };
        let file = File::create(&path).map_err(|error| ExportError::Write { path: path.clone(), error })?;
        let writer = std::cell::RefCell::new(
            csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(io::BufWriter::new(file)),
        );
        each_row(
            store,
            name,
            rows,
            |columns| writer.borrow_mut().write_record(columns).map_err(failed),
            |row| {
                count += 1;
                writer.borrow_mut().write_record(row.iter().map(Cell::text)).map_err(failed)
            },
        )?;
        writer.into_inner().flush().map_err(|error| ExportError::Write { path: path.clone(), error })?;
    }
    Ok(count)
}

fn cell(term: &Term) -> Cell {
    match term {
        Term::Literal(literal) => {
            let datatype = literal.datatype();
            if datatype == xsd::BOOLEAN {
                Cell::Bool(literal.value() == "true")
            } else if [xsd::DECIMAL, xsd::INTEGER].contains(&datatype) {
                Cell::Number(literal.value().to_owned())
            } else {
                Cell::Text(literal.value().to_owned())
            }
        }
        Term::NamedNode(node) => Cell::Text(node.as_str().to_owned()),
        Term::BlankNode(node) => Cell::Text(node.to_string()),
    }
}
