//! The newspapers of an index: what each is called, and the imprints that are its own.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::imprint::Imprint;
use super::join::join;
use super::key;
use super::sources::Sources;

/// All newspapers of an index. To show articles it takes the names alone; how else newspapers are called is collected when a
/// search first asks for one.
#[derive(Debug, Default)]
pub struct Newspapers {
    /// In order.
    imprints: Vec<Imprint>,
    /// For each imprint, the number of its newspaper.
    numbers: Vec<usize>,
    /// What each newspaper is called.
    names: Vec<String>,
    /// How else.
    known: OnceLock<Known>,
    own: Sources,
    /// For each newspaper, its place in the user's list.
    listed: Vec<Option<usize>>,
}

/// What newspapers are found by.
#[derive(Debug)]
struct Known {
    newspapers: Vec<Newspaper>,
    keys: FxHashMap<String, Vec<usize>>,
}

/// A newspaper as it may be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Newspaper {
    /// All names that it goes by: the one in the index, others in other spellings, addresses, those of the user's list.
    pub names: BTreeSet<String>,
    /// The hosts that are its own.
    pub hosts: BTreeSet<String>,
}

impl Newspapers {
    /// Names the newspapers of some imprints, each with the number of its articles. The user's own list comes first.
    ///
    /// The imprints must be in ascending order.
    pub fn of(counts: Vec<(Imprint, u64)>, own: &Sources) -> Self {
        let joined = join(&counts, own);
        let mut by_group: Vec<usize> = (0..counts.len()).collect();
        by_group.sort_by_key(|at| joined[*at]);
        let mut found = Self { own: own.clone(), numbers: vec![0; counts.len()], ..Self::default() };
        for places in by_group.chunk_by(|a, b| joined[*a] == joined[*b]) {
            let group = joined[places[0]];
            let listed = own.newspapers.get(group);
            places.iter().for_each(|at| found.numbers[*at] = found.names.len());
            let best = || best_name(&places.iter().map(|at| &counts[*at]).collect::<Vec<_>>());
            found.names.push(listed.map_or_else(best, |listed| listed.name.clone()));
            found.listed.push(listed.map(|_| group));
        }
        found.imprints = counts.into_iter().map(|(imprint, _)| imprint).collect();
        found
    }

    /// What the newspaper that an imprint is of is called.
    pub fn name(&self, imprint: &Imprint) -> Option<&str> {
        self.number(imprint).map(|number| self.names[number].as_str())
    }

    fn number(&self, imprint: &Imprint) -> Option<usize> {
        self.imprints.binary_search(imprint).ok().map(|at| self.numbers[at])
    }

    /// For each imprint, in order, the number of its newspaper.
    pub fn numbers(&self) -> &[usize] {
        &self.numbers
    }

    /// What all newspapers are called, by their numbers.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// All newspapers, by their numbers.
    pub fn all(&self) -> &[Newspaper] {
        &self.known().newspapers
    }

    /// The imprints of newspapers that `is_wanted` by their numbers.
    pub fn imprints(&self, is_wanted: impl Fn(usize) -> bool) -> Vec<&Imprint> {
        self.numbered().filter(|(_, number)| is_wanted(*number)).map(|(imprint, _)| imprint).collect()
    }

    /// The numbers of the newspapers that go by a name, whatever its spaces, capitals and accents.
    pub fn called(&self, name: &str) -> &[usize] {
        self.known().keys.get(&key::key(name)).map_or(&[], Vec::as_slice)
    }

    /// The imprints at an address: those of all pages there and below, and of the newspapers that are nowhere else; none where
    /// the name is no address.
    pub fn at(&self, name: &str) -> Vec<&Imprint> {
        let Some(domain) = key::domain(name) else { return Vec::new() };
        let is_there = |host: &str| key::is_within(host, &domain);
        let is_own = |hosts: &BTreeSet<String>| !hosts.is_empty() && hosts.iter().all(|host| is_there(host));
        let own: Vec<bool> = self.all().iter().map(|newspaper| is_own(&newspaper.hosts)).collect();
        let found = self.numbered().filter(|(imprint, number)| {
            own[*number] || is_there(imprint.nameless().as_deref().unwrap_or(imprint.host()))
        });
        found.map(|(imprint, _)| imprint).collect()
    }

    fn numbered(&self) -> impl Iterator<Item = (&Imprint, usize)> {
        self.imprints.iter().zip(self.numbers.iter().copied())
    }

    fn known(&self) -> &Known {
        self.known.get_or_init(|| {
            let mut newspapers = vec![Newspaper::default(); self.names.len()];
            for (imprint, number) in self.numbered() {
                newspapers[number].add(imprint);
            }
            let mut keys = FxHashMap::<String, Vec<usize>>::default();
            for (number, newspaper) in newspapers.iter_mut().enumerate() {
                newspaper.names.insert(self.names[number].clone());
                if let Some(listed) = self.listed[number] {
                    let listed = &self.own.newspapers[listed];
                    newspaper.names.extend(listed.names.iter().cloned());
                    newspaper.hosts.extend(listed.hosts.iter().cloned());
                }
                let own: BTreeSet<String> = newspaper.names.iter().map(|name| key::key(name)).collect();
                own.into_iter().for_each(|key| keys.entry(key).or_default().push(number));
            }
            Known { newspapers, keys }
        })
    }
}

impl Newspaper {
    fn add(&mut self, imprint: &Imprint) {
        let name = if imprint.name().is_empty() { imprint.host() } else { imprint.name() };
        self.names.insert(name.to_owned());
        if let Some(host) = imprint.nameless() {
            self.hosts.insert(host.into_owned());
            return;
        }
        if key::is_of_site(imprint.name(), &key::key(imprint.name()), imprint.host()) {
            self.hosts.insert(imprint.host().to_owned());
        }
    }
}

/// The name that most articles give, where one with capitals or spaces is better than one without, and an address is the last
/// resort. It does not depend on the order of the imprints.
fn best_name(imprints: &[&(Imprint, u64)]) -> String {
    let mut named = imprints.iter().filter(|(imprint, _)| imprint.nameless().is_none());
    let Some((first, _)) = named.clone().next() else { return best_address(imprints) };
    if named.all(|(imprint, _)| imprint.name() == first.name()) {
        return first.name().to_owned();
    }
    let mut counts: FxHashMap<&str, u64> = FxHashMap::default();
    for (imprint, count) in imprints.iter().filter(|(imprint, _)| imprint.nameless().is_none()) {
        *counts.entry(imprint.name()).or_default() += count;
    }
    let best = counts.into_iter().max_by_key(|(name, count)| {
        let has_capital = name.contains(char::is_uppercase);
        let form = match key::without_address_end(name) != *name {
            true => 0,
            false => 1 + usize::from(has_capital || name.contains(' ')),
        };
        let has_small = name.contains(char::is_lowercase);
        let accents = name.chars().filter(|c| !c.is_ascii()).count();
        (form, *count, has_capital && has_small, accents, Reverse(*name))
    });
    best.map(|(name, _)| name.to_owned()).unwrap_or_default()
}

/// The host above the others as most articles write it, with capitals if any has them: `MidiLibre.fr`.
fn best_address(imprints: &[&(Imprint, u64)]) -> String {
    let hosts = imprints.iter().filter_map(|(imprint, _)| imprint.nameless());
    let top = hosts.min_by_key(|host| (host.split('.').count(), host.clone())).unwrap_or_default();
    let mut counts: FxHashMap<&str, u64> = FxHashMap::default();
    for (imprint, count) in imprints {
        let written = imprint.name().strip_prefix("www.").unwrap_or(imprint.name());
        if !written.contains('/') && key::domain(written).as_deref() == Some(&*top) {
            *counts.entry(written).or_default() += count;
        }
    }
    let has_both = |name: &str| name.contains(char::is_uppercase) && name.contains(char::is_lowercase);
    let best = counts
        .into_iter()
        .max_by_key(|(name, count)| (has_both(name), *count, name.contains(char::is_lowercase), Reverse(*name)));
    best.map_or_else(|| top.into_owned(), |(name, _)| name.to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn imprint(written: &str) -> Imprint {
        let (host, name) = written.split_once(": ").unwrap_or(("", written));
        Imprint::new(host, name)
    }

    /// The newspapers of some imprints, written as `host: name` or as a name alone, with `× 3` behind it for three articles.
    /// Each newspaper is expected with the number of its articles.
    #[track_caller]
    fn check_with(list: &str, imprints: &[&str], expected: &[(&str, u64)]) {
        let mut counts = BTreeMap::new();
        for written in imprints {
            let (written, count) = written.split_once(" × ").unwrap_or((written, "1"));
            *counts.entry(imprint(written)).or_default() += count.parse::<u64>().unwrap();
        }
        let newspapers = Newspapers::of(counts.clone().into_iter().collect(), &Sources::parse(list).unwrap());
        let mut found = BTreeMap::<&str, u64>::new();
        for (imprint, count) in &counts {
            *found.entry(newspapers.name(imprint).unwrap()).or_default() += count;
        }
        assert_eq!(found, expected.iter().copied().collect(), "{imprints:?}");
    }

    #[track_caller]
    fn check(imprints: &[&str], expected: &[(&str, u64)]) {
        check_with("", imprints, expected);
    }

    #[test]
    fn spellings_are_one_newspaper() {
        check(&["20minutes × 5", "20minutes.fr", "20 Minutes"], &[("20 Minutes", 7)]);
        check(&["Europe 1", "europe1.fr × 9"], &[("Europe 1", 10)]);
        check(&["L'Équipe", "L’EQUIPE", "lequipe.fr"], &[("L'Équipe", 3)]);
        check(&["Le Monde × 2", "LE MONDE × 3"], &[("LE MONDE", 5)]);
        check(&["Le Monde.fr × 3", "Le Monde"], &[("Le Monde", 4)]);
        check(&["Ouest-France", "Ouest France × 2", "ouest-france.fr: "], &[("Ouest France", 4)]);
        check(&["Libération", "Liberation"], &[("Libération", 2)]);
        check(&["franceinfo"], &[("franceinfo", 1)]);
        check(&["www.quai.example", "quai.example: "], &[("quai.example", 2)]);
        check(&["MidiLibre.fr", "midilibre.fr: midilibre.fr × 5", "https://midilibre.fr/"], &[("MidiLibre.fr", 7)]);
        check(&["midilibre.fr: ", "LEMONDE.FR", "lemonde.fr"], &[("midilibre.fr", 1), ("lemonde.fr", 2)]);
    }

    #[test]
    fn other_words_are_other_newspapers() {
        check(&["Le Monde", "Le Monde diplomatique"], &[("Le Monde", 1), ("Le Monde diplomatique", 1)]);
        check(&["laprovence.com: La Provence", "nicematin.com: Nice-Matin"], &[("La Provence", 1), ("Nice-Matin", 1)]);
        check(&["bfmtv.com: BFMTV", "bfmtv.com: BFM Business"], &[("BFMTV", 1), ("BFM Business", 1)]);
        check(
            &[
                "maghress.com: Maroc Diplomatique × 4",
                "maghress.com: Le Matin",
                "maghress.com: Maghress",
                "maghress.com: ",
            ],
            &[("Maroc Diplomatique", 4), ("Le Matin", 1), ("Maghress", 2)],
        );
        check(
            &["maghress.com: Maroc Diplomatique", "maghress.com: Le Matin", "maghress.com: maghress.com"],
            &[("Maroc Diplomatique", 1), ("Le Matin", 1), ("maghress.com", 1)],
        );
        // One page of many without a name has quoted a newspaper.
        check(&["maghress.com: Le Matin", "maghress.com:  × 9"], &[("Le Matin", 1), ("maghress.com", 9)]);
        check(&["lematin.ch: Le Matin", "lematin.ma: "], &[("Le Matin", 1), ("lematin.ma", 1)]);
        check(&["20minutes.fr: ", "20minutes.ch: "], &[("20minutes.fr", 1), ("20minutes.ch", 1)]);
    }

    #[test]
    fn a_page_without_a_name_is_its_site_s() {
        check(&["ladepeche.fr: La Dépêche du Midi", "ladepeche.fr: ", "ladepeche.fr"], &[("La Dépêche du Midi", 3)]);
        check(
            &["ledauphine.com: Le Dauphiné Libéré", "ledauphine.com: Vaucluse Matin", "ledauphine.com: "],
            &[("Le Dauphiné Libéré", 2), ("Vaucluse Matin", 1)],
        );
        check(&["eclaireur.example: La Gazette", "eclaireur.example: "], &[("La Gazette", 2)]);
        check(&["nouvelobs.com: Le Nouvel Obs", "nouvelobs.com: nouvelobs.com"], &[("Le Nouvel Obs", 2)]);
        check(&["humanite.fr: L’Humanité × 2", "humanite.fr: Humanité", "humanite.fr: "], &[("L’Humanité", 4)]);
        check(
            &["lemonde.fr: Le Monde", "sport.lemonde.fr: ", "sport.lemonde.fr: sport.lemonde.fr"],
            &[("Le Monde", 3)],
        );
        check(&["lemonde.fr: ", "sport.lemonde.fr: "], &[("lemonde.fr", 2)]);
        check(&["a.blog.example: ", "b.blog.example: "], &[("a.blog.example", 1), ("b.blog.example", 1)]);
        check(
            &["rmcsport.bfmtv.com: RMC Sport", "rmcsport.bfmtv.com: ", "bfmtv.com: BFMTV", "bfmtv.com: "],
            &[("RMC Sport", 2), ("BFMTV", 2)],
        );
        check(&["france.tv: France TV", "france.tv: "], &[("France TV", 2)]);
        check(&["agregateur.example: lemonde.fr", "Le Monde"], &[("Le Monde", 2)]);
    }

    #[test]
    fn the_users_list_decides() {
        let list = "[[newspaper]]\nname = \"Le Matin (Maroc)\"\naddresses = [\"lematin.ma\"]\n\
                    [[newspaper]]\nname = \"Le Matin\"\nnames = [\"Matin Dimanche\"]\n";
        check_with(
            list,
            &["lematin.ma: Le Matin", "sport.lematin.ma: ", "lematin.ch: le matin", "Matin dimanche", "Le Quai"],
            &[("Le Matin (Maroc)", 2), ("Le Matin", 2), ("Le Quai", 1)],
        );
        check_with(list, &["lematin.ch: "], &[("Le Matin", 1)]);
        let together = "[[newspaper]]\nname = \"BFM\"\nnames = [\"BFMTV\", \"BFM Business\"]\n";
        check_with(together, &["bfmtv.com: BFM TV", "bfmtv.com: BFM Business", "bfmtv.com: "], &[("BFM", 3)]);
    }

    #[test]
    fn newspapers_by_name_and_address() {
        let counts =
            ["lemonde.fr: Le Monde", "Le Monde", "lemonde.fr: M le mag", "sport.lemonde.fr: ", "Le Monde diplomatique"];
        let mut counts: Vec<_> = counts.iter().map(|written| (imprint(written), 1)).collect();
        counts.sort_unstable();
        let newspapers = Newspapers::of(counts, &Sources::default());
        let check = |asked: &str, by_name: &[&str], by_address: usize| {
            let called = newspapers.called(asked).iter().map(|number| newspapers.names()[*number].as_str());
            assert_eq!(called.collect::<Vec<_>>(), by_name, "{asked}");
            assert_eq!(newspapers.at(asked).len(), by_address, "{asked}");
        };
        check("le-monde", &["Le Monde"], 0);
        check("LEMONDE.FR", &["Le Monde"], 4);
        check("sport.lemonde.fr", &["Le Monde"], 1);
        check("monde", &[], 0);
        check("monde.fr", &[], 0);
    }
}
