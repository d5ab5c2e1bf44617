//! Generated corpora: articles of few words, so that queries find many of them, which come, change and go in several commits.

use std::collections::{BTreeMap, HashMap};

use jiff::ToSpan;
use jiff::civil::date;
use kiosque::article::{Article, Evidence, Published, Rejection};
use kiosque::date::{Moment, Precision};
use kiosque::embedded::Embedded;
use kiosque::index::Index;
use kiosque::index::quota::Quota;
use kiosque::index::schema::{Document, Entry, News};
use kiosque::index::target::{Size, TargetWriter};
use kiosque::index::writer::Writer;
use proptest::prelude::*;
use proptest::sample::select;
use tantivy::directory::RamDirectory;

use super::engine::BruteForce;

/// What texts are put together from: words in several forms, elisions, compounds, numbers, stop words, names.
const PIECES: &str = "\
    la | le | de | des | un | est | dans | la digue | les digues | DIGUE | digué | port | ports | porte | Porté | \
    le port de Brest | mer | mère | mers | grève | grèves | greve | gréviste | marin | marins | matelot | navires | bateau | marine | marée | voté | \
    vote | votent | voter | votera | suis | être | été | l’été | l'eau | d’eaux | l’œuvre | oeuvres | journal | \
    journaux | l’Élysée | élysée | porte-parole | porte-paroles | week-end | weekend | peut-être | a-t-il | \
    rendez-vous | Saint-Malo | 12 500 | 12500 | 14 h 30 | 14h30 | 20 % | XXe siècle | Louis XIV | n° 5 | l’expression | \
    d'achat | Abdel Aziz | d’Artagnan | Covid-19 | euros | 5 € | aujourd’hui | presqu'île | O.N.U. | #MeToo | et | \
    O’Neill | N’Golo | McDonald's | l’Île-de-France | Côtes-d’Armor | 2025-07-01 | www.exemple.fr | @AFP | C++ | R&D | \
    nai\u{308}ve | e\u{301}te\u{301} | Ελλάδα | Straße | El Khomri | U 17 | c’est-à-dire | Qu’est-ce | 1er | IIIe | \
    3e | n’ont | M. Œuvray | d'Œ | va-t'en | S’il | jusqu’ici | 0,5 | 1 000 000 | Lætitia | ǅungla | İzmir | \
    anticonstitutionnellementanticonstitutionnellementanticonstitutionnellement | 日本 | _mot_ | co-co-co | …";

/// Long enough to be told from others by their words.
const STORIES: [&str; 2] = [
    "La préfecture maritime annonce mercredi matin que plusieurs chalutiers bretons resteront bloqués devant Saint-Malo \
     pendant toute la semaine prochaine, faute d’accord entre armateurs, équipages et négociants, malgré quatorze heures de \
     discussions menées dans les locaux municipaux avec les représentants des syndicats majoritaires de la pêche côtière",
    "Le conseil régional vote lundi soir une subvention exceptionnelle destinée aux communes littorales touchées par les \
     tempêtes hivernales, dont plusieurs digues centenaires avaient cédé, laissant derrière elles des quartiers entiers \
     inondés, des commerces fermés et des familles relogées provisoirement dans les gymnases des villes voisines",
];

const SOURCES: [&str; 8] = [
    "Le Phare",
    "LE PHARE",
    "Le Phare du Nord",
    "L’Écho",
    "presse-océan.fr",
    "Presse Océan",
    "phare.example",
    "LePhare",
];
const SECTIONS: [&str; 4] = ["Sport", "Sports", "À la une", "Économie"];
const AUTHORS: [&str; 5] = ["Jeanne Doe", "Jean Doe", "Éloïse d’Artagnan", "Marie Le Port-Doe", "AFP"];
pub const URLS: [&str; 4] = [
    "https://phare.example/sport/la-digue",
    "https://phare.example/2025/07/port",
    "https://echo.example/",
    "http://a.example/?id=5",
];

/// The items of a list, which bars part.
pub fn items(list: &'static str) -> Vec<&'static str> {
    list.split('|').map(str::trim).collect()
}

/// What happens to a page.
#[derive(Debug, Clone)]
pub enum Change {
    Put(Box<Entry>),
    Delete(String),
}

/// A corpus by its commits.
#[derive(Debug, Clone)]
pub struct History(pub Vec<Vec<Change>>);

pub fn history() -> impl Strategy<Value = History> {
    // Now and then there are more articles than a shortlist or a window of documents has room for.
    prop_oneof![12 => changes(40, 12, 60), 1 => changes(400, 40, 300)]
}

/// Changes of so many pages: in most commits few, in some many.
fn changes(pages: usize, few: usize, many: usize) -> impl Strategy<Value = History> {
    let change = prop_oneof![
        9 => (0..pages, outcome()).prop_map(|(id, outcome)| Change::Put(Box::new(entry(id, outcome)))),
        1 => (0..pages).prop_map(|id| Change::Delete(name(id))),
    ];
    let commit = prop_oneof![4 => 1..few, 1 => many / 2..many];
    let commit = commit.prop_flat_map(move |changes| prop::collection::vec(change.clone(), changes));
    // Eight segments are merged.
    let commits = prop_oneof![3 => 1..6_usize, 1 => 8..11_usize];
    commits.prop_flat_map(move |commits| prop::collection::vec(commit.clone(), commits)).prop_map(History)
}

/// The id of a page.
pub fn name(id: usize) -> String {
    format!("page-{id}.html")
}

fn entry(id: usize, outcome: Result<Article, Rejection>) -> Entry {
    Entry { container: format!("file-{}", id % 7), fingerprint: id as u64, ..Entry::new(name(id), outcome) }
}

fn outcome() -> impl Strategy<Value = Result<Article, Rejection>> + Clone {
    let rejection = select(&[Rejection::Front, Rejection::TooShort][..]);
    prop_oneof![10 => article().prop_map(Ok), 1 => rejection.prop_map(Err)]
}

fn article() -> impl Strategy<Value = Article> + Clone {
    let one = |values: &'static [&'static str]| prop::option::of(select(values).prop_map(str::to_owned));
    let names = (one(&SOURCES), one(&SECTIONS), one(&["fr", "fr", "en"]), one(&URLS));
    let authors = prop::sample::subsequence(&AUTHORS[..], 0..3);
    let texts = (text(0..6), prop::option::of(text(0..10)), prop_oneof![6 => text(0..30), 1 => story()]);
    (texts, names, authors, prop::option::weighted(0.8, published())).prop_map(|(texts, names, authors, published)| {
        let ((title, lead, body), (source, section, language, url)) = (texts, names);
        let authors = authors.into_iter().map(str::to_owned).collect();
        Article { title, lead, body, authors, source, section, language, url, published, ..Article::default() }
    })
}

fn text(pieces: std::ops::Range<usize>) -> impl Strategy<Value = String> + Clone {
    let piece = prop_oneof![20 => select(items(PIECES)), 1 => Just("."), 1 => Just("\n")];
    prop::collection::vec(piece, pieces).prop_map(|pieces| pieces.join(" ").replace(" .", "."))
}

/// A story, perhaps cut, with other words here and there.
fn story() -> impl Strategy<Value = String> + Clone {
    (select(&STORIES[..]), 0..25_usize, 3..40_usize).prop_map(|(story, cut, other)| {
        let words = story.split_whitespace().enumerate().skip(cut);
        words.map(|(n, word)| if n % other == 0 { "autrement" } else { word }).collect::<Vec<_>>().join(" ")
    })
}

/// Few days, so that dates tie; now and then one that is beyond belief.
fn published() -> impl Strategy<Value = Published> + Clone {
    let day = prop_oneof![12 => 0..40_i32, 6 => -800..0_i32, 1 => Just(3000), 1 => Just(-20_000)];
    let precision = select(&[Precision::Day, Precision::Day, Precision::Minute, Precision::Month, Precision::Year][..]);
    (day, 0..3_i8, precision).prop_map(|(day, hour, precision)| {
        let day = date(2025, 6, 1).saturating_add(day.days());
        Published { moment: Moment::new(day.at(8 + hour, 30, 0, 0), precision), evidence: Evidence::Meta }
    })
}

/// An index that has a history: in memory, for a disk would take most of the time.
pub fn embedded(history: &History) -> (tempfile::TempDir, Embedded) {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::open_or_create_within(dir.path(), None, &|_| Box::new(RamDirectory::create())).unwrap();
    // So much memory that each commit is one batch, and so one generation.
    let mut writer = Writer::open(&index, Size { threads: 1, memory: 1 << 30, merge: 1 << 20 }).unwrap();
    write_down(history, &mut writer, &|entry| index.document(entry));
    Box::new(writer).settle().unwrap();
    (dir, Embedded::new(index).unwrap())
}

/// Writes a history down, commit by commit, as the documents that an index makes of its pages.
pub fn write_down(history: &History, writer: &mut dyn TargetWriter, document: &dyn Fn(&Entry) -> Document) {
    let quota = Quota::new(1 << 30);
    let mut news: HashMap<&str, News> = HashMap::new();
    for commit in &history.0 {
        for change in commit {
            match change {
                Change::Put(entry) => {
                    let mut document = document(entry);
                    let before = news.remove(entry.id.as_str()).unwrap_or_default();
                    document.news = document.news.map(|came| came.after(before));
                    news.extend(writer.put(document, quota.take(1)).unwrap().map(|came| (entry.id.as_str(), came)));
                }
                Change::Delete(id) => {
                    news.remove(id.as_str());
                    writer.delete(id);
                }
            }
        }
        writer.commit().unwrap();
    }
}

/// What a history leaves, in memory.
pub fn brute_force(history: &History) -> BruteForce {
    let mut left: BTreeMap<&str, Entry> = BTreeMap::new();
    // A commit is a generation.
    for (number, change) in (1..).zip(&history.0).flat_map(|(number, commit)| commit.iter().map(move |it| (number, it)))
    {
        match change {
            Change::Put(entry) => {
                let before = left.get(entry.id.as_str());
                let news = news(before, entry, number);
                left.insert(&entry.id, Entry { news, ..(**entry).clone() });
            }
            Change::Delete(id) => drop(left.remove(id.as_str())),
        };
    }
    BruteForce::new(left.values())
}

/// An article comes when the index has none of its id, and changes when it comes or its text does.
fn news(before: Option<&Entry>, entry: &Entry, number: u32) -> News {
    let texts = |entry: &Entry| {
        let article = entry.outcome.as_ref().ok()?;
        Some([&article.title, article.lead.as_deref().unwrap_or_default(), &article.body].join("\n"))
    };
    match before.filter(|before| before.outcome.is_ok()) {
        Some(before) if texts(before) == texts(entry) => before.news,
        Some(before) => News { changed: number, ..before.news },
        None => News { arrived: number, changed: number, text: 0 },
    }
}
