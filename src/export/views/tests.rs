use super::*;
use crate::export::fixture;

fn drawn(kind: ViewKind, filter: &Filter) -> View {
    view(&fixture::store(), kind, filter).unwrap()
}

/// "Upland River Trust -[proposes: EUR 3 million]-> a levy".
fn lines(view: &View) -> Vec<String> {
    let name = |place: usize| view.nodes[place].label.as_str();
    view.edges
        .iter()
        .map(|edge| format!("{} -[{}: {}]-> {}", name(edge.from), edge.kind, edge.label, name(edge.to)))
        .collect()
}

#[test]
fn proposals_carry_amount_date_and_forum() {
    let view = drawn(ViewKind::Proposals, &Filter::default());
    assert_eq!(
        lines(&view),
        [
            "Upland River Trust -[proposes: ]-> <slow> boats & a cap of \"5 knots\"",
            "Maren Østby -[proposes: GBP 40 million]-> a fund for old weirs",
        ]
    );
    let fund = view.nodes.iter().find(|node| node.label == "a fund for old weirs").unwrap();
    assert_eq!(fund.details, ["February 2020 · Valley Assembly"]);
    assert_eq!(view.subtitle, "2 documents");
}

#[test]
fn the_other_views_say_what_the_facts_say() {
    assert_eq!(
        lines(&drawn(ViewKind::Affiliations, &Filter::default())),
        [
            "Pía Santángelo -[belongs to: chair]-> Upland River Trust",
            "Maren Østby -[belongs to: minister]-> Ministry of Rural Affairs",
            "Idris Calloway -[belongs to: ]-> Upland River Trust",
        ]
    );
    assert_eq!(
        lines(&drawn(ViewKind::Money, &Filter::default())),
        ["Upland River Trust -[has to do with: actual]-> EUR 2.5 billion"]
    );
    let laws = drawn(ViewKind::Laws, &Filter::default());
    assert_eq!(lines(&laws), ["Weirs Act -[reached: ]-> passed"]);
    assert_eq!(laws.nodes[1].details, ["11 February 2020 · Valley Assembly"]);
    assert_eq!(
        lines(&drawn(ViewKind::Network, &Filter::default())),
        [
            "Pía Santángelo -[is chair of: ]-> Upland River Trust",
            "Maren Østby -[is minister of: ]-> Ministry of Rural Affairs",
            "Maren Østby -[makes a proposal at: ]-> Valley Assembly",
            "Idris Calloway -[belongs to: ]-> Upland River Trust",
            "Idris Calloway -[speaks to: ]-> Valley Assembly",
            "Valley Assembly -[passed: ]-> Weirs Act",
        ]
    );
}

#[test]
fn filters_narrow_the_view() {
    let count = |kind, filter: &Filter| view(&fixture::store(), kind, filter).map_or(0, |view| view.edges.len());
    let by = |name: &str| Filter { by: vec![name.to_owned()], ..Filter::default() };
    assert_eq!(count(ViewKind::Proposals, &by("the upland river TRUST")), 1);
    assert_eq!(
        count(ViewKind::Proposals, &Filter { forum: Some("Valley Assembly".to_owned()), ..Filter::default() }),
        1
    );
    assert_eq!(count(ViewKind::Proposals, &Filter { document: Some("lake.txt".to_owned()), ..Filter::default() }), 1);
    assert_eq!(count(ViewKind::Proposals, &Filter { kinds: vec![NodeKind::Person], ..Filter::default() }), 1);
    assert_eq!(
        count(ViewKind::Proposals, &Filter { until: jiff::civil::Date::new(2020, 2, 15).ok(), ..Filter::default() }),
        1
    );
    assert_eq!(
        count(ViewKind::Proposals, &Filter { since: jiff::civil::Date::new(2020, 3, 1).ok(), ..Filter::default() }),
        1
    );
    let top = view(&fixture::store(), ViewKind::Proposals, &Filter { top: Some(1), ..Filter::default() }).unwrap();
    assert_eq!(lines(&top), ["Maren Østby -[proposes: GBP 40 million]-> a fund for old weirs"]);
    assert_eq!(top.subtitle, "2 documents · the 1 strongest of 2");
    let about = |depth| Filter { about: vec!["Weirs Act".to_owned()], depth, ..Filter::default() };
    assert_eq!(count(ViewKind::Network, &about(1)), 1);
    assert_eq!(count(ViewKind::Network, &about(2)), 3);
}

#[test]
fn unknown_names_are_answered_with_the_nearest() {
    let by = |name: &str| Filter { by: vec![name.to_owned()], ..Filter::default() };
    let error = view(&fixture::store(), ViewKind::Proposals, &by("Maren Ostby")).unwrap_err();
    assert!(error.found_nothing());
    assert_eq!(error.to_string(), "nothing in the graph is called `Maren Ostby`\nhint: the nearest are `Maren Østby`");
    let error = view(&fixture::store(), ViewKind::Laws, &by("Pía Santángelo")).unwrap_err();
    assert!(matches!(error, ExportError::Empty(_)));
}
