//! What every rule may ask: the document, its trees, mentions and entities, with look-ups by token.

use crate::date::PartialDate;
use crate::entity::{BodyRef, Entities, EntityId, one_line};
use crate::language::{Deprel, NameKind, Syntax, Upos, Xpos};
use crate::lexicon::{FrameFact, Lexicon};
use crate::mention::{DateMention, Mentions, MoneyMention, QuotationMention};
use crate::read::Document;
use crate::segment::{Block, BlockKind, Segmented};
use crate::span::Span;
use std::collections::HashMap;
use std::ops::Range;

/// One document as the fact rules see it.
#[derive(Debug)]
pub struct Context<'a> {
    /// The text and what is known about it.
    pub document: &'a Document,
    /// Its parts.
    pub segmented: &'a Segmented,
    /// Its trees.
    pub syntax: Syntax<'a>,
    /// Its mentions.
    pub mentions: &'a Mentions,
    /// Its entities.
    pub entities: &'a Entities,
    /// The word lists.
    pub lexicon: &'a Lexicon,
    quoted: Vec<bool>,
    /// Name mention of the person behind a title, by the tokens of the body that the title begins with.
    owners: HashMap<u32, u32>,
    /// Name mention of the person who bears a title, by the noun that heads the title.
    bearers: HashMap<u32, u32>,
}

impl<'a> Context<'a> {
    /// Bundles the stages' results.
    #[must_use]
    pub fn new(
        document: &'a Document,
        segmented: &'a Segmented,
        syntax: Syntax<'a>,
        mentions: &'a Mentions,
        entities: &'a Entities,
        lexicon: &'a Lexicon,
    ) -> Self {
        let mut quoted = vec![false; syntax.words.len()];
        for quotation in &mentions.quotations {
            for t in quotation.tokens.clone() {
                quoted[t as usize] = quotation.span.contains(syntax.span(t));
            }
        }
        let owners = owners(mentions, entities);
        let bearers = entities.roles.iter().filter_map(|r| Some((r.head?, r.holder))).collect();
        Self { document, segmented, syntax, mentions, entities, lexicon, quoted, owners, bearers }
    }

    /// True if the token stands inside a quotation.
    #[must_use]
    pub fn is_quoted(&self, token: u32) -> bool {
        self.quoted[token as usize]
    }

    /// True if the token closes a quotation: the last of its words or the mark behind them.
    #[must_use]
    pub fn is_closing_mark(&self, token: u32) -> bool {
        let span = self.syntax.span(token);
        let after = self.mentions.quotations.partition_point(|q| q.outer.start < span.end);
        self.mentions.quotations[..after]
            .iter()
            .rev()
            .take(3)
            .any(|q| q.outer.end == span.end || q.span.end <= span.start && span.end <= q.outer.end)
    }

    /// The text under a run of tokens, white space folded; empty for an empty run.
    #[must_use]
    pub fn text(&self, tokens: &Range<u32>) -> String {
        if tokens.is_empty() {
            return String::new();
        }
        one_line(self.syntax.range_span(tokens).slice(&self.document.text))
    }

    /// The text under a span, white space folded.
    #[must_use]
    pub fn slice(&self, span: Span) -> String {
        one_line(span.slice(&self.document.text))
    }

    /// The entity that a noun phrase stands for, by its head: a name, a description, a pronoun, or
    /// a title with a name in apposition ("the Norwegian minister Nils Aas", "its chair, Nils Aas").
    #[must_use]
    pub fn referent(&self, head: u32) -> Option<EntityId> {
        let direct = self.entities.at(head);
        let syntax = &self.syntax;
        // "Coral 9 CEO Ana Reyes": the body only belongs to the title of the person named behind.
        if let Some(person) = direct.and_then(|_| self.titled_behind(head)) {
            return Some(person);
        }
        // A title or description with the name beside it: the name is meant.
        if direct.is_none_or(|e| !self.is_named_at(e, head)) {
            let beside = syntax
                .children_by(
                    head,
                    &[Deprel::Appos, Deprel::Flat, Deprel::NmodDesc, Deprel::Compound, Deprel::NmodUnmarked],
                )
                .filter(|&c| !matches!(syntax.rel(c), Deprel::Compound | Deprel::NmodUnmarked) || c > head)
                .find_map(|c| {
                    let kind = self.entities.at(c).map(|e| self.entities.get(e).kind)?;
                    let body = direct.is_none() && syntax.rel(c) == Deprel::Appos && kind == NameKind::Organization;
                    self.entities.at(c).filter(|_| kind == NameKind::Person || body)
                });
            if beside.is_some() {
                return beside;
            }
            if direct.is_none() {
                return self
                    .titled(head)
                    .or_else(|| self.named_beside(head))
                    .or_else(|| self.entities.of_name.get(*self.bearers.get(&head)? as usize).copied())
                    .or_else(|| self.principal(head));
            }
        }
        direct
    }

    /// "a report titled X", "the report X", "a fund called Y": the name that the noun introduces.
    fn titled(&self, head: u32) -> Option<EntityId> {
        let syntax = &self.syntax;
        let classes = self.lexicon.references.noun(&syntax.lemma(head).to_lowercase());
        if classes.is_empty() {
            return None;
        }
        let fits = |t: u32| {
            self.entities.at(t).filter(|&e| classes.iter().any(|(kind, _)| *kind == self.entities.get(e).kind))
        };
        let beside = syntax.children_by(head, &[Deprel::Appos]).find_map(fits);
        beside.or_else(|| {
            let end = self.sentence_tokens(syntax.sentence(head)).end.min(head + 10);
            let naming = (head + 1..end).find(|&t| self.lexicon.references.is_naming(syntax.form(t)))?;
            if (head + 1..naming).any(|t| syntax.is_finite(t)) {
                return None;
            }
            (naming + 1..end).find(|&t| !matches!(syntax.upos(t), Upos::Punct | Upos::Det)).and_then(fits)
        })
    }

    /// Whom an unnamed office, team or official acts for: "the mayor's office", "Norwegian officials".
    fn principal(&self, head: u32) -> Option<EntityId> {
        let syntax = &self.syntax;
        if syntax.upos(head) != Upos::Noun || !self.lexicon.references.is_proxy(&syntax.lemma(head).to_lowercase()) {
            return None;
        }
        let relations = [Deprel::NmodPoss, Deprel::Compound, Deprel::Amod];
        syntax
            .children_by(head, &relations)
            .filter(|&c| c < head)
            .find_map(|c| {
                let owned = syntax.rel(c) == Deprel::NmodPoss;
                let entity = self.entities.at(c).or_else(|| self.country_of(c)).or_else(|| {
                    // "the transit authority's board": the authority may be known by its description.
                    if owned { self.principal(c) } else { None }
                })?;
                self.is_agent(entity).then_some(entity)
            })
            .or_else(|| {
                // "a spokeswoman for the port": the body behind the preposition.
                let behind = |c: &u32| *c > head && ["for", "of", "at", "from"].iter().any(|m| syntax.marked(*c, m));
                let named = syntax.children_by(head, &[Deprel::Nmod]).find(behind)?;
                self.entities.at(named).filter(|&e| self.is_agent(e))
            })
    }

    /// True if the document gives the person a post or membership in the body.
    #[must_use]
    pub fn is_of(&self, person: EntityId, body: EntityId) -> bool {
        self.entities.roles.iter().any(|role| {
            self.entities.of_name.get(role.holder as usize) == Some(&person)
                && role.bodies.iter().any(|&b| match b {
                    BodyRef::Name(name) => self.entities.of_name.get(name as usize) == Some(&body),
                    BodyRef::Party(token) | BodyRef::Token(token) => self.entities.at(token) == Some(body),
                    BodyRef::Demonym(token) => self.country_of(token) == Some(body),
                })
        })
    }

    /// The country, named elsewhere in the document, that an adjective of place stands for.
    #[must_use]
    pub fn country_of(&self, adjective: u32) -> Option<EntityId> {
        let country = self.lexicon.country_of_demonym(self.syntax.form(adjective))?;
        let found = self.entities.all.iter().position(|e| {
            e.kind == NameKind::Place && std::iter::once(&e.name).chain(&e.aliases).any(|n| country.is_called(n))
        })?;
        Some(EntityId(found as u32))
    }

    /// The person whose title before the name begins with the body at `head`.
    fn titled_behind(&self, head: u32) -> Option<EntityId> {
        let holder = self.owners.get(&head)?;
        self.entities.of_name.get(*holder as usize).copied()
    }

    fn is_named_at(&self, entity: EntityId, token: u32) -> bool {
        self.entities
            .get(entity)
            .mentions
            .iter()
            .any(|m| m.kind == crate::entity::MentionKind::Name && m.tokens.contains(&token))
    }

    /// The name that stands right behind a title ("minister Nils Aas", whatever the tree says), or
    /// the body that a noun of its kind is named after ("the Treasury committee").
    fn named_beside(&self, head: u32) -> Option<EntityId> {
        let syntax = &self.syntax;
        if !matches!(syntax.upos(head), Upos::Noun | Upos::Propn) {
            return None;
        }
        let post = self.lexicon.posts.is_post(&syntax.form(head).to_lowercase());
        let next = head + 1;
        if post
            && (next as usize) < syntax.words.len()
            && syntax.sentence(next) == syntax.sentence(head)
            && let Some(person) = self.entities.at(next).filter(|&e| self.entities.get(e).kind == NameKind::Person)
        {
            return Some(person);
        }
        None
    }

    /// The referents of a noun phrase and of those coordinated with it.
    #[must_use]
    pub fn referents(&self, head: u32) -> Vec<EntityId> {
        let mut out = Vec::new();
        for conjunct in self.syntax.conjuncts(head) {
            let found = self.referent(conjunct).into_iter().chain(self.entities.beside(conjunct).iter().copied());
            let listed = self.listed_people(conjunct);
            for entity in found.chain(listed) {
                if !out.contains(&entity) {
                    out.push(entity);
                }
            }
        }
        out
    }

    /// "Senators A, B (Y-2) and C (Y-3)": the people in the phrase of a plural title, however
    /// the tree joins them.
    fn listed_people(&self, head: u32) -> Vec<EntityId> {
        let syntax = &self.syntax;
        let word = syntax.form(head).trim_end_matches('.').to_lowercase();
        let plural =
            word.strip_suffix('s').is_some_and(|w| self.lexicon.posts.is_member(w) || self.lexicon.posts.is_post(w));
        let before = head.checked_sub(1).map(|t| syntax.form(t).trim_end_matches('.').to_lowercase());
        let titled = before.is_some_and(|w| {
            w.strip_suffix('s').is_some_and(|w| {
                self.lexicon.posts.is_member(w) || self.lexicon.posts.is_post(w) || matches!(w, "sen" | "rep" | "gov")
            })
        });
        if !plural && !titled {
            return Vec::new();
        }
        syntax
            .subtree(head)
            .filter_map(|t| self.entities.at(t))
            .filter(|&e| self.entities.get(e).kind == NameKind::Person)
            .collect()
    }

    /// True if the entity can act: propose, say, pay.
    #[must_use]
    pub fn is_agent(&self, entity: EntityId) -> bool {
        matches!(self.entities.get(entity).kind, NameKind::Person | NameKind::Organization | NameKind::Place)
    }

    /// Dates in a run of tokens.
    pub fn dates_in(&self, tokens: Range<u32>) -> impl Iterator<Item = &'a DateMention> {
        let from = self.mentions.dates.partition_point(|d| d.tokens.start < tokens.start);
        self.mentions.dates[from..].iter().take_while(move |d| d.tokens.start < tokens.end)
    }

    /// Sums in a run of tokens, with their indices.
    pub fn money_in(&self, tokens: Range<u32>) -> impl Iterator<Item = (usize, &'a MoneyMention)> {
        let from = self.mentions.money.partition_point(|m| m.tokens.start < tokens.start);
        self.mentions.money.iter().enumerate().skip(from).take_while(move |(_, m)| m.tokens.start < tokens.end)
    }

    /// Quotations that touch a run of tokens.
    pub fn quotations_in(&self, tokens: Range<u32>) -> impl Iterator<Item = &'a QuotationMention> {
        let from = self.mentions.quotations.partition_point(|q| q.tokens.end <= tokens.start);
        self.mentions.quotations[from..].iter().take_while(move |q| q.tokens.start < tokens.end)
    }

    /// The body that the headings above a sentence name ("IN THE SENATE"), the nearest first.
    #[must_use]
    pub fn heading_body(&self, sentence: u32) -> Option<EntityId> {
        let is_body = |e: &EntityId| self.entities.get(*e).kind == NameKind::Organization;
        let body = |s: u32| {
            let named = self.sentence_tokens(s).find_map(|t| self.entities.at(t).filter(is_body));
            named.or_else(|| self.body_in_capitals(s))
        };
        self.headings_above(sentence).into_iter().flat_map(|heading| heading.sentences.clone()).find_map(body)
    }

    /// The day that the nearest heading above a sentence names: "TUESDAY", "Thursday's hearing".
    #[must_use]
    pub fn heading_day(&self, sentence: u32) -> Option<PartialDate> {
        let heading = self.headings_above(sentence).into_iter().next()?;
        let mut days = heading.sentences.clone().flat_map(|s| self.dates_in(self.sentence_tokens(s))).map(|d| d.date);
        days.find(|d| matches!(d, PartialDate::Day(_)))
    }

    /// True for a plain past tense: "rejected", "was rejected"; not "has rejected".
    #[must_use]
    pub fn tells_past(&self, verb: u32) -> bool {
        let syntax = &self.syntax;
        let mut auxiliaries = syntax.children_by(verb, &[Deprel::Aux, Deprel::AuxPass]).peekable();
        match auxiliaries.peek() {
            None => matches!(syntax.xpos(verb), Xpos::Vbd | Xpos::Vbn),
            Some(_) => auxiliaries.all(|a| syntax.xpos(a) == Xpos::Vbd && syntax.lemma(a) == "be"),
        }
    }

    /// The headings above a sentence, the nearest first; a heading in small letters stands below the last one in
    /// capitals.
    fn headings_above(&self, sentence: u32) -> Vec<&Block> {
        let blocks = &self.segmented.blocks;
        let shouted = |b: &Block| !b.span.slice(&self.document.text).contains(char::is_lowercase);
        let mut block = self.segmented.sentences[sentence as usize].block;
        let mut out = Vec::new();
        let mut last = None;
        // A parent stands before its block, so this ends.
        while let Some(parent) = blocks[block as usize].parent {
            if blocks[parent as usize].kind == BlockKind::Heading {
                out.push(&blocks[parent as usize]);
                last = Some(parent);
            }
            block = parent;
        }
        if let Some(last) = last.filter(|&h| !shouted(&blocks[h as usize])) {
            let section = blocks[..last as usize].iter().rev().find(|b| b.kind == BlockKind::Heading && shouted(b));
            out.extend(section);
        }
        out
    }

    /// The body that a heading in capitals names as the text names it elsewhere: "IN THE SENATE".
    #[must_use]
    pub fn body_in_capitals(&self, sentence: u32) -> Option<EntityId> {
        let heading = self.slice(self.segmented.sentences[sentence as usize].span).to_lowercase();
        let words: Vec<&str> = heading.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
        let found = self.entities.all.iter().position(|e| {
            e.kind == NameKind::Organization
                && std::iter::once(&e.name).chain(&e.aliases).any(|name| {
                    let name = name.to_lowercase();
                    let parts: Vec<&str> =
                        name.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
                    !parts.is_empty() && words.windows(parts.len()).any(|w| w == parts)
                })
        });
        found.map(|index| EntityId(index as u32))
    }

    /// Tokens of a sentence; none where a text has no sentence at all.
    #[must_use]
    pub fn sentence_tokens(&self, sentence: u32) -> Range<u32> {
        self.segmented.sentences.get(sentence as usize).map_or(0..0, |sentence| sentence.tokens.clone())
    }

    /// Tokens from `head`'s phrase without what leads in (prepositions, "to", "that"), what trails
    /// (punctuation) and what is only inserted (parataxis), and without the subtrees in `without`.
    #[must_use]
    pub fn phrase(&self, head: u32, without: &[u32]) -> Range<u32> {
        let syntax = &self.syntax;
        let mut range = head..head + 1;
        for &child in syntax.children(head) {
            let skip = without.contains(&child)
                || match syntax.rel(child) {
                    Deprel::Parataxis | Deprel::Discourse | Deprel::Vocative | Deprel::Punct | Deprel::List => true,
                    Deprel::Mark | Deprel::Cc | Deprel::CcPreconj => child < head,
                    Deprel::Case => child < head && syntax.xpos(child) != Xpos::Pos,
                    // A finite verb hung on an infinitive is no part of it.
                    // "..., adding that": the speaker goes on speaking.
                    Deprel::Advcl => child > head && self.goes_on_speaking(child),
                    // Nor is a clause of its own hung on an infinitive or a noun ("..., and others agreed").
                    Deprel::Conj => {
                        syntax.conjunct_of(child) != Some(head)
                            || self.is_set_off(child)
                            || !syntax.is_finite(head)
                                && syntax.is_finite(child)
                                && syntax.child(child, &[Deprel::Nsubj, Deprel::NsubjPass]).is_some()
                    }
                    _ => false,
                };
            if !skip {
                let sub = syntax.subtree(child);
                range.start = range.start.min(sub.start);
                range.end = range.end.max(sub.end);
            }
        }
        self.trim(range)
    }

    /// True for a clause that ends in a question mark.
    #[must_use]
    pub fn asks(&self, clause: u32) -> bool {
        let syntax = &self.syntax;
        let end = self.sentence_tokens(syntax.sentence(clause)).end;
        (syntax.subtree(clause).end.saturating_sub(1)..end).take(2).any(|t| syntax.form(t) == "?")
    }

    /// A content without the outcome of the vote that the tree took into it: "to extend it | failed, 17-22".
    #[must_use]
    pub fn without_tally(&self, content: Range<u32>) -> Range<u32> {
        let syntax = &self.syntax;
        let outcome = content.clone().skip(1).find(|&t| {
            matches!(syntax.xpos(t), Xpos::Vbd | Xpos::Vbn)
                && !self.lexicon.stages.subject(syntax.lemma(t)).is_empty()
                && (t + 1..(t + 5).min(syntax.words.len() as u32)).any(|n| syntax.upos(n) == Upos::Num)
                && syntax.child(t, &[Deprel::Nsubj, Deprel::AuxPass, Deprel::Aux]).is_none()
        });
        outcome.map_or(content.clone(), |t| self.trim(content.start..t))
    }

    /// A clause with a subject of its own behind a semicolon.
    fn is_set_off(&self, clause: u32) -> bool {
        let syntax = &self.syntax;
        let start = syntax.subtree(clause).start;
        let semicolon = syntax.form(start) == ";" || start.checked_sub(1).is_some_and(|t| syntax.form(t) == ";");
        semicolon && syntax.child(clause, &[Deprel::Nsubj, Deprel::NsubjPass]).is_some()
    }

    /// ", adding ..." behind a clause.
    fn goes_on_speaking(&self, verb: u32) -> bool {
        let syntax = &self.syntax;
        let start = syntax.subtree(verb).start;
        let comma = syntax.form(start) == "," || start.checked_sub(1).is_some_and(|t| syntax.form(t) == ",");
        syntax.xpos(verb) == Xpos::Vbg
            && syntax.child(verb, &[Deprel::Mark, Deprel::Nsubj]).is_none()
            && comma
            && self.lexicon.frames.verb(syntax.lemma(verb)).any(|f| f.fact == FrameFact::Statement && f.only.is_none())
            && syntax.child(verb, &[Deprel::Ccomp, Deprel::Obj]).is_some_and(|c| {
                syntax.rel(c) == Deprel::Ccomp || self.quotations_in(syntax.subtree(c)).next().is_some()
            })
    }

    /// The run without punctuation, "that" and "to" at its ends; closing quotes and brackets stay with their opening.
    #[must_use]
    pub fn trim(&self, mut range: Range<u32>) -> Range<u32> {
        let syntax = &self.syntax;
        let bare = |t: u32| {
            syntax.upos(t) == Upos::Punct && !matches!(syntax.form(t), ")" | "(" | "]" | "[" | "“" | "”" | "\"" | "%")
        };
        while !range.is_empty() && (bare(range.start) || matches!(syntax.form(range.start), ")" | "]" | "”")) {
            range.start += 1;
        }
        while !range.is_empty() && (bare(range.end - 1) || matches!(syntax.form(range.end - 1), "(" | "[" | "“")) {
            range.end -= 1;
        }
        range
    }
}

fn owners(mentions: &Mentions, entities: &Entities) -> HashMap<u32, u32> {
    let mut out = HashMap::new();
    for role in entities.roles.iter().filter(|r| r.construction == "title before name") {
        let holder = &mentions.names[role.holder as usize];
        for body in &role.bodies {
            let BodyRef::Name(name) = body else { continue };
            let tokens = mentions.names[*name as usize].tokens.clone();
            if tokens.end <= holder.tokens.start && holder.tokens.start - tokens.end <= 8 {
                out.extend(tokens.map(|t| (t, role.holder)));
            }
        }
    }
    out
}
