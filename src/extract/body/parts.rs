//! The parts of a page that each node stands in, as the elements around it name them.

use super::thresholds::{COMMENTS, FRAME, LONGEST_LABEL_ELEMENT, LONGEST_LEAD, SHORTEST_BODY, exceeds};
use crate::extract::dom::tags::Tag;
use crate::extract::dom::tree::{NodeId, Tree};
use crate::extract::lines::blocks::Block;
use crate::extract::lines::marks::Marks;

/// For each node, the parts that the elements around it name. `own` are those that each element itself names.
///
/// The content of an element wins over its classes. An element that holds the title or much of the page's text is the
/// frame of the article, although its classes speak of other things in it: "has-sidebar", "with-comments".
pub fn of_nodes(tree: &Tree, blocks: &[Block], own: &[Marks], title: Option<usize>) -> Vec<Marks> {
    let prose = sums(tree, blocks.iter().filter(|block| block.is_prose()).map(|block| (block.node, block.words)));
    let linked = sums(tree, blocks.iter().map(|block| (block.node, block.linked)));
    let total = prose[0].max(1);
    let title = title.map(|at| blocks[at].node);
    let mut marks = own.to_vec();
    for node in 0..tree.len() {
        let holds_title = title.is_some_and(|title| tree.holds(node, title));
        let frame = holds_title || exceeds(prose[node], total, FRAME);
        // No standfirst holds the article ("text-with-summary").
        if prose[node] > LONGEST_LEAD {
            marks[node] = marks[node].without(Marks::LEAD);
        }
        // No date, signature or share bar holds two paragraphs.
        if prose[node] > LONGEST_LABEL_ELEMENT {
            let small = Marks::BYLINE.with(Marks::SHARE).with(Marks::TAGS).with(Marks::DATE).with(Marks::PAYWALL);
            marks[node] = marks[node].without(small);
        }
        // A list of other articles holds links.
        if linked[node] == 0 && prose[node] > 0 {
            marks[node] = marks[node].without(Marks::TEASER.with(Marks::RELATED));
        }
        // "article-content paywall": a part of the article that is for sale.
        if own[node].has(Marks::BODY) && prose[node] > SHORTEST_BODY {
            let styles =
                Marks::PROMOTION.with(Marks::PAYWALL).with(Marks::ASIDE).with(Marks::TEASER).with(Marks::EMBED);
            marks[node] = marks[node].without(styles);
        }
        if frame && own[node].has(Marks::NOISE) {
            let comments = own[node].has(Marks::COMMENT) && !holds_title && prose[node] * 100 < total * COMMENTS;
            marks[node] = marks[node].without(Marks::NOISE);
            if comments {
                marks[node] = marks[node].with(Marks::COMMENT);
            }
        }
        if let Some(parent) = tree.parent(node) {
            // A quote that is set off as a figure is no caption.
            let around =
                if tree.tag(node) == Tag::Blockquote { marks[parent].without(Marks::CAPTION) } else { marks[parent] };
            marks[node] = marks[node].with(around);
        }
    }
    marks
}

/// For each node, the sum of the values in its subtree.
fn sums(tree: &Tree, values: impl Iterator<Item = (NodeId, usize)>) -> Vec<usize> {
    let mut sums = vec![0; tree.len()];
    for (node, value) in values {
        sums[node] += value;
    }
    for node in (1..tree.len()).rev() {
        if let Some(parent) = tree.parent(node) {
            sums[parent] += sums[node];
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::dom::builder;
    use crate::extract::lines::blocks;

    const PARAGRAPH: &str = "La passerelle du port a été rouverte lundi matin, après onze semaines de travaux, en présence \
        du maire et d'une centaine d'habitants du quartier. ";

    /// The parts of the first line that begins with "La".
    fn check(html: &str, expected: Marks) {
        let tree = builder::parse(html);
        let own = blocks::own_marks(&tree, true);
        let blocks = blocks::split(&tree, &own);
        let title = blocks.iter().position(|block| block.tag == Tag::H1);
        let line = blocks.iter().find(|block| block.text.starts_with("La")).unwrap();
        assert_eq!(of_nodes(&tree, &blocks, &own, title)[line.node], expected, "{html}");
    }

    #[test]
    fn parts_hold_for_what_stands_in_them() {
        check("<aside><div><p>La criée ferme.</div></aside><p>Le port.", Marks::ASIDE);
        check("<div class=comments><p>La criée ferme.</div><p>Le port.", Marks::COMMENT);
    }

    #[test]
    fn the_frame_of_the_article_names_no_other_part() {
        check(&format!("<div class=has-comments-sidebar><h1>Le pont</h1><p>{PARAGRAPH}</div>"), Marks::NONE);
        check(&format!("<div class=sidebar><p>{PARAGRAPH}</div>"), Marks::NONE);
        let other = format!("<p>Le {PARAGRAPH}").repeat(4);
        check(&format!("<div class=sidebar><p>{PARAGRAPH}</div>{other}"), Marks::ASIDE);
    }

    #[test]
    fn long_parts_are_no_labels() {
        let other = format!("<p>Le {PARAGRAPH}").repeat(12);
        let of = |class: &str, times: usize| format!("<div class={class}><p>{}</div>{other}", PARAGRAPH.repeat(times));
        check(&of("byline", 1), Marks::BYLINE);
        check(&of("byline", 6), Marks::NONE);
        check(&of("chapo", 1), Marks::LEAD);
        check(&of("chapo", 7), Marks::NONE);
        check(&of("related", 1), Marks::NONE);
    }
}
