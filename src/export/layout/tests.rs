use super::*;
use crate::export::model::Edge;
use proptest::prelude::*;

/// A view of `left` and `right` nodes with the given edges and odd texts.
fn view(kind: ViewKind, left: usize, right: usize, edges: &[(usize, usize, &str)]) -> View {
    let mut view = View::new(kind);
    view.subtitle = "drawn from three short texts".to_owned();
    let words = ["river trust", "Committee for Upland Farming and Forestry", "a ban on loose mesh", "Ö", "漢字の団体"];
    for i in 0..left + right {
        let (mut kind, mut label) =
            (NodeKind::ALL[i % 6], format!("{} {}", words[i % words.len()], "of the north ".repeat(i % 4)));
        if i >= left && view.kind == ViewKind::Laws {
            (kind, label) = (NodeKind::Stage, format!("stage {}", i % 5));
        }
        let mut node = Node::new(format!("https://example.org/{i}"), kind, label);
        node.rank = (i % 5) as u32;
        node.details = vec!["2021-03".to_owned(); i % 3];
        view.nodes.push(node);
    }
    view.edges =
        edges.iter().map(|&(a, b, label)| Edge::new(a % left, left + b % right, "backs").labelled(label)).collect();
    view
}

fn assert_readable(scene: &Scene) {
    let texts: Vec<(Rect, &str)> = scene.all_texts().map(|text| (text.rect(), text.text.as_str())).collect();
    for (i, (rect, text)) in texts.iter().enumerate() {
        assert!(
            rect.x >= 0.0 && rect.x + rect.w <= WIDTH && rect.y >= 0.0 && rect.y + rect.h <= scene.height,
            "cut: {text} {rect:?}"
        );
        for (other, other_text) in &texts[i + 1..] {
            assert!(!rect.overlaps(other), "overlap: {text} {rect:?} and {other_text} {other:?}");
        }
    }
    for (i, a) in scene.boxes.iter().enumerate() {
        for b in &scene.boxes[i + 1..] {
            assert!(!a.rect.overlaps(&b.rect), "boxes overlap: {:?} {:?}", a.rect, b.rect);
        }
        for text in &a.texts {
            let rect = text.rect();
            assert!(rect.x >= a.rect.x && rect.x + rect.w <= a.rect.x + a.rect.w, "text leaves its box: {}", text.text);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn nothing_overlaps_and_nothing_is_cut(
        left in 1_usize..25,
        right in 1_usize..25,
        edges in proptest::collection::vec((0_usize..25, 0_usize..25, prop_oneof!["", "EUR 40 million", "chair of the standing committee on rivers and lakes"]), 0..60),
        kind in 0_usize..5,
    ) {
        let edges: Vec<(usize, usize, &str)> = edges.iter().map(|(a, b, label)| (*a, *b, label.as_str())).collect();
        assert_readable(&layout(&view(ViewKind::ALL[kind], left, right, &edges)));
    }
}

#[test]
fn the_same_view_gives_the_same_scene() {
    let edges: Vec<(usize, usize, &str)> = (0..40).map(|i| (i * 7, i * 3, "")).collect();
    let view = view(ViewKind::Network, 12, 20, &edges);
    assert_eq!(layout(&view), layout(&view));
}

#[test]
fn a_large_network_is_still_laid_out() {
    let edges: Vec<(usize, usize, &str)> = (0..900).map(|i| (i * 7, i * 3, "")).collect();
    assert_readable(&layout(&view(ViewKind::Network, 300, 300, &edges)));
}

#[test]
fn an_empty_view_is_a_picture_with_a_title() {
    let scene = layout(&View::new(ViewKind::Proposals));
    assert!(scene.height > 0.0);
    assert_eq!(scene.title, "Who proposes what");
}
