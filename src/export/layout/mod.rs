//! From a view to a scene: everything has its place, and only drawing is left.
//!
//! Each view has the layout that suits its question: two columns (`bipartite`) for who does what, a
//! grid of stages (`grid`) for laws, forces (`force`) for the network. All are deterministic.

mod bipartite;
mod force;
mod frame;
mod grid;

use crate::export::measure::Font;
use crate::export::model::{Node, NodeKind, Passage, View, ViewKind};
use std::fmt::Write as _;

/// Width of every picture in pixels.
pub const WIDTH: f64 = 1200.0;
/// Empty border of every picture in pixels.
pub const MARGIN: f64 = 24.0;

/// Type of the title.
pub const TITLE: Font = Font::bold(20.0);
/// Type of the line under the title, of heads of columns and of the legend.
pub const SMALL: Font = Font::regular(12.0);
/// Type of names.
pub const LABEL: Font = Font::regular(13.0);
/// Type of remarks under names.
pub const DETAIL: Font = Font::regular(11.5);
/// Type on lines.
pub const EDGE: Font = Font::bold(11.5);

/// Space between the outline of a box and its text.
const PAD_X: f64 = 12.0;
/// The same, above and below.
const PAD_Y: f64 = 7.0;

/// A rectangle in pixels; y grows downwards.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rect {
    /// Left.
    pub x: f64,
    /// Top.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

impl Rect {
    /// True if the two share more than an edge.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        const TOUCH: f64 = 0.01;
        self.x + TOUCH < other.x + other.w
            && other.x + TOUCH < self.x + self.w
            && self.y + TOUCH < other.y + other.h
            && other.y + TOUCH < self.y + self.h
    }

    /// Centre.
    #[must_use]
    pub fn centre(&self) -> (f64, f64) {
        (self.x + self.w / 2.0, self.y + self.h / 2.0)
    }
}

/// What a line of text is, for its size and colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextRole {
    /// The title of the picture.
    Title,
    /// The line under it, legend, heads of columns.
    Small,
    /// A name.
    Label,
    /// A remark under a name.
    Detail,
    /// Words on a line.
    Edge,
}

impl TextRole {
    /// The type it is set in.
    #[must_use]
    pub fn font(self) -> Font {
        match self {
            Self::Title => TITLE,
            Self::Small => SMALL,
            Self::Label => LABEL,
            Self::Detail => DETAIL,
            Self::Edge => EDGE,
        }
    }
}

/// One line of text. `x` is its left end, or its middle if `centred`; `y` is its base line.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// Left end or middle.
    pub x: f64,
    /// Base line.
    pub y: f64,
    /// Words.
    pub text: String,
    /// What it is.
    pub role: TextRole,
    /// True if `x` is the middle.
    pub centred: bool,
}

impl Text {
    /// The area it covers.
    #[must_use]
    pub fn rect(&self) -> Rect {
        let font = self.role.font();
        let w = font.width(&self.text);
        let x = if self.centred { self.x - w / 2.0 } else { self.x };
        Rect { x, y: self.y - font.size * 0.8, w, h: font.size }
    }
}

/// A box with its lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// Its outline.
    pub rect: Rect,
    /// What it stands for.
    pub kind: NodeKind,
    /// Its lines.
    pub texts: Vec<Text>,
    /// Shown when the pointer rests on it.
    pub tooltip: String,
    /// Where a click leads.
    pub link: Option<String>,
}

/// A part of a line's way, as in SVG path data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// Begin here.
    Move(f64, f64),
    /// Straight to here.
    Line(f64, f64),
    /// A cubic Bézier curve: two control points and the end.
    Curve([(f64, f64); 3]),
}

impl Step {
    fn shift_down(&mut self, by: f64) {
        match self {
            Self::Move(_, y) | Self::Line(_, y) => *y += by,
            Self::Curve(points) => points.iter_mut().for_each(|point| point.1 += by),
        }
    }
}

/// A line between boxes.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Its way.
    pub path: Vec<Step>,
    /// Width in pixels.
    pub width: f64,
    /// True if its end has an arrow head.
    pub arrow: bool,
    /// Words on it.
    pub texts: Vec<Text>,
    /// Shown when the pointer rests on it.
    pub tooltip: String,
}

/// A picture, ready to be drawn.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scene {
    /// Name of the view.
    pub name: &'static str,
    /// What the picture shows, for readers who do not see it.
    pub title: String,
    /// Height in pixels; the width is [`WIDTH`].
    pub height: f64,
    /// Lines, drawn first.
    pub links: Vec<Link>,
    /// Boxes.
    pub boxes: Vec<Placed>,
    /// Thin rules: from, to.
    pub rules: Vec<(f64, f64, f64, f64)>,
    /// Text outside boxes.
    pub texts: Vec<Text>,
}

impl Scene {
    /// Every line of text of the picture.
    pub fn all_texts(&self) -> impl Iterator<Item = &Text> {
        let boxed = self.boxes.iter().flat_map(|placed| &placed.texts);
        let linked = self.links.iter().flat_map(|link| &link.texts);
        self.texts.iter().chain(boxed).chain(linked)
    }

    fn shift_down(&mut self, by: f64) {
        let texts = self.texts.iter_mut();
        let boxed = self.boxes.iter_mut().flat_map(|placed| {
            placed.rect.y += by;
            placed.texts.iter_mut()
        });
        texts.chain(boxed).chain(self.links.iter_mut().flat_map(|link| link.texts.iter_mut())).for_each(|text| {
            text.y += by;
        });
        self.links.iter_mut().flat_map(|link| link.path.iter_mut()).for_each(|step| step.shift_down(by));
        for rule in &mut self.rules {
            rule.1 += by;
            rule.3 += by;
        }
        self.height += by;
    }
}

/// Gives everything in `view` its place.
#[must_use]
pub fn layout(view: &View) -> Scene {
    let body = match view.kind {
        ViewKind::Proposals | ViewKind::Money => bipartite::layout(view, bipartite::Busy::Right),
        ViewKind::Affiliations => bipartite::layout(view, bipartite::Busy::Left),
        ViewKind::Laws => grid::layout(view),
        ViewKind::Network => force::layout(view),
    };
    frame::frame(view, body)
}

/// A node's text, wrapped, with the size of the box around it.
struct Block {
    lines: Vec<(String, TextRole)>,
    w: f64,
    h: f64,
}

impl Block {
    /// Wraps the label and the remarks of `node` to a box of at most `width` pixels.
    fn new(node: &Node, width: f64, most_lines: usize) -> Self {
        let inner = width - 2.0 * PAD_X - slant(node.kind);
        let mut lines: Vec<(String, TextRole)> =
            LABEL.wrap(&node.label, inner, most_lines).into_iter().map(|line| (line, TextRole::Label)).collect();
        for detail in &node.details {
            lines.extend(DETAIL.wrap(detail, inner, 2).into_iter().map(|line| (line, TextRole::Detail)));
        }
        let widest = lines.iter().map(|(line, role)| role.font().width(line)).fold(16.0, f64::max);
        let tall: f64 = lines.iter().map(|(_, role)| role.font().line_height()).sum();
        Self { lines, w: widest + 2.0 * PAD_X + slant(node.kind), h: tall.max(LABEL.line_height()) + 2.0 * PAD_Y }
    }

    /// The lines inside `rect`, centred as a block from top to bottom.
    fn texts(&self, rect: Rect, centred: bool, kind: NodeKind) -> Vec<Text> {
        let tall: f64 = self.lines.iter().map(|(_, role)| role.font().line_height()).sum();
        let mut top = rect.y + (rect.h - tall) / 2.0;
        let x = if centred { rect.x + rect.w / 2.0 } else { rect.x + PAD_X + slant(kind) / 2.0 };
        self.lines
            .iter()
            .map(|(line, role)| {
                let font = role.font();
                let y = top + f64::midpoint(font.line_height(), font.size * 0.72);
                top += font.line_height();
                Text { x, y, text: line.clone(), role: *role, centred }
            })
            .collect()
    }

    fn place(&self, node: &Node, rect: Rect, centred: bool) -> Placed {
        Placed {
            rect,
            kind: node.kind,
            texts: self.texts(rect, centred, node.kind),
            tooltip: tooltip(&format!("{}: {}", node.kind, node.label), &node.details, &node.passages),
            link: node.link.clone(),
        }
    }
}

/// Extra width that a shape needs for its ends.
fn slant(kind: NodeKind) -> f64 {
    match kind {
        NodeKind::Place | NodeKind::Money | NodeKind::Event | NodeKind::Law => 14.0,
        _ => 0.0,
    }
}

fn tooltip(head: &str, details: &[String], passages: &[Passage]) -> String {
    let mut out = head.to_owned();
    for detail in details {
        out.push('\n');
        out.push_str(detail);
    }
    for passage in passages.iter().take(3) {
        out.push_str("\n“");
        out.push_str(&passage.sentence);
        out.push_str("” (");
        out.push_str(&passage.document);
        out.push(')');
    }
    if passages.len() > 3 {
        let _ = write!(out, "\nand {} more passages", passages.len() - 3);
    }
    out
}

#[cfg(test)]
mod tests;
