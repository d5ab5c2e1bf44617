//! The article's own title, without the site's name or section.

use super::blocks::Block;
use super::body::squeeze;
use super::entities;
use super::jsonld::Described;
use super::metadata::Metadata;
use super::published::host;
use super::tree::{Tag, Tree, is_heading};

/// What sites put between the title, the section and their name.
const SEPARATORS: [&str; 8] = [" | ", " - ", " – ", " — ", " » ", " · ", " • ", " ‹ "];

/// The title that the page's metadata and a heading agree on, else the metadata's, else the main heading.
pub fn find(
    tree: &Tree,
    blocks: &[Block],
    metadata: &Metadata,
    described: &Described,
    url: Option<&str>,
) -> Option<String> {
    let head = tree.title.map(entities::line);
    let declared = [
        described.headline.as_deref().filter(|_| described.is_article),
        metadata.get(&["og:title"]),
        metadata.get(&["twitter:title"]),
        head.as_deref(),
    ];
    let declared: Vec<&str> = declared.into_iter().flatten().filter(|it| !it.is_empty()).collect();
    let main = || blocks.iter().filter(|block| block.tag == Tag::H1);
    let others = || blocks.iter().filter(|block| is_heading(block.tag) && block.tag != Tag::H1);
    let lines = || blocks.iter().filter(|block| !is_heading(block.tag) && (3..40).contains(&block.words));
    let site = Site {
        name: squeeze(metadata.get(&["og:site_name"]).or(described.publisher.as_deref()).unwrap_or_default()),
        host: squeeze(url.or(metadata.canonical.as_deref()).map_or("", host)),
    };
    let headings: Vec<&Block> = main().chain(others()).collect();
    let shown = declared.iter().find_map(|it| shown(it, &declared, &site, &headings));
    let shown = shown.or_else(|| declared.iter().find_map(|declared| shown_whole(declared, &site, others())));
    let shown = shown.or_else(|| declared.iter().find_map(|declared| shown_whole(declared, &site, lines())));
    if shown.is_some() {
        return shown;
    }
    let first = declared.iter().map(|declared| site.strip(declared)).find(|it| !it.is_empty());
    first.map(str::to_owned).or_else(|| main().chain(others()).next().map(|block| block.text.clone()))
}

/// The main heading that says what the metadata say, or the part of it that is the title.
fn shown(declared: &str, all: &[&str], site: &Site, headings: &[&Block]) -> Option<String> {
    let wanted = squeeze(declared);
    for block in headings.iter().filter(|block| block.tag == Tag::H1) {
        let heading = squeeze(&block.text);
        if heading.is_empty() || block.text.starts_with(':') {
            continue;
        }
        // The same but for its punctuation: metadata keep in signs what a heading shows by its style.
        if heading == wanted {
            return Some(declared.to_owned());
        }
        // A heading may begin with the place or the section: "Patrimoine - Toul : la laine tend les rapports".
        if let Some(part) = parts(declared).into_iter().find(|part| {
            let part = squeeze(part);
            part.len() > 8 && part.len() * 5 >= heading.len() * 3 && heading.ends_with(&part)
        }) {
            return Some(part.to_owned());
        }
        // What another of the titles goes without is the site's name.
        let left_out = || {
            all.iter()
                .map(|it| squeeze(it))
                .any(|it| it.len() > heading.len() && wanted.contains(&it) && !it.contains(&heading))
        };
        let part = part(declared, &heading);
        if (part.is_some() || heading.len() > 8 && wanted.contains(&heading))
            && !is_site(declared, &heading, headings)
            && site.name != heading
            && !left_out()
        {
            return Some(part.unwrap_or(&block.text).to_owned());
        }
    }
    None
}

/// Whether a heading that the declared title contains is only the name of the site: "La Rade » La cale sèche rouvre". What
/// comes first is, if another heading shows what follows.
fn is_site(declared: &str, heading: &str, headings: &[&Block]) -> bool {
    let segments = segments(declared);
    let Some(at) = segments.iter().position(|segment| squeeze(segment) == heading) else { return false };
    let shows_another = |block: &&Block| {
        let text = squeeze(&block.text);
        text != heading && segments.iter().any(|segment| squeeze(segment) == text)
    };
    segments[at].len() * 2 < declared.len()
        && segments[at].split_whitespace().count() <= 4
        && (at > 0 || headings.iter().any(shows_another))
}

/// The longest part of the declared title, between separators, that one of the blocks shows as a whole.
fn shown_whole<'b>(declared: &str, site: &Site, blocks: impl Iterator<Item = &'b Block>) -> Option<String> {
    let lines: Vec<String> = blocks.map(|block| squeeze(&block.text)).collect();
    let mut parts = parts(declared);
    parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
    let shown = parts.into_iter().find(|part| {
        let part = squeeze(part);
        part.len() >= 12 && part.len() * 5 >= declared.len() * 2 && part != site.name && lines.contains(&part)
    });
    shown.map(str::to_owned)
}

fn part<'t>(declared: &'t str, squeezed: &str) -> Option<&'t str> {
    parts(declared).into_iter().find(|part| squeeze(part) == squeezed)
}

/// Every run of segments that starts at the title's beginning or ends at its end.
fn parts(declared: &str) -> Vec<&str> {
    let cuts: Vec<(usize, &str)> = SEPARATORS.iter().flat_map(|separator| declared.match_indices(separator)).collect();
    let before = cuts.iter().map(|&(at, _)| &declared[..at]);
    let after = cuts.iter().map(|&(at, separator)| &declared[at + separator.len()..]);
    std::iter::once(declared).chain(before).chain(after).map(str::trim).collect()
}

/// What stands between separators in a page's `<title>`, in its order.
pub fn segments(head: &str) -> Vec<&str> {
    SEPARATORS.iter().fold(vec![head], |segments, separator| {
        segments.into_iter().flat_map(|segment| segment.split(separator)).map(str::trim).collect()
    })
}

/// What a site is called, as letters and digits.
struct Site {
    name: String,
    host: String,
}

impl Site {
    /// Leaves out the site's name before or behind the title.
    fn strip<'t>(&self, title: &'t str) -> &'t str {
        let mut title = title.trim().trim_start_matches(['»', '|', '-', '–', '—', ':']).trim();
        for separator in SEPARATORS {
            while let Some((before, last)) = title.rsplit_once(separator)
                && (self.is(last) || matches!(separator, " ‹ " | " | ") && last.split_whitespace().count() <= 4)
                && before.split_whitespace().count() >= 2
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
    use crate::extract::{blocks, jsonld, metadata, tree};

    /// The title of a page with this head and body.
    #[track_caller]
    fn check(head: &str, body: &str, expected: Option<&str>) {
        let html = format!("<html><head>{head}</head><body>{body}<p>Un texte.</p></body></html>");
        let tree = tree::parse(&html);
        let metadata = metadata::read(&tree);
        let described = jsonld::read(&tree.json_ld);
        let blocks = blocks::split(&tree, &blocks::own_marks(&tree, true));
        assert_eq!(find(&tree, &blocks, &metadata, &described, None).as_deref(), expected, "{html}");
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
        // Metadata keep in signs what a heading shows by its style.
        check(
            "<meta property=og:title content='« Le Sel » de retour'>",
            "<h1>Le Sel de retour</h1>",
            Some("« Le Sel » de retour"),
        );
    }

    #[test]
    fn the_sites_name_is_left_out() {
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
