//! A view as GEXF 1.3 for Gephi, with colours, sizes and a time line where the facts have dates.

use crate::export::model::View;
use crate::export::period::period;
use crate::export::style::{look, rgb};
use crate::export::xml::escape;
use std::io;

/// Writes `view` as one directed graph.
///
/// # Errors
/// When `out` fails.
pub fn write(view: &View, out: &mut impl io::Write) -> io::Result<()> {
    let dated = view.edges.iter().any(|edge| edge.date.as_deref().and_then(period).is_some())
        || view.nodes.iter().any(|node| node.date.as_deref().and_then(period).is_some());
    let mode = if dated { "mode=\"dynamic\" timeformat=\"date\"" } else { "mode=\"static\"" };
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<gexf xmlns=\"http://gexf.net/1.3\" xmlns:viz=\"http://gexf.net/1.3/viz\" version=\"1.3\">")?;
    writeln!(
        out,
        "  <meta><creator>briefgraph</creator><description>{}</description></meta>",
        escape(view.kind.title())
    )?;
    writeln!(out, "  <graph defaultedgetype=\"directed\" {mode}>")?;
    writeln!(out, "    <attributes class=\"node\">")?;
    for (id, name, kind) in [
        ("type", "type", "string"),
        ("iri", "iri", "string"),
        ("details", "details", "string"),
        ("weight", "weight", "double"),
    ] {
        writeln!(out, "      <attribute id=\"{id}\" title=\"{name}\" type=\"{kind}\"/>")?;
    }
    writeln!(out, "    </attributes>")?;
    writeln!(out, "    <attributes class=\"edge\">")?;
    for id in ["relation", "sentence", "document"] {
        writeln!(out, "      <attribute id=\"{id}\" title=\"{id}\" type=\"string\"/>")?;
    }
    writeln!(out, "    </attributes>")?;
    write_nodes(view, out)?;
    write_edges(view, out)?;
    writeln!(out, "  </graph>")?;
    writeln!(out, "</gexf>")
}

fn write_nodes(view: &View, out: &mut impl io::Write) -> io::Result<()> {
    writeln!(out, "    <nodes>")?;
    for (index, node) in view.nodes.iter().enumerate() {
        let (r, g, b) = rgb(look(node.kind).stroke);
        writeln!(out, "      <node id=\"n{index}\" label=\"{}\"{}>", escape(&node.label), spell(node.date.as_deref()))?;
        write!(out, "        <attvalues>")?;
        attvalue("type", node.kind.name(), out)?;
        attvalue("iri", &node.id, out)?;
        attvalue("details", &node.details.join("; "), out)?;
        attvalue("weight", &node.weight.to_string(), out)?;
        writeln!(out, "</attvalues>")?;
        let size = 8.0 + 4.0 * node.weight.max(0.0).sqrt();
        writeln!(out, "        <viz:color r=\"{r}\" g=\"{g}\" b=\"{b}\"/><viz:size value=\"{size:.1}\"/>")?;
        writeln!(out, "      </node>")?;
    }
    writeln!(out, "    </nodes>")
}

fn write_edges(view: &View, out: &mut impl io::Write) -> io::Result<()> {
    writeln!(out, "    <edges>")?;
    for (index, edge) in view.edges.iter().enumerate() {
        let label = if edge.label.is_empty() { &edge.kind } else { &edge.label };
        writeln!(
            out,
            "      <edge id=\"e{index}\" source=\"n{}\" target=\"n{}\" label=\"{}\" kind=\"{}\" weight=\"{}\"{}>",
            edge.from,
            edge.to,
            escape(label),
            escape(&edge.kind),
            edge.weight,
            spell(edge.date.as_deref())
        )?;
        write!(out, "        <attvalues>")?;
        attvalue("relation", &edge.kind, out)?;
        if let Some(passage) = edge.passages.first() {
            attvalue("sentence", &passage.sentence, out)?;
            attvalue("document", &passage.document, out)?;
        }
        writeln!(out, "</attvalues>")?;
        writeln!(out, "      </edge>")?;
    }
    writeln!(out, "    </edges>")
}

fn attvalue(id: &str, value: &str, out: &mut impl io::Write) -> io::Result<()> {
    if value.is_empty() { Ok(()) } else { write!(out, "<attvalue for=\"{id}\" value=\"{}\"/>", escape(value)) }
}

fn spell(date: Option<&str>) -> String {
    date.and_then(period).map_or_else(String::new, |(start, end)| format!(" start=\"{start}\" end=\"{end}\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_run_from_the_first_to_the_last_day() {
        assert_eq!(spell(Some("2024-02")), " start=\"2024-02-01\" end=\"2024-02-29\"");
        assert_eq!(spell(Some("2024")), " start=\"2024-01-01\" end=\"2024-12-31\"");
        assert_eq!(spell(Some("2024-02-03")), " start=\"2024-02-03\" end=\"2024-02-03\"");
        assert_eq!(spell(Some("soon")), "");
    }
}
