//! Entities and facts to quads: the only place that mints IRIs and names vocabularies.
