//! The graph of the files back end while it is open: read once and asked often, never changed.
//!
//! Terms are numbers, and the quads stand in four sorted lists, so that whatever parts of a pattern are known, its
//! quads stand together in one of them. Oxigraph answers queries over it. Its own store in memory is made for changes
//! and takes several times as long to fill, and as much memory.

mod builder;
mod part;
mod terms;

pub(super) use builder::Builder;
pub(super) use part::Part;

use oxigraph::model::{
    GraphName, GraphNameRef, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Quad, Term, TermRef,
};
use spareval::{InternalQuad, QueryableDataset};
use std::convert::Infallible;
use std::ops::Range;
use std::sync::Arc;
use terms::{NONE, Terms};

/// Subject, predicate, object and graph by number.
type Numbers = [u32; 4];

/// The order of a list: which part of a quad is compared first, second, third and last.
#[derive(Clone, Copy)]
struct Order([usize; 4]);

const SPOG: Order = Order([0, 1, 2, 3]);
const POSG: Order = Order([1, 2, 0, 3]);
const OSPG: Order = Order([2, 0, 1, 3]);
const GSPO: Order = Order([3, 0, 1, 2]);

impl Order {
    /// A quad as one number, which compares as its parts do in this order.
    fn key(self, numbers: Numbers) -> u128 {
        self.0.iter().fold(0, |key, part| key << 32 | u128::from(numbers[*part]))
    }

    fn numbers(self, key: u128) -> Numbers {
        let mut numbers = [0; 4];
        for (place, part) in self.0.into_iter().enumerate() {
            numbers[part] = (key >> (96 - 32 * place)) as u32;
        }
        numbers
    }

    /// Where in `keys` the quads stand that have what is wanted of the parts that come first.
    fn range(self, keys: &[u128], wanted: &[Option<u32>; 4]) -> Range<usize> {
        let known = self.0.iter().map_while(|part| wanted[*part]).collect::<Vec<u32>>();
        let free = 128 - 32 * known.len() as u32;
        let first = known.iter().fold(0, |key, number| key << 32 | u128::from(*number)).checked_shl(free);
        let first = first.unwrap_or_default();
        let last = first | u128::MAX.checked_shr(128 - free).unwrap_or_default();
        let begin = keys.partition_point(|key| *key < first);
        begin..begin + keys[begin..].partition_point(|key| *key <= last)
    }
}

struct Content {
    terms: Terms,
    lists: [(Order, Vec<u128>); 4],
}

/// A graph; copies share it.
#[derive(Clone)]
pub(super) struct Dataset(Arc<Content>);

/// The quads of a pattern.
struct Matches {
    content: Arc<Content>,
    list: usize,
    range: Range<usize>,
    wanted: [Option<u32>; 4],
}

impl Iterator for Matches {
    type Item = Numbers;

    fn next(&mut self) -> Option<Numbers> {
        let (order, keys) = &self.content.lists[self.list];
        loop {
            let numbers = order.numbers(keys[self.range.next()?]);
            if self.wanted.iter().zip(numbers).all(|(wanted, number)| wanted.is_none_or(|wanted| wanted == number)) {
                return Some(numbers);
            }
        }
    }
}

impl Dataset {
    /// How many quads there are.
    pub(super) fn len(&self) -> usize {
        self.0.lists[0].1.len()
    }

    /// The quads that match; an absent part matches anything.
    pub(super) fn quads_for_pattern(
        &self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
        graph: Option<GraphNameRef<'_>>,
    ) -> impl Iterator<Item = Quad> + use<> {
        let number = |text: String| self.0.terms.find(&text, terms::hash(&text));
        let graph = graph.map(|graph| match graph {
            GraphNameRef::DefaultGraph => Some(NONE),
            named => number(named.to_string()),
        });
        let wanted = [
            subject.map(|subject| number(subject.to_string())),
            predicate.map(|predicate| number(predicate.to_string())),
            object.map(|object| number(object.to_string())),
            graph,
        ];
        // A part that the graph has never heard of matches nothing.
        let known = wanted.iter().all(|part| *part != Some(None));
        let content = Arc::clone(&self.0);
        known
            .then(|| self.matches(wanted.map(Option::flatten)))
            .into_iter()
            .flatten()
            .map(move |numbers| content.quad(numbers))
    }

    /// The quads that match, from the list in which the fewest stand beside them.
    fn matches(&self, wanted: [Option<u32>; 4]) -> Matches {
        let [subject, predicate, object, graph] = wanted.map(|part| part.is_some());
        let lists: &[usize] = match (subject, predicate, object, graph) {
            (true, _, false, _) | (true, true, true, _) | (false, false, false, false) => &[0],
            (true, false, true, _) | (false, false, true, false) => &[2],
            (false, true, true, _) | (false, true, false, false) => &[1],
            (false, true, false, true) => &[1, 3],
            (false, false, true, true) => &[2, 3],
            (false, false, false, true) => &[3],
        };
        let range = |list: &usize| {
            let (order, keys) = &self.0.lists[*list];
            (*list, order.range(keys, &wanted))
        };
        let (list, range) = lists.iter().map(range).min_by_key(|(_, range)| range.len()).unwrap_or((0, 0..0));
        Matches { content: Arc::clone(&self.0), list, range, wanted }
    }
}

impl Content {
    fn term(&self, number: u32) -> Term {
        terms::term(self.terms.text(number))
    }

    fn node(&self, number: u32) -> NamedOrBlankNode {
        match self.term(number) {
            Term::BlankNode(node) => node.into(),
            Term::NamedNode(node) => node.into(),
            Term::Literal(_) => unreachable!("a literal is neither a subject nor a graph"),
        }
    }

    fn quad(&self, [subject, predicate, object, graph]: Numbers) -> Quad {
        let predicate = self.terms.text(predicate);
        Quad {
            subject: self.node(subject),
            predicate: NamedNode::new_unchecked(predicate.trim_start_matches('<').trim_end_matches('>')),
            object: self.term(object),
            graph_name: if graph == NONE { GraphName::DefaultGraph } else { self.node(graph).into() },
        }
    }
}

/// A term as a query sees it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum QueryTerm {
    /// One of the graph.
    Known(u32),
    /// One that the graph does not have.
    New(Arc<str>),
}

impl QueryTerm {
    /// Its number; one that nothing has where the graph does not have it.
    fn number(&self) -> u32 {
        match self {
            Self::Known(number) => *number,
            Self::New(_) => u32::MAX,
        }
    }
}

impl QueryableDataset<'static> for Dataset {
    type InternalTerm = QueryTerm;
    type Error = Infallible;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&QueryTerm>,
        predicate: Option<&QueryTerm>,
        object: Option<&QueryTerm>,
        graph: Option<Option<&QueryTerm>>,
    ) -> impl Iterator<Item = Result<InternalQuad<QueryTerm>, Infallible>> + use<> {
        let wanted = [
            subject.map(QueryTerm::number),
            predicate.map(QueryTerm::number),
            object.map(QueryTerm::number),
            graph.map(|graph| graph.map_or(NONE, QueryTerm::number)),
        ];
        self.matches(wanted).map(|[subject, predicate, object, graph]| {
            Ok(InternalQuad {
                subject: QueryTerm::Known(subject),
                predicate: QueryTerm::Known(predicate),
                object: QueryTerm::Known(object),
                graph_name: (graph != NONE).then_some(QueryTerm::Known(graph)),
            })
        })
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<QueryTerm, Infallible>> + use<> {
        let content = Arc::clone(&self.0);
        let mut after = NONE;
        // From each graph straight to the next one.
        std::iter::from_fn(move || {
            let (order, keys) = &content.lists[3];
            let least = u128::from(after).wrapping_add(1) << 96;
            let next = keys.get(keys.partition_point(|key| *key < least))?;
            after = order.numbers(*next)[3];
            Some(Ok(QueryTerm::Known(after)))
        })
    }

    fn internalize_term(&self, term: Term) -> Result<QueryTerm, Infallible> {
        let text = term.to_string();
        let number = self.0.terms.find(&text, terms::hash(&text));
        Ok(number.map_or_else(|| QueryTerm::New(text.into()), QueryTerm::Known))
    }

    fn externalize_term(&self, term: QueryTerm) -> Result<Term, Infallible> {
        Ok(match term {
            QueryTerm::Known(number) => self.0.term(number),
            QueryTerm::New(text) => terms::term(&text),
        })
    }
}

#[cfg(test)]
mod tests;
