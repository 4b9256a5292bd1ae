//! The shipped questions: the files of `queries/`, embedded.

/// A shipped query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// The file's name without `.rq`.
    pub name: &'static str,
    /// The whole file.
    pub text: &'static str,
}

macro_rules! questions {
    ($($name:literal,)*) => {
        &[$(Question { name: $name, text: include_str!(concat!("../queries/", $name, ".rq")) }),*]
    };
}

/// All shipped questions, in alphabetical order.
pub const ALL: &[Question] = questions![
    "about",
    "affiliations",
    "bodies-and-people",
    "co-proposers",
    "documents",
    "entities",
    "in-several-documents",
    "laws",
    "laws-by-stage",
    "money",
    "money-by-party",
    "most-named",
    "planned-against-actual",
    "popolo",
    "proposals",
    "quantities",
    "statements",
    "timeline",
    "web-annotations",
    "what-changed",
    "who-proposed-what-to-whom",
    "who-spoke-for-whom",
];

/// What makes a graph malformed, each as a query for the nodes that are: the gist of `ontology/shapes.ttl`, for those
/// without a SHACL engine.
pub const CHECKS: &[Question] = &[
    Question { name: "no-evidence", text: include_str!("checks/no-evidence.rq") },
    Question { name: "bad-passage", text: include_str!("checks/bad-passage.rq") },
    Question { name: "no-label", text: include_str!("checks/no-label.rq") },
    Question { name: "two-labels", text: include_str!("checks/two-labels.rq") },
    Question { name: "incomplete-fact", text: include_str!("checks/incomplete-fact.rq") },
];

impl Question {
    /// What the query answers: the first line of its comment.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.text.lines().next().unwrap_or_default().trim_start_matches('#').trim()
    }

    /// The rest of its comment, as one line.
    #[must_use]
    pub fn description(&self) -> String {
        let comment = self.text.lines().skip(1).take_while(|line| line.starts_with('#'));
        comment.map(|line| line.trim_start_matches('#').trim()).collect::<Vec<_>>().join(" ")
    }
}

/// The question of this name, with or without `.rq`.
#[must_use]
pub fn by_name(name: &str) -> Option<&'static Question> {
    let name = name.strip_suffix(".rq").unwrap_or(name);
    ALL.iter().find(|question| question.name == name)
}

/// The question whose name is most like `name`, if one is like it at all.
#[must_use]
pub fn nearest(name: &str) -> Option<&'static Question> {
    let name = name.strip_suffix(".rq").unwrap_or(name).to_lowercase();
    ALL.iter()
        .map(|question| (strsim::jaro_winkler(question.name, &name), question))
        .filter(|(likeness, _)| *likeness > 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, question)| question)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_shipped_and_says_what_it_answers() {
        let mut files: Vec<String> = std::fs::read_dir("queries")
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().trim_end_matches(".rq").to_owned())
            .collect();
        files.sort();
        assert_eq!(ALL.iter().map(|question| question.name).collect::<Vec<_>>(), files);
        for question in ALL {
            assert!(question.text.starts_with("# "), "{}", question.name);
            assert!(question.title().ends_with(['?', '.', '>', ')']), "{}", question.name);
            assert!(!question.description().is_empty(), "{}", question.name);
        }
    }

    #[test]
    fn a_slip_finds_the_name_that_was_meant() {
        assert_eq!(nearest("proposal").map(|q| q.name), Some("proposals"));
        assert_eq!(nearest("law.rq").map(|q| q.name), Some("laws"));
        assert_eq!(nearest("zzz"), None);
    }
}
