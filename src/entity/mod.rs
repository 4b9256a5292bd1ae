//! Who is who inside one document: every mention of one real thing becomes one [`Entity`].

mod cluster;
mod fold;
mod names;
mod reference;
mod role;

pub use fold::NameKey;
pub use names::NameIndex;
pub use role::{BodyRef, Role};

use crate::gazetteer::Gazetteer;
use crate::language::{NameKind, Syntax};
use crate::lexicon::Lexicon;
use crate::mention::Mentions;
use crate::span::Span;
use cluster::Clusters;
use reference::Resolver;
use serde::Serialize;
use std::collections::BTreeMap;
use std::ops::Range;

/// Index into [`Entities::all`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct EntityId(pub u32);

/// How a mention refers to its entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MentionKind {
    /// By a name.
    Name,
    /// By a description: "the ministry", "the bloc's tech chief".
    Nominal,
    /// By a pronoun.
    Pronoun,
}

/// One place where the text refers to an entity.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EntityMention {
    /// Where.
    pub span: Span,
    /// Its tokens, as indices into the document's tokens.
    #[serde(skip)]
    pub tokens: Range<u32>,
    /// Its sentence, as an index into the document's sentences.
    pub sentence: u32,
    /// How.
    pub kind: MentionKind,
}

/// One real-world thing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entity {
    /// What it is.
    pub kind: NameKind,
    /// Its fullest name in the text, without "the", title and possessive.
    pub name: String,
    /// The other forms it is called by, sorted, without repetition.
    pub aliases: Vec<String>,
    /// Where the text refers to it, in text order; never empty.
    pub mentions: Vec<EntityMention>,
    /// Trust that it is what it is said to be, in [0, 1].
    pub confidence: f32,
    /// Who the user's gazetteer says it is, by an IRI from elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
}

impl Entity {
    /// False for what the text only describes ("the government"): such a name says nothing across documents.
    #[must_use]
    pub fn is_named(&self) -> bool {
        self.mentions.iter().any(|m| m.kind == MentionKind::Name)
    }

    /// False also for names of common words alone ("federal government"): another text may mean another one.
    #[must_use]
    pub fn is_proper(&self) -> bool {
        self.is_named() && self.name.contains(|c: char| c.is_uppercase() || c.is_numeric())
    }
}

/// Trust in an entity that the text does not name.
const UNNAMED_CONFIDENCE: f32 = 0.5;

/// The entities of one document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Entities {
    /// In order of first mention.
    pub all: Vec<Entity>,
    /// Titles and memberships, as the text gives them to names.
    pub roles: Vec<Role>,
    /// Entity of each name mention.
    pub of_name: Vec<EntityId>,
    /// The body that issues the text, named in the lines above it: "we" outside quotations.
    pub author: Option<EntityId>,
    /// What a plural pronoun stands for beside its first entity, by token.
    groups: BTreeMap<u32, Vec<EntityId>>,
    /// Entity that each token refers to; `u32::MAX` for none. For descriptions the head noun.
    by_token: Vec<u32>,
}

impl Entities {
    /// The entity with this index.
    #[must_use]
    pub fn get(&self, id: EntityId) -> &Entity {
        &self.all[id.0 as usize]
    }

    /// The entity that a token refers to as part of a name, as head of a description or as a pronoun.
    #[must_use]
    pub fn at(&self, token: u32) -> Option<EntityId> {
        self.by_token.get(token as usize).copied().filter(|&e| e != u32::MAX).map(EntityId)
    }

    /// The others that a plural pronoun stands for.
    #[must_use]
    pub fn beside(&self, token: u32) -> &[EntityId] {
        self.groups.get(&token).map_or(&[], Vec::as_slice)
    }
}

/// Finds out who is who in a document.
#[must_use]
pub fn resolve(syntax: &Syntax<'_>, mentions: &Mentions, lexicon: &Lexicon) -> Entities {
    let names = NameIndex::new(&mentions.names, syntax.words.len());
    let roles = role::find_roles(syntax, &names, lexicon);
    let mut clusters = cluster::cluster(syntax, &names, &roles, lexicon);
    let unnamed = clusters.add_unnamed(lexicon.references.unique().count());
    let quoted: Vec<Span> = mentions.quotations.iter().map(|q| q.span).collect();
    let resolver = Resolver::new(syntax, &names, lexicon, &clusters, &roles, &quoted, unnamed);
    let references = resolver.run();
    let author = resolver.author();
    let mut found: Vec<(usize, EntityMention, f32)> = mentions
        .names
        .iter()
        .enumerate()
        .map(|(i, m)| {
            let mention =
                EntityMention { span: m.span, tokens: m.tokens.clone(), sentence: m.sentence, kind: MentionKind::Name };
            (clusters.of_mention[i], mention, m.score)
        })
        .collect();
    found.extend(references.iter().map(|r| {
        let mention = EntityMention {
            span: resolver.span(r),
            tokens: r.first..r.token + 1,
            sentence: syntax.sentence(r.token),
            kind: r.kind,
        };
        (r.entity.0 as usize, mention, 0.0)
    }));
    let groups: Vec<(u32, Vec<EntityId>)> =
        references.into_iter().filter(|r| !r.others.is_empty()).map(|r| (r.token, r.others)).collect();
    let mut entities = assemble(syntax, &clusters, found, roles, groups, author);
    name_known(mentions, &lexicon.gazetteer, &mut entities);
    add_parties(syntax, lexicon, &mut entities);
    entities
}

/// What the gazetteer knows is called as it says, so that all documents call it so.
fn name_known(mentions: &Mentions, gazetteer: &Gazetteer, entities: &mut Entities) {
    for (mention, id) in mentions.names.iter().zip(&entities.of_name) {
        let Some(index) = mention.known else { continue };
        let (entry, entity) = (gazetteer.entry(index), &mut entities.all[id.0 as usize]);
        entity.same_as.clone_from(&entry.iri);
        if entity.name != entry.name {
            let written = std::mem::replace(&mut entity.name, entry.name.clone());
            entity.aliases.push(written);
            entity.aliases.retain(|alias| *alias != entry.name);
            entity.aliases.sort();
        }
    }
}

/// Parties that stand in the text by their letters alone.
fn add_parties(syntax: &Syntax<'_>, lexicon: &Lexicon, entities: &mut Entities) {
    let tokens: Vec<u32> = entities
        .roles
        .iter()
        .flat_map(|role| &role.bodies)
        .filter_map(|body| if let BodyRef::Party(token) = body { Some(*token) } else { None })
        .collect();
    for token in tokens {
        let form = syntax.form(token);
        let code = form.split(['-', '–', '‑']).next().unwrap_or(form);
        let Some(party) = lexicon.parties.by_code(code) else { continue };
        let named = |e: &Entity| {
            e.kind == NameKind::Organization
                && std::iter::once(&e.name).chain(&e.aliases).any(|n| *n == party.name || party.members.contains(n))
        };
        let span = Span::new(syntax.span(token).start as usize, syntax.span(token).start as usize + code.len());
        let mention =
            EntityMention { span, tokens: token..token + 1, sentence: syntax.sentence(token), kind: MentionKind::Name };
        let index = entities.all.iter().position(named).unwrap_or_else(|| {
            entities.all.push(Entity {
                kind: NameKind::Organization,
                name: party.name.clone(),
                aliases: Vec::new(),
                mentions: Vec::new(),
                confidence: 0.9,
                same_as: None,
            });
            entities.all.len() - 1
        });
        let entity = &mut entities.all[index];
        entity.mentions.push(mention);
        entity.mentions.sort_by_key(|m| m.span);
        for alias in [code.to_owned(), party.name.clone()] {
            if entity.name != alias && !entity.aliases.contains(&alias) {
                entity.aliases.push(alias);
                entity.aliases.sort();
            }
        }
        entities.by_token[token as usize] = index as u32;
    }
}

/// Numbers the clusters by first mention and fills in names, aliases and look-ups.
fn assemble(
    syntax: &Syntax<'_>,
    clusters: &Clusters,
    mut found: Vec<(usize, EntityMention, f32)>,
    roles: Vec<Role>,
    groups: Vec<(u32, Vec<EntityId>)>,
    author: Option<EntityId>,
) -> Entities {
    found.sort_by_key(|(_, m, _)| (m.tokens.start, m.tokens.end));
    let mut number = vec![u32::MAX; clusters.kinds.len()];
    let mut all: Vec<Entity> = Vec::new();
    let mut by_token = vec![u32::MAX; syntax.words.len()];
    let mut distrust: Vec<f32> = Vec::new();
    for (cluster, mention, score) in found {
        if number[cluster] == u32::MAX {
            number[cluster] = all.len() as u32;
            all.push(Entity {
                kind: clusters.kinds[cluster],
                name: String::new(),
                aliases: Vec::new(),
                mentions: Vec::new(),
                confidence: 0.0,
                same_as: None,
            });
            distrust.push(1.0);
        }
        let id = number[cluster];
        match mention.kind {
            MentionKind::Name => {
                by_token[mention.tokens.start as usize..mention.tokens.end as usize].fill(id);
                distrust[id as usize] *= 1.0 - score.clamp(0.0, 0.99);
            }
            _ => by_token[mention.tokens.end as usize - 1] = id,
        }
        all[id as usize].mentions.push(mention);
    }
    for (entity, distrust) in all.iter_mut().zip(distrust) {
        entity.confidence = if entity.is_named() { 1.0 - distrust } else { UNNAMED_CONFIDENCE };
        name_entity(syntax, entity);
    }
    let of_name = clusters.of_mention.iter().map(|&c| EntityId(number[c])).collect();
    let groups = groups
        .into_iter()
        .map(|(token, others)| (token, others.into_iter().map(|c| EntityId(number[c.0 as usize])).collect()))
        .collect();
    let author = author.map(|c| EntityId(number[c.0 as usize]));
    Entities { all, roles, of_name, author, groups, by_token }
}

/// Chooses the fullest name; the other names become aliases.
fn name_entity(syntax: &Syntax<'_>, entity: &mut Entity) {
    let mut forms: Vec<(String, usize)> = Vec::new();
    for mention in entity.mentions.iter().filter(|m| m.kind == MentionKind::Name) {
        let form = one_line(mention.span.slice(syntax.text));
        match forms.iter_mut().find(|(known, _)| *known == form) {
            Some((_, count)) => *count += 1,
            None => forms.push((form, 1)),
        }
    }
    let fullest = |form: &str| {
        let shouted = is_shouted(form);
        // In capitals only what is fuller by more than a word: "HOUSE OF LORDS" for "the House".
        (form.split(' ').count() - usize::from(shouted && form.contains(' ')), !shouted, form.chars().count())
    };
    let best = (0..forms.len()).max_by(|&a, &b| fullest(&forms[a].0).cmp(&fullest(&forms[b].0)).then(b.cmp(&a)));
    if let Some(best) = best {
        entity.name.clone_from(&forms[best].0);
        if is_shouted(&entity.name) && entity.name.contains(' ') {
            entity.name = calmed(&entity.name);
        } else {
            forms.swap_remove(best);
        }
    }
    if !entity.is_named()
        && let Some(mention) = entity.mentions.first()
    {
        // "the government": called by its noun.
        entity.name = syntax.form(mention.tokens.end - 1).to_lowercase();
    }
    entity.aliases = forms.into_iter().map(|(form, _)| form).collect();
    entity.aliases.sort();
}

/// A name in capitals that is no acronym.
fn is_shouted(form: &str) -> bool {
    form.chars().all(|c| !c.is_lowercase()) && (form.contains(' ') || form.chars().count() > 5)
}

/// "HOUSE OF LORDS" as "House of Lords"; short words may be acronyms and stay.
fn calmed(form: &str) -> String {
    let calm = |(index, word): (usize, &str)| {
        let lower = word.to_lowercase();
        let small = matches!(lower.as_str(), "of" | "the" | "and" | "for" | "on" | "in" | "to" | "at" | "by");
        if small && index > 0 {
            return lower;
        }
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if word.chars().count() > 3 => first.to_string() + &letters.as_str().to_lowercase(),
            _ => word.to_owned(),
        }
    };
    form.split(' ').enumerate().map(calm).collect::<Vec<_>>().join(" ")
}

/// White space folded to single spaces.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
