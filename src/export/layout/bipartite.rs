//! Two columns: those who act on the left, what they act on to the right. The busy column has one
//! row an edge, so that the words on an edge have a row of their own beside the busy box and no other
//! line crosses them: lines bend only in the gap beyond.

use super::{Block, EDGE, Link, MARGIN, Rect, Scene, Step, Text, TextRole, WIDTH, tooltip};
use crate::export::model::{Edge, View};

/// The column whose boxes set the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Busy {
    Left,
    Right,
}

/// Space between two boxes of a column.
const GAP: f64 = 10.0;
/// Space between lines that meet a box of the other column.
const PORT: f64 = 9.0;
/// Room for the line under the words on it.
const LINE_ROOM: f64 = 8.0;
/// Widest words on a line.
const EDGE_LABEL: f64 = 150.0;
/// Room in which lines bend.
const BEND: f64 = 150.0;
const MOST_LINES: usize = 5;

pub fn layout(view: &View, busy: Busy) -> Scene {
    let columns = Columns::new(view, busy);
    columns.scene()
}

/// One end column: which nodes, how wide, from where.
struct Column {
    x: f64,
    w: f64,
    /// Node indices from top to bottom.
    order: Vec<usize>,
}

struct Columns<'a> {
    view: &'a View,
    busy: Busy,
    labels: Vec<Vec<String>>,
    label_width: f64,
    busy_column: Column,
    other_column: Column,
    blocks: Vec<Block>,
}

impl<'a> Columns<'a> {
    fn new(view: &'a View, busy: Busy) -> Self {
        let labels: Vec<Vec<String>> = view.edges.iter().map(|edge| EDGE.wrap(&edge.label, EDGE_LABEL, 3)).collect();
        let label_width = labels.iter().flatten().map(|line| EDGE.width(line)).fold(0.0, f64::max);
        let label_width = if label_width > 0.0 { label_width + 16.0 } else { 16.0 };
        let room = WIDTH - 2.0 * MARGIN - label_width - BEND;
        let (left_w, right_w) = match busy {
            Busy::Right => (room * 0.32, room * 0.68),
            Busy::Left => (room * 0.42, room * 0.58),
        };
        let left = Column { x: MARGIN, w: left_w, order: Vec::new() };
        let right = Column { x: WIDTH - MARGIN - right_w, w: right_w, order: Vec::new() };
        let (mut busy_column, mut other_column) = if busy == Busy::Left { (left, right) } else { (right, left) };
        let (busy_order, other_order) = order(view, busy);
        busy_column.order = busy_order;
        other_column.order = other_order;
        let mut widths = vec![0.0; view.nodes.len()];
        for column in [&busy_column, &other_column] {
            for &node in &column.order {
                widths[node] = column.w;
            }
        }
        let blocks = view.nodes.iter().zip(&widths).map(|(node, &w)| Block::new(node, w, MOST_LINES)).collect();
        Self { view, busy, labels, label_width, busy_column, other_column, blocks }
    }

    fn scene(&self) -> Scene {
        let mut rects = vec![Rect::default(); self.view.nodes.len()];
        let mut busy_ports = vec![0.0; self.view.edges.len()];
        let busy_height = self.place_busy(&mut rects, &mut busy_ports);
        let other_height = self.place_other(&mut rects, &busy_ports);
        let other_ports = self.other_ports(&rects, &busy_ports);
        let mut scene = Scene { height: busy_height.max(other_height), ..Scene::default() };
        for (index, edge) in self.view.edges.iter().enumerate() {
            scene.links.push(self.link(index, edge, &rects, busy_ports[index], other_ports[index]));
        }
        for &node in self.other_column.order.iter().chain(&self.busy_column.order) {
            let placed = self.blocks[node].place(&self.view.nodes[node], rects[node], false);
            scene.boxes.push(placed);
        }
        scene
    }

    fn busy_end(&self, edge: &Edge) -> usize {
        if self.busy == Busy::Left { edge.from } else { edge.to }
    }

    fn other_end(&self, edge: &Edge) -> usize {
        if self.busy == Busy::Left { edge.to } else { edge.from }
    }

    /// Stacks the busy column and gives each edge its row.
    fn place_busy(&self, rects: &mut [Rect], ports: &mut [f64]) -> f64 {
        let mut edges_of: Vec<Vec<usize>> = vec![Vec::new(); self.view.nodes.len()];
        for (index, edge) in self.view.edges.iter().enumerate() {
            edges_of[self.busy_end(edge)].push(index);
        }
        let mut rank = vec![0; self.view.nodes.len()];
        for (place, &node) in self.other_column.order.iter().enumerate() {
            rank[node] = place;
        }
        let mut y = 0.0;
        for &node in &self.busy_column.order {
            let edges = &mut edges_of[node];
            edges.sort_by_key(|&edge| (rank[self.other_end(&self.view.edges[edge])], edge));
            let rows: Vec<f64> = edges.iter().map(|&edge| self.row_height(edge)).collect();
            let rows_height: f64 = rows.iter().sum();
            let h = self.blocks[node].h.max(rows_height + 4.0);
            rects[node] = Rect { x: self.busy_column.x, y, w: self.busy_column.w, h };
            let mut row = y + (h - rows_height) / 2.0;
            for (&edge, height) in edges.iter().zip(rows) {
                let words = self.labels[edge].len() as f64;
                ports[edge] = if words > 0.0 { row + words * EDGE.line_height() } else { row + height / 2.0 };
                row += height;
            }
            y += h + GAP;
        }
        (y - GAP).max(0.0)
    }

    fn row_height(&self, edge: usize) -> f64 {
        let lines = self.labels[edge].len();
        if lines == 0 { PORT } else { lines as f64 * EDGE.line_height() + LINE_ROOM }
    }

    /// Puts each box of the other column as near as possible to the rows it is tied to.
    fn place_other(&self, rects: &mut [Rect], ports: &[f64]) -> f64 {
        let mut sums = vec![(0.0, 0.0); self.view.nodes.len()];
        for (index, edge) in self.view.edges.iter().enumerate() {
            let sum = &mut sums[self.other_end(edge)];
            *sum = (sum.0 + ports[index], sum.1 + 1.0);
        }
        let order = &self.other_column.order;
        let heights: Vec<f64> = order.iter().map(|&node| self.blocks[node].h.max(sums[node].1 * PORT + 8.0)).collect();
        let wished: Vec<f64> = order
            .iter()
            .zip(&heights)
            .map(|(&node, h)| if sums[node].1 > 0.0 { sums[node].0 / sums[node].1 - h / 2.0 } else { 0.0 })
            .collect();
        let tops = stack(&wished, &heights);
        let mut bottom: f64 = 0.0;
        for ((&node, y), h) in order.iter().zip(tops).zip(heights) {
            rects[node] = Rect { x: self.other_column.x, y, w: self.other_column.w, h };
            bottom = bottom.max(y + h);
        }
        bottom
    }

    fn other_ports(&self, rects: &[Rect], busy_ports: &[f64]) -> Vec<f64> {
        let mut edges_of: Vec<Vec<usize>> = vec![Vec::new(); self.view.nodes.len()];
        for (index, edge) in self.view.edges.iter().enumerate() {
            edges_of[self.other_end(edge)].push(index);
        }
        let mut ports = vec![0.0; self.view.edges.len()];
        for &node in &self.other_column.order {
            let edges = &mut edges_of[node];
            edges.sort_by(|&a, &b| busy_ports[a].total_cmp(&busy_ports[b]).then(a.cmp(&b)));
            let rect = rects[node];
            let first = rect.y + rect.h / 2.0 - PORT * (edges.len() as f64 - 1.0) / 2.0;
            for (place, &edge) in edges.iter().enumerate() {
                ports[edge] = first + PORT * place as f64;
            }
        }
        ports
    }

    fn link(&self, index: usize, edge: &Edge, rects: &[Rect], busy_y: f64, other_y: f64) -> Link {
        let (from, to) = (rects[edge.from], rects[edge.to]);
        let (x1, x2) = (from.x + from.w, to.x);
        let arrow = 5.0;
        // The stub beside the busy box carries the words.
        let (path, text_x) = if self.busy == Busy::Right {
            let stub = x2 - self.label_width - arrow;
            let middle = f64::midpoint(x1, stub);
            let curve = Step::Curve([(middle, other_y), (middle, busy_y), (stub, busy_y)]);
            (vec![Step::Move(x1, other_y), curve, Step::Line(x2 - arrow, busy_y)], stub + 4.0)
        } else {
            let stub = x1 + self.label_width;
            let end = x2 - arrow;
            let middle = f64::midpoint(end, stub);
            let curve = Step::Curve([(middle, busy_y), (middle, other_y), (end, other_y)]);
            (vec![Step::Move(x1, busy_y), Step::Line(stub, busy_y), curve], x1 + 8.0)
        };
        Link {
            path,
            width: 1.4,
            arrow: true,
            texts: self.edge_texts(index, text_x, busy_y),
            tooltip: tooltip(&self.sentence(edge), &[], &edge.passages),
        }
    }

    /// The words stand on the line.
    fn edge_texts(&self, index: usize, x: f64, row: f64) -> Vec<Text> {
        let lines = &self.labels[index];
        let top = row - 5.0 - (lines.len() as f64 - 1.0) * EDGE.line_height();
        lines
            .iter()
            .enumerate()
            .map(|(place, line)| {
                let y = top + place as f64 * EDGE.line_height();
                Text { x, y, text: line.clone(), role: TextRole::Edge, centred: false }
            })
            .collect()
    }

    fn sentence(&self, edge: &Edge) -> String {
        let label = if edge.label.is_empty() { String::new() } else { format!(" ({})", edge.label) };
        format!("{} {}: {}{label}", self.view.nodes[edge.from].label, edge.kind, self.view.nodes[edge.to].label)
    }
}

/// The order of both columns, busy first: the other column by weight and first appearance, boxes of the
/// busy column beside the first box they are tied to.
fn order(view: &View, busy: Busy) -> (Vec<usize>, Vec<usize>) {
    let ends = |edge: &Edge| if busy == Busy::Left { (edge.from, edge.to) } else { (edge.to, edge.from) };
    let mut is_other = vec![false; view.nodes.len()];
    let mut degree = vec![0.0; view.nodes.len()];
    for edge in &view.edges {
        is_other[ends(edge).1] = true;
        degree[ends(edge).1] += edge.weight;
    }
    let mut other: Vec<usize> = (0..view.nodes.len()).filter(|&node| is_other[node]).collect();
    other.sort_by(|&a, &b| degree[b].total_cmp(&degree[a]).then(a.cmp(&b)));
    let mut rank = vec![usize::MAX; view.nodes.len()];
    for (place, &node) in other.iter().enumerate() {
        rank[node] = place;
    }
    let mut first = vec![usize::MAX; view.nodes.len()];
    for edge in &view.edges {
        let (busy_node, other_node) = ends(edge);
        first[busy_node] = first[busy_node].min(rank[other_node]);
    }
    let mut busy_nodes: Vec<usize> = (0..view.nodes.len()).filter(|&node| !is_other[node]).collect();
    busy_nodes.sort_by_key(|&node| (first[node], node));
    let mut place = vec![0.0; view.nodes.len()];
    for (row, &node) in busy_nodes.iter().enumerate() {
        place[node] = row as f64;
    }
    let mut sums = vec![(0.0, 0.0); view.nodes.len()];
    for edge in &view.edges {
        let (busy_node, other_node) = ends(edge);
        let sum = &mut sums[other_node];
        *sum = (sum.0 + place[busy_node], sum.1 + 1.0);
    }
    // Every box of the other column has an edge, so no mean divides by nothing.
    let mean = |node: usize| sums[node].0 / f64::max(sums[node].1, 1.0);
    other.sort_by(|&a, &b| mean(a).total_cmp(&mean(b)).then(a.cmp(&b)));
    (busy_nodes, other)
}

/// Tops of boxes in the given order, without overlap and as near to the wished tops as least squares
/// allows (pool adjacent violators), from 0 downwards.
fn stack(wished: &[f64], heights: &[f64]) -> Vec<f64> {
    // A pool of boxes that touch: sum of wished tops of its first box, number of boxes, height.
    struct Pool {
        sum: f64,
        count: f64,
        height: f64,
        first: usize,
    }
    let mut pools: Vec<Pool> = Vec::new();
    for (index, (&wish, &height)) in wished.iter().zip(heights).enumerate() {
        let mut pool = Pool { sum: wish.max(0.0), count: 1.0, height: height + GAP, first: index };
        while let Some(above) = pools.last() {
            if above.sum / above.count + above.height <= pool.sum / pool.count {
                break;
            }
            pool = Pool {
                sum: above.sum + pool.sum - above.height * pool.count,
                count: above.count + pool.count,
                height: above.height + pool.height,
                first: above.first,
            };
            pools.pop();
        }
        // Nothing may stand above the column.
        if pools.is_empty() && pool.sum < 0.0 {
            pool.sum = 0.0;
        }
        pools.push(pool);
    }
    let mut tops = vec![0.0; wished.len()];
    for (index, pool) in pools.iter().enumerate() {
        let end = pools.get(index + 1).map_or(wished.len(), |next| next.first);
        let mut top = pool.sum / pool.count;
        for place in pool.first..end {
            tops[place] = top;
            top += heights[place] + GAP;
        }
    }
    tops
}
