//! The seven tables as one XLSX workbook, a sheet a table.

use crate::export::error::ExportError;
use crate::export::model::Cell;
use crate::export::tables::{Rows, SEVEN, each_row};
use crate::store::Store;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::cell::RefCell;
use std::io;

/// Most characters that a cell of a workbook holds (Excel's specification).
const MOST_CHARACTERS: usize = 32_767;
/// Most rows of a sheet below its head.
const MOST_ROWS: u32 = 1_048_575;
/// Digits that a number of a workbook keeps; longer ones stay text, or they would change.
const MOST_DIGITS: usize = 15;

/// Writes the workbook and gives the number of rows.
///
/// # Errors
/// When a shipped query fails or `out` does.
pub fn write(store: &Store, rows: &Rows, out: &mut impl io::Write) -> Result<usize, ExportError> {
    let mut workbook = Workbook::new();
    // No clock: the same graph gives the same file.
    let epoch = ExcelDateTime::from_ymd(2000, 1, 1).map_err(|error| failed(&error))?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&epoch).set_comment("written by briefgraph"));
    let mut count = 0;
    for name in SEVEN {
        let sheet = workbook.add_worksheet().set_name(name).map_err(|error| failed(&error))?;
        count += write_sheet(store, name, rows, sheet)?;
    }
    // Not `save_to_writer`: it is generic, and would have this crate compile the compression a second time.
    let bytes = workbook.save_to_buffer().map_err(|error| failed(&error))?;
    out.write_all(&bytes).map_err(|error| failed(&error.into()))?;
    Ok(count)
}

fn write_sheet(store: &Store, name: &str, rows: &Rows, sheet: &mut Worksheet) -> Result<usize, ExportError> {
    let head = Format::new().set_bold();
    let sheet = RefCell::new(sheet);
    let mut widths: Vec<usize> = Vec::new();
    let mut next: u32 = 0;
    each_row(
        store,
        name,
        rows,
        |columns| {
            for (column, title) in columns.iter().enumerate() {
                sheet.borrow_mut().write_with_format(0, column as u16, title, &head).map_err(|error| failed(&error))?;
            }
            Ok(())
        },
        |row| {
            if next == MOST_ROWS {
                return Err(ExportError::Format(format!(
                    "the table `{name}` has more rows than a workbook holds\nhint: use `--format csv`"
                )));
            }
            next += 1;
            widths.resize(row.len(), 8);
            for (column, cell) in row.iter().enumerate() {
                widths[column] = widths[column].max(cell.text().chars().count());
                write_cell(&mut sheet.borrow_mut(), next, column as u16, cell).map_err(|error| failed(&error))?;
            }
            Ok(())
        },
    )?;
    let sheet = sheet.into_inner();
    for (column, width) in widths.iter().enumerate() {
        sheet.set_column_width(column as u16, (*width).min(60) as f64 + 2.0).map_err(|error| failed(&error))?;
    }
    sheet.set_freeze_panes(1, 0).map_err(|error| failed(&error))?;
    if let (Some(last), 1..) = (widths.len().checked_sub(1), next) {
        sheet.autofilter(0, 0, next, last as u16).map_err(|error| failed(&error))?;
    }
    Ok(next as usize)
}

fn write_cell(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => Ok(()),
        Cell::Bool(value) => sheet.write_boolean(row, column, *value).map(drop),
        Cell::Number(text) if text.chars().filter(char::is_ascii_digit).count() <= MOST_DIGITS => {
            match text.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number).map(drop),
                Err(_) => sheet.write_string(row, column, text).map(drop),
            }
        }
        // Written as a string, so that a text which begins with `=` is no formula.
        Cell::Number(text) | Cell::Text(text) => {
            let cut: String =
                text.chars().filter(|&c| crate::export::xml::is_xml_char(c)).take(MOST_CHARACTERS).collect();
            sheet.write_string(row, column, cut).map(drop)
        }
    }
}

fn failed(error: &XlsxError) -> ExportError {
    ExportError::Format(format!("the workbook cannot be written: {error}"))
}
