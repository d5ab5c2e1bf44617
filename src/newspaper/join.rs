//! Which imprints are one newspaper's.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

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
    let mut joint = Joint::new(own);
    let kinds: Vec<Kind> = imprints.iter().map(|(imprint, count)| joint.add(imprint, *count)).collect();
    joint.unite_names_of_hosts();
    let nodes: Vec<usize> = kinds
        .into_iter()
        .map(|kind| match kind {
            Kind::Listed(number) => number,
            Kind::Named(node) => node,
            Kind::Nameless(host) => joint.of_host(&host),
        })
        .collect();
    nodes.into_iter().map(|node| joint.root(node)).collect()
}

/// What decides whose an imprint is.
enum Kind<'a> {
    /// The user's list.
    Listed(usize),
    /// Its name.
    Named(usize),
    /// The host, for want of a name.
    Nameless(Cow<'a, str>),
}

/// A name on a host.
struct OnHost {
    node: usize,
    key: String,
    without_article: Option<String>,
    /// Whether it is the name of the host's site, with its article or without.
    is_of_site: bool,
    count: u64,
}

/// Newspapers as a forest of nodes: those of the user's list, the keys of names, and hosts.
struct Joint<'a> {
    own: &'a Sources,
    /// For each node, itself or one before it that is the same newspaper.
    united: Vec<usize>,
    keys: FxHashMap<String, usize>,
    hosts: FxHashMap<String, usize>,
    /// The names on each host.
    named: FxHashMap<&'a str, Vec<OnHost>>,
    /// How many articles of each host have no name.
    nameless: FxHashMap<Cow<'a, str>, u64>,
    /// The sites that bear the name of a newspaper, by its key.
    sites: FxHashMap<String, Vec<&'a str>>,
}

impl<'a> Joint<'a> {
    fn new(own: &'a Sources) -> Self {
        let mut sites = FxHashMap::<String, Vec<&str>>::default();
        for (key, number) in &own.keys {
            let of_newspaper = own.newspapers[*number].hosts.iter().map(|host| key::site(host));
            sites.entry(key.clone()).or_default().extend(of_newspaper);
        }
        let keys = own.keys.iter().map(|(key, number)| (key.clone(), *number)).collect();
        let (named, nameless) = (FxHashMap::default(), FxHashMap::default());
        Self {
            own,
            united: (0..own.newspapers.len()).collect(),
            keys,
            hosts: FxHashMap::default(),
            named,
            nameless,
            sites,
        }
    }

    fn add(&mut self, imprint: &'a Imprint, count: u64) -> Kind<'a> {
        let nameless = imprint.nameless();
        if let Some(number) = self.own.at(nameless.as_deref().unwrap_or(imprint.host())) {
            return Kind::Listed(number);
        }
        if let Some(host) = nameless {
            *self.nameless.entry(host.clone()).or_default() += count;
            return Kind::Nameless(host);
        }
        let (key, without_article) = key::keys(imprint.name());
        let next = self.united.len();
        let node = self.keys.get(&key).copied().unwrap_or(next);
        if node == next {
            self.united.push(node);
            self.keys.insert(key.clone(), node);
        }
        if !imprint.host().is_empty() {
            let is_of_site = [Some(&key), without_article.as_ref()]
                .into_iter()
                .flatten()
                .any(|key| key::is_of_site(key, imprint.host()));
            if is_of_site {
                self.sites.entry(key.clone()).or_default().push(key::site(imprint.host()));
            }
            let on_host = OnHost { node, key, without_article, is_of_site, count };
            self.named.entry(imprint.host()).or_default().push(on_host);
        }
        Kind::Named(node)
    }

    /// Names on one host that are its own are one newspaper's, with an article or without: `L’Humanité` and `Humanité`.
    fn unite_names_of_hosts(&mut self) {
        let mut same = Vec::new();
        for named in self.named.values().filter(|named| named.len() > 1) {
            let of_site: Vec<usize> = named.iter().filter(|it| it.is_of_site).map(|it| it.node).collect();
            same.extend(of_site.windows(2).map(|pair| (pair[0], pair[1])));
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
        let named = &self.named[host];
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

    /// The newspaper that is called as a host and has no site that is called so, or this one.
    fn of_name_elsewhere(&self, host: &str) -> Option<usize> {
        let site = key::site(host);
        let label = letters(key::own_label(site));
        let is_free = |key: &String| self.sites.get(key).is_none_or(|sites| sites.is_empty() || sites.contains(&site));
        [label, letters(host)].iter().filter(|key| is_free(key)).find_map(|key| self.keys.get(key)).copied()
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
