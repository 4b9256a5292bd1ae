//! Laws as rows, stages as columns: a law's way runs from left to right.

use super::{Block, Link, MARGIN, Rect, SMALL, Scene, Step, Text, TextRole, WIDTH, tooltip};
use crate::export::model::{Node, NodeKind, Passage, View};
use std::collections::BTreeMap;

const LAW_WIDTH: f64 = 270.0;
const GAP_X: f64 = 18.0;
const GAP_Y: f64 = 12.0;
const HEAD: f64 = 26.0;

pub fn layout(view: &View) -> Scene {
    let rows = rows(view);
    let columns = columns(view, &rows);
    let width = (WIDTH - 2.0 * MARGIN - LAW_WIDTH) / columns.len().max(1) as f64 - GAP_X;
    let width = width.min(220.0);
    let mut scene = Scene::default();
    let left = |column: usize| MARGIN + LAW_WIDTH + GAP_X + column as f64 * (width + GAP_X);
    for (place, (_, name)) in columns.iter().enumerate() {
        for (line, words) in SMALL.wrap(name, width, 1).into_iter().enumerate() {
            let y = SMALL.size + line as f64 * SMALL.line_height();
            scene.texts.push(Text {
                x: left(place) + width / 2.0,
                y,
                text: words,
                role: TextRole::Small,
                centred: true,
            });
        }
    }
    scene.rules.push((MARGIN, HEAD - 6.0, WIDTH - MARGIN, HEAD - 6.0));
    let mut y = HEAD + 4.0;
    for (law, stages) in rows {
        let law_node = &view.nodes[law];
        let law_block = Block::new(law_node, LAW_WIDTH, 5);
        let cells: Vec<(usize, Node, Block)> = cells(view, &columns, &stages)
            .into_iter()
            .map(|(column, node)| {
                let block = Block::new(&node, width, 4);
                (column, node, block)
            })
            .collect();
        let height = cells.iter().map(|(_, _, block)| block.h).fold(law_block.h, f64::max);
        let middle = y + height / 2.0;
        let law_rect = Rect { x: MARGIN, y, w: LAW_WIDTH, h: height };
        scene.boxes.push(law_block.place(law_node, law_rect, false));
        let mut from = MARGIN + LAW_WIDTH;
        for (column, node, block) in &cells {
            let rect = Rect { x: left(*column), y: middle - block.h / 2.0, w: width, h: block.h };
            scene.links.push(arrow(from, rect.x, middle));
            scene.boxes.push(block.place(node, rect, true));
            from = rect.x + rect.w;
        }
        y += height + GAP_Y;
    }
    scene.height = y - GAP_Y;
    scene
}

fn arrow(from: f64, to: f64, y: f64) -> Link {
    Link {
        path: vec![Step::Move(from, y), Step::Line(to - 5.0, y)],
        width: 1.4,
        arrow: true,
        texts: Vec::new(),
        tooltip: tooltip("", &[], &[]),
    }
}

/// Each law with its stages, laws in the order of the view.
fn rows(view: &View) -> Vec<(usize, Vec<usize>)> {
    let mut stages: Vec<Vec<usize>> = vec![Vec::new(); view.nodes.len()];
    for edge in &view.edges {
        stages[edge.from].push(edge.to);
    }
    (0..view.nodes.len())
        .filter(|&node| view.nodes[node].kind != NodeKind::Stage)
        .map(|node| (node, std::mem::take(&mut stages[node])))
        .collect()
}

/// The stages that occur, in their order, with their names.
fn columns(view: &View, rows: &[(usize, Vec<usize>)]) -> Vec<(u32, String)> {
    let all = rows.iter().flat_map(|(_, stages)| stages).map(|&stage| &view.nodes[stage]);
    let by_rank: BTreeMap<u32, String> = all.map(|stage| (stage.rank, stage.label.clone())).collect();
    by_rank.into_iter().collect()
}

/// One cell a stage: what several facts say of the same stage stands in one box.
fn cells(view: &View, columns: &[(u32, String)], stages: &[usize]) -> Vec<(usize, Node)> {
    let mut cells: BTreeMap<u32, Node> = BTreeMap::new();
    for stage in stages.iter().map(|&stage| &view.nodes[stage]) {
        let cell = cells.entry(stage.rank).or_insert_with(|| Node {
            details: Vec::new(),
            passages: Vec::new(),
            label: String::new(),
            ..stage.clone()
        });
        for detail in &stage.details {
            if !cell.details.contains(detail) {
                cell.details.push(detail.clone());
            }
        }
        let new: Vec<Passage> =
            stage.passages.iter().filter(|passage| !cell.passages.contains(passage)).cloned().collect();
        cell.passages.extend(new);
    }
    let column = |rank: u32| columns.iter().position(|(other, _)| *other == rank);
    cells
        .into_iter()
        .filter_map(|(rank, mut node)| {
            let column = column(rank)?;
            // The head of the column names the stage; a cell without date and body says so again.
            if node.details.is_empty() {
                node.label.clone_from(&columns[column].1);
            }
            Some((column, node))
        })
        .collect()
}
