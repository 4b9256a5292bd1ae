//! Training of the name tagger.

use super::encoder::{Encoder, Ids, NAMES_NOISE};
use super::gazetteer;
use super::linear::Linear;
use super::names_corpus::{OWN, SCHEMES, Tagged};
use super::noise::Case;
use super::params::{Params, Tensor};
use super::rng::Rng;
use super::schedule::{CLIP, Schedule};
use super::vectors::Vectors;
use crate::language::NameKind;
use crate::language::net::batch::Batch;
use crate::language::net::features::Keys;
use crate::language::net::math::{exp, ln};
use crate::language::net::names::{KINDS, TAGS, may_begin, may_end, may_follow};

/// Units of one direction of an encoder layer.
pub const HIDDEN: usize = 128;

/// Chance that a name in a training text is exchanged for another of its kind.
const EXCHANGE: f32 = 0.15;

/// Chance that a new name of a person or a place is one of the gazetteer.
const FROM_GAZETTEER: f32 = 0.5;

/// Chance that a text is read as if its marks followed our own scheme, so that the net learns from all texts what names
/// look like, and from the schemes only in what they differ.
const SCHEME_UNTOLD: f32 = 0.2;

/// The net.
pub struct NamesNet {
    /// The encoder.
    pub encoder: Encoder,
    emission: Linear,
    transition: Tensor,
    /// What the schemes add to the scores of tags.
    scheme: Tensor,
    /// The gazetteer.
    pub gazetteer: gazetteer::Names,
}

/// A stretch of words with what the net needs of it.
#[derive(Clone)]
struct Stretch {
    ids: Vec<Ids>,
    allowed: Vec<u32>,
    scheme: u32,
}

impl NamesNet {
    /// A net with fresh numbers for these texts.
    pub fn new(texts: &[Tagged], gazetteer: gazetteer::Names, params: &mut Params, rng: &mut Rng) -> Self {
        let forms = texts.iter().flat_map(|text| text.forms.iter().map(String::as_str));
        let mut encoder = Encoder::new(forms, HIDDEN, gazetteer.words(), params, rng);
        encoder.tell_sources(SCHEMES, params, rng);
        let emission = Linear::new("emission", TAGS, 2 * HIDDEN, params, rng);
        let transition = params.add("transition", TAGS, TAGS, 0.0, rng);
        let scheme = params.add("scheme", SCHEMES, TAGS, 0.0, rng);
        Self { encoder, emission, transition, scheme, gazetteer }
    }

    /// Trains the net, calling `report` after every pass with the loss a word.
    ///
    /// # Errors
    /// When a corpus cannot be read or a checkpoint cannot be written.
    pub fn train(
        &self,
        params: &mut Params,
        vectors: &Vectors,
        texts: &[Tagged],
        schedule: Schedule,
        rng: &mut Rng,
        mut report: impl FnMut(usize, &Params, f64) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let mut keys = Keys::default();
        let mentions = Mentions::new(texts);
        let shown: Vec<usize> = texts.iter().enumerate().flat_map(|(i, text)| vec![i; text.weight]).collect();
        let mut step = 0;
        for epoch in 0..schedule.epochs {
            // A weight of 2 is once a pass: every text stands in the list twice, and each pass takes a half.
            let mut list: Vec<usize> = shown.iter().skip(epoch % 2).step_by(2).copied().collect();
            rng.shuffle(&mut list);
            let stretches: Vec<Stretch> =
                list.iter().map(|&i| self.noisy(&texts[i], &mentions, rng, &mut keys, vectors)).collect();
            let lengths: Vec<usize> = stretches.iter().map(|s| s.ids.len()).collect();
            let batches = schedule.batches(&lengths, rng);
            let steps = batches.len() * schedule.epochs;
            let (mut loss, mut words) = (0.0, 0);
            for batch in &batches {
                let own: Vec<&Stretch> = batch.iter().map(|&i| &stretches[i]).collect();
                loss += self.run(params, vectors, &own, rng);
                words += own.iter().map(|s| s.ids.len()).sum::<usize>();
                params.step(schedule.rate(step.min(steps - 1), steps), CLIP);
                step += 1;
            }
            report(epoch, params, loss / words as f64)?;
        }
        Ok(())
    }

    /// A text as training meets it in one pass: now and then in other case, without its full stop, or with other names.
    fn noisy(&self, text: &Tagged, mentions: &Mentions, rng: &mut Rng, keys: &mut Keys, vectors: &Vectors) -> Stretch {
        let mut text = mentions.exchange(text, &self.gazetteer, rng);
        let case = Case::draw(NAMES_NOISE.cases, rng);
        if text.forms.len() > 2
            && text.forms.last().is_some_and(|form| form == ".")
            && rng.chance(super::noise::DROP_STOP)
        {
            text.forms.pop();
            text.unsure.truncate(text.forms.len());
            text.names.retain(|name| name.1 <= text.forms.len());
        }
        let ids = text.forms.iter().map(|form| match case {
            Case::Kept => self.encoder.ids(form, keys, vectors),
            _ => self.encoder.ids(&case.apply(form), keys, vectors),
        });
        let scheme = if rng.chance(SCHEME_UNTOLD) { OWN } else { text.scheme };
        Stretch { ids: ids.collect(), allowed: text.allowed(), scheme }
    }

    /// Runs the net over a batch and adds the gradients; the loss.
    fn run(&self, params: &mut Params, vectors: &Vectors, stretches: &[&Stretch], rng: &mut Rng) -> f64 {
        let lengths: Vec<usize> = stretches.iter().map(|s| s.ids.len()).collect();
        let batch = Batch::new(&lengths);
        let ids = batch.words().map(|(place, t)| stretches[batch.order[place]].ids[t]).collect();
        let schemes: Vec<u32> = batch.words().map(|(place, _)| stretches[batch.order[place]].scheme).collect();
        let tape = self.encoder.forward(params, vectors, &batch, ids, schemes.clone(), &NAMES_NOISE, Some(rng));
        let mut emissions = self.emission.forward(params, tape.output(1));
        for (row, &scheme) in emissions.chunks_exact_mut(TAGS).zip(&schemes) {
            let own = &self.scheme.of(&params.value)[scheme as usize * TAGS..][..TAGS];
            row.iter_mut().zip(own).for_each(|(score, own)| *score += own);
        }
        let weight = 1.0 / batch.rows as f32;
        let mut d_emissions = vec![0.0; emissions.len()];
        let mut loss = 0.0;
        let steps: Vec<f32> = (0..TAGS * TAGS)
            .map(|i| {
                let open = may_follow(i / TAGS, i % TAGS);
                if open { exp(self.transition.of(&params.value)[i]) } else { 0.0 }
            })
            .collect();
        let (mut own, mut d_own) = (Vec::new(), Vec::new());
        for (place, &index) in batch.order.iter().enumerate() {
            let rows: Vec<usize> = (0..lengths[index]).map(|t| batch.row(place, t)).collect();
            own.clear();
            for row in &rows {
                own.extend_from_slice(&emissions[row * TAGS..(row + 1) * TAGS]);
            }
            d_own.clear();
            d_own.resize(own.len(), 0.0);
            let d_transition = self.transition.of_mut(&mut params.grad);
            let all = vec![u32::MAX; rows.len()];
            let free = path_sum(&own, &steps, &all, weight, &mut d_own, d_transition);
            let bound = path_sum(&own, &steps, &stretches[index].allowed, -weight, &mut d_own, d_transition);
            loss += f64::from(free - bound);
            for (row, d) in rows.iter().zip(d_own.chunks_exact(TAGS)) {
                d_emissions[row * TAGS..(row + 1) * TAGS].copy_from_slice(d);
            }
        }
        for (row, &scheme) in d_emissions.chunks_exact(TAGS).zip(&schemes) {
            let grad = &mut self.scheme.of_mut(&mut params.grad)[scheme as usize * TAGS..][..TAGS];
            grad.iter_mut().zip(row).for_each(|(sum, d)| *sum += d);
        }
        let width = 2 * self.encoder.hidden;
        let mut d_second = vec![0.0; batch.rows * width];
        self.emission.backward(params, tape.output(1), &d_emissions, &mut d_second);
        self.encoder.backward(params, &batch, &tape, [vec![0.0; batch.rows * width], d_second]);
        loss
    }
}

/// Logarithm of the sum over all allowed paths; adds `weight` times the expected uses of tags and steps. `steps` holds
/// the exponentials of the scores of steps.
fn path_sum(
    emissions: &[f32],
    steps: &[f32],
    allowed: &[u32],
    weight: f32,
    d_emissions: &mut [f32],
    d_transition: &mut [f32],
) -> f32 {
    let n = allowed.len();
    // Everything is scaled at each word, so that the numbers stay in range.
    let mut forward = vec![0.0_f32; n * TAGS];
    let mut factors = vec![0.0_f32; n * TAGS];
    let mut scales = vec![0.0_f32; n];
    let mut total = 0.0;
    for i in 0..n {
        let row = &emissions[i * TAGS..(i + 1) * TAGS];
        let open = |tag: usize| allowed[i] >> tag & 1 == 1 && (i > 0 || may_begin(tag)) && (i + 1 < n || may_end(tag));
        let top = (0..TAGS).filter(|&tag| open(tag)).map(|tag| row[tag]).fold(f32::NEG_INFINITY, f32::max);
        let (past, here) = forward.split_at_mut(i * TAGS);
        let here = &mut here[..TAGS];
        if i == 0 {
            here.fill(1.0);
        } else {
            for (before, &sum) in past[(i - 1) * TAGS..].iter().enumerate() {
                for (slot, step) in here.iter_mut().zip(&steps[before * TAGS..(before + 1) * TAGS]) {
                    *slot += sum * step;
                }
            }
        }
        for tag in 0..TAGS {
            factors[i * TAGS + tag] = if open(tag) { exp(row[tag] - top) } else { 0.0 };
            here[tag] *= factors[i * TAGS + tag];
        }
        let sum: f32 = here.iter().sum();
        if sum.is_nan() || sum <= 0.0 {
            return 0.0;
        }
        for slot in here.iter_mut() {
            *slot /= sum;
        }
        scales[i] = sum;
        total += ln(sum) + top;
    }
    let mut backward = [1.0_f32; TAGS];
    for i in (0..n).rev() {
        for tag in 0..TAGS {
            d_emissions[i * TAGS + tag] += weight * forward[i * TAGS + tag] * backward[tag];
        }
        if i == 0 {
            break;
        }
        let mut arriving = [0.0_f32; TAGS];
        for tag in 0..TAGS {
            arriving[tag] = factors[i * TAGS + tag] * backward[tag] / scales[i];
        }
        for before in 0..TAGS {
            let from = forward[(i - 1) * TAGS + before];
            let row = &steps[before * TAGS..(before + 1) * TAGS];
            backward[before] = row.iter().zip(&arriving).map(|(step, a)| step * a).sum();
            if from > 0.0 {
                for (tag, d) in d_transition[before * TAGS..(before + 1) * TAGS].iter_mut().enumerate() {
                    *d += weight * from * row[tag] * arriving[tag];
                }
            }
        }
    }
    total
}

/// The names of all texts by kind.
struct Mentions(Vec<Vec<Vec<String>>>);

impl Mentions {
    fn new(texts: &[Tagged]) -> Self {
        let mut lists = vec![Vec::new(); KINDS.len()];
        for text in texts {
            for &(start, end, kind) in &text.names {
                lists[kind].push(text.forms[start..end].to_vec());
            }
        }
        for list in &mut lists {
            list.sort_unstable();
            list.dedup();
        }
        Self(lists)
    }

    /// The text with some names exchanged.
    fn exchange(&self, text: &Tagged, gazetteer: &gazetteer::Names, rng: &mut Rng) -> Tagged {
        let mut changed = Tagged { forms: Vec::new(), names: Vec::new(), ..text.clone() };
        let mut at = 0;
        for &(start, end, kind) in &text.names {
            changed.forms.extend_from_slice(&text.forms[at..start]);
            let from = changed.forms.len();
            if !rng.chance(EXCHANGE) {
                changed.forms.extend_from_slice(&text.forms[start..end]);
            } else if KINDS[kind] == NameKind::Person && rng.chance(FROM_GAZETTEER) {
                changed.forms.extend(gazetteer.person(end - start, rng));
            } else if KINDS[kind] == NameKind::Place && rng.chance(FROM_GAZETTEER) {
                changed.forms.extend(gazetteer.place(rng));
            } else {
                changed.forms.extend_from_slice(&self.0[kind][rng.below(self.0[kind].len())]);
            }
            changed.names.push((from, changed.forms.len(), kind));
            at = end;
        }
        changed.forms.extend_from_slice(&text.forms[at..]);
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gradients_are_those_of_the_sum() {
        let n = 4;
        let emissions: Vec<f32> = (0..n * TAGS).map(|i| ((i * 37 % 23) as f32 - 11.0) / 7.0).collect();
        let score = |i: usize| ((i * 17 % 13) as f32 - 6.0) / 5.0;
        let steps: Vec<f32> =
            (0..TAGS * TAGS).map(|i| if may_follow(i / TAGS, i % TAGS) { exp(score(i)) } else { 0.0 }).collect();
        let allowed = [u32::MAX, 0b10_0111, u32::MAX, u32::MAX];
        let (mut d, mut d_steps) = (vec![0.0; n * TAGS], vec![0.0; TAGS * TAGS]);
        let sum = path_sum(&emissions, &steps, &allowed, 1.0, &mut d, &mut d_steps);
        for i in 0..n {
            let share: f32 = d[i * TAGS..(i + 1) * TAGS].iter().sum();
            assert!((share - 1.0).abs() < 1e-4);
        }
        for i in [0, 3, 26, 27, 55, 80] {
            let mut moved = emissions.clone();
            moved[i] += 0.01;
            let (mut unused, mut unused_steps) = (vec![0.0; n * TAGS], vec![0.0; TAGS * TAGS]);
            let other = path_sum(&moved, &steps, &allowed, 1.0, &mut unused, &mut unused_steps);
            assert!(((other - sum) / 0.01 - d[i]).abs() < 0.02, "{i}");
        }
    }
}
