//! Queries that come from outside, made such that they can be stopped and cannot grow without end.
//!
//! The engine asks whether a query is to stop whenever it looks at a triple. What runs without triples, such as rows of
//! VALUES times rows of VALUES, it would run for ever: so rows of that kind pass a filter that asks. And texts that are
//! put together out of themselves may have some length and no more.

use oxigraph::model::{Literal, NamedNode, Term, Variable};
use oxigraph::sparql::{CancellationToken, SparqlEvaluator};
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, Function, GraphPattern, OrderExpression};

/// Longest text that CONCAT makes, in bytes.
const LONGEST: usize = 16 << 20;

/// Longest text, and longest replacement in it, that REPLACE takes, in bytes.
const LONGEST_TAKEN: usize = 256 << 10;
const LONGEST_REPLACEMENT: usize = 256;

/// Rows of VALUES that are let through without being asked.
const FEW_ROWS: usize = 50;

const ALIVE: &str = "urn:briefgraph:is-alive";
const CONCAT: &str = "urn:briefgraph:concat";
const SHORT: &str = "urn:briefgraph:short-text";
const SHORT_REPLACEMENT: &str = "urn:briefgraph:short-replacement";

/// The evaluator with the functions that [`tame`] puts into queries.
pub(super) fn evaluator(evaluator: SparqlEvaluator, token: CancellationToken) -> SparqlEvaluator {
    let short = |longest: usize| {
        move |arguments: &[Term]| match arguments {
            [Term::Literal(text)] if text.value().len() <= longest => Some(text.clone().into()),
            _ => None,
        }
    };
    evaluator
        .with_custom_function(name(ALIVE), move |_| Some(Literal::from(!token.is_cancelled()).into()))
        .with_custom_function(name(CONCAT), concat)
        .with_custom_function(name(SHORT), short(LONGEST_TAKEN))
        .with_custom_function(name(SHORT_REPLACEMENT), short(LONGEST_REPLACEMENT))
}

fn name(iri: &str) -> NamedNode {
    NamedNode::new_unchecked(iri)
}

/// CONCAT of SPARQL 1.1 (section 17.4.3.12): the language that all parts have in common stays.
fn concat(parts: &[Term]) -> Option<Term> {
    let parts = parts.iter().map(|part| if let Term::Literal(text) = part { Some(text) } else { None });
    let parts: Vec<&Literal> = parts.collect::<Option<_>>()?;
    let plain = |text: &Literal| text.language().is_some() || text.datatype() == oxigraph::model::vocab::xsd::STRING;
    if !parts.iter().all(|text| plain(text)) || parts.iter().map(|text| text.value().len()).sum::<usize>() > LONGEST {
        return None;
    }
    let whole: String = parts.iter().map(|text| text.value()).collect();
    let language = parts.first().and_then(|first| first.language());
    Some(match language.filter(|language| parts.iter().all(|text| text.language() == Some(language))) {
        Some(language) => Literal::new_language_tagged_literal_unchecked(whole, language).into(),
        None => Literal::new_simple_literal(whole).into(),
    })
}

/// The query with its questions and bounds in place.
pub(super) fn tame(mut query: Query) -> Query {
    let (Query::Select { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }
    | Query::Ask { pattern, .. }) = &mut query;
    let several = sources(pattern) > 1;
    tame_pattern(pattern, several);
    query
}

/// How many parts give several rows without looking at triples.
fn sources(pattern: &GraphPattern) -> usize {
    let own = match pattern {
        GraphPattern::Values { bindings, .. } => usize::from(bindings.len() > 1),
        GraphPattern::Union { .. } => 1,
        _ => 0,
    };
    own + children(pattern).into_iter().map(sources).sum::<usize>()
}

fn looks_at_triples(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Bgp { patterns } => !patterns.is_empty(),
        GraphPattern::Path { .. } | GraphPattern::Service { .. } => true,
        other => children(other).into_iter().any(looks_at_triples),
    }
}

fn children(pattern: &GraphPattern) -> Vec<&GraphPattern> {
    match pattern {
        GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Values { .. } => Vec::new(),
        GraphPattern::Join { left, right }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::LeftJoin { left, right, .. }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right } => vec![left, right],
        GraphPattern::Filter { inner, .. }
        | GraphPattern::Graph { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::OrderBy { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. }
        | GraphPattern::Group { inner, .. }
        | GraphPattern::Service { inner, .. } => vec![inner],
    }
}

fn tame_pattern(pattern: &mut GraphPattern, several: bool) {
    let asked = match pattern {
        GraphPattern::Values { bindings, .. } => bindings.len() > FEW_ROWS,
        GraphPattern::Join { left, right }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::LeftJoin { left, right, .. } => several && !(looks_at_triples(left) && looks_at_triples(right)),
        _ => false,
    };
    match pattern {
        // What another host makes of a service is that host's.
        GraphPattern::Bgp { .. }
        | GraphPattern::Path { .. }
        | GraphPattern::Values { .. }
        | GraphPattern::Service { .. } => {}
        GraphPattern::Join { left, right }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::Union { left, right }
        | GraphPattern::Minus { left, right } => {
            tame_pattern(left, several);
            tame_pattern(right, several);
        }
        GraphPattern::LeftJoin { left, right, expression } => {
            tame_pattern(left, several);
            tame_pattern(right, several);
            if let Some(expression) = expression {
                tame_expression(expression, several);
            }
        }
        GraphPattern::Filter { expr: expression, inner } | GraphPattern::Extend { inner, expression, .. } => {
            tame_pattern(inner, several);
            tame_expression(expression, several);
        }
        GraphPattern::OrderBy { inner, expression } => {
            tame_pattern(inner, several);
            for OrderExpression::Asc(expression) | OrderExpression::Desc(expression) in expression {
                tame_expression(expression, several);
            }
        }
        GraphPattern::Group { inner, aggregates, .. } => {
            tame_pattern(inner, several);
            for (_, aggregate) in aggregates {
                if let AggregateExpression::FunctionCall { expr, .. } = aggregate {
                    tame_expression(expr, several);
                }
            }
        }
        GraphPattern::Graph { inner, .. }
        | GraphPattern::Project { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner }
        | GraphPattern::Slice { inner, .. } => tame_pattern(inner, several),
    }
    if asked {
        let expr = question(pattern);
        let inner = Box::new(std::mem::replace(pattern, GraphPattern::Bgp { patterns: Vec::new() }));
        *pattern = GraphPattern::Filter { expr, inner };
    }
}

/// Asks whether the query goes on. A variable of each side keeps the engine from asking at one side alone; where one
/// has no value, the answer is yes.
fn question(pattern: &GraphPattern) -> Expression {
    let mut variables: Vec<Expression> = Vec::new();
    for side in if let GraphPattern::Values { .. } = pattern { vec![pattern] } else { children(pattern) } {
        let mut first: Option<Variable> = None;
        side.on_in_scope_variable(|variable| {
            first.get_or_insert_with(|| variable.clone());
        });
        variables.extend(first.map(Expression::Variable));
    }
    let alive = Expression::FunctionCall(Function::Custom(name(ALIVE)), variables);
    Expression::Coalesce(vec![alive, Expression::Literal(true.into())])
}

fn tame_expression(expression: &mut Expression, several: bool) {
    match expression {
        Expression::NamedNode(_) | Expression::Literal(_) | Expression::Variable(_) | Expression::Bound(_) => {}
        Expression::Or(a, b)
        | Expression::And(a, b)
        | Expression::Equal(a, b)
        | Expression::SameTerm(a, b)
        | Expression::Greater(a, b)
        | Expression::GreaterOrEqual(a, b)
        | Expression::Less(a, b)
        | Expression::LessOrEqual(a, b)
        | Expression::Add(a, b)
        | Expression::Subtract(a, b)
        | Expression::Multiply(a, b)
        | Expression::Divide(a, b) => {
            tame_expression(a, several);
            tame_expression(b, several);
        }
        Expression::In(a, list) => {
            tame_expression(a, several);
            tame_all(list, several);
        }
        Expression::UnaryPlus(a) | Expression::UnaryMinus(a) | Expression::Not(a) => tame_expression(a, several),
        Expression::Exists(pattern) => tame_pattern(pattern, several),
        Expression::If(a, b, c) => tame_all([&mut **a, b, c], several),
        Expression::Coalesce(list) => tame_all(list, several),
        Expression::FunctionCall(function, arguments) => {
            tame_all(arguments.iter_mut(), several);
            match function {
                Function::Concat => *function = Function::Custom(name(CONCAT)),
                Function::Replace => {
                    arguments.iter_mut().take(1).for_each(|text| bound(text, SHORT));
                    arguments.iter_mut().skip(2).take(1).for_each(|text| bound(text, SHORT_REPLACEMENT));
                }
                _ => {}
            }
        }
    }
}

fn tame_all<'e>(expressions: impl IntoIterator<Item = &'e mut Expression>, several: bool) {
    for expression in expressions {
        tame_expression(expression, several);
    }
}

fn bound(text: &mut Expression, by: &str) {
    let inner = std::mem::replace(text, Expression::Coalesce(Vec::new()));
    *text = Expression::FunctionCall(Function::Custom(name(by)), vec![inner]);
}
