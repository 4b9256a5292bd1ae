//! The small grammar of titles: what they begin with, their head, the body behind "of".

use super::{BodyRef, REACH, Reader, Title};
use crate::language::NameKind;
use crate::language::{Upos, Xpos};
use std::ops::Range;

impl Reader<'_> {
    /// Reads one title that starts at `start` and lies before `limit`.
    pub(super) fn title(&self, start: u32, limit: u32) -> Option<Title> {
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
    pub(super) fn owner_before(&self, whose: u32) -> Option<BodyRef> {
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
    pub(super) fn is_inner(&self, token: u32) -> bool {
        // "briefing reporters": somebody does something.
        let acts = self.syntax.xpos(token) == Xpos::Vbg && self.syntax.upos(token) == Upos::Verb;
        !acts && matches!(self.syntax.upos(token), Upos::Noun | Upos::Propn | Upos::Adj)
            || matches!(self.syntax.form(token), "-" | "‑")
            || self.lexicon.posts.is_adjective(&self.lower(token))
    }

    pub(super) fn is_demonym(&self, token: u32) -> bool {
        self.lexicon.country_of_demonym(self.syntax.form(token)).is_some()
    }

    /// Reads "of the committee", "for energy and housing", "at X": bodies are collected, other
    /// phrases lengthen the title.
    pub(super) fn tail(&self, words: &mut Range<u32>, bodies: &mut Vec<BodyRef>, limit: u32) {
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
    pub(super) fn qualifies_noun(&self, name: &Range<u32>, phrase_end: u32) -> bool {
        name.end + 1 < phrase_end
            && self.is_possessive_mark(name.end)
            && !self.lexicon.references.noun(self.syntax.lemma(phrase_end - 1)).is_empty()
    }

    pub(super) fn tail_end(&self, words_end: u32, bodies: &[BodyRef]) -> u32 {
        bodies.iter().fold(words_end, |end, body| match body {
            BodyRef::Name(name) => end.max(self.names.all[*name as usize].tokens.end),
            BodyRef::Token(token) | BodyRef::Demonym(token) | BodyRef::Party(token) => end.max(token + 1),
        })
    }

    /// End of the noun phrase that starts at `from`: nouns, adjectives, names, hyphens, possessives,
    /// and "and" between nouns.
    pub(super) fn noun_phrase_end(&self, from: u32, limit: u32) -> u32 {
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

    pub(super) fn nominal_follows(&self, from: u32, limit: u32) -> bool {
        from < limit
            && matches!(self.syntax.upos(from), Upos::Noun | Upos::Adj | Upos::Propn)
            && !self.is_post(from)
            && self.names.covering(from).is_none_or(|n| self.names.all[n as usize].kind != NameKind::Person)
    }

    /// "for clean, just and competitive transition": a list of words that ends with "and".
    pub(super) fn list_goes_on(&self, from: u32, limit: u32) -> bool {
        let end = limit.min(from + 5);
        (from..end).find(|&t| self.syntax.upos(t) == Upos::Cconj).is_some_and(|and| {
            (from..and).all(|t| matches!(self.syntax.upos(t), Upos::Noun | Upos::Adj) && !self.is_post(t))
                && self.nominal_follows(and + 1, limit)
        })
    }

    /// One or more titles joined by "and" or commas.
    pub(super) fn titles(&self, start: u32, limit: u32) -> Vec<Title> {
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

    pub(super) fn title_starts(&self, from: u32, limit: u32) -> bool {
        self.title(from, limit).is_some_and(|t| t.head <= from + 4)
    }
}
