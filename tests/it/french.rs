//! Tables of French: `matching.tsv` lists words that match and words that do not, `ordering.tsv` texts of which the first
//! answers a query better. Both go through the index and the search as any text does. `copies.tsv` lists texts in two versions,
//! which are copies or made from one pattern. The tokens of all bundled texts are held to the version of the analysis chain.

use std::collections::HashMap;
use std::fs;
use std::hash::Hasher;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use kiosque::analysis::{self, Token};
use kiosque::dedup::Signature;
use kiosque::embedded::Embedded;
use kiosque::query;
use kiosque::search::answer::search;
use kiosque::search::request::{Matching, Request};
use serde_json::Value;
use twox_hash::XxHash3_64;

use crate::scene::Scene;

#[test]
fn matching() {
    let rows = table("matching.tsv");
    let (_scene, index) = index_of(rows.iter().map(|[_, _, text, _]| text.as_str()));
    let mut failures = Vec::new();
    for (n, [case, query, text, expected]) in rows.iter().enumerate() {
        assert!(matches!(expected.as_str(), "0" | "1"), "{case}: {query}: {expected} is neither 0 nor 1");
        let found = ranks(&index, query, Matching::All).contains_key(&n);
        if found != (expected == "1") {
            let tokens = format!("{:?} {:?}", stems(analysis::tokens(query)), stems(analysis::indexed_tokens(text)));
            failures.push(format!("{case}\t{query}\t{text}\texpected {expected}\t{tokens}"));
        }
    }
    assert!(failures.is_empty(), "{} of {} rows fail:\n{}", failures.len(), rows.len(), failures.join("\n"));
}

#[test]
fn ordering() {
    let rows = table("ordering.tsv");
    let (_scene, index) = index_of(rows.iter().flat_map(|[_, _, better, worse]| [better.as_str(), worse.as_str()]));
    let mut failures = Vec::new();
    for (n, [case, query, better, worse]) in rows.iter().enumerate() {
        let ranks = ranks(&index, query, Matching::Any);
        let (better_rank, worse_rank) = (ranks.get(&(2 * n)), ranks.get(&(2 * n + 1)));
        let is_first = better_rank.is_some_and(|better| worse_rank.is_none_or(|worse| better < worse));
        if !is_first {
            failures.push(format!("{case}\t{query}\t{better}\t{worse}\tranks {better_rank:?} {worse_rank:?}"));
        }
    }
    assert!(failures.is_empty(), "{} of {} rows fail:\n{}", failures.len(), rows.len(), failures.join("\n"));
}

/// What stands in braces is different in two texts: `{one|other}`.
#[test]
fn copies() {
    let rows = table("copies.tsv");
    let mut failures = Vec::new();
    for [case, expected, text] in &rows {
        assert!(matches!(expected.as_str(), "0" | "1"), "{case}: {expected} is neither 0 nor 1");
        let [one, other] = versions(text).map(|version| Signature::of(&version));
        let found = one.resemblance_of_copies(&other);
        if found.is_some() != (expected == "1") {
            failures.push(format!("{case}\t{expected}\t{text}\tresemblance {found:?}"));
        }
    }
    assert!(failures.is_empty(), "{} of {} rows fail:\n{}", failures.len(), rows.len(), failures.join("\n"));
}

/// The two texts of a row. ` / ` ends a line.
fn versions(text: &str) -> [String; 2] {
    let mut versions = [const { String::new() }; 2];
    let mut add = |pieces: [&str; 2]| {
        for (version, piece) in versions.iter_mut().zip(pieces) {
            *version += &piece.replace(" / ", "\n");
        }
    };
    let mut rest = text;
    while let Some((same, differing)) = rest.split_once('{') {
        let (differing, after) = differing.split_once('}').expect("a brace that is closed");
        let (one, other) = differing.split_once('|').expect("two versions");
        add([same, same]);
        add([one, other]);
        rest = after;
    }
    add([rest, rest]);
    versions
}

/// An index knows which version of the chain it was made by. A change of tokens without a change of the version would leave
/// indexes that queries do not match.
#[test]
fn tokens_change_with_the_version_alone() {
    let path = folder("tests/french/version.txt");
    let versions = fs::read_to_string(&path).unwrap();
    let lines = versions.lines().filter(|line| !line.starts_with('#'));
    let known: Vec<(u32, &str)> = lines
        .map(|line| line.split_once(' ').and_then(|(version, digest)| Some((version.parse().ok()?, digest))))
        .collect::<Option<_>>()
        .expect("a version and a digest on each line");
    assert!(known.is_sorted_by(|before, after| before.0 < after.0), "each version once, the newest last");
    let mut digest = XxHash3_64::new();
    for text in sample() {
        for token in analysis::indexed_tokens(&text) {
            let analysis::Token { stem, form, position, length, .. } = token;
            digest.write(format!("{stem} {form} {position} {length}\n").as_bytes());
        }
    }
    let found = (analysis::VERSION, &*format!("{:016x}", digest.finish()));
    assert!(
        known.last() == Some(&found),
        "the tokens of the bundled texts are not those of version {}.\nIf the analysis chain has changed: add 1 to \
         analysis::VERSION, run this again, and append the line that it gives to {}.\nIf the texts alone have changed \
         (corpus/golden, tests/french): put the line in the place of the last one.\n\n{} {}\n",
        known.last().map_or(0, |(version, _)| *version),
        path.display(),
        found.0,
        found.1,
    );
}

/// The texts of the bundled corpus, the tables of `tests/french`, and the words of the lexicon.
fn sample() -> Vec<String> {
    let mut texts = Vec::new();
    for site in sorted(&folder("corpus/golden")) {
        for file in sorted(&site) {
            let golden: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
            let articles = golden.as_array().cloned().unwrap_or_else(|| vec![golden]);
            let fields = articles.iter().flat_map(|article| ["title", "lead", "text"].map(|field| &article[field]));
            texts.extend(fields.filter_map(|field| field.as_str().map(str::to_owned)));
        }
    }
    for table_name in ["matching.tsv", "ordering.tsv"] {
        texts.extend(table::<4>(table_name).into_iter().flat_map(|[_, first, second, third]| [first, second, third]));
    }
    for file in sorted(&folder("src/analysis/lexicon")) {
        if file.extension().is_some_and(|extension| extension == "txt") {
            let list = fs::read_to_string(&file).unwrap();
            let lines = list.lines().filter(|line| !line.starts_with('#'));
            texts.extend(lines.flat_map(str::split_whitespace).map(str::to_owned));
        }
    }
    texts
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The rows of a table under its head. `\u{a0}` stands for a character that could not be seen.
fn table<const COLUMNS: usize>(name: &str) -> Vec<[String; COLUMNS]> {
    let table = fs::read_to_string(folder("tests/french").join(name)).unwrap();
    let row = |line: &str| {
        let cells: Vec<String> = line.split('\t').map(unescaped).collect();
        cells.try_into().unwrap_or_else(|_| panic!("not {COLUMNS} columns: {line}"))
    };
    table.lines().skip(1).map(row).collect()
}

fn unescaped(cell: &str) -> String {
    let mut pieces = cell.split("\\u{");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (code, rest) = piece.split_once('}').unwrap();
        text.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
        text += rest;
    }
    text
}

/// One article of each text, its number its id.
fn index_of<'a>(texts: impl Iterator<Item = &'a str>) -> (Scene, Embedded) {
    let scene = Scene::new();
    let record = |(n, text)| format!("{}\n", serde_json::json!({"id": format!("n{n}"), "text": text, "lang": "fr"}));
    scene.write("articles.jsonl", texts.enumerate().map(record).collect::<String>());
    scene.index(&["articles.jsonl"], |_| {});
    let index = Embedded::open(&scene.path("index")).unwrap();
    (scene, index)
}

/// The rank of each article that is found, by its number.
fn ranks(index: &Embedded, text: &str, matching: Matching) -> HashMap<usize, usize> {
    let request = Request { matching, ..Request::new(query::parse(text, date(2025, 7, 1)).query) };
    let hits = search(index, &request).unwrap().hits.into_iter();
    hits.map(|hit| (hit.id[1..].parse().unwrap(), hit.rank)).collect()
}

fn stems(tokens: Vec<Token>) -> Vec<String> {
    tokens.into_iter().map(|token| token.stem).collect()
}
