//! Forces for the network: ties pull, boxes push, then boxes are moved apart until none overlap.
//! Start places are a spiral, so no chance is involved (Fruchterman and Reingold, "Graph drawing by
//! force-directed placement", 1991).

use super::{Block, EDGE, Link, MARGIN, Rect, Scene, Step, Text, TextRole, WIDTH, tooltip};
use crate::export::model::View;

const BOX_WIDTH: f64 = 190.0;
const GAP_X: f64 = 14.0;
const GAP_Y: f64 = 14.0;
/// Room for the name of the tie between the two boxes of a pair.
const PAIR_GAP: f64 = 150.0;
/// Work that the forces may do: pairs of nodes times rounds.
const BUDGET: usize = 60_000_000;

pub fn layout(view: &View) -> Scene {
    let blocks: Vec<Block> = view.nodes.iter().map(|node| Block::new(node, BOX_WIDTH, 3)).collect();
    let mut rects: Vec<Rect> = blocks.iter().map(|block| Rect { x: 0.0, y: 0.0, w: block.w, h: block.h }).collect();
    let mut shelf = Shelf::default();
    for part in parts(view) {
        let size = place_part(view, &part, &mut rects);
        let (x, y) = shelf.put(size);
        for &node in &part {
            rects[node].x += x;
            rects[node].y += y;
        }
    }
    let mut scene = Scene { height: shelf.bottom(), ..Scene::default() };
    for edge in &view.edges {
        let (from, to) = (rects[edge.from].centre(), rects[edge.to].centre());
        let relation = format!("{} {} {}", view.nodes[edge.from].label, edge.kind, view.nodes[edge.to].label);
        scene.links.push(Link {
            path: vec![Step::Move(from.0, from.1), Step::Line(to.0, to.1)],
            width: (0.8 + edge.weight.max(1.0).ln()).min(5.0),
            arrow: false,
            texts: Vec::new(),
            tooltip: tooltip(&relation, &[], &edge.passages),
        });
    }
    name_ties(view, &rects, &mut scene);
    for ((node, block), rect) in view.nodes.iter().zip(&blocks).zip(&rects) {
        scene.boxes.push(block.place(node, *rect, true));
    }
    scene
}

/// Names the ties where there is room for it; the others are named when the pointer rests on them.
fn name_ties(view: &View, rects: &[Rect], scene: &mut Scene) {
    let mut taken: Vec<Rect> = rects.to_vec();
    for (index, edge) in view.edges.iter().enumerate() {
        let (from, to) = (rects[edge.from].centre(), rects[edge.to].centre());
        let words = if edge.label.is_empty() { &edge.kind } else { &edge.label };
        for share in [0.5, 0.4, 0.6, 0.3, 0.7] {
            let (x, y) = (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share + EDGE.size * 0.36);
            let text = Text { x, y, text: words.clone(), role: TextRole::Edge, centred: true };
            let rect = text.rect();
            let roomy = Rect { x: rect.x - 3.0, y: rect.y - 2.0, w: rect.w + 6.0, h: rect.h + 4.0 };
            let inside = roomy.x >= 0.0 && roomy.x + roomy.w <= WIDTH && roomy.y >= 0.0;
            if inside && !taken.iter().any(|other| other.overlaps(&roomy)) {
                taken.push(roomy);
                scene.links[index].texts.push(text);
                break;
            }
        }
    }
}

/// Connected parts, the largest first.
fn parts(view: &View) -> Vec<Vec<usize>> {
    let neighbours = neighbours(view);
    let mut seen = vec![false; view.nodes.len()];
    let mut parts: Vec<Vec<usize>> = Vec::new();
    for start in 0..view.nodes.len() {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        let mut part = vec![start];
        let mut next = 0;
        while let Some(&node) = part.get(next) {
            next += 1;
            for &neighbour in &neighbours[node] {
                if !std::mem::replace(&mut seen[neighbour], true) {
                    part.push(neighbour);
                }
            }
        }
        part.sort_unstable();
        parts.push(part);
    }
    parts.sort_by(|a, b| b.len().cmp(&a.len()).then(a.cmp(b)));
    parts
}

fn neighbours(view: &View) -> Vec<Vec<usize>> {
    let mut out = vec![Vec::new(); view.nodes.len()];
    for edge in &view.edges {
        out[edge.from].push(edge.to);
        out[edge.to].push(edge.from);
    }
    out
}

/// Places the boxes of one connected part from (0, 0) and returns its size.
fn place_part(view: &View, part: &[usize], rects: &mut [Rect]) -> (f64, f64) {
    if let [left, right] = part {
        rects[*right].x = rects[*left].w + PAIR_GAP;
        return (rects[*right].x + rects[*right].w, rects[*left].h.max(rects[*right].h));
    }
    let points = forces(view, part);
    let room = part_width(part, rects);
    let (min_x, max_x) = range(points.iter().map(|p| p.0));
    let (min_y, max_y) = range(points.iter().map(|p| p.1));
    let area: f64 = part.iter().map(|&node| (rects[node].w + 3.0 * GAP_X) * (rects[node].h + 3.0 * GAP_Y)).sum();
    let tall = 1.5 * area / room;
    for (&node, point) in part.iter().zip(&points) {
        let rect = &mut rects[node];
        rect.x = (room - rect.w) * share(point.0, min_x, max_x);
        rect.y = tall * share(point.1, min_y, max_y);
    }
    separate(part, rects, room);
    settle(part, rects);
    let right = part.iter().map(|&node| rects[node].x + rects[node].w).fold(0.0, f64::max);
    let bottom = part.iter().map(|&node| rects[node].y + rects[node].h).fold(0.0, f64::max);
    (right, bottom)
}

/// Width for a part: all of the picture for a large one, less for small ones.
fn part_width(part: &[usize], rects: &[Rect]) -> f64 {
    let full = WIDTH - 2.0 * MARGIN;
    let widest = part.iter().map(|&node| rects[node].w).fold(0.0, f64::max);
    let area: f64 = part.iter().map(|&node| (rects[node].w + 40.0) * (rects[node].h + 50.0)).sum();
    (area * 2.6).sqrt().clamp(widest, full)
}

fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values.fold((f64::INFINITY, f64::NEG_INFINITY), |(min, max), value| (min.min(value), max.max(value)))
}

fn share(value: f64, min: f64, max: f64) -> f64 {
    if max - min < 1e-9 { 0.0 } else { (value - min) / (max - min) }
}

/// Places in a plane of no unit, one a node of `part`.
fn forces(view: &View, part: &[usize]) -> Vec<(f64, f64)> {
    let n = part.len();
    let mut local = vec![usize::MAX; view.nodes.len()];
    for (place, &node) in part.iter().enumerate() {
        local[node] = place;
    }
    let ties: Vec<(usize, usize)> = view
        .edges
        .iter()
        .filter(|edge| local[edge.from] != usize::MAX && edge.from != edge.to)
        .map(|edge| (local[edge.from], local[edge.to]))
        .collect();
    // The golden angle spreads the start places evenly.
    let mut points: Vec<(f64, f64)> = (0..n)
        .map(|i| {
            let (radius, angle) = ((i as f64 + 0.5).sqrt(), i as f64 * 2.399_963_229_728_653);
            (radius * angle.cos(), radius * angle.sin())
        })
        .collect();
    let rounds = (BUDGET / (n * n).max(1)).clamp(20, 400);
    let start_heat = (n as f64).sqrt() / 2.0;
    for round in 0..rounds {
        let heat = start_heat * (1.0 - round as f64 / rounds as f64) + 0.01;
        step(&mut points, &ties, heat);
    }
    points
}

/// One round: distance 1 is where a tie and a push are even.
fn step(points: &mut [(f64, f64)], ties: &[(usize, usize)], heat: f64) {
    let mut moves = vec![(0.0, 0.0); points.len()];
    for i in 0..points.len() {
        for j in i + 1..points.len() {
            let (dx, dy) = (points[i].0 - points[j].0, points[i].1 - points[j].1);
            let push = 1.0 / (dx * dx + dy * dy).max(1e-4);
            moves[i] = (moves[i].0 + dx * push, moves[i].1 + dy * push);
            moves[j] = (moves[j].0 - dx * push, moves[j].1 - dy * push);
        }
    }
    for &(a, b) in ties {
        let (dx, dy) = (points[a].0 - points[b].0, points[a].1 - points[b].1);
        let pull = (dx * dx + dy * dy).sqrt();
        moves[a] = (moves[a].0 - dx * pull, moves[a].1 - dy * pull);
        moves[b] = (moves[b].0 + dx * pull, moves[b].1 + dy * pull);
    }
    for (point, (dx, dy)) in points.iter_mut().zip(moves) {
        let length = (dx * dx + dy * dy).sqrt();
        if length > 1e-9 {
            let scale = length.min(heat) / length;
            *point = (point.0 + dx * scale, point.1 + dy * scale);
        }
    }
}

/// Pushes overlapping boxes apart along the shorter way, within the width.
fn separate(part: &[usize], rects: &mut [Rect], room: f64) {
    let rounds = (BUDGET / (part.len() * part.len()).max(1)).clamp(10, 200);
    for _ in 0..rounds {
        let mut moved = false;
        for (i, &a) in part.iter().enumerate() {
            for &b in &part[i + 1..] {
                moved |= push_apart(rects, a, b, room);
            }
        }
        if !moved {
            break;
        }
    }
}

fn push_apart(rects: &mut [Rect], a: usize, b: usize, room: f64) -> bool {
    let (ra, rb) = (rects[a], rects[b]);
    let (ca, cb) = (ra.centre(), rb.centre());
    let over_x = f64::midpoint(ra.w, rb.w) + GAP_X - (ca.0 - cb.0).abs();
    let over_y = f64::midpoint(ra.h, rb.h) + GAP_Y - (ca.1 - cb.1).abs();
    if over_x <= 0.01 || over_y <= 0.01 {
        return false;
    }
    if over_x < over_y {
        let by = if ca.0 <= cb.0 { over_x / 2.0 } else { -over_x / 2.0 };
        rects[a].x = (ra.x - by).clamp(0.0, (room - ra.w).max(0.0));
        rects[b].x = (rb.x + by).clamp(0.0, (room - rb.w).max(0.0));
    } else {
        let by = if ca.1 <= cb.1 { over_y / 2.0 } else { -over_y / 2.0 };
        rects[a].y -= by;
        rects[b].y += by;
    }
    true
}

/// From top to bottom, moves a box down past those it still overlaps, so that in the end none do.
fn settle(part: &[usize], rects: &mut [Rect]) {
    let mut order = part.to_vec();
    order.sort_by(|&a, &b| rects[a].y.total_cmp(&rects[b].y).then(a.cmp(&b)));
    let top = order.first().map_or(0.0, |&node| rects[node].y);
    let mut placed: Vec<usize> = Vec::with_capacity(order.len());
    for node in order {
        let mut rect = rects[node];
        rect.y -= top;
        // `placed` is not sorted by bottom, so look again until nothing is in the way.
        while let Some(bottom) = blocker(&placed, rects, rect) {
            rect.y = bottom + GAP_Y;
        }
        rects[node] = rect;
        placed.push(node);
    }
}

fn blocker(placed: &[usize], rects: &[Rect], rect: Rect) -> Option<f64> {
    let margin = Rect { x: rect.x, y: rect.y - 3.0, w: rect.w, h: rect.h + 6.0 };
    placed
        .iter()
        .map(|&other| rects[other])
        .filter(|other| other.overlaps(&margin))
        .map(|other| other.y + other.h)
        .reduce(f64::max)
}

/// Parts side by side on shelves.
#[derive(Default)]
struct Shelf {
    x: f64,
    y: f64,
    height: f64,
}

impl Shelf {
    const GAP: f64 = 36.0;

    fn put(&mut self, (w, h): (f64, f64)) -> (f64, f64) {
        let room = WIDTH - 2.0 * MARGIN;
        if self.x > 0.0 && self.x + w > room + 0.01 {
            self.y += self.height + Self::GAP;
            self.x = 0.0;
            self.height = 0.0;
        }
        let place = (MARGIN + self.x, self.y);
        self.x += w + Self::GAP;
        self.height = self.height.max(h);
        place
    }

    fn bottom(&self) -> f64 {
        self.y + self.height
    }
}
