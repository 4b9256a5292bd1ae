//! A page that shows a text with its names and facts marked, and how its sentences were read.

use crate::fact::{Fact, FactKind};
use crate::pipeline::Extraction;
use crate::span::Span;
use std::fmt::Write;

const STYLE: &str = "body{font:16px/1.6 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;\
white-space:pre-wrap}mark{background:#eef;border-bottom:2px solid #88c;border-radius:2px}\
mark.Person{background:#fde8e8;border-color:#d66}mark.Organization{background:#e6f0ff;border-color:#48c}\
mark.Place{background:#e7f7ea;border-color:#4a6}mark.Law{background:#fff3d6;border-color:#d90}\
mark.Report{background:#f3e8ff;border-color:#95c}mark.Event{background:#e4f7f7;border-color:#399}\
ul{white-space:normal;font-size:.9rem}li b{text-transform:capitalize}";

/// The text with every name in a `mark` of its type, and the facts as a list below.
#[must_use]
pub fn html(extraction: &Extraction) -> String {
    let text = &extraction.document.text;
    let title = extraction.document.title.as_deref().unwrap_or(&extraction.document.source);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>{}</title>\n<style>{STYLE}</style>\n<body>",
        escaped(title)
    );
    let mut marks: Vec<(Span, String, &str)> = extraction
        .entities
        .all
        .iter()
        .flat_map(|entity| {
            let class = format!("{:?}", entity.kind);
            entity.mentions.iter().map(move |mention| (mention.span, class.clone(), entity.name.as_str()))
        })
        .collect();
    marks.sort_by_key(|(span, _, _)| (span.start, std::cmp::Reverse(span.end)));
    let mut at = 0;
    for (span, class, name) in marks {
        // A mark inside another would need nesting, which helps no reader.
        if (span.start as usize) < at {
            continue;
        }
        let before = escaped(&text[at..span.start as usize]);
        let _ = write!(
            out,
            "{before}<mark class=\"{class}\" title=\"{}\">{}</mark>",
            escaped(name),
            escaped(span.slice(text))
        );
        at = span.end as usize;
    }
    out.push_str(&escaped(&text[at..]));
    out.push_str("\n<ul>\n");
    for fact in &extraction.facts {
        let sentence = escaped(fact.evidence.span.slice(text));
        let _ =
            writeln!(out, "<li><b>{}</b> {}<br><i>{sentence}</i></li>", kind(fact), escaped(&gist(extraction, fact)));
    }
    out.push_str("</ul>\n<h2>Words and trees</h2>\n");
    out.push_str(&crate::language::html::write(text, &extraction.segmented, &extraction.analysis));
    out.push_str("</body>\n</html>\n");
    out
}

fn kind(fact: &Fact) -> &'static str {
    match fact.kind {
        FactKind::Affiliation(_) => "affiliation",
        FactKind::Proposal(_) => "proposal",
        FactKind::LawStage(_) => "law",
        FactKind::Money(_) => "money",
        FactKind::Statement(_) => "statement",
        FactKind::Quantity(_) => "quantity",
    }
}

/// A fact in a few words.
fn gist(extraction: &Extraction, fact: &Fact) -> String {
    let name = |id| extraction.entities.get(id).name.clone();
    let parts = match &fact.kind {
        FactKind::Affiliation(it) => {
            vec![Some(name(it.person)), it.position.clone(), it.organization.map(name)]
        }
        FactKind::Proposal(it) => {
            let proposers: Vec<String> = it.proposers.iter().map(|id| name(*id)).collect();
            vec![Some(proposers.join(" and ")), Some(it.content.clone())]
        }
        FactKind::LawStage(it) => vec![Some(name(it.law)), Some(crate::rdf::stage_label(it.stage).to_owned())],
        FactKind::Money(it) => {
            vec![Some(format!("{} {}", it.value, it.currency.as_str())), it.party.map(name), it.purpose.clone()]
        }
        FactKind::Statement(it) => vec![Some(name(it.speaker)), Some(it.text.clone())],
        FactKind::Quantity(it) => vec![Some(format!("{} {}", it.value, it.unit)), it.party.map(name)],
    };
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
