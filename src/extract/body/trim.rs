//! The ends of a text: titles, dates, signatures and labels above its first and below its last paragraph.

use super::signature::{ends_as_sentence, is_biography, is_signature};
use super::thresholds::{
    AROUND_BYLINE_DATE, LONGEST_BIOGRAPHY, LONGEST_BYLINE, LONGEST_LAST_LABEL, LONGEST_NAME, MOST_LAST_LINES,
    SHORTEST_FIRST_LINE, SHORTEST_HEADED_LEAD, TIMES_BEHIND_TITLE,
};
use super::verdict::{Reason, Verdict};
use crate::extract::dom::tags::Tag;
use crate::extract::lines::blocks::Block;
use crate::extract::lines::marks::Marks;
use crate::extract::lines::text::count_words;

/// Drops the text before the title, where most of the text comes behind it.
pub fn before_title(blocks: &[Block], title: Option<usize>, verdicts: &mut [Verdict]) {
    let Some(title) = title else { return };
    let words = |range: std::ops::Range<usize>| -> usize {
        range.filter(|&at| verdicts[at] == Verdict::Text).map(|at| blocks[at].words).sum()
    };
    if words(0..title) * TIMES_BEHIND_TITLE < words(title..blocks.len()) {
        for verdict in verdicts[..title].iter_mut().filter(|verdict| **verdict == Verdict::Text) {
            *verdict = Verdict::Dropped(Reason::Outside);
        }
    }
}

/// Drops the lines before the first paragraph that are no standfirst: dates, bylines, sections, counters.
pub fn start(blocks: &[Block], of: &impl Fn(&Block) -> Marks, verdicts: &mut [Verdict]) {
    for at in 0..blocks.len() {
        let block = &blocks[at];
        if verdicts[at] != Verdict::Text {
            continue;
        }
        if is_intertitle(blocks, at, verdicts) {
            return;
        }
        let verdict = &mut verdicts[at];
        if is_byline(block) {
            *verdict = Verdict::Dropped(Reason::Label);
            continue;
        }
        if block.is_prose()
            || (block.tag.is_heading() && block.words >= SHORTEST_HEADED_LEAD)
            || of(block).has(Marks::LEAD)
        {
            return;
        }
        if of(block).has(Marks::BYLINE.with(Marks::DATE)) || (block.words < SHORTEST_FIRST_LINE && block.sentences == 0)
        {
            *verdict = Verdict::Dropped(Reason::Label);
        }
    }
}

/// Whether a line is the first of the article's intertitles: a heading right above a paragraph, as another of its rank is
/// further down.
fn is_intertitle(blocks: &[Block], at: usize, verdicts: &[Verdict]) -> bool {
    let rank = blocks[at].tag;
    let above_prose = |at: usize| {
        blocks[at].tag == rank
            && verdicts[at] == Verdict::Text
            && blocks.get(at + 1).is_some_and(Block::is_prose)
            && verdicts[at + 1] == Verdict::Text
    };
    rank.is_heading() && rank != Tag::H1 && above_prose(at) && (at + 1..blocks.len()).any(above_prose)
}

/// Drops names, agencies' initials, dates, labels and the author's biography at the end of the text. More than a few
/// such lines are a list of the article's own: of signatories, of results.
pub fn end(blocks: &[Block], authors: &[String], verdicts: &mut [Verdict]) {
    let mut found = Vec::new();
    for at in (0..blocks.len()).rev().filter(|&at| verdicts[at] == Verdict::Text) {
        let block = &blocks[at];
        let reason = if block.tag.is_heading() {
            Reason::LoneHeading
        } else if matches!(block.tag, Tag::Li | Tag::Td | Tag::Th | Tag::Dd | Tag::Dt) {
            break;
        } else if is_signature(block, authors) || is_biography(block, authors) || presents_signer(blocks, at, verdicts)
        {
            Reason::Signature
        } else if is_byline(block) || block.words <= LONGEST_LAST_LABEL && !ends_as_sentence(&block.text) {
            Reason::Label
        } else {
            break;
        };
        if found.len() == MOST_LAST_LINES {
            return;
        }
        found.push((at, reason));
    }
    for (at, reason) in found {
        verdicts[at] = Verdict::Dropped(reason);
    }
}

/// Whether a line begins with a name and "est", and a line that signs the article has the name too.
fn presents_signer(blocks: &[Block], at: usize, verdicts: &[Verdict]) -> bool {
    let block = &blocks[at];
    let Some((name, _)) = block.text.split_once(" est ").filter(|_| block.words <= LONGEST_BIOGRAPHY) else {
        return false;
    };
    let words = || name.split(' ');
    let signs = |(block, verdict): (&Block, &Verdict)| {
        let left_out = match verdict {
            Verdict::Dropped(Reason::Part(part)) => part.has(Marks::BYLINE),
            verdict => matches!(verdict, Verdict::Dropped(Reason::Phrase | Reason::Label)),
        };
        left_out && block.words <= LONGEST_BYLINE && block.text.contains(name)
    };
    (2..=LONGEST_NAME).contains(&words().count())
        && words().all(|word| word.starts_with(char::is_uppercase))
        && blocks.iter().zip(verdicts).any(signs)
}

/// Drops the headings without text below them.
pub fn lone_headings(blocks: &[Block], verdicts: &mut [Verdict]) {
    let mut text_below = false;
    for (block, verdict) in blocks.iter().zip(verdicts).rev() {
        if *verdict != Verdict::Text {
            continue;
        }
        if block.tag.is_heading() {
            if !text_below {
                *verdict = Verdict::Dropped(Reason::LoneHeading);
            }
            text_below = false;
        } else {
            text_below = true;
        }
    }
}

/// Drops the line that follows the standfirst and says the same: one of the two is for narrow screens.
pub fn copies(blocks: &[Block], verdicts: &mut [Verdict]) {
    let mut before = None;
    for at in (0..blocks.len()).filter(|&at| !matches!(verdicts[at], Verdict::Dropped(_))).collect::<Vec<_>>() {
        let again = |before: usize| verdicts[before] == Verdict::Lead && blocks[before].text == blocks[at].text;
        if before.is_some_and(again) {
            verdicts[at] = Verdict::Dropped(Reason::Copy);
        } else {
            before = Some(at);
        }
    }
}

/// Whether a line holds a date and little else: "Par Noël Castagnet - Vendredi 7 octobre 2005".
fn is_byline(block: &Block) -> bool {
    block.words <= LONGEST_BYLINE
        && block.dates().first().is_some_and(|(range, _)| {
            count_words(&block.text[..range.start]) + count_words(&block.text[range.end..]) <= AROUND_BYLINE_DATE
        })
}

#[cfg(test)]
mod tests {
    use super::super::verdict::left_by;
    use super::*;

    const TEXT: &str = "La passerelle du port a été rouverte lundi matin, après onze semaines de travaux.";

    #[test]
    fn before_the_title() {
        let check = |html: &str, expected: &[&str]| {
            let left = left_by(html, |blocks, verdicts| {
                let title = blocks.iter().position(|block| block.tag == Tag::H1);
                before_title(blocks, title, verdicts);
            });
            assert_eq!(left, expected, "{html}");
        };
        check(&format!("<p>Port<h1>Le pont</h1><p>{TEXT}"), &["Le pont", TEXT]);
        check(&format!("<p>{TEXT}<h1>Le pont</h1><p>Port"), &[TEXT, "Le pont", "Port"]);
    }

    #[test]
    fn above_the_first_paragraph() {
        let check = |above: &str, expected: &[&str]| {
            let html = format!("{above}<p>{TEXT}<p>Fin");
            let left = left_by(&html, |blocks, verdicts| start(blocks, &|_| Marks::NONE, verdicts));
            assert_eq!(left, [expected, &[TEXT, "Fin"]].concat(), "{above}");
        };
        check("<p>Port de Brest", &[]);
        check("<p>Par Noël Castagnet - Vendredi 7 octobre 2005", &[]);
        check("<h2>Au port</h2>", &[]);
        let section = format!("<h2>Au port</h2><p>{TEXT}");
        check(&section.repeat(2), &["Au port", TEXT, "Au port", TEXT]);
        let lead = "Onze semaines de travaux et beaucoup de patience";
        check(&format!("<h2>{lead}</h2>"), &[lead]);
    }

    #[test]
    fn below_the_last_paragraph() {
        let check = |below: &str, expected: &[&str]| {
            let html = format!("<p>{TEXT}{below}");
            let left = left_by(&html, |blocks, verdicts| end(blocks, &["Odile Kermarec".to_owned()], verdicts));
            assert_eq!(left, [&[TEXT], expected].concat(), "{below}");
        };
        check("<p>Odile Kermarec", &[]);
        check("<p>(AFP)", &[]);
        check("<p>Odile Kermarec est journaliste et vit à Brest.<h3>Port</h3>", &[]);
        check("<p>Vendredi 7 octobre 2005", &[]);
        check("<p>Il rouvre.", &["Il rouvre."]);
        check("<ul><li>Odile Kermarec</ul>", &["Odile Kermarec"]);
        check(&"<p>Odile Kermarec".repeat(5), &["Odile Kermarec"; 5]);
    }

    #[test]
    fn copies_for_other_screens() {
        let check = |html: &str, first: Verdict, expected: &[&str]| {
            let left = left_by(html, |blocks, verdicts| {
                verdicts[0] = first;
                copies(blocks, verdicts);
            });
            assert_eq!(left, expected, "{html}");
        };
        check(&format!("<p>{TEXT}<p>{TEXT}<p>Fin"), Verdict::Lead, &["Fin"]);
        check(&format!("<p>{TEXT}<p>{TEXT}<p>Fin"), Verdict::Text, &[TEXT, TEXT, "Fin"]);
    }

    #[test]
    fn headings_without_text() {
        let check = |html: &str, expected: &[&str]| assert_eq!(left_by(html, lone_headings), expected, "{html}");
        check("<h2>Un</h2><h2>Deux</h2><p>Texte", &["Deux", "Texte"]);
        check("<p>Texte<h2>Un</h2>", &["Texte"]);
    }
}
