//! Posts that a clause gives: "X is the chair of Y", "who leads Y", "led by X", "teaches at Y".

use super::{BodyRef, Place, REACH, Reader, Role};
use crate::language::{Deprel, NameKind, Upos, Xpos};

impl Reader<'_> {
    /// "who leads Y", "who is the chair of Y", "who was the minister", "who now teaches at Y".
    pub(super) fn relative(&self, at: &Place, from: u32, roles: &mut Vec<Role>) {
        self.verb_phrase(at, from, at.sentence.end.min(from + REACH), "relative clause", roles);
    }

    /// "whose president is X", "the guild's president is X".
    pub(super) fn reverse_predication(&self, at: &Place, roles: &mut Vec<Role>) {
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
    pub(super) fn led_by(&self, at: &Place, roles: &mut Vec<Role>) {
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
    pub(super) fn predication(&self, at: &Place, from: u32, roles: &mut Vec<Role>) {
        let start = self.skip_parenthesis(from, at.sentence.end);
        if start < at.sentence.end {
            self.verb_phrase(at, start, at.sentence.end.min(start + REACH), "predication", roles);
        }
    }

    /// Steps over ", ... ," after a name.
    pub(super) fn skip_parenthesis(&self, from: u32, limit: u32) -> u32 {
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

    pub(super) fn verb_phrase(
        &self,
        at: &Place,
        from: u32,
        limit: u32,
        construction: &'static str,
        roles: &mut Vec<Role>,
    ) {
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
                let body = self.body_at(body_from, limit).map(|(body, _)| body);
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
        self.employed(at, verb, limit, construction, roles);
    }

    /// "was elected president of", "was named head of", "serves as", "became chair of", "works for", "teaches at".
    fn employed(&self, at: &Place, verb: u32, limit: u32, construction: &'static str, roles: &mut Vec<Role>) {
        let syntax = self.syntax;
        let lemma = syntax.lemma(verb);
        let mut next = verb + 1;
        match lemma {
            "join" | "rejoin" | "leave" | "quit" | "resign" | "retire" | "step" => {
                self.moved(at, verb, limit, construction, roles);
            }
            "succeed" | "replace" => self.succession(at, verb, limit, construction, roles),
            "speak" if next < limit && syntax.form(next) == "for" => self.body_after(at, next, roles),
            "serve" | "act" | "work" | "teach" | "sit" => {
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
                } else if next < limit && matches!(syntax.form(next), "for" | "at" | "on" | "with" | "in") {
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

    /// "joins Y as an adviser", "leaves Y for Z", "left Y to head Z", "resigned as chair of Y".
    fn moved(&self, at: &Place, verb: u32, limit: u32, construction: &'static str, roles: &mut Vec<Role>) {
        let syntax = self.syntax;
        let joins = matches!(syntax.lemma(verb), "join" | "rejoin");
        let mut from = verb + 1;
        if from < limit && syntax.form(from) == "down" {
            from += 1;
        }
        let body = self.body_at(from, limit).filter(|_| !matches!(syntax.lemma(verb), "retire" | "step"));
        let (body, end) = body.map_or((None, from), |(body, end)| (Some(body), end));
        let stop = |t: &u32| matches!(syntax.form(*t), ";" | ":") || syntax.is_finite(*t);
        let clause_end = (end..limit).find(stop).unwrap_or(limit);
        let mut titles = match (end..clause_end).find(|&t| syntax.form(t) == "as") {
            Some(lead) => self.titles(lead + 1, self.time_from(lead + 1, limit)),
            None => Vec::new(),
        };
        for title in &mut titles {
            title.former |= !joins;
            title.bodies.extend(body.filter(|_| title.bodies.is_empty()));
        }
        if titles.is_empty()
            && let Some(body) = body
        {
            Self::push_body(at, body, construction, roles);
            if let Some(role) = roles.last_mut() {
                role.former = !joins;
            }
        }
        for title in titles {
            Self::push(at, title, construction, roles);
        }
        if !joins && body.is_some() && end + 1 < limit {
            match syntax.form(end) {
                "for" => self.body_after(at, end, roles),
                "to" if syntax.upos(end + 1) == Upos::Verb => {
                    self.verb_phrase(at, end + 1, limit, construction, roles);
                }
                _ => {}
            }
        }
    }

    /// "succeeds X as chair of Y": one comes, the other goes.
    fn succession(&self, at: &Place, verb: u32, limit: u32, construction: &'static str, roles: &mut Vec<Role>) {
        let syntax = self.syntax;
        let is_person = |name: &u32| self.names.all[*name as usize].kind == NameKind::Person;
        let other = (verb + 1..limit.min(verb + 6)).find_map(|t| self.names.starting_at(t)).filter(is_person);
        let Some(other) = other else { return };
        let end = self.names.all[other as usize].tokens.end;
        let Some(lead) = (end..limit.min(end + 3)).find(|&t| syntax.form(t) == "as") else { return };
        let goes =
            Place { holder: other, name: self.names.all[other as usize].tokens.clone(), sentence: at.sentence.clone() };
        let limit = self.time_from(lead + 1, limit);
        for title in self.titles(lead + 1, limit) {
            Self::push(at, title, construction, roles);
        }
        for mut title in self.titles(lead + 1, limit) {
            title.former = true;
            Self::push(&goes, title, construction, roles);
        }
    }

    /// "Speaking for Y, X said": for whom somebody speaks.
    pub(super) fn spoken_for(&self, at: &Place, roles: &mut Vec<Role>) {
        let syntax = self.syntax;
        let start = at.sentence.start;
        let comma = self.address_start(at).checked_sub(1).filter(|&t| t > start + 2 && syntax.form(t) == ",");
        let speaks = matches!(syntax.lemma(start), "speak" | "open" | "reply" | "close" | "respond" | "answer")
            && syntax.xpos(start) == Xpos::Vbg;
        let Some(comma) = comma.filter(|_| speaks) else { return };
        let lead = match (syntax.form(start + 1), syntax.form(start + 2)) {
            ("for", _) => start + 1,
            ("on", "behalf") => start + 3,
            _ => return,
        };
        if self.body_at(lead + 1, comma).is_some_and(|(_, end)| end == comma) {
            self.body_after(at, lead, roles);
        }
    }

    /// Where words begin that say when: "as chair of Y | on 1 May".
    fn time_from(&self, from: u32, limit: u32) -> u32 {
        let calendar = &self.lexicon.calendar;
        let time = |t: u32| {
            let lower = self.lower(t);
            self.syntax.upos(t) == Upos::Num || calendar.month(&lower).is_some() || calendar.weekday(&lower).is_some()
        };
        let lead = |t: u32| matches!(self.syntax.form(t), "on" | "in" | "from" | "until" | "since" | "next" | "last");
        (from..limit.saturating_sub(1)).find(|&t| lead(t) && time(t + 1)).unwrap_or(limit)
    }

    /// The body that a noun phrase names, and its end.
    pub(super) fn body_at(&self, from: u32, limit: u32) -> Option<(BodyRef, u32)> {
        let syntax = self.syntax;
        let mut from = from;
        while from < limit && syntax.upos(from) == Upos::Det {
            from += 1;
        }
        let end = self.noun_phrase_end(from, limit);
        let last = end.checked_sub(1).filter(|&t| t >= from)?;
        let body = match self.names.covering(last).or_else(|| self.names.starting_at(from)) {
            Some(n) if self.names.all[n as usize].kind == NameKind::Organization => BodyRef::Name(n),
            None if !self.lexicon.references.noun(syntax.lemma(last)).is_empty() => BodyRef::Token(last),
            _ => return None,
        };
        Some((body, end))
    }

    pub(super) fn is_passive_at(&self, verb: u32, from: u32) -> bool {
        verb > from && self.syntax.xpos(verb) == Xpos::Vbn && self.syntax.lemma(verb - 1) == "be"
    }
}
