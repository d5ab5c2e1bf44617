//! Trends by the definition: the features of every article, counted one after the other, over fifty queries.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::{Date, date};
use kiosque::analysis::{self, Token, stop_words};
use kiosque::article::{Article, Evidence, Published};
use kiosque::date::Moment;
use kiosque::engine::candidate::{Handle, Sort};
use kiosque::engine::count::By;
use kiosque::engine::shown::Filed;
use kiosque::engine::{Engine, calendar::Unit};
use kiosque::index::schema::Entry;
use kiosque::query;
use kiosque::search::answer::stream;
use kiosque::search::request::Request;
use kiosque::study::chosen::Chosen;
use kiosque::study::measures::Split;
use kiosque::study::trends::{Trends, TrendsPart, TrendsRequest, trends};

use super::corpora::{Change, History, brute_force, embedded};
use super::engine::BruteForce;
use super::studies::{spelled, words};
use crate::scene::Numbers;

/// A word by its stem, or two of them.
type Feature = Vec<String>;

/// The features of a text, in order.
fn features_of(text: &str) -> Vec<Feature> {
    const CALENDAR: [&str; 3] = ["lundi", "juin", "semaine"];
    let tokens = analysis::indexed_tokens(text);
    let mut features = Vec::new();
    let mut last: Option<&Token> = None;
    let mut small = 0;
    let mut place = None;
    for word in words(&tokens) {
        let token = &word[0];
        if place.replace(token.position) == Some(token.position) {
            // A compound in one piece stands where its first part does.
            continue;
        }
        let form = token.form.as_str();
        if stop_words::is_stop_word(form) || form.chars().count() < 2 || !form.contains(char::is_alphabetic) {
            small += 1;
        } else if CALENDAR.contains(&form) {
            last = None;
        } else {
            features.push(vec![token.stem.clone()]);
            if let Some(before) = last
                && small <= 1
                && before.stem != token.stem
                && !text[before.end..token.start].contains(['.', ',', '\n', '«', '(', ':'])
            {
                features.push(vec![before.stem.clone(), token.stem.clone()]);
            }
            (last, small) = (Some(token), 0);
        }
    }
    features
}

fn features(article: &Article) -> BTreeSet<Feature> {
    let texts = [Some(&article.title), article.lead.as_ref(), Some(&article.body)];
    texts.into_iter().flatten().flat_map(|text| features_of(text)).collect()
}

/// The first articles of their stories, of those that were not told before.
fn first_told(twin: &BruteForce, articles: &[Handle], told: &mut BTreeSet<Handle>) -> Vec<Filed> {
    let mut first = Vec::new();
    for (article, copies) in articles.iter().zip(twin.copies(articles).unwrap()) {
        if told.insert(*article) {
            told.extend(copies);
            first.extend(twin.read(&[*article]).unwrap());
        }
    }
    first
}

/// Holds a part of the trends to the definition: what its rows count, which words are among them, and which are not.
fn check(part: &TrendsPart, now: &[&Filed], before: &[&Filed], first_day: Date, query: &str) {
    assert_eq!((part.now, part.before), (now.len() as u64, before.len() as u64), "{query}");
    let count = |articles: &[&Filed]| {
        let mut counts = BTreeMap::<Feature, u64>::new();
        for filed in articles {
            features(&filed.article).into_iter().for_each(|feature| *counts.entry(feature).or_default() += 1);
        }
        counts
    };
    let (here, there) = (count(now), count(before));
    let tested: Vec<&Feature> = here.iter().filter(|(_, count)| **count >= 3).map(|(feature, _)| feature).collect();
    let least = (tested.len().max(1) as f64 / 0.01).log10();
    let split = |feature: &Feature| {
        let times = |counts: &BTreeMap<Feature, u64>| counts.get(feature).map_or(0.0, |count| *count as f64);
        Split { here: times(&here), part: now.len() as f64, there: times(&there), other: before.len() as f64 }
    };
    let stands_out = |feature: &&Feature| {
        let split = split(feature);
        split.specificity() >= least && split.log_ratio().exp2() >= 1.5
    };
    let expected: BTreeSet<&Feature> = tested.into_iter().filter(stands_out).collect();

    let mut shown = BTreeSet::new();
    for row in &part.rows {
        let of_label = features_of(&row.words).into_iter().max_by_key(Vec::len).unwrap();
        assert!(expected.contains(&of_label), "{query}: {} is chance", row.words);
        let split = split(&of_label);
        assert_eq!((row.now as f64, row.before as f64), (split.here, split.there), "{query}: {}", row.words);
        assert!((row.z - split.log_odds().1).abs() < 1e-9 && (row.ratio - split.log_ratio().exp2()).abs() < 1e-9);
        let having = |filed: &&&Filed| features(&filed.article).contains(&of_label);
        assert_eq!(row.first.id, now.iter().find(having).unwrap().id, "{query}: {}", row.words);
        let mut days = vec![0; row.over_time.len()];
        for filed in now.iter().chain(before).filter(having) {
            let day = filed.article.published.unwrap().moment.at.date();
            days[first_day.until(day).unwrap().get_days() as usize] += 1;
        }
        assert_eq!(row.over_time, days, "{query}: {}", row.words);
        for stem in of_label {
            assert!(shown.insert(stem), "{query}: a word of {} stands in two rows", row.words);
        }
    }
    for feature in expected.iter().filter(|feature| feature.len() == 1) {
        assert!(shown.contains(&feature[0]), "{query}: {feature:?} is missing");
    }
    let zs: Vec<f64> = part.rows.iter().map(|row| row.z).collect();
    // A pair takes the place of its frequent word.
    assert!(part.rows.is_empty() || zs[0] > 0.0);
}

/// Two weeks of articles; in the second some words come more often than in the first, alone or in pairs.
fn history(numbers: &mut Numbers) -> History {
    let mut entries = Vec::new();
    for n in 0..260 {
        let day = numbers.below(14) as i64;
        let is_late = day >= 7;
        let mut body = String::new();
        for _ in 0..25 {
            let word = numbers.below(90).min(numbers.below(90));
            body +=
                &format!("mot{}{}", spelled(word as u64), [" ", " ", " de ", ", ", ". ", " lundi "][numbers.below(6)]);
        }
        for (word, often, late) in
            [("tempête arrive", 1, 5), ("digue", 2, 6), ("le maire de la ville", 1, 3), ("grève", 4, 4)]
        {
            if numbers.below(10) < if is_late { late } else { often } {
                body += &format!(" {word} mot{}.", spelled(numbers.below(50) as u64));
            }
        }
        let moment = Moment::day(date(2025, 6, 1).saturating_add(day.days()));
        let published = Some(Published { moment, evidence: Evidence::Meta });
        let source = Some(["Le Phare", "La Rade"][numbers.below(2)].to_owned());
        let article =
            Article { title: format!("Brève mot{}", spelled(n)), body, published, source, ..Article::default() };
        entries.push(Change::Put(Box::new(Entry::new(format!("a{n}"), Ok(article)))));
    }
    History(vec![entries])
}

fn asked(text: &str, period: &str) -> Request {
    let text = if text.is_empty() { period.to_owned() } else { format!("({text}) {period}") };
    Request { sort: Sort::Oldest, ..Request::new(query::parse(&text, date(2025, 7, 1)).query) }
}

#[test]
fn trends_are_counted_by_the_definition() {
    let mut numbers = Numbers(11);
    let history = history(&mut numbers);
    let ((_dir, index), twin) = (embedded(&history), brute_force(&history));
    let (mut rows, mut parts) = (0, 0);
    for n in 0..50 {
        let mut word = || format!("mot{}", spelled(numbers.below(40) as u64));
        let text = match n % 6 {
            0 => String::new(),
            1 => word(),
            2 => format!("{} OU {}", word(), word()),
            3 => format!("* -{}", word()),
            4 => format!("{} OU {} OU digue", word(), word()),
            _ => "source:phare OU tempête".to_owned(),
        };
        let first = 5 + numbers.below(4);
        let now = format!("date:2025-06-{:02}..2025-06-{:02}", first + 1, 10 + numbers.below(5));
        let before = format!("date:2025-06-01..2025-06-{first:02}");
        let (now, before) = (asked(&text, &now), asked(&text, &before));
        let by = [None, Some(By::Source)][n / 6 % 2];
        let found = |engine: &dyn Engine| -> Trends {
            let ((_, now), (_, before)) = (stream(engine, &now).unwrap(), stream(engine, &before).unwrap());
            trends(engine, &Chosen::all(&now), &Chosen::all(&before), &TrendsRequest { by, min_articles: 3 }).unwrap()
        };
        let of_twin = found(&twin);
        assert_eq!(found(&index), of_twin, "{text}");
        assert_eq!(of_twin.unit, Unit::Day);

        let mut told = BTreeSet::new();
        let [earlier, later] = [&before, &now].map(|request| {
            let (_, hits) = stream(&twin, request).unwrap();
            first_told(&twin, &hits.articles(), &mut told)
        });
        let day = |filed: &Filed| filed.article.published.unwrap().moment.at.date();
        let first_day = earlier.iter().chain(&later).map(day).min().unwrap_or(date(2025, 6, 1));
        for part in &of_twin.parts {
            let is_of = |filed: &&Filed| part.name.is_none() || filed.article.source == part.name;
            let (now, before): (Vec<&Filed>, Vec<&Filed>) =
                (later.iter().filter(is_of).collect(), earlier.iter().filter(is_of).collect());
            check(part, &now, &before, first_day, &format!("{text} {:?}", part.name));
            rows += part.rows.len();
            parts += 1;
        }
    }
    assert!(rows > 50 && parts > 50, "{rows} rows in {parts} parts are too few to tell");
}
