//! Threads of comments that no element names: they are known by the lines that say who wrote when.

use super::thresholds::{
    AROUND_HEAD_DATE, BEFORE_COMMENTS, BEHIND_HEAD_DATE, FEWEST_ANSWERS, FEWEST_HEADS, LONGEST_COLON_HEAD,
    LONGEST_COMMENTER, LONGEST_HEAD, SHORTEST_TITLE,
};
use super::verdict::{Reason, Verdict};
use crate::date::Precision;
use crate::extract::lines::blocks::Block;
use crate::extract::lines::endings;
use crate::extract::lines::marks::Marks;
use crate::extract::lines::text::{count_words, fold};

/// Drops a thread of comments, from the first of at least two lines below the text that say who wrote when. Where such
/// lines are only a date with a name above, the thread must also offer to answer: agendas and tables of results have
/// such lines too.
pub fn drop(blocks: &[Block], verdicts: &mut [Verdict]) {
    let elsewhere = Marks::TEASER.with(Marks::RELATED).with(Marks::NAVIGATION).with(Marks::ASIDE);
    let mut past = 0;
    let mut heads = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        let apart = match verdicts[at] {
            Verdict::Dropped(Reason::Part(part)) => part.has(elsewhere),
            verdict => verdict == Verdict::Dropped(Reason::Outside),
        };
        if past >= BEFORE_COMMENTS
            && !apart
            && let Some(head) = comment_head(blocks, at, verdicts)
        {
            heads.push((at, head));
        }
        past += if verdicts[at] == Verdict::Text { block.words } else { 0 };
    }
    let Some(&(first, _)) = heads.first() else { return };
    let told = heads.iter().filter(|(_, head)| *head == Head::Told).count();
    let answers =
        || blocks[first..].iter().filter(|block| endings::offers_to_answer(&block.text, &block.folded)).count();
    if told < FEWEST_HEADS && (heads.len() < FEWEST_HEADS || answers() < FEWEST_ANSWERS) {
        return;
    }
    let start = if is_name(&blocks[first - 1]) { first - 1 } else { first };
    for verdict in verdicts[start..].iter_mut().filter(|verdict| **verdict == Verdict::Text) {
        *verdict = Verdict::Dropped(Reason::Comments);
    }
}

/// The line above a comment.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Head {
    /// The line says that someone wrote: "gg a commenté :", "Soumis par gg, le lundi 3 mars 2025 à 15h46".
    Told,
    /// The line is a date, with a name above.
    Dated,
}

/// The head that a line is to the comment below it, if it is one. The date below the title of another article is none.
fn comment_head(blocks: &[Block], at: usize, verdicts: &[Verdict]) -> Option<Head> {
    let (block, before) = (&blocks[at], at.checked_sub(1)?);
    let below_title = verdicts[before] == Verdict::Dropped(Reason::Links) && blocks[before].words >= SHORTEST_TITLE;
    if block.tag.is_heading() || block.words > LONGEST_HEAD || below_title {
        return None;
    }
    let tells = |folded: &str| folded.split(' ').any(|word| TELLING.contains(&word));
    if block.words <= LONGEST_COLON_HEAD && block.text.ends_with(':') && tells(&block.folded) {
        return Some(Head::Told);
    }
    let (range, moment) = block.dates().into_iter().next()?;
    let (around, behind) = (count_words(&block.text[..range.start]), count_words(&block.text[range.end..]));
    match moment.precision {
        Precision::Minute
            if around <= AROUND_HEAD_DATE
                && behind <= BEHIND_HEAD_DATE
                && tells(&fold(&block.text[..range.start], 120)) =>
        {
            Some(Head::Told)
        }
        Precision::Minute | Precision::Day if around + behind == 0 && is_name(&blocks[before]) => Some(Head::Dated),
        _ => None,
    }
}

/// Words by which the head of a comment says that someone wrote.
const TELLING: [&str; 6] = ["commente", "ecrit", "dit", "soumis", "poste", "says"];

fn is_name(block: &Block) -> bool {
    block.words <= LONGEST_COMMENTER && block.sentences == 0 && !block.tag.is_heading() && !block.text.ends_with(':')
}

#[cfg(test)]
mod tests {
    use super::super::verdict::left_by;
    use super::*;

    const TEXT: &str =
        "<p>La passerelle du port a été rouverte lundi matin, après onze semaines de travaux, en présence.";

    /// Whether `thread` is dropped below the text.
    fn check(thread: &str, expected: bool) {
        let left = left_by(&(TEXT.repeat(6) + thread), drop).len();
        assert_eq!(left == 6, expected, "{thread}");
    }

    #[test]
    fn heads_that_say_that_someone_wrote() {
        let comment = "<p>gg a commenté :<p>Enfin une bonne nouvelle.";
        check(comment, false);
        check(&comment.repeat(2), true);
        check(&"<p>Soumis par gg, le lundi 3 mars 2025 à 15h46<p>Enfin une bonne nouvelle.".repeat(2), true);
    }

    #[test]
    fn dates_below_names() {
        let comment = "<p>gg<p>3 mars 2025<p>Enfin une bonne nouvelle.";
        check(&comment.repeat(3), false);
        check(&format!("{comment}<p>Répondre").repeat(2), true);
    }

    #[test]
    fn a_text_that_dates_its_entries_from_the_beginning_is_no_thread() {
        let entry = format!("<p>Soumis par gg, le 3 mars 2025 à 15h46{TEXT}");
        let left = left_by(&entry.repeat(3), drop);
        assert_eq!(left.len(), 6);
    }
}
