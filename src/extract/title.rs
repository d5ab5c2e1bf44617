//! The article's own title, without the site's name or section.

use super::blocks::Block;
use super::body::squeeze;
use super::entities;
use super::jsonld::Described;
use super::metadata::Metadata;
use super::tree::{Tag, Tree};

pub fn find(tree: &Tree, blocks: &[Block], metadata: &Metadata, described: &Described) -> Option<String> {
    let head = tree.title.map(entities::line);
    let declared = [
        described.headline.as_deref().filter(|_| described.is_article),
        metadata.get(&["og:title"]),
        metadata.get(&["twitter:title"]),
        head.as_deref(),
    ];
    let h1: Vec<&str> = blocks.iter().filter(|block| block.tag == Tag::H1).map(|block| block.text.as_str()).collect();
    // A heading that the metadata repeat is the title as the reader sees it.
    for declared in declared.iter().flatten() {
        let wanted = squeeze(declared);
        if let Some(shown) = h1.iter().find(|h1| squeeze(h1).len() > 8 && wanted.contains(&squeeze(h1))) {
            return Some(shown.to_string());
        }
    }
    declared.into_iter().flatten().find(|it| !it.is_empty()).map(str::to_owned)
}
