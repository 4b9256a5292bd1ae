use super::*;
use oxigraph::model::Literal;

fn node(name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("http://example.com/{name}"))
}

/// Some of all quads of three subjects, predicates, objects and graphs.
fn quads() -> Vec<Quad> {
    let mut quads = Vec::new();
    for number in (0..81).filter(|number| number % 5 != 3) {
        let [s, p, o, g] = [number % 3, number / 3 % 3, number / 9 % 3, number / 27].map(|n| n.to_string());
        let object: Term = if o == "2" { Literal::new_simple_literal("two").into() } else { node(&o).into() };
        let graph = if g == "0" { GraphName::DefaultGraph } else { node(&format!("g{g}")).into() };
        quads.push(Quad::new(node(&s), node(&format!("p{p}")), object, graph));
    }
    quads
}

#[test]
fn any_pattern_gives_the_quads_that_have_its_parts() {
    let quads = quads();
    let mut builder = Builder::new();
    builder.extend(quads.iter().cloned().chain(quads.iter().take(9).cloned()));
    let dataset = builder.finish();
    assert_eq!(dataset.len(), quads.len());
    let example = &quads[40];
    for parts in 0..16 {
        let has = |part: u32| parts >> part & 1 == 1;
        let found = dataset.quads_for_pattern(
            has(0).then(|| example.subject.as_ref()),
            has(1).then(|| example.predicate.as_ref()),
            has(2).then(|| example.object.as_ref()),
            has(3).then(|| example.graph_name.as_ref()),
        );
        let mut found: Vec<String> = found.map(|quad| quad.to_string()).collect();
        let mut expected: Vec<String> = quads
            .iter()
            .filter(|quad| {
                (!has(0) || quad.subject == example.subject)
                    && (!has(1) || quad.predicate == example.predicate)
                    && (!has(2) || quad.object == example.object)
                    && (!has(3) || quad.graph_name == example.graph_name)
            })
            .map(ToString::to_string)
            .collect();
        found.sort();
        expected.sort();
        assert_eq!(found, expected, "pattern {parts:04b}");
    }
    let unknown = node("unknown");
    assert_eq!(dataset.quads_for_pattern(None, Some(unknown.as_ref()), None, None).count(), 0);
}

#[test]
fn the_named_graphs_are_each_told_once() {
    let mut builder = Builder::new();
    builder.extend(quads());
    let dataset = builder.finish();
    let graphs: Vec<String> = dataset
        .internal_named_graphs()
        .map(|graph| dataset.externalize_term(graph.unwrap_or_else(|never| match never {})).unwrap().to_string())
        .collect();
    assert_eq!(graphs, ["<http://example.com/g1>", "<http://example.com/g2>"]);
}
