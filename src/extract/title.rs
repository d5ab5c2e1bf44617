//! The article's own title, without the site's name or section.

use super::blocks::Block;
use super::body::squeeze;
use super::entities;
use super::jsonld::Described;
use super::metadata::Metadata;
use super::published::host;
use super::tree::{Tag, Tree};

/// The title that the page's metadata and its main heading agree on, else the metadata's, else the heading's.
pub fn find(
    tree: &Tree,
    blocks: &[Block],
    metadata: &Metadata,
    described: &Described,
    url: Option<&str>,
) -> Option<String> {
    let site = Site {
        name: squeeze(metadata.get(&["og:site_name"]).or(described.publisher.as_deref()).unwrap_or_default()),
        host: squeeze(url.or(metadata.canonical.as_deref()).map_or("", host)),
    };
    let head = tree.title.map(entities::line);
    let declared = [
        described.headline.as_deref().filter(|_| described.is_article),
        metadata.get(&["og:title"]),
        metadata.get(&["twitter:title"]),
        head.as_deref(),
    ];
    let declared: Vec<&str> =
        declared.into_iter().flatten().map(|it| site.strip(it)).filter(|it| !it.is_empty()).collect();
    let headings = || blocks.iter().filter(|block| block.tag == Tag::H1).map(|block| block.text.as_str());
    for declared in &declared {
        let wanted = squeeze(declared);
        for shown in headings() {
            let shown_as = squeeze(shown);
            // The same but for its punctuation: what was written for the metadata keeps what a heading shows by its style.
            if shown_as == wanted {
                return Some(declared.to_string());
            }
            if shown_as.len() > 8 && wanted.contains(&shown_as) {
                return Some(shown.to_owned());
            }
        }
    }
    declared.first().copied().or_else(|| headings().next()).map(str::to_owned)
}

/// What a site is called, as letters and digits.
struct Site {
    name: String,
    host: String,
}

impl Site {
    /// Leaves out the site's name, and the sections before it, behind the title.
    fn strip<'t>(&self, title: &'t str) -> &'t str {
        let mut title = title.trim();
        for separator in [" | ", " ‹ ", " « ", " • ", " - ", " – ", " — ", " : "] {
            let Some((before, last)) = title.rsplit_once(separator) else { continue };
            if !self.is(last) && separator != " ‹ " {
                continue;
            }
            // "Titre | Chroniques | Le Journal": a bar stands between sections too, and in no title.
            title = if separator == " | " { before.split(separator).next().unwrap_or(before) } else { before };
        }
        title.trim()
    }

    fn is(&self, segment: &str) -> bool {
        let segment = squeeze(segment);
        let short = segment.chars().count() >= 2;
        let is_name = self.name.len() >= 3 && (segment.contains(&self.name) || self.name.contains(&segment));
        short
            && (is_name
                || self.host.contains(&segment)
                || (segment.len() > 6 && segment.contains(self.host.trim_start_matches("www"))))
    }
}
