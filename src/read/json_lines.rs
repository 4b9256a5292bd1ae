//! JSON Lines: an object a line with `text` and, where known, `id`, `title` and `date`.

use super::dateline::date_in_value;
use super::{Draft, dateline, plain};
use serde_json::{Map, Value};

/// Reads one line. Also gives the identifier.
///
/// # Errors
/// What is wrong with the line.
pub(super) fn read(line: &[u8]) -> Result<(Draft, Option<String>), String> {
    let mut object: Map<String, Value> = serde_json::from_slice(line).map_err(|error| error.to_string())?;
    let Some(Value::String(text)) = object.remove("text") else {
        return Err("the object has no string `text`".to_owned());
    };
    let text = plain::normalised(&text);
    let title = string(&object, "title").or_else(|| dateline::headline(&text));
    let date = string(&object, "date").and_then(|date| date_in_value(&date));
    Ok((Draft { title, date, text, ..Draft::default() }, string(&object, "id")))
}

fn string(object: &Map<String, Value>, key: &str) -> Option<String> {
    match object.get(key)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn reads_an_object() {
        let (draft, id) = read(br#"{"id": 7, "title": "A", "date": "2024-05-03", "text": "x\r\ny"}"#).unwrap();
        assert_eq!((draft.title.as_deref(), draft.date), (Some("A"), Some(date(2024, 5, 3))));
        assert_eq!((draft.text.as_str(), id.as_deref()), ("x\ny", Some("7")));
    }

    #[test]
    fn says_what_is_wrong() {
        assert!(read(b"{\"id\": 1}").unwrap_err().contains("`text`"));
        assert!(read(b"{\"id\"").unwrap_err().contains("line 1"));
        assert!(read(b"[]").is_err());
    }
}
