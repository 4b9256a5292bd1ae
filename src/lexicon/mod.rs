//! Words and patterns: data files in `lexicon/`, embedded in the binary and compiled once.
//!
//! Each stage has a section: a `...File` struct that mirrors its TOML file, and a compiled form with
//! hash sets and automata. A user's own file (`--lexicon FILE`) holds the same tables, each under the
//! name of its section (`[units]`, `[[geography.country]]`), and adds to the shipped ones.

mod calendar;
mod cues;
mod figures;
mod frames;
mod geography;
mod naming;
mod parties;
mod people;
mod stages;

pub use calendar::Calendar;
pub use cues::Cues;
pub use figures::{Figures, HedgeMatch};
pub use frames::{Frame, FrameFact, Frames, Only, Slot};
pub use geography::{Country, CurrencyEntry, Geography, PlaceRole};
pub use naming::Naming;

pub use parties::{Parties, Party};
pub use people::{Gender, Posts, PronounClass, References};
pub use stages::{Company, StageCue, Stages};

use crate::gazetteer::Gazetteer;
use calendar::CalendarFile;
use cues::CuesFile;
use figures::{MoneyFile, NumbersFile, UnitsFile};
use frames::FramesFile;
use geography::{CountriesFile, CurrenciesFile};
use naming::{NamesFile, TitlesFile};
use parties::PartiesFile;
use people::{PostsFile, ReferencesFile};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use stages::StagesFile;
use std::path::{Path, PathBuf};

/// Why a user's lexicon was not read.
#[derive(Debug, thiserror::Error)]
pub enum LexiconError {
    /// The file could not be read.
    #[error("cannot read the lexicon `{path}`")]
    Read {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        source: std::io::Error,
    },
    /// The file is no TOML, or has a table or key that no section knows.
    #[error("the lexicon `{path}` is not well formed: {source}")]
    Parse {
        /// The file.
        path: PathBuf,
        /// Where and what.
        source: Box<toml::de::Error>,
    },
}

/// All word lists that the stages need.
#[derive(Debug, Clone)]
pub struct Lexicon {
    /// Countries, their people and capitals, and currencies.
    pub geography: Geography,
    /// Numbers, units and the words around figures.
    pub figures: Figures,
    /// Months, weekdays, seasons.
    pub calendar: Calendar,
    /// Words around figures.
    pub cues: Cues,
    /// Head words, inner words and titles of names.
    pub names: Naming,
    /// Posts and roles.
    pub posts: Posts,
    /// Letters that stand for parties.
    pub parties: Parties,
    /// Words that refer back.
    pub references: References,
    /// Frames of predicates.
    pub frames: Frames,
    /// How texts say that a law reached a stage.
    pub stages: Stages,
    /// The names that the user knows.
    pub gazetteer: Gazetteer,
}

/// The tables of all files, shipped or the user's.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Files {
    countries: CountriesFile,
    currencies: CurrenciesFile,
    numbers: NumbersFile,
    units: UnitsFile,
    money: MoneyFile,
    dates: CalendarFile,
    figures: CuesFile,
    names: NamesFile,
    titles: TitlesFile,
    posts: PostsFile,
    parties: PartiesFile,
    references: ReferencesFile,
    frames: FramesFile,
    stages: StagesFile,
}

impl Lexicon {
    /// The shipped lists.
    #[must_use]
    pub fn shipped() -> Self {
        Files::shipped().compile()
    }

    /// The shipped lists and the entries of the file at `path`.
    ///
    /// # Errors
    /// If the file cannot be read or does not fit the sections.
    pub fn with_user_file(path: &Path) -> Result<Self, LexiconError> {
        let text =
            std::fs::read_to_string(path).map_err(|source| LexiconError::Read { path: path.to_owned(), source })?;
        let user: Files = toml::from_str(&text)
            .map_err(|source| LexiconError::Parse { path: path.to_owned(), source: Box::new(source) })?;
        let mut files = Files::shipped();
        files.extend(user);
        Ok(files.compile())
    }
}

impl Lexicon {
    /// The country whose people or things this word means ("Greek").
    #[must_use]
    pub fn country_of_demonym(&self, word: &str) -> Option<&Country> {
        let (index, _) = self.geography.lookup(word).iter().find(|(_, role)| *role == PlaceRole::Demonym)?;
        self.geography.countries.get(*index)
    }
}

impl Files {
    fn shipped() -> Self {
        Self {
            countries: parse("countries", include_str!("../../lexicon/countries.toml")),
            currencies: parse("currencies", include_str!("../../lexicon/currencies.toml")),
            numbers: parse("numbers", include_str!("../../lexicon/numbers.toml")),
            units: parse("units", include_str!("../../lexicon/units.toml")),
            money: parse("money", include_str!("../../lexicon/money.toml")),
            dates: parse("dates", include_str!("../../lexicon/dates.toml")),
            figures: parse("figures", include_str!("../../lexicon/figures.toml")),
            names: parse("names", include_str!("../../lexicon/names.toml")),
            titles: parse("titles", include_str!("../../lexicon/titles.toml")),
            posts: parse("posts", include_str!("../../lexicon/posts.toml")),
            parties: parse("parties", include_str!("../../lexicon/parties.toml")),
            references: parse("references", include_str!("../../lexicon/references.toml")),
            frames: parse("frames", include_str!("../../lexicon/frames.toml")),
            stages: parse("stages", include_str!("../../lexicon/stages.toml")),
        }
    }

    fn extend(&mut self, user: Self) {
        self.countries.extend(user.countries);
        self.currencies.extend(user.currencies);
        self.numbers.extend(user.numbers);
        self.units.extend(user.units);
        self.money.extend(user.money);
        self.dates.extend(user.dates);
        self.figures.extend(user.figures);
        self.names.extend(user.names);
        self.titles.extend(user.titles);
        self.posts.extend(user.posts);
        self.parties.extend(user.parties);
        self.references.extend(user.references);
        self.frames.extend(user.frames);
        self.stages.extend(user.stages);
    }

    fn compile(self) -> Lexicon {
        Lexicon {
            geography: Geography::compile(self.countries, self.currencies),
            figures: Figures::compile(self.numbers, self.units, self.money),
            calendar: Calendar::compile(self.dates),
            cues: Cues::compile(self.figures),
            names: Naming::compile(self.names, self.titles),
            posts: Posts::compile(self.posts),
            parties: Parties::compile(self.parties),
            references: References::compile(self.references),
            frames: Frames::compile(self.frames),
            stages: Stages::compile(self.stages),
            gazetteer: Gazetteer::default(),
        }
    }
}

/// The examples of the files, for the tests of what reads them.
#[cfg(test)]
pub(crate) mod examples {
    use super::Files;

    /// Numbers and their values.
    pub(crate) fn numbers() -> Vec<(String, String)> {
        Files::shipped().numbers.examples.into_iter().map(|e| (e.text, e.value)).collect()
    }

    /// Sentences with a quantity: text, value, unit.
    pub(crate) fn units() -> Vec<(String, String, String)> {
        Files::shipped().units.examples.into_iter().map(|e| (e.text, e.value, e.unit)).collect()
    }

    /// Sentences with their sums.
    pub(crate) fn sums() -> Vec<(String, Vec<String>)> {
        Files::shipped().money.examples.into_iter().map(|e| (e.text, e.sums)).collect()
    }

    /// Sentences with their date.
    pub(crate) fn dates() -> Vec<(String, String)> {
        Files::shipped().dates.examples.into_iter().map(|e| (e.text, e.date)).collect()
    }

    /// Sentences with a name: text, name, kind.
    pub(crate) fn names() -> Vec<(String, String, String)> {
        Files::shipped().names.examples.into_iter().map(|e| (e.text, e.name, e.kind)).collect()
    }

    /// Sentences with a sum and its modality.
    pub(crate) fn cues() -> Vec<(String, String)> {
        Files::shipped().figures.examples.into_iter().map(|e| (e.text, e.modality)).collect()
    }
}

/// Parses a file that is part of the program; a mistake in one is a mistake in the program, and the
/// tests read them all.
fn parse<T: DeserializeOwned>(name: &str, text: &str) -> T {
    toml::from_str(text).unwrap_or_else(|error| panic!("lexicon/{name}.toml: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_users_file_adds_entries() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        writeln!(file, "[units]\nmeasures = [[\"rods\", \"rod\"]]\n[units.words]\nstops = [\"hither\"]").unwrap();
        let lexicon = Lexicon::with_user_file(file.path()).unwrap();
        assert!(lexicon.figures.measure("rod").is_some());
        assert!(lexicon.figures.measure("MW").is_some());
        assert!(lexicon.figures.is_stop("hither"));
    }

    #[test]
    fn a_broken_file_is_an_error_that_says_where() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        writeln!(file, "[unit]\nmeasures = 3").unwrap();
        let error = Lexicon::with_user_file(file.path()).unwrap_err().to_string();
        assert!(error.contains("unknown field `unit`"), "{error}");
    }
}
