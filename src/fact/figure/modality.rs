//! How a figure holds.

use super::super::context::Context;
use super::super::{Modality, Mood};
use super::{CLIMB, Figure};
use crate::date::PartialDate;
use crate::language::{Deprel, Upos, Xpos};
use crate::mention::Hedge;
use crate::segment::BlockKind;
use std::ops::Range;

impl Context<'_> {
    /// How a figure holds; `count` is true for quantities, whose plans are targets.
    pub(in crate::fact) fn figure_modality(&self, figure: &Figure, count: bool) -> Modality {
        let cues = &self.lexicon.cues;
        let planned = if count { Modality::Target } else { Modality::Planned };
        let lemmas_before = |reach: u32| {
            let start = figure.tokens.start;
            (start.saturating_sub(reach)..start)
                .filter(move |&t| self.syntax.sentence(t) == figure.sentence)
                .map(|t| self.syntax.lemma(t))
        };
        let chain = self.governing_chain(figure);
        let moods: Vec<Mood> = chain.iter().map(|&v| self.mood(v)).collect();
        let nearest = chain.first().map(|&v| self.syntax.lemma(v));
        let mood = moods.first().copied().unwrap_or_default();
        let looks_ahead = moods.iter().take(2).any(|m| m.future || m.conditional || m.obliging)
            || chain.iter().any(|&v| self.plans(v) || self.is_subjunctive(v))
            || !count && self.belongs_to_a_plan(figure)
            || self.stands_under_a_plan(figure);
        let supposed = chain
            .iter()
            .take(2)
            .any(|&v| self.syntax.children_by(v, &[Deprel::Aux]).any(|a| cues.possible.contains(self.syntax.lemma(a))));
        let thought = nearest.is_some_and(|l| cues.valued.contains(l)) && lemmas_before(2).any(|l| l == "at");
        let forecast = thought
            || nearest.is_some_and(|l| cues.projected.contains(l))
            || lemmas_before(6).any(|l| cues.projected.contains(l));
        let bounded = figure.hedge != Hedge::Exact && figure.hedge != Hedge::About;
        let ruled = bounded
            && (looks_ahead
                || lemmas_before(8).any(|l| cues.rule.contains(l))
                || nearest.is_none() && self.block_sets_rules(figure));

        if self.is_tally(figure) {
            return Modality::Actual;
        }
        if !count && self.is_bound_of_a_class(figure) {
            return Modality::Limit;
        }
        if bounded && self.is_in_condition(figure) {
            return Modality::Limit;
        }
        if self.is_alternative_of_a_limit(figure)
            || nearest.is_some_and(|l| cues.limit.contains(l))
            || lemmas_before(5).any(|l| cues.limit.contains(l))
            || self.moves_a_limit(figure, chain.first().copied())
        {
            return Modality::Limit;
        }
        if self.is_left_behind(figure.tokens.clone()) {
            return Modality::Actual;
        }
        if supposed && figure.hedge != Hedge::Exact || forecast && !lemmas_before(4).any(|l| cues.target.contains(l)) {
            return Modality::Projected;
        }
        if figure.hedge == Hedge::AtMost
            && !supposed
            && (ruled || mood.possible || !self.is_past(chain.first().copied()))
        {
            return Modality::Limit;
        }
        if ruled
            && !(mood.conditional && nearest.is_some_and(|l| cues.purpose_subject.contains(l)))
            && (figure.hedge != Hedge::Under || lemmas_before(1).any(|l| cues.rule.contains(l)))
        {
            return Modality::Limit;
        }
        if self.is_given(figure) {
            return Modality::Actual;
        }
        if supposed {
            return Modality::Projected;
        }
        if count && (self.is_aimed_at(figure) || nearest.is_some_and(|l| cues.target.contains(l))) {
            return Modality::Target;
        }
        if mood.conditional {
            let moves = chain.first().is_some_and(|&v| !count && !self.is_outcome(v));
            return if moves { planned } else { Modality::Projected };
        }
        if !count && self.is_scheduled(figure, chain.first().copied()) {
            return planned;
        }
        if looks_ahead || !count && lemmas_before(4).any(|l| cues.planned.contains(l)) {
            return planned;
        }
        Modality::Actual
    }

    /// True if the figure that begins at a token is what another one is compared with: "up from", "against the",
    /// "compared with".
    pub(in crate::fact) fn is_compared(&self, start: u32) -> bool {
        const REACH: u32 = 4;
        let syntax = &self.syntax;
        let first = self.sentence_tokens(syntax.sentence(start)).start.max(start.saturating_sub(REACH));
        let filler = |t: u32| matches!(syntax.upos(t), Upos::Det | Upos::Adv | Upos::Adj | Upos::Pron);
        let Some(lead) = (first..start).rev().find(|&t| !filler(t)) else { return false };
        match syntax.form(lead) {
            "against" | "versus" | "than" | "from" => true,
            "with" | "to" => {
                lead.checked_sub(1).is_some_and(|t| syntax.lemma(t) == "compare" || syntax.form(t) == "compared")
            }
            _ => false,
        }
    }

    /// How a figure holds that another one is compared with: it is a fact unless its own words say that it was a plan.
    pub(in crate::fact) fn modality_compared(&self, figure: &Figure) -> Modality {
        let start = figure.tokens.start;
        let end = figure.tokens.end.min(self.syntax.words.len() as u32 - 1);
        let own = (start.saturating_sub(2)..start).chain(end..(end + 2).min(self.syntax.words.len() as u32));
        let planned = own
            .filter(|&t| self.syntax.sentence(t) == figure.sentence)
            .any(|t| self.lexicon.cues.planned.contains(self.syntax.lemma(t)));
        if planned { Modality::Planned } else { Modality::Actual }
    }

    /// "by 61 votes to 40": a count of votes is what happened, whatever stands above it.
    pub(super) fn is_tally(&self, figure: &Figure) -> bool {
        let end = figure.tokens.end;
        (figure.tokens.start..(end + 2).min(self.syntax.words.len() as u32))
            .any(|t| self.lexicon.cues.tallies.contains(self.syntax.lemma(t)))
            || end >= 3
                && self.syntax.form(figure.tokens.start.saturating_sub(1)) == "to"
                && self.lexicon.cues.tallies.contains(self.syntax.lemma(figure.tokens.start.saturating_sub(2)))
    }

    /// "if prices rise above 50 pesos": a bound on which something depends.
    fn is_in_condition(&self, figure: &Figure) -> bool {
        let syntax = &self.syntax;
        syntax.ancestors(self.figure_head(figure)).take(CLIMB).any(|t| {
            syntax.rel(t) == Deprel::Advcl
                && syntax.markers(t).any(|m| matches!(m, "if" | "when" | "where" | "once" | "unless" | "whenever"))
        })
    }

    /// The verbs above a figure: the nearest, and those that it is a complement or purpose of.
    fn governing_chain(&self, figure: &Figure) -> Vec<u32> {
        let syntax = &self.syntax;
        if let Some(next) = self.explaining_sentence(figure) {
            return next.filter(|&t| syntax.upos(t) == Upos::Verb).take(1).collect();
        }
        let mut chain = Vec::new();
        for at in syntax.ancestors(self.figure_head(figure)).take(CLIMB) {
            if figure.tokens.contains(&at) {
                continue;
            }
            let verb = syntax.upos(at) == Upos::Verb || self.syntax.child(at, &[Deprel::Cop]).is_some();
            let noun_of_plan = self.lexicon.cues.planned.contains(syntax.lemma(at));
            if verb || noun_of_plan {
                chain.push(at);
            }
            let goes_up = !verb
                || matches!(syntax.rel(at), Deprel::Xcomp | Deprel::Ccomp | Deprel::Csubj)
                || syntax.rel(at) == Deprel::Conj && syntax.child(at, &[Deprel::Nsubj, Deprel::NsubjPass]).is_none()
                || matches!(syntax.rel(at), Deprel::Advcl | Deprel::Acl) && syntax.xpos(at) != Xpos::Vbn;
            if !goes_up {
                break;
            }
        }
        chain
    }

    /// "recommended that a levy be charged".
    fn is_subjunctive(&self, verb: u32) -> bool {
        let syntax = &self.syntax;
        let helpers: Vec<u32> = syntax.children_by(verb, &[Deprel::Aux, Deprel::AuxPass, Deprel::Cop]).collect();
        helpers.iter().all(|&a| syntax.xpos(a) == Xpos::Vb)
            && helpers.iter().any(|&a| syntax.form(a) == "be")
            && syntax.children_by(verb, &[Deprel::Mark]).all(|m| syntax.form(m) != "to")
    }

    /// "the fare cut proposed in April, from 3 dollars to 2", "a planned levy of 5 million".
    fn belongs_to_a_plan(&self, figure: &Figure) -> bool {
        let syntax = &self.syntax;
        let nouns =
            syntax.ancestors(self.figure_head(figure)).take(CLIMB).take_while(|&t| syntax.upos(t) != Upos::Verb);
        nouns.filter(|&t| syntax.upos(t) == Upos::Noun).any(|noun| {
            syntax
                .children_by(noun, &[Deprel::Amod, Deprel::Acl])
                .any(|c| syntax.xpos(c) == Xpos::Vbn && self.lexicon.cues.planned.contains(syntax.lemma(c)))
        })
    }

    /// A verb or noun of planning, alone or with its particle ("set aside").
    fn plans(&self, token: u32) -> bool {
        let planned = &self.lexicon.cues.planned;
        planned.contains(self.syntax.lemma(token))
            || self
                .syntax
                .children_by(token, &[Deprel::CompoundPrt, Deprel::Advmod])
                .any(|c| c == token + 1 && planned.contains(self.syntax.lemma(c)))
    }

    /// True for verbs that say what something comes to ("cost", "save", "lose"): with "would" they forecast, where others
    /// say what is to be done.
    fn is_outcome(&self, verb: u32) -> bool {
        let (cues, lemma) = (&self.lexicon.cues, self.syntax.lemma(verb));
        cues.purpose_subject.contains(lemma) || cues.income.contains(lemma) || cues.effects.contains(lemma)
    }

    /// "the maximum fee would rise from 1,500 to 4,000", "double the highest fine, to 5 million".
    fn moves_a_limit(&self, figure: &Figure, verb: Option<u32>) -> bool {
        let (syntax, cues) = (&self.syntax, &self.lexicon.cues);
        let Some(verb) = verb.filter(|&v| cues.moves.contains(syntax.lemma(v))) else { return false };
        let what =
            [Deprel::Obj, Deprel::Nsubj, Deprel::NsubjPass].into_iter().find_map(|rel| syntax.child(verb, &[rel]));
        what.is_some_and(|what| {
            !syntax.subtree(what).contains(&figure.tokens.start)
                && (cues.limit.contains(syntax.lemma(what))
                    || syntax
                        .children_by(what, &[Deprel::Amod, Deprel::Compound])
                        .any(|m| cues.limit.contains(syntax.lemma(m))))
        })
    }

    /// "from 40 million to 65 million": the first of the two is what there is.
    pub(in crate::fact) fn is_left_behind(&self, figure: Range<u32>) -> bool {
        let syntax = &self.syntax;
        let end = figure.end;
        let from = figure.start.checked_sub(1).is_some_and(|t| syntax.form(t) == "from");
        from && (end as usize) < syntax.words.len()
            && syntax.form(end) == "to"
            && (self.money_in(end..end + 3).next().is_some() || syntax.upos(end + 1) == Upos::Num)
    }

    /// "contracts above 50 million", "homes worth over 2 million": a class of things, set off by a sum.
    fn is_bound_of_a_class(&self, figure: &Figure) -> bool {
        let syntax = &self.syntax;
        if !matches!(figure.hedge, Hedge::Over | Hedge::Under) {
            return false;
        }
        let head = self.figure_head(figure);
        let noun = syntax
            .head(head)
            .filter(|&n| n < figure.tokens.start && syntax.rel(head) == Deprel::Nmod && syntax.xpos(n) == Xpos::Nns);
        noun.is_some_and(|n| syntax.child(n, &[Deprel::Det, Deprel::NmodPoss]).is_none())
    }

    /// "fares rise to 3 euros on 1 July": the present tense of a day to come.
    fn is_scheduled(&self, figure: &Figure, verb: Option<u32>) -> bool {
        let Some(today) = self.document.date else { return false };
        let syntax = &self.syntax;
        verb.is_some_and(|verb| {
            matches!(syntax.xpos(verb), Xpos::Vbz | Xpos::Vbp)
                && self.dates_in(self.sentence_tokens(figure.sentence)).any(|date| {
                    let ahead = match date.date {
                        PartialDate::Day(day) => day > today,
                        PartialDate::Month(year, month) => (year, month) > (today.year(), today.month()),
                        PartialDate::Year(year) => year > today.year(),
                    };
                    ahead && syntax.ancestors(date.tokens.start).take(3).any(|t| t == verb)
                })
        })
    }

    /// A word of aiming or planning before a count, with no other verb between ("a target of", "planned").
    fn is_aimed_at(&self, figure: &Figure) -> bool {
        const REACH: u32 = 8;
        let cues = &self.lexicon.cues;
        let start = figure.tokens.start;
        for t in (start.saturating_sub(REACH)..start).rev() {
            let lemma = self.syntax.lemma(t);
            if self.syntax.sentence(t) != figure.sentence {
                return false;
            }
            if cues.target.contains(lemma) || cues.planned.contains(lemma) && self.syntax.rel(t) == Deprel::Amod {
                return true;
            }
            if self.syntax.upos(t) == Upos::Verb && self.syntax.rel(t) != Deprel::Amod {
                return false;
            }
        }
        false
    }

    /// "up to 30 million or 4% of sales": the second of two alternatives holds as the first does.
    fn is_alternative_of_a_limit(&self, figure: &Figure) -> bool {
        let Some(or) = figure.tokens.start.checked_sub(1).filter(|&t| self.syntax.form(t) == "or") else {
            return false;
        };
        let (money, counts) = (&self.mentions.money, &self.mentions.quantities);
        let money = money.get(money.partition_point(|m| m.tokens.end < or));
        let count = counts.get(counts.partition_point(|q| q.tokens.end < or));
        money.is_some_and(|m| m.tokens.end == or && m.hedge == Hedge::AtMost)
            || count.is_some_and(|q| q.tokens.end == or && q.hedge == Hedge::AtMost)
    }

    fn is_past(&self, verb: Option<u32>) -> bool {
        verb.is_some_and(|v| {
            self.syntax.xpos(v) == Xpos::Vbd
                || self
                    .syntax
                    .children_by(v, &[Deprel::Aux, Deprel::AuxPass])
                    .any(|a| matches!(self.syntax.xpos(a), Xpos::Vbd | Xpos::Vbz | Xpos::Vbp))
        })
    }

    /// "the 150-euro fee", "the nine provinces": a figure that is part of something known.
    fn is_given(&self, figure: &Figure) -> bool {
        let syntax = &self.syntax;
        let head = self.figure_head(figure);
        let determined = |noun: u32| {
            syntax.children_by(noun, &[Deprel::Det, Deprel::NmodPoss]).any(|d| {
                d < figure.tokens.start
                    && (syntax.rel(d) == Deprel::NmodPoss || syntax.form(d).eq_ignore_ascii_case("the"))
            })
        };
        let noun = syntax.head(head).filter(|&n| n >= figure.tokens.end && syntax.is_nominal(n));
        // Right between the article and a noun, whatever hangs on what.
        let end = figure.tokens.end;
        let between = figure.tokens.start.checked_sub(1).is_some_and(|t| syntax.form(t) == "the")
            && (end as usize) < syntax.words.len()
            && syntax.upos(end) == Upos::Noun;
        between || determined(head) || noun.is_some_and(determined)
    }

    /// True in a verbless line or an order ("Allocate 5 million ...") below a heading or line of plans, and
    /// in a heading that goes on with an infinitive ("5 million to mend roads").
    fn stands_under_a_plan(&self, figure: &Figure) -> bool {
        let syntax = &self.syntax;
        let own = self.sentence_tokens(figure.sentence);
        let finite = own.clone().any(|t| matches!(syntax.xpos(t), Xpos::Vbd | Xpos::Vbz | Xpos::Vbp | Xpos::Md));
        if !finite && self.explaining_sentence(figure).is_none() {
            let infinitive = own.clone().any(|t| {
                t >= figure.tokens.end
                    && syntax.xpos(t) == Xpos::To
                    && t + 1 < own.end
                    && syntax.xpos(t + 1) == Xpos::Vb
            });
            if infinitive && own.len() < 20 {
                return true;
            }
        }
        let order = syntax.xpos(own.start) == Xpos::Vb;
        if finite
            && !order
            && self.segmented.blocks[self.segmented.sentences[figure.sentence as usize].block as usize].kind
                != BlockKind::ListItem
        {
            return false;
        }
        if order {
            return true;
        }
        self.lines_above(figure).any(|tokens| {
            tokens.clone().any(|t| {
                self.lexicon.cues.planned.contains(syntax.lemma(t))
                    || syntax.xpos(t) == Xpos::Md && syntax.lemma(t) == "will"
            })
        })
    }

    fn block_sets_rules(&self, figure: &Figure) -> bool {
        self.lines_above(figure)
            .any(|tokens| tokens.clone().any(|t| self.lexicon.cues.rule.contains(self.syntax.lemma(t))))
    }
}
