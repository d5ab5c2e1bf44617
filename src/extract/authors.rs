//! Who signed the article: names only, each once, in the page's order.

use super::body::squeeze;
use super::jsonld::Described;
use super::metadata::Metadata;
use super::phrases;
use super::published::Place;
use super::tree::{Attribute, Tag};
use super::vocabulary::Marks;

/// Metadata keys that hold authors, the most specific first.
const KEYS: &[&str] = &[
    "article:author_name",
    "author",
    "article:author",
    "authors",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "dc.contributor",
    "cxenseparse:author",
    "byl",
    "creator",
    "twitter:creator:name",
];

/// The article's authors. A person wins over the newspaper signing for itself, wherever the page names one.
pub fn find(place: &Place, metadata: &Metadata, described: &Described, newspaper: Option<&str>) -> Vec<String> {
    let declared: Vec<String> = clean(described.authors.iter().map(String::as_str));
    let meta = || KEYS.iter().map(|key| clean(metadata.all(key))).find(|names| !names.is_empty()).unwrap_or_default();
    let sources: [&dyn Fn() -> Vec<String>; 3] = [&|| declared.clone(), &meta, &|| visible(place)];
    let mut house = Vec::new();
    for source in sources {
        let names = source();
        let person = names.iter().any(|name| !is_house(name, newspaper, place.url));
        if person {
            return names;
        }
        if house.is_empty() {
            house = names;
        }
    }
    house
}

/// Whether a name is the newspaper's own, and no person's.
fn is_house(name: &str, newspaper: Option<&str>, url: Option<&str>) -> bool {
    let squeezed = squeeze(name);
    let host = url.map(super::published::host).map(squeeze).unwrap_or_default();
    newspaper.is_some_and(|it| squeeze(it) == squeezed)
        || (!host.is_empty() && host.contains(&squeezed))
        || matches!(
            squeezed.as_str(),
            "admin" | "administrateur" | "redaction" | "rédaction" | "larédaction" | "webmaster" | "user" | "anonyme"
        )
}

/// The signature that a reader sees: microdata, `rel=author`, an element named for the author, "Par …" near the title.
fn visible(place: &Place) -> Vec<String> {
    let tree = place.tree;
    let others = Marks::RELATED.with(Marks::TEASER).with(Marks::COMMENT).with(Marks::NAVIGATION).with(Marks::FOOTER);
    let text_of = |node: usize| {
        let mut line = String::new();
        for inner in tree.descendants(node).take(60) {
            super::entities::append(&mut line, tree.raw_text(inner));
        }
        line.trim().to_owned()
    };
    let signed = |node: usize| {
        let property = tree.attribute(node, Attribute::Itemprop).unwrap_or_default();
        let rel = tree.attribute(node, Attribute::Rel).unwrap_or_default();
        let by_link = tree.tag(node) == Tag::A && rel.split_ascii_whitespace().any(|it| it == "author");
        (by_link || matches!(property, "author" | "creator")) && !place.marks[node].has(others)
    };
    let names =
        clean((0..tree.len()).filter(|&node| signed(node)).map(text_of).collect::<Vec<_>>().iter().map(String::as_str));
    if !names.is_empty() {
        return names;
    }
    let Some((first, last)) = place.text else { return Vec::new() };
    let title = place.title.filter(|&title| title <= first).unwrap_or(first);
    let around =
        (title.saturating_sub(4)..(first + 3).min(place.blocks.len())).chain(last..(last + 5).min(place.blocks.len()));
    for at in around {
        let block = &place.blocks[at];
        if block.words > 25 || place.marks[block.node].has(others) {
            continue;
        }
        let marked = block.inline.with(place.marks[block.node]).has(Marks::BYLINE);
        let folded = phrases::fold(&block.text, 60);
        let says = [
            "par ",
            "by ",
            "propos recueillis par ",
            "recueilli par ",
            "texte ",
            "texte de ",
            "publie par ",
            "ecrit par ",
            "redige par ",
            "de notre correspondant",
        ]
        .iter()
        .any(|it| folded.starts_with(it));
        if says || (marked && block.words <= 12) {
            let names = clean(std::iter::once(block.text.as_str()));
            if !names.is_empty() {
                return names;
            }
        }
    }
    Vec::new()
}

/// The names in texts such as "Par Jean Dupont et Léa Martin, avec AFP, publié le 3 mai 2024 à 12h".
fn clean<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for text in texts {
        for part in text
            .split([',', ';', '|', '/', '•', '·', '\n'])
            .flat_map(|part| part.split(" et "))
            .flat_map(|part| part.split(" & "))
        {
            let Some(name) = name(part) else { break };
            if name.is_empty() {
                continue;
            }
            if !names.iter().any(|it| squeeze(it) == squeeze(&name)) {
                names.push(name);
            }
        }
    }
    names
}

/// One name without what stands around it; empty if it holds none; `None` where the signature ends.
fn name(part: &str) -> Option<String> {
    let mut name = part.trim().trim_matches(['"', '«', '»', '(', ')', '[', ']', '-', '–', '—', ':', '.', ' ', '@']);
    for _ in 0..3 {
        for word in [
            "Propos recueillis par",
            "Recueilli par",
            "Rédigé par",
            "Publié par",
            "Ecrit par",
            "Écrit par",
            "Texte",
            "Texte de",
            "Auteur",
            "Author",
            "Par",
            "PAR",
            "par",
            "By",
            "by",
            "De",
            ":",
        ] {
            if let Some(rest) = name.strip_prefix(word)
                && rest.starts_with([' ', ':', '\u{a0}'])
            {
                name = rest.trim_start_matches([' ', ':', '\u{a0}']);
            }
        }
    }
    let folded = phrases::fold(name, 200);
    for end in ["publie", "mis a jour", "mis en ligne", "modifie", " le ", "posted", "on "] {
        if folded.starts_with(end.trim_start()) && end != " le " {
            return None;
        }
    }
    let cut =
        [" - ", " – ", " — ", " | ", "Publié", "publié", "Mis à jour", " le 0", " le 1", " le 2", " le 3", " (", "  "];
    let end = cut.iter().filter_map(|it| name.find(it)).min().unwrap_or(name.len());
    let name = name[..end].trim().trim_matches(['-', '–', ':', '.', ' ']);
    let bad = name.contains("://")
        || name.contains('@')
        || name.contains("www.")
        || name.starts_with(|c: char| c.is_ascii_digit());
    let words = name.split_whitespace().count();
    let letters = name.chars().any(char::is_alphabetic);
    if bad || !letters || words > 6 || name.chars().count() > 60 { Some(String::new()) } else { Some(name.to_owned()) }
}
