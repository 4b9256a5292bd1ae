//! A view as GraphML, as Gephi, Cytoscape, `yEd` and `NetworkX` read it.

use crate::export::model::View;
use crate::export::style::{look, rgb};
use crate::export::xml::escape;
use std::io;

/// Identifier, what it belongs to, name and type of each attribute. Gephi takes the colour from `r`, `g`, `b`.
const KEYS: [(&str, &str, &str, &str); 16] = [
    ("label", "node", "label", "string"),
    ("type", "node", "type", "string"),
    ("details", "node", "details", "string"),
    ("date", "node", "date", "string"),
    ("weight", "node", "weight", "double"),
    ("colour", "node", "colour", "string"),
    ("r", "node", "r", "int"),
    ("g", "node", "g", "int"),
    ("b", "node", "b", "int"),
    ("iri", "node", "iri", "string"),
    ("kind", "edge", "kind", "string"),
    ("elabel", "edge", "label", "string"),
    ("edate", "edge", "date", "string"),
    ("eweight", "edge", "weight", "double"),
    ("sentence", "edge", "sentence", "string"),
    ("document", "edge", "document", "string"),
];

/// Writes `view` as one directed graph.
///
/// # Errors
/// When `out` fails.
pub fn write(view: &View, out: &mut impl io::Write) -> io::Result<()> {
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">"
    )?;
    for (id, domain, name, kind) in KEYS {
        writeln!(out, "  <key id=\"{id}\" for=\"{domain}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>")?;
    }
    writeln!(out, "  <graph id=\"{}\" edgedefault=\"directed\">", view.kind)?;
    for (index, node) in view.nodes.iter().enumerate() {
        let look = look(node.kind);
        let (r, g, b) = rgb(look.stroke);
        writeln!(out, "    <node id=\"n{index}\">")?;
        data("label", &node.label, out)?;
        data("type", node.kind.name(), out)?;
        data("details", &node.details.join("; "), out)?;
        data("date", node.date.as_deref().unwrap_or_default(), out)?;
        data("weight", &node.weight.to_string(), out)?;
        data("colour", look.stroke, out)?;
        data("r", &r.to_string(), out)?;
        data("g", &g.to_string(), out)?;
        data("b", &b.to_string(), out)?;
        data("iri", &node.id, out)?;
        writeln!(out, "    </node>")?;
    }
    for (index, edge) in view.edges.iter().enumerate() {
        let passage = edge.passages.first();
        writeln!(out, "    <edge id=\"e{index}\" source=\"n{}\" target=\"n{}\">", edge.from, edge.to)?;
        data("kind", &edge.kind, out)?;
        data("elabel", if edge.label.is_empty() { &edge.kind } else { &edge.label }, out)?;
        data("edate", edge.date.as_deref().unwrap_or_default(), out)?;
        data("eweight", &edge.weight.to_string(), out)?;
        data("sentence", passage.map_or("", |passage| &passage.sentence), out)?;
        data("document", passage.map_or("", |passage| &passage.document), out)?;
        writeln!(out, "    </edge>")?;
    }
    writeln!(out, "  </graph>")?;
    writeln!(out, "</graphml>")
}

/// One attribute; an empty one is left out.
fn data(key: &str, value: &str, out: &mut impl io::Write) -> io::Result<()> {
    if value.is_empty() { Ok(()) } else { writeln!(out, "      <data key=\"{key}\">{}</data>", escape(value)) }
}
