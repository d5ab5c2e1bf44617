//! The section of a newspaper that an article stands in.

use std::iter::once_with;

use rustc_hash::FxHashSet;

use super::declared::Declared;
use super::page::Page;
use crate::date::context::Context;
use crate::date::written;
use crate::extract::dom::attributes::Attribute;
use crate::extract::dom::tags::Tag;
use crate::extract::dom::text;
use crate::extract::dom::tree::NodeId;
use crate::extract::lines::blocks::Block;
use crate::extract::lines::marks::Marks;
use crate::text::squeeze;

/// Metadata keys that hold a section, the most specific first.
#[rustfmt::skip]
const KEYS: &[&str] = &[
    "article:section", "articlesection", "parsely-section", "og:article:section", "section", "category",
    "dc.subject",
];

/// Finds the section: the first that is offered. `title` is the article's.
pub fn find(page: &Page, declared: &Declared, title: &str) -> Option<String> {
    let (_, found) = offers(page, declared, title).next()?;
    let first = found.split([',', ';', '|', '>', '/']).next().unwrap_or_default().trim();
    let is_date = !written::find(first, &Context::default()).is_empty();
    (!is_date && !first.is_empty() && first.split_whitespace().count() <= 6).then(|| first.to_owned())
}

/// The sections that a page offers, each with its place: those that it declares, the last step of the breadcrumb, the
/// category link and the kicker by the title. They are looked for one by one.
pub fn offers<'p>(
    page: &'p Page,
    declared: &'p Declared,
    title: &'p str,
) -> impl Iterator<Item = (&'static str, String)> + 'p {
    let Declared { head, described, .. } = declared;
    let in_json_ld = described.section.iter().map(|it| ("json-ld", it.clone()));
    let in_head = KEYS.iter().flat_map(|key| head.all(key).map(|it| (*key, it.to_owned())));
    let declared_step = || last_step(described.breadcrumb.iter().map(String::as_str), title);
    let shown_step = || last_step(breadcrumb(page).iter().map(String::as_str), title);
    in_json_ld
        .chain(in_head)
        .chain(once_with(move || Some(("json-ld breadcrumb", declared_step()?))).flatten())
        .chain(once_with(move || Some(("breadcrumb", shown_step()?))).flatten())
        .chain(once_with(|| Some(("category link", category_link(page)?))).flatten())
        .chain(once_with(|| Some(("kicker", kicker(page)?))).flatten())
}

/// The last step of a breadcrumb that is a section: "Société" in "Accueil > Société > Le titre".
fn last_step<'s>(steps: impl Iterator<Item = &'s str>, title: &str) -> Option<String> {
    let title = squeeze(title);
    let is_section = |step: &&str| {
        let step = squeeze(step);
        !step.is_empty() && !title.starts_with(&step) && !matches!(step.as_str(), "accueil" | "home" | "une" | "alaune")
    };
    steps.filter(is_section).last().map(str::to_owned)
}

fn breadcrumb(page: &Page) -> Vec<String> {
    let tree = page.tree;
    // Templates repeat their classes.
    let mut known = FxHashSet::default();
    let mut is_trail = |node: &NodeId| {
        tree.attributes(*node).iter().any(|(name, value)| {
            matches!(name, Attribute::Class | Attribute::Id | Attribute::AriaLabel)
                && known.insert(value.as_ref())
                && names_trail(value)
        })
    };
    let Some(trail) = (0..tree.len()).find(|node| is_trail(node)) else { return Vec::new() };
    let steps = |tag: Tag| tree.descendants(trail).filter(move |&node| tree.tag(node) == tag);
    let tag = if steps(Tag::Li).next().is_some() { Tag::Li } else { Tag::A };
    steps(tag).map(|node| text_of(page, node)).collect()
}

fn names_trail(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    let mut words = value.split(|c: char| !c.is_ascii_alphabetic());
    value.contains("crumb") || value.contains("ariane") || words.any(|word| matches!(word, "arbo" | "chemin"))
}

/// The text of a `rel="category tag"` link, by which WordPress files an article.
fn category_link(page: &Page) -> Option<String> {
    let tree = page.tree;
    let filed = |node: &NodeId| {
        let rel = tree.attribute(*node, Attribute::Rel);
        (rel.is_some_and(|rel| rel.split_ascii_whitespace().any(|it| it == "category"))
            || tree.attribute(*node, Attribute::Itemprop) == Some("articleSection"))
            && !page.marks[*node].has(Marks::RELATED.with(Marks::TEASER).with(Marks::FOOTER))
    };
    (0..tree.len()).find(filed).map(|node| text_of(page, node)).filter(|text| !text.is_empty())
}

/// The kicker: a line of a few words by the title that the page names as its section.
fn kicker(page: &Page) -> Option<String> {
    let title = page.title?;
    let near = page.blocks[title.saturating_sub(4)..(title + 4).min(page.blocks.len())].iter();
    let named = |block: &&Block| block.words <= 4 && block.inline.with(page.marks[block.node]).has(Marks::SECTION);
    // "Vie locale > 02/04/04"
    let trail = |block: &&Block| block.words <= 10 && block.text.contains(" > ");
    // A word alone above the title.
    let above = page.blocks[..title]
        .last()
        .filter(|block| block.words <= 2 && block.linked == 0 && block.inline.has(Marks::STRONG) && !block.noise);
    let found = near.clone().find(named).or_else(|| near.clone().find(trail)).or(above);
    found.map(|block| block.text.clone())
}

/// Nodes of an element that are read: the name of a section has one, and a few for its icon.
const LARGEST_LABEL: usize = 100;

fn text_of(page: &Page, node: NodeId) -> String {
    let mut line = String::new();
    for inner in page.tree.descendants(node).take(LARGEST_LABEL) {
        text::append_beginning(&mut line, page.tree.raw_text(inner));
    }
    line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use crate::extract::extract;
    use crate::source::RawPage;

    /// The section of a page with this head, this above its title and this below.
    #[track_caller]
    fn check(head: &str, above: &str, below: &str, expected: Option<&str>) {
        let text = "<p>La passerelle du port a été rouverte lundi matin, après onze semaines de travaux, en présence du maire.";
        let html = format!("<head>{head}</head>{above}<h1>Le pont rouvre</h1>{below}<div>{}</div>", text.repeat(5));
        let page = RawPage { bytes: html.into_bytes(), ..RawPage::default() };
        assert_eq!(extract(&page).unwrap().section.as_deref(), expected, "{head} {above} {below}");
    }

    #[test]
    fn where_a_page_says_its_section() {
        check("<meta property=article:section content='Port, Ville'>", "", "", Some("Port"));
        let trail = "<ol class=fil-ariane><li><a href=/>Accueil</a><li><a href=/port>Port</a><li>Le pont rouvre</ol>";
        check("", trail, "", Some("Port"));
        check("", "<div class=carbon><a href=/contact>Contact</a></div>", "", None);
        check("", "", "<a rel='category tag' href=/port>Port</a>", Some("Port"));
        check("", "<p class=surtitre>Vie du port</p>", "", Some("Vie du port"));
        check("", "", "<p>Vie locale > 02/04/04</p>", Some("Vie locale"));
        check("", "<p class=surtitre>12 janvier 2015</p>", "", None);
        check("", "", "", None);
    }
}
