//! The container of the article: the element that holds its text.

use super::teasers::teasers;
use super::thresholds::{LINK_COST, NEARLY_ALL, NOISE_COST, OTHER_COST, PROSE_WORTH, SHARE_BEHIND_TITLE, TEASER_COST};
use crate::extract::dom::attributes::Attribute;
use crate::extract::dom::tags::Tag;
use crate::extract::dom::tree::{NodeId, Tree};
use crate::extract::lines::blocks::Block;
use crate::extract::lines::marks::Marks;

/// Finds the element in which the words of paragraphs most outweigh all other words. Each element is worth the sum over
/// its blocks, and of two with the same worth the inner one is taken. `of` gives the parts that a block stands in.
pub fn find(tree: &Tree, blocks: &[Block], of: &impl Fn(&Block) -> Marks, title: Option<usize>) -> NodeId {
    let teasers = teasers(blocks);
    let worth = |(at, block): (usize, &Block)| -> i64 {
        let worth = PROSE_WORTH * block.words as i64;
        let cost = if of(block).has(Marks::NOISE) || block.noise {
            NOISE_COST
        } else if teasers[at] {
            TEASER_COST
        } else if block.is_prose() {
            return worth;
        } else if block.linked * 2 > block.words {
            LINK_COST
        } else {
            OTHER_COST
        };
        -(worth * cost / 100)
    };
    let after = title.map_or(0, |title| title + 1);
    let mut worths: Vec<i64> = vec![0; tree.len()];
    let mut total = 0;
    let mut total_after = 0;
    let each: Vec<i64> = blocks.iter().enumerate().map(worth).collect();
    for (at, worth) in each.iter().enumerate() {
        total += (*worth).max(0);
        total_after += if at >= after { (*worth).max(0) } else { 0 };
    }
    let after = if total_after * SHARE_BEHIND_TITLE > total { after } else { 0 };
    for (at, block) in blocks.iter().enumerate() {
        worths[block.node] += if at >= after { each[at] } else { each[at].min(0) };
    }
    for node in (1..tree.len()).rev() {
        if let Some(parent) = tree.parent(node) {
            worths[parent] += worths[node];
        }
    }
    let mut node = (0..tree.len()).max_by_key(|&node| (worths[node], node)).unwrap_or(0);
    // A paragraph that outweighs its short neighbours stands with them.
    while let Some(parent) = tree.parent(node).filter(|_| is_text_part(tree.tag(node)))
        && worths[parent] * 100 >= worths[node] * NEARLY_ALL
    {
        node = parent;
    }
    // Where one child has nearly all of an element's worth, its other children are mostly not the article's.
    while let Some(child) = tree.children(node).max_by_key(|&child| worths[child])
        && worths[child] > 0
        && worths[child] * 100 >= worths[node] * NEARLY_ALL
        && !is_text_part(tree.tag(child))
        && !tree.children(node).any(|other| {
            other != child && worths[other] > 0 && (is_text_part(tree.tag(other)) || are_alike(tree, child, other))
        })
    {
        node = child;
    }
    node
}

/// Whether an element stands in a text and not around one.
fn is_text_part(tag: Tag) -> bool {
    matches!(tag, Tag::P | Tag::Ul | Tag::Ol | Tag::Dl | Tag::Li | Tag::Blockquote | Tag::Pre) || tag.is_heading()
}

/// Whether two elements are parts of one thing.
fn are_alike(tree: &Tree, one: NodeId, other: NodeId) -> bool {
    let class = |node| tree.attribute(node, Attribute::Class);
    tree.tag(one) == tree.tag(other)
        && (tree.tag(one) == Tag::P || class(one).is_some_and(|it| class(other) == Some(it)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::dom::builder;
    use crate::extract::lines::blocks;

    const PARAGRAPHS: &str = "<p>La passerelle du port a été rouverte lundi matin, après onze semaines de travaux.</p>\
        <p>Le maire et une centaine d'habitants du quartier étaient là pour la traverser les premiers.</p>";

    /// The id of the container.
    fn check(html: &str, expected: &str) {
        let tree = builder::parse(html);
        let own = blocks::own_marks(&tree, true);
        let blocks = blocks::split(&tree, &own);
        let found = find(&tree, &blocks, &|block| own[block.node], None);
        assert_eq!(tree.attribute(found, Attribute::Id), Some(expected), "{html}");
    }

    #[test]
    fn the_element_of_the_paragraphs() {
        check(&format!("<div id=a><ul><li>Port<li>Ville</ul><div id=b>{PARAGRAPHS}</div></div>"), "b");
        check(&format!("<div id=a><div id=b><div id=c>{PARAGRAPHS}</div></div></div>"), "c");
        check(
            &format!("<div id=a><p>Il rouvre.</p><p id=b>{}</p></div>", "Le pont rouvre au port de Brest. ".repeat(4)),
            "a",
        );
        let link = "<a href=/x>Le marché couvert déménage au printemps prochain</a>".repeat(9);
        check(&format!("<div id=a><div id=b>{PARAGRAPHS}</div><div id=c>{link}</div></div>"), "b");
    }

    #[test]
    fn parts_of_one_text_stay_together() {
        let part = format!("<div class=part>{PARAGRAPHS}</div>");
        check(&format!("<div id=a>{part}{part}</div>"), "a");
        check(&format!("<div id=a><div id=b>{PARAGRAPHS}{PARAGRAPHS}{PARAGRAPHS}</div>{PARAGRAPHS}</div>"), "a");
    }

    #[test]
    fn teasers_are_worth_less_than_paragraphs() {
        let teaser = "<h3><a href=/x>Le marché couvert déménage</a></h3><p>Les commerçants attendent ce déménagement \
            depuis dix ans, et la mairie aussi, dit-on au port.</p>";
        check(&format!("<div id=a><div id=b>{PARAGRAPHS}</div><div id=c>{}</div></div>", teaser.repeat(8)), "b");
    }
}
