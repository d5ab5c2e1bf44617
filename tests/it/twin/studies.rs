//! Studies over both engines, and their counts by the definitions: every token of every article, one after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use jiff::civil::date;
use kiosque::analysis::{self, Token};
use kiosque::article::{Article, Evidence, Published};
use kiosque::date::Moment;
use kiosque::engine::Engine;
use kiosque::engine::candidate::Sort;
use kiosque::engine::shown::{Filed, Occurrences};
use kiosque::export::record::Unit;
use kiosque::index::schema::Entry;
use kiosque::query;
use kiosque::search::answer::stream;
use kiosque::search::request::Request;
use kiosque::study::chosen::Chosen;
use kiosque::study::collocates::{CollocatesRequest, Measure, Reach, Side, collocates};
use kiosque::study::keywords::{self, KeywordsRequest, keywords};
use kiosque::study::trends::{Trends, TrendsRequest, trends};
use proptest::prelude::*;
use proptest::sample::select;

use super::corpora::{brute_force, embedded, history};
use super::engine::BruteForce;
use super::requests::asked;
use super::{config, occurrences, same};

/// The words of a text: those of one place and one form are one word, which is shown for its first stem.
pub fn words(tokens: &[Token]) -> Vec<&[Token]> {
    tokens.chunk_by(|a, b| (a.start, a.end, &a.form) == (b.start, b.end, &b.form)).collect()
}

/// The pieces of a text that words of one reach stand in: sentences, as an export cuts them, or lines.
fn pieces(text: &str, reach: Reach) -> Vec<Range<usize>> {
    if reach == Reach::Paragraph {
        let line = |line: &str| line.as_ptr() as usize - text.as_ptr() as usize;
        return text.split('\n').map(|piece| line(piece)..line(piece) + piece.len()).collect();
    }
    let article = Article { body: text.to_owned(), ..Article::default() };
    let filed = Filed { id: String::new(), path: String::new(), member: None, article };
    let mut from = 0;
    let sentences = Unit::Sentence.records(&filed).into_iter().map(|record| {
        let start = from + text[from..].find(&record.text).unwrap();
        from = start + record.text.len();
        start..from
    });
    sentences.collect()
}

/// Whether each word is beside an occurrence.
fn is_beside(text: &str, words: &[&[Token]], places: &[Range<usize>], reach: Reach, side: Side) -> Vec<bool> {
    let is_in = |token: &Token, place: &Range<usize>| token.start < place.end && place.start < token.end;
    let pieces = if matches!(reach, Reach::Words(_)) { Vec::new() } else { pieces(text, reach) };
    let near = |token: &Token, place: &Range<usize>| match reach {
        Reach::Words(reach) => {
            let inside = words.iter().map(|word| &word[0]).filter(|token| is_in(token, place));
            let positions: Vec<u32> = inside.map(|token| token.position).collect();
            let (first, last) = (positions.iter().min().unwrap(), positions.iter().max().unwrap());
            (first.saturating_sub(reach as u32)..=last + reach as u32).contains(&token.position)
        }
        Reach::Sentence | Reach::Paragraph => {
            // An occurrence over a border makes one piece of two.
            let touched: Vec<_> =
                pieces.iter().filter(|piece| piece.start < place.end && place.start < piece.end).collect();
            let (first, last) =
                (touched.iter().map(|piece| piece.start).min(), touched.iter().map(|piece| piece.end).max());
            first.is_some_and(|first| token.start >= first) && last.is_some_and(|last| token.end <= last)
        }
    };
    let is_on_side = |token: &Token, place: &Range<usize>| match side {
        Side::Both => true,
        Side::Left => token.end <= place.start,
        Side::Right => token.start >= place.end,
    };
    let beside = |word: &&[Token]| {
        let token = &word[0];
        !places.iter().any(|place| is_in(token, place))
            && places.iter().any(|place| is_on_side(token, place) && near(token, place))
    };
    words.iter().map(beside).collect()
}

/// What stands beside occurrences: the forms, how often, and how often anywhere.
fn beside(twin: &BruteForce, request: &Request, reach: Reach, side: Side) -> (u64, Vec<String>) {
    let (_, hits) = stream(twin, request).unwrap();
    let query = kiosque::query::filters::Filters::lift(&request.query).0;
    let (mut stems, mut forms) = (BTreeMap::<String, u64>::new(), BTreeMap::<String, BTreeMap<String, u64>>::new());
    let mut all = 0;
    for filed in twin.read(&hits.articles()).unwrap() {
        for text in [filed.article.title.clone(), filed.article.text()] {
            let tokens = analysis::indexed_tokens(&text);
            let places = occurrences::of(&query, &text);
            let words = words(&tokens);
            let beside = is_beside(&text, &words, &places, reach, side);
            for (word, _) in words.iter().zip(beside).filter(|(_, is)| *is) {
                for token in *word {
                    *stems.entry(token.stem.clone()).or_default() += 1;
                    all += 1;
                }
                *forms.entry(word[0].stem.clone()).or_default().entry(word[0].form.clone()).or_default() += 1;
            }
        }
    }
    let mut rows = Vec::new();
    for (stem, forms) in forms {
        let mut forms: Vec<(String, u64)> = forms.into_iter().collect();
        forms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let times: u64 = (0..3)
            .map(|field| {
                let texts = twin.articles.iter().map(|article| article.count(field, std::slice::from_ref(&stem)));
                texts.map(u64::from).sum::<u64>()
            })
            .sum();
        rows.push(format!("{forms:?} {} {times}", stems[&stem]));
    }
    rows.sort();
    (all, rows)
}

fn reach() -> impl Strategy<Value = Reach> + Clone {
    prop_oneof![2 => (0..6_usize).prop_map(Reach::Words), 1 => Just(Reach::Sentence), 1 => Just(Reach::Paragraph)]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn collocates_are_counted_by_the_definition(
        history in history(),
        asked in prop::collection::vec((asked(), reach(), select(&[Side::Both, Side::Both, Side::Left, Side::Right][..])), 4),
    ) {
        let (_dir, index) = embedded(&history);
        let twin = brute_force(&history);
        for (asked, reach, side) in asked {
            // A query that is read otherwise than it was typed is another test's matter.
            let request = asked.request();
            let wanted = CollocatesRequest {
                reach,
                side,
                measure: Measure::LogLikelihood,
                min: 1,
                small_words: true,
            };
            let found = |engine: &dyn Engine| {
                let (_, hits) = stream(engine, &request).unwrap();
                collocates(engine, &Chosen::all(&hits), &wanted).unwrap()
            };
            let (of_index, of_twin) = (found(&index), found(&twin));
            prop_assert_eq!(&of_index, &of_twin, "{}", request.query);
            let typed = kiosque::query::filters::Filters::lift(&request.query).0;
            let (_, hits) = stream(&twin, &request).unwrap();
            let places = std::sync::Mutex::new(BTreeMap::new());
            let see = |_: usize, found: Occurrences| {
                places.lock().unwrap().insert(found.filed.id, (found.title, found.text));
            };
            hits.matches().visit(&hits.articles(), &see).unwrap();
            let of = |text: &str| occurrences::of(&typed, text);
            let read = twin.read(&hits.articles()).unwrap().into_iter();
            let expected: BTreeMap<_, _> =
                read.map(|filed| (filed.id, (of(&filed.article.title), of(&filed.article.text())))).collect();
            // As many places are not yet the same ones.
            if places.into_inner().unwrap() != expected {
                continue;
            }
            let (all, rows) = beside(&twin, &request, reach, side);
            let mut shown: Vec<String> =
                of_twin.rows.iter().map(|row| format!("{:?} {} {}", row.forms, row.beside, row.times)).collect();
            shown.sort();
            same(&shown, &rows, &format!("{} within {reach:?} {side:?}", request.query))?;
            prop_assert_eq!(of_twin.beside, all);
        }
    }

    #[test]
    fn keywords_are_counted_by_the_definition(history in history(), asked in prop::collection::vec(asked(), 4)) {
        let (_dir, index) = embedded(&history);
        let twin = brute_force(&history);
        prop_assert_eq!(index.tokens().unwrap(), twin.tokens().unwrap());
        for asked in asked {
            let request = asked.request();
            for measure in [keywords::Measure::Specificity, keywords::Measure::LogOdds] {
                let wanted = KeywordsRequest { measure, by: None, min_articles: 1, small_words: true };
                let found = |engine: &dyn Engine| {
                    let (_, hits) = stream(engine, &request).unwrap();
                    keywords(engine, &Chosen::all(&hits), None, &wanted).unwrap()
                };
                let of_index = found(&index);
                prop_assert_eq!(&of_index, &found(&twin), "{}", request.query);
                let (_, hits) = stream(&twin, &request).unwrap();
                let chosen: Vec<usize> = hits.articles().iter().map(|article| article.0 as usize).collect();
                let read = twin.read(&hits.articles()).unwrap();
                for row in &of_index.parts[0].rows {
                    // Of some stem that the shown form has, the counts are these.
                    let stems: BTreeSet<String> = analysis::stems_of_form(&row.word).into_iter().collect();
                    let counted = |stem: &String| {
                        let stem = std::slice::from_ref(stem);
                        let times = |n: usize| (0..3).map(|field| u64::from(twin.articles[n].count(field, stem))).sum::<u64>();
                        let here: Vec<u64> = chosen.iter().map(|n| times(*n)).collect();
                        let there: u64 = (0..twin.articles.len()).filter(|n| !chosen.contains(n)).map(times).sum();
                        let with = || read.iter().zip(&here).filter(|(_, times)| **times > 0);
                        let sources: BTreeSet<_> = with().map(|(filed, _)| &filed.article.source).collect();
                        (here.iter().sum::<u64>(), with().count() as u64, sources.len() as u64, there)
                    };
                    let expected = (row.times, row.articles, row.sources, row.other_times);
                    prop_assert!(stems.iter().any(|stem| counted(stem) == expected), "{row:?}");
                }
            }
        }
    }
}

/// Articles of two weeks, each with words that are drawn by lot.
fn drawn(seed: u64, articles: usize) -> Vec<Entry> {
    let mut state = seed;
    let mut next = |most: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % most
    };
    let mut entries = Vec::new();
    for n in 0..articles {
        // Few words are frequent, and some come many times in the same article.
        let mut body = String::new();
        for _ in 0..60 {
            let word = next(400).min(next(400));
            for _ in 0..1 + next(20) / 17 * 6 {
                body += &format!("mot{} ", spelled(word));
            }
        }
        entries.push(published(&format!("a{n}"), 1 + next(14) as i8, &body));
    }
    entries
}

/// A number in letters, so that it is a word.
pub fn spelled(number: u64) -> String {
    number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect()
}

fn published(id: &str, day: i8, body: &str) -> Entry {
    let moment = Moment::day(date(2025, 6, day));
    let published = Some(Published { moment, evidence: Evidence::Meta });
    let source = Some("Le Phare".to_owned());
    Entry::new(
        id,
        Ok(Article { title: "Brève".to_owned(), body: body.to_owned(), published, source, ..Article::default() }),
    )
}

fn of(text: &str) -> Request {
    Request { sort: Sort::Oldest, ..Request::new(query::parse(text, date(2025, 7, 1)).query) }
}

fn of_the_second_week(entries: &[Entry]) -> Trends {
    let twin = BruteForce::new(entries.iter());
    let (now, before) = (of("date:2025-06-08..2025-06-14"), of("date:2025-06-01..2025-06-07"));
    let ((_, now), (_, before)) = (stream(&twin, &now).unwrap(), stream(&twin, &before).unwrap());
    trends(&twin, &Chosen::all(&now), &Chosen::all(&before), &TrendsRequest { by: None, min_articles: 3 }).unwrap()
}

#[test]
fn chance_makes_no_keyword_and_no_trend() {
    for seed in 0..20 {
        let entries = drawn(seed, 100);
        assert_eq!(of_the_second_week(&entries).parts[0].rows, [], "seed {seed}");
        let twin = BruteForce::new(entries.iter());
        let half = of("date:2025-06-01..2025-06-07");
        let (_, hits) = stream(&twin, &half).unwrap();
        for measure in [keywords::Measure::Specificity, keywords::Measure::LogLikelihood, keywords::Measure::LogOdds] {
            let wanted = KeywordsRequest { measure, by: None, min_articles: 3, small_words: true };
            assert_eq!(keywords(&twin, &Chosen::all(&hits), None, &wanted).unwrap().parts[0].rows, [], "seed {seed}");
        }
    }
}

#[test]
fn signatures_are_no_keyword() {
    let mut entries = Vec::new();
    for (n, entry) in drawn(4, 100).into_iter().enumerate() {
        let body = entry.outcome.unwrap().body;
        let signature = if n % 2 == 0 { "\nLa trêve tient.\nJeanne Kerdoncuff" } else { "" };
        entries.push(published(&entry.id, 1 + n as i8 % 2, &(body + signature)));
    }
    let twin = BruteForce::new(entries.iter());
    let half = of("date:2025-06-01");
    let (_, hits) = stream(&twin, &half).unwrap();
    let found = |small_words: bool| -> Vec<String> {
        let wanted =
            KeywordsRequest { measure: keywords::Measure::Specificity, by: None, min_articles: 3, small_words };
        let found = keywords(&twin, &Chosen::all(&hits), None, &wanted).unwrap();
        found.parts[0].rows.iter().map(|row| row.word.clone()).collect()
    };
    assert_eq!(found(false), ["tient", "trêve"]);
    assert_eq!(found(true), ["jeanne", "kerdoncuff", "la", "tient", "trêve"]);
}

#[test]
fn fragments_of_a_name_are_no_trend() {
    let mut entries = Vec::new();
    for (n, entry) in drawn(3, 160).into_iter().enumerate() {
        let (id, article) = (entry.id, entry.outcome.unwrap());
        let (day, body) = (1 + (n % 14) as i8, article.body);
        // The name stands in most articles of both weeks, and what is new before it in some.
        let said = match n {
            _ if n % 4 == 0 => "",
            _ if day > 7 && n % 3 == 0 => "Hier a annoncé Emmanuel Macron la trêve.",
            _ => "Le président Emmanuel Macron parle.",
        };
        entries.push(published(&id, day, &format!("{body}\n{said}")));
    }
    let found: Vec<String> = of_the_second_week(&entries).parts[0].rows.iter().map(|row| row.words.clone()).collect();
    assert_eq!(found, ["annoncé", "trêve"]);
}

#[test]
fn copies_change_no_trend() {
    let mut entries = drawn(1, 160);
    for (n, entry) in drawn(2, 30).into_iter().enumerate() {
        let body = entry.outcome.unwrap().body;
        entries.push(published(&format!("b{n}"), 8 + n as i8 % 7, &format!("{body} La tempête arrive.")));
    }
    let alone = of_the_second_week(&entries);
    let shown = |trends: &Trends| -> Vec<(String, u64, u64)> {
        trends.parts[0].rows.iter().map(|row| (row.words.clone(), row.now, row.before)).collect()
    };
    assert_eq!(shown(&alone)[0], ("tempête arrive".to_owned(), 30, 0));
    let of_a_story = || {
        let Entry { outcome, .. } = &entries[5];
        let article = outcome.clone().unwrap();
        format!("Exclusif. {} {}", article.body, "naufrage secours marins ".repeat(2))
    };
    let story = of_a_story();
    let mut copied = entries.clone();
    copied.push(published("c", 9, &story));
    let once = of_the_second_week(&copied);
    for n in 0..30 {
        copied.push(published(&format!("c{n}"), 9 + n % 6, &story));
    }
    assert_eq!(shown(&of_the_second_week(&copied)), shown(&once));
    assert_eq!(of_the_second_week(&copied).copies, once.copies + 30);
}
