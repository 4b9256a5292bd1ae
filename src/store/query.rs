//! Questions to a store.

use super::graph::Graph;
use super::{QueryError, Services, Statistics, StoreError};
use super::{guarded, tamed};
use crate::rdf::vocabulary::{self, bg, dct, foaf, org, rdf, schema};
use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, Term, Variable};
use oxigraph::sparql::{
    CancellationToken, PreparedSparqlQuery, PreparedSparqlUpdate, QueryDatasetSpecification, QueryEvaluationError,
    QueryResults, SparqlEvaluator, UpdateEvaluationError,
};
use oxigraph::store::Store as Oxigraph;
use spargebra::{GraphUpdateOperation, SparqlParser, Update};
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
    /// The hosts that SERVICE and LOAD may ask.
    pub services: Services,
}

/// A parser that knows the shipped prefixes.
fn parser() -> Result<SparqlParser, QueryError> {
    vocabulary::PREFIXES.iter().try_fold(SparqlParser::new(), |parser, (prefix, namespace)| {
        parser.with_prefix(*prefix, *namespace).map_err(|error| QueryError::Invalid(error.to_string()))
    })
}

/// An evaluator that asks the allowed services and can be stopped.
fn evaluator(options: &QueryOptions) -> SparqlEvaluator {
    let evaluator = SparqlEvaluator::new().with_default_service_handler(options.services.clone());
    match &options.cancellation {
        Some(token) => tamed::evaluator(evaluator.with_cancellation_token(token.clone()), token.clone()),
        None => evaluator,
    }
}

/// A query that is ready to run; with a way to stop it, one that can be stopped.
fn prepare(text: &str, options: &QueryOptions) -> Result<PreparedSparqlQuery, QueryError> {
    let query = parser()?.parse_query(text).map_err(|error| syntax_error(&error.to_string()))?;
    let query = if options.cancellation.is_some() { tamed::tame(query) } else { query };
    Ok(evaluator(options).for_query(query))
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
pub(super) fn run(graph: &Graph, text: &str, options: &QueryOptions) -> Result<QueryResults<'static>, QueryError> {
    guarded::check(text, false)?;
    // SPARQL has no parameters. A value is written in place of its variable; where the query selects the variable
    // itself, which no value may stand for, the engine binds it.
    let bound = with_values(text, &options.bindings);
    let (mut prepared, rest) = match bound.and_then(|bound| prepare(&bound, options).ok()) {
        Some(prepared) => (prepared, &[][..]),
        None => (prepare(text, options)?, options.bindings.as_slice()),
    };
    choose_graphs(prepared.dataset_mut(), options);
    for (name, term) in rest {
        let variable = Variable::new(name).map_err(|error| QueryError::Invalid(error.to_string()))?;
        prepared = prepared.substitute_variable(variable, term.clone());
    }
    let token = options.cancellation.clone();
    match guarded::engine(token.as_ref(), || graph.answer(prepared)) {
        // A query that was asked to stop may end early without saying.
        Ok(_) if token.as_ref().is_some_and(CancellationToken::is_cancelled) => Err(QueryError::Cancelled),
        Ok(results) => Ok(guarded::results(results, token)),
        Err(QueryEvaluationError::Cancelled) => Err(QueryError::Cancelled),
        Err(other) => Err(QueryError::Evaluation(other.to_string())),
    }
}

/// Carries out an update. Its patterns see the graphs that a query would.
pub(super) fn update(graph: &Oxigraph, text: &str, options: &QueryOptions) -> Result<(), QueryError> {
    guarded::check(text, true)?;
    let Update { base_iri, operations } =
        parser()?.parse_update(text).map_err(|error| syntax_error(&error.to_string()))?;
    for operation in operations {
        // The engine has no client to load with: it would refuse what is allowed here.
        if let GraphUpdateOperation::Load { silent, source, destination } = operation {
            let destination = match destination {
                spargebra::term::GraphName::NamedNode(graph) => graph.into(),
                spargebra::term::GraphName::DefaultGraph => GraphName::DefaultGraph,
            };
            match options.services.load(&source, &destination) {
                Ok(quads) => graph.extend(quads).map_err(|error| QueryError::Evaluation(error.to_string()))?,
                Err(_) if silent => {}
                Err(error) => return Err(QueryError::Evaluation(error.to_string())),
            }
            continue;
        }
        let one = Update { base_iri: base_iri.clone(), operations: vec![operation] };
        prepare_update(one, options)?.on_store(graph).execute().map_err(|error| match error {
            UpdateEvaluationError::Unexpected(inner)
                if matches!(inner.downcast_ref(), Some(QueryEvaluationError::Cancelled)) =>
            {
                QueryError::Cancelled
            }
            other => QueryError::Evaluation(other.to_string()),
        })?;
    }
    Ok(())
}

fn prepare_update(update: Update, options: &QueryOptions) -> Result<PreparedSparqlUpdate, QueryError> {
    let mut prepared = evaluator(options).for_update(update);
    let named_outside = !options.default_graphs.is_empty() || !options.named_graphs.is_empty();
    for dataset in prepared.using_datasets_mut() {
        if named_outside && !dataset.is_default_dataset() {
            return Err(QueryError::Invalid("the graphs are named by the request and by USING".to_owned()));
        }
        choose_graphs(dataset, options);
    }
    Ok(prepared)
}

/// The query with the values in place of their variables, outside strings, IRIs and comments; none without bindings.
fn with_values(text: &str, bindings: &[(String, Term)]) -> Option<String> {
    if bindings.is_empty() {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let taken = match c {
            '?' | '$' => {
                let name: String = rest[1..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if let Some((_, term)) = bindings.iter().find(|(bound, _)| *bound == name) {
                    out.push_str(&term.to_string());
                    rest = &rest[1 + name.len()..];
                    continue;
                }
                1 + name.len()
            }
            _ => guarded::piece(rest).0,
        };
        out.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    Some(out)
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
pub(super) fn statistics(graph: &Graph, documents: u64) -> Result<Statistics, StoreError> {
    let count = |class: NamedNodeRef<'_>| {
        graph
            .quads_for_pattern(None, Some(rdf::TYPE), Some(class.into()), None)
            .try_fold(0, |n, quad| quad.map(|_| n + 1))
    };
    let table = |classes: &[(&str, NamedNodeRef<'_>)]| {
        classes
            .iter()
            .map(|(name, class)| Ok(((*name).to_owned(), count(*class)?)))
            .collect::<Result<BTreeMap<_, _>, StoreError>>()
    };
    Ok(Statistics {
        documents,
        quads: graph.len()? as u64,
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

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::Literal;

    #[test]
    fn values_stand_in_place_of_variables_and_nowhere_else() {
        let bindings = [("x".to_owned(), Literal::new_simple_literal("a \"b\"").into())];
        let query = "SELECT ?xs { ?s <p?x> ?x ; ex:q '?x', \"\\\"?x\" } # ?x";
        let expected = "SELECT ?xs { ?s <p?x> \"a \\\"b\\\"\" ; ex:q '?x', \"\\\"?x\" } # ?x";
        assert_eq!(with_values(query, &bindings).as_deref(), Some(expected));
        assert_eq!(with_values(query, &[]), None);
    }
}
