//! The title of an article, without the name of the site or the section.

use rustc_hash::FxHashSet;

use super::declared::Declared;
use super::head::LONGEST_TITLE;
use crate::extract::dom::tags::Tag;
use crate::extract::dom::text;
use crate::extract::lines::blocks::Block;
use crate::text::squeeze;

/// Separators that sites put between the title, the section and their name.
const SEPARATORS: [&str; 9] = [" | ", " :: ", " - ", " – ", " — ", " » ", " · ", " • ", " ‹ "];

/// Headings that a declared title is looked for in: a page that has more is no article, and comparing all of them would
/// take forever.
const MOST_HEADINGS: usize = 1000;

/// Finds the title: the one on which the page's declarations and a heading agree, else the declared one, else the main
/// heading.
pub fn find(blocks: &[Block], declared: &Declared) -> Option<String> {
    let Declared { head, described, .. } = declared;
    let titles = named(declared).map(|(_, title)| text::beginning(title, LONGEST_TITLE));
    let titles: Vec<Title> = titles.filter(|it| !it.is_empty()).map(Title::from).collect();
    let main = || blocks.iter().filter(|block| block.tag == Tag::H1);
    let others = || blocks.iter().filter(|block| block.tag.is_heading() && block.tag != Tag::H1);
    let lines = || blocks.iter().filter(|block| !block.tag.is_heading() && (3..40).contains(&block.words));
    let name = head.get(&["og:site_name"]).or(described.publisher.as_deref()).unwrap_or_default();
    let site = Site { name: squeeze(text::beginning(name, LONGEST_TITLE)), host: squeeze(declared.host()) };
    let headings: Vec<Heading> =
        main().take(MOST_HEADINGS).chain(others().take(MOST_HEADINGS)).map(Heading::from).collect();
    let shown = titles.iter().find_map(|it| shown(it, &titles, &site, &headings));
    let shown = shown.or_else(|| shown_whole(&titles, &site, others()));
    let shown = shown.or_else(|| shown_whole(&titles, &site, lines()));
    if shown.is_some() {
        return shown;
    }
    let first = titles.iter().map(|title| site.strip(title.text)).find(|it| !it.is_empty());
    first.map(str::to_owned).or_else(|| main().chain(others()).next().map(|block| block.text.clone()))
}

/// The titles that a page offers, each with its place: those that it declares, and its headings.
pub fn offers(blocks: &[Block], declared: &Declared) -> Vec<(&'static str, String)> {
    let headings = blocks.iter().filter_map(|block| {
        let place = match block.tag {
            Tag::H1 => "h1",
            Tag::H2 => "h2",
            Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 => "h3",
            _ => return None,
        };
        Some((place, block.text.clone()))
    });
    let mut headings: Vec<_> = headings.collect();
    // The lower headings are candidates where there are no others.
    let highest = headings.iter().map(|(place, _)| *place).min();
    headings.retain(|(place, _)| Some(*place) == highest);
    named(declared).map(|(place, title)| (place, title.to_owned())).chain(headings).collect()
}

/// The titles that a page declares.
fn named<'d>(declared: &'d Declared) -> impl Iterator<Item = (&'static str, &'d str)> {
    let Declared { head, described, .. } = declared;
    let titles = [
        ("json-ld", described.headline.as_deref().filter(|_| described.is_article)),
        ("og:title", head.get(&["og:title"])),
        ("twitter:title", head.get(&["twitter:title"])),
        ("title", head.title.as_deref()),
    ];
    titles.into_iter().filter_map(|(place, title)| Some((place, title?)))
}

/// A title that the page declares, and the texts that it is compared by.
struct Title<'t> {
    text: &'t str,
    squeezed: String,
    parts: Vec<Part<'t>>,
    segments: Vec<Part<'t>>,
}

/// A part of a title, as it is and squeezed.
struct Part<'t> {
    text: &'t str,
    squeezed: String,
}

impl<'t> From<&'t str> for Title<'t> {
    fn from(text: &'t str) -> Self {
        let part = |text: &'t str| Part { text, squeezed: squeeze(text) };
        Self {
            text,
            squeezed: squeeze(text),
            parts: parts(text).into_iter().map(part).collect(),
            segments: segments(text).into_iter().map(part).collect(),
        }
    }
}

struct Heading<'b> {
    block: &'b Block,
    squeezed: String,
}

impl<'b> From<&'b Block> for Heading<'b> {
    fn from(block: &'b Block) -> Self {
        Self { block, squeezed: block.folded.replace(' ', "") }
    }
}

/// The main heading if it agrees with a declared title, or the part of that title which it shows.
fn shown(title: &Title, all: &[Title], site: &Site, headings: &[Heading]) -> Option<String> {
    let wanted = &title.squeezed;
    // The headings that are a segment of the title.
    let segments: Vec<&str> = headings
        .iter()
        .map(|heading| heading.squeezed.as_str())
        .filter(|heading| title.segments.iter().any(|segment| segment.squeezed == *heading))
        .collect();
    for Heading { block, squeezed: heading } in headings.iter().filter(|heading| heading.block.tag == Tag::H1) {
        if heading.is_empty() || block.text.starts_with(':') {
            continue;
        }
        // The two may differ in punctuation: a heading in italics has its quotation marks in the metadata.
        if heading == wanted {
            return Some(title.text.to_owned());
        }
        if is_site(title, heading, &segments) || site.name == *heading {
            continue;
        }
        // A heading may begin with the place or the section: "Patrimoine - Toul : la laine tend les rapports".
        if let Some(part) = title.parts.iter().find(|Part { squeezed: part, .. }| {
            part.len() > 8 && part.len() * 5 >= heading.len() * 3 && heading.ends_with(part)
        }) {
            return Some(part.text.to_owned());
        }
        // If another title goes without it, it is the site's name.
        let left_out = || {
            all.iter()
                .map(|it| &it.squeezed)
                .any(|it| it.len() > heading.len() && wanted.contains(it) && !it.contains(heading))
        };
        let part = title.parts.iter().find(|part| part.squeezed == *heading);
        if (part.is_some() || heading.len() > 8 && wanted.contains(heading)) && !left_out() {
            return Some(part.map_or(block.text.as_str(), |part| part.text).to_owned());
        }
    }
    None
}

/// Whether a heading that the declared title contains is only the name of the site: "La Rade » La cale sèche rouvre".
/// The first segment is the site's name if another heading shows a later one. `shown` are the headings that are
/// segments.
fn is_site(title: &Title, heading: &str, shown: &[&str]) -> bool {
    let Some(at) = title.segments.iter().position(|segment| segment.squeezed == heading) else { return false };
    let segment = title.segments[at].text;
    segment.len() * 2 < title.text.len()
        && segment.split_whitespace().count() <= 4
        && (at > 0 || shown.iter().any(|other| *other != heading))
}

/// The longest part of the first declared title that one of the blocks shows as a whole.
fn shown_whole<'b>(titles: &[Title], site: &Site, blocks: impl Iterator<Item = &'b Block>) -> Option<String> {
    let lines: FxHashSet<String> = blocks.map(|block| block.folded.replace(' ', "")).collect();
    let shown = |title: &Title| {
        let mut parts: Vec<&Part> = title.parts.iter().collect();
        parts.sort_by_key(|part| std::cmp::Reverse(part.text.len()));
        let shown = parts.into_iter().find(|Part { squeezed: part, .. }| {
            part.len() >= 12 && part.len() * 5 >= title.text.len() * 2 && *part != site.name && lines.contains(part)
        });
        shown.map(|part| part.text.to_owned())
    };
    titles.iter().find_map(shown)
}

/// The parts of a title: every run of segments that begins or ends it. No title has more than a few.
fn parts(title: &str) -> Vec<&str> {
    const MOST: usize = 32;
    let cuts: Vec<(usize, &str)> =
        SEPARATORS.iter().flat_map(|separator| title.match_indices(separator)).take(MOST).collect();
    let before = cuts.iter().map(|&(at, _)| &title[..at]);
    let after = cuts.iter().map(|&(at, separator)| &title[at + separator.len()..]);
    std::iter::once(title).chain(before).chain(after).map(str::trim).collect()
}

/// The segments of a `<title>`, between its separators, in its order.
pub fn segments(head: &str) -> Vec<&str> {
    SEPARATORS.iter().fold(vec![head], |segments, separator| {
        segments.into_iter().flat_map(|segment| segment.split(separator)).map(str::trim).collect()
    })
}

/// The names of a site, squeezed.
struct Site {
    name: String,
    host: String,
}

impl Site {
    /// The title without the site's name before or behind it.
    fn strip<'t>(&self, title: &'t str) -> &'t str {
        let mut title = title.trim().trim_start_matches(['»', '|', '-', '–', '—', ':']).trim();
        for separator in SEPARATORS {
            while let Some((before, last)) = title.rsplit_once(separator)
                && (self.is(last) || matches!(separator, " ‹ " | " | ") && last.split_whitespace().count() <= 4)
                && before.split_whitespace().nth(1).is_some()
            {
                title = before.trim();
            }
            if let Some((first, rest)) = title.split_once(separator)
                && self.is(first)
            {
                title = rest.trim();
            }
        }
        title
    }

    fn is(&self, segment: &str) -> bool {
        let segment = squeeze(segment);
        let within = |name: &str| name.len() >= 3 && (segment.contains(name) || name.contains(&segment));
        segment.len() >= 2 && (within(&self.name) || within(self.host.trim_start_matches("www")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::dom::builder;
    use crate::extract::lines::blocks;

    /// The title of a page with this head and body.
    #[track_caller]
    fn check(head: &str, body: &str, expected: Option<&str>) {
        let html = format!("<html><head>{head}</head><body>{body}<p>Un texte.</p></body></html>");
        let tree = builder::parse(&html);
        let blocks = blocks::split(&tree, &blocks::own_marks(&tree, true));
        assert_eq!(find(&blocks, &Declared::read(&tree, None)).as_deref(), expected, "{html}");
    }

    #[test]
    fn what_the_heading_shows_of_what_the_head_says() {
        check("<title>Le pont rouvre | Port | Le Quai</title>", "<h1>Le pont rouvre</h1>", Some("Le pont rouvre"));
        check("<title>Le pont - Le Quai</title>", "<h1>Le pont</h1>", Some("Le pont"));
        check(
            "<title>La Rade » Le pont rouvre lundi</title>",
            "<h1>La Rade</h1><h2>Le pont rouvre lundi</h2>",
            Some("Le pont rouvre lundi"),
        );
        let og = "<meta property=og:title content='Le pont rouvre lundi'>";
        check(
            &format!("{og}<title>Le pont rouvre lundi : Le Quai du Nord</title>"),
            "<h1>Le Quai du Nord</h1>",
            Some("Le pont rouvre lundi"),
        );
        check(og, "<h1>Port - Brest : le pont rouvre lundi</h1>", Some("Le pont rouvre lundi"));
        // A heading in italics has its quotation marks in the metadata.
        check(
            "<meta property=og:title content='« Le Sel » de retour'>",
            "<h1>Le Sel de retour</h1>",
            Some("« Le Sel » de retour"),
        );
    }

    #[test]
    fn the_sites_name_is_left_out() {
        let logo = "<h1><a href=/>Le Quai du Nord</a></h1><h1>Le pont rouvre lundi</h1>";
        check("<title>Le pont rouvre lundi | Le Quai du Nord</title>", logo, Some("Le pont rouvre lundi"));
        check("<title>Le pont rouvre lundi :: Le Quai du Nord</title>", logo, Some("Le pont rouvre lundi"));
        let site = "<meta property=og:site_name content='Le Quai'>";
        check(&format!("{site}<title>Le pont rouvre lundi - Le Quai</title>"), "", Some("Le pont rouvre lundi"));
        check(&format!("{site}<title>Le Quai - Le pont rouvre lundi</title>"), "", Some("Le pont rouvre lundi"));
        check("<title>» Le pont rouvre lundi | Le Quai</title>", "", Some("Le pont rouvre lundi"));
        let own = format!("{site}<title>Le pont rouvre - Le Quai</title>");
        check(&own, "<h2>Le Quai</h2><p>Le Quai</p>", Some("Le pont rouvre"));
    }

    #[test]
    fn without_a_head() {
        check("", "<h1>Le pont rouvre</h1>", Some("Le pont rouvre"));
        check("", "<h3>Le pont rouvre</h3>", Some("Le pont rouvre"));
        check("", "", None);
    }
}
