//! The article's own text among a page's blocks: which are kept, as what, and why the others are not.

use std::fmt;

use memchr::memmem;

use crate::date::Precision;
use crate::date::context::Context;
use crate::date::written;
use crate::extract::dom::attributes::Attribute;
use crate::extract::dom::tags::Tag;
use crate::extract::dom::tree::{NodeId, Tree};
use crate::extract::lines::blocks::{Block, count_words, is_alphanumeric};
use crate::extract::lines::phrases;
use crate::extract::lines::vocabulary::Marks;

/// What becomes of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Lead,
    Text,
    Dropped(Reason),
}

/// Why a block is no part of the article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It stands outside the part of the page that holds the article.
    Outside,
    /// The elements around it name a part that is not the article.
    Part(Marks),
    /// It is nothing but links.
    Links,
    /// It says what no article says: "Lire aussi", "Publié le", "Inscrivez-vous".
    Phrase,
    /// It follows a heading after which no article goes on: "Vos réactions", "Bibliographie".
    Ending,
    /// The title again.
    Title,
    /// A heading without a text below it.
    LoneHeading,
    /// The author's name, or who that is.
    Signature,
    /// The source of a picture, and what the picture shows.
    Credit,
    /// What readers wrote below the article.
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
            Reason::LoneHeading => "dropped: a heading without text",
            Reason::Signature => "dropped: the signature",
            Reason::Credit => "dropped: the source of a picture",
            Reason::Comments => "dropped: what readers wrote",
            Reason::Label => "dropped: a label",
        })
    }
}

/// What is known of the article before its text is looked for.
pub struct Clues<'c> {
    pub title: &'c str,
    /// The texts by which the page's metadata sums up the article.
    pub descriptions: &'c [&'c str],
    /// The authors that the metadata name.
    pub authors: &'c [String],
}

/// What is known of a page's blocks once they are judged.
pub struct Judged {
    /// One a block.
    pub verdicts: Vec<Verdict>,
    /// What the elements around each node name.
    pub marks: Vec<Marks>,
    /// The block that shows the title.
    pub title: Option<usize>,
}

/// Judges a page's blocks. Where the words of classes leave next to nothing of a page that has text, they mislead, and
/// are not listened to.
pub fn judge(tree: &Tree, blocks: &[Block], own: &[Marks], clues: &Clues) -> Judged {
    let judged = judge_by(tree, blocks, own, clues);
    let prose: usize = blocks.iter().filter(|block| block.is_prose()).map(|block| block.words).sum();
    if words_kept(blocks, &judged) >= 40 || prose < 120 {
        return judged;
    }
    let again = judge_by(tree, blocks, &crate::extract::lines::blocks::own_marks(tree, false), clues);
    if words_kept(blocks, &again) >= 80 { again } else { judged }
}

/// The words of the article.
pub fn words_kept(blocks: &[Block], judged: &Judged) -> usize {
    let kept = blocks.iter().zip(&judged.verdicts).filter(|(_, verdict)| !matches!(verdict, Verdict::Dropped(_)));
    kept.map(|(block, _)| block.words).sum()
}

fn judge_by(tree: &Tree, blocks: &[Block], own: &[Marks], clues: &Clues) -> Judged {
    let title_block = title_block(blocks, clues.title);
    let marks = effective_marks(tree, blocks, own, title_block);
    let of = |block: &Block| marks[block.node].with(block.inline);
    let article = container(tree, blocks, &of, title_block);
    let within = |block: &Block| tree.holds(article, block.node);

    let shown = squeeze(clues.title);
    let mut verdicts: Vec<Verdict> = blocks
        .iter()
        .map(|block| if within(block) { inside(block, of(block), &shown) } else { Verdict::Dropped(Reason::Outside) })
        .collect();
    drop_before_title(blocks, title_block, &mut verdicts);
    trim_start(blocks, &of, &mut verdicts);
    drop_endings(blocks, &mut verdicts);
    drop_comments(blocks, &mut verdicts);
    drop_teasers(blocks, &mut verdicts);
    drop_pointers(blocks, &mut verdicts);
    trim_end(blocks, clues.authors, &mut verdicts);
    drop_lone_headings(blocks, &mut verdicts);
    find_lead(blocks, &of, title_block, clues, &mut verdicts);
    Judged { verdicts, marks, title: title_block }
}

/// The block that shows the title: a heading that says it, or else the first block that does.
fn title_block(blocks: &[Block], title: &str) -> Option<usize> {
    let wanted = squeeze(title);
    let says = |block: &Block| says(&block.text, &wanted);
    blocks
        .iter()
        .position(|block| block.tag == Tag::H1 && says(block))
        .or_else(|| blocks.iter().position(|block| block.tag.is_heading() && says(block)))
        .or_else(|| blocks.iter().position(|block| block.tag == Tag::H1))
        .or_else(|| blocks.iter().position(says))
}

/// Letters and digits in lower case: what two spellings of one line share.
pub fn squeeze(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            squeezed.push(c.to_ascii_lowercase());
        } else if matches!(c, 'à'..='ö' | 'ø'..='ÿ') {
            squeezed.push(c);
        } else if !c.is_ascii() && is_alphanumeric(c) {
            squeezed.extend(c.to_lowercase());
        }
    }
    squeezed
}

/// Whether a line is a text that `squeeze` made, looked at only where their lengths allow.
fn says(line: &str, squeezed: &str) -> bool {
    line.len() >= squeezed.len() && line.len() <= 2 * squeezed.len() + 16 && squeeze(line) == squeezed
}

/// What the elements around each node name. An element that holds the title or most of the page's text is the frame
/// of the article, whatever its classes say of what else it holds ("has-sidebar", "with-comments").
fn effective_marks(tree: &Tree, blocks: &[Block], own: &[Marks], title: Option<usize>) -> Vec<Marks> {
    let prose = sums(tree, blocks.iter().filter(|block| block.is_prose()).map(|block| (block.node, block.words)));
    let linked = sums(tree, blocks.iter().map(|block| (block.node, block.linked)));
    let total = prose[0].max(1);
    let title = title.map(|at| blocks[at].node);
    let mut marks = own.to_vec();
    for node in 0..tree.len() {
        let holds_title = title.is_some_and(|title| tree.holds(node, title));
        let frame = holds_title || prose[node] * 5 > total * 2;
        // No standfirst holds the article ("text-with-summary").
        if prose[node] > 150 {
            marks[node] = marks[node].without(Marks::LEAD);
        }
        // What names a date, a signature or a share bar holds no two paragraphs.
        if prose[node] > 100 {
            let small = Marks::BYLINE.with(Marks::SHARE).with(Marks::TAGS).with(Marks::DATE).with(Marks::PAYWALL);
            marks[node] = marks[node].without(small);
        }
        // What points to other articles holds links.
        if linked[node] == 0 && prose[node] > 0 {
            marks[node] = marks[node].without(Marks::TEASER.with(Marks::RELATED));
        }
        // "article-content paywall": a part of the article that is for sale.
        if own[node].has(Marks::BODY) && prose[node] > 60 {
            let styles =
                Marks::PROMOTION.with(Marks::PAYWALL).with(Marks::ASIDE).with(Marks::TEASER).with(Marks::EMBED);
            marks[node] = marks[node].without(styles);
        }
        if frame && own[node].has(Marks::NOISE) {
            let comments = own[node].has(Marks::COMMENT) && !holds_title && prose[node] * 10 < total * 9;
            marks[node] = marks[node].without(Marks::NOISE);
            if comments {
                marks[node] = marks[node].with(Marks::COMMENT);
            }
        }
        if let Some(parent) = tree.parent(node) {
            // A quote set off as a figure is none.
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

/// The element in which the words of paragraphs most outweigh the words of anything else: each element is worth the
/// sum over its blocks, and of two worth the same the inner one is taken.
fn container(tree: &Tree, blocks: &[Block], of: &impl Fn(&Block) -> Marks, title: Option<usize>) -> NodeId {
    let teasers = teasers(blocks);
    let worth = |(at, block): (usize, &Block)| -> i64 {
        let words = 10 * block.words as i64;
        let marks = of(block);
        if marks.has(Marks::NOISE) || block.noise {
            -words / 20
        } else if teasers[at] {
            -words / 2
        } else if block.is_prose() {
            words
        } else if block.linked * 2 > block.words {
            -words / 2
        } else {
            -words / 10
        }
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
    let after = if total_after * 3 > total { after } else { 0 };
    for (at, block) in blocks.iter().enumerate() {
        worths[block.node] += if at >= after { each[at] } else { each[at].min(0) };
    }
    for node in (1..tree.len()).rev() {
        if let Some(parent) = tree.parent(node) {
            worths[parent] += worths[node];
        }
    }
    let mut node = (0..tree.len()).max_by_key(|&node| (worths[node], node)).unwrap_or(0);
    // What a further element adds to one that has nearly all is mostly not the article's.
    while let Some(child) = tree.children(node).max_by_key(|&child| worths[child])
        && worths[child] > 0
        && worths[child] * 4 >= worths[node] * 3
        && !is_text_part(tree.tag(child))
        && !tree.children(node).any(|other| {
            other != child && worths[other] > 0 && (is_text_part(tree.tag(other)) || are_alike(tree, child, other))
        })
    {
        node = child;
    }
    node
}

/// What stands in a text and not around one.
fn is_text_part(tag: Tag) -> bool {
    matches!(tag, Tag::P | Tag::Ul | Tag::Ol | Tag::Dl | Tag::Li | Tag::Blockquote | Tag::Pre) || tag.is_heading()
}

/// Whether two elements are parts of one thing.
fn are_alike(tree: &Tree, one: NodeId, other: NodeId) -> bool {
    let class = |node| tree.attribute(node, Attribute::Class);
    tree.tag(one) == tree.tag(other)
        && (tree.tag(one) == Tag::P || class(one).is_some_and(|it| class(other) == Some(it)))
}

/// Which blocks are the teasers of other articles: those right below a heading that is a link.
fn teasers(blocks: &[Block]) -> Vec<bool> {
    let mut teasers = vec![false; blocks.len()];
    let mut below = 0;
    for (at, block) in blocks.iter().enumerate() {
        let linked = block.linked * 10 > block.words * 7;
        if block.tag.is_heading() {
            below = if linked && block.words >= 4 { 3 } else { 0 };
        } else if below > 0 {
            teasers[at] = true;
            below = if block.is_prose() { 0 } else { below - 1 };
        }
    }
    teasers
}

/// The verdict on a block inside the container, by itself.
fn inside(block: &Block, marks: Marks, title: &str) -> Verdict {
    let drop = |reason| Verdict::Dropped(reason);
    let part = marks.and(Marks::NOISE);
    if part != Marks::NONE {
        return drop(Reason::Part(part));
    }
    if says(&block.text, title) {
        return drop(Reason::Title);
    }
    if block.noise {
        return drop(Reason::Phrase);
    }
    if block.linked * 10 > block.words * 7 {
        return drop(Reason::Links);
    }
    let labelled = matches!(block.tag, Tag::Div | Tag::Td | Tag::Th | Tag::Dd | Tag::Dt);
    if block.words == 0 || labelled && block.words < 6 && block.sentences == 0 {
        return drop(Reason::Label);
    }
    if block.words <= 45 && block.sentences <= 3 && phrases::is_caption(&block.text) {
        return drop(Reason::Credit);
    }
    Verdict::Text
}

/// Drops what stands before the title, where most of the text comes after it.
fn drop_before_title(blocks: &[Block], title: Option<usize>, verdicts: &mut [Verdict]) {
    let Some(title) = title else { return };
    let words = |range: std::ops::Range<usize>| -> usize {
        range.filter(|&at| verdicts[at] == Verdict::Text).map(|at| blocks[at].words).sum()
    };
    if words(0..title) * 3 < words(title..blocks.len()) {
        for verdict in verdicts[..title].iter_mut().filter(|verdict| **verdict == Verdict::Text) {
            *verdict = Verdict::Dropped(Reason::Outside);
        }
    }
}

/// Drops what stands before the first paragraph and is no standfirst: dates, bylines, sections, counters.
fn trim_start(blocks: &[Block], of: &impl Fn(&Block) -> Marks, verdicts: &mut [Verdict]) {
    for (block, verdict) in blocks.iter().zip(verdicts) {
        if *verdict != Verdict::Text {
            continue;
        }
        if is_byline(block) {
            *verdict = Verdict::Dropped(Reason::Label);
            continue;
        }
        if block.is_prose() || (block.tag.is_heading() && block.words >= 8) || of(block).has(Marks::LEAD) {
            return;
        }
        if of(block).has(Marks::BYLINE.with(Marks::DATE)) || (block.words < 6 && block.sentences == 0) {
            *verdict = Verdict::Dropped(Reason::Label);
        }
    }
}

/// Whether a line holds a date and little else: "Par Noël Castagnet - Vendredi 7 octobre 2005".
fn is_byline(block: &Block) -> bool {
    block.words <= 20
        && written::find(&block.text, &Context::default()).first().is_some_and(|(range, _)| {
            count_words(&block.text[..range.start]) + count_words(&block.text[range.end..]) <= 6
        })
}

/// Drops what stands under "Vos réactions" or "Bibliographie", once most of the text is past. After notes and sources
/// an article may go on under a heading of the same rank.
fn drop_endings(blocks: &[Block], verdicts: &mut [Verdict]) {
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
            let room = past * 2 > total || past >= 80 && block.text.contains(|c: char| c.is_ascii_digit());
            ended = (room && phrases::is_ending(&block.text, &block.folded))
                || (past > 0 && phrases::is_paywall(&block.text, &block.folded));
            let of_rank = |notes: Tag| notes.is_heading() && block.tag.is_heading() && block.tag as u8 <= notes as u8;
            let resumes = notes.is_some_and(of_rank) && total - past >= 100;
            if past * 2 > total && phrases::is_references(&block.text, &block.folded) {
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

/// Drops a thread of comments that nothing names: from the first of at least two lines below the text that say who
/// wrote when. Where they hold but a date, with a name above, the thread has to offer to answer, for agendas and
/// tables of results have such lines too.
fn drop_comments(blocks: &[Block], verdicts: &mut [Verdict]) {
    /// A live report and a chronicle date their entries too, from their beginning.
    const TEXT_BEFORE: usize = 80;
    let elsewhere = Marks::TEASER.with(Marks::RELATED).with(Marks::NAVIGATION).with(Marks::ASIDE);
    let mut past = 0;
    let mut heads = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        let apart = match verdicts[at] {
            Verdict::Dropped(Reason::Part(part)) => part.has(elsewhere),
            verdict => verdict == Verdict::Dropped(Reason::Outside),
        };
        if past >= TEXT_BEFORE
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
        || blocks[first..].iter().filter(|block| phrases::offers_to_answer(&block.text, &block.folded)).count();
    if told < 2 && (heads.len() < 2 || answers() < 2) {
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
    /// "gg a commenté :", "Soumis par gg, le lundi 3 mars 2025 à 15h46"
    Told,
    /// A date, and above it a name.
    Dated,
}

/// What a line is to the comment below it. The date below the title of another article is nothing to it.
fn comment_head(blocks: &[Block], at: usize, verdicts: &[Verdict]) -> Option<Head> {
    let (block, before) = (&blocks[at], at.checked_sub(1)?);
    let below_title = verdicts[before] == Verdict::Dropped(Reason::Links) && blocks[before].words >= 4;
    if block.tag.is_heading() || block.words > 16 || below_title {
        return None;
    }
    let tells = |folded: &str| folded.split(' ').any(|word| TELLING.contains(&word));
    if block.words <= 8 && block.text.ends_with(':') && tells(&block.folded) {
        return Some(Head::Told);
    }
    let (range, moment) = written::find(&block.text, &Context::default()).into_iter().next()?;
    let (around, behind) = (count_words(&block.text[..range.start]), count_words(&block.text[range.end..]));
    match moment.precision {
        Precision::Minute if around <= 8 && behind <= 4 && tells(&phrases::fold(&block.text[..range.start], 120)) => {
            Some(Head::Told)
        }
        Precision::Minute | Precision::Day if around + behind == 0 && is_name(&blocks[before]) => Some(Head::Dated),
        _ => None,
    }
}

/// How a comment's head says that someone wrote.
const TELLING: [&str; 6] = ["commente", "ecrit", "dit", "soumis", "poste", "says"];

fn is_name(block: &Block) -> bool {
    block.words <= 5 && block.sentences == 0 && !block.tag.is_heading() && !block.text.ends_with(':')
}

/// Drops the teasers of other articles at the end of the text: at least three paragraphs each of which has a link above
/// it, or two below headings that are links. What is more than half of the text is no list of teasers.
fn drop_teasers(blocks: &[Block], verdicts: &mut [Verdict]) {
    let is_title = |at: usize| blocks[at].words >= 4 && verdicts[at] == Verdict::Dropped(Reason::Links);
    let teasers = teasers(blocks);
    let texts: Vec<usize> = (0..blocks.len()).filter(|&at| verdicts[at] == Verdict::Text).collect();
    let words = |texts: &[usize]| texts.iter().map(|&at| blocks[at].words).sum::<usize>();
    let below = |at: usize| teasers[at] || (at.saturating_sub(2)..at).any(is_title);
    let tail = texts.iter().rev().take_while(|&&at| below(at)).count();
    let tail = &texts[texts.len() - tail..];
    let enough = tail.len() >= 3 || tail.len() == 2 && tail.iter().all(|&at| teasers[at]);
    if enough && words(tail) * 2 <= words(&texts) {
        for &at in tail {
            verdicts[at] = Verdict::Dropped(Reason::Part(Marks::TEASER));
        }
    }
}

/// Drops the lists under "Lire aussi :" and the labels above dropped links.
fn drop_pointers(blocks: &[Block], verdicts: &mut [Verdict]) {
    let mut pointing = false;
    for at in 0..blocks.len() {
        let block = &blocks[at];
        match verdicts[at] {
            Verdict::Dropped(Reason::Phrase) => pointing = block.words <= 8,
            Verdict::Text if pointing && block.linked > 0 && block.words < 30 => {
                verdicts[at] = Verdict::Dropped(Reason::Links);
            }
            Verdict::Text => pointing = false,
            _ => {}
        }
    }
    for at in 1..blocks.len() {
        let label = blocks[at - 1].words <= 8 && blocks[at - 1].sentences == 0 && !blocks[at - 1].tag.is_heading();
        if verdicts[at] == Verdict::Dropped(Reason::Links) && verdicts[at - 1] == Verdict::Text && label {
            verdicts[at - 1] = Verdict::Dropped(Reason::LoneHeading);
        }
    }
}

/// Drops the headings that no kept text follows.
fn drop_lone_headings(blocks: &[Block], verdicts: &mut [Verdict]) {
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

const SENTENCE_ENDS: [char; 7] = ['.', '!', '?', '…', '»', '"', ':'];

/// Drops names, agencies' initials, dates and labels at the end of the text, and who the author is. More than a few such
/// lines are a list of the article's own: of signatories, of results.
fn trim_end(blocks: &[Block], authors: &[String], verdicts: &mut [Verdict]) {
    const FEW: usize = 4;
    let mut found = Vec::new();
    for at in (0..blocks.len()).rev().filter(|&at| verdicts[at] == Verdict::Text) {
        let block = &blocks[at];
        let reason = if block.tag.is_heading() {
            Reason::LoneHeading
        } else if matches!(block.tag, Tag::Li | Tag::Td | Tag::Th | Tag::Dd | Tag::Dt) {
            break;
        } else if is_signature(block, authors) || is_biography(block, authors) {
            Reason::Signature
        } else if is_byline(block) || block.words <= 3 && !block.text.ends_with(SENTENCE_ENDS) {
            Reason::Label
        } else {
            break;
        };
        if found.len() == FEW {
            return;
        }
        found.push((at, reason));
    }
    for (at, reason) in found {
        verdicts[at] = Verdict::Dropped(reason);
    }
}

/// "Odile Kermarec", "(AFP)", "Le Quai avec AFP", "Odile Kermarec (à Brest)", "abc-def/gh".
fn is_signature(block: &Block, authors: &[String]) -> bool {
    let text = block.text.split(['(', '[']).find(|part| !part.trim().is_empty()).unwrap_or_default();
    let text = text.trim_matches([')', '.', ' ', '-', '–', '/', ',', ']']);
    if block.words > 12 || block.text.ends_with(SENTENCE_ENDS) && !block.text.ends_with('.') {
        return false;
    }
    let squeezed = squeeze(text);
    if authors.iter().any(|author| squeeze(author) == squeezed) {
        return true;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let capital = |word: &&str| word.starts_with(char::is_uppercase);
    let small =
        |word: &&str| matches!(*word, "avec" | "et" | "de" | "du" | "des" | "la" | "le" | "d" | "&" | "/" | "par");
    let name = words.len() <= 4 && words.iter().all(capital);
    let names = words.len() <= 8
        && words.iter().all(|word| capital(word) || small(word))
        && words.iter().any(|word| matches!(*word, "AFP" | "Reuters" | "AP" | "Belga" | "ATS" | "APS" | "MAP" | "TAP"));
    // How the desks of the agencies sign.
    let initials = words.len() == 1
        && text.contains(['-', '/'])
        && block.words >= 2
        && text.len() <= 24
        && text
            .split(['-', '/'])
            .all(|part| (2..=5).contains(&part.len()) && part.chars().all(|c| c.is_ascii_lowercase()));
    name || names || initials
}

/// "Odile Kermarec est journaliste et vit à Brest."
fn is_biography(block: &Block, authors: &[String]) -> bool {
    let of = |author: &String| {
        let says = format!("{author} est ");
        let twice = author.len() * 2 + 4;
        let beginning = &block.text.as_bytes()[..block.text.len().min(twice + says.len())];
        author.contains(' ') && memmem::find(beginning, says.as_bytes()).is_some()
    };
    block.words <= 120 && authors.iter().any(of)
}

/// The standfirst: what the page marks as such between the title and the text, or what its description repeats, or
/// else the sentences that stand there.
fn find_lead(
    blocks: &[Block],
    of: &impl Fn(&Block) -> Marks,
    title: Option<usize>,
    clues: &Clues,
    verdicts: &mut [Verdict],
) {
    let Some(first) = verdicts.iter().position(|verdict| *verdict == Verdict::Text) else { return };
    let shown = squeeze(clues.title);
    let descriptions: Vec<String> = clues.descriptions.iter().map(|it| squeeze(it)).collect();
    let described = |at: usize| descriptions.iter().any(|it| matches_description(&blocks[at].text, it));
    let small = Marks::BYLINE.with(Marks::TEASER).with(Marks::TAGS).with(Marks::SHARE);
    let speaks = |at: usize| {
        let block: &Block = &blocks[at];
        let noise = of(block).and(Marks::NOISE).without(small) != Marks::NONE;
        let again = says(&block.text, &shown);
        !noise
            && !again
            && block.words >= 5
            && block.linked * 2 < block.words
            && !block.noise
            && !phrases::is_credit(&block.text)
    };
    let start = match title {
        Some(title) if title < first => title + 1,
        _ => first.saturating_sub(8),
    };
    let before = start..first;
    let marked = |at: &usize| speaks(*at) && (described(*at) || of(&blocks[*at]).has(Marks::LEAD));
    let sentence = |at: &usize| {
        let block = &blocks[*at];
        speaks(*at) && !of(block).has(Marks::NOISE) && block.words >= 10 && (block.sentences > 0 || block.words >= 20)
    };
    let mut lead: Vec<usize> = before.clone().filter(marked).collect();
    if title.is_some_and(|title| title < first) {
        if let Some(&last) = lead.last() {
            // A first paragraph may stand outside the element that holds the others.
            for at in (last + 1..first).filter(|at| sentence(at) && blocks[*at].is_prose() && blocks[*at].words >= 25) {
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

/// Whether a line is the description, which is squeezed, or the part of it that the metadata keep.
fn matches_description(line: &str, description: &str) -> bool {
    let line = squeeze(line);
    let shorter = line.len().min(description.len());
    shorter >= 30 && (line.starts_with(description) || description.starts_with(&line)) && shorter * 10 >= line.len() * 5
}
