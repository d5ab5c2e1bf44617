//! The verdict on a line: the article's standfirst, its text, or the reason why it is no part of the article.

use std::fmt;

#[cfg(test)]
use crate::extract::lines::blocks::Block;
use crate::extract::lines::marks::Marks;

/// The verdict on a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The line belongs to the standfirst.
    Lead,
    /// The line belongs to the text.
    Text,
    /// The line is no part of the article.
    Dropped(Reason),
}

/// Why a line is no part of the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It stands outside the part of the page that holds the article.
    Outside,
    /// The elements around it name a part that is not the article.
    Part(Marks),
    /// It is nothing but links.
    Links,
    /// It is noise: "Lire aussi", "Publié le", "Inscrivez-vous".
    Phrase,
    /// It stands below a heading below which no article goes on: "Vos réactions", "Bibliographie".
    Ending,
    /// The title again.
    Title,
    /// The line before again, for another screen.
    Copy,
    /// A heading without a text below it.
    LoneHeading,
    /// The author's name or biography.
    Signature,
    /// The caption or the credit of a picture.
    Credit,
    /// It belongs to the comments below the article.
    Comments,
    /// A label, too short to be a paragraph where it stands.
    Label,
}

/// `lead`, `text`, or why it was dropped.
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = match self {
            Self::Lead => return f.write_str("lead"),
            Self::Text => return f.write_str("text"),
            Self::Dropped(reason) => reason,
        };
        f.write_str(match reason {
            Reason::Outside => "dropped: outside the article's part of the page",
            Reason::Part(marks) => return write!(f, "dropped: {marks}"),
            Reason::Links => "dropped: nothing but links",
            Reason::Phrase => "dropped: points elsewhere, dates, signs or sells",
            Reason::Ending => "dropped: under a heading after which no article goes on",
            Reason::Title => "dropped: the title again",
            Reason::Copy => "dropped: the line before again",
            Reason::LoneHeading => "dropped: a heading without text",
            Reason::Signature => "dropped: the signature",
            Reason::Credit => "dropped: the source of a picture",
            Reason::Comments => "dropped: what readers wrote",
            Reason::Label => "dropped: a label",
        })
    }
}

/// The lines of a page that a step leaves where all were text before: for the tests of the steps.
#[cfg(test)]
pub fn left_by(html: &str, step: impl FnOnce(&[Block], &mut [Verdict])) -> Vec<String> {
    let blocks = Block::of_page(html);
    let mut verdicts = vec![Verdict::Text; blocks.len()];
    step(&blocks, &mut verdicts);
    let left = blocks.into_iter().zip(verdicts).filter(|(_, verdict)| *verdict == Verdict::Text);
    left.map(|(block, _)| block.text).collect()
}
