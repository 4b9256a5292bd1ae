//! Which facts a view shows.

use crate::export::error::ExportError;
use crate::export::facts::{FactRecord, Source, facts, sources};
use crate::export::model::NodeKind;
use crate::export::names::Names;
use crate::export::period::period;
use crate::rdf::vocabulary::bg;
use crate::store::Store;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What the user asks for. Everything that is set must hold; several names of one kind are alternatives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Kinds of entities that are shown; all if empty.
    pub kinds: Vec<NodeKind>,
    /// Not before this day. A fact without a date has that of its document.
    pub since: Option<Date>,
    /// Not after this day.
    pub until: Option<Date>,
    /// Who acts.
    pub by: Vec<String>,
    /// Where a proposal was put forward.
    pub forum: Option<String>,
    /// The document, by its source, the end of its path, or its IRI.
    pub document: Option<String>,
    /// Only facts near these names.
    pub about: Vec<String>,
    /// How many facts away from [`Self::about`].
    pub depth: usize,
    /// At most so many of what the view is about; all if absent.
    pub top: Option<usize>,
}

/// A filter whose names have been found.
#[derive(Debug, Clone)]
pub struct Selection {
    /// The documents, in the order of their sources.
    pub sources: Vec<Source>,
    /// Kinds of entities that are shown; all if empty.
    pub kinds: Vec<NodeKind>,
    /// At most so many of what the view is about.
    pub top: Option<usize>,
    since: Option<Date>,
    until: Option<Date>,
    by: Option<BTreeSet<String>>,
    forum: Option<BTreeSet<String>>,
    near: Option<BTreeSet<String>>,
}

impl Filter {
    /// Finds the names.
    ///
    /// # Errors
    /// When nobody bears a name or no document has the source; the nearest come along.
    pub fn resolve(&self, store: &Store, names: &Names) -> Result<Selection, ExportError> {
        let sources = match &self.document {
            Some(name) => find_document(sources(store)?, name)?,
            None => sources(store)?,
        };
        let find = |wanted: &[String]| -> Result<Option<BTreeSet<String>>, ExportError> {
            let mut found = BTreeSet::new();
            for name in wanted {
                found.extend(names.find(name)?);
            }
            Ok((!wanted.is_empty()).then_some(found))
        };
        let mut selection = Selection {
            kinds: self.kinds.clone(),
            top: self.top,
            since: self.since,
            until: self.until,
            by: find(&self.by)?,
            forum: find(self.forum.as_slice())?,
            near: None,
            sources,
        };
        if let Some(centre) = find(&self.about)? {
            selection.near = Some(near(store, names, &selection, centre, self.depth.max(1))?);
        }
        Ok(selection)
    }
}

impl Selection {
    /// The facts that are shown, in the order of documents and texts.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn facts(&self, store: &Store, names: &Names) -> Result<Vec<FactRecord>, ExportError> {
        let mut all = Vec::new();
        for source in &self.sources {
            all.extend(facts(store, source)?.into_iter().filter(|fact| self.admits(fact, names)));
        }
        Ok(all)
    }

    /// True if an entity of this kind is shown.
    #[must_use]
    pub fn shows(&self, kind: NodeKind) -> bool {
        self.kinds.is_empty() || self.kinds.contains(&kind)
    }

    /// True if `fact` passes everything but the kinds and the number.
    #[must_use]
    pub fn admits(&self, fact: &FactRecord, names: &Names) -> bool {
        let in_time = || {
            if self.since.is_none() && self.until.is_none() {
                return true;
            }
            let date = fact.date().or(fact.issued.as_deref()).and_then(period);
            date.is_some_and(|(first, last)| {
                self.since.is_none_or(|since| last >= since) && self.until.is_none_or(|until| first <= until)
            })
        };
        let among = |wanted: &Option<BTreeSet<String>>, mut found: Box<dyn Iterator<Item = &str> + '_>| {
            wanted.as_ref().is_none_or(|wanted| found.any(|iri| wanted.contains(&names.representative(iri))))
        };
        self.near.as_ref().is_none_or(|near| near.contains(&fact.iri))
            && in_time()
            && among(&self.by, Box::new(fact.actors()))
            && among(&self.forum, Box::new(fact.all(bg::FORUM)))
    }
}

/// The facts at most `depth` facts away from the things in `centre`.
fn near(
    store: &Store,
    names: &Names,
    selection: &Selection,
    centre: BTreeSet<String>,
    depth: usize,
) -> Result<BTreeSet<String>, ExportError> {
    let mut ties: Vec<(String, BTreeSet<String>)> = Vec::new();
    for source in &selection.sources {
        for fact in facts(store, source)? {
            let things =
                fact.iris().filter(|iri| names.get(iri).is_some()).map(|iri| names.representative(iri)).collect();
            ties.push((fact.iri, things));
        }
    }
    let mut reached = centre;
    let mut near = BTreeSet::new();
    for _ in 0..depth {
        let before = reached.clone();
        for (fact, things) in &ties {
            if !things.is_disjoint(&before) {
                near.insert(fact.clone());
                reached.extend(things.iter().cloned());
            }
        }
    }
    Ok(near)
}

fn find_document(all: Vec<Source>, name: &str) -> Result<Vec<Source>, ExportError> {
    let fits = |source: &Source| {
        source.source == name
            || source.iri == name
            || source.source.strip_suffix(name).is_some_and(|rest| rest.ends_with(['/', '\\']))
    };
    if all.iter().any(fits) {
        return Ok(all.into_iter().filter(fits).collect());
    }
    let mut nearest: Vec<(f64, String)> =
        all.into_iter().map(|source| (strsim::jaro_winkler(&source.source, name), source.source)).collect();
    nearest.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let nearest = nearest.into_iter().take(3).map(|(_, source)| source).collect();
    Err(ExportError::UnknownDocument { name: name.to_owned(), nearest })
}
