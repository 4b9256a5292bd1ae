//! Titles and memberships around the names of people: "Finance Minister X", "X, a director at Y",
//! "Y's X", "X (Y)", "its chair, X", "X, who leads Y".
//!
//! Titles are read from the run of words, not from the tree: their inner grammar is small and
//! closed, and newsletters set them in ways that no treebank has.
//!
//! ```text
//! title  = { former } [ owner "'s" | possessive pronoun | det ] { body } { modifier } POST { "of"|"for"|... phrase }
//! titles = title { ("and" | ",") title }
//! ```

use super::names::NameIndex;
use crate::language::{Deprel, NameKind, Syntax, Upos, Xpos};
use crate::lexicon::{Lexicon, PlaceRole};
use crate::mention::NameMention;
use crate::segment::BlockKind;
use std::ops::Range;

/// The body of a role, before it is known which entity it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyRef {
    /// A name, as an index into the document's name mentions.
    Name(u32),
    /// A noun or pronoun that refers back ("the committee", "its"), as a token.
    Token(u32),
    /// An adjective of place ("Greek"), as a token.
    Demonym(u32),
    /// The letters of a party ("D-Maine"), as a token that begins with them.
    Party(u32),
}

/// One post or membership that the text gives to a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Role {
    /// The person, as an index into the document's name mentions.
    pub holder: u32,
    /// The words of the title; `None` where the text only ties person to body.
    pub title: Option<Range<u32>>,
    /// The noun that heads the title, or the verb that stands for it ("who chairs").
    pub head: Option<u32>,
    /// The position, where it is not the title as written ("leads" gives "leader").
    pub position: Option<String>,
    /// The bodies, most telling first; empty where none is named.
    pub bodies: Vec<BodyRef>,
    /// True if the post is no longer held.
    pub former: bool,
    /// The construction.
    pub construction: &'static str,
}

/// A title as parsed, not yet given to anybody.
#[derive(Debug, Clone, PartialEq)]
struct Title {
    words: Range<u32>,
    head: u32,
    bodies: Vec<BodyRef>,
    former: bool,
    end: u32,
}

/// Finds the roles of all people named in the document.
#[must_use]
pub fn find_roles(syntax: &Syntax<'_>, names: &NameIndex<'_>, lexicon: &Lexicon) -> Vec<Role> {
    let reader = Reader { syntax, names, lexicon };
    let mut roles = Vec::new();
    for (index, mention) in names.all.iter().enumerate() {
        if mention.kind != NameKind::Person {
            continue;
        }
        let index = index as u32;
        let sentence = syntax.segmented.sentences[mention.sentence as usize].tokens.clone();
        let at = Place { holder: index, name: mention.tokens.clone(), sentence };
        let before = roles.len();
        reader.before_name(&at, &mut roles);
        let rest = reader.brackets(&at, &mut roles);
        reader.after_name(&at, rest, &mut roles);
        reader.reverse_apposition(&at, &mut roles);
        reader.predication(&at, rest, &mut roles);
        reader.reverse_predication(&at, &mut roles);
        reader.led_by(&at, &mut roles);
        reader.signature(&at, &mut roles);
        reader.body_behind(&at, &mut roles[before..]);
        share_bodies(&mut roles[before..]);
        reader.share_demonym(&mut roles, before);
    }
    roles
}

/// "CEO and founder of X": a title without a body takes the body of the next in the same construction.
fn share_bodies(roles: &mut [Role]) {
    for i in (0..roles.len().saturating_sub(1)).rev() {
        if roles[i].bodies.is_empty() && roles[i].construction == roles[i + 1].construction && roles[i].title.is_some()
        {
            let (left, right) = roles.split_at_mut(i + 1);
            left[i].bodies.clone_from(&right[0].bodies);
        }
    }
}

/// A person's name in its sentence.
struct Place {
    holder: u32,
    name: Range<u32>,
    sentence: Range<u32>,
}

struct Reader<'a> {
    syntax: &'a Syntax<'a>,
    names: &'a NameIndex<'a>,
    lexicon: &'a Lexicon,
}

/// Longest run of words that is searched for a title.
const REACH: u32 = 24;

impl Reader<'_> {
    fn lower(&self, token: u32) -> String {
        self.syntax.form(token).trim_end_matches('.').to_lowercase()
    }

    fn is_possessive_mark(&self, token: u32) -> bool {
        matches!(self.syntax.form(token), "'s" | "’s" | "'" | "’") && self.syntax.xpos(token) != Xpos::CloseQuote
            || matches!(self.syntax.form(token), "'s" | "’s")
    }

    fn is_post(&self, token: u32) -> bool {
        let lower = self.lower(token);
        self.lexicon.posts.is_post(&lower)
            || (lower.ends_with('s') && self.lexicon.posts.is_post(&lower[..lower.len() - 1]))
            || self.lexicon.posts.is_phrase(&format!("{lower} {}", self.next_lower(token)))
    }

    fn is_capital(&self, token: u32) -> bool {
        self.syntax.form(token).starts_with(char::is_uppercase)
    }

    /// "House", "Senate" before a title: a body by its kind alone.
    fn is_chamber(&self, token: u32) -> bool {
        self.is_capital(token)
            && self.lexicon.references.noun(&self.lower(token)).iter().any(|(kind, _)| *kind == NameKind::Organization)
    }

    fn next_lower(&self, token: u32) -> String {
        if (token as usize + 1) < self.syntax.words.len() { self.lower(token + 1) } else { String::new() }
    }

    /// Reads one title that starts at `start` and lies before `limit`.
    fn title(&self, start: u32, limit: u32) -> Option<Title> {
        let syntax = self.syntax;
        let limit = limit.min(start + REACH);
        let mut at = start;
        let mut bodies = Vec::new();
        let mut former = false;
        let mut words_from = start;
        let mut head = None;
        while at < limit {
            if let Some(name) = self.names.starting_at(at) {
                let mention = &self.names.all[name as usize];
                if mention.kind == NameKind::Person {
                    // "the minister X's adviser": a person owns the title.
                    if !(mention.tokens.end < limit && self.is_possessive_mark(mention.tokens.end)) {
                        break;
                    }
                    at = mention.tokens.end + 1;
                    words_from = at;
                    continue;
                }
                // A name that is itself the title's words ("Secretary of State" tagged as a body) is read on as words.
                let holds_post = head.is_none() && mention.tokens.clone().any(|t| self.is_post(t));
                if !holds_post || mention.tokens.end < limit && self.is_possessive_mark(mention.tokens.end) {
                    bodies.push(BodyRef::Name(name));
                    at = mention.tokens.end;
                    if at < limit && self.is_possessive_mark(at) {
                        at += 1;
                    }
                    words_from = at;
                    continue;
                }
            }
            let lower = self.lower(at);
            if self.lexicon.posts.is_former(&lower) {
                former = true;
            }
            match syntax.upos(at) {
                _ if head.is_none() && self.is_demonym(at) && at + 1 < limit => {
                    bodies.push(BodyRef::Demonym(at));
                    if words_from == at {
                        words_from = at + 1;
                    }
                }
                Upos::Det | Upos::Num if head.is_none() => words_from = at + 1,
                Upos::Pron if head.is_none() && syntax.xpos(at) == Xpos::PrpS => {
                    bodies.push(BodyRef::Token(at));
                    words_from = at + 1;
                }
                Upos::Pron if head.is_none() && syntax.xpos(at) == Xpos::WpS => {
                    bodies.extend(self.owner_before(at));
                    words_from = at + 1;
                }
                Upos::Part if self.is_possessive_mark(at) && at > start => {
                    bodies.push(BodyRef::Token(at - 1));
                    words_from = at + 1;
                }
                Upos::Noun | Upos::Propn | Upos::Adj | Upos::Adv | Upos::Verb => {
                    if head.is_none() && self.is_chamber(at) && at + 1 < limit {
                        bodies.push(BodyRef::Token(at));
                    }
                    if self.is_post(at) {
                        head = Some(at);
                    } else if head.is_some() {
                        // A title ends with its head unless another head follows at once ("press secretary").
                        let more = (at..limit.min(at + 3)).find(|&t| self.is_post(t));
                        match more {
                            Some(t) if (at..t).all(|u| self.is_inner(u)) => {}
                            _ => break,
                        }
                    } else if !self.is_inner(at) {
                        break;
                    }
                }
                Upos::Punct if syntax.form(at) == "-" || syntax.form(at) == "‑" => {}
                Upos::Cconj if head.is_none() && at > start => {}
                Upos::X | Upos::Sym if head.is_none() => {}
                _ => break,
            }
            at += 1;
        }
        let head = head?;
        let mut end = head + 1;
        // The second word of a phrase such as "ranking member" or "chief executive".
        if end < limit && self.lexicon.posts.is_phrase(&format!("{} {}", self.lower(head), self.lower(end))) {
            end += 1;
        }
        // "the few technologies Premier Vik": small words before a capital head are not of the title.
        if self.is_capital(head) {
            let small = (words_from..head).rev().find(|&t| {
                !self.is_capital(t) && matches!(syntax.upos(t), Upos::Noun | Upos::Adj | Upos::Verb) && !self.is_post(t)
            });
            if let Some(small) = small {
                words_from = small + 1;
                bodies.retain(|b| !matches!(b, BodyRef::Token(t) | BodyRef::Demonym(t) if *t <= small));
            }
        }
        let mut words = words_from.min(head)..end;
        self.tail(&mut words, &mut bodies, limit);
        let end = self.tail_end(words.end, &bodies);
        // Words that only say "no longer" are no part of the position.
        while words.start < head && self.lexicon.posts.is_former(&self.lower(words.start)) {
            words.start += 1;
            if self.syntax.form(words.start) == "-" && words.start < head {
                words.start += 1;
            }
        }
        Some(Title { words, head, bodies, former, end })
    }

    /// "the Harbour Fund (HF), whose": what the relative pronoun stands for.
    fn owner_before(&self, whose: u32) -> Option<BodyRef> {
        let start = self.syntax.segmented.sentences[self.syntax.sentence(whose) as usize].tokens.start;
        let mut at = whose.checked_sub(1).filter(|&t| t >= start)?;
        while at > start && matches!(self.syntax.form(at), "," | "–" | "—") {
            at -= 1;
        }
        if self.syntax.form(at) == ")" {
            at = (start..at).rev().find(|&t| self.syntax.form(t) == "(")?.checked_sub(1).filter(|&t| t >= start)?;
        }
        Some(self.names.covering(at).map_or(BodyRef::Token(at), BodyRef::Name))
    }

    /// A word that may stand inside a title before its head.
    fn is_inner(&self, token: u32) -> bool {
        // "briefing reporters": somebody does something.
        let acts = self.syntax.xpos(token) == Xpos::Vbg && self.syntax.upos(token) == Upos::Verb;
        !acts && matches!(self.syntax.upos(token), Upos::Noun | Upos::Propn | Upos::Adj)
            || matches!(self.syntax.form(token), "-" | "‑")
            || self.lexicon.posts.is_adjective(&self.lower(token))
    }

    fn is_demonym(&self, token: u32) -> bool {
        self.lexicon.country_of_demonym(self.syntax.form(token)).is_some()
    }

    /// Reads "of the committee", "for energy and housing", "at X": bodies are collected, other
    /// phrases lengthen the title.
    fn tail(&self, words: &mut Range<u32>, bodies: &mut Vec<BodyRef>, limit: u32) {
        let syntax = self.syntax;
        let mut at = words.end;
        while at + 1 < limit {
            let preposition = self.lower(at);
            if syntax.upos(at) != Upos::Adp
                || !matches!(preposition.as_str(), "of" | "for" | "at" | "with" | "in" | "on" | "to" | "from" | "by")
            {
                return;
            }
            let mut from = at + 1;
            while from < limit && syntax.upos(from) == Upos::Det {
                from += 1;
            }
            if from >= limit {
                return;
            }
            // "at DC-based X", "of Britain's X", "of the Senate's X": the last name of the phrase is the body.
            let phrase_end = self.noun_phrase_end(from, limit);
            if phrase_end == from {
                return;
            }
            let name = (from..phrase_end).rev().find_map(|t| self.names.covering(t));
            match name {
                Some(name) if self.names.all[name as usize].kind != NameKind::Person => {
                    let mention = &self.names.all[name as usize];
                    if self.qualifies_noun(&mention.tokens, phrase_end) {
                        bodies.insert(0, BodyRef::Token(phrase_end - 1));
                        bodies.push(BodyRef::Name(name));
                    } else {
                        bodies.insert(0, BodyRef::Name(name));
                    }
                    at = phrase_end;
                }
                Some(_) => return,
                None => {
                    let head = phrase_end - 1;
                    let refers = syntax.upos(from - 1) == Upos::Det
                        && !self.lexicon.references.noun(syntax.lemma(head)).is_empty();
                    if refers {
                        bodies.insert(0, BodyRef::Token(head));
                        at = phrase_end;
                    } else if matches!(preposition.as_str(), "of" | "for" | "to" | "on") {
                        words.end = phrase_end;
                        at = phrase_end;
                    } else {
                        return;
                    }
                }
            }
        }
    }

    /// True for "the Senate's committee": the name only qualifies the noun that ends the phrase.
    fn qualifies_noun(&self, name: &Range<u32>, phrase_end: u32) -> bool {
        name.end + 1 < phrase_end
            && self.is_possessive_mark(name.end)
            && !self.lexicon.references.noun(self.syntax.lemma(phrase_end - 1)).is_empty()
    }

    fn tail_end(&self, words_end: u32, bodies: &[BodyRef]) -> u32 {
        bodies.iter().fold(words_end, |end, body| match body {
            BodyRef::Name(name) => end.max(self.names.all[*name as usize].tokens.end),
            BodyRef::Token(token) | BodyRef::Demonym(token) | BodyRef::Party(token) => end.max(token + 1),
        })
    }

    /// End of the noun phrase that starts at `from`: nouns, adjectives, names, hyphens, possessives,
    /// and "and" between nouns.
    fn noun_phrase_end(&self, from: u32, limit: u32) -> u32 {
        let syntax = self.syntax;
        let mut at = from;
        let mut end = from;
        while at < limit {
            if let Some(name) = self.names.starting_at(at) {
                let tokens = &self.names.all[name as usize].tokens;
                // "the committee Ann Smith": the next name is not of this phrase.
                if at > from && self.names.all[name as usize].kind == NameKind::Person {
                    break;
                }
                at = tokens.end;
                end = at;
                continue;
            }
            match syntax.upos(at) {
                Upos::Noun | Upos::Propn | Upos::Num => {
                    at += 1;
                    end = at;
                }
                Upos::Adj => at += 1,
                Upos::Punct if matches!(syntax.form(at), "-" | "‑") => at += 1,
                Upos::Part if self.is_possessive_mark(at) => at += 1,
                Upos::Verb if matches!(syntax.xpos(at), Xpos::Vbg | Xpos::Vbn) => at += 1,
                Upos::Cconj if end == at && self.nominal_follows(at + 1, limit) => at += 1,
                Upos::Punct if syntax.form(at) == "," && end == at && self.list_goes_on(at + 1, limit) => at += 1,
                _ => break,
            }
        }
        end
    }

    fn nominal_follows(&self, from: u32, limit: u32) -> bool {
        from < limit
            && matches!(self.syntax.upos(from), Upos::Noun | Upos::Adj | Upos::Propn)
            && !self.is_post(from)
            && self.names.covering(from).is_none_or(|n| self.names.all[n as usize].kind != NameKind::Person)
    }

    /// "for clean, just and competitive transition": a list of words that ends with "and".
    fn list_goes_on(&self, from: u32, limit: u32) -> bool {
        let end = limit.min(from + 5);
        (from..end).find(|&t| self.syntax.upos(t) == Upos::Cconj).is_some_and(|and| {
            (from..and).all(|t| matches!(self.syntax.upos(t), Upos::Noun | Upos::Adj) && !self.is_post(t))
                && self.nominal_follows(and + 1, limit)
        })
    }

    /// One or more titles joined by "and" or commas.
    fn titles(&self, start: u32, limit: u32) -> Vec<Title> {
        let mut out = Vec::new();
        let mut at = start;
        while at < limit {
            let Some(title) = self.title(at, limit) else { break };
            at = title.end;
            out.push(title);
            let joined = at < limit
                && (self.syntax.upos(at) == Upos::Cconj
                    || self.syntax.form(at) == "," && self.title_starts(at + 1, limit));
            if !joined {
                break;
            }
            at += 1;
            if at < limit && self.syntax.upos(at) == Upos::Cconj {
                at += 1;
            }
        }
        out
    }

    fn title_starts(&self, from: u32, limit: u32) -> bool {
        self.title(from, limit).is_some_and(|t| t.head <= from + 4)
    }

    fn push(at: &Place, title: Title, construction: &'static str, roles: &mut Vec<Role>) {
        roles.push(Role {
            holder: at.holder,
            title: Some(title.words),
            head: Some(title.head),
            position: None,
            bodies: title.bodies,
            former: title.former,
            construction,
        });
    }

    /// "Qihoo 360 CEO and CPPCC delegate X", "Haier's X".
    fn before_name(&self, at: &Place, roles: &mut Vec<Role>) {
        let syntax = self.syntax;
        let mut start = at.name.start;
        let floor = at.sentence.start.max(at.name.start.saturating_sub(REACH));
        while start > floor {
            let t = start - 1;
            if let Some(name) = self.names.covering(t) {
                let mention = &self.names.all[name as usize];
                if mention.kind == NameKind::Person || mention.tokens.start < floor {
                    break;
                }
                start = mention.tokens.start;
                continue;
            }
            let inside = match syntax.upos(t) {
                Upos::Noun | Upos::Propn | Upos::Adj | Upos::X => true,
                Upos::Part => self.is_possessive_mark(t),
                Upos::Punct => matches!(syntax.form(t), "-" | "‑"),
                Upos::Adp => matches!(syntax.form(t), "of" | "for" | "at"),
                Upos::Cconj => t > floor && self.is_post(t - 1),
                Upos::Pron => syntax.xpos(t) == Xpos::PrpS,
                Upos::Adv | Upos::Verb => self.lexicon.posts.is_former(&self.lower(t)) || self.is_post(t),
                _ => false,
            };
            if !inside {
                break;
            }
            start = t;
            if syntax.upos(t) == Upos::Pron {
                break;
            }
        }
        // "of" or "for" at the left edge belongs to what stands before.
        let mut from = start;
        while from < at.name.start {
            let titles = self.titles(from, at.name.start);
            if titles.last().is_some_and(|t| t.end == at.name.start || self.only_honorifics(t.end, at.name.start)) {
                for title in titles {
                    Self::push(at, title, "title before name", roles);
                }
                return;
            }
            from = match self.names.covering(from) {
                Some(name) => self.names.all[name as usize].tokens.end.max(from + 1),
                None => from + 1,
            };
        }
        self.possessor(at, roles);
    }

    fn is_country(&self, mention: &NameMention) -> bool {
        mention.kind == NameKind::Place
            && self
                .lexicon
                .geography
                .lookup(mention.span.slice(self.syntax.text))
                .iter()
                .any(|(_, role)| *role == PlaceRole::Country)
    }

    fn only_honorifics(&self, from: u32, to: u32) -> bool {
        from < to && to - from <= 2 && (from..to).all(|t| self.lexicon.posts.gender(&self.lower(t)).is_some())
    }

    /// "Haier's X": the body owns the person, no title.
    fn possessor(&self, at: &Place, roles: &mut Vec<Role>) {
        let Some(mark) = at.name.start.checked_sub(1).filter(|&t| t > at.sentence.start) else { return };
        if !self.is_possessive_mark(mark) {
            return;
        }
        let Some(body) = self.names.covering(mark - 1) else { return };
        let mention = &self.names.all[body as usize];
        if mention.kind == NameKind::Organization || self.is_country(mention) {
            Self::push_body(at, BodyRef::Name(body), "body's name", roles);
        }
    }

    /// "X (NPC)", "X (D-OH)", "X (Labour, Leeds East)", "X (chair, Eskom)". Returns where the text goes on.
    fn brackets(&self, at: &Place, roles: &mut Vec<Role>) -> u32 {
        let syntax = self.syntax;
        let open = at.name.end;
        if open >= at.sentence.end || !matches!(syntax.form(open), "(" | "[") {
            return open;
        }
        let limit = at.sentence.end.min(open + REACH);
        let Some(close) = (open + 1..limit).find(|&t| matches!(syntax.form(t), ")" | "]")) else { return open };
        let first_end = (open + 1..close).find(|&t| syntax.form(t) == ",").unwrap_or(close);
        // "(Liberal Democrat, Frome Vale)": a body that fills the first part, whatever its words mean elsewhere.
        if let Some(name) = self.names.starting_at(open + 1) {
            let mention = &self.names.all[name as usize];
            if mention.kind == NameKind::Organization && mention.tokens.end == first_end {
                Self::push_body(at, BodyRef::Name(name), "body in brackets", roles);
                return close + 1;
            }
        }
        if self.is_party_code(open + 1, close) {
            Self::push_body(at, BodyRef::Party(open + 1), "party in brackets", roles);
            return close + 1;
        }
        if let Some(title) = self.title(open + 1, close) {
            let mut title = title;
            if title.bodies.is_empty() {
                title.bodies = (open + 1..close)
                    .filter_map(|t| self.names.starting_at(t))
                    .filter(|&n| self.names.all[n as usize].kind == NameKind::Organization)
                    .map(BodyRef::Name)
                    .collect();
            }
            Self::push(at, title, "title in brackets", roles);
            return close + 1;
        }
        let body = (open + 1..first_end).find_map(|t| self.names.covering(t));
        // "Ambassador X (Norway)": the country that the title is of.
        if let Some(country) = body.filter(|&n| self.is_country(&self.names.all[n as usize]))
            && let Some(title) = roles.iter_mut().rev().find(|r| r.holder == at.holder && r.bodies.is_empty())
        {
            title.bodies.push(BodyRef::Name(country));
            return close + 1;
        }
        if let Some(body) = body.filter(|&n| self.names.all[n as usize].kind == NameKind::Organization) {
            Self::push_body(at, BodyRef::Name(body), "body in brackets", roles);
        }
        close + 1
    }

    /// "D-Maine", "R", "D-ME": letters of a known party, alone or before a hyphen.
    fn is_party_code(&self, from: u32, close: u32) -> bool {
        let form = self.syntax.form(from);
        let code = form.split(['-', '–', '‑']).next().unwrap_or(form);
        let whole =
            code.len() < form.len() || from + 1 == close || matches!(self.syntax.form(from + 1), "-" | "–" | "‑");
        whole && self.lexicon.parties.by_code(code).is_some()
    }

    fn push_body(at: &Place, body: BodyRef, construction: &'static str, roles: &mut Vec<Role>) {
        roles.push(Role {
            holder: at.holder,
            title: None,
            head: None,
            position: None,
            bodies: vec![body],
            former: false,
            construction,
        });
    }

    /// "X, a director at Y,", "X, Y's head of affairs", "X of Y", "X, who leads Y", "X, 54, of Y".
    fn after_name(&self, at: &Place, from: u32, roles: &mut Vec<Role>) {
        let syntax = self.syntax;
        let limit = at.sentence.end;
        if from >= limit {
            return;
        }
        if matches!(syntax.form(from), "of" | "from") {
            self.body_after(at, from, roles);
            return;
        }
        if !matches!(syntax.form(from), "," | "–" | "—" | "-" | ":") {
            return;
        }
        let mut start = from + 1;
        // Age: ", 54,".
        if start + 1 < limit && syntax.upos(start) == Upos::Num && syntax.form(start + 1) == "," {
            start += 2;
        }
        if start >= limit {
            return;
        }
        match syntax.form(start) {
            "of" | "from" => return self.body_after(at, start, roles),
            "who" => return self.relative(at, start + 1, roles),
            _ => {}
        }
        let titles = self.titles(start, limit);
        // ", prime minister Siv Moe": the title is the next person's.
        if titles.last().is_some_and(|t| self.person_at(t.end).is_some()) {
            return;
        }
        for title in titles {
            Self::push(at, title, "apposition", roles);
        }
    }

    fn person_at(&self, token: u32) -> Option<u32> {
        self.names.starting_at(token).filter(|&n| self.names.all[n as usize].kind == NameKind::Person)
    }

    /// "the Latvian president A and energy minister B": the second shares the country of the first.
    fn share_demonym(&self, roles: &mut [Role], from: usize) {
        for i in from..roles.len() {
            let Some(title) = roles[i].title.clone() else { continue };
            if !roles[i].bodies.is_empty() || title.start == 0 || self.syntax.upos(title.start - 1) != Upos::Cconj {
                continue;
            }
            let earlier = roles[..from].iter().rev().find(|r| {
                let name = &self.names.all[r.holder as usize];
                name.tokens.end + 1 == title.start && r.construction == roles[i].construction
            });
            if let Some(BodyRef::Demonym(token)) = earlier.and_then(|r| r.bodies.first().copied()) {
                roles[i].bodies.push(BodyRef::Demonym(token));
            }
        }
    }

    /// "X of Y" with Y a body.
    fn body_after(&self, at: &Place, preposition: u32, roles: &mut Vec<Role>) {
        let limit = at.sentence.end;
        let mut from = preposition + 1;
        while from < limit && self.syntax.upos(from) == Upos::Det {
            from += 1;
        }
        let end = self.noun_phrase_end(from, limit);
        if end <= from {
            return;
        }
        let name = self.names.covering(end - 1).or_else(|| self.names.starting_at(from));
        let body = match name {
            Some(n) if self.names.all[n as usize].kind == NameKind::Organization => BodyRef::Name(n),
            None if !self.lexicon.references.noun(self.syntax.lemma(end - 1)).is_empty() && from > preposition + 1 => {
                BodyRef::Token(end - 1)
            }
            _ => return,
        };
        let mut bodies = vec![body];
        // "of the nurses' union, the INMO": the name stands behind.
        if matches!(body, BodyRef::Token(_)) && end < limit && self.syntax.form(end) == "," {
            let mut next = end + 1;
            while next < limit && self.syntax.upos(next) == Upos::Det {
                next += 1;
            }
            if let Some(n) = self.names.starting_at(next)
                && self.names.all[n as usize].kind == NameKind::Organization
            {
                bodies.insert(0, BodyRef::Name(n));
            }
        }
        roles.push(Role {
            holder: at.holder,
            title: None,
            head: None,
            position: None,
            bodies,
            former: false,
            construction: "name of body",
        });
    }

    /// "who leads Y", "who is the chair of Y", "who was the minister", "who now teaches at Y".
    fn relative(&self, at: &Place, from: u32, roles: &mut Vec<Role>) {
        self.verb_phrase(at, from, at.sentence.end.min(from + REACH), "relative clause", roles);
    }

    /// Start of a name with the forms of address before it: "Mr. X".
    fn address_start(&self, at: &Place) -> u32 {
        let mut start = at.name.start;
        while start > at.sentence.start {
            let before = start - 1;
            let address = self.lexicon.names.is_honorific(self.syntax.form(before))
                || self.syntax.form(before) == "."
                    && before > at.sentence.start
                    && self.lexicon.names.is_honorific(self.syntax.form(before - 1));
            if !address {
                break;
            }
            start = before;
        }
        start
    }

    /// "President X of Zambia": the body of a title before the name may stand behind it.
    fn body_behind(&self, at: &Place, roles: &mut [Role]) {
        let of = at.name.end;
        if of + 1 >= at.sentence.end || self.syntax.form(of) != "of" {
            return;
        }
        let first = of + 1 + u32::from(self.syntax.upos(of + 1) == Upos::Det);
        let Some(name) = self.names.starting_at(first) else { return };
        if self.names.all[name as usize].kind == NameKind::Person {
            return;
        }
        for role in roles.iter_mut().filter(|r| r.construction == "title before name" && r.bodies.is_empty()) {
            role.bodies.push(BodyRef::Name(name));
        }
    }

    /// "its chair, X", "the bank's chief economist, X": a title closed by a comma before the name.
    fn reverse_apposition(&self, at: &Place, roles: &mut Vec<Role>) {
        let syntax = self.syntax;
        let Some(comma) = self.address_start(at).checked_sub(1).filter(|&t| t > at.sentence.start) else { return };
        if !matches!(syntax.form(comma), "," | ":" | "–" | "—") {
            return;
        }
        let floor = at.sentence.start.max(comma.saturating_sub(REACH));
        let mut start = comma;
        // The longest title that ends just before the comma, within one clause.
        let mut best = None;
        while start > floor {
            start -= 1;
            if matches!(syntax.form(start), "," | ";" | ":" | "(" | ")") || syntax.upos(start) == Upos::Aux {
                break;
            }
            if let Some(title) = self.title(start, comma)
                && title.end == comma
                && title.words.start >= start
            {
                best = Some(title);
            }
        }
        if let Some(title) = best {
            Self::push(at, title, "title, name", roles);
        }
    }

    /// "whose president is X", "the guild's president is X".
    fn reverse_predication(&self, at: &Place, roles: &mut Vec<Role>) {
        let syntax = self.syntax;
        let Some(copula) = self.address_start(at).checked_sub(1).filter(|&t| t > at.sentence.start) else { return };
        if syntax.lemma(copula) != "be" || !matches!(syntax.xpos(copula), Xpos::Vbz | Xpos::Vbd) {
            return;
        }
        let floor = at.sentence.start.max(copula.saturating_sub(REACH));
        let whole =
            (floor..copula).rev().take_while(|&t| !matches!(syntax.form(t), "," | ";" | ":")).filter_map(|start| {
                self.title(start, copula).filter(|t| t.end == copula && t.words.start >= start && !t.bodies.is_empty())
            });
        if let Some(mut title) = whole.last() {
            title.former |= syntax.xpos(copula) == Xpos::Vbd;
            Self::push(at, title, "title is name", roles);
        }
    }

    /// "the agency, led since May by X": a verb of a post in the passive.
    fn led_by(&self, at: &Place, roles: &mut Vec<Role>) {
        let syntax = self.syntax;
        // Titles may stand before the name: "led by former mayor X".
        let title = |t: u32| matches!(syntax.upos(t), Upos::Noun | Upos::Propn | Upos::Adj) || syntax.form(t) == ".";
        let floor = at.sentence.start.max(at.name.start.saturating_sub(6));
        let before = (floor..at.name.start).rev().find(|&t| !title(t)).filter(|&t| syntax.form(t) == "by");
        let Some(by) = before else { return };
        let verb = (at.sentence.start.max(by.saturating_sub(6))..by).rev().find(|&t| {
            (syntax.xpos(t) == Xpos::Vbn || syntax.xpos(t) == Xpos::Vbd && syntax.rel(t) == Deprel::Acl)
                && self.lexicon.posts.verb(syntax.lemma(t)).is_some_and(|p| !p.is_empty())
        });
        let Some(verb) = verb.filter(|&v| (v + 1..by).all(|t| syntax.upos(t) != Upos::Verb)) else { return };
        let position = self.lexicon.posts.verb(syntax.lemma(verb)).map(str::to_owned);
        let first = syntax.conjuncts_up(verb);
        let led = syntax
            .child(verb, &[Deprel::NsubjPass, Deprel::Nsubj])
            .or_else(|| syntax.child(first, &[Deprel::NsubjPass, Deprel::Nsubj]))
            .filter(|&s| !matches!(syntax.xpos(s), Xpos::Wdt | Xpos::Wp))
            .or_else(|| syntax.head(first).filter(|_| matches!(syntax.rel(first), Deprel::Acl | Deprel::AclRelcl)));
        let Some(led) = led else { return };
        let body = match self.names.covering(led) {
            Some(name) if self.names.all[name as usize].kind == NameKind::Organization => BodyRef::Name(name),
            None if !self.lexicon.references.noun(syntax.lemma(led)).is_empty() => BodyRef::Token(led),
            _ => return,
        };
        roles.push(Role {
            holder: at.holder,
            title: None,
            head: Some(verb),
            position,
            bodies: vec![body],
            former: false,
            construction: "led by name",
        });
    }

    /// "X is the chair of Y", "X chairs Y", "X was named head of Y", "X works for Y".
    fn predication(&self, at: &Place, from: u32, roles: &mut Vec<Role>) {
        let start = self.skip_parenthesis(from, at.sentence.end);
        if start < at.sentence.end {
            self.verb_phrase(at, start, at.sentence.end.min(start + REACH), "predication", roles);
        }
    }

    /// Steps over ", ... ," after a name.
    fn skip_parenthesis(&self, from: u32, limit: u32) -> u32 {
        if from < limit
            && self.syntax.form(from) == ","
            && let Some(close) = (from + 1..limit.min(from + REACH)).rev().find(|&t| self.syntax.form(t) == ",")
        {
            return close + 1;
        }
        // "..., whose chair, X, also heads Y": one comma closes what stood before the name.
        let goes_on = |t: u32| matches!(self.syntax.upos(t), Upos::Verb | Upos::Adv | Upos::Aux);
        from + u32::from(from + 1 < limit && self.syntax.form(from) == "," && goes_on(from + 1))
    }

    fn verb_phrase(&self, at: &Place, from: u32, limit: u32, construction: &'static str, roles: &mut Vec<Role>) {
        let syntax = self.syntax;
        let mut verb = from;
        let mut past = false;
        while verb < limit && matches!(syntax.upos(verb), Upos::Aux | Upos::Adv | Upos::Part) {
            if matches!(syntax.form(verb), "not" | "n't" | "n’t" | "never" | "would" | "could" | "may" | "might") {
                return;
            }
            past |= matches!(syntax.form(verb), "was" | "were");
            past |= matches!(self.lower(verb).as_str(), "formerly" | "previously" | "once");
            verb += 1;
        }
        // "who used to head".
        if verb + 2 < limit && syntax.lemma(verb) == "use" && syntax.form(verb + 1) == "to" {
            past = true;
            verb += 2;
        }
        if verb >= limit {
            return;
        }
        let copula = verb > from && syntax.upos(verb - 1) == Upos::Aux;
        let lemma = syntax.lemma(verb);
        if copula && !matches!(syntax.upos(verb), Upos::Verb) {
            for mut title in self.titles(verb, limit) {
                title.former |= past;
                Self::push(at, title, construction, roles);
            }
            return;
        }
        if syntax.upos(verb) != Upos::Verb {
            return;
        }
        if let Some(position) = self.lexicon.posts.verb(lemma).filter(|_| !self.is_passive_at(verb, from)) {
            let mut body_from = verb + 1;
            while body_from < limit && matches!(syntax.upos(body_from), Upos::Det) {
                body_from += 1;
            }
            let end = self.noun_phrase_end(body_from, limit);
            if end > body_from {
                let name = self.names.covering(end - 1).or_else(|| self.names.starting_at(body_from));
                let body = match name {
                    Some(n) if self.names.all[n as usize].kind == NameKind::Organization => Some(BodyRef::Name(n)),
                    None if !self.lexicon.references.noun(syntax.lemma(end - 1)).is_empty() => {
                        Some(BodyRef::Token(end - 1))
                    }
                    _ => None,
                };
                let (position, body) = match body {
                    Some(body) => (position.to_owned(), Some(body)),
                    // "heads research at X": what is headed is part of the position.
                    None if end < limit && matches!(syntax.form(end), "at" | "for") => {
                        let mut found = Vec::new();
                        self.tail(&mut (body_from..end), &mut found, limit);
                        let field = (body_from..end).map(|t| syntax.form(t)).collect::<Vec<_>>().join(" ");
                        (format!("{position} of {field}"), found.first().copied())
                    }
                    None => (position.to_owned(), None),
                };
                if let Some(body) = body {
                    roles.push(Role {
                        holder: at.holder,
                        title: None,
                        head: Some(verb),
                        position: Some(position),
                        bodies: vec![body],
                        former: past || syntax.xpos(verb) == Xpos::Vbd,
                        construction,
                    });
                }
            }
            return;
        }
        // "was elected president of", "was named head of", "serves as", "became chair of", "works for", "teaches at".
        let mut next = verb + 1;
        match lemma {
            "serve" | "act" | "work" | "teach" | "sit" | "join" => {
                while next < limit && matches!(syntax.upos(next), Upos::Adv) {
                    next += 1;
                }
                if next < limit && syntax.form(next) == "as" {
                    for title in self.titles(next + 1, limit) {
                        Self::push(at, title, construction, roles);
                    }
                } else if lemma == "teach"
                    && next < limit
                    && let at_school = self.noun_phrase_end(next, limit)
                    && at_school < limit
                    && syntax.form(at_school) == "at"
                {
                    self.body_after(at, at_school, roles);
                } else if next < limit
                    && matches!(syntax.form(next), "for" | "at" | "on" | "with" | "in")
                    && lemma != "join"
                {
                    let found = roles.len();
                    self.body_after(at, next, roles);
                    for role in &mut roles[found..] {
                        role.construction = construction;
                    }
                }
            }
            "elect" | "appoint" | "name" | "nominate" | "become" | "re-elect" | "reappoint" => {
                if next < limit && syntax.form(next) == "as" {
                    next += 1;
                }
                for title in self.titles(next, limit) {
                    Self::push(at, title, construction, roles);
                }
            }
            _ => {}
        }
    }

    fn is_passive_at(&self, verb: u32, from: u32) -> bool {
        verb > from && self.syntax.xpos(verb) == Xpos::Vbn && self.syntax.lemma(verb - 1) == "be"
    }

    /// A line of its own, "X, Title" or "X" above a line that is a title: signatures under letters and quotations.
    fn signature(&self, at: &Place, roles: &mut Vec<Role>) {
        if roles.iter().any(|r| r.holder == at.holder) {
            return;
        }
        let syntax = self.syntax;
        let segmented = syntax.segmented;
        let sentence = &segmented.sentences[syntax.sentence(at.name.start) as usize];
        let block = sentence.block as usize;
        if at.name.end != sentence.tokens.end || at.name.start != sentence.tokens.start {
            return;
        }
        let Some(next) = segmented.blocks.get(block + 1) else { return };
        if next.kind == BlockKind::Paragraph && next.sentences.len() != 1 || next.sentences.is_empty() {
            return;
        }
        let tokens = segmented.sentences[next.sentences.start as usize].tokens.clone();
        if tokens.len() > 16 {
            return;
        }
        let mut titles = self.titles(tokens.start, tokens.end);
        // "Editor, Harbour Weekly".
        if let Some(last) = titles.last_mut().filter(|t| t.bodies.is_empty() && t.end + 1 < tokens.end)
            && syntax.form(last.end) == ","
            && let Some(name) = self.names.starting_at(last.end + 1)
            && self.names.all[name as usize].kind == NameKind::Organization
            && self.names.all[name as usize].tokens.end == tokens.end
        {
            last.bodies.push(BodyRef::Name(name));
            last.end = tokens.end;
        }
        if titles.last().is_some_and(|t| t.end >= tokens.end) {
            for title in titles {
                Self::push(at, title, "signature", roles);
            }
        }
    }
}
