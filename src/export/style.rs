//! Shapes and colours by type. The colours are those of Okabe and Ito ("Color Universal Design",
//! 2008), which people with any common colour blindness tell apart; shapes say the same again.

use crate::export::model::NodeKind;

/// The outline of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A box with round ends.
    Pill,
    /// A plain box.
    Box,
    /// A box with pointed ends.
    Hexagon,
    /// A sheet with a folded corner.
    Sheet,
    /// A box with a second line inside.
    Double,
    /// A box with cut corners.
    Octagon,
    /// A box with softly rounded corners.
    Soft,
    /// A box that leans.
    Slanted,
    /// A box with a broken outline.
    Dashed,
}

/// How a kind of node looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Class name in SVG.
    pub class: &'static str,
    /// Outline.
    pub shape: Shape,
    /// Colour of the outline, `#rrggbb`.
    pub stroke: &'static str,
    /// Fill on a light ground.
    pub light: &'static str,
    /// Fill on a dark ground.
    pub dark: &'static str,
    /// `shape` attribute of GraphViz.
    pub dot_shape: &'static str,
    /// `style` attribute of GraphViz.
    pub dot_style: &'static str,
}

/// The look of a kind.
#[must_use]
pub fn look(kind: NodeKind) -> Look {
    let (class, shape, stroke, light, dark, dot_shape, dot_style) = match kind {
        NodeKind::Person => ("person", Shape::Pill, "#0072b2", "#e3f1fa", "#0f3a54", "box", "rounded,filled"),
        NodeKind::Organization => ("org", Shape::Box, "#b87d00", "#fdf3dc", "#4a3605", "box", "filled"),
        NodeKind::Place => ("place", Shape::Hexagon, "#009e73", "#def5ee", "#0b4032", "hexagon", "filled"),
        NodeKind::Law => ("law", Shape::Sheet, "#d55e00", "#fce9dc", "#57280a", "note", "filled"),
        NodeKind::Report => ("report", Shape::Double, "#b05a8b", "#f8e8f1", "#4b2139", "box", "filled,diagonals"),
        NodeKind::Event => ("event", Shape::Octagon, "#2f8fc4", "#e6f4fc", "#174763", "octagon", "filled"),
        NodeKind::Proposal => ("proposal", Shape::Soft, "#5b6470", "#f4f5f7", "#2b3038", "box", "rounded,filled"),
        NodeKind::Money => ("money", Shape::Slanted, "#7d7410", "#f9f7d9", "#3f3b0a", "parallelogram", "filled"),
        NodeKind::Stage => ("stage", Shape::Soft, "#5b6470", "#f4f5f7", "#2b3038", "box", "rounded,filled"),
        NodeKind::Unknown => ("unknown", Shape::Dashed, "#8a8f98", "#ffffff", "#15181d", "box", "dashed"),
    };
    Look { class, shape, stroke, light, dark, dot_shape, dot_style }
}

/// Red, green and blue of `#rrggbb`; black for anything else.
#[must_use]
pub fn rgb(colour: &str) -> (u8, u8, u8) {
    let part = |at: usize| colour.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).unwrap_or(0);
    (part(1), part(3), part(5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_differ_in_shape_and_colour() {
        let entities = &NodeKind::ALL[..6];
        for (i, a) in entities.iter().enumerate() {
            for b in &entities[i + 1..] {
                assert_ne!(look(*a).shape, look(*b).shape);
                assert_ne!(look(*a).stroke, look(*b).stroke);
            }
        }
        assert_eq!(rgb("#0072b2"), (0, 0x72, 0xb2));
    }
}
