//! A view for GraphViz, with the same shapes and colours as the SVG.

use crate::export::measure::Font;
use crate::export::model::{Node, NodeKind, View, ViewKind};
use crate::export::style::look;
use crate::export::xml::is_xml_char;
use std::io;

/// Width at which labels are wrapped, in pixels of 13 px type.
const LABEL_WIDTH: f64 = 240.0;

/// Writes `view` as a directed graph, with a legend.
///
/// # Errors
/// When `out` fails.
pub fn write(view: &View, out: &mut impl io::Write) -> io::Result<()> {
    writeln!(out, "digraph {} {{", quote(view.kind.name()))?;
    writeln!(
        out,
        "  graph [label={}, labelloc=t, fontname=\"Helvetica\", fontsize=18{}];",
        quote(&heading(view)),
        direction(view.kind)
    )?;
    writeln!(out, "  node [fontname=\"Helvetica\", fontsize=11, penwidth=1.4];")?;
    writeln!(out, "  edge [fontname=\"Helvetica\", fontsize=10, color=\"#8c959f\"];")?;
    for (index, node) in view.nodes.iter().enumerate() {
        write_node(&format!("n{index}"), node, out)?;
    }
    for edge in &view.edges {
        let words = if edge.label.is_empty() && view.kind == ViewKind::Network { &edge.kind } else { &edge.label };
        writeln!(
            out,
            "  n{} -> n{} [label={}, tooltip={}];",
            edge.from,
            edge.to,
            quote(&wrapped(words, 150.0)),
            quote(&edge.passages.first().map_or_else(|| edge.kind.clone(), |passage| passage.sentence.to_string()))
        )?;
    }
    write_legend(&view.kinds(), out)?;
    writeln!(out, "}}")
}

fn heading(view: &View) -> String {
    if view.subtitle.is_empty() {
        view.kind.title().to_owned()
    } else {
        format!("{}\n{}", view.kind.title(), view.subtitle)
    }
}

fn direction(kind: ViewKind) -> &'static str {
    match kind {
        // Parallel edges between two names would hide each other in a plain neato picture; `dot` keeps them apart.
        ViewKind::Network => ", overlap=false, splines=true, concentrate=false",
        _ => ", rankdir=LR, ranksep=1.2, nodesep=0.15",
    }
}

fn write_node(name: &str, node: &Node, out: &mut impl io::Write) -> io::Result<()> {
    let look = look(node.kind);
    let mut label = wrapped(&node.label, LABEL_WIDTH);
    for detail in &node.details {
        label.push('\n');
        label.push_str(&wrapped(detail, LABEL_WIDTH));
    }
    let tooltip = node.passages.first().map_or(node.label.as_str(), |passage| &*passage.sentence);
    writeln!(
        out,
        "  {name} [label={}, shape={}, style={}, color=\"{}\", fillcolor=\"{}\", tooltip={}, URL={}];",
        quote(&label),
        look.dot_shape,
        quote(look.dot_style),
        look.stroke,
        look.light,
        quote(tooltip),
        quote(&node.id)
    )
}

fn write_legend(kinds: &[NodeKind], out: &mut impl io::Write) -> io::Result<()> {
    writeln!(out, "  subgraph cluster_legend {{")?;
    writeln!(out, "    label=\"Legend\"; fontsize=11; color=\"#d0d7de\";")?;
    for kind in kinds {
        let look = look(*kind);
        writeln!(
            out,
            "    legend_{} [label={}, shape={}, style={}, color=\"{}\", fillcolor=\"{}\"];",
            look.class,
            quote(kind.name()),
            look.dot_shape,
            quote(look.dot_style),
            look.stroke,
            look.light
        )?;
    }
    writeln!(out, "  }}")
}

fn wrapped(text: &str, width: f64) -> String {
    Font::regular(13.0).wrap(text, width, 12).join("\n")
}

/// A quoted string of the DOT language. GraphViz reads backslashes and entities inside quotes, so both are escaped.
fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars().filter(|&c| is_xml_char(c)) {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '&' => out.push_str("&amp;"),
            '\n' => out.push_str("\\n"),
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::model::Edge;

    #[test]
    fn quotes_what_graphviz_would_read() {
        assert_eq!(quote("a \"b\" \\N &lt; c\n"), r#""a \"b\" \\N &amp;lt; c\n""#);
    }

    #[test]
    fn writes_nodes_edges_and_a_legend() {
        let mut view = View::new(ViewKind::Proposals);
        view.nodes.push(Node::new("https://example.org/a", NodeKind::Organization, "River Trust"));
        view.nodes.push(Node::new("https://example.org/b", NodeKind::Proposal, "a levy on gravel"));
        view.edges.push(Edge::new(0, 1, "proposes").labelled("GBP 3 million"));
        let mut out = Vec::new();
        write(&view, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("n0 -> n1 [label=\"GBP 3 million\""), "{text}");
        assert!(text.contains("legend_proposal"));
    }
}
