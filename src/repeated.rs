//! Repeated lines: those that a site writes on article after article, at the beginning or the end of the text
//! ("Retrouvez-nous chaque matin sur …"). No page shows by itself that a line is one of them, so lines are counted over all
//! articles of the index, and those that are repeated are taken out of the texts.
//!
//! Which lines are repeated depends on the set of articles alone, not on the order in which they came, nor on threads or
//! runs. The memory is bounded: beyond a million sightings, only articles are counted whose title has a hash below a
//! threshold, and the threshold is the highest power of two for which all of these fit.

use rustc_hash::{FxHashMap, FxHashSet};
use twox_hash::XxHash3_64;

use crate::article::{Article, Repeated};
use crate::text::squeeze;

/// Sightings that are kept, of 12 bytes each; some 150,000 articles have so many.
const LIMIT: usize = 1 << 20;

/// Lines at the beginning and at the end of a text that may be the site's.
const FIRST: usize = 2;
const LAST: usize = 5;

/// Titles that a line has to stand under. Titles are counted rather than articles, since a page may be fetched twice.
const TITLES: usize = 5;

/// The share of a site's titles that a line has to stand under: one in so many. A rarer line may be a column's or a refrain.
const SHARE: usize = 10;

/// Words that an article keeps in any case.
const LEAST: usize = 40;

/// The first and the last lines of an article, which its site may repeat, as hashes that the index keeps.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edges {
    /// The host of the article's address, else the folder of its file.
    pub site: u32,
    /// The title, hashed with its site.
    pub title: u32,
    /// The lines at the beginning and at the end of its text.
    pub lines: Vec<u32>,
}

impl Edges {
    /// The edges of an article that came from the file `container`.
    pub fn of(container: &str, article: &Article) -> Self {
        let site = hash(0, site(container, article));
        let title = hash(site, &article.title);
        let body = article.whole_body();
        let count = body.lines().count();
        let edges = body.lines().enumerate().filter(|(at, _)| *at < FIRST || at + LAST >= count);
        Self { site, title, lines: edges.filter_map(|(_, line)| line_hash(site, line)).collect() }
    }
}

/// The site of an article: the host of its address, else the folder of its file.
fn site<'a>(container: &'a str, article: &'a Article) -> &'a str {
    let address = article.url.as_deref().and_then(|url| url.split_once("://"));
    let host = address.and_then(|(_, rest)| rest.split(['/', '?', '#', ':']).next()).filter(|host| !host.is_empty());
    host.unwrap_or_else(|| container.rsplit_once('/').map_or("", |(folder, _)| folder))
}

/// A line seen under a title. The site is counted as a line of its own, to know how many titles it has.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Sighting {
    line: u32,
    title: u32,
    site: u32,
}

/// A count of lines over many articles.
pub struct Sightings {
    seen: FxHashSet<Sighting>,
    threshold: u32,
    limit: usize,
}

/// The lines that sites repeat.
pub struct SiteLines(FxHashSet<u32>);

impl Default for Sightings {
    fn default() -> Self {
        Self { seen: FxHashSet::default(), threshold: u32::MAX, limit: LIMIT }
    }
}

impl Sightings {
    /// Counts the lines of an article. Returns whether its title is beyond the threshold, as all greater ones are then.
    pub fn see(&mut self, edges: &Edges) -> bool {
        let Edges { site, title, ref lines } = *edges;
        if title > self.threshold {
            return true;
        }
        self.seen.extend(lines.iter().chain([&site]).map(|line| Sighting { line: *line, title, site }));
        while self.seen.len() > self.limit {
            self.threshold /= 2;
            self.seen.retain(|sighting| sighting.title <= self.threshold);
        }
        false
    }

    /// The lines that stand under enough titles of their site.
    pub fn site_lines(self) -> SiteLines {
        let mut titles: FxHashMap<(u32, u32), usize> = FxHashMap::default();
        for sighting in &self.seen {
            *titles.entry((sighting.line, sighting.site)).or_default() += 1;
        }
        let often = |&(line, site): &(u32, u32), count: usize| {
            line != site && count >= TITLES && count * SHARE >= titles[&(site, site)]
        };
        SiteLines(titles.iter().filter(|(key, count)| often(key, **count)).map(|((line, _), _)| *line).collect())
    }
}

impl SiteLines {
    /// The hashes of the lines.
    pub fn hashes(&self) -> impl Iterator<Item = u32> {
        self.0.iter().copied()
    }

    /// Whether an article with these edges has any of them.
    pub fn touch(&self, edges: &Edges) -> bool {
        edges.lines.iter().any(|line| self.0.contains(line))
    }

    /// The article without the lines that its site repeats, and with those again that its site repeats no longer. `None` if
    /// the article is right as it is.
    pub fn parted(&self, container: &str, article: &Article) -> Option<Article> {
        let site = hash(0, site(container, article));
        let whole = article.whole_body();
        let lines: Vec<&str> = whole.lines().collect();
        let is_sites = |line: &&&str| line_hash(site, line).is_some_and(|hash| self.0.contains(&hash));
        let after = lines.iter().rev().take(LAST).take_while(is_sites).count();
        let before = lines.iter().take(FIRST.min(lines.len() - after)).take_while(is_sites).count();
        let left = &lines[before..lines.len() - after];
        let words = |lines: &[&str]| lines.iter().map(|line| line.split_whitespace().count()).sum::<usize>();
        let (before, after) =
            if words(left) >= LEAST && words(left) * 2 >= words(&lines) { (before, after) } else { (0, 0) };
        let join = |lines: &[&str]| Some(lines.join("\n")).filter(|text| !text.is_empty());
        let repeated = Repeated { before: join(&lines[..before]), after: join(&lines[lines.len() - after..]) };
        let body = lines[before..lines.len() - after].join("\n");
        (repeated != article.repeated).then(|| Article { body, repeated, ..article.clone() })
    }
}

/// The hash of a line of a site; none if the line is too short to be recognised or too long to be a site's.
fn line_hash(site: u32, line: &str) -> Option<u32> {
    (4..=80).contains(&count_words(line)).then(|| hash(site, line))
}

/// As `split_whitespace` counts them, which looks for the bounds of each and takes three times as long.
fn count_words(line: &str) -> usize {
    let is_word = |letter: char| !letter.is_whitespace();
    let begins = line.chars().scan(false, |within, letter| Some(!std::mem::replace(within, is_word(letter)) & *within));
    begins.filter(|begins| *begins).count()
}

/// The hash of a text's letters and digits, folded.
fn hash(seed: u32, text: &str) -> u32 {
    XxHash3_64::oneshot_with_seed(seed.into(), squeeze(text).as_bytes()) as u32
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::*;

    const FILE: &str = "quai.example/1.html";
    const LINE: &str = "Retrouvez l'actualité du port chaque matin sur nos ondes.";

    fn article(title: &str, body: &str) -> Article {
        Article { title: title.to_owned(), body: body.to_owned(), ..Article::default() }
    }

    /// A text of so many words, of its own for each number.
    fn text(number: usize, words: usize) -> String {
        (0..words).map(|word| format!("mot{number}-{word} ")).collect::<String>().trim_end().to_owned()
    }

    /// Whether `LINE` is taken from the end of a text of so many words, where `with` of `others` articles end with it too.
    #[track_caller]
    fn check(words: usize, others: usize, with: usize, expected: bool) {
        let mut sightings = Sightings::default();
        let last = article("le dernier", &format!("{}\n{LINE}", text(0, words)));
        sightings.see(&Edges::of(FILE, &last));
        for number in 1..=others {
            let end = if number <= with { format!("\n{}", LINE.to_uppercase().nfd()) } else { String::new() };
            sightings.see(&Edges::of(FILE, &article(&format!("titre {number}"), &(text(number, 50) + &end))));
        }
        let lines = sightings.site_lines();
        let parted = lines.parted(FILE, &last);
        assert_eq!(parted.is_some(), expected, "{words} words, {with} of {others}");
        assert_eq!(lines.parted("other.example/1.html", &last), None);
        if let Some(parted) = parted {
            assert_eq!((parted.body.as_str(), parted.repeated.after.as_deref()), (text(0, words).as_str(), Some(LINE)));
            assert_eq!(lines.parted(FILE, &parted), None, "it is right now");
            let nothing = Sightings::default().site_lines();
            assert_eq!(nothing.parted(FILE, &parted), Some(last));
        }
    }

    #[test]
    fn a_line_that_many_articles_end_with_is_the_site_s() {
        check(50, 10, 10, true);
        check(50, 4, 4, true);
        check(50, 3, 3, false);
        check(50, 60, 4, false);
        // Of a short article nothing is taken.
        check(30, 10, 10, false);
    }

    #[test]
    fn a_page_fetched_often_is_one_title() {
        let mut sightings = Sightings::default();
        let same = article("un titre", &format!("{}\n{LINE}", text(0, 50)));
        (0..20).for_each(|_| assert!(!sightings.see(&Edges::of(FILE, &same))));
        assert_eq!(sightings.site_lines().parted(FILE, &same), None);
    }

    #[test]
    fn neither_order_nor_the_limit_changes_what_is_learnt() {
        let article = |number: usize| {
            article(&format!("titre {number}"), &format!("{}\n{}\n{LINE}", text(number, 50), text(number % 7, 6)))
        };
        let learn = |numbers: &mut dyn Iterator<Item = usize>| {
            let mut sightings = Sightings { limit: 600, ..Sightings::default() };
            numbers.for_each(|number| {
                sightings.see(&Edges::of(FILE, &article(number)));
            });
            assert!(sightings.threshold < u32::MAX && sightings.seen.len() <= 600);
            sightings.site_lines().0
        };
        let forth = learn(&mut (0..1000));
        assert!(!forth.is_empty());
        assert_eq!(forth, learn(&mut (0..1000).rev()));
        assert_eq!(forth, learn(&mut (0..1000).map(|number| number * 7 % 1000)));
    }
}
