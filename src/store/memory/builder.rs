//! Puts the parts together.

use super::{Content, Dataset, GSPO, Numbers, OSPG, POSG, Part, SPOG, Terms, terms};
use oxigraph::model::{GraphName, NamedNodeRef, Quad};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A graph that is being filled.
pub(in crate::store) struct Builder {
    content: Content,
    quads: Vec<u128>,
}

impl Builder {
    /// An empty graph.
    pub(in crate::store) fn new() -> Self {
        let lists = [SPOG, POSG, OSPG, GSPO].map(|order| (order, Vec::new()));
        Self { content: Content { terms: Terms::new(), lists }, quads: Vec::new() }
    }

    /// Adds the quads of a document.
    pub(in crate::store) fn add(&mut self, part: &Part) {
        let numbers: Vec<u32> = part.terms().map(|(text, hash)| self.content.terms.intern(text, hash)).collect();
        let quads = part.quads().iter().map(|quad| SPOG.key(quad.map(|number| numbers[number as usize])));
        self.quads.extend(quads);
    }

    /// Adds quads one by one.
    pub(in crate::store) fn extend(&mut self, quads: impl IntoIterator<Item = Quad>) {
        for quad in quads {
            let numbers = self.numbers(&quad);
            self.quads.push(SPOG.key(numbers));
        }
    }

    /// Takes quads out.
    pub(in crate::store) fn remove(&mut self, quads: &[Quad]) {
        let gone: BTreeSet<u128> = quads.iter().map(|quad| SPOG.key(self.numbers(quad))).collect();
        if !gone.is_empty() {
            self.quads.retain(|key| !gone.contains(key));
        }
    }

    /// What the default graph says by `predicate`.
    pub(in crate::store) fn default_graph(&self, predicate: NamedNodeRef<'_>) -> Vec<Quad> {
        let text = predicate.to_string();
        let Some(predicate) = self.content.terms.find(&text, terms::hash(&text)) else { return Vec::new() };
        let quads = self.quads.iter().map(|key| SPOG.numbers(*key));
        quads.filter(|[_, p, _, g]| *p == predicate && *g == terms::NONE).map(|quad| self.content.quad(quad)).collect()
    }

    /// The graph, sorted and each quad once.
    pub(in crate::store) fn finish(self) -> Dataset {
        let Self { mut content, mut quads } = self;
        content.terms.shrink();
        quads.par_sort_unstable();
        quads.dedup();
        quads.shrink_to_fit();
        content.lists[1..].par_iter_mut().for_each(|(order, keys)| {
            *keys = quads.iter().map(|key| order.key(SPOG.numbers(*key))).collect();
            keys.par_sort_unstable();
        });
        content.lists[0].1 = quads;
        Dataset(Arc::new(content))
    }

    fn numbers(&mut self, quad: &Quad) -> Numbers {
        let mut number = |text: String| self.content.terms.intern(&text, terms::hash(&text));
        [
            number(quad.subject.to_string()),
            number(quad.predicate.to_string()),
            number(quad.object.to_string()),
            match &quad.graph_name {
                GraphName::DefaultGraph => terms::NONE,
                named => number(named.to_string()),
            },
        ]
    }
}
