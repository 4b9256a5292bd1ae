//! Names and the acronyms that stand beside them in brackets, in either order.

use super::{Candidate, Tokens};
use crate::language::NameKind;
use std::collections::HashSet;

/// Finds "Name (ACR)" and "ACR (Name)", adds the missing half to `names`, gives both one kind, and
/// says for each name which other one it abbreviates or spells out.
pub(super) fn link(tokens: Tokens<'_, '_>, names: &mut Vec<Candidate>) -> Vec<Option<u32>> {
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    let mut added: Vec<Candidate> = Vec::new();
    for index in 0..names.len() {
        let end = names[index].tokens.end;
        if tokens.text(end) != "(" || tokens.text(end + 2) != ")" {
            continue;
        }
        let bracket = end + 1;
        let (name, inner) = (names[index].clone(), tokens.text(bracket));
        let full: Vec<&str> = name.tokens.clone().map(|t| tokens.text(t)).collect();
        let body = matches!(name.kind, NameKind::Organization | NameKind::Law | NameKind::Report | NameKind::Event);
        if is_acronym(inner) && name.tokens.len() > 1 && (matches_initials(inner, &full) || body) {
            let inside = names.iter_mut().find(|n| n.tokens.start == bracket && n.tokens.end == bracket + 1);
            match inside {
                Some(inside) => inside.kind = name.kind,
                None => added.push(Candidate {
                    tokens: bracket..bracket + 1,
                    kind: name.kind,
                    score: name.score,
                    certain: name.certain,
                }),
            }
            pairs.push((name.tokens.start, bracket));
        }
    }
    // The other order: an acronym, then its expansion in brackets.
    for index in 0..names.len() {
        let name = names[index].clone();
        let short = tokens.text(name.tokens.start);
        if name.tokens.len() != 1 || !is_acronym(short) || tokens.text(name.tokens.end) != "(" {
            continue;
        }
        let inside = names.get(index + 1).filter(|n| {
            n.tokens.start <= name.tokens.end + 2
                && tokens.text(n.tokens.end) == ")"
                && n.tokens.start > name.tokens.end
        });
        if let Some(inside) = inside.cloned() {
            let full: Vec<&str> = inside.tokens.clone().map(|t| tokens.text(t)).collect();
            if inside.tokens.len() > 1 && matches_initials(short, &full) {
                names[index].kind = inside.kind;
                pairs.push((name.tokens.start, inside.tokens.start));
            }
        }
    }
    names.extend(added);
    names.sort_by_key(|n| n.tokens.start);
    let find = |start: u32| names.binary_search_by_key(&start, |n| n.tokens.start).ok();
    let mut links = vec![None; names.len()];
    for (a, b) in pairs {
        if let (Some(a), Some(b)) = (find(a), find(b)) {
            links[a] = Some(b as u32);
            links[b] = Some(a as u32);
        }
    }
    bodies_of_people(tokens, names, &links);
    links
}

/// "Ana Reyes (ACR)": letters alone in a bracket behind a person are a body, and so is what they stand for.
fn bodies_of_people(tokens: Tokens<'_, '_>, names: &mut [Candidate], links: &[Option<u32>]) {
    let bodies: HashSet<&str> = names
        .windows(2)
        .filter(|pair| {
            let (person, body) = (&pair[0], &pair[1]);
            person.kind == NameKind::Person
                && body.tokens.start == person.tokens.end + 1
                && body.tokens.len() == 1
                && tokens.text(person.tokens.end) == "("
                && tokens.text(body.tokens.end) == ")"
                && is_acronym(tokens.text(body.tokens.start))
        })
        .map(|pair| tokens.text(pair[1].tokens.start))
        .collect();
    for index in 0..names.len() {
        if names[index].tokens.len() == 1 && bodies.contains(tokens.text(names[index].tokens.start)) {
            names[index].kind = NameKind::Organization;
            if let Some(full) = links[index] {
                names[full as usize].kind = NameKind::Organization;
            }
        }
    }
}

/// Two or more capitals and no more than one lower-case letter beside them ("NPC", "NIICs", "S&D").
fn is_acronym(text: &str) -> bool {
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    let lower = text.chars().filter(|c| c.is_lowercase()).count();
    capitals >= 2 && lower <= capitals.min(3) && text.chars().count() <= 12
}

/// True if the capitals of `acronym` are, in order, among the first letters of the words.
fn matches_initials(acronym: &str, words: &[&str]) -> bool {
    let mut initials =
        words.iter().filter_map(|w| w.chars().next()).filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase);
    let capitals: Vec<char> = acronym.chars().filter(|c| c.is_uppercase()).collect();
    let hits = capitals.iter().filter(|c| initials.any(|i| i == **c)).count();
    hits == capitals.len()
}
