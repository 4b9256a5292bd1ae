//! JSON-LD 1.1 in compact form. The context is `ontology/context.jsonld`; it goes into every file, so
//! that no reader needs the network.

use crate::export::error::ExportError;
use oxrdf::vocab::{rdf, xsd};
use oxrdf::{GraphName, NamedOrBlankNode, Quad, Term};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io;

const CONTEXT: &str = include_str!("../../ontology/context.jsonld");

/// What the context says: prefixes, and the term of each IRI.
pub struct Context {
    prefixes: Vec<(String, String)>,
    terms: BTreeMap<String, Vec<(String, Option<String>)>>,
    source: Value,
}

impl Context {
    /// The shipped context.
    ///
    /// # Errors
    /// Never for the context that is shipped; a test reads it.
    pub fn shipped() -> Result<Self, ExportError> {
        let document: Value = serde_json::from_str(CONTEXT).map_err(io::Error::from)?;
        let source = document["@context"].clone();
        let Some(entries) = source.as_object() else {
            return Err(ExportError::Format("the JSON-LD context is no object".to_owned()));
        };
        let is_namespace = |iri: &&str| iri.ends_with(['#', '/']);
        let prefixes: Vec<(String, String)> = entries
            .iter()
            .filter_map(|(name, value)| value.as_str().filter(is_namespace).map(|iri| (name.clone(), iri.to_owned())))
            .collect();
        let mut context = Self { prefixes, terms: BTreeMap::new(), source: Value::Null };
        for (name, value) in entries {
            let (iri, coercion) = match value {
                Value::String(iri) => (Some(iri.as_str()), None),
                other => (other["@id"].as_str(), other["@type"].as_str()),
            };
            if let Some(iri) = iri.filter(|iri| !is_namespace(iri) && !iri.starts_with('@')) {
                let coercion = coercion.map(|iri| context.expand(iri));
                let iri = context.expand(iri);
                context.terms.entry(iri).or_default().push((name.clone(), coercion));
            }
        }
        context.source = source.clone();
        Ok(context)
    }

    /// True if the context has a term for `iri`.
    #[must_use]
    pub fn knows(&self, iri: &str) -> bool {
        self.terms.contains_key(iri)
    }

    fn expand(&self, name: &str) -> String {
        let Some((prefix, local)) = name.split_once(':') else { return name.to_owned() };
        let namespace = self.prefixes.iter().find(|(known, _)| known == prefix);
        namespace.map_or_else(|| name.to_owned(), |(_, namespace)| format!("{namespace}{local}"))
    }

    /// `prefix:local` where a prefix fits and the result cannot be taken for something else.
    fn shorten(&self, iri: &str) -> String {
        let fits =
            |namespace: &str| iri.strip_prefix(namespace).filter(|local| !local.is_empty() && !local.starts_with("//"));
        self.prefixes
            .iter()
            .find_map(|(prefix, namespace)| fits(namespace).map(|local| format!("{prefix}:{local}")))
            .unwrap_or_else(|| iri.to_owned())
    }

    fn class(&self, iri: &str) -> String {
        let term = self.terms.get(iri).and_then(|terms| terms.iter().find(|(_, coercion)| coercion.is_none()));
        term.map_or_else(|| self.shorten(iri), |(name, _)| name.clone())
    }

    /// Name of the property and form of the value.
    fn property(&self, iri: &str, object: &Term) -> (String, Value) {
        let term = self.terms.get(iri).and_then(|terms| terms.first());
        let name = term.map_or_else(|| self.shorten(iri), |(name, _)| name.clone());
        let coercion = term.and_then(|(_, coercion)| coercion.as_deref());
        let value = match object {
            Term::NamedNode(node) if coercion == Some("@id") => Value::String(self.shorten(node.as_str())),
            Term::NamedNode(node) => json!({ "@id": self.shorten(node.as_str()) }),
            Term::BlankNode(node) if coercion == Some("@id") => Value::String(node.to_string()),
            Term::BlankNode(node) => json!({ "@id": node.to_string() }),
            Term::Literal(literal) => {
                let datatype = literal.datatype();
                if let Some(language) = literal.language() {
                    json!({ "@value": literal.value(), "@language": language })
                } else if coercion == Some(datatype.as_str()) || (coercion.is_none() && datatype == xsd::STRING) {
                    Value::String(literal.value().to_owned())
                } else if datatype == xsd::STRING {
                    json!({ "@value": literal.value() })
                } else {
                    json!({ "@value": literal.value(), "@type": self.shorten(datatype.as_str()) })
                }
            }
            #[allow(
                unreachable_patterns,
                reason = "a feature of the RDF crate adds a kind of term that the graph never holds"
            )]
            other => Value::String(other.to_string()),
        };
        (name, value)
    }
}

/// Writes quads that come graph by graph and subject by subject, one subject a line.
pub struct Writer<'a, W: io::Write> {
    context: Context,
    out: &'a mut W,
    graph: Option<GraphName>,
    subject: Option<NamedOrBlankNode>,
    node: Map<String, Value>,
    first: bool,
}

impl<'a, W: io::Write> Writer<'a, W> {
    /// Begins the file.
    ///
    /// # Errors
    /// When `out` fails, or a shipped prefix is not an IRI.
    pub fn new(out: &'a mut W) -> Result<Self, ExportError> {
        let context = Context::shipped()?;
        write!(out, "{{\"@context\":{},\n\"@graph\":[", context.source)?;
        Ok(Self { context, out, graph: None, subject: None, node: Map::new(), first: true })
    }

    /// Writes one quad.
    ///
    /// # Errors
    /// When the output fails.
    pub fn quad(&mut self, quad: &Quad) -> io::Result<()> {
        if self.graph.as_ref() != Some(&quad.graph_name) {
            self.end_graph()?;
            self.begin_graph(&quad.graph_name)?;
        }
        if self.subject.as_ref() != Some(&quad.subject) {
            self.end_node()?;
            self.subject = Some(quad.subject.clone());
            let id = match &quad.subject {
                NamedOrBlankNode::NamedNode(node) => self.context.shorten(node.as_str()),
                NamedOrBlankNode::BlankNode(node) => node.to_string(),
            };
            self.node.insert("id".to_owned(), Value::String(id));
        }
        let (name, value) = match (&quad.predicate, &quad.object) {
            (predicate, Term::NamedNode(class)) if predicate.as_ref() == rdf::TYPE => {
                ("type".to_owned(), Value::String(self.context.class(class.as_str())))
            }
            (predicate, object) => self.context.property(predicate.as_str(), object),
        };
        match self.node.get_mut(&name) {
            None => {
                self.node.insert(name, value);
            }
            Some(Value::Array(values)) => values.push(value),
            Some(single) => *single = Value::Array(vec![single.take(), value]),
        }
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// When the output fails.
    pub fn finish(mut self) -> io::Result<()> {
        self.end_graph()?;
        writeln!(self.out, "\n]}}")
    }

    fn begin_graph(&mut self, name: &GraphName) -> io::Result<()> {
        if let GraphName::NamedNode(graph) = name {
            self.comma()?;
            write!(self.out, "\n{{\"id\":{},\"@graph\":[", Value::String(self.context.shorten(graph.as_str())))?;
            self.first = true;
        }
        self.graph = Some(name.clone());
        Ok(())
    }

    fn end_graph(&mut self) -> io::Result<()> {
        self.end_node()?;
        if let Some(GraphName::NamedNode(_)) = self.graph.take() {
            write!(self.out, "\n]}}")?;
            self.first = false;
        }
        Ok(())
    }

    fn end_node(&mut self) -> io::Result<()> {
        if self.subject.take().is_some() {
            self.comma()?;
            write!(self.out, "\n{}", Value::Object(std::mem::take(&mut self.node)))?;
        }
        Ok(())
    }

    fn comma(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.first, false) { Ok(()) } else { write!(self.out, ",") }
    }
}
