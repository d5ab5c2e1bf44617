//! What is no article, and why: fronts, galleries, error pages, walls.

use super::blocks::{Block, count_words};
use super::jsonld::Described;
use super::metadata::Metadata;
use super::phrases;
use super::tree::{Tree, is_heading};
use crate::article::{Article, Rejection};

/// Whether a text has tags at all, and no byte that only binary files hold.
pub fn is_markup(text: &str) -> bool {
    let head = text.char_indices().nth(20_000).map_or(text, |(at, _)| &text[..at]);
    let binary = head.chars().filter(|&c| c == '\0' || c == '\u{fffd}').count();
    let tags = head
        .split('<')
        .skip(1)
        .any(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!' || c == '/' || c == '?'));
    tags && binary * 20 < head.len().max(20)
}

/// Why the page is no article, if it is none.
pub fn of(
    article: &Article,
    tree: &Tree,
    blocks: &[Block],
    metadata: &Metadata,
    described: &Described,
) -> Option<Rejection> {
    let words = count_words(&article.body) + article.lead.as_deref().map_or(0, count_words);
    let said_article = described.is_article
        || metadata.get(&["og:type"]).is_some_and(|kind| kind.eq_ignore_ascii_case("article"))
        || metadata.get(&["article:published_time"]).is_some();
    let title = phrases::fold(&article.title, 80);
    if words < 120
        && [
            "404",
            "page introuvable",
            "page non trouvee",
            "erreur 404",
            "page not found",
            "error 404",
            "oups",
            "not found",
        ]
        .iter()
        .any(|it| title.starts_with(it) || title.ends_with(it))
    {
        return Some(Rejection::ErrorPage);
    }
    if words < 60 {
        let all = blocks.iter().map(|block| block.text.as_str()).chain(tree.noscript.iter().copied());
        let asks = all.take(40).any(|text| {
            let folded = phrases::fold(text, 200);
            folded.contains("activ") && folded.contains("javascript") || folded.contains("enable javascript")
        });
        if asks && !said_article && words < 25 {
            return Some(Rejection::NeedsJavascript);
        }
    }
    if article.title.is_empty() || words < 15 {
        return Some(Rejection::TooShort);
    }
    let linked_headings = blocks
        .iter()
        .filter(|block| is_heading(block.tag) && block.linked * 2 > block.words && block.words > 3)
        .count();
    let root = article
        .url
        .as_deref()
        .is_some_and(|url| super::published::host(url).len() + 9 >= url.trim_end_matches('/').len());
    if !said_article && article.published.is_none() && (described.collection || root) && linked_headings > 5 {
        return Some(Rejection::Front);
    }
    if !said_article && linked_headings >= 15 && words < 25 * linked_headings && article.published.is_none() {
        return Some(Rejection::Front);
    }
    None
}
