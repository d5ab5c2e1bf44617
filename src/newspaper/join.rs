//! Which imprints are one newspaper's.

use std::borrow::Cow;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::imprint::Imprint;
use super::key::{self, letters};
use super::sources::Sources;

/// Where a host has one name that is not like its own, pages of it without a name belong to that newspaper, unless they are
/// more than so many times as many: then a page may just have quoted the name.
const NAMELESS_TO_A_NAMED: u64 = 3;

/// Letters that a host and a name must share at their beginning to be alike, as `ladepeche.fr` and `La Dépêche du Midi`.
const ALIKE: usize = 4;

/// The newspaper of each imprint, as a number: one of the user's list, or a greater one. The imprints come in order, each with
/// the number of its articles.
pub(super) fn join(imprints: &[(Imprint, u64)], own: &Sources) -> Vec<usize> {
    let mut joint = Joint::new(imprints, own);
    joint.unite_names_of_hosts();
    let mut nodes = Vec::with_capacity(imprints.len());
    for at in 0..imprints.len() {
        let node = match &joint.kinds[at] {
            Kind::Listed(node) | Kind::Named { node, .. } => *node,
            Kind::Nameless(host) => {
                let host = host.clone();
                joint.of_host(&host)
            }
        };
        nodes.push(joint.root(node));
    }
    nodes
}

/// What decides whose an imprint is.
enum Kind<'a> {
    /// The user's list.
    Listed(usize),
    /// Its name, which may be that of the host's site.
    Named { node: usize, is_of_site: bool },
    /// The host, for want of a name.
    Nameless(Cow<'a, str>),
}

/// A name on a host.
struct OnHost {
    node: usize,
    key: String,
    without_article: Option<String>,
    is_of_site: bool,
    count: u64,
}

/// Newspapers as a forest of nodes: those of the user's list, the keys of names, and hosts.
struct Joint<'a> {
    imprints: &'a [(Imprint, u64)],
    own: &'a Sources,
    kinds: Vec<Kind<'a>>,
    /// For each node, itself or one before it that is the same newspaper.
    united: Vec<usize>,
    keys: FxHashMap<String, usize>,
    hosts: FxHashMap<String, usize>,
    /// The hosts with names on them, and where these are: imprints of one host are neighbours.
    named: FxHashMap<&'a str, Range<usize>>,
    /// How many articles of each host have no name.
    nameless: FxHashMap<Cow<'a, str>, u64>,
    /// The names that are those of sites, and the sites.
    has_site: FxHashSet<usize>,
    sites: FxHashSet<(usize, &'a str)>,
}

impl<'a> Joint<'a> {
    fn new(imprints: &'a [(Imprint, u64)], own: &'a Sources) -> Self {
        let mut joint = Self {
            imprints,
            own,
            kinds: Vec::with_capacity(imprints.len()),
            united: (0..own.newspapers.len()).collect(),
            keys: own.keys.iter().map(|(key, number)| (key.clone(), *number)).collect(),
            hosts: FxHashMap::default(),
            named: FxHashMap::default(),
            nameless: FxHashMap::default(),
            has_site: FxHashSet::default(),
            sites: FxHashSet::default(),
        };
        for (number, newspaper) in own.newspapers.iter().enumerate() {
            for host in &newspaper.hosts {
                joint.has_site.insert(number);
                joint.sites.insert((number, key::site(host)));
            }
        }
        for at in 0..imprints.len() {
            let kind = joint.kind(at);
            joint.kinds.push(kind);
        }
        joint
    }

    fn kind(&mut self, at: usize) -> Kind<'a> {
        let (imprint, count) = &self.imprints[at];
        let nameless = imprint.nameless();
        if let Some(number) = self.own.at(nameless.as_deref().unwrap_or(imprint.host())) {
            return Kind::Listed(number);
        }
        if let Some(host) = nameless {
            match self.nameless.get_mut(&host) {
                Some(counted) => *counted += count,
                None => drop(self.nameless.insert(host.clone(), *count)),
            }
            return Kind::Nameless(host);
        }
        let key = key::key(imprint.name());
        let host = imprint.host();
        let is_of_site = !host.is_empty() && key::is_of_site(imprint.name(), &key, host);
        let node = match self.keys.get(&key) {
            Some(node) => *node,
            None => {
                let node = self.united.len();
                self.united.push(node);
                self.keys.insert(key, node);
                node
            }
        };
        if !host.is_empty() {
            self.named.entry(host).or_insert(at..at).end = at + 1;
        }
        if is_of_site {
            self.has_site.insert(node);
            self.sites.insert((node, key::site(host)));
        }
        Kind::Named { node, is_of_site }
    }

    /// Names on one host that are its own are one newspaper's, with an article or without: `L’Humanité` and `Humanité`.
    fn unite_names_of_hosts(&mut self) {
        let mut same = Vec::new();
        for places in self.named.values().filter(|places| places.len() > 1) {
            let mut last = None;
            for kind in &self.kinds[places.clone()] {
                if let Kind::Named { node, is_of_site: true } = kind {
                    same.extend(last.replace(*node).map(|last| (last, *node)));
                }
            }
        }
        // In an order of its own: of three names, the user's list may keep two apart.
        same.sort_unstable();
        same.into_iter().for_each(|(one, other)| self.unite(one, other));
    }

    fn unite(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        let (first, second) = (one.min(other), one.max(other));
        // What the user's list keeps apart stays apart.
        if second >= self.own.newspapers.len() {
            self.united[second] = first;
        }
    }

    fn root(&self, mut node: usize) -> usize {
        while self.united[node] != node {
            node = self.united[node];
        }
        node
    }

    /// The newspaper to which a host belongs: by the names on it, else by those on the host above it, else by a name elsewhere
    /// that is the host's. A host of which nothing else is known stands for itself and those below it.
    fn of_host(&mut self, host: &str) -> usize {
        let mut top = host;
        let mut at = Some(host);
        while let Some(host) = at {
            if self.named.contains_key(host) {
                let found = self.of_names_on(host);
                return found.unwrap_or_else(|| self.host_node(host));
            }
            if self.nameless.contains_key(host) {
                top = host;
            }
            at = key::parent(host);
        }
        self.of_name_elsewhere(host).unwrap_or_else(|| self.host_node(top))
    }

    fn of_names_on(&self, host: &str) -> Option<usize> {
        let named = self.names_on(host);
        let named = &named;
        let own = key::labels(host).into_iter().find_map(|label| named.iter().find(|name| name.is_called(label)));
        if let Some(name) = own.or_else(|| named.iter().find(|name| name.is_of_site)) {
            return Some(name.node);
        }
        if let Some(node) = self.of_name_elsewhere(host) {
            return Some(node);
        }
        let only = |names: Vec<&OnHost>| {
            let first = self.root(names.first()?.node);
            names.iter().all(|name| self.root(name.node) == first).then_some(first)
        };
        let label = letters(key::own_label(key::site(host)));
        if let Some(node) = only(named.iter().filter(|name| name.is_alike(&label)).collect()) {
            return Some(node);
        }
        let count: u64 = named.iter().map(|name| name.count).sum();
        let nameless = self.nameless.get(host).copied().unwrap_or_default();
        only(named.iter().collect()).filter(|_| nameless <= count.saturating_mul(NAMELESS_TO_A_NAMED))
    }

    fn names_on(&self, host: &str) -> Vec<OnHost> {
        let mut names = Vec::new();
        for at in self.named[host].clone() {
            if let Kind::Named { node, is_of_site } = self.kinds[at] {
                let (imprint, count) = &self.imprints[at];
                let (key, without_article) = (key::key(imprint.name()), key::without_article(imprint.name()));
                names.push(OnHost { node, key, without_article, is_of_site, count: *count });
            }
        }
        names
    }

    /// The newspaper that is called as a host and has no site that is called so, or this one.
    fn of_name_elsewhere(&self, host: &str) -> Option<usize> {
        let site = key::site(host);
        let label = letters(key::own_label(site));
        let is_free = |node: &usize| !self.has_site.contains(node) || self.sites.contains(&(*node, site));
        [label, letters(host)].iter().filter_map(|key| self.keys.get(key).copied()).find(is_free)
    }

    fn host_node(&mut self, host: &str) -> usize {
        let next = self.united.len();
        let node = *self.hosts.entry(host.to_owned()).or_insert(next);
        if node == next {
            self.united.push(node);
        }
        node
    }
}

impl OnHost {
    /// The key of the name, and the one without its article.
    fn keys(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.key).chain(&self.without_article)
    }

    /// Whether a label of a host is the name.
    fn is_called(&self, label: &str) -> bool {
        self.keys().any(|key| key::has_letters(label, key))
    }

    /// Whether the host's label and the name begin alike.
    fn is_alike(&self, label: &str) -> bool {
        let begins = |long: &str, short: &str| short.len() >= ALIKE && long.starts_with(short);
        self.keys().any(|name| begins(name, label) || begins(label, name))
    }
}
