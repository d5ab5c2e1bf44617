//! The end of an article by a heading: "Vos réactions", "Bibliographie", or by a paywall.

use super::thresholds::{BEFORE_COUNTED_ENDING, BEFORE_ENDING, RESUMED, exceeds};
use super::verdict::{Reason, Verdict};
use crate::extract::dom::tags::Tag;
use crate::extract::lines::blocks::Block;
use crate::extract::lines::marks::Marks;
use crate::extract::lines::{endings, noise};

/// Drops the lines below "Vos réactions" or "Bibliographie", once most of the text is past. Below notes and sources an
/// article may go on under a heading of the same rank.
pub fn drop(blocks: &[Block], verdicts: &mut [Verdict]) {
    let kept = verdicts.to_vec();
    let text_words = |at: usize| if kept[at] == Verdict::Text { blocks[at].words } else { 0 };
    let total: usize = (0..blocks.len()).map(&text_words).sum();
    let mut past = 0;
    let mut ended = false;
    // The rank of the heading that the notes stand under.
    let mut notes: Option<Tag> = None;
    for (at, block) in blocks.iter().enumerate() {
        past += text_words(at);
        let apart = matches!(verdicts[at], Verdict::Dropped(Reason::Part(part)) if !part.has(Marks::COMMENT));
        if !apart && !ended {
            // Comments may be longer than the article, and have a count.
            let room = || {
                exceeds(past, total, BEFORE_ENDING)
                    || past >= BEFORE_COUNTED_ENDING && block.text.contains(|c: char| c.is_ascii_digit())
            };
            ended = (endings::is_ending(&block.text, &block.folded) && room())
                || (past > 0 && noise::is_paywall(&block.text, &block.folded));
            let of_rank = |notes: Tag| notes.is_heading() && block.tag.is_heading() && block.tag as u8 <= notes as u8;
            let resumes = notes.is_some_and(of_rank) && total - past >= RESUMED;
            if exceeds(past, total, BEFORE_ENDING) && endings::is_references(&block.text, &block.folded) {
                notes = Some(block.tag);
            } else if resumes && !ended {
                notes = None;
            }
        }
        if (ended || notes.is_some()) && verdicts[at] == Verdict::Text {
            verdicts[at] = Verdict::Dropped(Reason::Ending);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::verdict::left_by;
    use super::*;

    const TEXT: &str =
        "<p>La passerelle du port a été rouverte lundi matin, après onze semaines de travaux, en présence.";

    /// How many lines are left of `above` paragraphs, `heading` and `below` paragraphs.
    fn check(above: usize, heading: &str, below: usize, expected: usize) {
        let html = TEXT.repeat(above) + heading + &TEXT.repeat(below);
        assert_eq!(left_by(&html, drop).len(), expected, "{above} {heading} {below}");
    }

    #[test]
    fn below_a_heading() {
        check(3, "<h3>Vos réactions</h3>", 2, 3);
        check(2, "<h3>Vos réactions</h3>", 3, 6);
        check(6, "<h3>12 commentaires</h3>", 9, 6);
        check(3, "<h3>La suite</h3>", 2, 6);
    }

    #[test]
    fn below_a_paywall() {
        check(1, "<p>Il vous reste 78 % de cet article à lire.", 9, 1);
    }

    #[test]
    fn below_notes() {
        check(8, "<h3>Notes</h3>", 2, 8);
        check(20, &format!("<h3>Notes</h3>{TEXT}<h3>Au port</h3>"), 8, 29);
        check(20, &format!("<h3>Notes</h3>{TEXT}<h4>Au port</h4>"), 8, 20);
    }
}
