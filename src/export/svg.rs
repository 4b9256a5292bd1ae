//! A scene as SVG 1.1 that reads well on light and dark grounds and needs no font, script or network.

use crate::export::layout::{Link, Placed, Rect, Scene, Step, Text, TextRole, WIDTH, layout};
use crate::export::model::{NodeKind, View};
use crate::export::style::{Shape, look};
use crate::export::xml::escape;
use std::fmt::Write as _;
use std::io;

/// Whether a picture stands alone or in a page that sets the ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A file of its own, with a ground.
    Alone,
    /// Inside an HTML page: no XML declaration, no ground.
    InPage,
}

/// Draws `view` and writes it.
///
/// # Errors
/// When `out` fails.
pub fn write(view: &View, place: Place, out: &mut impl io::Write) -> io::Result<()> {
    write_scene(&layout(view), &view.kinds(), place, out)
}

fn write_scene(scene: &Scene, kinds: &[NodeKind], place: Place, out: &mut impl io::Write) -> io::Result<()> {
    let (width, height) = (num(WIDTH), num(scene.height));
    // Several pictures may stand in one page, so the name of the arrow head is that of the picture.
    let name = scene.name;
    if place == Place::Alone {
        writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    }
    writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"briefgraph\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"{}\">",
        escape(&scene.title)
    )?;
    writeln!(out, "<title>{}</title>", escape(&scene.title))?;
    writeln!(out, "<style>{}</style>", style(kinds))?;
    writeln!(
        out,
        "<defs><marker id=\"bg-arrow-{name}\" viewBox=\"0 0 8 8\" refX=\"3\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L8 4L0 8Z\" class=\"head\"/></marker></defs>"
    )?;
    if place == Place::Alone {
        writeln!(out, "<rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>")?;
    }
    for (x1, y1, x2, y2) in &scene.rules {
        writeln!(out, "<path class=\"rule\" d=\"M{} {}L{} {}\"/>", num(*x1), num(*y1), num(*x2), num(*y2))?;
    }
    for link in &scene.links {
        write_link(link, name, out)?;
    }
    // A page has a heading of its own.
    let shown = |text: &&Text| place == Place::Alone || text.role != TextRole::Title;
    for text in scene.texts.iter().filter(shown) {
        write_text(text, out)?;
    }
    for placed in &scene.boxes {
        write_box(placed, out)?;
    }
    writeln!(out, "</svg>")
}

/// The style sheet. GraphViz-like viewers that know no media queries show the light colours, which come first.
fn style(kinds: &[NodeKind]) -> String {
    let mut light = String::from(
        ".briefgraph{font-family:Helvetica,Arial,\"Liberation Sans\",sans-serif}\
         .briefgraph .ground{fill:#fff}\
         .briefgraph text{fill:#1b1f24}\
         .briefgraph .t-title{font-size:20px;font-weight:bold}\
         .briefgraph .t-small{font-size:12px;fill:#57606a}\
         .briefgraph .t-label{font-size:13px}\
         .briefgraph .t-detail{font-size:11.5px;fill:#57606a}\
         .briefgraph .t-edge{font-size:11.5px;font-weight:bold;fill:#3d444d;stroke:#fff;stroke-width:3px;paint-order:stroke}\
         .briefgraph .mid{text-anchor:middle}\
         .briefgraph .link{fill:none;stroke:#8c959f}\
         .briefgraph .head{fill:#8c959f}\
         .briefgraph .rule{fill:none;stroke:#d0d7de}\
         .briefgraph .shape{stroke-width:1.5}\
         .briefgraph .inner{fill:none;stroke-width:1}\
         .briefgraph .dashed{stroke-dasharray:4 3}",
    );
    let mut dark = String::from(
        ".briefgraph .ground{fill:#0d1117}\
         .briefgraph text{fill:#e6edf3}\
         .briefgraph .t-small,.briefgraph .t-detail{fill:#9da7b3}\
         .briefgraph .t-edge{fill:#c9d1d9;stroke:#0d1117}\
         .briefgraph .link{stroke:#6e7681}\
         .briefgraph .head{fill:#6e7681}\
         .briefgraph .rule{stroke:#30363d}",
    );
    for kind in kinds {
        let look = look(*kind);
        let _ = write!(light, ".briefgraph .{}{{fill:{};stroke:{}}}", look.class, look.light, look.stroke);
        let _ = write!(dark, ".briefgraph .{}{{fill:{}}}", look.class, look.dark);
    }
    // Inner lines carry a kind's class for its stroke; their fill stays empty on both grounds.
    light.push_str(".briefgraph .inner{fill:none}");
    dark.push_str(".briefgraph .inner{fill:none}");
    format!("{light}@media (prefers-color-scheme:dark){{{dark}}}")
}

fn write_link(link: &Link, name: &str, out: &mut impl io::Write) -> io::Result<()> {
    let marker = if link.arrow { format!(" marker-end=\"url(#bg-arrow-{name})\"") } else { String::new() };
    let path: String = link.path.iter().map(step).collect();
    write!(out, "<path class=\"link\" d=\"{path}\" stroke-width=\"{}\"{marker}>", num(link.width))?;
    write_tooltip(&link.tooltip, out)?;
    writeln!(out, "</path>")?;
    link.texts.iter().try_for_each(|text| write_text(text, out))
}

fn write_box(placed: &Placed, out: &mut impl io::Write) -> io::Result<()> {
    if let Some(link) = &placed.link {
        write!(out, "<a href=\"{}\">", escape(link))?;
    }
    write!(out, "<g>")?;
    write_tooltip(&placed.tooltip, out)?;
    write_shape(placed, out)?;
    placed.texts.iter().try_for_each(|text| write_text(text, out))?;
    writeln!(out, "</g>{}", if placed.link.is_some() { "</a>" } else { "" })
}

fn write_tooltip(tooltip: &str, out: &mut impl io::Write) -> io::Result<()> {
    if tooltip.is_empty() { Ok(()) } else { write!(out, "<title>{}</title>", escape(tooltip)) }
}

fn write_shape(placed: &Placed, out: &mut impl io::Write) -> io::Result<()> {
    let look = look(placed.kind);
    let Rect { x, y, w, h } = placed.rect;
    let class = look.class;
    let rounded = |radius: f64, extra: &str| {
        format!(
            "<rect class=\"shape {class}{extra}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"/>",
            num(x),
            num(y),
            num(w),
            num(h),
            num(radius)
        )
    };
    let polygon = |points: &[(f64, f64)]| {
        let points: Vec<String> = points.iter().map(|(px, py)| format!("{},{}", num(*px), num(*py))).collect();
        format!("<polygon class=\"shape {class}\" points=\"{}\"/>", points.join(" "))
    };
    let (right, bottom, middle) = (x + w, y + h, y + h / 2.0);
    let drawn = match look.shape {
        Shape::Pill => rounded((h / 2.0).min(16.0), ""),
        Shape::Box => rounded(0.0, ""),
        Shape::Soft => rounded(6.0, ""),
        Shape::Dashed => rounded(3.0, " dashed"),
        Shape::Double => {
            let inner = format!(
                "<rect class=\"inner {class}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>",
                num(x + 3.0),
                num(y + 3.0),
                num(w - 6.0),
                num(h - 6.0)
            );
            rounded(0.0, "") + &inner
        }
        Shape::Hexagon => polygon(&[
            (x + 8.0, y),
            (right - 8.0, y),
            (right, middle),
            (right - 8.0, bottom),
            (x + 8.0, bottom),
            (x, middle),
        ]),
        Shape::Octagon => polygon(&[
            (x + 7.0, y),
            (right - 7.0, y),
            (right, y + 7.0),
            (right, bottom - 7.0),
            (right - 7.0, bottom),
            (x + 7.0, bottom),
            (x, bottom - 7.0),
            (x, y + 7.0),
        ]),
        Shape::Slanted => polygon(&[(x + 8.0, y), (right, y), (right - 8.0, bottom), (x, bottom)]),
        Shape::Sheet => {
            let fold = format!(
                "<path class=\"inner {class}\" d=\"M{} {}V{}H{}\"/>",
                num(right - 10.0),
                num(y),
                num(y + 10.0),
                num(right)
            );
            polygon(&[(x, y), (right - 10.0, y), (right, y + 10.0), (right, bottom), (x, bottom)]) + &fold
        }
    };
    write!(out, "{drawn}")
}

fn write_text(text: &Text, out: &mut impl io::Write) -> io::Result<()> {
    let role = match text.role {
        TextRole::Title => "t-title",
        TextRole::Small => "t-small",
        TextRole::Label => "t-label",
        TextRole::Detail => "t-detail",
        TextRole::Edge => "t-edge",
    };
    let middle = if text.centred { " mid" } else { "" };
    writeln!(
        out,
        "<text class=\"{role}{middle}\" x=\"{}\" y=\"{}\">{}</text>",
        num(text.x),
        num(text.y),
        escape(&text.text)
    )
}

fn step(step: &Step) -> String {
    match step {
        Step::Move(x, y) => format!("M{} {}", num(*x), num(*y)),
        Step::Line(x, y) => format!("L{} {}", num(*x), num(*y)),
        Step::Curve(points) => {
            let points: Vec<String> = points.iter().map(|(x, y)| format!("{} {}", num(*x), num(*y))).collect();
            format!("C{}", points.join(" "))
        }
    }
}

/// A number with at most one decimal, so that files are small and the same everywhere.
fn num(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    // `-0` would differ from `0`.
    if rounded == 0.0 { "0".to_owned() } else { format!("{rounded}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture;
    use crate::export::{gexf, graphml};

    fn assert_well_formed(xml: &[u8]) {
        let mut reader = quick_xml::Reader::from_reader(xml);
        let mut buffer = Vec::new();
        loop {
            match reader.read_event_into(&mut buffer) {
                Ok(quick_xml::events::Event::Eof) => return,
                Ok(_) => buffer.clear(),
                Err(error) => panic!("{error}: {}", String::from_utf8_lossy(xml)),
            }
        }
    }

    #[test]
    fn every_xml_file_is_well_formed_and_needs_no_network() {
        for mut view in fixture::all() {
            view.nodes[0].label.push_str(" <&> \u{1}\u{ffff} \"quoted\"");
            let mut svg = Vec::new();
            write(&view, Place::Alone, &mut svg).unwrap();
            assert_well_formed(&svg);
            let text = String::from_utf8(svg).unwrap();
            assert!(!text.contains("href=\"http") && !text.contains("<script") && !text.contains("url(http"));
            assert!(text.contains("prefers-color-scheme:dark"));
            let (mut graphml, mut gexf) = (Vec::new(), Vec::new());
            graphml::write(&view, &mut graphml).unwrap();
            gexf::write(&view, &mut gexf).unwrap();
            assert_well_formed(&graphml);
            assert_well_formed(&gexf);
        }
    }

    #[test]
    fn pictures_say_all_they_have_to() {
        let mut svg = Vec::new();
        write(&fixture::proposals(), Place::Alone, &mut svg).unwrap();
        let text = String::from_utf8(svg).unwrap();
        for words in ["Upland River Trust", "GBP 3 million", "12 May 2021", "Not stated", "fish counters at every weir"]
        {
            assert!(text.contains(words), "{words}");
        }
    }
}
