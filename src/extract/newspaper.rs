//! Which newspaper the article appeared in: on an aggregator the original one, else the site's own name.

use super::body::squeeze;
use super::entities;
use super::jsonld::Described;
use super::metadata::Metadata;
use super::published::{Place, host};
use crate::date::written::{self, Context};

/// The newspaper's name.
pub fn find(place: &Place, metadata: &Metadata, described: &Described) -> Option<String> {
    if let Some(original) = original(place) {
        return Some(original);
    }
    let address = place.url.or(metadata.canonical.as_deref()).map(host).unwrap_or_default();
    let address = address.strip_prefix("www.").unwrap_or(address);
    let head = place.tree.title.map(entities::line).unwrap_or_default();
    let declared = [
        metadata.get(&["og:site_name"]),
        described.publisher.as_deref(),
        metadata.get(&["application-name", "apple-mobile-web-app-title", "dc.publisher", "publisher"]),
    ];
    let names = declared.into_iter().flatten().chain(head.split(['|', '-', '–', '—']).skip(1));
    let names: Vec<&str> = names.map(trimmed).filter(|name| !name.is_empty() && name.chars().count() <= 60).collect();
    // A site that calls itself by its address is better called by what it calls itself elsewhere.
    let is_address = |name: &str| name.contains('.') && !name.contains(' ');
    let site = squeeze(address.split('.').next().unwrap_or_default());
    let named = names.iter().find(|name| !is_address(name) && squeeze(name) == site);
    let first = names.first().filter(|_| declared.iter().any(Option::is_some));
    let chosen = first.filter(|name| !is_address(name)).or(named).or(first).copied();
    chosen.or(Some(address)).filter(|name| !name.is_empty()).map(str::to_owned)
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

/// "Le Temps SA - Actualités" is Le Temps: a name without the motto that follows it, and without its legal form.
fn trimmed(name: &str) -> &str {
    let end = [" - ", " | ", " : ", " – ", " — "].iter().filter_map(|it| name.find(it)).min().unwrap_or(name.len());
    let name = name[..end].trim().trim_start_matches('@');
    let name = name.strip_prefix("www.").unwrap_or(name);
    let name = [" SA", " SAS", " SARL", " S.A."].iter().find_map(|form| name.strip_suffix(form)).unwrap_or(name);
    if name.contains("://") { "" } else { name }
}
