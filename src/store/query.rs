//! Questions to a store.

use super::{QueryError, Statistics, StoreError};
use crate::rdf::vocabulary::{self, bg, dct, foaf, org, rdf, schema};
use oxigraph::model::{NamedNode, NamedNodeRef, Term, Variable};
use oxigraph::sparql::{
    CancellationToken, PreparedSparqlUpdate, QueryDatasetSpecification, QueryEvaluationError, QueryResults,
    SparqlEvaluator,
};
use oxigraph::store::Store as Oxigraph;
use std::collections::BTreeMap;

/// How a query is carried out.
#[derive(Clone, Default)]
pub struct QueryOptions {
    /// Stops a query from outside, for example after a time.
    pub cancellation: Option<CancellationToken>,
    /// Variables that have a value from the start, by name without `?`.
    pub bindings: Vec<(String, Term)>,
    /// Graphs whose union is the default graph; with [`Self::named_graphs`] empty too, the query's own choice holds.
    pub default_graphs: Vec<NamedNode>,
    /// Graphs that GRAPH may name.
    pub named_graphs: Vec<NamedNode>,
}

/// An evaluator that knows the shipped prefixes and can be stopped.
fn evaluator(options: &QueryOptions) -> Result<SparqlEvaluator, QueryError> {
    let mut evaluator = SparqlEvaluator::new();
    for (prefix, namespace) in vocabulary::PREFIXES {
        evaluator =
            evaluator.with_prefix(*prefix, *namespace).map_err(|error| QueryError::Invalid(error.to_string()))?;
    }
    Ok(match &options.cancellation {
        Some(token) => evaluator.with_cancellation_token(token.clone()),
        None => evaluator,
    })
}

/// Lets a query see the graphs that the options name, or else those that it names itself, or else all in one.
fn choose_graphs(dataset: &mut QueryDatasetSpecification, options: &QueryOptions) {
    if !options.default_graphs.is_empty() || !options.named_graphs.is_empty() {
        dataset.set_default_graph(options.default_graphs.iter().cloned().map(Into::into).collect());
        dataset.set_available_named_graphs(options.named_graphs.iter().cloned().map(Into::into).collect());
    } else if dataset.is_default_dataset() {
        dataset.set_default_graph_as_union();
    }
}

/// Answers `text`, which may use the shipped prefixes without declaring them. The default graph is the union of all.
pub(super) fn run(graph: &Oxigraph, text: &str, options: &QueryOptions) -> Result<QueryResults<'static>, QueryError> {
    let mut prepared = evaluator(options)?.parse_query(text).map_err(|error| syntax_error(&error.to_string()))?;
    choose_graphs(prepared.dataset_mut(), options);
    for (name, term) in &options.bindings {
        let variable = Variable::new(name).map_err(|error| QueryError::Invalid(error.to_string()))?;
        prepared = prepared.substitute_variable(variable, term.clone());
    }
    prepared.on_store(graph).execute().map_err(|error| match error {
        QueryEvaluationError::Cancelled => QueryError::Cancelled,
        other => QueryError::Evaluation(other.to_string()),
    })
}

/// An update that is ready to run. Its patterns see the graphs that a query would.
pub(super) fn prepare_update(text: &str, options: &QueryOptions) -> Result<PreparedSparqlUpdate, QueryError> {
    let mut prepared = evaluator(options)?.parse_update(text).map_err(|error| syntax_error(&error.to_string()))?;
    let named_outside = !options.default_graphs.is_empty() || !options.named_graphs.is_empty();
    for dataset in prepared.using_datasets_mut() {
        if named_outside && !dataset.is_default_dataset() {
            return Err(QueryError::Invalid("the graphs are named by the request and by USING".to_owned()));
        }
        choose_graphs(dataset, options);
    }
    Ok(prepared)
}

/// The parser writes "error at LINE:COLUMN: expected ...": the place becomes a part of the value.
fn syntax_error(message: &str) -> QueryError {
    let placed = message.strip_prefix("error at ").and_then(|rest| {
        let (place, message) = rest.split_once(": ")?;
        let (line, column) = place.split_once(':')?;
        Some((line.parse().ok()?, column.parse().ok()?, readable(message)))
    });
    match placed {
        Some((line, column, message)) => QueryError::Syntax { line, column, message },
        None => QueryError::Invalid(message.to_owned()),
    }
}

/// The parser lists every token that could stand there, character classes included: the words and signs are enough.
fn readable(message: &str) -> String {
    let Some(list) = message.strip_prefix("expected one of ") else { return message.replace('\n', " ") };
    let tokens: Vec<&str> = list
        .split([',', '\n'])
        .map(str::trim)
        .filter(|token| {
            let quoted = token.len() > 2 && token.starts_with('"') && token.ends_with('"');
            quoted || token.len() > 1 && token.chars().all(|c| c.is_ascii_uppercase() || c == ' ')
        })
        .collect();
    match tokens.as_slice() {
        [] => "something else is expected here".to_owned(),
        [one] => format!("expected {one}"),
        many => format!("expected one of {}", many.join(", ")),
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
