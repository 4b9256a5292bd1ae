//! One page that holds everything: pictures, tables, texts with every fact marked in its sentence, and the
//! graph itself. It opens by a double click, needs no network, and can be checked (`verify`).

use crate::export::error::ExportError;
use crate::export::facts::{FactClass, FactRecord, Source, text};
use crate::export::filter::{Filter, Selection};
use crate::export::hash::Canonical;
use crate::export::model::{Cell, ViewKind};
use crate::export::names::Names;
use crate::export::svg::{self, Place};
use crate::export::tables::{self, Rows, SEVEN};
use crate::export::views;
use crate::export::xml::escape;
use crate::store::Store;
use oxrdf::{GraphName, Quad};
use std::collections::{BTreeMap, BTreeSet};
use std::io;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// At most so many proposals or laws are drawn; the tables have all.
const DRAWN: usize = 40;

/// Columns that say how a fact was found; the graph has them, a reader of the page does not need them.
const HIDDEN: [&str; 10] =
    ["confidence", "rule", "document", "start", "end", "fact", "entity", "cue", "order", "focus"];

/// Writes the page.
///
/// # Errors
/// When the store cannot be read or `out` fails.
pub fn write(store: &Store, filter: &Filter, out: &mut impl io::Write) -> Result<(), ExportError> {
    let names = Names::load(store)?;
    let selection = filter.resolve(store, &names)?;
    let facts = selection.facts(store, &names)?;
    if facts.is_empty() {
        return Err(ExportError::Empty("no fact is in the graph that the filters let through".to_owned()));
    }
    // The whole graph, or the chosen documents with what belongs to no document.
    let chosen: BTreeSet<&str> = selection.sources.iter().map(|source| source.iri.as_str()).collect();
    let kept = |quad: &Quad| match &quad.graph_name {
        GraphName::NamedNode(graph) => filter.document.is_none() || chosen.contains(graph.as_str()),
        _ => true,
    };
    let graph = Canonical::new(store, &kept)?;
    let hash = graph.hash()?;
    head(&selection, &facts, &hash, out)?;
    pictures(&facts, &names, &selection, out)?;
    write_tables(store, &Rows::of(&facts, &names), &facts, out)?;
    write_texts(store, &selection, &facts, out)?;
    write_graph(&graph, out)?;
    writeln!(out, "<script>\n{SCRIPT}</script>\n</body>\n</html>")?;
    Ok(())
}

fn head(selection: &Selection, facts: &[FactRecord], hash: &str, out: &mut impl io::Write) -> Result<(), ExportError> {
    let title = match selection.sources.as_slice() {
        [one] => one.title.clone().unwrap_or_else(|| one.source.clone()),
        many => format!("{} documents", many.len()),
    };
    let mut counts: BTreeMap<FactClass, usize> = BTreeMap::new();
    for fact in facts {
        *counts.entry(fact.class).or_default() += 1;
    }
    let counts: Vec<String> = counts.iter().map(|(class, count)| class.counted(*count)).collect();
    writeln!(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">")?;
    writeln!(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")?;
    // Nothing is fetched, whatever a text may hold.
    writeln!(
        out,
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">"
    )?;
    writeln!(out, "<meta name=\"generator\" content=\"briefgraph {}\">", env!("CARGO_PKG_VERSION"))?;
    writeln!(out, "<meta name=\"briefgraph-graph\" content=\"{hash}\">")?;
    writeln!(out, "<title>{} · briefgraph</title>\n<style>\n{STYLE}</style>\n</head>\n<body>", escape(&title))?;
    writeln!(out, "<h1>{}</h1>\n<p class=\"soft\">{}</p>", escape(&title), escape(&counts.join(", ")))?;
    writeln!(
        out,
        "<nav><a href=\"#pictures\">Pictures</a><a href=\"#tables\">Tables</a><a href=\"#texts\">Texts</a></nav>"
    )?;
    writeln!(
        out,
        "<p class=\"soft\">Every fact leads to the sentence that says it. Graph (RDFC-1.0, SHA-256): <code>{hash}</code>. <code>briefgraph verify</code> checks this page.</p>"
    )?;
    Ok(())
}

fn pictures(
    facts: &[FactRecord],
    names: &Names,
    selection: &Selection,
    out: &mut impl io::Write,
) -> Result<(), ExportError> {
    writeln!(out, "<h2 id=\"pictures\">Pictures</h2>")?;
    let mut selection = selection.clone();
    selection.top = selection.top.or(Some(DRAWN));
    let anchors: BTreeMap<&str, String> =
        facts.iter().map(|fact| (fact.iri.as_str(), format!("#{}", anchor(&fact.iri)))).collect();
    for kind in [ViewKind::Proposals, ViewKind::Laws, ViewKind::Affiliations, ViewKind::Money] {
        let mut view = views::build(kind, facts, names, &selection);
        if view.is_empty() {
            continue;
        }
        for node in &mut view.nodes {
            node.link = anchors.get(node.id.as_str()).cloned();
        }
        if let Some(all) = view.left_out {
            view.subtitle = format!("the {} strongest of {all}", selection.top.unwrap_or_default());
        }
        let open = if matches!(kind, ViewKind::Proposals | ViewKind::Laws) { " open" } else { "" };
        writeln!(out, "<details{open}><summary>{}</summary>\n<figure>", escape(kind.title()))?;
        svg::write(&view, Place::InPage, out)?;
        writeln!(out, "</figure></details>")?;
    }
    Ok(())
}

fn write_tables(store: &Store, rows: &Rows, facts: &[FactRecord], out: &mut impl io::Write) -> Result<(), ExportError> {
    let known: BTreeSet<&str> = facts.iter().map(|fact| fact.iri.as_str()).collect();
    writeln!(out, "<h2 id=\"tables\">Tables</h2>")?;
    for name in SEVEN {
        let table = tables::table(store, name, rows)?;
        if table.rows.is_empty() {
            continue;
        }
        let filled =
            |column: usize| table.rows.iter().any(|row| row[column] != Cell::Empty && !row[column].text().is_empty());
        let place = |name: &str| table.columns.iter().position(|column| column == name);
        let shown: Vec<usize> = (0..table.columns.len())
            .filter(|&column| !HIDDEN.contains(&table.columns[column].as_str()) && filled(column))
            .collect();
        writeln!(
            out,
            "<details><summary>{name} <small>{}</small></summary>\n<div class=\"wide\"><table>\n<thead><tr>",
            table.rows.len()
        )?;
        for &column in &shown {
            write!(out, "<th scope=\"col\">{}</th>", escape(&table.columns[column]))?;
        }
        writeln!(out, "</tr></thead>\n<tbody>")?;
        for row in &table.rows {
            let value = |name: &str| place(name).map_or("", |column| row[column].text());
            write!(out, "<tr>")?;
            for &column in &shown {
                if table.columns[column] == "sentence" {
                    let fact = value("fact");
                    let target = if known.contains(fact) {
                        format!(" <a href=\"#{}\">in the text</a>", anchor(fact))
                    } else {
                        String::new()
                    };
                    write!(
                        out,
                        "<td>{}{target}</td>",
                        quotation(value("document"), value("start"), value("end"), row[column].text())
                    )?;
                } else {
                    write_cell(&row[column], out)?;
                }
            }
            writeln!(out, "</tr>")?;
        }
        writeln!(out, "</tbody></table></div></details>")?;
    }
    Ok(())
}

fn write_cell(cell: &Cell, out: &mut impl io::Write) -> io::Result<()> {
    match cell {
        Cell::Number(number) => write!(
            out,
            "<td class=\"number\" data-value=\"{}\">{}</td>",
            escape(number),
            escape(&crate::export::amount::number(number))
        ),
        other => write!(out, "<td>{}</td>", escape(other.text())),
    }
}

/// A quoted passage with its place, which `verify` looks up.
fn quotation(document: &str, start: &str, end: &str, sentence: &str) -> String {
    format!(
        "<q data-source=\"{}\" data-begin=\"{}\" data-end=\"{}\">{}</q>",
        escape(document),
        escape(start),
        escape(end),
        escape(sentence)
    )
}

fn write_texts(
    store: &Store,
    selection: &Selection,
    facts: &[FactRecord],
    out: &mut impl io::Write,
) -> Result<(), ExportError> {
    writeln!(out, "<h2 id=\"texts\">Texts</h2>\n<p>The words that carry a fact are underlined:")?;
    for (kind, _) in FactClass::ALL {
        writeln!(out, " <mark class=\"{}\">{}</mark>", class(kind), kind.name())?;
    }
    writeln!(out, "</p>")?;
    let mut by_document: BTreeMap<&str, Vec<&FactRecord>> = BTreeMap::new();
    for fact in facts {
        by_document.entry(&fact.passage.document).or_default().push(fact);
    }
    for source in &selection.sources {
        let text = text(store, source)?;
        write_text(source, &text, by_document.get(source.source.as_str()).map_or(&[][..], Vec::as_slice), out)?;
    }
    Ok(())
}

fn write_text(source: &Source, text: &str, facts: &[&FactRecord], out: &mut impl io::Write) -> Result<(), ExportError> {
    writeln!(out, "<article>\n<h3>{}</h3>", escape(source.title.as_deref().unwrap_or(&source.source)))?;
    let issued =
        source.issued.as_deref().map(|day| format!(" · {}", crate::export::period::spoken(day))).unwrap_or_default();
    writeln!(
        out,
        "<p class=\"soft\">{}{} · SHA-256 <code>{}</code></p>",
        escape(&source.source),
        escape(&issued),
        escape(&source.sha256)
    )?;
    // The parser drops a line break right after `<pre>`: this one, so that none of the text is lost.
    writeln!(
        out,
        "<pre class=\"text\" data-document=\"{}\" data-sha256=\"{}\">",
        escape(&source.iri),
        escape(&source.sha256)
    )?;
    write_marked(text, facts, out)?;
    writeln!(out, "</pre>\n</article>")?;
    Ok(())
}

/// The text with passages and the words of facts marked. Marks may overlap, so the text is cut at every place where
/// one begins or ends, and each piece says what it belongs to.
fn write_marked(text: &str, facts: &[&FactRecord], out: &mut impl io::Write) -> io::Result<()> {
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let last = characters.len();
    let byte = |place: usize| characters.get(place).map_or(text.len(), |(byte, _)| *byte);
    let mut cuts: BTreeSet<usize> = BTreeSet::from([0, last]);
    let mut begin: BTreeMap<usize, Vec<&FactRecord>> = BTreeMap::new();
    for fact in facts {
        for place in [fact.range.0, fact.range.1, fact.focus.0, fact.focus.1] {
            cuts.insert(place.min(last));
        }
        begin.entry(fact.range.0.min(last)).or_default().push(fact);
    }
    let cuts: Vec<usize> = cuts.into_iter().collect();
    let mut open: Vec<&FactRecord> = Vec::new();
    for piece in cuts.windows(2) {
        let (start, end) = (piece[0], piece[1]);
        open.retain(|fact| fact.range.1 > start || fact.focus.1 > start);
        for fact in begin.get(&start).into_iter().flatten() {
            write!(out, "<span id=\"{}\"></span>", anchor(&fact.iri))?;
            open.push(fact);
        }
        let words = escape(&text[byte(start)..byte(end)]);
        let focused: Vec<&&FactRecord> =
            open.iter().filter(|fact| fact.focus.0 <= start && end <= fact.focus.1).collect();
        if !focused.is_empty() {
            let classes: BTreeSet<&str> = focused.iter().map(|fact| class(fact.class)).collect();
            let titles: BTreeSet<&str> = focused.iter().map(|fact| fact.class.name()).collect();
            let join = |set: &BTreeSet<&str>, with: &str| set.iter().copied().collect::<Vec<_>>().join(with);
            write!(
                out,
                "<mark class=\"passage {}\" title=\"{}\">{words}</mark>",
                join(&classes, " "),
                join(&titles, ", ")
            )?;
        } else if open.iter().any(|fact| fact.range.0 <= start && end <= fact.range.1) {
            write!(out, "<span class=\"passage\">{words}</span>")?;
        } else {
            write!(out, "{words}")?;
        }
    }
    Ok(())
}

fn class(class: FactClass) -> &'static str {
    match class {
        FactClass::Affiliation => "affiliation",
        FactClass::Proposal => "proposal",
        FactClass::LawStage => "law",
        FactClass::Money => "money",
        FactClass::Statement => "statement",
        FactClass::Quantity => "quantity",
    }
}

/// The fact's place in the page: the last step of its IRI, which is unique among all documents.
fn anchor(iri: &str) -> String {
    let local = iri.rsplit('/').next().unwrap_or(iri);
    let safe: String = local.chars().map(|c| if c.is_alphanumeric() || c == '-' { c } else { '_' }).collect();
    format!("fact-{safe}")
}

/// The graph in N-Quads. Inside a script nothing but its end tag and comments mean something to HTML, and these can
/// stand in literals alone, where N-Quads has escapes.
fn write_graph(graph: &Canonical<'_>, out: &mut impl io::Write) -> Result<(), ExportError> {
    writeln!(out, "<script type=\"application/n-quads\" id=\"graph\">")?;
    graph.for_each(|line| {
        writeln!(out, "{}", line.replace("</", "\\u003C/").replace("<!", "\\u003C!"))?;
        Ok::<_, ExportError>(())
    })?;
    writeln!(out, "</script>")?;
    Ok(())
}
