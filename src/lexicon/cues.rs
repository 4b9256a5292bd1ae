//! `lexicon/figures.toml`: words around figures.

use serde::Deserialize;
use std::collections::HashSet;

/// The file.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct CuesFile {
    modality: ModalityLists,
    change: ChangeLists,
    purpose: PurposeLists,
    pub(super) examples: Vec<CueExample>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ModalityLists {
    planned: Vec<String>,
    rule: Vec<String>,
    possible: Vec<String>,
    projected: Vec<String>,
    target: Vec<String>,
    limit: Vec<String>,
    tallies: Vec<String>,
    effects: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ChangeLists {
    up: Vec<String>,
    down: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct PurposeLists {
    empty: Vec<String>,
    prepositions: Vec<String>,
    weak_prepositions: Vec<String>,
    moves: Vec<String>,
    subject: Vec<String>,
    fined: Vec<String>,
    imposed: Vec<String>,
    income: Vec<String>,
    valued: Vec<String>,
    figures: Vec<String>,
}

/// A sentence with a sum and how it holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(not(test), expect(dead_code, reason = "only the tests run the examples"))]
pub(super) struct CueExample {
    pub(super) text: String,
    pub(super) modality: String,
}

impl CuesFile {
    pub(super) fn extend(&mut self, user: Self) {
        self.modality.planned.extend(user.modality.planned);
        self.modality.rule.extend(user.modality.rule);
        self.modality.possible.extend(user.modality.possible);
        self.modality.projected.extend(user.modality.projected);
        self.modality.target.extend(user.modality.target);
        self.modality.limit.extend(user.modality.limit);
        self.modality.tallies.extend(user.modality.tallies);
        self.modality.effects.extend(user.modality.effects);
        self.change.up.extend(user.change.up);
        self.change.down.extend(user.change.down);
        self.purpose.empty.extend(user.purpose.empty);
        self.purpose.prepositions.extend(user.purpose.prepositions);
        self.purpose.weak_prepositions.extend(user.purpose.weak_prepositions);
        self.purpose.moves.extend(user.purpose.moves);
        self.purpose.subject.extend(user.purpose.subject);
        self.purpose.fined.extend(user.purpose.fined);
        self.purpose.imposed.extend(user.purpose.imposed);
        self.purpose.income.extend(user.purpose.income);
        self.purpose.valued.extend(user.purpose.valued);
        self.purpose.figures.extend(user.purpose.figures);
    }
}

/// Words around figures, as lemmas.
#[derive(Debug, Clone)]
pub struct Cues {
    /// Words of plans.
    pub planned: HashSet<String>,
    /// Words of rules.
    pub rule: HashSet<String>,
    /// Words that only suppose.
    pub possible: HashSet<String>,
    /// Words of forecasts.
    pub projected: HashSet<String>,
    /// Words of goals.
    pub target: HashSet<String>,
    /// Words of limits.
    pub limit: HashSet<String>,
    /// Counts of votes.
    pub tallies: HashSet<String>,
    /// Words of growth.
    pub up: HashSet<String>,
    /// Words of decline.
    pub down: HashSet<String>,
    /// Nouns that do not say what a sum is for.
    pub empty_nouns: HashSet<String>,
    /// Prepositions before what a sum is for, the likelier first.
    pub prepositions: Vec<String>,
    /// The same, where none of those stands.
    pub weak_prepositions: Vec<String>,
    /// Verbs of change.
    pub moves: HashSet<String>,
    /// Verbs whose subject is what the sum is for.
    pub purpose_subject: HashSet<String>,
    /// Verbs by which a sum is taken from their object.
    pub fined: HashSet<String>,
    /// Verbs that put a sum on somebody: "impose".
    pub imposed: HashSet<String>,
    /// Verbs by which a sum comes in: "earn ... from".
    pub income: HashSet<String>,
    /// Verbs that give what something is thought to come to: "put ... at".
    pub valued: HashSet<String>,
    /// Nouns that name a sum again: "the figure".
    pub figure_nouns: HashSet<String>,
    /// Verbs that forecast with "would", where others plan: "lose".
    pub effects: HashSet<String>,
}

impl Cues {
    pub(super) fn compile(file: CuesFile) -> Self {
        let set = |words: Vec<String>| words.into_iter().collect::<HashSet<_>>();
        Self {
            planned: set(file.modality.planned),
            rule: set(file.modality.rule),
            possible: set(file.modality.possible),
            projected: set(file.modality.projected),
            target: set(file.modality.target),
            limit: set(file.modality.limit),
            tallies: set(file.modality.tallies),
            up: set(file.change.up),
            down: set(file.change.down),
            empty_nouns: set(file.purpose.empty),
            prepositions: file.purpose.prepositions,
            weak_prepositions: file.purpose.weak_prepositions,
            moves: set(file.purpose.moves),
            purpose_subject: set(file.purpose.subject),
            fined: set(file.purpose.fined),
            imposed: set(file.purpose.imposed),
            income: set(file.purpose.income),
            valued: set(file.purpose.valued),
            figure_nouns: set(file.purpose.figures),
            effects: set(file.modality.effects),
        }
    }
}
