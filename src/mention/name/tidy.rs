//! Names cut to what they name: titles, stages, hyphenated origins and words that only lead in go;
//! a person and a body that were read as one name come apart.

use super::chamber::{is_chamber, with_chambers};
use super::publication::{is_publication, publications};
use super::{Candidate, Tokens};
use crate::language::{Deprel, NameKind, Upos};
use crate::lexicon::PlaceRole;
use crate::segment::BlockKind;
use std::collections::{HashMap, HashSet};

/// Cuts, splits and drops names; text order is kept.
pub(super) fn tidy(tokens: Tokens<'_, '_>, names: Vec<Candidate>) -> Vec<Candidate> {
    let tidy = Tidy { tokens };
    let names = tidy.joined_by_hyphens(names);
    let names = tidy.joined_to_country(names);
    let known: HashSet<String> = names.iter().map(|n| tidy.key(n)).collect();
    let mut out = Vec::with_capacity(names.len());
    for name in names {
        for part in tidy.split(name, &known) {
            out.extend(tidy.cut(part));
        }
    }
    let out = tidy.with_titled_people(out);
    let out = tidy.with_bracketed_bodies(out);
    let out = tidy.with_known_bodies(out);
    let out = tidy.with_governments(out);
    let out = with_chambers(tokens, out);
    let mut out = publications(tokens, out);
    tidy.number_names(&mut out);
    tidy.headed_are_bodies(&mut out);
    tidy.owners_are_bodies(&mut out);
    tidy.surnames_are_people(&mut out);
    tidy.things_are_bodies(&mut out);
    tidy.without_headline_words(out)
}

struct Tidy<'r, 'a> {
    tokens: Tokens<'r, 'a>,
}

impl Tidy<'_, '_> {
    fn lower(&self, token: u32) -> String {
        self.tokens.text(token).to_lowercase()
    }

    fn key(&self, name: &Candidate) -> String {
        name.tokens.clone().map(|t| self.lower(t)).collect::<Vec<_>>().join(" ")
    }

    fn is_post(&self, token: u32) -> bool {
        let lower = self.lower(token);
        let posts = &self.tokens.reader.lexicon.posts;
        posts.is_post(&lower) || lower.strip_suffix('s').is_some_and(|w| posts.is_post(w))
    }

    fn is_body_noun(&self, token: u32) -> bool {
        let nouns = self.tokens.reader.lexicon.references.noun(&self.lower(token));
        nouns.iter().any(|(kind, _)| *kind == NameKind::Organization)
    }

    /// "Ana Reyes of the Coral Institute", "Northfield Gas and Eastfield Power": two names in one.
    fn split(&self, name: Candidate, known: &HashSet<String>) -> Vec<Candidate> {
        if let Some(parts) = self.split_at_title(&name) {
            return parts;
        }
        if !matches!(name.kind, NameKind::Organization | NameKind::Person) || name.tokens.len() < 3 {
            return vec![name];
        }
        let text = |t: u32| self.tokens.text(t);
        let part = |range: std::ops::Range<u32>, kind| Candidate { tokens: range, kind, ..name.clone() };
        for at in name.tokens.start + 1..name.tokens.end - 1 {
            let (left, right) = (name.tokens.start..at, at + 1..name.tokens.end);
            let capital = |t: u32| self.tokens.is_capital(t) || matches!(text(t), "-" | "‑");
            if text(at) == "of" && left.len() >= 2 && left.clone().all(capital) {
                let person = left.clone().all(|t| !self.is_body_noun(t) && !self.is_post(t) && !self.is_common_noun(t));
                if person && self.is_body_noun(right.end - 1) {
                    let from = right.start + u32::from(text(right.start).eq_ignore_ascii_case("the"));
                    return vec![part(left, NameKind::Person), part(from..right.end, NameKind::Organization)];
                }
            }
            // "Speaker Ana Reyes and Finance Committee" before "Chair".
            let naming = &self.tokens.reader.lexicon.names;
            if text(at) == "and"
                && left.len() >= 2
                && naming.leads_person(text(left.start))
                && left.clone().all(capital)
                && !self.is_body_noun(left.end - 1)
                && self.is_body_noun(right.end - 1)
            {
                let person = left.start + 1..left.end;
                return vec![part(person, NameKind::Person), part(right, NameKind::Organization)];
            }
            if matches!(text(at), "and" | "&") && name.kind == NameKind::Organization {
                let left = part(left, name.kind);
                let right = part(right, name.kind);
                if known.contains(&self.key(&left)) || known.contains(&self.key(&right)) {
                    return vec![left, right];
                }
            }
        }
        vec![name]
    }

    /// "Committee on Fish and Senator Ana Reyes": the title begins another name.
    fn split_at_title(&self, name: &Candidate) -> Option<Vec<Candidate>> {
        let naming = &self.tokens.reader.lexicon.names;
        let and = (name.tokens.start + 1..name.tokens.end.saturating_sub(2)).find(|&t| {
            self.tokens.text(t) == "and"
                && naming.leads_person(self.tokens.text(t + 1))
                && self.tokens.is_capital(t + 2)
        })?;
        let mut person = and + 2..name.tokens.end;
        while person.end > person.start + 1 && !self.tokens.text(person.end - 1).contains(char::is_alphabetic) {
            person.end -= 1;
        }
        Some(vec![
            Candidate { tokens: name.tokens.start..and, ..name.clone() },
            Candidate { tokens: person, kind: NameKind::Person, ..name.clone() },
        ])
    }

    /// "said Senator Bell": a title makes a person of the capitalised words behind it, tagged or not.
    fn with_titled_people(&self, names: Vec<Candidate>) -> Vec<Candidate> {
        let naming = &self.tokens.reader.lexicon.names;
        let words = &self.tokens.reader.analysis.words;
        let mut out: Vec<Candidate> = Vec::with_capacity(names.len());
        let mut names = names.into_iter().peekable();
        for sentence in &self.tokens.reader.segmented.sentences {
            let mut at = sentence.tokens.start;
            while at < sentence.tokens.end {
                if let Some(name) = names.next_if(|n| n.tokens.start <= at) {
                    at = name.tokens.end.max(at);
                    out.push(name);
                    continue;
                }
                let limit = names.peek().map_or(sentence.tokens.end, |n| n.tokens.start.min(sentence.tokens.end));
                let free = |t: u32| t < limit;
                let proper = |t: u32| {
                    self.tokens.is_capital(t)
                        && words.get(t as usize).is_some_and(|w| w.upos == Upos::Propn)
                        && !self.is_body_noun(t)
                        && (!naming.is_title(self.tokens.text(t)) || naming.is_honorific(self.tokens.text(t)))
                };
                let mut next = at + 1;
                // "President Dr. Ana Reyes": one more form of address.
                while naming.is_honorific(self.tokens.text(next)) && free(next + 1) && proper(next + 1) {
                    next += 1;
                }
                if naming.leads_person(self.tokens.text(at)) && free(next) && proper(next) {
                    let mut end = next + 1;
                    while end < next + 3 && free(end) && proper(end) {
                        end += 1;
                    }
                    // "Dr." before a name that the tagger found is no name itself.
                    let address =
                        end == next + 1 && naming.is_honorific(self.tokens.text(next)) && self.tokens.is_capital(end);
                    if !address {
                        out.push(Candidate { tokens: next..end, kind: NameKind::Person, score: 0.7, certain: false });
                    }
                    at = end;
                    continue;
                }
                at += 1;
            }
        }
        out.extend(names);
        out
    }

    /// "Ana Reyes (Social Alliance, Porto Novo)": the first part of a bracket behind a person is a body,
    /// the second no person.
    fn with_bracketed_bodies(&self, names: Vec<Candidate>) -> Vec<Candidate> {
        const LONGEST: u32 = 5;
        let mut parts: Vec<(std::ops::Range<u32>, std::ops::Range<u32>)> = Vec::new();
        for person in names.iter().filter(|n| n.kind == NameKind::Person) {
            let open = person.tokens.end;
            if self.tokens.text(open) != "(" {
                continue;
            }
            let find = |mark: &str, from: u32| (from..from + 12).find(|&t| self.tokens.text(t) == mark);
            let Some(close) = find(")", open) else { continue };
            let comma = find(",", open).filter(|&c| c < close);
            let first = open + 1..comma.unwrap_or(close);
            // Without a region behind it the bracket must hold a word for a party or body.
            let is_word_of_body = |t: u32| {
                let lower = self.lower(t);
                let members = &self.tokens.reader.lexicon.posts;
                members.is_member(&lower) || members.is_member(lower.trim_end_matches('s')) || self.is_body_noun(t)
            };
            if comma.is_none() && (first.len() < 2 || !first.clone().any(is_word_of_body)) {
                continue;
            }
            let comma = comma.unwrap_or(close - 1);
            let capital = |t: u32| {
                self.tokens.is_capital(t)
                    || matches!(self.tokens.text(t), "-" | "–" | "and" | "of" | "the" | "&" | "for")
            };
            let place = &self.tokens.reader.lexicon.geography;
            let text = first.clone().map(|t| self.tokens.text(t)).collect::<Vec<_>>().join(" ");
            let party_code = self.tokens.reader.lexicon.parties.by_code(self.tokens.text(first.start)).is_some();
            if !first.is_empty()
                && first.len() as u32 <= LONGEST
                && first.clone().all(capital)
                && self.tokens.is_capital(first.start)
                && !first
                    .clone()
                    .any(|t| self.is_post(t) && !self.tokens.reader.lexicon.posts.is_member(&self.lower(t)))
                && place.lookup(&text).is_empty()
                && !party_code
            {
                parts.push((first, comma + 1..close));
            }
        }
        let inside =
            |n: &Candidate, part: &std::ops::Range<u32>| part.start <= n.tokens.start && n.tokens.end <= part.end;
        let mut out: Vec<Candidate> = names
            .into_iter()
            .filter(|n| !parts.iter().any(|(first, _)| inside(n, first)))
            .map(|mut n| {
                if n.kind == NameKind::Person && parts.iter().any(|(_, second)| inside(&n, second)) {
                    n.kind = NameKind::Place;
                }
                n
            })
            .collect();
        out.extend(parts.into_iter().map(|(first, _)| Candidate {
            tokens: first,
            kind: NameKind::Organization,
            score: 0.8,
            certain: false,
        }));
        out.sort_by_key(|n| n.tokens.start);
        out
    }

    /// "the EU": bodies that every reader knows by their letters, where the tagger passed them over.
    fn with_known_bodies(&self, names: Vec<Candidate>) -> Vec<Candidate> {
        let naming = &self.tokens.reader.lexicon.names;
        let mut out: Vec<Candidate> = Vec::with_capacity(names.len());
        let mut names = names.into_iter().peekable();
        let mut at = 0;
        let end = self.tokens.reader.segmented.tokens.len() as u32;
        while at < end {
            if let Some(name) = names.next_if(|n| n.tokens.start <= at) {
                at = name.tokens.end.max(at);
                out.push(name);
                continue;
            }
            if naming.is_known_body(self.tokens.text(at)) {
                out.push(Candidate { tokens: at..at + 1, kind: NameKind::Organization, score: 0.8, certain: false });
            }
            at += 1;
        }
        out.extend(names);
        out
    }

    /// "the Norwegian government", "the federal government": told apart from those of other countries and levels.
    fn with_governments(&self, mut names: Vec<Candidate>) -> Vec<Candidate> {
        let lexicon = self.tokens.reader.lexicon;
        let references = &lexicon.references;
        for noun in 1..self.tokens.reader.segmented.tokens.len() as u32 {
            if !references.unique().any(|unique| unique == self.lower(noun)) {
                continue;
            }
            let level = self.lower(noun - 1);
            let told = lexicon.country_of_demonym(self.tokens.text(noun - 1)).is_some() || references.is_level(&level);
            let free = names.iter().all(|n| n.tokens.end < noun || n.tokens.start > noun);
            if told && free {
                let at = names.partition_point(|n| n.tokens.start < noun);
                let tokens = noun - 1..noun + 1;
                names.insert(at, Candidate { tokens, kind: NameKind::Organization, score: 0.7, certain: true });
            }
        }
        names
    }

    /// "Coral 9 founder Ana Reyes", "Coral 9's": a bare number may belong to a body's name.
    fn number_names(&self, names: &mut [Candidate]) {
        let words = &self.tokens.reader.analysis.words;
        for i in 0..names.len() {
            let end = names[i].tokens.end;
            let body = matches!(names[i].kind, NameKind::Organization | NameKind::Person) && names[i].tokens.len() == 1;
            let digits = !self.tokens.text(end).is_empty() && self.tokens.text(end).bytes().all(|b| b.is_ascii_digit());
            let free = names.get(i + 1).is_none_or(|n| n.tokens.start > end);
            if !(body && digits && free) || self.tokens.is_glued(end) {
                continue;
            }
            let finite = words
                .get(end as usize + 1)
                .is_some_and(|w| matches!(w.xpos, crate::language::Xpos::Vbd | crate::language::Xpos::Vbz));
            if self.is_post(end + 1) || self.tokens.is_possessive(end + 1) || finite {
                names[i].tokens.end += 1;
                names[i].kind = NameKind::Organization;
            }
        }
    }

    /// "president of the Riders' Forum": what has a president is a body, no event.
    fn headed_are_bodies(&self, names: &mut [Candidate]) {
        for name in names.iter_mut().filter(|n| n.kind == NameKind::Event) {
            let before = |back: u32| name.tokens.start.checked_sub(back);
            let article = u32::from(before(1).is_some_and(|t| self.lower(t) == "the"));
            let of = before(1 + article).filter(|&t| matches!(self.tokens.text(t), "of" | "at"));
            if of.and_then(|t| t.checked_sub(1)).is_some_and(|t| self.is_post(t)) {
                name.kind = NameKind::Organization;
            }
        }
    }

    /// "Coral founder Ana Reyes", "Coral's Ana Reyes": a single word that owns a person names a body,
    /// unless it is somebody's surname.
    fn owners_are_bodies(&self, names: &mut [Candidate]) {
        let surnames: HashSet<String> = names
            .iter()
            .filter(|n| n.kind == NameKind::Person && n.tokens.len() > 1)
            .map(|n| self.lower(n.tokens.end - 1))
            .collect();
        for i in 0..names.len().saturating_sub(1) {
            let (owner, person) = (&names[i], &names[i + 1]);
            if owner.kind != NameKind::Person || person.kind != NameKind::Person || person.tokens.len() < 2 {
                continue;
            }
            let gap = owner.tokens.end..person.tokens.start;
            let possessive = gap.len() == 1 && self.tokens.is_possessive(gap.start);
            let post =
                !gap.is_empty() && gap.len() <= 3 && gap.clone().all(|t| self.is_post(t) || self.is_title_word(t));
            let single = owner.tokens.len() == 1 && !surnames.contains(&self.lower(owner.tokens.start));
            if single && (possessive || post) {
                names[i].kind = NameKind::Organization;
            }
        }
        // The same word elsewhere names the same body.
        let bodies: HashSet<String> =
            names.iter().filter(|n| n.kind == NameKind::Organization).map(|n| self.key(n)).collect();
        for name in names.iter_mut().filter(|n| n.kind == NameKind::Person && n.tokens.len() == 1) {
            let key = name.tokens.clone().map(|t| self.lower(t)).collect::<Vec<_>>().join(" ");
            if bodies.contains(&key) && !surnames.contains(&key) {
                name.kind = NameKind::Organization;
            }
        }
    }

    /// A single word that ends the full name of a person names them, whatever the tagger made of it alone.
    fn surnames_are_people(&self, names: &mut [Candidate]) {
        let surnames: HashSet<String> = names
            .iter()
            .filter(|n| n.kind == NameKind::Person && n.tokens.len() > 1)
            .map(|n| self.lower(n.tokens.end - 1))
            .collect();
        for name in names.iter_mut().filter(|n| n.kind != NameKind::Person && n.tokens.len() == 1 && !n.certain) {
            let word = self.tokens.text(name.tokens.start);
            let place = !self.tokens.reader.lexicon.geography.lookup(word).is_empty();
            if !place && surnames.contains(&word.to_lowercase()) {
                name.kind = NameKind::Person;
            }
        }
    }

    /// "Coral said that it would": a single word that is the subject, and that nothing else in its sentence can
    /// be "it", names no person.
    fn things_are_bodies(&self, names: &mut [Candidate]) {
        let surnames: HashSet<String> = names
            .iter()
            .filter(|n| n.kind == NameKind::Person && n.tokens.len() > 1)
            .flat_map(|n| n.tokens.clone())
            .map(|t| self.lower(t))
            .collect();
        let segmented = self.tokens.reader.segmented;
        let words = &self.tokens.reader.analysis.words;
        let is_subject = |t: u32| words.get(t as usize).is_some_and(|w| w.deprel == Deprel::Nsubj);
        let mut bodies: HashSet<String> = HashSet::new();
        for name in names.iter().filter(|n| n.kind == NameKind::Person && n.tokens.len() == 1) {
            let token = name.tokens.start;
            let sentence = segmented.sentences.partition_point(|s| s.tokens.end <= token);
            let Some(sentence) = segmented.sentences.get(sentence).map(|s| s.tokens.clone()) else { continue };
            let titled = token > sentence.start && {
                let before = self.tokens.text(token - 1);
                self.tokens.reader.lexicon.names.is_title(before) || self.is_post(token - 1)
            };
            let it = (token + 1..sentence.end).find(|&t| self.lower(t) == "it" && is_subject(t));
            let Some(it) = it.filter(|_| !titled && is_subject(token) && !surnames.contains(&self.lower(token))) else {
                continue;
            };
            let other = names.iter().any(|n| {
                n.tokens.start >= sentence.start
                    && n.tokens.end <= it
                    && n.tokens != name.tokens
                    && n.kind != NameKind::Person
            });
            let noun = (token + 1..it).any(|t| is_subject(t) || self.lower(t) == "he" || self.lower(t) == "she");
            if !other && !noun {
                bodies.insert(self.key(name));
            }
        }
        for name in names.iter_mut().filter(|n| n.kind == NameKind::Person && n.tokens.len() == 1) {
            let key = self.lower(name.tokens.start);
            if bodies.contains(&key) {
                name.kind = NameKind::Organization;
            }
        }
    }

    /// "China Unicom", read as a country and a body: one name.
    fn joined_to_country(&self, names: Vec<Candidate>) -> Vec<Candidate> {
        let words = &self.tokens.reader.analysis.words;
        let mut out: Vec<Candidate> = Vec::with_capacity(names.len());
        for name in names {
            let joined = out.last().is_some_and(|place| {
                let compound = words.get(place.tokens.start as usize).is_some_and(|w| w.deprel == Deprel::Compound);
                let place_name = self.tokens.text(place.tokens.start);
                place.kind == NameKind::Place
                    && place.tokens.len() == 1
                    && place.tokens.end == name.tokens.start
                    && name.kind == NameKind::Organization
                    && name.tokens.len() == 1
                    && compound
                    && !self.is_body_noun(name.tokens.start)
                    && self
                        .tokens
                        .reader
                        .lexicon
                        .geography
                        .lookup(place_name)
                        .iter()
                        .any(|(_, role)| *role == PlaceRole::Country)
            });
            match out.last_mut() {
                Some(place) if joined => {
                    place.tokens.end = name.tokens.end;
                    place.kind = NameKind::Organization;
                }
                _ => out.push(name),
            }
        }
        out
    }

    /// "Verde-Unidos", of which the tagger took a part or made two names: one name.
    fn joined_by_hyphens(&self, names: Vec<Candidate>) -> Vec<Candidate> {
        let glued_hyphen = |t: u32| {
            self.tokens.text(t) == "-"
                && self.tokens.is_glued(t)
                && self.tokens.is_glued(t + 1)
                && self.tokens.is_capital(t + 1)
        };
        let place = |n: &Candidate| {
            let text = n.tokens.clone().map(|t| self.tokens.text(t)).collect::<Vec<_>>().join(" ");
            n.kind == NameKind::Place && !self.tokens.reader.lexicon.geography.lookup(&text).is_empty()
        };
        let mut out: Vec<Candidate> = Vec::with_capacity(names.len());
        for name in names {
            if let Some(last) = out.last_mut()
                && last.tokens.end + 1 == name.tokens.start
                && glued_hyphen(last.tokens.end)
                && matches!(last.kind, NameKind::Organization | NameKind::Person)
                && !place(&name)
            {
                last.tokens.end = name.tokens.end;
                continue;
            }
            out.push(name);
        }
        out
    }

    /// A capitalised word that the tagger of words reads as a common noun or adjective.
    fn is_common_noun(&self, token: u32) -> bool {
        self.tokens.reader.analysis.words.get(token as usize).is_some_and(|w| matches!(w.upos, Upos::Noun | Upos::Adj))
    }

    /// True for the capitalised nouns of a field right before the title of who is in charge of it.
    fn is_field_of_post(&self, name: &Candidate) -> bool {
        let text = |t: u32| self.tokens.text(t);
        let posts = &self.tokens.reader.lexicon.posts;
        let end = name.tokens.end;
        let minister = |t: u32| matches!(self.lower(t).as_str(), "minister" | "secretary") && self.tokens.is_capital(t);
        let titled = minister(end)
            || posts.is_phrase(&format!("{} {}", self.lower(end), self.lower(end + 1))) && minister(end + 1);
        titled
            && name.tokens.clone().all(|t| posts.is_field(&self.lower(t)) && !text(t).chars().all(char::is_uppercase))
    }

    /// The name of a body without the verb or the title that follows it.
    fn cut_end(&self, name: &mut Candidate) {
        // "Department of Health | reports": what it does.
        let last = self.tokens.text(name.tokens.end - 1);
        if name.tokens.len() > 1
            && last.starts_with(char::is_lowercase)
            && last.strip_suffix('s').is_some_and(|base| self.tokens.reader.lexicon.frames.verb(base).next().is_some())
        {
            name.tokens.end -= 1;
        }
        // "Treasury Cabinet | Secretary": a word of the title behind the name.
        if name.kind == NameKind::Organization && name.tokens.len() > 1 {
            let phrase = format!("{} {}", self.lower(name.tokens.end - 1), self.lower(name.tokens.end));
            if self.tokens.reader.lexicon.posts.is_phrase(&phrase) {
                name.tokens.end -= 1;
            }
        }
    }

    /// A person's name without what stands before it.
    fn cut_person(&self, mut name: Candidate) -> Candidate {
        let text = |t: u32| self.tokens.text(t);
        // "Secretary of State Ana Reyes": the end of the title.
        let start = name.tokens.start;
        if name.tokens.len() > 2 && start >= 2 {
            let phrase = (start - 2..=start).map(|t| self.lower(t)).collect::<Vec<_>>().join(" ");
            if self.tokens.reader.lexicon.posts.is_phrase(&phrase) {
                name.tokens.start += 1;
            }
        }
        // "of Argentina Ana Reyes": what stands before the name's own words.
        while name.tokens.len() > 1 && matches!(text(name.tokens.start), "of" | "for" | "and" | "by") {
            name.tokens.start += 1;
        }
        name
    }

    fn cut(&self, mut name: Candidate) -> Option<Candidate> {
        if self.is_no_name(&name) || self.is_date(&name) || self.is_lone_title(&name) || self.is_seat(&name) {
            return None;
        }
        while name.tokens.len() > 1 && !self.tokens.text(name.tokens.start).contains(char::is_alphanumeric) {
            name.tokens.start += 1;
        }
        let text = |t: u32| self.tokens.text(t);
        if name.kind == NameKind::Person {
            return Some(self.cut_person(name));
        }
        // "Ms Bell's Harbour (Fees) Bill": whose bill it is, behind a form of address.
        if name.kind == NameKind::Law
            && name.tokens.start > 0
            && self.tokens.reader.lexicon.names.is_title(text(name.tokens.start - 1))
            && let Some(owned) =
                name.tokens.clone().find(|&t| self.tokens.is_possessive(t)).filter(|&t| t + 2 < name.tokens.end)
        {
            name.tokens.start = owned + 1;
        }
        self.cut_end(&mut name);
        // "Water Resources Minister": a field, no body.
        if name.kind == NameKind::Organization && self.is_field_of_post(&name) {
            return None;
        }
        // "the metalworkers' union Coral Metal": what kind of body it is, before its name.
        if name.kind == NameKind::Organization {
            let proper = |t: u32| self.tokens.is_capital(t);
            let noun = name.tokens.clone().rev().find(|&t| !proper(t) && text(t).starts_with(char::is_alphabetic));
            let described = noun.filter(|&t| {
                t + 1 < name.tokens.end && self.is_body_noun(t) && (name.tokens.start..t).all(|t| !proper(t))
            });
            if let Some(noun) = described {
                name.tokens.start = noun + 1;
            }
        }
        // "Minister of Trade of Norway": the field of a minister is no part of the country's name.
        let start = name.tokens.start;
        if start >= 2 && matches!(text(start - 1), "of" | "for") && self.is_post(start - 2) {
            let last_of = name.tokens.clone().rev().find(|&t| text(t) == "of" && t > start);
            if let Some(of) = last_of {
                let place = (of + 1..name.tokens.end).map(text).collect::<Vec<_>>().join(" ");
                if !self.tokens.reader.lexicon.geography.lookup(&place).is_empty() {
                    name.tokens.start = of + 1;
                    name.kind = NameKind::Place;
                    return Some(name);
                }
            }
            let field = self.tokens.reader.lexicon.posts.is_portfolio(&self.lower(start - 2))
                && name.kind == NameKind::Organization
                && name.tokens.len() > 1
                && !name.tokens.clone().any(|t| self.is_body_noun(t));
            if field {
                return None;
            }
        }
        // "Speaking for the Coral Trust": a verb leads in.
        if let Some(the) = name.tokens.clone().skip(1).find(|&t| text(t) == "the")
            && self.tokens.reader.analysis.words.get(name.tokens.start as usize).is_some_and(|w| w.upos == Upos::Verb)
            && the + 1 < name.tokens.end
        {
            name.tokens.start = the + 1;
        }
        // "London-based Coral Trust"
        if let Some(based) = name.tokens.clone().find(|&t| text(t) == "based").filter(|&t| t + 1 < name.tokens.end)
            && based > name.tokens.start
            && text(based - 1) == "-"
        {
            name.tokens.start = based + 1;
        }
        // "French laboratory Institut Coral": an origin and what the body is.
        let demonym = self.tokens.reader.lexicon.country_of_demonym(text(name.tokens.start)).is_some();
        let small =
            (name.tokens.start + 1..name.tokens.end).take_while(|&t| text(t).chars().all(char::is_lowercase)).count();
        if demonym
            && small > 0
            && name.tokens.len() > small + 1
            && !self.tokens.reader.lexicon.names.is_inner(text(name.tokens.start + 1))
        {
            name.tokens.start += 1 + small as u32;
        }
        // "nonpartisan Coral Trust", "report Quiet Rivers"
        while name.tokens.len() > 1
            && name.kind != NameKind::Law
            && text(name.tokens.start).chars().all(char::is_lowercase)
            && !self.tokens.reader.lexicon.names.is_inner(text(name.tokens.start))
            && self.tokens.is_capital(name.tokens.start + 1)
        {
            name.tokens.start += 1;
        }
        self.cut_leading_date(&mut name);
        if name.kind == NameKind::Law {
            self.cut_date(&mut name);
            self.cut_stage(&mut name);
        } else {
            self.cut_title(&mut name);
        }
        if name.tokens.is_empty() || !self.has_capital(&name) && !self.is_plain_name(&name) {
            return None;
        }
        if self.is_country(&name) {
            name.kind = NameKind::Place;
        }
        Some(name)
    }

    /// A capital that names something: not that of a common word at the start of a sentence.
    fn has_capital(&self, name: &Candidate) -> bool {
        let segmented = self.tokens.reader.segmented;
        let sentence = segmented.sentences.partition_point(|s| s.tokens.end <= name.tokens.start);
        let opens = segmented.sentences.get(sentence).is_some_and(|s| s.tokens.start == name.tokens.start);
        name.tokens.clone().any(|t| {
            let first = opens && t == name.tokens.start && self.is_common_noun(t);
            self.tokens.text(t).contains(char::is_uppercase) && !first
        })
    }

    /// "the civil code", "the draft budget": a name in small letters must end in a noun of its kind.
    fn is_plain_name(&self, name: &Candidate) -> bool {
        let words = &self.tokens.reader.analysis.words;
        let verb = |t: u32| words.get(t as usize).is_some_and(|w| matches!(w.upos, Upos::Verb | Upos::Aux));
        let last = self.lower(name.tokens.end - 1);
        let nouns = self.tokens.reader.lexicon.references.noun(&last);
        name.tokens.len() >= 2 && nouns.iter().any(|(kind, _)| *kind == name.kind) && !name.tokens.clone().any(verb)
    }

    /// A country tagged as something else, also where the text shouts it.
    fn is_country(&self, name: &Candidate) -> bool {
        let titled = |t: u32| {
            let text = self.tokens.text(t);
            if text.len() <= 3 || text.contains(char::is_lowercase) {
                return text.to_owned();
            }
            let mut letters = text.chars();
            letters.next().map_or_else(String::new, |c| format!("{c}{}", letters.as_str().to_lowercase()))
        };
        let form = name.tokens.clone().map(titled).collect::<Vec<_>>().join(" ");
        let entries = self.tokens.reader.lexicon.geography.lookup(&form);
        name.kind != NameKind::Place
            && !entries.is_empty()
            && entries.iter().all(|(_, role)| *role == PlaceRole::Country)
            && name.score < 0.98
    }

    /// "Second Stage of the Harbour Bill", "Monday for House Bill 7": the law alone.
    fn cut_stage(&self, name: &mut Candidate) {
        let stages = &self.tokens.reader.lexicon.stages;
        let calendar = &self.tokens.reader.lexicon.calendar;
        for at in name.tokens.start..name.tokens.end.saturating_sub(1) {
            let lower = self.lower(at);
            let weekday = calendar.weekday(&lower).is_some();
            let stage = !stages.noun(&lower).is_empty() && self.tokens.text(at + 1) == "of";
            if weekday || stage {
                let mut from = at + 1;
                while from < name.tokens.end && matches!(self.tokens.text(from), "of" | "the" | "for" | "on") {
                    from += 1;
                }
                if from < name.tokens.end {
                    name.tokens.start = from;
                }
                return;
            }
        }
    }

    /// "Ana Reyes, R-Maine,": letters of a party and a seat, read as a name.
    fn is_seat(&self, name: &Candidate) -> bool {
        let text = |t: u32| self.tokens.text(t);
        let start = name.tokens.start;
        let code = text(start).split(['-', '–', '‑']).next().unwrap_or_default();
        let letters = code.len() <= 2 && self.tokens.reader.lexicon.parties.by_code(code).is_some();
        let hyphen = text(start) != code || matches!(text(start + 1), "-" | "–" | "‑");
        let comma = start.checked_sub(1).is_some_and(|t| text(t) == ",");
        letters && hyphen && comma && name.tokens.len() <= 4
    }

    /// "in May | Coral Trust asked": the time of what the body did.
    fn cut_leading_date(&self, name: &mut Candidate) {
        const LEADS: [&str; 9] = ["in", "on", "by", "until", "since", "from", "last", "this", "next"];
        let calendar = &self.tokens.reader.lexicon.calendar;
        let start = name.tokens.start;
        let month = calendar.month(&self.lower(start)).is_some() || calendar.weekday(&self.lower(start)).is_some();
        let led = start.checked_sub(1).is_some_and(|t| LEADS.contains(&self.lower(t).as_str()));
        if month && led && name.tokens.len() > 1 && self.tokens.is_capital(start + 1) {
            name.tokens.start += 1;
        }
    }

    /// "Otter Act | on 4 May 2025": when something happened to a law is no part of its name.
    fn cut_date(&self, name: &mut Candidate) {
        let calendar = &self.tokens.reader.lexicon.calendar;
        let time = |t: u32| {
            let lower = self.lower(t);
            calendar.month(&lower).is_some() || calendar.weekday(&lower).is_some()
        };
        let on = (name.tokens.start + 1..name.tokens.end.saturating_sub(1))
            .find(|&t| self.tokens.text(t) == "on" && (time(t + 1) || self.tokens.is_number(t + 1) && time(t + 2)));
        if let Some(on) = on {
            name.tokens.end = on;
        }
    }

    /// "Policy Director at Coral Trust", "Coral 9 CEO", "Commissioner for Fish": titles are no bodies.
    fn cut_title(&self, name: &mut Candidate) {
        let text = |t: u32| self.tokens.text(t);
        let head = (name.tokens.start..name.tokens.end.min(name.tokens.start + 8)).find(|&t| {
            self.is_post(t)
                && (t + 1 == name.tokens.end || matches!(text(t + 1), "at" | "of" | "for" | "on" | "to" | "," | "and"))
        });
        let Some(head) = head else { return };
        if (name.tokens.start..head).any(|t| self.is_body_noun(t)) && head + 1 < name.tokens.end {
            return;
        }
        if head + 1 == name.tokens.end {
            // "House of Representatives", "Board of Trade Commissioners": the word is part of the body's name.
            if (name.tokens.start..head).any(|t| matches!(text(t), "of" | "for" | "and" | "&")) {
                return;
            }
            // The title ends the name: the body stands before it.
            let mut end = head;
            while end > name.tokens.start && (self.is_post(end - 1) || self.is_title_word(end - 1)) {
                end -= 1;
            }
            if end > name.tokens.start {
                name.tokens.end = end;
            }
            return;
        }
        let link = (head + 1..name.tokens.end).find(|&t| matches!(text(t), "at" | "of" | "for" | "on" | "to"));
        let Some(mut link) = link else { return };
        // "General Counsel and Director at Coral Trust"
        if let Some(last) = (link..name.tokens.end).rev().find(|&t| text(t) == "at") {
            link = last;
        }
        let mut from = link + 1;
        while from < name.tokens.end && matches!(self.lower(from).as_str(), "the" | "a" | "an") {
            from += 1;
        }
        let rest = from..name.tokens.end;
        let is_body =
            text(link) == "at" || rest.clone().any(|t| self.is_body_noun(t)) || text(link) == "of" && rest.len() == 1;
        name.tokens = if is_body { rest } else { name.tokens.start..name.tokens.start };
    }

    fn is_title_word(&self, token: u32) -> bool {
        self.tokens.reader.lexicon.posts.is_adjective(&self.lower(token))
    }

    /// Peoples, quarters of the year, currencies: capitalised words that name nothing.
    fn is_no_name(&self, name: &Candidate) -> bool {
        if name.tokens.len() != 1 {
            return false;
        }
        let form = self.tokens.text(name.tokens.start);
        let lexicon = self.tokens.reader.lexicon;
        let entries = lexicon.geography.lookup(form);
        let people = !entries.is_empty() && entries.iter().all(|(_, role)| *role == PlaceRole::Demonym);
        let quarter =
            form.len() == 2 && form.starts_with(['Q', 'H']) && form.ends_with(|c: char| ('1'..='4').contains(&c));
        people || quarter || lexicon.geography.is_currency_code(form)
    }

    /// "Feb. 24": a date, whatever the tagger took it for.
    fn is_date(&self, name: &Candidate) -> bool {
        let calendar = &self.tokens.reader.lexicon.calendar;
        let lower = |t: u32| self.lower(t).trim_end_matches('.').to_owned();
        let months = name.tokens.clone().filter(|&t| calendar.month(&lower(t)).is_some()).count();
        let numbers = name.tokens.clone().filter(|&t| self.tokens.is_number(t)).count();
        months > 0 && numbers > 0 && months + numbers == name.tokens.len()
    }

    /// "Dr.", "Mr" alone.
    fn is_lone_title(&self, name: &Candidate) -> bool {
        let naming = &self.tokens.reader.lexicon.names;
        let lone = name.kind == NameKind::Person
            && name
                .tokens
                .clone()
                .all(|t| naming.is_title(self.tokens.text(t)) || naming.is_honorific(self.tokens.text(t)));
        // Before a capital the word belongs to the name that follows; elsewhere it may be a surname.
        lone && (self.tokens.text(name.tokens.end - 1).ends_with('.')
            || self.tokens.is_capital(name.tokens.end)
            || name.tokens.len() > 1)
    }

    /// Words of headlines in capitals that the text does not use as names.
    fn without_headline_words(&self, names: Vec<Candidate>) -> Vec<Candidate> {
        let mut uses: HashMap<String, u32> = HashMap::new();
        let in_headline: Vec<bool> = names.iter().map(|n| self.is_shouted_heading(n.tokens.start)).collect();
        for (name, &headline) in names.iter().zip(&in_headline) {
            if !headline {
                *uses.entry(self.key(name)).or_default() += 1;
            }
        }
        names
            .into_iter()
            .zip(in_headline)
            .filter(|(name, headline)| !headline || uses.contains_key(&self.key(name)) || self.names_itself(name))
            .map(|(name, _)| name)
            .collect()
    }

    /// A paper's own name and bodies that every reader knows are names in any case.
    fn names_itself(&self, name: &Candidate) -> bool {
        is_publication(self.tokens, &name.tokens)
            || is_chamber(self.tokens, &name.tokens)
            || name.tokens.len() == 1
                && self.tokens.reader.lexicon.names.is_known_body(self.tokens.text(name.tokens.start))
    }

    fn is_shouted_heading(&self, token: u32) -> bool {
        let segmented = self.tokens.reader.segmented;
        let sentence = segmented.sentences.partition_point(|s| s.tokens.end <= token);
        let Some(sentence) = segmented.sentences.get(sentence) else { return false };
        segmented.blocks[sentence.block as usize].kind == BlockKind::Heading
            && !sentence.span.slice(self.tokens.reader.text()).contains(char::is_lowercase)
    }
}
