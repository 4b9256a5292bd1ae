//! What a sum is for, as written.

use super::super::context::Context;
use super::super::figure::Figure;
use crate::language::{Deprel, NameKind, Upos, Xpos};
use crate::mention::Hedge;
use std::ops::Range;

/// What a sum is for, as written.
pub(super) fn purpose(ctx: &Context<'_>, figure: &Figure, trees: bool) -> Option<String> {
    let found = if trees { by_tree(ctx, figure) } else { None };
    let says = |tokens: &Range<u32>| {
        let words = tokens.clone().filter(|&t| ctx.syntax.upos(t) != Upos::Punct);
        !words.clone().all(|t| ctx.syntax.upos(t) == Upos::Pron || is_time(ctx, t) || ctx.syntax.upos(t) == Upos::Num)
    };
    let tokens = found.filter(says).or_else(|| by_words(ctx, figure).filter(says))?;
    let text = without_figure(ctx, &tokens, figure);
    (!text.is_empty()).then_some(text)
}

/// The words of a purpose without the sum that stands among them: "paid out | only 85 million".
fn without_figure(ctx: &Context<'_>, tokens: &Range<u32>, figure: &Figure) -> String {
    let sum = figure.tokens.start.max(tokens.start)..figure.tokens.end.min(tokens.end);
    if sum.is_empty() {
        return ctx.text(tokens);
    }
    let hedge = |t: u32| ctx.syntax.upos(t) == Upos::Adv && ctx.syntax.rel(t) == Deprel::Advmod;
    let mut left = tokens.start..sum.start;
    while !left.is_empty() && (hedge(left.end - 1) || matches!(ctx.syntax.upos(left.end - 1), Upos::Adp | Upos::Det)) {
        left.end -= 1;
    }
    let (left, right) = (ctx.text(&ctx.trim(left)), ctx.text(&ctx.trim(sum.end..tokens.end)));
    format!("{left} {right}").trim().to_owned()
}

#[expect(clippy::too_many_lines, reason = "one case after another, in the order in which they are tried")]
fn by_tree(ctx: &Context<'_>, figure: &Figure) -> Option<Range<u32>> {
    if let Some(next) = ctx.explaining_sentence(figure) {
        return explained(ctx, next);
    }
    let said = priced(ctx, figure).or_else(|| item(ctx, figure)).or_else(|| changed(ctx, figure));
    if let Some(found) = said.or_else(|| at_level(ctx, figure)).or_else(|| source(ctx, figure)) {
        return Some(found);
    }
    let syntax = &ctx.syntax;
    let head = ctx.figure_head(figure);
    // "the 40 million spent on a bridge"
    let spent = syntax.children_by(head, &[Deprel::Acl]).find(|&c| c > head && syntax.xpos(c) == Xpos::Vbn);
    if let Some(found) = spent.and_then(|participle| complement(ctx, participle, figure)) {
        return Some(found);
    }
    // "$40 million for a bridge", "3 billion of bonds": what hangs on the sum itself or follows it closely.
    if let Some(found) = following(ctx, figure).or_else(|| complement(ctx, head, figure)) {
        return Some(found);
    }
    let of = syntax.children(head).iter().copied().find(|&c| {
        syntax.rel(c) == Deprel::Nmod
            && syntax.upos(c) != Upos::Pron
            && syntax.marked(c, "of")
            && !figure.tokens.contains(&c)
    });
    if let Some(whole) = of {
        return Some(noun_phrase(ctx, whole, figure, &[]));
    }
    if let Some(found) = offence(ctx, figure) {
        return Some(found);
    }
    let mut empty = None;
    let mut verb = None;
    for at in syntax.ancestors(head).take(6) {
        let subject = subject_of(ctx, at).filter(|&s| syntax.head(s) != Some(at) || !holds(ctx, s, figure));
        // "Sweden's share is 780 million", "the contract is worth 160 million"
        if syntax.child(at, &[Deprel::Cop]).is_some() {
            return subject
                .map(|s| noun_phrase(ctx, s, figure, &[]))
                .or(empty.map(|n| noun_phrase(ctx, n, figure, &[])));
        }
        if figure.tokens.contains(&at) {
            continue;
        }
        if syntax.upos(at) == Upos::Verb {
            verb = verb.or(Some(at));
            let lemma = syntax.lemma(at);
            let object = syntax.child(at, &[Deprel::Obj]).filter(|&o| !holds(ctx, o, figure) && !is_named(ctx, o));
            if ctx.lexicon.cues.moves.contains(lemma)
                && let Some(mover) = object.or(subject)
            {
                return (!names_a_figure(ctx, mover)).then(|| noun_phrase(ctx, mover, figure, &[]));
            }
            if let Some(class) = class_of(ctx, at, figure) {
                return Some(class);
            }
            if let Some(found) = complement(ctx, at, figure) {
                return Some(found);
            }
            if ctx.lexicon.cues.purpose_subject.contains(lemma) && subject.is_none() {
                // "funds estimated to total 300 million"
                let clause = syntax.ancestors(at).take(3).find(|&t| syntax.rel(t) != Deprel::Xcomp);
                let clause = clause.filter(|&t| syntax.rel(t) == Deprel::Acl);
                if let Some((clause, noun)) = clause.and_then(|t| Some((t, syntax.head(t)?))) {
                    return Some(noun_phrase(ctx, noun, figure, &[clause]));
                }
            }
            let gives = ctx.lexicon.cues.income.contains(lemma) && subject.is_some_and(|s| !is_named(ctx, s));
            if (gives || ctx.lexicon.cues.purpose_subject.contains(lemma))
                && let Some(subject) = subject.filter(|&s| syntax.upos(s) != Upos::Pron)
            {
                return Some(noun_phrase(ctx, subject, figure, &[at]));
            }
            // "sold the library for $2 million": the sum is the price of the object.
            if let Some(object) = object {
                return Some(noun_phrase(ctx, object, figure, &[]));
            }
            if !matches!(syntax.rel(at), Deprel::Xcomp | Deprel::Conj)
                || syntax.rel(at) == Deprel::Conj && syntax.child(at, &[Deprel::Nsubj]).is_some()
            {
                break;
            }
        } else if syntax.is_nominal(at) && !is_sum(ctx, at) && !is_named(ctx, at) {
            if let Some(found) = complement(ctx, at, figure) {
                return Some(found);
            }
            let told_apart = syntax
                .children_by(at, &[Deprel::Amod, Deprel::Compound])
                .any(|c| !holds(ctx, c, figure) && !figure.tokens.contains(&c));
            if !ctx.lexicon.cues.empty_nouns.contains(syntax.lemma(at)) || told_apart {
                return Some(noun_phrase(ctx, at, figure, &[]));
            }
            empty = empty.or(Some(at));
        }
    }
    if let Some(noun) = empty {
        return Some(noun_phrase(ctx, noun, figure, &[]));
    }
    // Nothing but the verb says it: "recovered", "borrow ... abroad"; of a verb of speech, what is said.
    let verb = verb?;
    let said = ctx.lexicon.names.is_speech(syntax.lemma(verb)).then(|| syntax.child(verb, &[Deprel::Ccomp])).flatten();
    let verb = said.unwrap_or(verb);
    if ctx.lexicon.cues.projected.contains(syntax.lemma(verb)) || ctx.lexicon.cues.valued.contains(syntax.lemma(verb)) {
        return None;
    }
    let drop: Vec<u32> = syntax
        .children_by(
            verb,
            &[
                Deprel::Nsubj,
                Deprel::NsubjPass,
                Deprel::Aux,
                Deprel::AuxPass,
                Deprel::Mark,
                Deprel::Cc,
                Deprel::Conj,
                Deprel::Advcl,
                Deprel::Parataxis,
            ],
        )
        .filter(|c| {
            !matches!(syntax.rel(*c), Deprel::Conj | Deprel::Advcl | Deprel::Parataxis) || !holds(ctx, *c, figure)
        })
        .collect();
    let range = ctx.phrase(verb, &drop);
    (range.len() <= 16).then_some(range)
}

/// The subject of a verb: its own, that of the verb that it completes ("is expected to cost"), of the first of several
/// verbs, or the noun that it is said of ("bills, which stood at", "a fee raised to").
fn subject_of(ctx: &Context<'_>, verb: u32) -> Option<u32> {
    const LINKS: usize = 4;
    let syntax = &ctx.syntax;
    let mut at = verb;
    for _ in 0..LINKS {
        if let Some(subject) = syntax.child(at, &[Deprel::Nsubj, Deprel::NsubjPass]) {
            let relative = syntax.upos(subject) == Upos::Pron && syntax.rel(at) == Deprel::AclRelcl;
            return if relative { syntax.head(at) } else { Some(subject) };
        }
        let head = syntax.head(at)?;
        match syntax.rel(at) {
            Deprel::Xcomp => {
                if let Some(object) = syntax.child(head, &[Deprel::Obj]) {
                    return Some(object);
                }
                at = head;
            }
            Deprel::Conj => at = syntax.conjunct_of(at)?,
            Deprel::Acl if syntax.is_nominal(head) => return Some(head),
            _ => return None,
        }
    }
    None
}

/// "$2 million: repairs of the pier", "€4 billion – what exporters would save": a line that begins with its sum.
fn item(ctx: &Context<'_>, figure: &Figure) -> Option<Range<u32>> {
    const LONGEST: u32 = 14;
    let syntax = &ctx.syntax;
    let own = ctx.sentence_tokens(figure.sentence);
    if (own.start..figure.tokens.start).any(|t| !matches!(syntax.upos(t), Upos::Punct | Upos::Adv | Upos::Sym)) {
        return None;
    }
    let restated = ctx.money_in(figure.tokens.end..own.end.min(figure.tokens.end + 3)).next();
    let mut mark = restated.filter(|(_, m)| m.restates.is_some()).map_or(figure.tokens.end, |(_, m)| m.tokens.end);
    while mark < own.end && matches!(syntax.form(mark), ")" | "]") {
        mark += 1;
    }
    if mark + 1 >= own.end || !matches!(syntax.form(mark), ":" | "–" | "—" | "-" | "--") {
        return None;
    }
    let rest = mark + 1..own.end.min(mark + 1 + LONGEST);
    let stop = |t: u32| matches!(syntax.form(t), ";" | "(") || syntax.form(t) == "," && says_whose(ctx, t + 1);
    let end = rest.clone().find(|&t| stop(t)).unwrap_or(rest.end);
    Some(without_articles(ctx, rest.start..end))
}

/// "..., on the Commission's estimate", "..., if you believe it", "..., said the union".
fn says_whose(ctx: &Context<'_>, token: u32) -> bool {
    let syntax = &ctx.syntax;
    (token as usize) < syntax.words.len()
        && (matches!(syntax.form(token), "on" | "if" | "by" | "in" | "according" | "as")
            || ctx.lexicon.names.is_speech(syntax.lemma(token)))
}

/// "puts the cost of the rules at 700 million", "planned spending was cut by 4% to 3 billion", "which stood at": what is
/// at the level of the sum.
fn at_level(ctx: &Context<'_>, figure: &Figure) -> Option<Range<u32>> {
    let syntax = &ctx.syntax;
    let start = ctx.sentence_tokens(figure.sentence).start;
    let hedge = |t: u32| matches!(syntax.upos(t), Upos::Adv | Upos::Adj) || syntax.form(t) == "between";
    let lead = (start..figure.tokens.start).rev().find(|&t| !hedge(t)).filter(|&t| {
        let bound = t.checked_sub(1).is_some_and(|up| syntax.form(up) == "up") && figure.hedge == Hedge::AtMost;
        matches!(syntax.form(t), "at" | "to")
            && !bound
            && figure.tokens.start - t <= 3
            && syntax.xpos(t + 1) != Xpos::Dt
    })?;
    let head = ctx.figure_head(figure);
    let verb = syntax.head(head).filter(|&v| v < lead && syntax.upos(v) == Upos::Verb)?;
    let count = |t: u32| ctx.mentions.quantities.iter().any(|q| q.tokens.contains(&t));
    let object = syntax.child(verb, &[Deprel::Obj]).filter(|&o| o > verb && o < lead && !count(o));
    if let Some(object) = object {
        if syntax.upos(object) == Upos::Pron || is_sum(ctx, object) || is_named(ctx, object) {
            return None;
        }
        let from = syntax.subtree(object).start.max(verb + 1);
        let ends = |t: u32| {
            syntax.form(t) == "by" || syntax.form(t) == "," || syntax.upos(t) == Upos::Adp && is_time(ctx, t + 1)
        };
        let end = (object + 1..lead).find(|&t| ends(t)).unwrap_or(lead);
        return Some(without_articles(ctx, from..end));
    }
    let subject = subject_of(ctx, verb)?;
    (syntax.upos(subject) != Upos::Pron && !is_named(ctx, subject) && !names_a_figure(ctx, subject))
        .then(|| noun_phrase(ctx, subject, figure, &[verb]))
}

/// "this number", "the figure": a sum by another name.
fn names_a_figure(ctx: &Context<'_>, noun: u32) -> bool {
    ctx.lexicon.cues.figure_nouns.contains(ctx.syntax.lemma(noun))
        && ctx.syntax.children_by(noun, &[Deprel::Nmod, Deprel::Compound, Deprel::Amod]).next().is_none()
}

/// "households earning under 28,000", "homes worth over 2 million": the things that a sum sets off from others.
fn class_of(ctx: &Context<'_>, verb: u32, figure: &Figure) -> Option<Range<u32>> {
    let syntax = &ctx.syntax;
    let noun = syntax.head(verb).filter(|&n| n < verb && syntax.xpos(n) == Xpos::Nns)?;
    let bound = matches!(figure.hedge, Hedge::Over | Hedge::Under | Hedge::AtLeast | Hedge::AtMost);
    (bound && syntax.rel(verb) == Deprel::Acl && syntax.xpos(verb) == Xpos::Vbg)
        .then(|| without_articles(ctx, syntax.subtree(noun).start..figure.tokens.start))
}

/// True if the sentence is about the sum that was named last: "That number is to fall to", "The union puts it at".
pub(super) fn resumes(ctx: &Context<'_>, figure: &Figure) -> bool {
    let syntax = &ctx.syntax;
    let Some(verb) = syntax.ancestors(ctx.figure_head(figure)).take(3).find(|&t| syntax.upos(t) == Upos::Verb) else {
        return false;
    };
    let cues = &ctx.lexicon.cues;
    let known = cues.moves.contains(syntax.lemma(verb)) || cues.valued.contains(syntax.lemma(verb));
    let what =
        syntax.child(verb, &[Deprel::Obj]).or_else(|| subject_of(ctx, verb)).filter(|&s| s < figure.tokens.start);
    known
        && what.is_some_and(|what| {
            names_a_figure(ctx, what) || matches!(syntax.form(what).to_lowercase().as_str(), "it" | "this" | "that")
        })
}

/// "earned 58 billion from raw ore", "a levy on bets, to raise 900 million": where a sum comes from.
fn source(ctx: &Context<'_>, figure: &Figure) -> Option<Range<u32>> {
    let syntax = &ctx.syntax;
    let head = ctx.figure_head(figure);
    let verb = syntax.head(head).filter(|_| syntax.rel(head) == Deprel::Obj)?;
    if !ctx.lexicon.cues.income.contains(syntax.lemma(verb)) {
        return None;
    }
    let origin = [verb, head].into_iter().find_map(|at| {
        syntax
            .children_by(at, &[Deprel::Obl, Deprel::Nmod])
            .find(|&c| c > verb && syntax.marked(c, "from") && !is_time(ctx, c) && !is_named(ctx, c) && !is_sum(ctx, c))
    });
    if let Some(origin) = origin {
        return Some(noun_phrase(ctx, origin, figure, &[]));
    }
    let noun = syntax.head(verb).filter(|&n| {
        matches!(syntax.rel(verb), Deprel::Acl | Deprel::Advcl)
            && syntax.marked(verb, "to")
            && syntax.upos(n) == Upos::Noun
    })?;
    Some(noun_phrase(ctx, noun, figure, &[verb]))
}

/// "the 400-euro licence", "a $2 million bridge": the noun that a sum with an article stands before.
fn priced(ctx: &Context<'_>, figure: &Figure) -> Option<Range<u32>> {
    let syntax = &ctx.syntax;
    let sentence = ctx.sentence_tokens(figure.sentence);
    let article = figure.tokens.start.checked_sub(1).filter(|t| sentence.contains(t))?;
    if !matches!(syntax.xpos(article), Xpos::Dt | Xpos::PrpS) {
        return None;
    }
    let modifies = |t: u32| matches!(syntax.upos(t), Upos::Noun | Upos::Adj | Upos::Propn) && !is_time(ctx, t);
    let last = (figure.tokens.end..sentence.end).take_while(|&t| modifies(t)).last()?;
    let noun = syntax.upos(last) == Upos::Noun;
    let says = last > figure.tokens.end || !ctx.lexicon.cues.empty_nouns.contains(syntax.lemma(last));
    (noun && says).then(|| noun_phrase(ctx, last, figure, &[]))
}

/// "raise the fee for late reports from 10 million to 25 million", "a cut in the fare from 3 euros to 2": what changes
/// stands before "from".
fn changed(ctx: &Context<'_>, figure: &Figure) -> Option<Range<u32>> {
    let syntax = &ctx.syntax;
    let start = ctx.sentence_tokens(figure.sentence).start;
    let led = |t: u32| t.checked_sub(1).filter(|&b| b >= start && matches!(syntax.form(b), "from" | "to"));
    let mut from = led(figure.tokens.start)?;
    if syntax.form(from) == "to" {
        // "from A to B": the first sum of the two.
        let first = ctx.money_in(start..from).last().map(|(_, m)| m.tokens.clone()).filter(|t| t.end == from)?;
        from = led(first.start).filter(|&t| syntax.form(t) == "from")?;
    }
    let verb = (start..from).rev().find(|&t| {
        syntax.upos(t) == Upos::Verb
            && ctx.lexicon.cues.moves.contains(syntax.lemma(t))
            && syntax.child(t, &[Deprel::Obj]).is_some_and(|o| o > t && o < from && syntax.is_nominal(o))
    })?;
    let object = syntax.child(verb, &[Deprel::Obj])?;
    Some(without_articles(ctx, syntax.subtree(object).start.max(verb + 1)..from))
}

/// The words without the article or owner that they begin with.
fn without_articles(ctx: &Context<'_>, range: Range<u32>) -> Range<u32> {
    let mut range = ctx.trim(range);
    while range.len() > 1 && matches!(ctx.syntax.xpos(range.start), Xpos::Dt | Xpos::PrpS) {
        range.start += 1;
    }
    ctx.trim(range)
}

/// "was fined 3 million by the agency, a watchdog, for dumping waste": what a sum that was imposed is for,
/// wherever the tree hung it.
fn offence(ctx: &Context<'_>, figure: &Figure) -> Option<Range<u32>> {
    let syntax = &ctx.syntax;
    let cues = &ctx.lexicon.cues;
    let verb = syntax.ancestors(ctx.figure_head(figure)).find(|&t| syntax.upos(t) == Upos::Verb)?;
    if !cues.fined.contains(syntax.lemma(verb)) && !cues.imposed.contains(syntax.lemma(verb)) {
        return None;
    }
    let end = ctx.sentence_tokens(figure.sentence).end;
    let gerund = (figure.tokens.end..end.saturating_sub(1))
        .take_while(|&t| syntax.form(t) != ";" && !syntax.is_finite(t))
        .find(|&t| syntax.form(t) == "for" && syntax.xpos(t + 1) == Xpos::Vbg)?;
    Some(noun_phrase(ctx, gerund + 1, figure, &[]))
}

/// True if a noun is a named thing or a pronoun: whom a sum goes to, not what it is for.
fn is_named(ctx: &Context<'_>, noun: u32) -> bool {
    ctx.syntax.upos(noun) == Upos::Pron || ctx.referent(noun).is_some_and(|e| ctx.is_agent(e))
}

/// "for" soon behind a sum, whatever the tree hangs it on ("5 million a year over six years for roads").
fn following(ctx: &Context<'_>, figure: &Figure) -> Option<Range<u32>> {
    const REACH: u32 = 10;
    let syntax = &ctx.syntax;
    let end = ctx.sentence_tokens(figure.sentence).end.min(figure.tokens.end + REACH);
    let until = (figure.tokens.end..end)
        .find(|&t| {
            syntax.upos(t) == Upos::Verb
                || matches!(syntax.form(t), "," | ";" | ":" | ".")
                || syntax.form(t) == "and" && !is_time(ctx, t - 1)
                || syntax.form(t) == "for"
        })
        .filter(|&t| syntax.form(t) == "for")?;
    let head = syntax.head(until).filter(|&h| h > until && !is_time(ctx, h) && !is_sum(ctx, h))?;
    Some(noun_phrase(ctx, head, figure, &[]))
}

/// "for a bridge", "on roads", "to build a bridge" below a verb, a noun or the sum.
fn complement(ctx: &Context<'_>, at: u32, figure: &Figure) -> Option<Range<u32>> {
    let syntax = &ctx.syntax;
    let cues = &ctx.lexicon.cues;
    let free = |c: u32| !figure.tokens.contains(&c) && !is_time(ctx, c) && !is_sum(ctx, c) && !holds(ctx, c, figure);
    let marked = |preposition: &str, strong: bool| {
        let found = syntax.children(at).iter().copied().find(|&c| {
            matches!(syntax.rel(c), Deprel::Nmod | Deprel::Obl | Deprel::Advcl | Deprel::Acl | Deprel::OblUnmarked)
                && free(c)
                && syntax.marked(c, preposition)
                && (strong
                    || !ctx.referent(c).is_some_and(|e| {
                        matches!(ctx.entities.get(e).kind, NameKind::Place | NameKind::Report | NameKind::Law)
                    }))
        });
        found.map(|child| noun_phrase(ctx, child, figure, &[]))
    };
    if let Some(found) = cues.prepositions.iter().find_map(|p| marked(p, true)) {
        return Some(found);
    }
    // "to replace lead pipes"
    let infinitive = syntax.children(at).iter().copied().find(|&c| {
        c > figure.tokens.start
            && matches!(syntax.rel(c), Deprel::Acl | Deprel::Advcl | Deprel::Xcomp)
            && syntax.marked(c, "to")
            && syntax.upos(c) == Upos::Verb
            && free(c)
    });
    infinitive
        .map(|c| noun_phrase(ctx, c, figure, &[]))
        .or_else(|| cues.weak_prepositions.iter().find_map(|p| marked(p, false)))
}

/// True if a token is part of a sum.
fn is_sum(ctx: &Context<'_>, token: u32) -> bool {
    let money = &ctx.mentions.money;
    let index = money.partition_point(|m| m.tokens.end <= token);
    money.get(index).is_some_and(|m| m.tokens.start <= token)
}

fn is_time(ctx: &Context<'_>, token: u32) -> bool {
    let dates = &ctx.mentions.dates;
    let index = dates.partition_point(|d| d.tokens.end <= token);
    dates.get(index).is_some_and(|d| d.tokens.start <= token) || ctx.lexicon.figures.is_time(ctx.syntax.lemma(token))
}

fn holds(ctx: &Context<'_>, token: u32, figure: &Figure) -> bool {
    let subtree = ctx.syntax.subtree(token);
    subtree.start <= figure.tokens.start && figure.tokens.end <= subtree.end
}

/// "in its draft budget": where a sum stands written, not what it is for.
fn is_document(ctx: &Context<'_>, token: u32) -> bool {
    matches!(ctx.syntax.rel(token), Deprel::Nmod | Deprel::Obl)
        && ["in", "under", "during", "through"].iter().any(|p| ctx.syntax.marked(token, p))
        && (ctx.referent(token).is_some_and(|e| matches!(ctx.entities.get(e).kind, NameKind::Report | NameKind::Law))
            || ctx.lexicon.cues.empty_nouns.contains(ctx.syntax.lemma(token)))
}

/// A phrase without the figure inside it, and without relative clauses, appositions and dates behind its head.
fn noun_phrase(ctx: &Context<'_>, head: u32, figure: &Figure, without: &[u32]) -> Range<u32> {
    let syntax = &ctx.syntax;
    let mut drop = without.to_vec();
    for &child in syntax.children(head) {
        // "proposed by the board" says whose it is.
        let authored = syntax.rel(child) == Deprel::Acl
            && syntax.xpos(child) == Xpos::Vbn
            && syntax.children_by(child, &[Deprel::Obl, Deprel::OblAgent]).any(|c| syntax.marked(c, "by"));
        let relative = authored || matches!(syntax.rel(child), Deprel::AclRelcl | Deprel::Appos | Deprel::Parataxis);
        let sum = syntax.subtree(child).start <= figure.tokens.start && figure.tokens.end <= syntax.subtree(child).end;
        if relative
            || sum
            || is_document(ctx, child)
            || matches!(syntax.rel(child), Deprel::Nmod | Deprel::Obl | Deprel::OblUnmarked) && is_time(ctx, child)
        {
            drop.push(child);
        }
    }
    let mut range = ctx.phrase(head, &drop);
    // The figure stands at the front of the phrase ("a $40 million bridge").
    if range.contains(&figure.tokens.start) {
        if head >= figure.tokens.end {
            range.start = figure.tokens.end;
        } else {
            range.end = figure.tokens.start;
        }
    }
    ctx.trim(without_comparison(ctx, without_articles(ctx, range)))
}

/// "handling cash | , a fifth more than in 2023": what compares a sum with another is not what it is for.
fn without_comparison(ctx: &Context<'_>, range: Range<u32>) -> Range<u32> {
    let syntax = &ctx.syntax;
    let cues = &ctx.lexicon.cues;
    let compares = |t: u32| cues.up.contains(syntax.lemma(t)) || cues.down.contains(syntax.lemma(t));
    let comma = range.clone().skip(1).find(|&t| {
        syntax.form(t) == "," && (t + 1..range.end.min(t + 4)).any(|n| compares(n) && syntax.upos(n) != Upos::Verb)
    });
    comma.map_or(range.clone(), |comma| range.start..comma)
}

/// "That is how much the state spent on schools": what the next sentence says the sum is for.
fn explained(ctx: &Context<'_>, next: Range<u32>) -> Option<Range<u32>> {
    let syntax = &ctx.syntax;
    let nothing =
        Figure { tokens: next.start..next.start + 1, sentence: syntax.sentence(next.start), hedge: Hedge::Exact };
    next.filter(|&t| syntax.upos(t) == Upos::Verb).find_map(|verb| complement(ctx, verb, &nothing))
}

/// Without a tree: the words behind a preposition of purpose right after the sum, or the noun behind the sum.
fn by_words(ctx: &Context<'_>, figure: &Figure) -> Option<Range<u32>> {
    const LONGEST: u32 = 8;
    let syntax = &ctx.syntax;
    let end = ctx.sentence_tokens(figure.sentence).end;
    let stops = |t: u32| {
        matches!(syntax.form(t), "," | ";" | ":" | "." | "(" | ")" | "—" | "–" | "“" | "”" | "\"") || is_time(ctx, t)
    };
    let phrase = |from: u32| {
        let until = (from..end.min(from + LONGEST)).find(|&t| stops(t)).unwrap_or(end.min(from + LONGEST));
        (until > from).then(|| ctx.trim(from..until)).filter(|r| !r.is_empty())
    };
    let lead = (figure.tokens.end..end.min(figure.tokens.end + 6))
        .take_while(|&t| !stops(t))
        .find(|&t| ctx.lexicon.cues.prepositions.iter().any(|p| p == syntax.form(t)) || syntax.form(t) == "to");
    match lead {
        Some(preposition) => phrase(preposition + 1),
        None if figure.tokens.end < end
            && syntax.form(figure.tokens.end).starts_with(char::is_alphabetic)
            && !ctx.lexicon.figures.is_stop(&syntax.form(figure.tokens.end).to_lowercase()) =>
        {
            phrase(figure.tokens.end)
        }
        None => None,
    }
}
