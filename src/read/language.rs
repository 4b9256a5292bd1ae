//! Is a text English? The later stages read no other language.

use serde::Deserialize;
use std::collections::HashSet;
use std::sync::LazyLock;
use whatlang::{Lang, Script, detect, detect_script};

/// Texts of fewer words are English unless their script says otherwise: nothing can be told from a headline.
const TOO_SHORT: usize = 12;
/// At least one word in so many is a word that English is full of.
const ONE_IN: usize = 11;
/// Below one in so many a text is English only if its letters say so clearly.
const HARDLY_ONE_IN: usize = 25;
/// Bytes that are looked at, from the start, the middle and the end of a text.
const SAMPLE: usize = 8 << 10;

#[derive(Debug, Default, Deserialize)]
struct Words {
    words: HashSet<String>,
}

static WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let words: Words = toml::from_str(include_str!("../../lexicon/english.toml")).unwrap_or_default();
    words.words
});

/// True if `text` is English, or too short to tell. Foreign names, quotations and capitals do not matter.
#[must_use]
pub fn is_english(text: &str) -> bool {
    let sample = sample(text);
    if !matches!(detect_script(&sample), Some(Script::Latin) | None) {
        return false;
    }
    let (mut words, mut english) = (0, 0);
    for word in sample.split(|c: char| !c.is_alphabetic() && c != '\'' && c != '’').filter(|word| !word.is_empty()) {
        words += 1;
        english += usize::from(WORDS.contains(&word.to_lowercase()));
    }
    if words < TOO_SHORT || english * ONE_IN >= words {
        return true;
    }
    let guess = detect(&sample);
    if english * HARDLY_ONE_IN >= words {
        return guess.is_none_or(|guess| guess.lang() == Lang::Eng || !guess.is_reliable());
    }
    guess.is_none_or(|guess| guess.lang() == Lang::Eng || (!guess.is_reliable() && words < 2 * TOO_SHORT))
}

/// Three pieces of a long text, so that a foreign foreword decides nothing.
fn sample(text: &str) -> String {
    if text.len() <= 3 * SAMPLE {
        return text.to_owned();
    }
    let boundary = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at += 1;
        }
        at
    };
    let starts = [0, text.len() / 2, text.len() - SAMPLE];
    starts.map(|start| &text[boundary(start)..boundary((start + SAMPLE).min(text.len()))]).join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_english() {
        let cases = [
            "The ministry said that it would pay for the new bridge from next year.",
            "THE MINISTRY SAID THAT IT WOULD PAY FOR THE NEW BRIDGE FROM NEXT YEAR, NOT THE TOWN OF NIEUWERBRUG.",
            "Chairman Wojciech Szczęsny, Deputy Jacqueline Lefèvre-Dubois and Mayor José María Álvarez met at Nuevo León \
             and agreed to build the Tramvía del Norte before Ürgüp's festival.",
            "Rates up",
            "",
            "12.5 % 13.7 % 2019 2020",
        ];
        for text in cases {
            assert!(is_english(text), "{text}");
        }
    }

    #[test]
    fn knows_other_languages() {
        let cases = [
            "Het ministerie heeft gezegd dat de nieuwe brug in het volgende jaar door de gemeente moet worden betaald.",
            "Das Ministerium hat gesagt, dass die neue Brücke im nächsten Jahr von der Stadt bezahlt werden soll.",
            "Le ministère a déclaré que le nouveau pont serait payé par la commune à partir de l'année prochaine.",
            "El ministerio dijo que el nuevo puente sería pagado por el municipio a partir del próximo año, según la ley.",
            "Ministeriet sagde, at den nye bro skulle betales af kommunen fra næste år, og at loven allerede var vedtaget.",
            "Kementerian itu mengatakan bahwa jembatan baru akan dibayar oleh pemerintah kota mulai tahun depan dan seterusnya.",
            "Министерство сообщило, что новый мост будет оплачен городом.",
            "财政部表示，新桥将由市政府出资。",
        ];
        for text in cases {
            assert!(!is_english(text), "{text}");
        }
    }
}
