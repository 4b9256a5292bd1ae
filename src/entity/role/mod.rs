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

mod predication;
mod title;

use super::names::NameIndex;
use crate::language::{NameKind, Syntax, Upos, Xpos};
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
        reader.spoken_for(&at, &mut roles);
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

    /// "R-Maine", "D-Calif.": letters of a party with a hyphen and a seat.
    fn is_seat(&self, from: u32, close: u32) -> bool {
        let form = self.syntax.form(from);
        let hyphen = |word: &str| matches!(word, "-" | "–" | "‑");
        let glued = form.contains(['-', '–', '‑']);
        (glued || from + 1 < close && hyphen(self.syntax.form(from + 1))) && self.is_party_code(from, close)
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
        // ", R-Maine,": party and seat between commas.
        let close = (start..limit.min(start + 6)).find(|&t| syntax.form(t) == ",").unwrap_or(limit);
        if syntax.form(from) == "," && self.is_seat(start, close) {
            Self::push_body(at, BodyRef::Party(start), "party behind name", roles);
            return;
        }
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
        let Some((body, end)) = self.body_at(from, limit) else { return };
        if matches!(body, BodyRef::Token(_)) && from == preposition + 1 {
            return;
        }
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
