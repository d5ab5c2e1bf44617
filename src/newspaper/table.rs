//! The newspapers of an index: what each is called, and the imprints that are its own.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::imprint::Imprint;
use super::join::{is_of_site, join};
use super::key;
use super::sources::Sources;

/// All newspapers of an index.
#[derive(Debug, Default)]
pub struct Newspapers {
    newspapers: Vec<Newspaper>,
    /// The number of the newspaper that each imprint is of.
    imprints: FxHashMap<Imprint, usize>,
    keys: FxHashMap<String, Vec<usize>>,
}

/// A newspaper under the one name that it has in an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newspaper {
    /// What it is called.
    pub name: String,
    /// All names that it goes by, that one included: in other spellings, as addresses, in the user's list.
    pub names: BTreeSet<String>,
    /// The hosts that are its own.
    pub hosts: BTreeSet<String>,
}

impl Newspapers {
    /// Names the newspapers of some imprints, each with the number of its articles. The user's own list comes first.
    pub fn of(counts: &BTreeMap<Imprint, u64>, own: &Sources) -> Self {
        let mut groups: BTreeMap<usize, Vec<(&Imprint, u64)>> = BTreeMap::new();
        for ((imprint, count), group) in counts.iter().zip(join(counts, own)) {
            groups.entry(group).or_default().push((imprint, *count));
        }
        let mut found = Self::default();
        for (group, imprints) in groups {
            let mut newspaper = Newspaper { name: String::new(), names: BTreeSet::new(), hosts: BTreeSet::new() };
            for (imprint, _) in &imprints {
                newspaper.add(imprint);
            }
            match own.newspapers.get(group) {
                Some(listed) => {
                    newspaper.name.clone_from(&listed.name);
                    newspaper.names.extend(listed.names.iter().cloned());
                    newspaper.hosts.extend(listed.hosts.iter().cloned());
                }
                None => newspaper.name = best_name(&imprints, &newspaper.hosts),
            }
            newspaper.names.insert(newspaper.name.clone());
            let number = found.newspapers.len();
            let keys: BTreeSet<String> = newspaper.names.iter().map(|name| key::key(name)).collect();
            keys.into_iter().for_each(|key| found.keys.entry(key).or_default().push(number));
            found.imprints.extend(imprints.into_iter().map(|(imprint, _)| (imprint.clone(), number)));
            found.newspapers.push(newspaper);
        }
        found
    }

    /// The newspaper that an imprint is of.
    pub fn get(&self, imprint: &Imprint) -> Option<&Newspaper> {
        self.number(imprint).map(|number| &self.newspapers[number])
    }

    /// Its number in [`Newspapers::all`].
    pub fn number(&self, imprint: &Imprint) -> Option<usize> {
        self.imprints.get(imprint).copied()
    }

    /// All newspapers, by their numbers.
    pub fn all(&self) -> &[Newspaper] {
        &self.newspapers
    }

    /// The imprints of newspapers that `is_wanted` by their numbers.
    pub fn imprints(&self, is_wanted: impl Fn(usize) -> bool) -> Vec<&Imprint> {
        self.imprints.iter().filter(|(_, number)| is_wanted(**number)).map(|(imprint, _)| imprint).collect()
    }

    /// The numbers of the newspapers that go by a name, whatever its spaces, capitals and accents.
    pub fn called(&self, name: &str) -> &[usize] {
        self.keys.get(&key::key(name)).map_or(&[], Vec::as_slice)
    }

    /// The imprints at an address: those of all pages there and below, and of the newspapers that are nowhere else; none where
    /// the name is no address.
    pub fn at(&self, name: &str) -> Vec<&Imprint> {
        let Some(domain) = key::domain(name) else { return Vec::new() };
        let is_there = |host: &String| key::is_within(host, &domain);
        let is_own = |hosts: &BTreeSet<String>| !hosts.is_empty() && hosts.iter().all(is_there);
        let own: Vec<bool> = self.newspapers.iter().map(|newspaper| is_own(&newspaper.hosts)).collect();
        let found = self.imprints.iter().filter(|(imprint, number)| {
            own[**number] || is_there(imprint.nameless().as_ref().unwrap_or(&imprint.host))
        });
        found.map(|(imprint, _)| imprint).collect()
    }
}

impl Newspaper {
    fn add(&mut self, imprint: &Imprint) {
        let nameless = imprint.nameless();
        self.names.insert(if imprint.name.is_empty() { imprint.host.clone() } else { imprint.name.clone() });
        if let Some(host) = nameless {
            self.hosts.insert(host);
        } else if is_of_site(&key::key(&imprint.name), &key::key_without_article(&imprint.name), &imprint.host) {
            self.hosts.insert(imprint.host.clone());
        }
    }
}

/// The name that most articles give, where one with capitals or spaces is better than one without, and an address is the last
/// resort. It does not depend on the order of the imprints.
fn best_name(imprints: &[(&Imprint, u64)], hosts: &BTreeSet<String>) -> String {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for (imprint, count) in imprints.iter().filter(|(imprint, _)| imprint.nameless().is_none()) {
        *counts.entry(&imprint.name).or_default() += count;
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
    best.map_or_else(|| best_address(imprints, hosts), |(name, _)| name.to_owned())
}

/// The host above the others as most articles write it, with capitals if any has them: `MidiLibre.fr`.
fn best_address(imprints: &[(&Imprint, u64)], hosts: &BTreeSet<String>) -> String {
    let top = hosts.iter().min_by_key(|host| (host.split('.').count(), *host)).cloned().unwrap_or_default();
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for (imprint, count) in imprints {
        let written = imprint.name.strip_prefix("www.").unwrap_or(&imprint.name);
        if !written.contains('/') && key::domain(written).as_ref() == Some(&top) {
            *counts.entry(written).or_default() += count;
        }
    }
    let has_both = |name: &str| name.contains(char::is_uppercase) && name.contains(char::is_lowercase);
    let best = counts
        .into_iter()
        .max_by_key(|(name, count)| (has_both(name), *count, name.contains(char::is_lowercase), Reverse(*name)));
    best.map_or(top, |(name, _)| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imprint(written: &str) -> Imprint {
        let (host, name) = written.split_once(": ").unwrap_or(("", written));
        Imprint { host: host.to_owned(), name: name.to_owned() }
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
        let newspapers = Newspapers::of(&counts, &Sources::parse(list).unwrap());
        let mut found = BTreeMap::<&str, u64>::new();
        for (imprint, count) in &counts {
            *found.entry(&newspapers.get(imprint).unwrap().name).or_default() += count;
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
        let counts = counts.iter().map(|written| (imprint(written), 1)).collect();
        let newspapers = Newspapers::of(&counts, &Sources::default());
        let check = |asked: &str, by_name: &[&str], by_address: usize| {
            let called = newspapers.called(asked).iter().map(|number| newspapers.all()[*number].name.as_str());
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
