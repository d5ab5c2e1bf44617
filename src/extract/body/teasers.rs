//! Teasers: the titles and first words of other articles, and the lists below "Lire aussi :".

use super::thresholds::{
    ABOVE_TEASER, HEADED_TEASERS, LONGEST_POINTER, LONGEST_POINTER_LABEL, MOST_TEASERS, SHORTEST_TITLE, TEASER_LINES,
    TEASERS, exceeds,
};
use super::verdict::{Reason, Verdict};
use crate::extract::lines::blocks::Block;
use crate::extract::lines::marks::Marks;

/// For each block, whether it is the teaser of another article: one of the lines right below a heading that is a link.
pub fn teasers(blocks: &[Block]) -> Vec<bool> {
    let mut teasers = vec![false; blocks.len()];
    let mut below = 0;
    for (at, block) in blocks.iter().enumerate() {
        if block.tag.is_heading() {
            below = if block.is_linked() && block.words >= SHORTEST_TITLE { TEASER_LINES } else { 0 };
        } else if below > 0 {
            teasers[at] = true;
            below = if block.is_prose() { 0 } else { below - 1 };
        }
    }
    teasers
}

/// Drops the teasers at the end of the text: at least three paragraphs with a link above each, or two below headings
/// that are links. Paragraphs that make more than half of the text are no teasers.
pub fn drop_lists(blocks: &[Block], verdicts: &mut [Verdict]) {
    let is_title = |at: usize| blocks[at].words >= SHORTEST_TITLE && verdicts[at] == Verdict::Dropped(Reason::Links);
    let teasers = teasers(blocks);
    let texts: Vec<usize> = (0..blocks.len()).filter(|&at| verdicts[at] == Verdict::Text).collect();
    let words = |texts: &[usize]| texts.iter().map(|&at| blocks[at].words).sum::<usize>();
    let below = |at: usize| teasers[at] || (at.saturating_sub(ABOVE_TEASER)..at).any(is_title);
    let tail = texts.iter().rev().take_while(|&&at| below(at)).count();
    let tail = &texts[texts.len() - tail..];
    let enough = tail.len() >= TEASERS || tail.len() >= HEADED_TEASERS && tail.iter().all(|&at| teasers[at]);
    if enough && !exceeds(words(tail), words(&texts), MOST_TEASERS) {
        for &at in tail {
            verdicts[at] = Verdict::Dropped(Reason::Part(Marks::TEASER));
        }
    }
}

/// Drops the lists under "Lire aussi :" and the labels above dropped links.
pub fn drop_pointers(blocks: &[Block], verdicts: &mut [Verdict]) {
    let mut pointing = false;
    for at in 0..blocks.len() {
        let block = &blocks[at];
        match verdicts[at] {
            Verdict::Dropped(Reason::Phrase) => pointing = block.words <= LONGEST_POINTER_LABEL,
            Verdict::Text if pointing && block.linked > 0 && block.words < LONGEST_POINTER => {
                verdicts[at] = Verdict::Dropped(Reason::Links);
            }
            Verdict::Text => pointing = false,
            _ => {}
        }
    }
    for at in 1..blocks.len() {
        let above = &blocks[at - 1];
        let label = above.words <= LONGEST_POINTER_LABEL && above.sentences == 0 && !above.tag.is_heading();
        if verdicts[at] == Verdict::Dropped(Reason::Links) && verdicts[at - 1] == Verdict::Text && label {
            verdicts[at - 1] = Verdict::Dropped(Reason::LoneHeading);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::verdict::left_by;
    use super::*;

    const TEXT: &str = "<p>La passerelle du port a été rouverte lundi matin, après onze semaines de travaux.";

    /// Checks which lines are left of `after` behind a text, once lines of links and noise are dropped.
    fn check(step: fn(&[Block], &mut [Verdict]), after: &str, expected: &[&str]) {
        let html = TEXT.repeat(6) + after;
        let left = left_by(&html, |blocks, verdicts| {
            for (block, verdict) in blocks.iter().zip(verdicts.iter_mut()) {
                if block.is_linked() {
                    *verdict = Verdict::Dropped(Reason::Links);
                } else if block.noise {
                    *verdict = Verdict::Dropped(Reason::Phrase);
                }
            }
            step(blocks, verdicts);
        });
        assert_eq!(left[6..], *expected, "{after}");
    }

    #[test]
    fn lists_of_teasers() {
        let teaser = "<h3><a href=/x>Le marché couvert déménage</a></h3><p>Les commerçants attendent.";
        check(drop_lists, teaser, &["Les commerçants attendent."]);
        check(drop_lists, &teaser.repeat(2), &[]);
        let teaser = "<p><a href=/x>Le marché couvert déménage</a></p><p>Les commerçants attendent.";
        check(drop_lists, &teaser.repeat(2), &["Les commerçants attendent."; 2]);
        check(drop_lists, &teaser.repeat(3), &[]);
    }

    #[test]
    fn lists_below_a_pointer() {
        check(drop_pointers, "<p>Lire aussi :<p>Le marché, <a href=/x>qui déménage</a>", &[]);
        check(drop_pointers, "<p>Le marché, <a href=/x>qui déménage</a>", &["Le marché, qui déménage"]);
        check(drop_pointers, "<p>Au même endroit<p><a href=/x>Le marché déménage</a>", &[]);
    }
}
