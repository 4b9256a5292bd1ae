//! Names to entities: one entity for all names of one real thing.
//!
//! Every distinct name (folded words and kind) is a node. Full names found clusters; shorter names
//! join the cluster that they fit. Where a short name fits several clusters, each of its mentions is
//! decided on its own: the one last named, of fitting gender.

use super::fold::NameKey;
use super::names::NameIndex;
use super::role::Role;
use crate::language::{NameKind, Syntax};
use crate::lexicon::{Gender, Lexicon, PlaceRole};
use std::collections::{HashMap, HashSet};

/// Index of a cluster.
pub(super) type ClusterId = usize;

/// What the clustering gives: for each name mention its cluster.
pub(super) struct Clusters {
    /// Cluster of each name mention.
    pub of_mention: Vec<ClusterId>,
    /// Kind of each cluster.
    pub kinds: Vec<NameKind>,
    /// Gender of each cluster, where a title tells.
    pub genders: Vec<Option<Gender>>,
}

impl Clusters {
    /// Adds `count` bodies that no name mentions; gives the first.
    pub(super) fn add_unnamed(&mut self, count: usize) -> ClusterId {
        let first = self.kinds.len();
        self.kinds.resize(first + count, NameKind::Organization);
        self.genders.resize(first + count, None);
        first
    }
}

struct Node {
    key: NameKey,
    kind: NameKind,
    mentions: Vec<u32>,
    acronym: bool,
    /// The entry of the gazetteer that it names.
    known: Option<u32>,
    cluster: Option<ClusterId>,
}

/// Groups the name mentions of a document.
pub(super) fn cluster(syntax: &Syntax<'_>, names: &NameIndex<'_>, roles: &[Role], lexicon: &Lexicon) -> Clusters {
    let keys: Vec<NameKey> = names.all.iter().map(|m| NameKey::of(syntax, m.tokens.clone())).collect();
    let kinds = settle_kinds(names, &keys);
    let countries = countries(syntax, names, &keys, lexicon);
    let nodes = nodes(syntax, names, &keys, &kinds);
    let neighbours = Neighbours::new(&nodes, &countries);
    let mut builder = Builder { names, lexicon, countries, nodes, kinds: Vec::new(), neighbours, known: Vec::new() };
    builder.found_clusters();
    builder.link_acronyms(&keys, &kinds);
    let genders_by_mention = genders(syntax, names, roles, lexicon);
    builder.assign(&genders_by_mention, &titles(syntax, names, roles))
}

/// One kind for each name: the one with most trust over the document, unless two are certain.
fn settle_kinds(names: &NameIndex<'_>, keys: &[NameKey]) -> Vec<NameKind> {
    let mut votes: HashMap<&NameKey, [f32; 6]> = HashMap::new();
    for (mention, key) in names.all.iter().zip(keys) {
        votes.entry(key).or_default()[mention.kind as usize] += mention.score * mention.score;
    }
    // "the Forum" that acts says what the "Harbour Forum" is: a body, no event.
    let bodies: HashSet<&str> = votes
        .iter()
        .filter(|(key, tally)| {
            key.len() == 1 && tally[NameKind::Organization as usize] > tally[NameKind::Event as usize]
        })
        .map(|(key, _)| key.first())
        .collect();
    names
        .all
        .iter()
        .zip(keys)
        .map(|(mention, key)| {
            let body =
                key.len() > 1 && (bodies.contains(key.last()) || key.head().is_some_and(|head| bodies.contains(head)));
            if mention.kind == NameKind::Event && mention.score < 0.9 && body {
                return NameKind::Organization;
            }
            let tally = &votes[key];
            let best = (0..6).max_by(|&a, &b| tally[a].total_cmp(&tally[b]).then(b.cmp(&a))).unwrap_or(0);
            let own = tally[mention.kind as usize];
            if mention.known.is_some() || mention.score >= 0.9 && own * 2.0 > tally[best] {
                mention.kind
            } else {
                NameKind::ALL[best]
            }
        })
        .collect()
}

fn nodes(syntax: &Syntax<'_>, names: &NameIndex<'_>, keys: &[NameKey], kinds: &[NameKind]) -> Vec<Node> {
    let mut by_key: HashMap<(&NameKey, NameKind), usize> = HashMap::new();
    let mut nodes: Vec<Node> = Vec::new();
    for (i, key) in keys.iter().enumerate() {
        let index = *by_key.entry((key, kinds[i])).or_insert_with(|| {
            let form = names.all[i].span.slice(syntax.text);
            let acronym = key.len() == 1
                && form.chars().count() >= 2
                && form.chars().filter(|c| c.is_alphabetic()).all(|c| c.is_uppercase() || c == 's');
            let (key, kind) = (key.clone(), kinds[i]);
            nodes.push(Node { key, kind, mentions: Vec::new(), acronym, known: None, cluster: None });
            nodes.len() - 1
        });
        nodes[index].mentions.push(i as u32);
        nodes[index].known = nodes[index].known.or(names.all[i].known);
    }
    nodes
}

/// Names that the gazetteer knows as countries.
fn countries(
    syntax: &Syntax<'_>,
    names: &NameIndex<'_>,
    keys: &[NameKey],
    lexicon: &Lexicon,
) -> HashMap<NameKey, usize> {
    let mut out = HashMap::new();
    for (mention, key) in names.all.iter().zip(keys) {
        let entries = lexicon.geography.lookup(mention.span.slice(syntax.text));
        if let Some((country, _)) = entries.iter().find(|(_, role)| *role == PlaceRole::Country) {
            out.insert(key.clone(), *country);
        }
    }
    out
}

/// Gender of the person at each mention, where a title or honorific beside the name tells.
fn genders(syntax: &Syntax<'_>, names: &NameIndex<'_>, roles: &[Role], lexicon: &Lexicon) -> Vec<Option<Gender>> {
    let word = |t: u32| syntax.form(t).trim_end_matches('.').to_lowercase();
    let mut out: Vec<Option<Gender>> =
        names.all.iter().map(|m| m.tokens.start.checked_sub(1).and_then(|t| lexicon.posts.gender(&word(t)))).collect();
    for role in roles {
        let told = role.title.clone().into_iter().flatten().find_map(|t| lexicon.posts.gender(&word(t)));
        let slot = &mut out[role.holder as usize];
        *slot = slot.or(told);
    }
    out
}

/// The noun that heads the title of each mention of a person, lower case.
fn titles(syntax: &Syntax<'_>, names: &NameIndex<'_>, roles: &[Role]) -> Vec<Option<String>> {
    let mut out: Vec<Option<String>> = vec![None; names.all.len()];
    for role in roles.iter().filter(|r| r.construction == "title before name") {
        out[role.holder as usize] = role.head.map(|h| syntax.form(h).to_lowercase());
    }
    out
}

struct Builder<'a> {
    names: &'a NameIndex<'a>,
    lexicon: &'a Lexicon,
    /// Country, as an index into the gazetteer, of each name that is one.
    countries: HashMap<NameKey, usize>,
    nodes: Vec<Node>,
    kinds: Vec<NameKind>,
    /// The entry of the gazetteer that each cluster is.
    known: Vec<Option<u32>>,
    neighbours: Neighbours,
}

/// Nodes by what two names of one thing can share: first word, last word, initials, country.
#[derive(Default)]
struct Neighbours {
    by_trait: HashMap<String, Vec<usize>>,
}

impl Neighbours {
    fn new(nodes: &[Node], countries: &HashMap<NameKey, usize>) -> Self {
        let mut out = Self::default();
        for (n, node) in nodes.iter().enumerate() {
            for shared in traits(node, countries) {
                out.by_trait.entry(shared).or_default().push(n);
            }
        }
        out
    }

    /// Nodes that share something with `node`, in order, without repetition.
    fn of(&self, node: &Node, countries: &HashMap<NameKey, usize>) -> Vec<usize> {
        let mut out: Vec<usize> =
            traits(node, countries).iter().filter_map(|shared| self.by_trait.get(shared)).flatten().copied().collect();
        out.sort_unstable();
        out.dedup();
        out
    }
}

fn traits(node: &Node, countries: &HashMap<NameKey, usize>) -> Vec<String> {
    let dateless = node.key.without_year();
    let mut out = vec![format!("first {}", node.key.first()), format!("last {}", node.key.last())];
    if dateless.len() != node.key.len() {
        out.push(format!("last {}", dateless.last()));
    }
    out.extend(node.key.head().map(|head| format!("last {head}")));
    if node.acronym {
        out.push(format!("initials {}", node.key.first()));
    } else if node.key.len() > 1 {
        out.extend(node.key.initials().into_iter().chain(dateless.initials()).map(|i| format!("initials {i}")));
    }
    out.extend(countries.get(&node.key).map(|c| format!("country {c}")));
    out
}

impl Builder<'_> {
    fn new_cluster(&mut self, kind: NameKind) -> ClusterId {
        self.kinds.push(kind);
        self.known.push(None);
        self.kinds.len() - 1
    }

    fn place(&mut self, n: usize, cluster: ClusterId) {
        self.nodes[n].cluster = Some(cluster);
        self.known[cluster] = self.known[cluster].or(self.nodes[n].known);
    }

    /// False for two things that the gazetteer tells apart.
    fn may_be(&self, n: usize, cluster: ClusterId) -> bool {
        self.nodes[n].known.is_none_or(|own| self.known[cluster].is_none_or(|other| other == own))
    }

    /// Full names, and short ones that fit nothing longer, found clusters.
    fn found_clusters(&mut self) {
        // Longest first, so that a short name meets every longer one already placed.
        let mut order: Vec<usize> = (0..self.nodes.len()).collect();
        order.sort_by_key(|&n| (std::cmp::Reverse(self.nodes[n].key.len()), self.nodes[n].mentions[0]));
        for n in order {
            if let Some(cluster) = self.known_thing(n).or_else(|| self.same_thing(n)) {
                self.place(n, cluster);
            } else if self.candidates(n).is_empty() {
                let cluster = self.new_cluster(self.nodes[n].kind);
                self.place(n, cluster);
            }
        }
    }

    /// For a name that the gazetteer knows, the cluster of its entry; where no other name of it stands in the text, the
    /// only one that the name fits, or its own.
    fn known_thing(&mut self, n: usize) -> Option<ClusterId> {
        let own = self.nodes[n].known?;
        let cluster = self.known.iter().position(|known| *known == Some(own)).or_else(|| self.same_thing(n));
        cluster.or_else(|| {
            let mut fits: Vec<ClusterId> = self.candidates(n).iter().filter_map(|&c| self.nodes[c].cluster).collect();
            fits.dedup();
            Some(if let [only] = fits[..] { only } else { self.new_cluster(self.nodes[n].kind) })
        })
    }

    /// The cluster of another spelling of the very same name.
    fn same_thing(&self, n: usize) -> Option<ClusterId> {
        let node = &self.nodes[n];
        self.neighbours.of(node, &self.countries).into_iter().find_map(|m| {
            let other = &self.nodes[m];
            let cluster = other.cluster?;
            let same = other.kind == node.kind
                && self.may_be(n, cluster)
                && match node.kind {
                    NameKind::Person => {
                        node.key.len() >= 2
                            && other.key.len() > node.key.len()
                            && node.key.first() == other.key.first()
                            && node.key.last() == other.key.last()
                    }
                    NameKind::Place => self.same_country(&node.key, &other.key),
                    NameKind::Law => {
                        other.key.without_year() == node.key
                            || other.key.without_year() == node.key.without_year() && !has_year(&node.key)
                    }
                    _ => false,
                };
            same.then_some(cluster)
        })
    }

    fn same_country(&self, a: &NameKey, b: &NameKey) -> bool {
        let country = |key: &NameKey| self.countries.get(key).copied();
        match (country(a), country(b)) {
            (Some(a), Some(b)) => a == b,
            _ => false,
        }
    }

    /// Nodes of longer names that this short name may stand for.
    fn candidates(&self, n: usize) -> Vec<usize> {
        let node = &self.nodes[n];
        self.neighbours
            .of(node, &self.countries)
            .into_iter()
            .filter(|&m| m != n && self.nodes[m].cluster.is_some_and(|cluster| self.may_be(n, cluster)))
            .filter(|&m| self.may_stand_for(node, &self.nodes[m]))
            .collect()
    }

    fn may_stand_for(&self, short: &Node, full: &Node) -> bool {
        if short.kind != full.kind {
            return false;
        }
        let (a, b) = (&short.key, &full.key);
        match short.kind {
            NameKind::Person => person_stands_for(a, b),
            NameKind::Organization => {
                a.is_suffix_of(b)
                    && self.is_head_noun(a.last())
                    && !(a.len() == 1 && self.lexicon.references.is_initial_only(a.last()))
                    || a.is_prefix_of(b) && self.is_telling(a) && !self.is_another_body(a, b)
                    || a.len() == 1 && b.head() == Some(a.first()) && self.is_head_noun(a.first())
                    || short.acronym && b.has_initials(a.first())
            }
            NameKind::Law => {
                a.is_suffix_of(b) && a.len() >= 2
                    || a.is_suffix_of(&b.without_year()) && a.len() >= 2
                    || short.acronym && (b.has_initials(a.first()) || b.without_year().has_initials(a.first()))
                    || a.len() >= 2 && drops_brackets(a, b)
            }
            NameKind::Report | NameKind::Event => {
                a.is_suffix_of(b) && a.len() >= 2 || short.acronym && b.has_initials(a.first())
            }
            NameKind::Place => false,
        }
    }

    /// "Harbour Council" is not the "Harbour Council of Ministers", as "Central Bank" is the "Central Bank of Chile".
    fn is_another_body(&self, short: &NameKey, full: &NameKey) -> bool {
        let rest = &full.0[short.len()..];
        let place = || {
            let words: Vec<String> = rest[1..].iter().map(|w| capitalised(w)).collect();
            !self.lexicon.geography.lookup(&words.join(" ")).is_empty()
        };
        short.len() > 1
            && self.is_head_noun(short.last())
            && rest.len() > 1
            && matches!(rest[0].as_str(), "of" | "for")
            && !place()
    }

    /// "Commission" for "European Commission": the noun must be one that such names end with.
    fn is_head_noun(&self, word: &str) -> bool {
        !self.lexicon.references.noun(word).is_empty()
    }

    /// "Lakeside" for "Lakeside Power": no place, demonym or word that many bodies begin with.
    fn is_telling(&self, key: &NameKey) -> bool {
        !self.countries.contains_key(key)
            && !self.lexicon.references.is_common_first(key.first())
            && self.lexicon.geography.lookup(&capitalised(key.first())).is_empty()
    }

    /// Acronyms that the text explains: both names become one cluster.
    fn link_acronyms(&mut self, keys: &[NameKey], kinds: &[NameKind]) {
        let node_of: HashMap<(&NameKey, NameKind), usize> =
            self.nodes.iter().enumerate().map(|(i, n)| ((&n.key, n.kind), i)).collect();
        let mut pairs = Vec::new();
        for (i, mention) in self.names.all.iter().enumerate() {
            let Some(other) = mention.acronym else { continue };
            let o = other as usize;
            if let (Some(&a), Some(&b)) = (node_of.get(&(&keys[i], kinds[i])), node_of.get(&(&keys[o], kinds[o]))) {
                pairs.push((a.min(b), a.max(b)));
            }
        }
        drop(node_of);
        for (a, b) in pairs {
            let cluster = match (self.nodes[a].cluster, self.nodes[b].cluster) {
                (Some(x), Some(y)) if x != y => {
                    if self.known[x].is_none() || self.known[y].is_none() {
                        self.merge(x, y);
                    }
                    continue;
                }
                (Some(x), _) | (None, Some(x)) => x,
                (None, None) => self.new_cluster(self.nodes[a].kind),
            };
            self.place(a, cluster);
            self.place(b, cluster);
        }
    }

    fn merge(&mut self, keep: ClusterId, gone: ClusterId) {
        self.known[keep] = self.known[keep].or(self.known[gone]);
        for node in &mut self.nodes {
            if node.cluster == Some(gone) {
                node.cluster = Some(keep);
            }
        }
    }

    /// Gives every mention its cluster; short names that fit several are decided one mention at a time.
    fn assign(mut self, genders: &[Option<Gender>], titles: &[Option<String>]) -> Clusters {
        let n_mentions = self.names.all.len();
        let mut of_mention = vec![usize::MAX; n_mentions];
        for node in &self.nodes {
            if let Some(cluster) = node.cluster {
                for &m in &node.mentions {
                    of_mention[m as usize] = cluster;
                }
            }
        }
        let mut cluster_gender: HashMap<ClusterId, Gender> = HashMap::new();
        for (m, &cluster) in of_mention.iter().enumerate() {
            if let (true, Some(gender)) = (cluster != usize::MAX, genders[m]) {
                cluster_gender.entry(cluster).or_insert(gender);
            }
        }
        let open: Vec<usize> = (0..self.nodes.len()).filter(|&n| self.nodes[n].cluster.is_none()).collect();
        let mut pending: Vec<(u32, Vec<ClusterId>)> = Vec::new();
        for n in open {
            let mut fits: Vec<ClusterId> = self.candidates(n).iter().filter_map(|&c| self.nodes[c].cluster).collect();
            fits.sort_unstable();
            fits.dedup();
            if fits.is_empty() {
                fits.push(self.new_cluster(self.nodes[n].kind));
            }
            pending.extend(self.nodes[n].mentions.iter().map(|&m| (m, fits.clone())));
        }
        pending.sort_by_key(|(m, _)| *m);
        for (m, fits) in pending {
            let fitting = |c: &ClusterId| match (genders[m as usize], cluster_gender.get(c)) {
                (Some(a), Some(b)) => a == *b,
                _ => true,
            };
            // "Premier Li" is the Li whom the text calls premier.
            let title = titles[m as usize].as_ref();
            let called = title.and_then(|title| {
                let mut holders: Vec<ClusterId> = (0..n_mentions)
                    .filter(|&i| titles[i].as_ref() == Some(title) && fits.contains(&of_mention[i]))
                    .map(|i| of_mention[i])
                    .collect();
                holders.dedup();
                (holders.len() == 1).then(|| holders[0])
            });
            let before = called
                .or_else(|| (0..m as usize).rev().map(|i| of_mention[i]).find(|c| fits.contains(c) && fitting(c)));
            let chosen = before.or_else(|| {
                let rest: Vec<_> = fits.iter().copied().filter(fitting).collect();
                // Named later only ("PM Ardal ... Siobhan Ardal"): safe when there is one such person.
                (rest.len() == 1).then(|| rest[0])
            });
            of_mention[m as usize] = chosen.unwrap_or_else(|| self.new_cluster(NameKind::ALL[0]));
            if let Some(gender) = genders[m as usize] {
                cluster_gender.entry(of_mention[m as usize]).or_insert(gender);
            }
        }
        let genders = (0..self.kinds.len()).map(|c| cluster_gender.get(&c).copied()).collect();
        Clusters { of_mention, kinds: self.kinds, genders }
    }
}

fn has_year(key: &NameKey) -> bool {
    key.without_year() != *key
}

/// "Kim" for "Jiho Kim" or "Kim Jiho", "van Dael" for "Mies van Dael".
fn person_stands_for(short: &NameKey, full: &NameKey) -> bool {
    if full.len() < 2 || short.len() >= full.len() {
        return false;
    }
    short.is_suffix_of(full) || short.len() == 1 && full.len() <= 3 && short.first() == full.first()
}

/// The short form without words in brackets or the qualifier before the title.
fn drops_brackets(short: &NameKey, full: &NameKey) -> bool {
    short.len() < full.len() && short.last() == full.last() && {
        let mut rest = full.0.iter();
        short.0.iter().all(|w| rest.any(|f| f == w)) && short.first() == full.first() && short.len() * 2 >= full.len()
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}
