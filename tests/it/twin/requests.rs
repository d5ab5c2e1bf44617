//! Generated requests: the whole query language, every option.

use jiff::civil::date;
use kiosque::engine::candidate::Sort;
use kiosque::engine::count::By;
use kiosque::engine::ranking::Ranking;
use kiosque::query;
use kiosque::query::filters::{Event, Filter, Filters};
use kiosque::search::request::{Matching, Request};
use proptest::prelude::*;
use proptest::sample::select;

use super::corpora::items;

/// Words of the corpora, others that stem alike, misspelt ones, and words that no article has.
const WORDS: &str = "\
    la | de | est | dans | le | digue | digues | port | ports | Porte | porté | brest | mer | mère | grève | greves | \
    gréviste | marin | marine | maree | voté | votent | suis | être | été | l'été | eau | l'eau | œuvre | oeuvres | \
    journaux | Élysée | elysee | porte-parole | porteparole | week-end | weekend | peut-être | a-t-il | rendez-vous | \
    saint-malo | 12 500 | 12500 | 14 h 30 | 14h30 | 20 % | XXe | siècle | XIV | 14 | lexpression | dachat | Abdel | \
    aziz | artagnan | covid | 19 | euro | presqu'île | ONU | metoo | zzyzx | O'Neill | neill | Golo | N'Golo | \
    mcdonalds | mcdonald | Île-de-France | iledefrance | Armor | 2025-07-01 | 20250701 | exemple.fr | exemple | AFP | \
    C++ | R&D | naïve | nai\u{308}ve | été | ελλαδα | strasse | straße | Khomri | elkhomri | U17 | 17 | c'est-à-dire | \
    qu'est-ce | premier | 1er | 3e | III | ont | n'ont | Œ | va-t'en | vaten | ici | jusqu'ici | 0,5 | 1 000 000 | \
    1000000 | laetitia | džungla | izmir | 日本 | mot | co-co | cococo | M. | oeuvray | \
    anticonstitutionnellementanticonstitutionnellementanticonstitutionnellement";

/// Misspelt words, and beginnings.
const TYPOS: &str = "\
    digeu | prot | grve | grèvee | mairn | journaus | elyse | oeuvr | maré | vot | portt | euvre | expresion | \
    weekand | naive | oneil | golo | strase | ελλαδο | cococ | izmr | 20250702 | \
    anticonstitutionnellementanticonstitutionnellementanticonstitutionnellemen";
const BEGINNINGS: &str = "\
    dig | por | m | mar | gr | oeu | œ | élys | port-pa | 1 | vot | l'é | o'n | oneil | na | nai\u{308} | str | ελ | \
    co-c | coc | 2025- | İz | iz | a | s | 日 | www | mc | 1 0";

const NAMES: &str = "\
    source:phare | source:\"Phare du Nord\" | source:=\"le phare\" | source:=Phare | source:* | source:ph* | \
    source:(phare nord) | source:(phare OU écho) | source:phare.example | source:echo.example | source:\"Le Phare\" | source:=lephare | source:lep* | \
    source:écho | source:presse-océan | source:presseocean | \
    auteur:doe | auteur:\"Jean Doe\" | auteur:\"Doe Jean\"~1 | auteur:* | auteur:artagnan | auteur:jea* | \
    auteur:=\"marie le portdoe\" | auteur:(jean PRES/2 doe) | rubrique:sport | rubrique:spo* | rubrique:\"à la une\" | \
    rubrique:* | langue:fr | langue:EN | langue:* | langue:f* | langue:=fr | langue:=FR | \
    langue:fr~ | langue:(fr OU en) | langue:(fr PRES/3 en) | url:phare | \
    url:phare.example | url:* | url:\"sport/la-digue\" | url:di* | auteur:=AFP | source:(=phare OU =\"L’ÉCHO\") | \
    auteur:(doe PRES/3 ma*) | url:http* | source:phare~";

const DATES: &str = "\
    date:2025 | date:2025-06 | date:2025-06-10.. | date:..2025-06-05 | date:2025-06-01 | date:.. | depuis:2024-12 | \
    avant:2025 | date:1900..1990 | date:2025-06-03 | date:2024 | date:..2024 | date:2026..";

/// A query, as people type them.
pub fn query() -> impl Strategy<Value = String> + Clone {
    let word = || select(items(WORDS)).prop_map(str::to_owned);
    let phrase = || prop::collection::vec(word(), 1..4).prop_map(|words| format!("\"{}\"", words.join(" ")));
    let leaf = prop_oneof![
        12 => word(),
        2 => word().prop_map(|word| format!("=\"{word}\"")),
        1 => phrase().prop_map(|phrase| format!("={phrase}")),
        2 => select(items(BEGINNINGS)).prop_map(|beginning| format!("{beginning}*")),
        2 => select(items(TYPOS)).prop_map(|typo| format!("{typo}~")),
        1 => select(items(TYPOS)).prop_map(str::to_owned),
        2 => phrase(),
        2 => (phrase(), 1..6_u32).prop_map(|(phrase, slop)| format!("{phrase}~{slop}")),
        1 => (1..4_u32, word()).prop_map(|(count, word)| format!("auMoins{count}:\"{word}\"")),
        1 => (1..3_u32, phrase()).prop_map(|(count, phrase)| format!("auMoins{count}:{phrase}")),
        1 => select(items(NAMES)).prop_map(str::to_owned),
        1 => select(items(DATES)).prop_map(str::to_owned),
        1 => select(&["*", "titre:*", "chapo:*", "texte:*"][..]).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 12, 4, |part| {
        let parts = || prop::collection::vec(part.clone(), 2..5);
        let field = select(&["titre", "chapo", "texte"][..]);
        let boost = select(&["^2", "^0.5", "^3", "^0"][..]);
        prop_oneof![
            6 => parts().prop_map(|parts| parts.join(" ")),
            1 => parts().prop_map(|parts| parts.join(" ET ")),
            1 => parts().prop_map(|parts| parts.join(" OU ")),
            2 => parts().prop_map(|parts| format!("({})", parts.join(" "))),
            2 => parts().prop_map(|parts| format!("({})", parts.join(" OU "))),
            2 => (part.clone(), part.clone()).prop_map(|(a, b)| format!("{a} -{b}")),
            2 => (part.clone(), part.clone()).prop_map(|(a, b)| format!("+{a} {b}")),
            1 => (part.clone(), part.clone()).prop_map(|(a, b)| format!("{a} SAUF ({b})")),
            2 => (part.clone(), 1..8_u32, part.clone()).prop_map(|(a, n, b)| format!("{a} PRES/{n} {b}")),
            2 => (part.clone(), 1..8_u32, part.clone()).prop_map(|(a, n, b)| format!("{a} ADJ/{n} {b}")),
            1 => (part.clone(), 1..8_u32, part.clone()).prop_map(|(a, n, b)| format!("({a}) PRES/{n} ({b})")),
            3 => (field.clone(), part.clone()).prop_map(|(field, part)| format!("{field}:{part}")),
            1 => (field, part.clone()).prop_map(|(field, part)| format!("{field}:({part})")),
            2 => (part.clone(), boost).prop_map(|(part, boost)| format!("({part}){boost}")),
        ]
    })
}

/// All filters, periods, beginnings and misspelt words of the lists above, each alone and beside a word.
pub fn one_by_one() -> Vec<Asked> {
    let written = |list, end: &'static str| items(list).into_iter().map(move |item| format!("{item}{end}"));
    let parts = written(NAMES, "").chain(written(DATES, "")).chain(written(BEGINNINGS, "*")).chain(written(TYPOS, "~"));
    parts.flat_map(|part| [part.clone(), format!("{part} digue")]).map(Asked::about).collect()
}

/// A query with what is asked beside it, as text.
#[derive(Debug, Clone)]
pub struct Asked {
    pub query: String,
    /// Filters that are given beside the words.
    pub filters: String,
    /// The first and the last generation that something happened in.
    pub new: Option<(Event, u64, u64)>,
    pub matching: Matching,
    pub sort: Sort,
    pub ranking: Ranking,
    pub now: bool,
    pub offset: usize,
    pub limit: usize,
    pub facets: Vec<By>,
    pub group_copies: bool,
}

pub fn asked() -> impl Strategy<Value = Asked> + Clone {
    let filter = prop_oneof![select(items(NAMES)), select(items(DATES))];
    let filters = prop::collection::vec(filter, 0..3).prop_map(|filters| filters.join(" "));
    let filters = prop_oneof![3 => Just(String::new()), 1 => filters];
    let matching = select(&[Matching::All, Matching::AllElseAny, Matching::Any][..]);
    let sort = select(&[Sort::Best, Sort::Relevance, Sort::Newest, Sort::Oldest][..]);
    let limit = prop_oneof![3 => 0..8_usize, 1 => Just(usize::MAX)];
    let facets = prop::sample::subsequence(&By::ALL[..], 0..6);
    let new = (select(&[Event::Arrived, Event::Changed][..]), 0..5_u64, 0..9_u64);
    let filters = (filters, prop::option::weighted(0.3, new));
    let beside = (any::<bool>(), prop_oneof![2 => Just(0), 1 => 1..6_usize], limit, facets, any::<bool>());
    (query(), filters, matching, sort, ranking(), beside).prop_map(
        |(query, (filters, new), matching, sort, ranking, beside)| {
            let (now, offset, limit, facets, group_copies) = beside;
            Asked { query, filters, new, matching, sort, ranking, now, offset, limit, facets, group_copies }
        },
    )
}

/// A filter as it is typed in a query; `--since 2025-06-05 --until 2025-06-10` is the period from the one to the other.
pub fn filter() -> impl Strategy<Value = String> + Clone {
    let filter = prop_oneof![select(items(DATES)), select(items(NAMES)), Just("date:2025-06-05..2025-06-10")];
    filter.prop_map(str::to_owned)
}

/// Mostly the usual numbers; else others, with which few articles are looked at for the places of words.
fn ranking() -> impl Strategy<Value = Ranking> + Clone {
    let usual = Ranking::default();
    let others = vec![
        Ranking { proximity_depth: 2, ..usual },
        Ranking { proximity_depth: 1, recency: 0.0, ..usual },
        Ranking { title: 1.3, lead: 0.7, body: 1.1, b: 0.4, k1: 0.9, ..usual },
        Ranking { recency: 1.0, half_life_days: 7.0, window: 3, passage_words: 5, opening_words: 4, ..usual },
        Ranking { exact_form: 0.0, passage: 1.0, proximity_depth: 5, ..usual },
        Ranking { small_words: 1.0, names: 2.0, relatives: 1.5, proximity_depth: 9, ..usual },
    ];
    prop_oneof![2 => Just(usual), 1 => select(others)]
}

impl Asked {
    /// A query with nothing beside it.
    fn about(query: String) -> Self {
        let (matching, sort, ranking) = (Matching::AllElseAny, Sort::Best, Ranking::default());
        let (filters, new, facets) = (String::new(), None, Vec::new());
        Self {
            query,
            filters,
            new,
            matching,
            sort,
            ranking,
            now: false,
            offset: 0,
            limit: 8,
            facets,
            group_copies: false,
        }
    }

    pub fn request(&self) -> Request {
        let parse = |text: &str| query::parse(text, date(2025, 7, 1)).query;
        let filters = if self.filters.is_empty() { Filters::default() } else { Filters::lift(&parse(&self.filters)).1 };
        let new = self.new.iter().map(|(event, first, last)| Filter::New(*event, *first..=*last)).collect();
        Request {
            filters: filters.and(&Filters(new)),
            matching: self.matching,
            sort: self.sort,
            ranking: self.ranking,
            now: self.now.then(|| date(2025, 7, 1).at(23, 59, 0, 0)),
            offset: self.offset,
            limit: self.limit,
            facets: self.facets.clone(),
            explain: true,
            group_copies: self.group_copies,
            ..Request::new(parse(&self.query))
        }
    }
}
