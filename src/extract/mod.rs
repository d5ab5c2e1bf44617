//! From a raw page to an article: charset, metadata, title, date, body. The only room that sees a DOM; it does no I/O.

mod charset;
mod entities;
mod tree;
mod jsonld;
mod metadata;
mod vocabulary;
mod blocks;
mod phrases;
mod title;
mod body;
mod published;
mod authors;
mod newspaper;
mod section;
pub mod language;
mod rejection;

use crate::article::{Article, Rejection};
use crate::source::RawPage;

pub use blocks::Block;
pub use body::{Reason, Verdict};
pub use published::Candidate;

use body::Clues;
use published::Place;

/// The article on a page, or why there is none.
pub fn extract(page: &RawPage) -> Result<Article, Rejection> {
    explain(page).outcome
}

/// What extraction made of a page, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    pub outcome: Result<Article, Rejection>,
    /// Every line of the page, in its order.
    pub blocks: Vec<Block>,
    /// What became of each.
    pub verdicts: Vec<Verdict>,
    /// Every date that may be the publication's, most trusted first.
    pub dates: Vec<Candidate>,
}

/// Extracts, and keeps what each decision was made on.
pub fn explain(page: &RawPage) -> Explanation {
    let text = charset::decode(&page.bytes, page.content_type.as_deref());
    let rejected = |rejection| Explanation {
        outcome: Err(rejection),
        blocks: Vec::new(),
        verdicts: Vec::new(),
        dates: Vec::new(),
    };
    if text.trim().is_empty() {
        return rejected(Rejection::Empty);
    }
    if !rejection::is_markup(&text) {
        return rejected(Rejection::NotHtml);
    }
    let tree = tree::parse(&text);
    let metadata = metadata::read(&tree);
    let described = jsonld::read(&tree.json_ld);
    let own = blocks::own_marks(&tree, true);
    let blocks = blocks::split(&tree, &own);
    let title = title::find(&tree, &blocks, &metadata, &described, page.url.as_deref()).unwrap_or_default();
    let descriptions: Vec<&str> = [
        described.description.as_deref(),
        metadata.get(&["og:description"]),
        metadata.get(&["description"]),
        metadata.get(&["twitter:description"]),
    ]
    .into_iter()
    .flatten()
    .collect();
    let judged = body::judge(&tree, &blocks, &own, &Clues { title: &title, descriptions: &descriptions });
    let kept = |verdict: &Verdict| matches!(verdict, Verdict::Lead | Verdict::Text);
    let first = judged.verdicts.iter().position(kept);
    let last = judged.verdicts.iter().rposition(kept);
    let place = Place {
        tree: &tree,
        blocks: &blocks,
        marks: &judged.marks,
        title: judged.title,
        text: first.zip(last),
        url: page.url.as_deref(),
        fetched: page.fetched,
    };
    let dates = published::find(&place, &metadata, &described);
    let lines = |wanted: Verdict| {
        let kept = blocks.iter().zip(&judged.verdicts).filter(|(_, verdict)| **verdict == wanted);
        kept.map(|(block, _)| block.text.as_str()).collect::<Vec<_>>().join("\n")
    };
    let (lead, body) = (lines(Verdict::Lead), lines(Verdict::Text));
    let source = newspaper::find(&place, &metadata, &described, &title);
    let declared = described.language.as_deref().or(metadata.language.as_deref());
    let article = Article {
        authors: authors::find(&place, &metadata, &described, source.as_deref()),
        source,
        section: section::find(&place, &metadata, &described, &title),
        published: dates.published,
        modified: dates.modified,
        language: language::of(&body, declared),
        url: page
            .url
            .clone()
            .or_else(|| metadata.canonical.clone())
            .or_else(|| metadata.get(&["og:url"]).map(str::to_owned)),
        image: metadata.get(&["og:image", "twitter:image"]).map(str::to_owned).or_else(|| described.image.clone()),
        truncated: described.paid || blocks.iter().any(|block| phrases::is_paywall(&block.text)),
        title,
        lead: Some(lead).filter(|lead| !lead.is_empty()),
        body,
    };
    let rejected = rejection::of(&article, &tree, &blocks, &described);
    Explanation {
        outcome: rejected.map_or(Ok(article), Err),
        blocks,
        verdicts: judged.verdicts,
        dates: dates.candidates,
    }
}
