//! Which imprints are one newspaper's.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::imprint::Imprint;
use super::key::{self, letters};
use super::sources::Sources;

/// Where a host has one name that is not like its own, pages of it without a name belong to that newspaper, unless they are
/// more than so many times as many: then a page may just have quoted the name.
const NAMELESS_TO_A_NAMED: u64 = 3;

/// Letters that a host and a name must share at their beginning to be alike, as `ladepeche.fr` and `La Dépêche du Midi`.
const ALIKE: usize = 4;

/// The newspaper of each imprint, as a number: one of the user's list, or a greater one. Each imprint comes with the number of
/// its articles.
pub(super) fn join(imprints: &BTreeMap<Imprint, u64>, own: &Sources) -> Vec<usize> {
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
enum Kind {
    /// The user's list.
    Listed(usize),
    /// Its name.
    Named(usize),
    /// The host, for want of a name.
    Nameless(String),
}

/// A name on a host.
struct OnHost {
    node: usize,
    key: String,
    without_article: String,
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
    named: BTreeMap<String, Vec<OnHost>>,
    /// How many articles of each host have no name.
    nameless: BTreeMap<String, u64>,
    /// The sites that bear the name of a newspaper, by its key.
    sites: FxHashMap<String, Vec<String>>,
}

impl<'a> Joint<'a> {
    fn new(own: &'a Sources) -> Self {
        let mut sites = FxHashMap::<String, Vec<String>>::default();
        for (key, number) in &own.keys {
            let of_newspaper = own.newspapers[*number].hosts.iter().map(|host| key::site(host).to_owned());
            sites.entry(key.clone()).or_default().extend(of_newspaper);
        }
        let keys = own.keys.iter().map(|(key, number)| (key.clone(), *number)).collect();
        let (named, nameless) = (BTreeMap::new(), BTreeMap::new());
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

    fn add(&mut self, imprint: &Imprint, count: u64) -> Kind {
        let nameless = imprint.nameless();
        if let Some(number) = self.own.at(nameless.as_deref().unwrap_or(&imprint.host)) {
            return Kind::Listed(number);
        }
        if let Some(host) = nameless {
            *self.nameless.entry(host.clone()).or_default() += count;
            return Kind::Nameless(host);
        }
        let key = key::key(&imprint.name);
        let next = self.united.len();
        let node = *self.keys.entry(key.clone()).or_insert(next);
        if node == next {
            self.united.push(node);
        }
        if !imprint.host.is_empty() {
            let without_article = key::key_without_article(&imprint.name);
            let on_host = OnHost { node, key: key.clone(), without_article, count };
            if on_host.is_of_site(&imprint.host) {
                self.sites.entry(key).or_default().push(key::site(&imprint.host).to_owned());
            }
            self.named.entry(imprint.host.clone()).or_default().push(on_host);
        }
        Kind::Named(node)
    }

    /// Names on one host that are its own are one newspaper's, with an article or without: `L’Humanité` and `Humanité`.
    fn unite_names_of_hosts(&mut self) {
        for (host, named) in std::mem::take(&mut self.named) {
            let of_site: Vec<usize> = named.iter().filter(|it| it.is_of_site(&host)).map(|it| it.node).collect();
            for pair in of_site.windows(2) {
                self.unite(pair[0], pair[1]);
            }
            self.named.insert(host, named);
        }
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
        let own = key::labels(host).into_iter().find_map(|label| named.iter().find(|name| name.is(&letters(label))));
        if let Some(name) = own.or_else(|| named.iter().find(|name| name.is_of_site(host))) {
            return Some(name.node);
        }
        if let Some(node) = self.of_name_elsewhere(host) {
            return Some(node);
        }
        let only = |names: Vec<&OnHost>| {
            let first = self.root(names.first()?.node);
            names.iter().all(|name| self.root(name.node) == first).then_some(first)
        };
        let label = key::labels(host).pop().map(letters).unwrap_or_default();
        if let Some(node) = only(named.iter().filter(|name| name.is_alike(&label)).collect()) {
            return Some(node);
        }
        let count: u64 = named.iter().map(|name| name.count).sum();
        let nameless = self.nameless.get(host).copied().unwrap_or_default();
        only(named.iter().collect()).filter(|_| nameless <= count.saturating_mul(NAMELESS_TO_A_NAMED))
    }

    /// The newspaper that is called as a host and has no site that is called so, or this one.
    fn of_name_elsewhere(&self, host: &str) -> Option<usize> {
        let label = key::labels(host).pop().map(letters)?;
        let site = key::site(host);
        let is_free = |key: &String| {
            self.sites.get(key).is_none_or(|sites| sites.is_empty() || sites.iter().any(|other| other == site))
        };
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
    /// Whether these letters are the name.
    fn is(&self, letters: &str) -> bool {
        self.key == letters || self.without_article == letters
    }

    /// Whether it is the name of the host's site, as `Le Monde` on `sport.lemonde.fr`, or `France TV` on `france.tv`.
    fn is_of_site(&self, host: &str) -> bool {
        is_of_site(&self.key, &self.without_article, host)
    }

    /// Whether the host's label and the name begin alike.
    fn is_alike(&self, label: &str) -> bool {
        let begins = |long: &str, short: &str| short.len() >= ALIKE && long.starts_with(short);
        [&self.key, &self.without_article].into_iter().any(|name| begins(name, label) || begins(label, name))
    }
}

/// Whether a name, by its key and by the one without its article, is that of a host's site.
pub(super) fn is_of_site(key: &str, without_article: &str, host: &str) -> bool {
    let label = key::labels(host).pop().map(letters).unwrap_or_default();
    let whole = letters(key::site(host));
    [label, whole].iter().any(|letters| letters == key || letters == without_article)
}
