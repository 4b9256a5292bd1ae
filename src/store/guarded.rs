//! Questions that the engine would trip over.
//!
//! Its parser and its plans recurse: what is nested too deeply, or has too many parts in one chain, would overflow the
//! stack, which nothing catches. And it panics where values of many kinds have no common order, or where a query is
//! stopped while it sorts.

use super::QueryError;
use crate::panics::catching;
use oxigraph::sparql::{CancellationToken, QueryEvaluationError, QueryResults, QuerySolutionIter, QueryTripleIter};

/// Deepest nesting of brackets.
const DEEPEST: usize = 64;

/// Most parts of a query that may hang on each other: patterns, operators, clauses.
const MOST_JOINTS: usize = 2000;

/// Words that put one part of a query on top of another.
const JOINTS: [&str; 9] = ["UNION", "OPTIONAL", "MINUS", "FILTER", "BIND", "GRAPH", "SERVICE", "NOT", "IN"];

/// Length of what SPARQL text begins with, and whether it is code: strings, IRIs and comments are not.
pub(super) fn piece(text: &str) -> (usize, bool) {
    let mut chars = text.chars();
    match chars.next() {
        Some(quote @ ('"' | '\'')) => (quoted_length(text, quote), false),
        Some('<') => match text.find('>').filter(|end| !text[..*end].contains(char::is_whitespace)) {
            Some(end) => (end + 1, false),
            None => (1, true),
        },
        Some('#') => (text.find('\n').unwrap_or(text.len()), false),
        Some(c) => (c.len_utf8(), true),
        None => (0, true),
    }
}

/// The length of the string that `text` begins with, its quotes included.
fn quoted_length(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (place, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return place + 1,
            _ => {}
        }
    }
    text.len()
}

/// Refuses what would overflow the stack. Of an update only the nesting counts: its data may be long.
pub(super) fn check(text: &str, is_update: bool) -> Result<(), QueryError> {
    let (mut depth, mut joints, mut rest, mut word) = (0_usize, 0, text, String::new());
    while !rest.is_empty() {
        let (length, is_code) = piece(rest);
        let c = if is_code { rest.chars().next().unwrap_or(' ') } else { ' ' };
        if c.is_ascii_alphabetic() {
            word.push(c.to_ascii_uppercase());
        } else {
            joints += usize::from(JOINTS.contains(&word.as_str()));
            word.clear();
        }
        match c {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth = depth.saturating_sub(1),
            ';' | ',' | '.' | '!' | '+' | '-' | '*' | '/' | '|' | '&' | '=' | '<' | '>' | '^' => joints += 1,
            _ => {}
        }
        if depth > DEEPEST {
            return Err(QueryError::Invalid(format!("brackets are nested deeper than {DEEPEST}")));
        }
        rest = &rest[length..];
    }
    if joints > MOST_JOINTS && !is_update {
        let hint = "hint: give long lists of values by VALUES";
        return Err(QueryError::Invalid(format!("it has more than {MOST_JOINTS} patterns and operators\n{hint}")));
    }
    Ok(())
}

/// Runs a piece of the engine's work; a panic is an error.
pub(super) fn engine<T>(
    token: Option<&CancellationToken>,
    work: impl FnOnce() -> Result<T, QueryEvaluationError>,
) -> Result<T, QueryEvaluationError> {
    catching(work).unwrap_or_else(|| {
        // A query that is stopped while it sorts compares what it has no longer.
        if token.is_some_and(CancellationToken::is_cancelled) {
            return Err(QueryEvaluationError::Cancelled);
        }
        let reason = "the engine cannot put these values in an order\nhint: sort by STR(?variable)";
        Err(QueryEvaluationError::Unexpected(reason.into()))
    })
}

/// The results, with panics of the engine as errors.
pub(super) fn results(results: QueryResults<'static>, token: Option<CancellationToken>) -> QueryResults<'static> {
    match results {
        QueryResults::Solutions(solutions) => {
            let variables = solutions.variables().into();
            QueryResults::Solutions(QuerySolutionIter::new(variables, Rows { rows: Some(solutions), token }))
        }
        QueryResults::Graph(triples) => QueryResults::Graph(QueryTripleIter::new(Rows { rows: Some(triples), token })),
        QueryResults::Boolean(value) => QueryResults::Boolean(value),
    }
}

/// Rows that end behind a panic.
struct Rows<R> {
    rows: Option<R>,
    token: Option<CancellationToken>,
}

impl<T, R: Iterator<Item = Result<T, QueryEvaluationError>>> Iterator for Rows<R> {
    type Item = R::Item;

    fn next(&mut self) -> Option<Self::Item> {
        let rows = self.rows.as_mut()?;
        let token = self.token.as_ref();
        let mut panicked = true;
        let item = engine(token, || {
            let item = rows.next();
            panicked = false;
            item.transpose()
        });
        // A query that was asked to stop ends early, and may do so without saying.
        let stopped = token.is_some_and(CancellationToken::is_cancelled);
        if panicked || stopped {
            self.rows = None;
        }
        if stopped { Some(Err(QueryEvaluationError::Cancelled)) } else { item.transpose() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nesting_and_chains_have_an_end_and_texts_do_not_count() {
        assert!(check(&format!("ASK {}{}", "{".repeat(60), "}".repeat(60)), false).is_ok());
        assert!(check(&format!("ASK {}", "{".repeat(100)), false).is_err());
        assert!(check(&format!("ASK {{ ?s ?p '{}' }}", "(".repeat(100)), false).is_ok());
        assert!(check(&format!("ASK {{ ?s ?p <urn:{}> }} # {}", "(".repeat(100), "{".repeat(100)), true).is_ok());
        let long = format!("ASK {{ {} }}", "?a ?b ?c . ".repeat(6000));
        assert!(check(&long, false).is_err());
        assert!(check(&long, true).is_ok());
        assert!(check(&format!("ASK {{ {} }}", "OPTIONAL { ?s ?p ?o } ".repeat(6000)), false).is_err());
        assert!(check(&format!("ASK {{ VALUES ?x {{ {} }} }}", "<urn:a-b.c> 12 'x' ".repeat(60_000)), false).is_ok());
    }
}
