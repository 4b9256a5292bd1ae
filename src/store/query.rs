//! Questions to a store.

use super::{QueryError, Statistics, StoreError};
use crate::rdf::vocabulary::{self, bg, dct, foaf, org, rdf, schema};
use oxigraph::model::{NamedNodeRef, Term, Variable};
use oxigraph::sparql::{CancellationToken, QueryEvaluationError, QueryResults, SparqlEvaluator};
use oxigraph::store::Store as Oxigraph;
use std::collections::BTreeMap;

/// How a query is carried out.
#[derive(Clone, Default)]
pub struct QueryOptions {
    /// Stops a query from outside, for example after a time.
    pub cancellation: Option<CancellationToken>,
    /// Variables that have a value from the start, by name without `?`.
    pub bindings: Vec<(String, Term)>,
}

/// Answers `text`, which may use the shipped prefixes without declaring them. The default graph is the union of all.
pub(super) fn run(graph: &Oxigraph, text: &str, options: &QueryOptions) -> Result<QueryResults<'static>, QueryError> {
    let mut evaluator = SparqlEvaluator::new();
    for (prefix, namespace) in vocabulary::PREFIXES {
        evaluator =
            evaluator.with_prefix(*prefix, *namespace).map_err(|error| QueryError::Invalid(error.to_string()))?;
    }
    if let Some(token) = &options.cancellation {
        evaluator = evaluator.with_cancellation_token(token.clone());
    }
    let mut prepared = evaluator.parse_query(text).map_err(|error| syntax_error(&error.to_string()))?;
    // A query that chooses its graphs by FROM is taken at its word.
    if prepared.dataset().is_default_dataset() {
        prepared.dataset_mut().set_default_graph_as_union();
    }
    for (name, term) in &options.bindings {
        let variable = Variable::new(name).map_err(|error| QueryError::Invalid(error.to_string()))?;
        prepared = prepared.substitute_variable(variable, term.clone());
    }
    prepared.on_store(graph).execute().map_err(|error| match error {
        QueryEvaluationError::Cancelled => QueryError::Cancelled,
        other => QueryError::Evaluation(other.to_string()),
    })
}

/// The parser writes "error at LINE:COLUMN: expected ...": the place becomes a part of the value.
fn syntax_error(message: &str) -> QueryError {
    let placed = message.strip_prefix("error at ").and_then(|rest| {
        let (place, message) = rest.split_once(": ")?;
        let (line, column) = place.split_once(':')?;
        Some((line.parse().ok()?, column.parse().ok()?, message.to_owned()))
    });
    match placed {
        Some((line, column, message)) => QueryError::Syntax { line, column, message },
        None => QueryError::Invalid(message.to_owned()),
    }
}

/// Counts entities by type, facts by class, and quads.
pub(super) fn statistics(graph: &Oxigraph, documents: u64) -> Result<Statistics, StoreError> {
    let count = |class: NamedNodeRef<'_>| {
        graph
            .quads_for_pattern(None, Some(rdf::TYPE), Some(class.into()), None)
            .try_fold(0, |n, quad| quad.map(|_| n + 1))
            .map_err(StoreError::Engine)
    };
    let table = |classes: &[(&str, NamedNodeRef<'_>)]| {
        classes
            .iter()
            .map(|(name, class)| Ok(((*name).to_owned(), count(*class)?)))
            .collect::<Result<BTreeMap<_, _>, StoreError>>()
    };
    Ok(Statistics {
        documents,
        quads: graph.len().map_err(StoreError::Engine)? as u64,
        entities: table(&[
            ("people", foaf::PERSON),
            ("organizations", org::ORGANIZATION),
            ("places", dct::LOCATION),
            ("laws", bg::LAW),
            ("reports", bg::REPORT),
            ("events", schema::EVENT),
        ])?,
        facts: table(&[
            ("affiliations", org::MEMBERSHIP),
            ("proposals", bg::PROPOSAL),
            ("law stages", bg::LAW_STAGE),
            ("money figures", schema::MONETARY_AMOUNT),
            ("statements", schema::QUOTATION),
            ("quantities", schema::QUANTITATIVE_VALUE),
        ])?,
    })
}
