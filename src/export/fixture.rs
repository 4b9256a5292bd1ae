//! Hand-made views for the tests of this module.

use crate::export::model::{Edge, Node, NodeKind, Passage, View, ViewKind};

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
        document: "upland.txt".to_owned(),
        sentence: format!("{} {kind} {}.", view.nodes[from].label, view.nodes[to].label),
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
