//! The terms that the graph uses, by vocabulary.

use oxrdf::NamedNodeRef;

/// Makes a module of terms of one vocabulary.
macro_rules! vocabulary {
    ($(#[$meta:meta])* $module:ident = $namespace:literal { $($name:ident = $local:literal,)* }) => {
        $(#[$meta])*
        #[expect(missing_docs, reason = "the terms are documented by their vocabulary")]
        pub mod $module {
            use oxrdf::NamedNodeRef;
            /// What every term of the vocabulary begins with.
            pub const NAMESPACE: &str = $namespace;
            $(pub const $name: NamedNodeRef<'static> = NamedNodeRef::new_unchecked(concat!($namespace, $local));)*
        }
    };
}

vocabulary! {
    /// briefgraph's own terms (`ontology/briefgraph.ttl`).
    bg = "https://w3id.org/briefgraph/ontology#" {
        FACT = "Fact",
        LAW = "Law",
        REPORT = "Report",
        PROPOSAL = "Proposal",
        LAW_STAGE = "LawStage",
        REFERENCE = "Reference",
        REFERS_TO = "refersTo",
        ENTITY_TYPE = "entityType",
        NAME = "name",
        ALIAS = "alias",
        MENTIONED_IN = "mentionedIn",
        IDENTIFIED_AS = "identifiedAs",
        MODALITY = "modality",
        CONFIDENCE = "confidence",
        RULE = "rule",
        FOCUS_BEGIN = "focusBegin",
        FOCUS_END = "focusEnd",
        POSITION = "position",
        FORMER = "former",
        PROPOSER = "proposer",
        PROPOSED = "proposed",
        RECIPIENT = "recipient",
        FORUM = "forum",
        FORUM_DESCRIPTION = "forumDescription",
        AMOUNT = "amount",
        TARGET_LAW = "targetLaw",
        CUE = "cue",
        OF_LAW = "law",
        STAGE = "stage",
        BODY = "body",
        BODY_DESCRIPTION = "bodyDescription",
        ORDER = "order",
        PARTY = "party",
        PURPOSE = "purpose",
        CHANGE = "change",
        HEDGE = "hedge",
        PERIOD = "period",
        AUDIENCE = "audience",
        AUDIENCE_DESCRIPTION = "audienceDescription",
        DIRECT = "direct",
        RESOURCES = "resources",
        NEAR_DUPLICATE_OF = "nearDuplicateOf",
        APART_IN = "apartIn",
        DEGREE = "degree",
        BETWEENNESS = "betweenness",
        PAGE_RANK = "pageRank",
        COMMUNITY = "Community",
        COMPONENT = "Component",
        GROUPS = "groups",
    }
}

vocabulary! {
    /// RDF Schema.
    rdfs = "http://www.w3.org/2000/01/rdf-schema#" {
        LABEL = "label",
    }
}

vocabulary! {
    /// RDF.
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#" {
        TYPE = "type",
    }
}

vocabulary! {
    /// SKOS (<https://www.w3.org/TR/skos-reference/>).
    skos = "http://www.w3.org/2004/02/skos/core#" {
        PREF_LABEL = "prefLabel",
        ALT_LABEL = "altLabel",
        CONCEPT = "Concept",
        IN_SCHEME = "inScheme",
    }
}

vocabulary! {
    /// OWL.
    owl = "http://www.w3.org/2002/07/owl#" {
        SAME_AS = "sameAs",
        DIFFERENT_FROM = "differentFrom",
    }
}

vocabulary! {
    /// Dublin Core terms.
    dct = "http://purl.org/dc/terms/" {
        TITLE = "title",
        ISSUED = "issued",
        SOURCE = "source",
        DATE = "date",
        DESCRIPTION = "description",
        LANGUAGE = "language",
        LOCATION = "Location",
    }
}

vocabulary! {
    /// FOAF.
    foaf = "http://xmlns.com/foaf/0.1/" {
        PERSON = "Person",
    }
}

vocabulary! {
    /// The organization ontology (<https://www.w3.org/TR/vocab-org/>).
    org = "http://www.w3.org/ns/org#" {
        ORGANIZATION = "Organization",
        MEMBERSHIP = "Membership",
        MEMBER = "member",
        IN_ORGANIZATION = "organization",
        MEMBER_OF = "memberOf",
    }
}

vocabulary! {
    /// schema.org.
    schema = "https://schema.org/" {
        ARTICLE = "Article",
        EVENT = "Event",
        MONETARY_AMOUNT = "MonetaryAmount",
        QUOTATION = "Quotation",
        QUANTITATIVE_VALUE = "QuantitativeValue",
        VALUE = "value",
        CURRENCY = "currency",
        UNIT_TEXT = "unitText",
        TEXT = "text",
        CREATOR = "creator",
        SHA256 = "sha256",
        START_DATE = "startDate",
        END_DATE = "endDate",
        ENCODING_FORMAT = "encodingFormat",
        SOFTWARE_VERSION = "softwareVersion",
        NAME = "name",
        MENTIONS = "mentions",
    }
}

vocabulary! {
    /// The NLP interchange format (<https://persistence.uni-leipzig.org/nlp2rdf/>).
    nif = "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#" {
        CONTEXT = "Context",
        SENTENCE = "Sentence",
        STRING = "RFC5147String",
        IS_STRING = "isString",
        BEGIN_INDEX = "beginIndex",
        END_INDEX = "endIndex",
        ANCHOR_OF = "anchorOf",
        REFERENCE_CONTEXT = "referenceContext",
    }
}

vocabulary! {
    /// PROV-O (<https://www.w3.org/TR/prov-o/>).
    prov = "http://www.w3.org/ns/prov#" {
        ENTITY = "Entity",
        SOFTWARE_AGENT = "SoftwareAgent",
        WAS_DERIVED_FROM = "wasDerivedFrom",
        WAS_ATTRIBUTED_TO = "wasAttributedTo",
    }
}

vocabulary! {
    /// XML Schema datatypes.
    xsd = "http://www.w3.org/2001/XMLSchema#" {
        DATE = "date",
        G_YEAR = "gYear",
        G_YEAR_MONTH = "gYearMonth",
        DECIMAL = "decimal",
        INTEGER = "integer",
        BOOLEAN = "boolean",
    }
}

/// The concept scheme of the stages of a law (`ontology/stages.ttl`).
pub const STAGES: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("https://w3id.org/briefgraph/stage");

/// Prefixes that every query may use without declaring them, in alphabetical order; the shipped queries declare those
/// that they use all the same, so that they run in any SPARQL engine.
pub const PREFIXES: &[(&str, &str)] = &[
    ("bg", bg::NAMESPACE),
    ("dct", dct::NAMESPACE),
    ("eli", "http://data.europa.eu/eli/ontology#"),
    ("foaf", foaf::NAMESPACE),
    ("nif", nif::NAMESPACE),
    ("oa", "http://www.w3.org/ns/oa#"),
    ("org", org::NAMESPACE),
    ("owl", owl::NAMESPACE),
    ("prov", prov::NAMESPACE),
    ("rdf", rdf::NAMESPACE),
    ("rdfs", rdfs::NAMESPACE),
    ("schema", schema::NAMESPACE),
    ("sh", "http://www.w3.org/ns/shacl#"),
    ("skos", skos::NAMESPACE),
    ("stage", "https://w3id.org/briefgraph/stage/"),
    ("xsd", xsd::NAMESPACE),
];
