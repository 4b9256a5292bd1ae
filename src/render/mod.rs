//! One extraction as text for other programs and for the eye: JSON, CoNLL-U, HTML.

mod conllu;
mod html;
mod json;

pub use conllu::conllu;
pub use html::html;
pub use json::json_line;
