//! Posts and memberships, from the roles that the entity stage found.

use super::context::Context;
use super::{Affiliation, Fact, FactKind, Modality};
use crate::entity::{BodyRef, EntityId, Role, one_line};
use crate::language::NameKind;

/// Finds the affiliations of a document.
#[must_use]
pub fn affiliation_facts(ctx: &Context<'_>) -> Vec<Fact> {
    let mut facts: Vec<Fact> = Vec::new();
    for role in &ctx.entities.roles {
        let Some(fact) = from_role(ctx, role) else { continue };
        let FactKind::Affiliation(new) = &fact.kind else { continue };
        let repeats = facts.iter().any(|old| match &old.kind {
            FactKind::Affiliation(old) => repeats(old, new),
            _ => false,
        });
        if !repeats {
            facts.push(fact);
        }
    }
    facts
}

/// The same post told again, with less.
fn repeats(old: &Affiliation, new: &Affiliation) -> bool {
    old.person == new.person
        && (old.organization == new.organization && (new.position.is_none() || old.position == new.position)
            || new.organization.is_none() && old.position.is_some() && same_head(old, new))
}

fn same_head(old: &Affiliation, new: &Affiliation) -> bool {
    let head = |a: &Affiliation| a.position.as_deref().and_then(|p| p.rsplit(' ').next()).map(str::to_owned);
    head(old) == head(new)
}

fn from_role(ctx: &Context<'_>, role: &Role) -> Option<Fact> {
    let person = *ctx.entities.of_name.get(role.holder as usize)?;
    if ctx.entities.get(person).kind != NameKind::Person {
        return None;
    }
    let organization = role.bodies.iter().find_map(|&body| body_entity(ctx, body, person));
    let position = role.position.clone().filter(|p| !p.is_empty()).or_else(|| {
        let title = role.title.clone()?;
        Some(position(&ctx.text(&title)))
    });
    if position.is_none() && organization.is_none() {
        return None;
    }
    let mention = &ctx.mentions.names[role.holder as usize];
    let focus = role.title.clone().unwrap_or_else(|| mention.tokens.clone());
    let trust = if organization.is_some() { 0.6 } else { 0.4 };
    Some(Fact {
        kind: FactKind::Affiliation(Affiliation {
            person,
            position,
            organization,
            former: role.former,
            start: None,
            end: None,
        }),
        modality: Modality::Actual,
        evidence: ctx.evidence(mention.tokens.start, focus),
        confidence: trust + 0.35 * mention.score,
        rule: role.construction.to_owned(),
    })
}

pub(super) fn body_entity(ctx: &Context<'_>, body: BodyRef, person: EntityId) -> Option<EntityId> {
    let entity = match body {
        BodyRef::Name(name) => *ctx.entities.of_name.get(name as usize)?,
        BodyRef::Party(token) => ctx.entities.at(token)?,
        BodyRef::Token(token) => ctx.referent(token).or_else(|| named_after(ctx, token))?,
        BodyRef::Demonym(token) => ctx.country_of(token)?,
    };
    let kind = ctx.entities.get(entity).kind;
    (entity != person && matches!(kind, NameKind::Organization | NameKind::Place)).then_some(entity)
}

/// The body that bears the word in its name ("Senate leader" beside "Riverland Senate"): the one
/// mentioned last before it, else the first.
fn named_after(ctx: &Context<'_>, token: u32) -> Option<EntityId> {
    let word = ctx.syntax.form(token);
    let bears = |e: &crate::entity::Entity| {
        e.kind == NameKind::Organization
            && std::iter::once(&e.name).chain(&e.aliases).any(|n| n.split(' ').any(|w| w == word))
    };
    let at = ctx.syntax.span(token).start;
    let with_place = ctx.entities.all.iter().enumerate().filter(|(_, e)| bears(e)).map(|(i, e)| {
        let last = e.mentions.iter().map(|m| m.span.start).filter(|&s| s < at).max();
        (last, std::cmp::Reverse(i))
    });
    with_place.max().map(|(_, std::cmp::Reverse(i))| EntityId(i as u32))
}

/// The title in lower case, but for acronyms, without what leads in.
fn position(title: &str) -> String {
    let words = one_line(title);
    let words = words.trim_matches(|c: char| c == ',' || c.is_whitespace());
    words
        .split(' ')
        .map(|w| {
            let acronym = w.chars().filter(|c| c.is_uppercase()).count() >= 2 && w.chars().count() <= 5;
            if acronym { w.to_owned() } else { w.to_lowercase() }
        })
        .collect::<Vec<_>>()
        .join(" ")
}
