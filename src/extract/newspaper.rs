//! Which newspaper the article appeared in: on an aggregator the original one, else the site's own name.

use super::jsonld::Described;
use super::metadata::Metadata;
use super::published::{Place, host};
use crate::date::written::{self, Context};

/// The newspaper's name.
pub fn find(place: &Place, metadata: &Metadata, described: &Described) -> Option<String> {
    let shown = original(place);
    let declared = [
        metadata.get(&["og:site_name"]),
        described.publisher.as_deref(),
        metadata.get(&["application-name", "dc.publisher", "publisher"]),
    ];
    let declared = declared
        .into_iter()
        .flatten()
        .find(|name| !name.is_empty() && name.chars().count() <= 60 && !name.contains("://"));
    let own = declared.map(trimmed);
    let address = place.url.or(metadata.canonical.as_deref()).map(|url| {
        let host = host(url);
        host.strip_prefix("www.").unwrap_or(host).to_owned()
    });
    shown.or(own).or(address.filter(|host| !host.is_empty()))
}

/// "Publié dans Maroc Diplomatique le 01 - 07 - 2025": what an aggregator writes below the title.
fn original(place: &Place) -> Option<String> {
    let (first, _) = place.text?;
    let start = place.title.filter(|&title| title <= first).unwrap_or(first).saturating_sub(3);
    for block in &place.blocks[start..(first + 2).min(place.blocks.len())] {
        let Some(rest) =
            ["Publié dans ", "Paru dans ", "Publié sur "].iter().find_map(|it| block.text.strip_prefix(it))
        else {
            continue;
        };
        let dates = written::find(rest, &Context::default());
        let (range, _) = dates.first()?;
        let name = rest[..range.start].trim().trim_end_matches("le").trim_end_matches([',', ' ', ':', '-']).trim();
        if !name.is_empty() && name.chars().count() <= 60 {
            return Some(name.to_owned());
        }
    }
    None
}

/// "LeFigaro.fr - Actualités" is LeFigaro.fr: a name without the motto that follows it.
fn trimmed(name: &str) -> String {
    let end = [" - ", " | ", " : ", " – ", " — "].iter().filter_map(|it| name.find(it)).min().unwrap_or(name.len());
    name[..end].trim().trim_start_matches('@').to_owned()
}
