//! Stages of laws: passed by whom, when in force, voted down, repealed.

mod listed;

use super::context::Context;
use super::{Fact, FactKind, LawStage, Modality, Stage};
use crate::date::PartialDate;
use crate::entity::EntityId;
use crate::language::{Deprel, NameKind, Upos, Xpos};
use crate::lexicon::{Company, StageCue};

/// Sentences in which a bill that was brought up without a name is named.
const LOOK_AHEAD: u32 = 3;

/// Finds the stages of the laws of a document.
#[must_use]
pub fn law_facts(ctx: &Context<'_>) -> Vec<Fact> {
    let mut facts = Vec::new();
    for token in 0..ctx.syntax.words.len() as u32 {
        if ctx.is_quoted(token) {
            continue;
        }
        match ctx.syntax.upos(token) {
            Upos::Verb | Upos::Aux => {
                moved(ctx, token, &mut facts);
                moves(ctx, token, &mut facts);
            }
            Upos::Noun | Upos::Propn => {
                named(ctx, token, &mut facts);
                state(ctx, token, &mut facts);
            }
            Upos::Adj => state(ctx, token, &mut facts),
            _ => {}
        }
    }
    listed::listed(ctx, &mut facts);
    without_repeats(facts)
}

/// The first cue whose company is there.
fn cue<'c>(ctx: &Context<'_>, word: u32, cues: &'c [StageCue]) -> Option<&'c StageCue> {
    let syntax = &ctx.syntax;
    let particle = syntax.child(word, &[Deprel::CompoundPrt]).map(|p| syntax.lemma(p));
    cues.iter().find(|cue| match &cue.company {
        Company::Alone => particle.is_none(),
        Company::Particle(wanted) => {
            particle == Some(wanted.as_str())
                || (word as usize + 1 < syntax.words.len() && syntax.form(word + 1) == wanted)
                || syntax.children_by(word, &[Deprel::Advmod]).any(|c| syntax.lemma(c) == wanted && c == word + 1)
        }
        Company::Noun { qualifier, noun } => complements(ctx, word).into_iter().any(|c| {
            syntax.lemma(c).eq_ignore_ascii_case(noun)
                && qualifier
                    .as_ref()
                    .is_none_or(|q| syntax.children(c).iter().any(|&m| m < c && syntax.form(m).eq_ignore_ascii_case(q)))
                || syntax.marked(c, noun)
        }),
    })
}

/// Nouns that complete a verb: objects, obliques and what is coordinated with them.
fn complements(ctx: &Context<'_>, verb: u32) -> Vec<u32> {
    let syntax = &ctx.syntax;
    let relations = [Deprel::Obj, Deprel::Obl, Deprel::OblUnmarked, Deprel::Xcomp, Deprel::Nmod];
    let mut out: Vec<u32> = syntax.children_by(verb, &relations).flat_map(|c| syntax.conjuncts(c)).collect();
    // "sign X into law": the oblique may hang on the object.
    let below: Vec<u32> =
        out.iter().flat_map(|&c| syntax.children_by(c, &[Deprel::Nmod]).collect::<Vec<_>>()).collect();
    out.extend(below);
    out
}

/// The laws that a noun phrase stands for: named, referred to, or by one of their parts ("sections 4 to 9").
fn laws_at(ctx: &Context<'_>, head: u32) -> Vec<EntityId> {
    let is_law = |e: &EntityId| ctx.entities.get(*e).kind == NameKind::Law;
    let syntax = &ctx.syntax;
    let mut direct: Vec<EntityId> = ctx.referents(head).into_iter().filter(is_law).collect();
    if is_another(ctx, head) {
        direct.clear();
    }
    if direct.is_empty() {
        direct = explained(ctx, head);
    }
    if direct.is_empty() {
        direct.extend(named_later(ctx, head));
    }
    if direct.is_empty()
        && matches!(syntax.lemma(head), "one")
        && head.checked_sub(1).is_some_and(|t| matches!(syntax.form(t), "that" | "this" | "That" | "This"))
    {
        // "that one": the law last named.
        let from = ctx.sentence_tokens(syntax.sentence(head).saturating_sub(1)).start;
        direct.extend((from..head).rev().find_map(|t| ctx.entities.at(t).filter(is_law)));
    }
    if !direct.is_empty() || !ctx.lexicon.stages.is_part(&syntax.lemma(head).to_lowercase()) {
        return direct;
    }
    let whole: Vec<EntityId> = syntax
        .children_by(head, &[Deprel::Nmod, Deprel::NmodPoss, Deprel::Compound])
        .flat_map(|c| ctx.referents(c))
        .filter(is_law)
        .collect();
    if !whole.is_empty() {
        return whole;
    }
    // A part without its law belongs to the law that the text is about: the one last named before.
    let sentence = syntax.sentence(head);
    let from = ctx.sentence_tokens(sentence.saturating_sub(2)).start;
    (from..head).rev().find_map(|t| ctx.entities.at(t).filter(is_law)).into_iter().collect()
}

/// "a similar bill", "another act": one that the text has not spoken of before.
fn is_another(ctx: &Context<'_>, head: u32) -> bool {
    let syntax = &ctx.syntax;
    let indefinite =
        syntax.children_by(head, &[Deprel::Det]).any(|d| matches!(syntax.lemma(d), "a" | "an" | "another"));
    let named = ctx.mentions.names.iter().any(|n| n.kind == NameKind::Law && n.tokens.contains(&head));
    let beside = syntax.children_by(head, &[Deprel::Appos, Deprel::Flat]).any(|c| ctx.entities.at(c).is_some());
    indefinite && !named && !beside && is_law_noun(ctx, &syntax.lemma(head).to_lowercase())
}

/// "signed nine bills, among them the Tram Act and the Bus Act": the laws that a plural is said to hold.
fn listed_laws(ctx: &Context<'_>, head: u32) -> Vec<EntityId> {
    let syntax = &ctx.syntax;
    let law = is_law_noun(ctx, &syntax.lemma(head).to_lowercase());
    if syntax.xpos(head) != Xpos::Nns || !law {
        return Vec::new();
    }
    let end = ctx.sentence_tokens(syntax.sentence(head)).end;
    let opens = |t: u32| ctx.lexicon.stages.opens_list(&syntax.form(t).to_lowercase());
    let Some(start) = (head + 1..end).find(|&t| opens(t)) else { return Vec::new() };
    let mut out: Vec<EntityId> = Vec::new();
    for name in
        ctx.mentions.names.iter().filter(|n| n.kind == NameKind::Law && n.tokens.start > start && n.tokens.end <= end)
    {
        let object = name.tokens.clone().any(|t| syntax.rel(t) == Deprel::Obj);
        if let Some(entity) = ctx.entities.at(name.tokens.start).filter(|e| !object && !out.contains(e)) {
            out.push(entity);
        }
    }
    out
}

/// "a piece of legislation - the Harbour Act", "a bill, the Harbour Act,": the name in apposition.
fn explained(ctx: &Context<'_>, head: u32) -> Vec<EntityId> {
    let syntax = &ctx.syntax;
    let carried = syntax.children_by(head, &[Deprel::Nmod]).filter(|&c| syntax.marked(c, "of"));
    std::iter::once(head)
        .chain(carried)
        .flat_map(|h| syntax.children_by(h, &[Deprel::Appos]).collect::<Vec<_>>())
        .filter_map(|c| ctx.entities.at(c))
        .filter(|&e| ctx.entities.get(e).kind == NameKind::Law)
        .collect()
}

/// "tabled a bill to license drones. The Drone Act would ...": a law that the next sentences name for
/// the first time, as a subject.
fn named_later(ctx: &Context<'_>, head: u32) -> Option<EntityId> {
    let syntax = &ctx.syntax;
    let lemma = syntax.lemma(head).to_lowercase();
    let indefinite = syntax.child(head, &[Deprel::Det]).is_some_and(|d| matches!(syntax.lemma(d), "a" | "an"));
    let law = is_law_noun(ctx, &lemma);
    if !indefinite || !law || syntax.upos(head) != Upos::Noun {
        return None;
    }
    let sentence = syntax.sentence(head);
    let mut next = ctx.entities.all.iter().enumerate().filter(|(_, e)| {
        e.kind == NameKind::Law
            && e.mentions.first().is_some_and(|m| m.sentence > sentence && m.sentence <= sentence + LOOK_AHEAD)
    });
    let (index, entity) = next.next()?;
    let first = entity.mentions.first()?.tokens.clone();
    let subject = first.clone().any(|t| matches!(syntax.rel(t), Deprel::Nsubj | Deprel::NsubjPass));
    subject.then_some(EntityId(index as u32))
}

/// "reforms to the act": the law that is changed.
fn changed_laws(ctx: &Context<'_>, head: u32) -> Vec<EntityId> {
    let syntax = &ctx.syntax;
    if !ctx.lexicon.stages.is_change(&syntax.lemma(head).to_lowercase()) {
        return Vec::new();
    }
    syntax
        .children_by(head, &[Deprel::Nmod, Deprel::Obl])
        .filter(|&c| ["to", "of", "in"].iter().any(|m| syntax.marked(c, m)))
        .flat_map(|c| ctx.referents(c))
        .filter(|&e| ctx.entities.get(e).kind == NameKind::Law)
        .collect()
}

/// What a stage of a change means for the law that it changes.
fn stage_of_change(stage: Stage) -> Option<Stage> {
    match stage {
        Stage::Passed | Stage::Signed | Stage::InForce | Stage::Amended => Some(Stage::Amended),
        Stage::Proposed | Stage::Planned => Some(stage),
        Stage::Rejected | Stage::Repealed | Stage::Suspended => None,
    }
}

/// "The chamber passed the bill", "the bill was passed by the chamber", "a bill passed in May".
fn moved(ctx: &Context<'_>, verb: u32, facts: &mut Vec<Fact>) {
    let syntax = &ctx.syntax;
    let Some(cue) = cue(ctx, verb, ctx.lexicon.stages.object(syntax.lemma(verb))) else { return };
    let object = if syntax.is_passive(verb) {
        syntax
            .child(verb, &[Deprel::NsubjPass])
            .or_else(|| syntax.head(verb).filter(|_| matches!(syntax.rel(verb), Deprel::Acl | Deprel::AclRelcl)))
            .or_else(|| coordinated_object(ctx, verb))
            // "signed in 1962 and amended in 1996": the noun that the first participle modifies.
            .or_else(|| {
                let first = syntax.conjuncts_up(verb);
                syntax
                    .head(first)
                    .filter(|_| first != verb && matches!(syntax.rel(first), Deprel::Acl | Deprel::AclRelcl))
            })
            .or_else(|| syntax.child(verb, &[Deprel::Nsubj]))
            .or_else(|| behind_colon(ctx, verb))
    } else {
        // "voted for the bill": the law stands behind the preposition that the cue asks for.
        let behind = match &cue.company {
            Company::Noun { noun, .. } | Company::Particle(noun) => {
                complements(ctx, verb).into_iter().find(|&c| syntax.marked(c, noun))
            }
            Company::Alone => None,
        };
        // "gave the bill final approval", "gave approval to the bill".
        let given = match &cue.company {
            Company::Noun { noun, .. } => syntax
                .child(verb, &[Deprel::Iobj])
                .or_else(|| syntax.children_by(verb, &[Deprel::Obl]).find(|&c| syntax.marked(c, "to")))
                .filter(|_| syntax.child(verb, &[Deprel::Obj]).is_some_and(|o| syntax.lemma(o) == noun)),
            _ => None,
        };
        given.or(behind).or_else(|| syntax.child(verb, &[Deprel::Obj])).or_else(|| coordinated_object(ctx, verb))
    };
    let Some(object) = object.or_else(|| cleft(ctx, verb)) else { return };
    let object = ctx.antecedent_of(object, verb);
    let mut laws = laws_at(ctx, object);
    let mut stage = Stage::parse(&cue.stage);
    // "New clause 7 was moved": no stage of the bill.
    let piece = ctx.lexicon.stages.is_piece(&syntax.lemma(object).to_lowercase());
    if piece && matches!(stage, Some(Stage::Proposed | Stage::Planned)) {
        return;
    }
    if laws.is_empty() {
        laws = listed_laws(ctx, object);
    }
    if laws.is_empty() {
        laws = syntax.conjuncts(object).into_iter().flat_map(|c| changed_laws(ctx, c)).collect();
        stage = stage.and_then(stage_of_change);
    }
    let Some(stage) = stage.filter(|_| !laws.is_empty()) else { return };
    let mut bodies: Vec<EntityId> = ctx.acting(verb).into_iter().filter(|e| !laws.contains(e)).collect();
    // "was circulated for comment by the authority": the tree hung the agent on the noun between.
    if bodies.is_empty() && syntax.is_passive(verb) {
        let between = syntax.children_by(verb, &[Deprel::Obl]).filter(|&c| c > verb);
        let by = between.flat_map(|c| syntax.children_by(c, &[Deprel::Nmod])).filter(|&c| syntax.marked(c, "by"));
        bodies.extend(by.filter_map(|c| ctx.referent(c)).find(|&e| ctx.is_agent(e)));
    }
    if bodies.is_empty() {
        bodies.extend(keeper(ctx, object, verb).or_else(|| venue(ctx, verb, stage)).or_else(|| permitted(ctx, verb)));
    }
    push(ctx, verb, laws, stage, bodies, facts);
}

/// "The lower house, whose version was adopted": whose version it is.
fn keeper(ctx: &Context<'_>, object: u32, verb: u32) -> Option<EntityId> {
    let syntax = &ctx.syntax;
    let owner = syntax.child(object, &[Deprel::NmodPoss])?;
    let owner = if syntax.lemma(owner) == "whose" { ctx.antecedent_of(owner, verb) } else { owner };
    ctx.referent(owner).filter(|&e| ctx.entities.get(e).kind == NameKind::Organization)
}

/// "submitted to the assembly", "defeated in the senate": the body that has the law before it.
fn venue(ctx: &Context<'_>, verb: u32, stage: Stage) -> Option<EntityId> {
    let syntax = &ctx.syntax;
    let proposed = matches!(stage, Stage::Proposed | Stage::Planned);
    syntax
        .children_by(verb, &[Deprel::Obl])
        .filter(|&c| syntax.marked(c, "in") || proposed && ["to", "before", "at"].iter().any(|m| syntax.marked(c, m)))
        .filter_map(|c| ctx.referent(c))
        .find(|&e| ctx.entities.get(e).kind == NameKind::Organization)
}

/// "Leave was given to Ms Aas to introduce the bill": who is let do it.
fn permitted(ctx: &Context<'_>, verb: u32) -> Option<EntityId> {
    let syntax = &ctx.syntax;
    let above = syntax.head(verb).filter(|&h| syntax.marked(verb, "to") && syntax.is_passive(h))?;
    let to = syntax.children_by(above, &[Deprel::Obl]).find(|&c| c < verb && syntax.marked(c, "to"))?;
    ctx.referent(to).filter(|&e| ctx.is_agent(e))
}

/// "What she has signed is the act".
fn cleft(ctx: &Context<'_>, verb: u32) -> Option<u32> {
    let syntax = &ctx.syntax;
    let what = syntax
        .head(verb)
        .filter(|&h| syntax.rel(verb) == Deprel::AclRelcl && syntax.lemma(h).eq_ignore_ascii_case("what"))?;
    syntax.head(what).filter(|&h| syntax.child(h, &[Deprel::Cop]).is_some())
}

/// "Passed on Monday: the Harbour Bill": a participle that leads a line, with the law behind the colon.
fn behind_colon(ctx: &Context<'_>, verb: u32) -> Option<u32> {
    let syntax = &ctx.syntax;
    let tokens = ctx.sentence_tokens(syntax.sentence(verb));
    let leads = verb < tokens.start + 2 && syntax.xpos(verb) == Xpos::Vbn || verb < tokens.start + 1;
    let colon = (verb..tokens.end).find(|&t| syntax.form(t) == ":").filter(|_| leads)?;
    (colon..tokens.end).find(|&t| ctx.entities.at(t).is_some_and(|e| ctx.entities.get(e).kind == NameKind::Law))
}

/// "drafted and tabled the bill": the object of the verb that it is coordinated with.
fn coordinated_object(ctx: &Context<'_>, verb: u32) -> Option<u32> {
    let syntax = &ctx.syntax;
    let other = match syntax.rel(verb) {
        Deprel::Conj => syntax.head(verb),
        _ => syntax.child(verb, &[Deprel::Conj]),
    }?;
    if syntax.upos(other) != Upos::Verb || syntax.is_passive(other) != syntax.is_passive(verb) {
        return None;
    }
    syntax.child(other, if syntax.is_passive(verb) { &[Deprel::NsubjPass] } else { &[Deprel::Obj] })
}

/// "The bill passed the chamber", "the act takes effect in May".
fn moves(ctx: &Context<'_>, verb: u32, facts: &mut Vec<Fact>) {
    let syntax = &ctx.syntax;
    if syntax.is_passive(verb) && syntax.child(verb, &[Deprel::AuxPass, Deprel::OblAgent]).is_some()
        || matches!(syntax.rel(verb), Deprel::Acl | Deprel::Amod) && syntax.xpos(verb) == Xpos::Vbn
    {
        return;
    }
    let Some(cue) = cue(ctx, verb, ctx.lexicon.stages.subject(syntax.lemma(verb))) else { return };
    let agents = ctx.agents(verb);
    let laws: Vec<EntityId> = agents.iter().flat_map(|&a| laws_at(ctx, a)).collect();
    if laws.is_empty() {
        return;
    }
    let bodies: Vec<EntityId> = syntax
        .children_by(verb, &[Deprel::Obj, Deprel::Obl])
        // "got approval in the senate": the place hung on the approval.
        .flat_map(|c| std::iter::once(c).chain(syntax.children_by(c, &[Deprel::Nmod]).filter(move |&n| n > c)))
        .filter(|&c| {
            syntax.rel(c) == Deprel::Obj || syntax.marked(c, "in") || syntax.marked(c, "by") || syntax.marked(c, "at")
        })
        .filter_map(|c| ctx.referent(c))
        .filter(|&e| ctx.entities.get(e).kind == NameKind::Organization)
        .collect();
    if let Some(stage) = Stage::parse(&cue.stage) {
        push(ctx, verb, laws, stage, bodies, facts);
    }
}

/// "after the passage of the act", "the repeal of the act in 2011".
fn named(ctx: &Context<'_>, noun: u32, facts: &mut Vec<Fact>) {
    let syntax = &ctx.syntax;
    let Some(cue) = cue(ctx, noun, ctx.lexicon.stages.noun(syntax.lemma(noun))) else { return };
    let laws: Vec<EntityId> = syntax
        .children_by(noun, &[Deprel::Nmod, Deprel::NmodPoss])
        .filter(|&c| syntax.marked(c, "of") || syntax.rel(c) == Deprel::NmodPoss)
        .flat_map(|c| laws_at(ctx, c))
        .collect();
    // A noun alone asserts nothing ("they want the repeal of"): it must be placed in time or be what
    // something followed.
    let placed = syntax.markers(noun).any(|m| matches!(m, "after" | "since" | "following" | "with" | "upon" | "via"))
        || ctx.time(noun, &(noun..noun + 1)).is_some() && syntax.rel(noun) != Deprel::Obj;
    if laws.is_empty() || !placed {
        return;
    }
    let bodies = ctx.acting(noun).into_iter().filter(|e| !laws.contains(e)).collect();
    if let Some(stage) = Stage::parse(&cue.stage) {
        push(ctx, noun, laws, stage, bodies, facts);
    }
}

/// The law whose name ends right before a preposition, but for a comma or dash: "the act, in force since".
fn law_before(ctx: &Context<'_>, case: u32) -> Option<u32> {
    let mark = case.checked_sub(1).filter(|&t| ctx.syntax.upos(t) == Upos::Punct)?;
    let name = mark.checked_sub(1)?;
    let law = ctx.entities.at(name).is_some_and(|e| ctx.entities.get(e).kind == NameKind::Law);
    (law && ctx.syntax.sentence(name) == ctx.syntax.sentence(case)).then_some(name)
}

/// The noun that a phrase modifies, itself or by the participle that it is coordinated with: "passed
/// by the chamber and in force from May".
fn modified(ctx: &Context<'_>, word: u32) -> Option<u32> {
    let syntax = &ctx.syntax;
    let first = syntax.conjuncts_up(word);
    let modifier = matches!(syntax.rel(first), Deprel::Nmod | Deprel::Acl | Deprel::Appos | Deprel::Amod);
    syntax.head(first).filter(|_| modifier)
}

/// "The act is in force", "a bill is in the works".
fn state(ctx: &Context<'_>, word: u32, facts: &mut Vec<Fact>) {
    let syntax = &ctx.syntax;
    // "is in force", or "the act, in force since May".
    let case = syntax.child(word, &[Deprel::Case]);
    let modifies = case.and_then(|case| law_before(ctx, case).or_else(|| modified(ctx, word)));
    if syntax.child(word, &[Deprel::Cop]).is_none() && modifies.is_none() {
        return;
    }
    let stages = &ctx.lexicon.stages;
    let found = stages.state(syntax.lemma(word)).iter().find(|c| c.company == Company::Alone).or_else(|| {
        syntax.children_by(word, &[Deprel::Case]).find_map(|case| {
            stages.state(syntax.lemma(case)).iter().find(|c| {
                matches!(&c.company, Company::Noun { noun, .. } if syntax.lemma(word).eq_ignore_ascii_case(noun) || syntax.form(word).eq_ignore_ascii_case(noun))
            })
        })
    });
    // "is before the Riksdag": a body that sits, by whatever name.
    let before = case.filter(|&c| syntax.lemma(c) == "before").and_then(|_| ctx.referent(word));
    let before = before.filter(|&e| ctx.entities.get(e).kind == NameKind::Organization);
    let stage = match found {
        Some(cue) => Stage::parse(&cue.stage),
        None => before.map(|_| Stage::Proposed),
    };
    let Some(stage) = stage else { return };
    let laws: Vec<EntityId> = match modifies {
        Some(noun) => laws_at(ctx, noun),
        None => ctx.agents(word).iter().flat_map(|&a| laws_at(ctx, a)).collect(),
    };
    push(ctx, word, laws, stage, before.into_iter().collect(), facts);
}

fn push(
    ctx: &Context<'_>,
    word: u32,
    laws: Vec<EntityId>,
    mut stage: Stage,
    bodies: Vec<EntityId>,
    facts: &mut Vec<Fact>,
) {
    let mood = ctx.mood(word);
    if !mood.holds() || mood.conditional || mood.obliging || is_bare_gerund(ctx, word) {
        return;
    }
    // "If both chambers agree, it will take effect": only supposed.
    let conditions = &ctx.lexicon.frames.mood.conditions;
    let mut clauses = ctx.syntax.children_by(word, &[Deprel::Advcl]);
    if mood.future && clauses.any(|c| ctx.syntax.markers(c).any(|m| m != "once" && conditions.contains(m))) {
        return;
    }
    let below_plan = below_intention(ctx, word);
    if mood.future || below_plan {
        stage = match stage {
            Stage::InForce if !below_plan => Stage::InForce,
            Stage::Proposed if ctx.lexicon.stages.handles(ctx.syntax.lemma(word)) && !below_plan => Stage::Proposed,
            Stage::Proposed | Stage::Planned => Stage::Planned,
            _ => return,
        };
    }
    let heading = || ctx.heading_day(ctx.syntax.sentence(word)).filter(|_| ctx.tells_past(word));
    let date = ctx.time(word, &(word..word + 1)).or_else(|| year_of_law(ctx, &bodies)).or_else(heading);
    let mut bodies: Vec<EntityId> = bodies.into_iter().filter(|&e| ctx.is_agent(e)).collect();
    let described_body = described_body(ctx, word, stage).filter(|_| bodies.is_empty());
    if bodies.is_empty()
        && described_body.is_none()
        && matches!(stage, Stage::Passed | Stage::Rejected | Stage::Proposed)
    {
        bodies.extend(ctx.heading_body(ctx.syntax.sentence(word)).or_else(|| title_body(ctx)));
    }
    for law in laws {
        let described_body = described_body.clone();
        facts.push(Fact {
            kind: FactKind::LawStage(LawStage { law, stage, bodies: bodies.clone(), described_body, date }),
            modality: if mood.future { Modality::Planned } else { Modality::Actual },
            evidence: ctx.evidence(word, word..word + 1),
            confidence: 0.5 + 0.4 * ctx.entities.get(law).confidence,
            rule: format!("law stage {}", stage.as_str()),
        });
    }
}

/// "The week in Parliament": the chamber or council whose doings the lines above the text announce.
fn title_body(ctx: &Context<'_>) -> Option<EntityId> {
    const LINES: u32 = 3;
    let lines = ctx.segmented.sentences.iter().take_while(|s| s.block < LINES);
    let end = lines.take_while(|s| !s.tokens.clone().any(|t| ctx.syntax.is_finite(t))).last()?.tokens.end;
    (0..end).filter_map(|t| ctx.entities.at(t)).find(|&e| {
        let entity = ctx.entities.get(e);
        let mut words = entity.name.split(' ').map(str::to_lowercase);
        entity.kind == NameKind::Organization && words.any(|word| ctx.lexicon.stages.is_chamber(&word))
    })
}

/// "The governor signed it", "signed by the president": who acts, where no entity bears that post.
fn described_body(ctx: &Context<'_>, word: u32, stage: Stage) -> Option<String> {
    if matches!(stage, Stage::InForce | Stage::Planned) {
        return None;
    }
    let syntax = &ctx.syntax;
    let agent = ctx.agents(word).into_iter().find(|&agent| {
        let lemma = syntax.lemma(agent).to_lowercase();
        ctx.referent(agent).is_none()
            && (ctx.lexicon.posts.is_post(&lemma) || !ctx.lexicon.references.noun(&lemma).is_empty())
            && !is_law_noun(ctx, &lemma)
    })?;
    ctx.description(agent)
}

fn is_law_noun(ctx: &Context<'_>, lemma: &str) -> bool {
    ctx.lexicon.references.noun(lemma).iter().any(|(kind, _)| *kind == NameKind::Law)
}

/// "Repealing the act" as a subject, an object or a heading: named, not done.
fn is_bare_gerund(ctx: &Context<'_>, word: u32) -> bool {
    let syntax = &ctx.syntax;
    syntax.xpos(word) == Xpos::Vbg
        && syntax.child(word, &[Deprel::Aux]).is_none()
        && !ctx.lexicon.stages.is_heading_noun(&syntax.form(word).to_lowercase())
        && !matches!(syntax.rel(word), Deprel::Advcl | Deprel::Acl | Deprel::AclRelcl | Deprel::Conj)
}

/// An infinitive that is somebody's plan or wish: the stage is not reached.
fn below_intention(ctx: &Context<'_>, word: u32) -> bool {
    let syntax = &ctx.syntax;
    matches!(syntax.xpos(word), Xpos::Vb)
        && syntax.child(word, &[Deprel::Aux]).is_none_or(|a| syntax.lemma(a) == "to")
        && syntax.marked(word, "to")
        && matches!(syntax.rel(word), Deprel::Xcomp | Deprel::Acl | Deprel::Advcl | Deprel::Conj | Deprel::Ccomp)
        && !syntax.head(word).is_some_and(|h| ctx.lexicon.stages.decides(syntax.lemma(h)))
        || syntax.xpos(word) == Xpos::Vb
            && syntax.rel(word) == Deprel::Conj
            && syntax.head(word).is_some_and(|h| below_intention(ctx, h))
        || syntax.xpos(word) == Xpos::Vbg && syntax.marked(word, "of")
}

/// An act that acts on another act does so in its year.
fn year_of_law(ctx: &Context<'_>, bodies: &[EntityId]) -> Option<PartialDate> {
    let law = bodies.iter().find(|&&e| ctx.entities.get(e).kind == NameKind::Law)?;
    let year = ctx.entities.get(*law).name.rsplit(' ').next()?.parse::<i16>().ok()?;
    (1800..2200).contains(&year).then_some(PartialDate::Year(year))
}

/// The same stage of the same law by the same body: once, with the date where one is known.
fn without_repeats(facts: Vec<Fact>) -> Vec<Fact> {
    let mut out: Vec<Fact> = Vec::new();
    for fact in facts {
        let FactKind::LawStage(new) = &fact.kind else { continue };
        let known = out.iter_mut().find(|old| {
            let FactKind::LawStage(old) = &old.kind else { return false };
            old.law == new.law
                && old.stage == new.stage
                && (old.date.is_none() || new.date.is_none() || old.date == new.date)
                && (old.bodies.is_empty() || new.bodies.is_empty() || old.bodies.iter().any(|b| new.bodies.contains(b)))
        });
        match known {
            Some(old) => {
                let FactKind::LawStage(kept) = &mut old.kind else { continue };
                // The fuller of the two is the better evidence.
                if kept.date.is_none() && new.date.is_some() {
                    let bodies = if new.bodies.is_empty() { kept.bodies.clone() } else { new.bodies.clone() };
                    let mut fuller = fact.clone();
                    if let FactKind::LawStage(stage) = &mut fuller.kind {
                        if !bodies.is_empty() {
                            stage.described_body = None;
                        }
                        stage.bodies = bodies;
                    }
                    *old = fuller;
                } else if kept.bodies.is_empty() && !new.bodies.is_empty() {
                    kept.bodies.clone_from(&new.bodies);
                    kept.described_body = None;
                }
            }
            None => out.push(fact),
        }
    }
    out
}
