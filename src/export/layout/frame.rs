//! Title above, legend below.

use super::{Block, MARGIN, Rect, SMALL, Scene, TITLE, Text, TextRole, WIDTH};
use crate::export::model::{Node, View};

const LEGEND_GAP: f64 = 18.0;

/// `body` between the title and the legend of `view`.
pub fn frame(view: &View, mut body: Scene) -> Scene {
    let head = title(view);
    let top = head.iter().map(|text| text.y).fold(0.0, f64::max) + 22.0;
    body.shift_down(top);
    body.texts.extend(head);
    legend(view, &mut body);
    view.kind.title().clone_into(&mut body.title);
    body.name = view.kind.name();
    body.height = (body.height + MARGIN).ceil();
    body
}

fn title(view: &View) -> Vec<Text> {
    let text = |y, text, role| Text { x: MARGIN, y, text, role, centred: false };
    let mut y = MARGIN + TITLE.size * 0.8;
    let mut out = vec![text(y, view.kind.title().to_owned(), TextRole::Title)];
    y += 4.0;
    for line in SMALL.wrap(&view.subtitle, WIDTH - 2.0 * MARGIN, 3) {
        y += SMALL.line_height() + 1.0;
        out.push(text(y, line, TextRole::Small));
    }
    out
}

fn legend(view: &View, scene: &mut Scene) {
    let mut x = MARGIN;
    let mut y = scene.height + 40.0;
    scene.rules.push((MARGIN, y - 16.0, WIDTH - MARGIN, y - 16.0));
    for kind in view.kinds() {
        let sample = Node::new("", kind, kind.name());
        let block = Block::new(&sample, 200.0, 1);
        if x + block.w > WIDTH - MARGIN {
            x = MARGIN;
            y += block.h + 8.0;
        }
        let rect = Rect { x, y, w: block.w, h: block.h };
        let mut placed = block.place(&sample, rect, true);
        placed.tooltip.clear();
        scene.boxes.push(placed);
        x += block.w + LEGEND_GAP;
        scene.height = y + block.h;
    }
}
