//! From a checkpoint to a model file: rounds the numbers and lays them out for inference.

use super::checkpoint::{Checkpoint, Matrix};
use super::gazetteer;
use super::vectors::Vectors;
use crate::language::net::features::{TABLES, VECTOR_WIDTH, WORD, layer_name};
use crate::language::net::format::Writer;
use crate::language::net::gazetteer::Gazetteer;
use anyhow::{Context, Result};
use std::collections::BTreeSet;

/// The model file of the word vectors.
pub fn vectors(vectors: &Vectors) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.vocabulary("vector", vectors.rows.keys().map(String::as_str));
    let values: Vec<f32> = (0..vectors.scales.len() as u32).flat_map(|row| vectors.row(row).iter().copied()).collect();
    writer.table("vector", &values, vectors.scales.len(), VECTOR_WIDTH);
    writer.finish()
}

/// The model file of the parser.
///
/// # Errors
/// When the checkpoint lacks a part.
pub fn parser(checkpoint: &Checkpoint) -> Result<Vec<u8>> {
    let mut writer = Writer::default();
    encoder(checkpoint, &mut writer)?;
    let tags: Vec<String> = checkpoint.tags.iter().map(|(upos, xpos)| format!("{upos}\t{xpos}")).collect();
    writer.bytes("tags", tags.join("\n").into_bytes(), 1, tags.len());
    linear(checkpoint, "tagger", "tagger.weights", Some("tagger.bias"), &mut writer)?;
    linear(checkpoint, "views", "views.weights", Some("views.bias"), &mut writer)?;
    writer.floats("root", &tensor(checkpoint, "root")?.data);
    let arc = transposed(tensor(checkpoint, "arc")?);
    writer.matrix("arc", &arc.data, arc.rows, arc.cols, Some(&tensor(checkpoint, "arc_head")?.data));
    linear(checkpoint, "label", "label", None, &mut writer)?;
    linear(checkpoint, "label_dependent", "label_dependent", Some("label_bias"), &mut writer)?;
    linear(checkpoint, "label_head", "label_head", None, &mut writer)?;
    Ok(writer.finish())
}

/// The model file of the name tagger.
///
/// What the scheme of number `scheme` adds is added once and for all; words that the net knows need no gazetteer.
///
/// # Errors
/// When the checkpoint lacks a part.
pub fn names(checkpoint: &Checkpoint, gazetteer: &gazetteer::Names, scheme: u32) -> Result<Vec<u8>> {
    let mut checkpoint = checkpoint.clone();
    for (bias, of_schemes) in [(layer_name(0, "bias"), "source"), ("emission.bias".to_owned(), "scheme")] {
        let rows = tensor(&checkpoint, of_schemes)?.clone();
        let own = rows.data.chunks_exact(rows.cols).nth(scheme as usize).context("no such scheme")?;
        let bias = checkpoint.tensors.get_mut(&bias).context("the checkpoint has no bias")?;
        bias.data.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
    }
    let checkpoint = &checkpoint;
    let mut writer = Writer::default();
    encoder(checkpoint, &mut writer)?;
    let words = gazetteer.words();
    let known: BTreeSet<&str> = checkpoint.vocabularies[WORD].iter().map(String::as_str).collect();
    let unknown = words.iter().map(|(word, &class)| (word.as_str(), class)).filter(|(word, _)| !known.contains(word));
    let section = Gazetteer::section(unknown);
    let count = section.len() / 4;
    writer.bytes("gazetteer", section, 1, count);
    linear(checkpoint, "emission", "emission.weights", Some("emission.bias"), &mut writer)?;
    writer.floats("transition", &tensor(checkpoint, "transition")?.data);
    Ok(writer.finish())
}

fn encoder(checkpoint: &Checkpoint, writer: &mut Writer) -> Result<()> {
    for (table, keys) in TABLES.iter().zip(&checkpoint.vocabularies) {
        let rows = tensor(checkpoint, table.name)?;
        writer.vocabulary(table.name, keys.iter().map(String::as_str));
        writer.table(table.name, &rows.data, rows.rows, rows.cols);
    }
    let bias = |layer| tensor(checkpoint, &layer_name(layer, "bias"));
    let input = tensor(checkpoint, &layer_name(0, "input"))?;
    let (from_vector, from_tables): (Vec<_>, Vec<_>) =
        input.data.chunks_exact(input.cols).map(|row| row.split_at(VECTOR_WIDTH)).unzip();
    writer.matrix("layer0.vector", &from_vector.concat(), input.rows, VECTOR_WIDTH, Some(&bias(0)?.data));
    writer.matrix("layer0.tables", &from_tables.concat(), input.rows, input.cols - VECTOR_WIDTH, None);
    let second = tensor(checkpoint, &layer_name(1, "input"))?;
    writer.matrix("layer1.input", &second.data, second.rows, second.cols, Some(&bias(1)?.data));
    for layer in 0..2 {
        for part in ["forth", "back"] {
            let name = layer_name(layer, part);
            linear(checkpoint, &name, &name, None, writer)?;
        }
    }
    Ok(())
}

fn linear(checkpoint: &Checkpoint, name: &str, weights: &str, bias: Option<&str>, writer: &mut Writer) -> Result<()> {
    let weights = tensor(checkpoint, weights)?;
    let bias = bias.map(|bias| tensor(checkpoint, bias)).transpose()?;
    writer.matrix(name, &weights.data, weights.rows, weights.cols, bias.map(|bias| bias.data.as_slice()));
    Ok(())
}

fn tensor<'c>(checkpoint: &'c Checkpoint, name: &str) -> Result<&'c Matrix> {
    checkpoint.tensors.get(name).with_context(|| format!("the checkpoint has no `{name}`"))
}

fn transposed(matrix: &Matrix) -> Matrix {
    let data = (0..matrix.cols)
        .flat_map(|c| (0..matrix.rows).map(move |r| (r, c)))
        .map(|(r, c)| matrix.data[r * matrix.cols + c])
        .collect();
    Matrix { rows: matrix.cols, cols: matrix.rows, data }
}
