//! One JSON object a document.

use crate::pipeline::Extraction;
use crate::rdf::{RdfOptions, document_iri};
use crate::span::{ScalarIndex, Span};
use serde_json::{Map, Value, json};

/// The document, its entities and its facts as one line of JSON. Entities in facts are indices into `entities`; places
/// are pairs of Unicode scalar offsets into `text`.
#[must_use]
pub fn json_line(extraction: &Extraction, options: &RdfOptions) -> String {
    let document = &extraction.document;
    let text = &document.text;
    let index = ScalarIndex::new(text);
    let place = |span: Span| {
        let (start, end) = index.range(text, span);
        json!([start, end])
    };
    let entities: Vec<Value> = extraction
        .entities
        .all
        .iter()
        .map(|entity| {
            let mut value = json!({
                "type": entity.kind,
                "name": entity.name,
                "aliases": entity.aliases,
                "confidence": rounded(entity.confidence),
                "mentions": entity.mentions.iter().map(|mention| json!({
                    "place": place(mention.span),
                    "kind": mention.kind,
                })).collect::<Vec<_>>(),
            });
            if let Some(other) = &entity.same_as {
                value["same_as"] = json!(other);
            }
            value
        })
        .collect();
    let facts: Vec<Value> = extraction
        .facts
        .iter()
        .map(|fact| {
            let mut value = serde_json::to_value(fact).unwrap_or(Value::Null);
            if let Value::Object(fields) = &mut value {
                in_scalars(fields, &place);
                let evidence = json!({
                    "sentence": fact.evidence.span.slice(text),
                    "place": place(fact.evidence.span),
                    "focus": place(fact.evidence.focus),
                });
                fields.insert("evidence".to_owned(), evidence);
                fields.insert("confidence".to_owned(), rounded(fact.confidence));
            }
            value
        })
        .collect();
    let line = json!({
        "iri": document_iri(&options.base, document).as_str(),
        "source": document.source,
        "title": document.title,
        "date": document.date.map(|date| date.to_string()),
        "entities": entities,
        "facts": facts,
        "diagnostics": extraction.diagnostics.iter().map(|diagnostic| json!({
            "severity": diagnostic.severity,
            "message": diagnostic.message,
            "place": diagnostic.span.map(place),
        })).collect::<Vec<_>>(),
        "text": text,
    });
    format!("{line}\n")
}

/// Byte spans among the fields of a fact become pairs of scalar offsets.
fn in_scalars(fields: &mut Map<String, Value>, place: &impl Fn(Span) -> Value) {
    for (name, value) in fields.iter_mut() {
        if name.ends_with("_span")
            && let Ok(span) = serde_json::from_value::<Span>(value.clone())
        {
            *value = place(span);
        }
    }
}

/// Three decimals, as in the graph.
fn rounded(value: f32) -> Value {
    json!((f64::from(value) * 1000.0).round() / 1000.0)
}
