//! The shape that every picture and every table is written from.

use std::fmt;
use std::sync::Arc;

/// What a node stands for. The order is the order of the legend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeKind {
    /// A person.
    Person,
    /// An organization.
    Organization,
    /// A place.
    Place,
    /// A bill, act, code, treaty or order.
    Law,
    /// A report, strategy or plan document.
    Report,
    /// A meeting, election, crisis or campaign.
    Event,
    /// A thing put forward.
    Proposal,
    /// A sum of money.
    Money,
    /// A stage of a law.
    Stage,
    /// Stands in where the text names nobody.
    Unknown,
}

impl NodeKind {
    /// All kinds, in the order of the legend.
    pub const ALL: [Self; 10] = [
        Self::Person,
        Self::Organization,
        Self::Place,
        Self::Law,
        Self::Report,
        Self::Event,
        Self::Proposal,
        Self::Money,
        Self::Stage,
        Self::Unknown,
    ];

    /// The word for the kind in legends and in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "Person",
            Self::Organization => "Organization",
            Self::Place => "Place",
            Self::Law => "Law",
            Self::Report => "Report",
            Self::Event => "Event",
            Self::Proposal => "Proposal",
            Self::Money => "Money",
            Self::Stage => "Stage",
            Self::Unknown => "Not stated",
        }
    }

    /// The kind of that name, in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(name))
    }
}

impl fmt::Display for NodeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The passage that an edge or a node was read from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Passage {
    /// The document as the user named it.
    pub document: Arc<str>,
    /// The sentence, as it stands in the text.
    pub sentence: Arc<str>,
}

/// One box of a picture, one node of a network.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The IRI, unique in its view.
    pub id: String,
    /// What it stands for.
    pub kind: NodeKind,
    /// Its name.
    pub label: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// Short remarks under the name: date, forum, modality.
    pub details: Vec<String>,
    /// Lexical form of `xsd:date`, `xsd:gYearMonth` or `xsd:gYear`.
    pub date: Option<String>,
    /// How much it matters in its view, at least 0: size in Gephi, order in pictures.
    pub weight: f64,
    /// Its place among its kind where the kind has an order: the stages of a law.
    pub rank: u32,
    /// Where it was read, for a fact that is drawn as a node.
    pub passages: Vec<Passage>,
    /// Where a click leads, in a page.
    pub link: Option<String>,
}

impl Node {
    /// A node with a name and nothing else.
    #[must_use]
    pub fn new(id: impl Into<String>, kind: NodeKind, label: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            kind,
            label: label.into(),
            aliases: Vec::new(),
            details: Vec::new(),
            date: None,
            weight: 1.0,
            rank: 0,
            passages: Vec::new(),
            link: None,
        }
    }
}

/// One line of a picture, one edge of a network.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// Index into [`View::nodes`].
    pub from: usize,
    /// Index into [`View::nodes`].
    pub to: usize,
    /// The relation, as a verb phrase in the third person: "proposes", "is a member of".
    pub kind: String,
    /// What is written on the line; may be empty.
    pub label: String,
    /// Lexical form of `xsd:date`, `xsd:gYearMonth` or `xsd:gYear`.
    pub date: Option<String>,
    /// Number of facts that it stands for.
    pub weight: f64,
    /// Where it was read.
    pub passages: Vec<Passage>,
}

impl Edge {
    /// An edge of weight 1 without a label.
    #[must_use]
    pub fn new(from: usize, to: usize, kind: impl Into<String>) -> Self {
        Self { from, to, kind: kind.into(), label: String::new(), date: None, weight: 1.0, passages: Vec::new() }
    }

    /// The same edge with words on it.
    #[must_use]
    pub fn labelled(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }
}

/// Which picture of the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ViewKind {
    /// Who proposes what.
    Proposals,
    /// Who holds which post where.
    Affiliations,
    /// Who pays, plans or receives how much for what.
    Money,
    /// Which law has reached which stage.
    Laws,
    /// Who is tied to whom by any fact.
    Network,
}

impl ViewKind {
    /// All views.
    pub const ALL: [Self; 5] = [Self::Proposals, Self::Affiliations, Self::Money, Self::Laws, Self::Network];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Proposals => "proposals",
            Self::Affiliations => "affiliations",
            Self::Money => "money",
            Self::Laws => "laws",
            Self::Network => "network",
        }
    }

    /// The question that it answers, as a heading.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Proposals => "Who proposes what",
            Self::Affiliations => "Who holds which post where",
            Self::Money => "Who pays or receives how much for what",
            Self::Laws => "Which law has reached which stage",
            Self::Network => "Who is tied to whom",
        }
    }
}

impl fmt::Display for ViewKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Nodes and edges that answer one question.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// Which picture.
    pub kind: ViewKind,
    /// What it is read from and how it is filtered, for the line under the title; may be empty.
    pub subtitle: String,
    /// How many there were before only the strongest were kept, if so.
    pub left_out: Option<usize>,
    /// The nodes.
    pub nodes: Vec<Node>,
    /// The edges; both ends exist.
    pub edges: Vec<Edge>,
}

impl View {
    /// A view without nodes.
    #[must_use]
    pub fn new(kind: ViewKind) -> Self {
        Self { kind, subtitle: String::new(), left_out: None, nodes: Vec::new(), edges: Vec::new() }
    }

    /// True if there is nothing to draw.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The kinds of node that occur, in the order of the legend.
    #[must_use]
    pub fn kinds(&self) -> Vec<NodeKind> {
        NodeKind::ALL.into_iter().filter(|kind| self.nodes.iter().any(|node| node.kind == *kind)).collect()
    }
}

/// One value of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// A number in its exact lexical form.
    Number(String),
    /// A truth value.
    Bool(bool),
}

impl Cell {
    /// The value as a SPARQL CSV field has it.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Empty => "",
            Self::Text(text) | Self::Number(text) => text,
            Self::Bool(true) => "true",
            Self::Bool(false) => "false",
        }
    }
}

/// A named table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// File name without extension, sheet name, heading.
    pub name: String,
    /// Heads of the columns.
    pub columns: Vec<String>,
    /// Rows, each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}
