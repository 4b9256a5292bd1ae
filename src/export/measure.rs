//! How wide a text is, without a font at hand: the published advance widths of Helvetica, which Arial
//! and Liberation Sans share.

/// Advance widths of U+0020 to U+007E in thousandths of the font size (Adobe Helvetica AFM 2.0).
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, // space to /
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, // 0 to ?
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, // @ to O
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, // P to _
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, // ` to o
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, // p to ~
];

/// Bold letters are wider; the factor is the largest mean over English text, rounded up.
const BOLD: f64 = 1.09;

/// Other fonts that stand in for Helvetica run a little wider.
const MARGIN: f64 = 1.03;

/// A size of type: height in pixels, and whether it is bold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Font {
    /// Font size in pixels.
    pub size: f64,
    /// True for bold type.
    pub bold: bool,
}

impl Font {
    /// Regular type of this size.
    #[must_use]
    pub const fn regular(size: f64) -> Self {
        Self { size, bold: false }
    }

    /// Bold type of this size.
    #[must_use]
    pub const fn bold(size: f64) -> Self {
        Self { size, bold: true }
    }

    /// Distance from one line to the next, in pixels.
    #[must_use]
    pub fn line_height(self) -> f64 {
        (self.size * 1.28).ceil()
    }

    /// Width of `text` in pixels, erring on the wide side.
    #[must_use]
    pub fn width(self, text: &str) -> f64 {
        let thousandths: f64 = text.chars().map(advance).sum();
        let weight = if self.bold { BOLD } else { 1.0 };
        thousandths / 1000.0 * self.size * weight * MARGIN
    }

    /// `text` in lines of at most `width` pixels and in at most `lines` lines; what does not fit is
    /// cut with an ellipsis. A word wider than a line is broken.
    #[must_use]
    pub fn wrap(self, text: &str, width: f64, lines: usize) -> Vec<String> {
        let words = text.split_whitespace().flat_map(|word| self.break_word(word, width));
        let mut out: Vec<String> = Vec::new();
        let mut line = String::new();
        for (word, glued) in words {
            let joined = if line.is_empty() || glued { format!("{line}{word}") } else { format!("{line} {word}") };
            if line.is_empty() || self.width(&joined) <= width {
                line = joined;
            } else {
                out.push(std::mem::replace(&mut line, word));
            }
        }
        if !line.is_empty() {
            out.push(line);
        }
        self.cut(out, width, lines)
    }

    /// A word in parts that fit a line, at hyphens and slashes where there are any; a part that is
    /// glued continues the one before it.
    fn break_word(self, word: &str, width: f64) -> Vec<(String, bool)> {
        if self.width(word) <= width {
            return vec![(word.to_owned(), false)];
        }
        let mut parts: Vec<(String, bool)> = Vec::new();
        for piece in word.split_inclusive(['-', '/', '–', '_', '.']) {
            let mut part = String::new();
            for c in piece.chars() {
                if !part.is_empty() && self.width(&part) + self.width(c.encode_utf8(&mut [0; 4])) > width {
                    parts.push((std::mem::take(&mut part), !parts.is_empty()));
                }
                part.push(c);
            }
            if !part.is_empty() {
                parts.push((part, !parts.is_empty()));
            }
        }
        parts
    }

    fn cut(self, mut lines: Vec<String>, width: f64, most: usize) -> Vec<String> {
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                while !last.is_empty() && self.width(last) + self.width("…") > width {
                    last.pop();
                }
                let kept = last.trim_end_matches([' ', ',', ';', ':', '-', '–', '—']).len();
                last.truncate(kept);
                last.push('…');
            }
        }
        lines
    }
}

/// Advance width of a character in thousandths of the font size.
fn advance(c: char) -> f64 {
    let c = base_letter(c);
    match c {
        ' '..='~' => f64::from(HELVETICA[c as usize - 0x20]),
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0.0,
        '‘' | '’' => 222.0,
        '“' | '”' => 333.0,
        '–' | '€' | '£' | '¥' => 556.0,
        '·' | '\u{a0}' => 278.0,
        '•' => 350.0,
        // Greek, Cyrillic, Hebrew, Arabic and their like.
        '\u{80}'..='\u{10ff}' => 680.0,
        // Dashes, ellipsis, rarer currency signs, Hangul, kana, ideographs and emoji fill a square.
        _ => 1000.0,
    }
}

/// The Latin letter under the accents, which is as wide as the whole.
fn base_letter(c: char) -> char {
    if c.is_ascii() || !c.is_alphabetic() {
        return c;
    }
    let mut base = c;
    unicode_normalization::char::decompose_canonical(c, |part| {
        if part.is_ascii() {
            base = part;
        }
    });
    base
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_helvetica() {
        let font = Font::regular(1000.0);
        assert!((font.width("Wi") / MARGIN - 1166.0).abs() < 1e-6);
        assert!((font.width("é") - font.width("e")).abs() < 1e-6);
        assert!(font.width("漢") > font.width("M"));
    }

    #[test]
    fn wraps_within_the_width_and_loses_no_word() {
        let font = Font::regular(12.0);
        let text = "a public register of grid batteries, kept by the energy regulator and open to all";
        let lines = font.wrap(text, 150.0, 9);
        assert!(lines.len() > 2);
        assert!(lines.iter().all(|line| font.width(line) <= 150.0));
        assert_eq!(lines.join(" "), text);
    }

    #[test]
    fn breaks_long_words_and_cuts_long_texts() {
        let font = Font::regular(12.0);
        let lines = font.wrap(&"x".repeat(200), 60.0, 3);
        assert_eq!(lines.len(), 3);
        assert!(lines[2].ends_with('…'));
        assert!(lines.iter().all(|line| font.width(line) <= 60.0));
        assert!(font.wrap("", 60.0, 3).is_empty());
    }
}
