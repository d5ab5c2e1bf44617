//! Judges the blocks of a page, step by step: each step gives or changes verdicts.

use super::thresholds::{FEWEST_WORDS_KEPT, FEWEST_WORDS_KEPT_AGAIN, PROSE_OF_AN_ARTICLE};
use super::verdict::{Reason, Verdict};
use super::{alone, comments, container, endings, lead, parts, signature, teasers, trim};
use crate::extract::dom::tags::Tag;
use crate::extract::dom::tree::Tree;
use crate::extract::lines::blocks::{self, Block};
use crate::extract::lines::marks::Marks;
use crate::extract::lines::text::says;
use crate::text::squeeze;

/// The facts of an article that are known before its text is looked for.
pub struct Clues<'c> {
    /// The article's title.
    pub title: &'c str,
    /// The texts by which the page's metadata sum up the article.
    pub descriptions: &'c [&'c str],
    /// The authors that the metadata name.
    pub authors: &'c [String],
}

/// The result of judging a page's blocks.
pub struct Judged {
    /// One for each block.
    pub verdicts: Vec<Verdict>,
    /// For each node, the parts that the elements around it name.
    pub marks: Vec<Marks>,
    /// The block that shows the title.
    pub title: Option<usize>,
}

impl Judged {
    /// The first and the last block of the article.
    pub fn text(&self) -> Option<(usize, usize)> {
        let kept = |verdict: &Verdict| !matches!(verdict, Verdict::Dropped(_));
        self.verdicts.iter().position(kept).zip(self.verdicts.iter().rposition(kept))
    }

    /// The number of words of the article.
    pub fn words(&self, blocks: &[Block]) -> usize {
        let kept = blocks.iter().zip(&self.verdicts).filter(|(_, verdict)| !matches!(verdict, Verdict::Dropped(_)));
        kept.map(|(block, _)| block.words).sum()
    }
}

/// Judges a page's blocks. `own` are the parts that each element itself names.
///
/// Where the words of classes leave next to nothing of a page that has text, they mislead, and the page is judged again
/// without them.
pub fn judge(tree: &Tree, blocks: &[Block], own: &[Marks], clues: &Clues) -> Judged {
    let judged = judge_by(tree, blocks, own, clues);
    let prose: usize = blocks.iter().filter(|block| block.is_prose()).map(|block| block.words).sum();
    if judged.words(blocks) >= FEWEST_WORDS_KEPT || prose < PROSE_OF_AN_ARTICLE {
        return judged;
    }
    let again = judge_by(tree, blocks, &blocks::own_marks(tree, false), clues);
    if again.words(blocks) >= FEWEST_WORDS_KEPT_AGAIN { again } else { judged }
}

fn judge_by(tree: &Tree, blocks: &[Block], own: &[Marks], clues: &Clues) -> Judged {
    let shown = squeeze(clues.title);
    let title = title_block(blocks, &shown);
    let marks = parts::of_nodes(tree, blocks, own, title);
    let of = |block: &Block| marks[block.node].with(block.inline);
    let article = container::find(tree, blocks, &of, title);

    let first = |block: &Block| match tree.holds(article, block.node) {
        true => alone::judge(block, of(block), &shown),
        false => Verdict::Dropped(Reason::Outside),
    };
    let mut verdicts: Vec<Verdict> = blocks.iter().map(first).collect();
    trim::before_title(blocks, title, &mut verdicts);
    trim::start(blocks, &of, &mut verdicts);
    endings::drop(blocks, &mut verdicts);
    comments::drop(blocks, &mut verdicts);
    signature::drop_heads_of_entries(blocks, &mut verdicts);
    teasers::drop_lists(blocks, &mut verdicts);
    teasers::drop_pointers(blocks, &mut verdicts);
    trim::end(blocks, clues.authors, &mut verdicts);
    trim::lone_headings(blocks, &mut verdicts);
    lead::find(blocks, &of, title, &shown, clues.descriptions, &mut verdicts);
    trim::copies(blocks, &mut verdicts);
    Judged { verdicts, marks, title }
}

/// The block that shows the title: a heading that says it, else the main heading, else the first block that says it.
fn title_block(blocks: &[Block], squeezed: &str) -> Option<usize> {
    let says = |block: &Block| says(&block.text, &block.folded, squeezed);
    blocks
        .iter()
        .position(|block| block.tag == Tag::H1 && says(block))
        .or_else(|| blocks.iter().position(|block| block.tag.is_heading() && says(block)))
        .or_else(|| blocks.iter().position(|block| block.tag == Tag::H1))
        .or_else(|| blocks.iter().position(says))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::dom::builder;

    const PARAGRAPH: &str = "La passerelle du port a été rouverte lundi matin, après onze semaines de travaux, en présence \
        du maire et d'une centaine d'habitants du quartier. ";

    /// The verdicts on a page whose title is "Le pont rouvre".
    fn check(html: &str, expected: &[Verdict]) {
        let tree = builder::parse(html);
        let own = blocks::own_marks(&tree, true);
        let blocks = blocks::split(&tree, &own);
        let clues = Clues { title: "Le pont rouvre", descriptions: &[], authors: &[] };
        assert_eq!(judge(&tree, &blocks, &own, &clues).verdicts, expected, "{html}");
    }

    #[test]
    fn from_the_title_to_the_end() {
        use Verdict::{Dropped, Lead, Text};
        check(
            &format!(
                "<nav>Port</nav><div><h1>Le pont rouvre</h1><p class=chapo>Onze semaines de travaux au port<p>{PARAGRAPH}\
                 <h2>Au port</h2><p>{PARAGRAPH}<p>Odile Kermarec<h3>Vos réactions</h3></div>"
            ),
            &[
                Dropped(Reason::Outside),
                Dropped(Reason::Title),
                Lead,
                Text,
                Text,
                Text,
                Dropped(Reason::Signature),
                Dropped(Reason::Ending),
            ],
        );
    }

    #[test]
    fn classes_that_mislead_are_not_listened_to() {
        let lines = format!("<p class=promo>{PARAGRAPH}").repeat(6);
        check(
            &format!("<div><h1>Le pont rouvre</h1>{lines}</div>")[..],
            &[&[Verdict::Dropped(Reason::Title)][..], &[Verdict::Text; 6]].concat(),
        );
    }

    #[test]
    fn the_block_of_the_title() {
        let check = |html: &str, expected: Option<usize>| {
            assert_eq!(title_block(&Block::of_page(html), "lepontrouvre"), expected, "{html}");
        };
        check("<p>Le pont rouvre<h2>Le pont rouvre</h2><h1>Le pont rouvre !</h1>", Some(2));
        check("<p>Le pont rouvre<h1>Le Quai</h1><h2>Le pont rouvre</h2>", Some(2));
        check("<p>Le pont rouvre<h1>Le Quai</h1>", Some(1));
        check("<p>Port<p>Le pont rouvre", Some(1));
        check("<p>Port", None);
    }
}
