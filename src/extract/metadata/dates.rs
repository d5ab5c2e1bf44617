//! The dates of an article: when it was published and last changed. Every date on the page is a candidate, and the most
//! trusted is chosen. A wrong date is worse than none.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::declared::Declared;
use super::page::Page;
use crate::article::{Evidence, Published};
use crate::date::context::Context;
use crate::date::written;
use crate::date::{Moment, Precision};
use crate::extract::dom::attributes::Attribute;
use crate::extract::dom::tags::Tag;
use crate::extract::dom::tree::NodeId;
use crate::extract::lines::marks::Marks;
use crate::extract::lines::text::{count_sentences, count_words, fold};

/// A date that may be that of publication, or of the last change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub moment: Moment,
    pub evidence: Evidence,
    /// The name of the `<meta>` element, if it was read from one.
    pub key: Option<&'static str>,
    /// The beginning of the text that the date was read from.
    pub written: String,
}

/// The dates of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dates {
    pub published: Option<Published>,
    pub modified: Option<Moment>,
    /// The dates of publication that the page gives, the most trusted first.
    pub candidates: Vec<Candidate>,
    /// The dates of the last change that it gives, the most trusted first.
    pub modifications: Vec<Candidate>,
}

/// Metadata keys that hold the date of publication, the most specific first.
#[rustfmt::skip]
const PUBLISHED: &[&str] = &[
    "article:published_time", "og:article:published_time", "og:published_time", "article:published", "datepublished",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "publish-date", "publishdate",
    "publication_date", "pubdate", "published_time", "published", "dc.date.issued", "dcterms.issued",
    "dc.date.created", "dcterms.created", "datecreated", "date.created", "dc.created", "dc.date", "dcterms.date",
    "creation_date", "date_published", "article:post_date", "date",
];
/// Metadata keys that hold the date of the last change.
#[rustfmt::skip]
const MODIFIED: &[&str] = &[
    "article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified", "dcterms.modified",
    "dc.date.modified", "dc.modified", "last-modified", "revised", "lastmod", "article:updated",
];

/// No page gives an earlier year as its own date.
const FIRST_YEAR: i16 = 1850;

/// Whether a date is the beginning of the calendar of computers, in any zone, or a year that stands for "never".
fn is_placeholder(moment: &Moment) -> bool {
    let epoch = jiff::civil::date(1970, 1, 1);
    moment.at.year() >= 2099 || (epoch.yesterday().is_ok_and(|before| (before..=epoch).contains(&moment.at.date())))
}

/// Finds the dates of a page's article.
pub fn find(page: &Page, declared: &Declared) -> Dates {
    let Declared { head, described, .. } = declared;
    let stamp = |text: &str| stamp(text, page.context);
    let latest = page.context.now.map(|now| now.date());
    let plausible = |moment: &Moment| {
        moment.at.year() >= FIRST_YEAR
            && !is_placeholder(moment)
            && latest.is_none_or(|latest| moment.at.date() <= latest.saturating_add(jiff::Span::new().days(1)))
    };

    let candidate = |moment: Option<Moment>, evidence, key, written: &str| {
        let written = written.chars().take(80).collect();
        Some(Candidate { moment: moment?, evidence, key, written })
    };
    let in_head = |keys: &'static [&'static str]| {
        let values = keys.iter().flat_map(|key| head.all(key).map(move |written| (*key, written)));
        values.filter_map(|(key, written)| candidate(stamp(written), Evidence::Meta, Some(key), written))
    };
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut add = |found: Option<Candidate>| candidates.extend(found.filter(|it| plausible(&it.moment)));
    let in_json_ld = |written: &String| candidate(stamp(written), Evidence::JsonLd, None, written);
    if !described.is_film {
        add(described.published.as_ref().and_then(in_json_ld));
    }
    in_head(PUBLISHED).for_each(|found| add(Some(found)));
    for value in microdata(page, &["datePublished", "dateCreated"]) {
        add(candidate(stamp(value), Evidence::Microdata, None, value));
    }
    let near = near_title(page);
    let shown = |(moment, line): &(Moment, String)| candidate(Some(*moment), Evidence::VisibleText, None, line);
    near.published.iter().for_each(|line| add(shown(line)));
    time_elements(page, |value| add(candidate(stamp(value), Evidence::TimeElement, None, value)));
    if let Some(url) = declared.address() {
        add(candidate(written::in_url(url), Evidence::Url, None, url));
    }
    near.bare.iter().for_each(|line| add(shown(line)));
    // The date of a film is the article's where the page gives no other.
    if described.is_film {
        add(described.published.as_ref().and_then(in_json_ld));
    }
    let published = choose(&candidates);

    let changed = described.modified.as_ref().filter(|_| !described.is_film).and_then(in_json_ld);
    let changed = changed.into_iter().chain(in_head(MODIFIED)).chain(near.modified.as_ref().and_then(shown));
    let mut modifications: Vec<Candidate> = changed.collect();
    if modifications.is_empty() {
        let mut values = microdata(page, &["dateModified"]);
        modifications.extend(values.find_map(|it| candidate(stamp(it), Evidence::Microdata, None, it)));
    }
    let modified = modifications.first().map(|it| it.moment).filter(plausible);
    let modified = modified.filter(|modified| published.is_none_or(|it| it.moment.at.date() <= modified.at.date()));
    Dates { published, modified, candidates, modifications }
}

/// The most trusted candidate. A date that the page shows its readers wins over one of the day before or after:
/// machines write in other zones, and addresses keep the day of the draft. A candidate of the same day with a time adds
/// its time.
fn choose(candidates: &[Candidate]) -> Option<Published> {
    let first = candidates.iter().find(|it| it.moment.precision >= Precision::Day).or(candidates.first())?;
    let shown = candidates.iter().find(|it| {
        it.evidence == Evidence::VisibleText
            && it.moment.precision >= Precision::Day
            && is_next_to(it.moment, first.moment)
    });
    let chosen = shown.filter(|_| first.moment.precision >= Precision::Day).unwrap_or(first);
    let agrees = |it: &&Candidate| {
        it.moment.precision > chosen.moment.precision && it.moment.at.date() == chosen.moment.at.date()
    };
    let finer = candidates.iter().find(agrees).unwrap_or(chosen);
    Some(Published { moment: finer.moment, evidence: chosen.evidence })
}

/// Whether two dates are one, written in two zones or on two sides of midnight.
fn is_next_to(shown: Moment, stamp: Moment) -> bool {
    let minutes = shown.at.duration_since(stamp.at).as_mins().abs();
    let timed = shown.precision == Precision::Minute && stamp.precision == Precision::Minute;
    let zones = timed && minutes % 30 == 0 && (1..=14 * 60).contains(&minutes);
    let days = shown.at.date().duration_since(stamp.at.date()).as_hours().abs() / 24;
    zones || days == 1
}

/// A date for machines. Midnight to the second is a day that some system wrote as a time.
fn stamp(text: &str, context: &Context) -> Option<Moment> {
    let text = text.trim();
    let midnight = text.split_once(['T', ' ']).filter(|(_, time)| time.trim_start().starts_with("00:00:00"));
    midnight.and_then(|(day, _)| written::parse(day, context)).or_else(|| written::parse(text, context))
}

/// The values of microdata with one of these names, such as `<span itemprop="datePublished" content="2025-05-22">`.
fn microdata<'p>(page: &'p Page, names: &'static [&str]) -> impl Iterator<Item = &'p str> {
    let tree = page.tree;
    let named = move |node: &NodeId| {
        let property = tree.attribute(*node, Attribute::Itemprop).unwrap_or_default();
        property.split_ascii_whitespace().any(|it| names.contains(&it))
            && !page.speaks_of_others(*node)
            && in_article_scope(page, *node)
    };
    let value = |node| tree.attribute(node, Attribute::Content).or_else(|| tree.attribute(node, Attribute::Datetime));
    (0..tree.len()).filter(named).filter_map(value)
}

/// Whether the item that a microdata property belongs to holds the title or the text.
fn in_article_scope(page: &Page, node: NodeId) -> bool {
    let tree = page.tree;
    let scope = tree.ancestors(node).find(|&it| tree.attribute(it, Attribute::Itemscope).is_some());
    let of = |block: usize| page.blocks[block].node;
    scope.is_none_or(|scope| {
        page.title.is_some_and(|title| tree.holds(scope, of(title)))
            || page.text.is_some_and(|(first, _)| tree.holds(scope, of(first)))
    })
}

/// Gives the dates of `<time datetime>` elements in the article's own part of the page to `add`.
fn time_elements(page: &Page, mut add: impl FnMut(&str)) {
    let tree = page.tree;
    let Some((first, last)) = span(page) else { return };
    // The first line of each element.
    let mut lines: FxHashMap<NodeId, usize> = FxHashMap::default();
    let mut looked_at = 0;
    for node in first..last {
        let class = tree.attribute(node, Attribute::Class).unwrap_or_default();
        let value = match tree.tag(node) {
            Tag::Time => tree.attribute(node, Attribute::Datetime),
            // hAtom: <abbr class="published" title="2025-05-22T08:12:00+02:00">
            _ => tree.attribute(node, Attribute::Title).filter(|_| class.contains("published")),
        };
        let Some(value) = value else { continue };
        looked_at += 1;
        if looked_at > MOST_TIMES {
            return;
        }
        if lines.is_empty() {
            let with_words = page.blocks.iter().enumerate().filter(|(_, block)| block.words > 0);
            with_words.for_each(|(at, block)| _ = lines.entry(block.node).or_insert(at));
        }
        let line = first_line(page, &lines, node);
        let update = ["mis a jour", "modifie", "maj", "actualise", "update"].iter().any(|it| line.starts_with(it))
            || class.contains("updated") && !class.contains("published");
        if !update && !page.speaks_of_others(node) {
            add(value);
        }
    }
}

/// The first line of a page among those of the elements around a node, folded. `lines` has the first of each element.
fn first_line<'p>(page: &'p Page, lines: &FxHashMap<NodeId, usize>, node: NodeId) -> &'p str {
    let around = std::iter::once(node).chain(page.tree.ancestors(node));
    around.filter_map(|node| lines.get(&node)).min().map_or("", |&at| &page.blocks[at].folded)
}

/// `<time>` elements that are looked at. A live report dates hundreds of entries, and itself before them.
const MOST_TIMES: usize = 500;

/// The nodes of the title and the text, and a few around them.
fn span(page: &Page) -> Option<(usize, usize)> {
    let text = page.text.map(|(first, last)| (page.blocks[first].node, page.tree.end(page.blocks[last].node)));
    let title = page.title.map(|title| page.blocks[title].node);
    let start = match (title, text) {
        (Some(title), Some((first, _))) => title.min(first),
        (title, text) => title.or(text.map(|(first, _)| first))?,
    };
    let end = text.map_or(start + NODES_OF_TEXT, |(_, end)| end);
    Some((start.saturating_sub(NODES_BEFORE), (end + NODES_BEHIND).min(page.tree.len())))
}

/// Nodes before the title and behind the text in which their date may stand, and nodes below a title without text.
const NODES_BEFORE: usize = 120;
const NODES_BEHIND: usize = 60;
const NODES_OF_TEXT: usize = 400;

/// The dates near the title, each with the line that it stands in.
#[derive(Default)]
struct Near {
    /// Those of lines that say "publié".
    published: Vec<(Moment, String)>,
    /// Those of lines that say nothing else.
    bare: Vec<(Moment, String)>,
    modified: Option<(Moment, String)>,
}

/// Finds the dates in the lines between the title and the text, just before the title and just behind the text.
fn near_title(page: &Page) -> Near {
    let mut near = Near::default();
    let blocks = page.blocks;
    let (first, last) = match (page.text, page.title) {
        (Some(text), _) => text,
        (None, Some(title)) => (title, title),
        (None, None) => return near,
    };
    let title = page.beginning(first);
    let between = title..(first + LINES_OF_TEXT).min(blocks.len());
    let before = title.saturating_sub(LINES_BEFORE)..title;
    let after = last..(last + LINES_BEHIND).min(blocks.len());
    for at in between.clone().chain(before).chain(after) {
        let sure = between.contains(&at) || (at < title && share_a_part(page, at, title));
        let block = &blocks[at];
        if block.words > LONGEST_DATING || page.speaks_of_others(block.node) {
            continue;
        }
        let text = block.text.as_str();
        let mut end = 0;
        for (range, moment) in written::find(text, page.context) {
            let intro = fold(&text[end..range.start], 400);
            end = range.end;
            if moment.precision < Precision::Day {
                continue;
            }
            let said = |words: &[&str]| words.iter().any(|word| intro.contains(word));
            if said(&["mis a jour", "mise a jour", "modifi", "maj ", "actualis", "update", "corrig"]) {
                near.modified.get_or_insert((moment, text.to_owned()));
            } else if said(&["publi", "mis en ligne", "cree le", "ecrit le", "date", "paru", "poste le", "redige"]) {
                near.published.push((moment, text.to_owned()));
            } else if sure
                && (block.words < LONGEST_BARE && page.title != Some(at) && !is_sentence(text, &range)
                    || block.inline.has(Marks::DATE)
                    || page.marks[block.node].has(Marks::DATE.with(Marks::BYLINE)))
            {
                near.bare.push((moment, text.to_owned()));
            }
        }
    }
    near
}

/// Whether a line says more in a sentence than a date and who wrote: "Le 8 mai 1945, la ville fête la paix au port."
fn is_sentence(line: &str, date: &Range<usize>) -> bool {
    const MOST_AROUND_DATE: usize = 6;
    count_sentences(line) > 0 && count_words(&line[..date.start]) + count_words(&line[date.end..]) > MOST_AROUND_DATE
}

/// Lines before the title, of the text, and from its last one on in which the article may be dated.
const LINES_BEFORE: usize = 3;
const LINES_OF_TEXT: usize = 3;
const LINES_BEHIND: usize = 6;
/// Words of the longest line that dates an article. Dates in longer lines are its text's.
const LONGEST_DATING: usize = 45;
/// A line that does not say what its date is has fewer words, and is no title or sentence, unless an element names it.
const LONGEST_BARE: usize = 20;

/// Whether two blocks stand together in an element that is less than two thirds of the page. The date above a title
/// does so with the title, and the date in the page's header does not.
fn share_a_part(page: &Page, one: usize, other: usize) -> bool {
    let (one, other) = (page.blocks[one].node, page.blocks[other].node);
    let mut around = page.tree.ancestors(one).filter(|&it| page.tree.holds(it, other));
    around.next().is_some_and(|it| (page.tree.end(it) - it) * 3 < page.tree.len() * 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The choice between candidates, each as its evidence and its text.
    fn check(candidates: &[(Evidence, &str)], expected: Option<(Evidence, &str)>) {
        let context = Context::default();
        let candidate = |(evidence, written): &(Evidence, &str)| Candidate {
            moment: written::parse(written, &context).unwrap(),
            evidence: *evidence,
            key: None,
            written: (*written).to_owned(),
        };
        let candidates: Vec<Candidate> = candidates.iter().map(candidate).collect();
        let found = choose(&candidates).map(|it| (it.evidence, it.moment.to_string()));
        assert_eq!(found, expected.map(|(evidence, moment)| (evidence, moment.to_owned())), "{candidates:?}");
    }

    #[test]
    fn the_most_trusted_date() {
        use Evidence::{JsonLd, Meta, Url, VisibleText};
        check(&[], None);
        check(&[(JsonLd, "2025-03-03"), (Url, "2019-01-01")], Some((JsonLd, "2025-03-03")));
        check(&[(Meta, "2025-03"), (Url, "2025-03-03")], Some((Url, "2025-03-03")));
        // Readers are shown the day before, and in another zone.
        check(&[(JsonLd, "2025-03-04"), (VisibleText, "3 mars 2025")], Some((VisibleText, "2025-03-03")));
        check(
            &[(JsonLd, "2025-03-03T23:30"), (VisibleText, "4 mars 2025 à 0h30")],
            Some((VisibleText, "2025-03-04T00:30")),
        );
        check(&[(JsonLd, "2025-03-03"), (VisibleText, "7 mars 2025")], Some((JsonLd, "2025-03-03")));
        // A candidate of the same day adds its time.
        check(&[(JsonLd, "2025-03-03"), (VisibleText, "3 mars 2025 à 7h")], Some((JsonLd, "2025-03-03T07:00")));
    }

    #[test]
    fn midnight_is_a_day() {
        let check = |text: &str, expected: &str| {
            assert_eq!(stamp(text, &Context::default()).unwrap().to_string(), expected, "{text}");
        };
        check("2025-03-03T00:00:00+01:00", "2025-03-03");
        check("2025-03-03T07:00:00", "2025-03-03T07:00");
    }
}
