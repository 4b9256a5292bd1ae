//! Hand-made views for the tests of this module.

use crate::export::model::{Edge, Node, NodeKind, Passage, View, ViewKind};
use crate::hash::hex;
use crate::rdf::slug;
use crate::rdf::vocabulary::{bg, dct, foaf, nif, org, prov, rdf, schema, skos, xsd};
use crate::store::Store;
use oxrdf::{GraphName, Literal, NamedNode, NamedNodeRef, Quad, Term};
use sha2::{Digest, Sha256};

fn node(view: &mut View, kind: NodeKind, label: &str, details: &[&str]) -> usize {
    let id = format!("https://example.org/{}/{}", kind.name(), view.nodes.len());
    let mut node = Node::new(id, kind, label);
    node.details = details.iter().map(|&detail| detail.to_owned()).collect();
    view.nodes.push(node);
    view.nodes.len() - 1
}

fn edge(view: &mut View, from: usize, to: usize, kind: &str, label: &str) {
    let mut edge = Edge::new(from, to, kind).labelled(label);
    edge.passages.push(Passage {
        document: "upland.txt".into(),
        sentence: format!("{} {kind} {}.", view.nodes[from].label, view.nodes[to].label).into(),
    });
    view.edges.push(edge);
}

/// Who proposes what, with one joint proposal and one without a known proposer.
pub fn proposals() -> View {
    let mut view = View::new(ViewKind::Proposals);
    view.subtitle = "upland.txt".to_owned();
    let trust = node(&mut view, NodeKind::Organization, "Upland River Trust", &[]);
    let minister = node(&mut view, NodeKind::Person, "Maren Østby", &["Minister for Rural Affairs"]);
    let council = node(&mut view, NodeKind::Organization, "Council of the Seven Valleys and Adjoining Parishes", &[]);
    let unknown = node(&mut view, NodeKind::Unknown, "Not stated", &[]);
    for (who, what, details, amount) in [
        (
            vec![trust],
            "a levy on gravel taken from spawning grounds between March and June",
            vec!["12 May 2021 · Valley Assembly"],
            "GBP 3 million",
        ),
        (
            vec![minister, council],
            "a joint fund for the removal of old weirs, paid in equal parts by the seven parishes and the ministry, and open to any landowner who keeps a strip of ten metres along the bank free of stock",
            vec!["2021-06", "to the Treasury"],
            "EUR 40 million a year until 2027",
        ),
        (vec![minister], "fish counters at every weir", vec![], ""),
        (vec![trust], "a register of private outfalls", vec!["2022"], ""),
        (vec![unknown], "lower speed on the lake", vec![], ""),
    ] {
        let proposal = node(&mut view, NodeKind::Proposal, what, &details);
        for proposer in who {
            edge(&mut view, proposer, proposal, "proposes", amount);
        }
    }
    view
}

/// Posts and memberships.
pub fn affiliations() -> View {
    let mut view = View::new(ViewKind::Affiliations);
    let people: Vec<usize> = ["Maren Østby", "Idris Calloway", "Pía Santángelo"]
        .map(|name| node(&mut view, NodeKind::Person, name, &[]))
        .to_vec();
    let bodies: Vec<usize> = ["Ministry of Rural Affairs", "Upland River Trust", "Lake Commission"]
        .map(|name| node(&mut view, NodeKind::Organization, name, &[]))
        .to_vec();
    edge(&mut view, people[0], bodies[0], "holds a post at", "minister");
    edge(&mut view, people[1], bodies[1], "holds a post at", "founder and chairman of the board of trustees");
    edge(&mut view, people[1], bodies[2], "is a member of", "");
    edge(&mut view, people[2], bodies[2], "holds a post at", "former vice chair");
    view
}

/// Laws and their stages.
pub fn laws() -> View {
    let mut view = View::new(ViewKind::Laws);
    let stages =
        ["planned", "proposed", "passed", "signed", "in force", "amended", "rejected", "repealed", "suspended"];
    for (law, reached) in [
        (
            "Weirs and Fish Passes Act",
            vec![(1, "2019-04", "House of Parishes"), (2, "2020-02-11", ""), (4, "2021", "")],
        ),
        ("Lake Speed Bill", vec![(0, "", ""), (6, "2022-09-30", "Standing Committee on Inland Waters")]),
        ("Gravel Code", vec![(5, "2018", "Valley Assembly")]),
    ] {
        let law = node(&mut view, NodeKind::Law, law, &[]);
        for (rank, date, body) in reached {
            let details: Vec<&str> = [date, body].into_iter().filter(|detail| !detail.is_empty()).collect();
            let stage = node(&mut view, NodeKind::Stage, stages[rank], &details);
            view.nodes[stage].rank = rank as u32;
            edge(&mut view, law, stage, "reached", "");
        }
    }
    view
}

/// A network of two parts.
pub fn network() -> View {
    let mut view = View::new(ViewKind::Network);
    let kinds =
        [NodeKind::Person, NodeKind::Organization, NodeKind::Law, NodeKind::Event, NodeKind::Place, NodeKind::Report];
    let names = [
        "Calloway",
        "Upland River Trust",
        "Weirs Act",
        "Valley Assembly 2021",
        "Northmere",
        "State of the Rivers",
        "Østby",
        "Lake Commission",
    ];
    for i in 0..26 {
        node(&mut view, kinds[i % 6], &format!("{} {}", names[i % 8], i), &[]);
    }
    for i in 1..20 {
        edge(&mut view, i, (i * i) % (i.min(5) + 1), "speaks to", "");
    }
    edge(&mut view, 21, 22, "speaks to", "");
    view
}

/// One view of each kind but `money`.
pub fn all() -> [View; 4] {
    [proposals(), affiliations(), laws(), network()]
}

const BASE: &str = "https://w3id.org/briefgraph/";

/// A store of two small documents that share a trust and a minister.
pub fn store() -> Store {
    let mut first = Brief::new(
        "briefs/upland.txt",
        "Maren Østby, the minister for rural affairs, wants a fund of £40m for old weirs. \
         “We count every fish 🐟,” said Idris Calloway of the Upland River Trust to the Valley Assembly. \
         The assembly passed the Weirs Act on 11 February 2020.",
    );
    let sentences = ["Maren Østby, the minister", "“We count every", "The assembly passed"];
    let (minister, ministry) = (first.person("Maren Østby"), first.body("Ministry of Rural Affairs"));
    let (chair, trust, assembly) =
        (first.person("Idris Calloway"), first.body("Upland River Trust"), first.body("Valley Assembly"));
    let act = first.thing("law", "Weirs Act", bg::LAW);
    first.fact(
        "membership-1",
        org::MEMBERSHIP,
        sentences[0],
        &[
            (org::MEMBER, minister.clone().into()),
            (org::IN_ORGANIZATION, ministry.into()),
            (bg::POSITION, word("minister")),
        ],
    );
    first.fact(
        "proposal-1",
        bg::PROPOSAL,
        sentences[0],
        &[
            (bg::PROPOSER, minister.into()),
            (dct::DESCRIPTION, word("a fund for old weirs")),
            (bg::AMOUNT, typed("40000000", xsd::DECIMAL)),
            (schema::CURRENCY, word("GBP")),
            (bg::FORUM, assembly.clone().into()),
            (dct::DATE, typed("2020-02", xsd::G_YEAR_MONTH)),
        ],
    );
    first.fact(
        "membership-2",
        org::MEMBERSHIP,
        sentences[1],
        &[(org::MEMBER, chair.clone().into()), (org::IN_ORGANIZATION, trust.into())],
    );
    first.fact(
        "statement-1",
        schema::QUOTATION,
        sentences[1],
        &[
            (schema::CREATOR, chair.into()),
            (schema::TEXT, word("We count every fish 🐟,")),
            (bg::AUDIENCE, assembly.clone().into()),
        ],
    );
    first.fact(
        "law-stage-1",
        bg::LAW_STAGE,
        sentences[2],
        &[
            (bg::OF_LAW, act.into()),
            (bg::STAGE, NamedNode::new_unchecked("https://w3id.org/briefgraph/stage/passed").into()),
            (bg::BODY, assembly.into()),
            (dct::DATE, typed("2020-02-11", xsd::DATE)),
        ],
    );
    let mut second = Brief::new(
        "briefs/lake.txt",
        "The Upland River Trust called for <slow> boats & a cap of \"5 knots\".\nPía Santángelo chairs the trust; it spent €2.5bn.",
    );
    let (trust, chair) = (second.body("Upland River Trust"), second.person("Pía Santángelo"));
    second.fact(
        "proposal-1",
        bg::PROPOSAL,
        "The Upland",
        &[(bg::PROPOSER, trust.clone().into()), (dct::DESCRIPTION, word("<slow> boats & a cap of \"5 knots\""))],
    );
    second.fact(
        "membership-1",
        org::MEMBERSHIP,
        "Pía",
        &[(org::MEMBER, chair.into()), (org::IN_ORGANIZATION, trust.clone().into()), (bg::POSITION, word("chair"))],
    );
    second.fact(
        "money-1",
        schema::MONETARY_AMOUNT,
        "Pía",
        &[
            (schema::VALUE, typed("2500000000", xsd::DECIMAL)),
            (schema::CURRENCY, word("EUR")),
            (bg::PARTY, trust.into()),
            (bg::MODALITY, word("actual")),
        ],
    );
    Store::in_memory(first.quads.into_iter().chain(second.quads)).unwrap()
}

fn word(text: &str) -> Term {
    Literal::new_simple_literal(text).into()
}

fn typed(text: &str, datatype: NamedNodeRef<'static>) -> Term {
    Literal::new_typed_literal(text, datatype).into()
}

/// One document in the making.
struct Brief {
    iri: NamedNode,
    text: String,
    quads: Vec<Quad>,
}

impl Brief {
    fn new(source: &str, text: &str) -> Self {
        let iri = NamedNode::new_unchecked(format!("{BASE}document/{}-0a0b0c0d", slug(source)));
        let mut brief = Self { iri: iri.clone(), text: text.to_owned(), quads: Vec::new() };
        brief.state(&iri, rdf::TYPE, nif::CONTEXT.into_owned());
        brief.state(&iri, nif::IS_STRING, word(text));
        brief.state(&iri, dct::SOURCE, word(source));
        brief.state(&iri, dct::ISSUED, typed("2020-03-01", xsd::DATE));
        brief.state(&iri, schema::SHA256, word(&hex(&Sha256::digest(text.as_bytes()))));
        brief
    }

    fn state(&mut self, subject: &NamedNode, predicate: NamedNodeRef<'_>, object: impl Into<Term>) {
        self.quads.push(Quad::new(subject.clone(), predicate, object, self.iri.clone()));
    }

    fn person(&mut self, name: &str) -> NamedNode {
        self.thing("person", name, foaf::PERSON)
    }

    fn body(&mut self, name: &str) -> NamedNode {
        self.thing("organization", name, org::ORGANIZATION)
    }

    fn thing(&mut self, segment: &str, name: &str, class: NamedNodeRef<'static>) -> NamedNode {
        let iri = NamedNode::new_unchecked(format!("{BASE}{segment}/{}", slug(name)));
        let document = self.iri.clone();
        self.state(&document, schema::MENTIONS, iri.clone());
        self.quads.push(Quad::new(iri.clone(), rdf::TYPE, class, GraphName::DefaultGraph));
        self.quads.push(Quad::new(
            iri.clone(),
            skos::PREF_LABEL,
            Literal::new_simple_literal(name),
            GraphName::DefaultGraph,
        ));
        iri
    }

    /// A fact read from the sentence that begins so.
    fn fact(
        &mut self,
        name: &str,
        class: NamedNodeRef<'static>,
        sentence: &str,
        says: &[(NamedNodeRef<'static>, Term)],
    ) {
        let fact = NamedNode::new_unchecked(format!("{}#{name}", self.iri.as_str()));
        let start = self.text.find(sentence).unwrap();
        let end = self.text[start..].find(['.', '\n']).map_or(self.text.len(), |at| start + at + 1);
        let words = self.text[start..end].trim_end().to_owned();
        let begin = self.text[..start].chars().count();
        let end = begin + words.chars().count();
        let passage = NamedNode::new_unchecked(format!("{}#char={begin},{end}", self.iri.as_str()));
        let document = self.iri.clone();
        self.state(&passage, rdf::TYPE, nif::SENTENCE.into_owned());
        self.state(&passage, nif::ANCHOR_OF, word(&words));
        self.state(&passage, nif::BEGIN_INDEX, typed(&begin.to_string(), xsd::INTEGER));
        self.state(&passage, nif::END_INDEX, typed(&end.to_string(), xsd::INTEGER));
        self.state(&passage, nif::REFERENCE_CONTEXT, document);
        self.state(&fact, rdf::TYPE, class.into_owned());
        self.state(&fact, rdf::TYPE, bg::FACT.into_owned());
        self.state(&fact, prov::WAS_DERIVED_FROM, passage);
        self.state(&fact, bg::CONFIDENCE, typed("0.9", xsd::DECIMAL));
        for (property, value) in says {
            self.state(&fact, *property, value.clone());
        }
    }
}
