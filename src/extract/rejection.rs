//! Rejections: pages that are no article, such as fronts, galleries, error pages and walls. No real article may be
//! taken for one.

use crate::article::{Article, Rejection};
use crate::extract::dom::attributes::Attribute;
use crate::extract::dom::tags::Tag;
use crate::extract::dom::tree::Tree;
use crate::extract::lines::blocks::Block;
use crate::extract::lines::text::fold;
use crate::extract::metadata::declared::Declared;
use crate::source::json::is_json;

/// A page with fewer words of text has a caption or a label, and no article.
const SHORTEST: usize = 15;

/// The reason why bytes are no page, if they are none. `text` is their text.
pub fn of_bytes(bytes: &[u8], text: &str) -> Option<Rejection> {
    if text.trim().is_empty() {
        return Some(Rejection::Empty);
    }
    // JSON may hold the markup of other pages.
    if is_json(bytes) {
        return Some(Rejection::Json);
    }
    (!is_markup(text)).then_some(Rejection::NotHtml)
}

/// The reason why a page is no article, if it is none. `words` is the number of words of the article.
pub fn of(article: &Article, words: usize, tree: &Tree, blocks: &[Block], declared: &Declared) -> Option<Rejection> {
    let described = &declared.described;
    let head = declared.head.title.as_deref().unwrap_or_default();
    let titles = [head, article.title.as_str()].map(|title| fold(title, 120));
    let titled = |words: &[&str]| titles.iter().any(|title| words.iter().any(|it| title.starts_with(it)));
    if words < 150 && !described.is_article && titled(ERRORS) {
        return Some(Rejection::ErrorPage);
    }
    let links = linked_headings(blocks);
    let told = described.is_article || (article.published.is_some() && links < 40);
    let lists = (titled(LISTS) && (links >= 6 || counts_results(blocks))) || (described.collection && links >= 6);
    if !described.is_article && lists && words < 40 * links.max(20) {
        return Some(Rejection::Front);
    }
    if words >= 80 || (told && words >= SHORTEST) {
        return None;
    }
    if asks_for_javascript(tree, blocks) {
        return Some(Rejection::NeedsJavascript);
    }
    if words < SHORTEST && has_password(tree) && links < 5 {
        return Some(Rejection::LoginWall);
    }
    if words < SHORTEST && pictures(tree) >= 4 && (titled(GALLERIES) || captions(tree) >= 4) {
        return Some(Rejection::Gallery);
    }
    if links >= 6 && (words < SHORTEST || !told) {
        return Some(Rejection::Front);
    }
    (words < SHORTEST || article.title.is_empty()).then_some(Rejection::TooShort)
}

/// Whether a text has tags at all, and no byte that only binary files hold.
fn is_markup(text: &str) -> bool {
    let mut rest = text.chars();
    let _ = rest.nth(20_000 - 1);
    let head = &text[..text.len() - rest.as_str().len()];
    let opens = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '!' | '/' | '?'));
    let few = |binary: usize| binary * 20 < head.len().max(20);
    head.split('<').skip(1).any(opens)
        && (few(may_be_binary(head.as_bytes())) || few(head.chars().filter(|&c| is_binary(c)).count()))
}

fn is_binary(c: char) -> bool {
    c == '\u{fffd}' || c.is_control() && !c.is_ascii_whitespace()
}

/// An upper bound of the number of binary characters. Bytes are counted much faster, and the bound is enough for most
/// pages.
fn may_be_binary(bytes: &[u8]) -> usize {
    // How U+FFFD begins, and U+0080 to U+009F.
    let may = |byte: &u8| {
        u8::from((byte.is_ascii_control() & !byte.is_ascii_whitespace()) | (*byte == 0xef) | (*byte == 0xc2))
    };
    bytes.chunks(255).map(|chunk| usize::from(chunk.iter().map(may).sum::<u8>())).sum()
}

/// Beginnings of the titles of error pages.
#[rustfmt::skip]
const ERRORS: &[&str] = &[
    "404", "erreur", "page introuvable", "page non trouvee", "page not found", "error 404", "oups", "not found",
    "cette page n existe",
];

/// Beginnings of the titles of lists.
#[rustfmt::skip]
const LISTS: &[&str] = &[
    "recherche", "resultat", "archives", "tous les articles", "toute l actualite", "search results",
    "vous avez cherche",
];

/// Beginnings of the titles of galleries.
const GALLERIES: &[&str] = &["en images", "diaporama", "photos", "en photos", "portfolio", "les photos"];

/// The number of headings of a few words that are links: the titles of other articles.
fn linked_headings(blocks: &[Block]) -> usize {
    blocks.iter().filter(|block| block.tag.is_heading() && block.linked * 2 > block.words && block.words > 3).count()
}

/// Whether one of the lines counts or sorts results: "1 à 20 sur 1 348 articles", "Trier par date ou par pertinence".
fn counts_results(blocks: &[Block]) -> bool {
    let says = |block: &Block| {
        let folded = fold(&block.text, 80);
        block.words < 25
            && ["trier par", "resultats trouves", "resultats pour", "articles trouves", "aucun resultat"]
                .iter()
                .any(|it| folded.contains(it))
    };
    blocks.iter().any(says)
}

fn asks_for_javascript(tree: &Tree, blocks: &[Block]) -> bool {
    let lines = blocks.iter().map(|block| block.text.as_str()).chain(tree.noscript.iter().copied());
    let asks = |line: &str| {
        let folded = fold(line, 300);
        folded.contains("javascript") && ["activ", "enable", "necessite", "requi"].iter().any(|it| folded.contains(it))
    };
    blocks.len() < 60 && lines.take(80).any(asks)
}

fn has_password(tree: &Tree) -> bool {
    let is_password =
        |node| tree.attribute(node, Attribute::Type).is_some_and(|it| it.eq_ignore_ascii_case("password"));
    (0..tree.len()).any(|node| tree.tag(node) == Tag::Input && is_password(node))
}

fn pictures(tree: &Tree) -> usize {
    (0..tree.len()).filter(|&node| tree.tag(node) == Tag::Img).count()
}

fn captions(tree: &Tree) -> usize {
    (0..tree.len()).filter(|&node| tree.tag(node) == Tag::Figcaption).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::extract;
    use crate::source::RawPage;

    const TEXT: &str =
        "<p>La passerelle du port a été rouverte lundi matin, après onze semaines de travaux, en présence du maire.";

    #[track_caller]
    fn check(html: &str, expected: Option<Rejection>) {
        let page = RawPage { bytes: html.as_bytes().to_vec(), ..RawPage::default() };
        assert_eq!(extract(&page).err(), expected, "{html}");
    }

    #[test]
    fn what_looks_like_no_article_and_is_one() {
        check(&format!("<title>404 marins à table</title><h1>404 marins à table</h1>{}", TEXT.repeat(10)), None);
        check(
            &format!("<title>Archives : le port en 1900</title><h1>Archives : le port en 1900</h1>{}", TEXT.repeat(10)),
            None,
        );
        let short = format!("<h1>Le pont rouvre</h1><p>Publié le 3 mars 2025</p>{TEXT}");
        check(&short, None);
    }

    #[test]
    fn lists_and_galleries() {
        let teasers =
            "<h3><a href=/1>Le marché couvert déménage au printemps</a></h3><p>Les commerçants attendent.</p>";
        check(
            &format!("<title>Résultats de recherche</title><p>Trier par date</p>{}", teasers.repeat(8)),
            Some(Rejection::Front),
        );
        check(&format!("<title>Sports</title>{}", teasers.repeat(20)), Some(Rejection::Front));
        let pictures = "<figure><img src=a.jpg><figcaption>Une.</figcaption></figure>".repeat(6);
        check(&format!("<title>En images : le port</title>{pictures}"), Some(Rejection::Gallery));
    }

    #[test]
    fn markup() {
        assert!(is_markup("<p>Un texte") && is_markup("texte <br> suite") && !is_markup("2 < 3 et 4 > 1"));
    }
}
