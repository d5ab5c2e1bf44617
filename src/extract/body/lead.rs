//! The standfirst (chapô): the lines between the title and the text that sum it up.

use super::thresholds::{
    ABOVE_TEXT, DESCRIBED, SHORTEST_DESCRIPTION, SHORTEST_FIRST_PARAGRAPH, SHORTEST_LEAD, SHORTEST_MARKED_LEAD,
    SHORTEST_UNPUNCTUATED_LEAD,
};
use super::verdict::Verdict;
use crate::extract::lines::blocks::Block;
use crate::extract::lines::captions;
use crate::extract::lines::marks::Marks;
use crate::extract::lines::text::says;
use crate::text::squeeze;

/// Finds the standfirst: the lines between the title and the text that the page marks as such or that its description
/// repeats, else the sentences that stand there. `of` gives the parts that a block stands in, `title` is the block of
/// the title, and `shown` is the squeezed title.
pub fn find(
    blocks: &[Block],
    of: &impl Fn(&Block) -> Marks,
    title: Option<usize>,
    shown: &str,
    descriptions: &[&str],
    verdicts: &mut [Verdict],
) {
    let Some(first) = verdicts.iter().position(|verdict| *verdict == Verdict::Text) else { return };
    let descriptions: Vec<String> = descriptions.iter().map(|it| squeeze(it)).collect();
    let described = |at: usize| descriptions.iter().any(|it| matches_description(&blocks[at].text, it));
    let small = Marks::BYLINE.with(Marks::TEASER).with(Marks::TAGS).with(Marks::SHARE);
    let speaks = |at: usize| {
        let block: &Block = &blocks[at];
        let noise = of(block).and(Marks::NOISE).without(small) != Marks::NONE;
        let again = says(&block.text, &block.folded, shown);
        !noise
            && !again
            && block.words >= SHORTEST_MARKED_LEAD
            && block.linked * 2 < block.words
            && !block.noise
            && !captions::is_credit(&block.text, &block.folded)
    };
    let start = match title {
        Some(title) if title < first => title + 1,
        _ => first.saturating_sub(ABOVE_TEXT),
    };
    let before = start..first;
    let marked = |at: &usize| speaks(*at) && (described(*at) || of(&blocks[*at]).has(Marks::LEAD));
    let sentence = |at: &usize| {
        let block = &blocks[*at];
        speaks(*at)
            && !of(block).has(Marks::NOISE)
            && block.words >= SHORTEST_LEAD
            && (block.sentences > 0 || block.words >= SHORTEST_UNPUNCTUATED_LEAD)
    };
    let mut lead: Vec<usize> = before.clone().filter(marked).collect();
    if title.is_some_and(|title| title < first) {
        if let Some(&last) = lead.last() {
            // A first paragraph may stand outside the element that holds the others.
            for at in (last + 1..first)
                .filter(|at| sentence(at) && blocks[*at].is_prose() && blocks[*at].words >= SHORTEST_FIRST_PARAGRAPH)
            {
                verdicts[at] = Verdict::Text;
            }
        } else {
            lead = before.filter(sentence).collect();
        }
    }
    if lead.is_empty() && of(&blocks[first]).has(Marks::LEAD) && !blocks[first].tag.is_heading() {
        lead.push(first);
    }
    for at in lead {
        verdicts[at] = Verdict::Lead;
    }
}

/// Whether a line is a description, which is squeezed, or the two begin alike: metadata cut descriptions short.
fn matches_description(line: &str, description: &str) -> bool {
    let line = squeeze(line);
    let shorter = line.len().min(description.len());
    shorter >= SHORTEST_DESCRIPTION
        && (line.starts_with(description) || description.starts_with(&line))
        && shorter * 100 >= line.len() * DESCRIBED
}

#[cfg(test)]
mod tests {
    use super::super::verdict::Reason;
    use super::*;

    const TEXT: &str = "La passerelle du port a été rouverte lundi matin, après onze semaines de travaux.";
    const LEAD: &str = "Onze semaines de travaux, un demi-million d'euros et beaucoup de patience.";

    /// The standfirst of a page with this between its title and its text, and this description.
    fn check(between: &str, description: &str, expected: Option<&str>) {
        let blocks = Block::of_page(&format!("<h1>Le pont rouvre</h1>{between}<p>{TEXT}"));
        let mut verdicts = vec![Verdict::Dropped(Reason::Outside); blocks.len()];
        *verdicts.last_mut().unwrap() = Verdict::Text;
        find(&blocks, &|block| block.inline, Some(0), "lepontrouvre", &[description], &mut verdicts);
        let lead = verdicts.iter().position(|verdict| *verdict == Verdict::Lead);
        assert_eq!(lead.map(|at| blocks[at].text.as_str()), expected, "{between}");
    }

    #[test]
    fn standfirsts() {
        check(&format!("<p>{LEAD}"), "", Some(LEAD));
        check(&format!("<p>Photo AFP<p>{LEAD}"), "", Some(LEAD));
        check("<p>Le pont rouvre", "", None);
        check("<p>Lire aussi : le port ferme pour deux jours entiers.", "", None);
        let short = "Onze semaines de travaux au vieux port";
        check(&format!("<p>{short}"), "", None);
        check(&format!("<p>{short}"), "Onze semaines de travaux au vieux port…", Some(short));
        check(&format!("<p><span class=chapo>{short}</span>"), "", Some(short));
    }

    #[test]
    fn descriptions() {
        let check = |line: &str, description: &str, expected: bool| {
            assert_eq!(matches_description(line, &squeeze(description)), expected, "{line}: {description}");
        };
        check(LEAD, LEAD, true);
        check(LEAD, "Onze semaines de travaux, un demi-million d'euros et…", true);
        check(LEAD, "Onze semaines de travaux", false);
        check(LEAD, "Le pont rouvre lundi, après onze semaines de travaux", false);
        check(&format!("{LEAD} {TEXT} {TEXT}"), LEAD, false);
    }
}
