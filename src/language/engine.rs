//! The language engine: the nets with their weights, and the way of a text through them.

use super::lemma::{lemma, verb_form};
use super::net::batch::Batch;
use super::net::encoder::{Encoder, Forms, Scratch, Vectors};
use super::net::format::{ModelError, ModelFile};
use super::net::kernel::Way;
use super::net::memory;
use super::net::names::{self, KINDS, NamesNet, TAGS};
use super::net::parser::{self, ParserNet};
use super::{Analysis, Deprel, NameSpan, Upos, Word, Xpos};
use crate::segment::Segmented;
use std::collections::HashMap;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::OnceLock;

/// The nets, ready to read texts.
#[derive(Debug)]
pub struct Engine {
    vectors: Vectors<'static>,
    /// Missing only while one net is scored in training.
    parser: Option<ParserNet<'static>>,
    names: Option<NamesNet<'static>>,
    way: Way,
    checksum: u64,
}

/// The files of the models, in the order of [`Engine::from_bytes`].
pub const MODEL_FILES: [&str; 3] = ["vectors.bin", "parser.bin", "names.bin"];

/// Words that are read together: bounds the memory for a long text.
const PORTION: usize = 4096;
/// Words a batch, about.
const BATCH: usize = 512;
/// Longest stretch of words that the nets take as one sentence.
const LONGEST: usize = 160;

/// Bytes in the program, aligned so that they can be used where they lie.
#[repr(align(64))]
struct Aligned<T: ?Sized>(T);

static VECTORS: &Aligned<[u8]> = &Aligned(*include_bytes!("../../models/vectors.bin"));
static PARSER: &Aligned<[u8]> = &Aligned(*include_bytes!("../../models/parser.bin"));
static NAMES: &Aligned<[u8]> = &Aligned(*include_bytes!("../../models/names.bin"));

impl Engine {
    /// The engine with the weights that are built into the program, or with those in the folder that the environment
    /// variable `BRIEFGRAPH_MODELS` names.
    ///
    /// # Errors
    /// When the models in the program are broken.
    pub fn shipped() -> Result<&'static Self, ModelError> {
        static SHIPPED: OnceLock<Result<Engine, ModelError>> = OnceLock::new();
        let engine = SHIPPED.get_or_init(|| match std::env::var_os("BRIEFGRAPH_MODELS") {
            Some(folder) => Self::from_folder(&PathBuf::from(folder)),
            None => Self::from_bytes([&VECTORS.0, &PARSER.0, &NAMES.0]),
        });
        engine.as_ref().map_err(ModelError::again)
    }

    /// The engine with the weights in a folder, which stay in memory until the program ends.
    ///
    /// # Errors
    /// When a model is not there, or not one of this version.
    pub fn from_folder(folder: &std::path::Path) -> Result<Self, ModelError> {
        let read = |name: &str| -> Result<&'static [u8], ModelError> {
            let path = folder.join(name);
            let bytes = std::fs::read(&path).map_err(|source| ModelError::Io { path, source })?;
            Ok(bytes.leak())
        };
        Self::from_bytes([read(MODEL_FILES[0])?, read(MODEL_FILES[1])?, read(MODEL_FILES[2])?])
    }

    /// The engine with the weights of vectors, parser and names.
    ///
    /// # Errors
    /// When the bytes are not models of this version.
    pub fn from_bytes(bytes: [&'static [u8]; 3]) -> Result<Self, ModelError> {
        for (bytes, name) in bytes.iter().zip(MODEL_FILES) {
            if bytes.is_empty() {
                return Err(ModelError::Absent(name));
            }
        }
        let [vectors, parser, names] = bytes;
        let files = [ModelFile::parse(vectors)?, ModelFile::parse(parser)?, ModelFile::parse(names)?];
        Ok(Self {
            vectors: Vectors::new(&files[0])?,
            parser: Some(ParserNet::new(&files[1])?),
            names: Some(NamesNet::new(&files[2])?),
            way: Way::best(),
            checksum: files.iter().fold(0, |sum: u64, file| sum.rotate_left(21) ^ file.checksum),
        })
    }

    /// An engine that finds names alone, to score a net in training.
    ///
    /// # Errors
    /// When the bytes are not models of this version.
    #[cfg(feature = "train")]
    pub fn names_only(vectors: &'static [u8], names: &'static [u8]) -> Result<Self, ModelError> {
        let files = [ModelFile::parse(vectors)?, ModelFile::parse(names)?];
        Ok(Self {
            vectors: Vectors::new(&files[0])?,
            parser: None,
            names: Some(NamesNet::new(&files[1])?),
            way: Way::best(),
            checksum: 0,
        })
    }

    /// The same engine computing in another way.
    #[must_use]
    pub fn with_way(mut self, way: Way) -> Self {
        self.way = way;
        self
    }

    /// A number that changes with the weights.
    #[must_use]
    pub fn checksum(&self) -> u64 {
        self.checksum
    }

    /// Analyses a text that is cut into sentences and tokens.
    #[must_use]
    pub fn analyse(&self, text: &str, segmented: &Segmented) -> Analysis {
        let tokens: Vec<&str> = segmented.tokens.iter().map(|span| span.slice(text)).collect();
        let sentences: Vec<Range<usize>> = segmented
            .sentences
            .iter()
            .map(|sentence| sentence.tokens.start as usize..sentence.tokens.end as usize)
            .collect();
        let mut analysis = self.parse(&tokens, &sentences);
        analysis.names = self.find_names(&tokens, &passages(segmented));
        analysis
    }

    /// Tags and parses sentences, which are given as ranges of the tokens.
    #[must_use]
    pub fn parse(&self, tokens: &[&str], sentences: &[Range<usize>]) -> Analysis {
        let unread = Word { lemma: "".into(), upos: Upos::X, xpos: Xpos::Fw, head: Word::ROOT, deprel: Deprel::Root };
        let mut words = vec![unread; tokens.len()];
        let Some(net) = &self.parser else { return Analysis { words, names: Vec::new() } };
        let pieces: Vec<Range<usize>> = sentences.iter().flat_map(|s| pieces(tokens, s.clone())).collect();
        let mut buffers = parser::Buffers::default();
        self.run(&net.encoder, tokens, &pieces, |batch, own, scratch| {
            net.decode(batch, scratch, self.way, &mut buffers, |index, i, parsed| {
                let start = own[index].start;
                let (upos, xpos) = parsed.tag;
                words[start + i] = Word {
                    lemma: verb_form(lemma(tokens[start + i], upos, xpos), upos, xpos, |w| self.vectors.knows(w)),
                    upos,
                    xpos,
                    head: parsed.head.checked_sub(1).map_or(Word::ROOT, |head| (start + head) as u32),
                    deprel: parsed.label,
                };
            });
        });
        for sentence in sentences {
            join(&mut words[sentence.clone()], sentence.start);
        }
        Analysis { words, names: Vec::new() }
    }

    /// Finds the names in passages of one document, which are given as ranges of the tokens.
    #[must_use]
    pub fn find_names(&self, tokens: &[&str], passages: &[Range<usize>]) -> Vec<NameSpan> {
        let pieces: Vec<Range<usize>> = passages.iter().flat_map(|s| pieces(tokens, s.clone())).collect();
        let mut emissions = self.tag_scores(tokens, &pieces);
        memory::share(tokens, &pieces, &mut emissions);
        self.read_names(&pieces, &emissions)
    }

    /// The scores of the tags of all tokens in the pieces.
    pub(super) fn tag_scores(&self, tokens: &[&str], pieces: &[Range<usize>]) -> Vec<f32> {
        let mut all = vec![0.0; tokens.len() * TAGS];
        let Some(net) = &self.names else { return all };
        let (mut buffers, mut rows) = (names::Buffers::default(), Vec::new());
        self.run(&net.encoder, tokens, pieces, |batch, own, scratch| {
            net.emissions(batch, scratch, self.way, &mut buffers, &mut rows);
            for (row, (place, t)) in batch.words().enumerate() {
                let at = (own[batch.order[place]].start + t) * TAGS;
                all[at..at + TAGS].copy_from_slice(&rows[row * net.stride()..][..TAGS]);
            }
        });
        all
    }

    /// The best names of the pieces.
    pub(super) fn read_names(&self, pieces: &[Range<usize>], scores: &[f32]) -> Vec<NameSpan> {
        let Some(net) = &self.names else { return Vec::new() };
        let (mut buffers, mut found, mut spans) = (names::Buffers::default(), Vec::new(), Vec::new());
        for piece in pieces {
            net.decode(&scores[piece.start * TAGS..piece.end * TAGS], &mut buffers, &mut found);
            spans.extend(found.iter().map(|name| NameSpan {
                tokens: (piece.start + name.first) as u32..(piece.start + name.end) as u32,
                kind: KINDS[name.kind],
                score: name.score,
            }));
        }
        spans
    }

    /// Encodes the pieces in batches of like length and hands each batch over.
    fn run(
        &self,
        encoder: &Encoder,
        tokens: &[&str],
        pieces: &[Range<usize>],
        mut give: impl FnMut(&Batch, &[Range<usize>], &Scratch),
    ) {
        let (mut forms, mut scratch, mut batch) = (Forms::default(), Scratch::default(), Batch::default());
        let mut number_of: HashMap<&str, u32> = HashMap::new();
        let mut list: Vec<&str> = Vec::new();
        let (mut form_of, mut lengths) = (Vec::new(), Vec::new());
        let mut rest = pieces;
        while !rest.is_empty() {
            let (portion, after) = rest.split_at(count_of(rest, PORTION));
            rest = after;
            let mut order: Vec<Range<usize>> = portion.to_vec();
            order.sort_by_key(|piece| (std::cmp::Reverse(piece.len()), piece.start));
            number_of.clear();
            list.clear();
            for &form in portion.iter().flat_map(|piece| &tokens[piece.clone()]) {
                number_of.entry(form).or_insert_with(|| {
                    list.push(form);
                    list.len() as u32 - 1
                });
            }
            encoder.forms(list.iter().copied(), &self.vectors, self.way, &mut forms, &mut scratch);
            let mut left = order.as_slice();
            while !left.is_empty() {
                let (own, after) = left.split_at(count_of(left, BATCH));
                left = after;
                lengths.clear();
                lengths.extend(own.iter().map(Range::len));
                batch.set(&lengths);
                form_of.clear();
                form_of.extend(batch.words().map(|(place, t)| number_of[tokens[own[batch.order[place]].start + t]]));
                encoder.run(&batch, &form_of, &forms, self.way, &mut scratch);
                give(&batch, own, &scratch);
            }
        }
    }
}

/// How many pieces from the front make up about `words` words: at least one.
fn count_of(pieces: &[Range<usize>], words: usize) -> usize {
    let mut sum = 0;
    let enough = pieces.iter().position(|piece| {
        sum += piece.len();
        sum >= words
    });
    enough.map_or(pieces.len(), |last| last + 1)
}

/// Cuts what is too long for the nets, if possible behind a punctuation mark.
fn pieces(tokens: &[&str], range: Range<usize>) -> Vec<Range<usize>> {
    let mut list = Vec::new();
    let mut start = range.start;
    while range.end - start > LONGEST {
        let window = start + LONGEST / 2..start + LONGEST;
        let mark = window.clone().rev().find(|&i| matches!(tokens[i], "." | ";" | ":" | "," | ")" | "|" | "-"));
        let end = mark.map_or(window.end, |i| i + 1);
        list.push(start..end);
        start = end;
    }
    if start < range.end {
        list.push(start..range.end);
    }
    list
}

/// Hangs the roots of further pieces of a sentence on the first.
fn join(words: &mut [Word], offset: usize) {
    let Some(root) = words.iter().position(|word| word.head == Word::ROOT) else { return };
    for word in &mut words[root + 1..] {
        if word.head == Word::ROOT {
            word.head = (offset + root) as u32;
            word.deprel = Deprel::Parataxis;
        }
    }
}

/// The stretches that the name tagger reads at once: the sentences of a block together, for a name is often clear
/// from the sentence before.
pub(super) fn passages(segmented: &Segmented) -> Vec<Range<usize>> {
    let mut list: Vec<Range<usize>> = Vec::new();
    let mut block = None;
    for sentence in &segmented.sentences {
        let own = sentence.tokens.start as usize..sentence.tokens.end as usize;
        match list.last_mut() {
            Some(open) if block == Some(sentence.block) && open.end == own.start && own.end - open.start <= LONGEST => {
                open.end = own.end;
            }
            _ => list.push(own),
        }
        block = Some(sentence.block);
    }
    list
}
