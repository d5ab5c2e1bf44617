//! The build script. It reads the lists of this folder, inflects and folds their words, and writes a [`table`] of all the
//! forms for each list.

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs};

use folding::{fold, lower_case};

#[allow(dead_code)]
#[path = "../../text.rs"]
mod text;
#[path = "../grammar/folding.rs"]
mod folding;
#[allow(dead_code)]
#[path = "table.rs"]
mod table;

/// Words with their values.
type Words = BTreeMap<String, String>;

fn main() {
    println!("cargo::rerun-if-changed=src/analysis");
    println!("cargo::rerun-if-changed=src/text.rs");
    let (models, prefixes) = irregular_verbs(include_str!("irregular_verbs.txt"));
    let stems = stems();
    let (spellings, spelling_roots) = spellings(include_str!("spellings.txt"));
    let mut beginnings = other_beginnings(&stems, &models, &prefixes);
    for (other, usual) in spellings.iter().chain(&spelling_roots).filter(|(_, usual)| !usual.is_empty()) {
        add_beginnings(&mut beginnings, usual, other);
    }
    write("other_beginnings", &beginnings);
    write("parts", &parts(include_str!("joined.txt")));
    write("spellings", &spellings);
    write("spelling_roots", &by_beginning(&spelling_roots));
    write("stems", &stems);
    write("nouns", &nouns(include_str!("nouns.txt")));
    write("first_group", &roots(include_str!("first_group.txt"), "er"));
    write("second_group", &roots(include_str!("second_group.txt"), "ir"));
    write("models", &models);
    write("prefixes", &with_beginnings(&prefixes));
}

fn write(name: &str, words: &Words) {
    let folder = env::var_os("OUT_DIR").expect("cargo names a folder for what a build script writes");
    let path = Path::new(&folder).join(name).with_extension("table");
    fs::write(&path, table::lay_out(words)).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// Adds a word to the value of `word`, behind a blank, unless it is there already.
fn add(words: &mut Words, word: &str, value: &str) {
    match words.get_mut(word) {
        None => {
            words.insert(word.to_owned(), value.to_owned());
        }
        Some(known) if known.split(' ').any(|other| other == value) => {}
        Some(known) => known.extend([" ", value]),
    }
}

fn lines(list: &str) -> impl Iterator<Item = &str> {
    list.lines().filter(|line| !line.starts_with('#'))
}

/// The stems of all words that have a stem of their own.
fn stems() -> Words {
    let mut stems = Words::new();
    read_names(&mut stems, include_str!("names.txt"));
    read_nations(&mut stems, include_str!("nations.txt"));
    read_lemmas(&mut stems, include_str!("lemmas.txt"));
    read_homographs(&mut stems, include_str!("homographs.txt"));
    pluralise_names(&mut stems, include_str!("names.txt"));
    stems
}

/// The nouns that are written as other words are. A line is a noun, whose stem it is without its accents, and other forms of
/// it; behind `=` stands the other word, unless that is a verb, which conjugation finds. Plurals in -s go without
/// saying. Without accents, which `~` marks, a form may also be the verb.
fn nouns(list: &str) -> Words {
    let mut nouns = Words::new();
    let mut unaccented = Vec::new();
    for line in lines(list) {
        let (forms, other) = line.split_once(" = ").map_or((line, None), |(forms, other)| (forms, Some(other)));
        let stem = forms.split_whitespace().next().map(fold).unwrap_or_default();
        let entry = other.map_or(stem.clone(), |other| format!("{stem}={other}"));
        for form in forms.split_whitespace() {
            let plural = if form.ends_with(['s', 'x']) { form.to_owned() } else { format!("{form}s") };
            for form in [lower_case(form), lower_case(&plural)] {
                unaccented.push((fold(&form), format!("~{stem}")));
                nouns.insert(form, entry.clone());
            }
        }
    }
    for (form, entry) in unaccented {
        nouns.entry(form).or_insert(entry);
    }
    nouns
}

/// A name is its own stem.
fn read_names(stems: &mut Words, list: &str) {
    for name in list.split_whitespace() {
        add_written(stems, name, &fold(name));
    }
}

/// Some names are common words too (`marguerite`), and have their plural. It comes last, since a listed word is no plural of a
/// name: `chers` is not the plural of `Cher`.
fn pluralise_names(stems: &mut Words, list: &str) {
    for name in list.split_whitespace() {
        let plural = format!("{name}s");
        for form in [lower_case(&plural), fold(&plural)] {
            stems.entry(form).or_insert_with(|| fold(name));
        }
    }
}

/// A line is a nation, then its adjectives in the masculine singular; all their forms have the nation's stem.
fn read_nations(stems: &mut Words, list: &str) {
    for line in lines(list) {
        let mut words = line.split_whitespace();
        let nation = words.next().unwrap_or_default();
        let stem = fold(nation);
        add_written(stems, nation, &stem);
        for form in words.flat_map(agreements) {
            add_written(stems, &form, &stem);
        }
    }
}

/// A line is a word, which is its own stem, then other forms that have this stem.
fn read_lemmas(stems: &mut Words, list: &str) {
    let mut plurals = Vec::new();
    for line in lines(list) {
        let stem = line.split_whitespace().next().map(fold).unwrap_or_default();
        for form in line.split_whitespace() {
            add_written(stems, form, &stem);
            plurals.push((format!("{form}s"), stem.clone()));
        }
    }
    for (plural, stem) in plurals {
        // A listed word is no plural of another: `mais` is not the plural of `mai`.
        for form in [lower_case(&plural), fold(&plural)] {
            stems.entry(form).or_insert_with(|| stem.clone());
        }
    }
}

/// A line is a stem, a colon, then the forms that have this stem. A form without its accents has the stems of all forms that
/// it may stand for, but for those of lines that begin with `!`.
fn read_homographs(stems: &mut Words, list: &str) {
    for line in lines(list) {
        let Some((stem, forms)) = line.split_once(':') else { continue };
        for form in forms.split_whitespace() {
            match stem.strip_prefix('!') {
                Some(stem) => add(stems, form, stem),
                None => add_written(stems, form, stem),
            }
        }
    }
}

/// Adds a stem to a word with its accents and without.
fn add_written(stems: &mut Words, written: &str, stem: &str) {
    let form = lower_case(written);
    add(stems, &fold(&form), stem);
    add(stems, &form, stem);
}

/// The four forms of a people's adjective: singular and plural, masculine and feminine.
fn agreements(people: &str) -> [String; 4] {
    let feminine = match people {
        _ if people.ends_with('e') => people.to_string(),
        _ if people.ends_with("en") || people.ends_with("on") => format!("{people}ne"),
        _ => format!("{people}e"),
    };
    [people.to_string(), format!("{people}s"), format!("{feminine}s"), feminine]
}

/// For the first two letters of a stem, the first two letters of the forms that have such a stem and begin otherwise (`al`:
/// `va ir`). Behind a prefix of two letters or more, stem and form both begin with the prefix.
fn other_beginnings(stems: &Words, models: &Words, prefixes: &Words) -> Words {
    let stems_of = |infinitive: String| stems.get(&infinitive).cloned().unwrap_or(infinitive);
    let mut pairs: Vec<(String, String)> = stems.iter().map(|(form, stems)| (form.clone(), stems.clone())).collect();
    for (form, models) in models {
        for model in models.split(' ') {
            let taken = prefixes.iter().filter(|(_, taking)| taking.split(' ').any(|it| it == model));
            let short = taken.map(|(prefix, _)| prefix.as_str()).filter(|prefix| prefix.len() == 1);
            pairs.extend(short.chain([""]).map(|prefix| ([prefix, form].concat(), stems_of([prefix, model].concat()))));
        }
    }
    let mut beginnings = Words::new();
    for (form, stems) in &pairs {
        for stem in stems.split(' ') {
            add_beginnings(&mut beginnings, stem, form);
        }
    }
    beginnings
}

/// Adds the first two letters of a form to those of its stem, unless they are the same.
fn add_beginnings(beginnings: &mut Words, stem: &str, form: &str) {
    let beginning = |word: &str| fold(word).chars().take(2).collect::<String>();
    if beginning(stem) != beginning(form) {
        add(beginnings, &beginning(stem), &beginning(form));
    }
}

/// The words that are written in one piece, with their parts: `week end` for `weekend`.
fn parts(list: &str) -> Words {
    let words = lines(list).flat_map(str::split_whitespace);
    words.map(|word| (fold(word), fold(&word.replace('-', " ")))).collect()
}

/// The other spellings of words, and those of roots, each with the usual one. A line is the usual spelling, then the others; a
/// root ends with a hyphen. A usual root stands for nothing: `joaill` is another spelling of `joailli`, but not in `joaillier`,
/// where the longer root is found first.
fn spellings(list: &str) -> (Words, Words) {
    let (mut words, mut roots) = (Words::new(), Words::new());
    for line in lines(list) {
        let mut spellings = line.split_whitespace();
        let Some(usual) = spellings.next() else { continue };
        if let Some(root) = usual.strip_suffix('-') {
            roots.insert(fold(root), String::new());
        }
        for other in spellings {
            match (usual.strip_suffix('-'), other.strip_suffix('-')) {
                (Some(usual), Some(other)) => roots.insert(fold(other), lower_case(usual)),
                _ => words.insert(fold(other), lower_case(usual)),
            };
        }
    }
    (words, roots)
}

/// Roots by their first letters, each with a colon and its usual spelling: `joaill:joailli joailli:` for `joai`.
fn by_beginning(roots: &Words) -> Words {
    let mut beginnings = Words::new();
    for (root, usual) in roots {
        add(&mut beginnings, &root[..ROOT_BEGINNING], &format!("{root}:{usual}"));
    }
    beginnings
}

/// Letters of the shortest root, as `lexicon` has it.
const ROOT_BEGINNING: usize = 4;

/// The roots of regular verbs: folded infinitives without their ending.
fn roots(infinitives: &str, ending: &str) -> Words {
    let root = |verb: &str| fold(verb.strip_suffix(ending).unwrap_or(verb));
    infinitives.split_ascii_whitespace().map(|verb| (root(verb), String::new())).collect()
}

/// Two tables, from a form to its infinitives and from a prefix to the infinitives that take it. A line of the list is an
/// infinitive, its prefixes (`+de`), then its forms: whole, or a stem with endings (`viendr:FUT`), which are letters or a name
/// of [`ENDINGS`].
fn irregular_verbs(list: &str) -> (Words, Words) {
    let (mut models, mut prefixes) = (Words::new(), Words::new());
    for line in lines(list) {
        let mut words = line.split_ascii_whitespace();
        let Some(infinitive) = words.next().map(fold) else { continue };
        add(&mut models, &infinitive, &infinitive);
        for word in words {
            match (word.strip_prefix('+'), word.split_once(':')) {
                (Some(prefix), _) => add(&mut prefixes, &fold(prefix), &infinitive),
                (None, Some((stem, endings))) => {
                    for form in endings.split(',').flat_map(|name| conjugated(stem, name)) {
                        add(&mut models, &form, &infinitive);
                    }
                }
                (None, None) => add(&mut models, &fold(word), &infinitive),
            }
        }
    }
    (models, prefixes)
}

/// The words, and what they begin with, each with an empty value: who takes a word letter by letter sees where to stop.
fn with_beginnings(words: &Words) -> Words {
    let mut all = words.clone();
    for word in words.keys() {
        for (beginning, _) in (1..word.len()).filter_map(|at| word.split_at_checked(at)) {
            all.entry(beginning.to_owned()).or_default();
        }
    }
    all
}

fn conjugated(stem: &str, endings: &str) -> Vec<String> {
    let stem = fold(stem);
    let endings = ENDINGS.iter().find(|(name, _)| *name == endings).map_or(endings, |(_, endings)| endings);
    endings.split(' ').map(|ending| [&stem, ending].concat()).collect()
}

const ENDINGS: [(&str, &str); 8] = [
    ("PRES", "ons ez ent"),
    ("IMPF", "ais ait ions iez aient ant ants ante antes"),
    ("SUBJ", "e es ent ions iez"),
    ("FUT", "ai as a ons ez ont ais ait ions iez aient"),
    ("I", "is it irent"),
    ("U", "us ut urent"),
    ("IN", "ins int inrent"),
    ("PP", " e s es"),
];
