//! The authors of an article: names only, each once, in the page's order.

use rustc_hash::FxHashSet;

use super::declared::Declared;
use super::page::Page;
use crate::date::context::Context;
use crate::date::written;
use crate::extract::dom::attributes::Attribute;
use crate::extract::dom::tags::Tag;
use crate::extract::dom::text;
use crate::extract::dom::tree::{NodeId, Tree};
use crate::extract::lines::marks::Marks;
use crate::extract::lines::noise;
use crate::extract::lines::text::fold;
use crate::text::squeeze;

/// Metadata keys that hold authors, the most specific first.
#[rustfmt::skip]
const KEYS: &[&str] = &[
    "article:author_name", "author", "article:author", "authors", "parsely-author", "sailthru.author", "dc.creator",
    "dcterms.creator", "cxenseparse:author", "byl", "creator", "dc.contributor",
];

/// Finds the article's authors. A person wins over the newspaper that signs for itself, wherever the page names one.
pub fn find(page: &Page, declared: &Declared, signed: Signed, newspaper: Option<&str>) -> Vec<String> {
    let Signed { described, in_head } = signed;
    let shown = std::iter::once_with(|| visible(page));
    let mut house = Vec::new();
    // The newspaper's own name, and no person's.
    let newspaper = newspaper.map(squeeze);
    let host = squeeze(declared.host());
    let is_house = |name: &String| {
        let squeezed = squeeze(name);
        newspaper.as_ref() == Some(&squeezed) || host.contains(&squeezed)
    };
    for names in [described, in_head].into_iter().chain(shown) {
        if !names.iter().all(is_house) {
            return names;
        }
        if house.is_empty() {
            house = names;
        }
    }
    house
}

/// The names that the page declares, whoever they are.
pub struct Signed {
    described: Vec<String>,
    in_head: Vec<String>,
}

impl Signed {
    /// Reads the names in JSON-LD and in the head.
    pub fn read(declared: &Declared) -> Self {
        let Declared { head, described, .. } = declared;
        let in_head = KEYS.iter().map(|key| names(head.all(key))).find(|names| !names.is_empty());
        Self { described: names(described.authors.iter().map(String::as_str)), in_head: in_head.unwrap_or_default() }
    }

    /// The names in JSON-LD, else those in the head.
    pub fn names(&self) -> &[String] {
        if self.described.is_empty() { &self.in_head } else { &self.described }
    }
}

/// The texts that a page offers as its signature, each with its place.
pub fn offers(page: &Page, declared: &Declared) -> Vec<(&'static str, String)> {
    let Declared { head, described, .. } = declared;
    let in_json_ld = described.authors.iter().map(|it| ("json-ld", it.clone()));
    let in_head = KEYS.iter().flat_map(|key| head.all(key).map(|it| (*key, it.to_owned())));
    let elements = signed_elements(page).map(|text| ("microdata", text.trim().to_owned()));
    let lines = signed_lines(page).map(|names| ("signature", names.join(", ")));
    in_json_ld.chain(in_head).chain(elements).chain(lines).collect()
}

/// The names in the signature that a reader sees: microdata or `rel=author`, else a line near the title that says "Par
/// …" or that the page marks as the signature.
fn visible(page: &Page) -> Vec<String> {
    let texts: Vec<String> = signed_elements(page).collect();
    let found = names(texts.iter().map(String::as_str).filter(|text| is_signature(text)));
    if found.is_empty() { signed_lines(page).next().unwrap_or_default() } else { found }
}

/// The parts of a page whose lines name other authors.
const OTHERS: Marks = Marks::RELATED.with(Marks::TEASER).with(Marks::COMMENT).with(Marks::NAVIGATION);

/// The texts of the elements that the page marks as naming an author.
fn signed_elements<'p>(page: &'p Page) -> impl Iterator<Item = String> + 'p {
    let tree = page.tree;
    let signed = |&node: &NodeId| {
        let property = tree.attribute(node, Attribute::Itemprop).unwrap_or_default();
        let rel = tree.attribute(node, Attribute::Rel).unwrap_or_default();
        let by_link = tree.tag(node) == Tag::A && rel.split_ascii_whitespace().any(|it| it == "author");
        (by_link || matches!(property, "author" | "creator")) && !page.marks[node].has(OTHERS)
    };
    (0..tree.len()).filter(signed).map(|node| text_of(tree, node))
}

/// The names in each line that signs: between the title and the text, then above the title, then behind the text.
fn signed_lines<'p>(page: &'p Page) -> impl Iterator<Item = Vec<String>> + 'p {
    let places = page.text.map(|(first, last)| {
        let title = page.beginning(first);
        let end = page.blocks.len();
        let places = (title..(first + 2).min(end)).chain(title.saturating_sub(4)..title);
        places.chain(last..(last + 8).min(end)).map(move |at| (at, at >= last))
    });
    places.into_iter().flatten().filter_map(|(at, is_behind)| names_in_line(page, at, is_behind))
}

/// The names in a line if it signs. Behind the text a name alone does.
fn names_in_line(page: &Page, at: usize, is_behind: bool) -> Option<Vec<String>> {
    let block = &page.blocks[at];
    let marks = block.inline.with(page.marks[block.node]);
    if block.words > 25 || marks.has(OTHERS) {
        return None;
    }
    let says = signature_in(&block.text);
    let line = says.unwrap_or(&block.text);
    let alone = is_behind && block.words <= 4 && block.linked == 0 && is_signature(line) && is_all_capitalised(line);
    let marked = marks.has(Marks::BYLINE) && !marks.has(Marks::TAGS) && is_signature(line);
    if says.is_none() && !marked && !alone {
        return None;
    }
    let mut found = names(std::iter::once(line));
    found.retain(|name| is_signature(name) || (says.is_some() && is_agency(name)));
    Some(found).filter(|found| !found.is_empty())
}

fn text_of(tree: &Tree, node: NodeId) -> String {
    let mut line = String::new();
    for inner in tree.descendants(node).take(40) {
        text::append_beginning(&mut line, tree.raw_text(inner));
        if tree.tag(inner) != Tag::Text {
            text::append(&mut line, " ");
        }
    }
    line
}

/// The rest of a line behind the words by which it signs, such as "par" in "Le 26/07/2021 à 16:45 par Valentine
/// Costantini".
fn signature_in(line: &str) -> Option<&str> {
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "Par ", "PAR ", "By ", " par ", " Par ", "Par : ", "Propos recueillis par ", "Texte : ", "Auteur : ",
    ];
    let (at, word) = WORDS.iter().filter_map(|word| Some((line.find(word)?, word))).min()?;
    let dated = at > 0 && !written::find(&line[..at], &Context::default()).is_empty();
    let begins = line[..at].split_whitespace().count() <= 2;
    (dated || begins).then(|| &line[at + word.len()..])
}

/// Whether a signature is a function, and nobody's name.
fn is_role(name: &str) -> bool {
    #[rustfmt::skip]
    const ROLES: &[&str] = &[
        "admin", "administrateur", "redaction", "la redaction", "webmaster", "user", "anonyme", "redacteur",
        "invite", "contributeur",
    ];
    ROLES.contains(&fold(name, 40).as_str())
}

/// Words that stand in labels and sentences, and in no name.
#[rustfmt::skip]
const NO_NAMES: &[&str] = &[
    "au", "aux", "ce", "cette", "ces", "dans", "en", "les", "mon", "nos", "notre", "par", "pas", "plus", "pour",
    "propos", "que", "qui", "sa", "ses", "son", "sous", "suivi", "sur", "top", "tous", "toutes", "un", "une", "via",
    "vos", "votre", "vous",
    "articles", "article", "dernier", "derniers", "commentaire", "photo", "photos", "credit", "travail", "youtube",
    "facebook",
];

/// Whether a text looks like a person's name at its start: two to six words, the first and another with a capital.
fn is_signature(text: &str) -> bool {
    if noise::is_noise(text, &fold(text, 900)) {
        return false;
    }
    let text = without_dates(text);
    let name = name(text.split([',', ';', '|']).next().unwrap_or_default());
    let words: Vec<&str> = name.split_whitespace().collect();
    // "Jean d’Ormesan" has two.
    let capital = |word: &&&str| word.split(['’', '\'']).any(|part| part.starts_with(char::is_uppercase));
    let capitals = words.iter().filter(capital).count();
    let is_name = |word: &&str| !NO_NAMES.contains(&fold(word, 20).as_str()) && !word.contains([':', '?', '!']);
    words.iter().all(is_name)
        && !words.iter().any(|word| word.starts_with(|c: char| c.is_ascii_digit()))
        && (2..=6).contains(&words.len())
        && capitals >= 2
        && words[0].starts_with(char::is_uppercase)
}

fn is_all_capitalised(line: &str) -> bool {
    line.split_whitespace().all(|word| word.starts_with(char::is_uppercase))
}

/// Whether a name is initials in capitals, by which agencies sign.
fn is_agency(name: &str) -> bool {
    (2..=8).contains(&name.len()) && name.chars().all(char::is_uppercase)
}

/// The names in texts such as "Par Jean Dupont et Léa Martin, journaliste, avec AFP, publié le 3 mai 2024 à 12h".
pub fn names<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut known = FxHashSet::default();
    for text in texts.filter(|text| !text.contains("://")) {
        let text = without_dates(text);
        let parts = text.split([',', ';', '|', '/', '•', '·', '\n']).flat_map(pair);
        for (at, part) in parts.enumerate() {
            if at > 0 && is_aside(part) {
                break;
            }
            let name = name(part);
            if !name.is_empty() && !is_role(name) && known.insert(squeeze(name)) {
                names.push(name.to_owned());
            }
        }
    }
    names
}

/// The one or two names in a part of a signature: "Jean Dupont et Léa Martin" are two, "Le Journal de Saône et Loire"
/// is one.
fn pair(part: &str) -> impl Iterator<Item = &str> {
    let (first, second) = part.split_once(" et ").or_else(|| part.split_once(" & ")).unwrap_or((part, ""));
    let agency = matches!(second.trim(), "AFP" | "l'AFP" | "Reuters" | "ATS" | "Belga" | "AP");
    let two = agency || (second.split_whitespace().count() >= 2 && first.split_whitespace().count() >= 2);
    let (first, second) = if two { (first, second) } else { (part, "") };
    [first, second].into_iter().filter(|it| !it.is_empty())
}

/// Whether a part of a signature is a role, a place or a credit, and no further name.
fn is_aside(part: &str) -> bool {
    #[rustfmt::skip]
    const BEGINNINGS: &[&str] = &[
        "journaliste", "correspondant", "envoye", "redacteur", "redactrice", "chef", "professeur", "enseignant",
        "universite", "credit", "photo", "mis a jour", "publie", "modifie", "bureau", "chroniqueu", "actualise",
        "maitre", "directeur", "directrice",
    ];
    let part = part.trim_start();
    let folded = fold(part, 40);
    part.starts_with("le ") || part.starts_with("à ") || BEGINNINGS.iter().any(|it| folded.starts_with(it))
}

fn without_dates(text: &str) -> String {
    let mut left = String::new();
    let mut end = 0;
    for (range, _) in written::find(text, &Context::default()) {
        left.push_str(text[end..range.start].trim_end_matches("le "));
        end = range.end;
    }
    left + &text[end..]
}

/// The name in a part of a signature, without the words and signs around it; empty if there is none.
fn name(part: &str) -> &str {
    #[rustfmt::skip]
    const BEFORE: &[&str] = &[
        "propos recueillis par", "recueilli par", "article rédigé par", "rédigé par", "publié par", "écrit par",
        "ecrit par", "texte de", "auteur", "avec", "par", "by", "de",
    ];
    #[rustfmt::skip]
    const AFTER: &[&str] = &[
        " - ", " – ", " — ", "Publié", "publié", "Mis à jour", "mis à jour", "modifié", "actualisé", " (", "(",
        " pour", " via", " sur", " dans ", " à ", "Suivre", "Laisser un commentaire", "Journaliste", " Le :",
    ];
    let around = |c: char| c.is_whitespace() || "\"«»()[]-–—:@|,>".contains(c);
    let trimmed = |name| -> &str { str::trim_start_matches(name, '.').trim_matches(around) };
    let mut name = trimmed(part);
    while let Some(rest) = BEFORE.iter().find_map(|it| {
        let start = name.get(..it.len()).filter(|start| start.to_lowercase() == *it)?;
        let rest = &name[start.len()..];
        // "ParOdile Kermarec": the page parts them by its styles.
        let parted = rest.is_empty() || start == "Par" && rest.starts_with(char::is_uppercase);
        rest.strip_prefix([' ', ':', '\u{a0}']).or(Some(rest).filter(|_| parted))
    }) {
        name = trimmed(rest);
    }
    let ends = |it: &&str, at: usize| {
        !(it.ends_with(char::is_alphabetic) && name[at + it.len()..].starts_with(char::is_alphabetic))
    };
    let behind = AFTER.iter().filter_map(|it| name.find(it).filter(|&at| ends(it, at))).min();
    let name = trimmed(&name[..behind.unwrap_or(name.len())]);
    // "H. B." keeps its point.
    let last = name.rsplit(' ').next().unwrap_or_default();
    let is_initials = last.split('.').all(|letters| letters.chars().count() <= 1);
    let name = if is_initials { name } else { name.trim_end_matches('.') };
    let bad = name.contains('@') || name.contains("www.") || !name.contains(char::is_alphabetic) || is_aside(name);
    if bad || name.split_whitespace().count() > 7 || name.len() > 80 { "" } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_without_what_stands_around_them() {
        #[track_caller]
        fn check(text: &str, expected: &[&str]) {
            assert_eq!(names(std::iter::once(text)), expected, "{text}");
        }
        check("Par Odile Kermarec", &["Odile Kermarec"]);
        check("Par Odile Kermarec et Yann Le Bris, journalistes, à Brest", &["Odile Kermarec", "Yann Le Bris"]);
        check("Odile Kermarec avec AFP, publié le 3 mars 2025 à 7h", &["Odile Kermarec avec AFP"]);
        check("Propos recueillis par Odile Kermarec (Brest)", &["Odile Kermarec"]);
        check("ParOdile Kermarec", &["Odile Kermarec"]);
        check("Le Journal de Saône et Loire", &["Le Journal de Saône et Loire"]);
        check("Odile Kermarec, Odile KERMAREC", &["Odile Kermarec"]);
        check("O. K.", &["O. K."]);
        check("Odile Kermarec.", &["Odile Kermarec"]);
        check("Le Quai Suivre", &["Le Quai"]);
        check("Parker Suivrenel", &["Parker Suivrenel"]);
        check("odile@quai.example", &[]);
        check("La rédaction", &[]);
        check("https://quai.example/odile", &[]);
    }

    #[test]
    fn signatures() {
        let check = |text: &str, expected: bool| assert_eq!(is_signature(text), expected, "{text}");
        check("Odile Kermarec", true);
        check("Odile Kermarec, à Brest", true);
        check("Jean de La Ville", true);
        check("Jean d’Ormesan", true);
        check("Odile Kermarec le 3 mars 2025 dans Port", true);
        check("Odile Kermarec à 08:30 2 commentaires :", true);
        check("Tous les articles", false);
        check("Eiger : Arête Mittellegi", false);
        check("Au Terminus", false);
        check("29200 Brest", false);
        check("Publié le 3 mars", false);
    }
}
