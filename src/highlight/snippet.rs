//! Snippets: the sentences of an article that show best why it was found.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;

use rustc_hash::FxHashMap;
use unicode_segmentation::UnicodeSegmentation;

use super::matches::{self, Place};
use super::pattern::Sought;
use super::sentences::sentences;
use crate::engine::shown::Marked;

/// The whole of `text`, with its matches.
pub fn mark(text: &str, sought: &Sought) -> Marked {
    let mut line = Marked::default();
    push(&mut line, text, 0..text.len(), &matches::places(text, sought));
    line
}

/// About `width` characters of `text`: the sentences that show most of the patterns, whole where they fit, and those
/// around them; nothing if `width` is 0.
pub fn snippet(text: &str, sought: &Sought, width: usize) -> Marked {
    let mut line = Marked::default();
    if width == 0 {
        return line;
    }
    let text = matches::beginning(text);
    let places = matches::places(text, sought);
    let sentences = sentences(text, &places);
    let mut shown_to = 0;
    for piece in choose(text, &sentences, &places, width) {
        let follows = text[shown_to..piece.start].trim().is_empty();
        let begins = sentences.iter().any(|sentence| sentence.start == piece.start);
        match (line.text.is_empty(), follows, begins) {
            (true, _, true) => {}
            (true, _, false) => line.text.push('…'),
            (false, true, _) => line.text.push(' '),
            (false, false, _) => line.text.push_str(" … "),
        }
        shown_to = piece.end;
        push(&mut line, text, piece, &places);
    }
    if !sentences.iter().any(|sentence| sentence.end == shown_to) && shown_to > 0 {
        line.text.push('…');
    }
    line
}

/// What is shown of `text`, in order: sentence by sentence the one that shows most patterns not shown yet, then what
/// stands beside them, as long as there is room.
fn choose(text: &str, sentences: &[Range<usize>], places: &[Place], width: usize) -> Vec<Range<usize>> {
    let lengths: Vec<usize> = sentences.iter().map(|sentence| text[sentence.clone()].chars().count()).collect();
    let inside = |n: usize| {
        let from = places.partition_point(|place| place.bytes.start < sentences[n].start);
        let to = places.partition_point(|place| place.bytes.start < sentences[n].end);
        &places[from..to]
    };
    let patterns_in = |n: usize| inside(n).iter().map(|place| place.pattern).collect::<BTreeSet<usize>>();
    let patterns: Vec<(BTreeSet<usize>, usize)> =
        (0..sentences.len().min(MOST_SENTENCES)).map(|n| (patterns_in(n), inside(n).len())).collect();
    let (mut chosen, mut pieces, mut shown) = (BTreeSet::new(), Vec::new(), BTreeSet::new());
    let mut room = width;
    loop {
        let telling = |n: &usize| {
            let (patterns, places) = &patterns[*n];
            (patterns.difference(&shown).count(), lengths[*n] <= room, *places, Reverse(*n))
        };
        let best = (0..patterns.len()).filter(|n| !chosen.contains(n)).max_by_key(telling);
        let Some(best) = best.filter(|n| pieces.is_empty() || telling(n).0 > 0) else { break };
        if lengths[best] > room {
            // Too little of a sentence tells nothing.
            if room >= width / 3 {
                pieces.push(part(text, sentences[best].clone(), inside(best), room));
                room = 0;
            }
            break;
        }
        shown.extend(inside(best).iter().map(|place| place.pattern));
        chosen.insert(best);
        pieces.push(sentences[best].clone());
        room = room.saturating_sub(lengths[best] + 3);
    }
    while let Some(beside) = chosen
        .iter()
        .map(|n| n + 1)
        .chain(chosen.iter().filter_map(|n| n.checked_sub(1)))
        .find(|n| *n < sentences.len() && !chosen.contains(n) && lengths[*n] <= room)
    {
        chosen.insert(beside);
        pieces.push(sentences[beside].clone());
        room = room.saturating_sub(lengths[beside] + 1);
    }
    pieces.sort_by_key(|piece| piece.start);
    pieces
}

/// Among so many sentences those are chosen that are shown.
const MOST_SENTENCES: usize = 10_000;

/// About `width` characters of a sentence that is longer, around its densest matches; from clause to clause if that is
/// near, else from word to word.
fn part(text: &str, sentence: Range<usize>, places: &[Place], width: usize) -> Range<usize> {
    let window = densest(text, places, width).unwrap_or(sentence.start..sentence.start);
    let room = width.saturating_sub(text[window.clone()].chars().count());
    // A third of what is left is for what follows the matches, if there is so much.
    let back = room - text[window.end..sentence.end].chars().take(room / 3).count();
    let before = &text[sentence.start..window.start];
    let near = before.char_indices().rev().take(back).last().map_or(before.len(), |(at, _)| at);
    let start = match &before[near..] {
        _ if near == 0 => 0,
        reach => near + clause_start(reach).or_else(|| word_start(reach)).unwrap_or(reach.len()),
    };
    let start = sentence.start + start;
    let length = text[start..sentence.end].grapheme_indices(true).nth(width).map(|(at, _)| at);
    let Some(furthest) = length.map(|length| (start + length).max(window.end)) else { return start..sentence.end };
    let after = &text[window.end..furthest];
    let end = clause_end(after).filter(|end| *end >= after.len() / 2);
    let end = end.or_else(|| after.rfind(char::is_whitespace)).unwrap_or(after.len());
    start..window.end + end
}

/// The stretch from one match to another, no longer than `width`, that shows most patterns; then most matches; the
/// first of equals.
fn densest(text: &str, places: &[Place], width: usize) -> Option<Range<usize>> {
    let (mut best, mut most) = (None, (0, 0));
    let mut last = 0;
    // How many matches of each pattern the stretch has.
    let mut patterns = FxHashMap::<usize, usize>::default();
    for (n, first) in places.iter().enumerate() {
        let start = first.bytes.start;
        let fits = |place: &Place| text[start..place.bytes.end.max(start)].chars().nth(width).is_none();
        while last < places.len() && (last == n || fits(&places[last])) {
            *patterns.entry(places[last].pattern).or_default() += 1;
            last += 1;
        }
        if (patterns.len(), last - n) > most {
            most = (patterns.len(), last - n);
            best = Some(start..places[n..last].iter().map(|place| place.bytes.end).max().unwrap_or(start));
        }
        if let Some(matches) = patterns.get_mut(&first.pattern) {
            *matches -= 1;
            if *matches == 0 {
                patterns.remove(&first.pattern);
            }
        }
    }
    best
}

/// Where the first clause of `text` begins that is not cut.
fn clause_start(text: &str) -> Option<usize> {
    let (at, mark) = [", ", "; ", ": ", " – ", " — "].iter().filter_map(|mark| Some((text.find(mark)?, mark))).min()?;
    Some(at + mark.len())
}

/// Where the last clause of `text` ends that is not cut.
fn clause_end(text: &str) -> Option<usize> {
    [", ", " ; ", " – ", " — "].iter().filter_map(|mark| text.rfind(mark)).max()
}

/// Where the second word of `text` begins, since the first may have been cut.
fn word_start(text: &str) -> Option<usize> {
    let (at, c) = text.char_indices().find(|(_, c)| c.is_whitespace())?;
    Some(at + c.len_utf8())
}

/// Appends a piece of `text`, its matches marked. A match that begins within another is one with it.
fn push(line: &mut Marked, text: &str, piece: Range<usize>, places: &[Place]) {
    let mut from = piece.start;
    let first = places.partition_point(|place| place.bytes.start < piece.start);
    for place in places[first..].iter().take_while(|place| place.bytes.start < piece.end) {
        let Range { start, end } = place.bytes;
        if end <= from || end > piece.end {
            continue;
        }
        let joins = start < from;
        push_line(&mut line.text, &text[from..start.max(from)]);
        let marked_from = line.text.len();
        push_line(&mut line.text, &text[start.max(from)..end]);
        match line.marks.last_mut() {
            Some(last) if joins => last.end = line.text.len(),
            _ => line.marks.push(marked_from..line.text.len()),
        }
        from = end;
    }
    push_line(&mut line.text, &text[from..piece.end]);
    line.text.truncate(line.text.trim_end().len());
}

/// Appends `text` with each run of white space as one space.
fn push_line(line: &mut String, text: &str) {
    for c in text.chars() {
        if !c.is_whitespace() {
            line.push(c);
        } else if !line.ends_with(' ') && !line.is_empty() {
            line.push(if c == '\u{a0}' || c == '\u{202f}' { c } else { ' ' });
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::pattern::Pattern;
    use super::*;
    use crate::analysis;

    /// Patterns as `compile` makes them: one word each or, with spaces, a phrase.
    fn sought(words: &[&str]) -> Sought {
        let word = |word: &str| Pattern::Word(analysis::tokens(word).into_iter().map(|token| token.stem).collect());
        let pattern = |text: &&str| match text.contains(' ') {
            true => Pattern::Group { parts: text.split(' ').map(word).collect(), slop: 0, ordered: true },
            false => word(text),
        };
        words.iter().map(pattern).collect::<Vec<_>>().into()
    }

    fn bracketed(Marked { mut text, marks }: Marked) -> String {
        for mark in marks.iter().rev() {
            text.insert(mark.end, ']');
            text.insert(mark.start, '[');
        }
        text
    }

    #[test]
    fn what_matches_is_marked() {
        let check = |text: &str, words: &[&str], expected: &str| {
            assert_eq!(bracketed(mark(text, &sought(words))), expected, "{words:?}");
        };
        check("Ils négociaient", &["négociation"], "Ils [négociaient]");
        check("L'été, l’Été", &["ete"], "L'[été], l’[Été]");
        check("Le coût de l'électricité", &["coût de l'électricité"], "Le [coût de l'électricité]");
        check("Les e\u{301}tats", &["état"], "Les [e\u{301}tats]");
        check("état\u{200d}\u{fe0f} major", &["état"], "[état\u{200d}\u{fe0f}] major");
        check("grève des marins", &["grève des marins", "marins"], "[grève des marins]");
    }

    #[test]
    fn sentences_are_shown_whole() {
        let check = |text: &str, words: &[&str], width, expected: &str| {
            assert_eq!(bracketed(snippet(text, &sought(words), width)), expected, "{words:?} in {width}");
        };
        let text = "La mer monte. Le port de M. Durand est fermé ! « Qui paiera ? » demande-t-on.\nLa digue tient.";
        check(text, &["durand"], 33, "Le port de M. [Durand] est fermé !");
        check(text, &["durand"], 60, "La mer monte. Le port de M. [Durand] est fermé !");
        check(text, &["mer", "digue"], 40, "La [mer] monte. … La [digue] tient.");
        check(text, &["introuvable"], 20, "La mer monte.");
        check(text, &["digue"], 70, "« Qui paiera ? » demande-t-on. La [digue] tient.");
        check("", &["mer"], 40, "");
        check("Sans fin", &["fin"], 40, "Sans [fin]");
        check("Une. Deux. Trois.", &["deux trois"], 14, "[Deux. Trois].");
    }

    #[test]
    fn a_long_sentence_is_cut_between_clauses_else_words() {
        let check = |text: &str, words: &[&str], width, expected: &str| {
            assert_eq!(bracketed(snippet(text, &sought(words), width)), expected, "{words:?} in {width}");
        };
        let text =
            "Après la tempête, la mairie promet que la digue sera refaite, que le port rouvrira, et que nul ne paiera";
        check(text, &["digue"], 50, "…la mairie promet que la [digue] sera refaite…");
        check(text, &["port"], 30, "…que le [port] rouvrira…");
        check(text, &["tempête"], 30, "Après la [tempête], la mairie…");
        check(text, &["paiera"], 26, "…et que nul ne [paiera]");
        check(text, &["introuvable"], 30, "Après la tempête…");
        check(&"东".repeat(100), &["x"], 4, "东东东东…");
    }

    /// A time that grows with the square of their length would be felt.
    #[test]
    fn endless_texts_have_their_snippet() {
        for text in [".", ".)", ". ", "A. ", "Ab. ", "mer ", "mer. La ", "é", "\u{301}", "«", "mer,"] {
            let length = snippet(&text.repeat(1 << 15), &sought(&["mer", "la mer"]), 240).text.graphemes(true).count();
            assert!(length <= 300, "{text:?} gives {length}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_cut_between_graphemes(text in "(\\PC|e\u{301}|👩‍👩‍👧|🇫🇷|la |mer|[.!\n ]|'){0,60}", width in 0usize..50) {
            for marked in [snippet(&text, &sought(&["mer", "la mer"]), width), mark(&text, &sought(&["mer"]))] {
                let boundaries: Vec<usize> = marked.text.grapheme_indices(true).map(|(at, _)| at).collect();
                let is_boundary = |at: usize| at == marked.text.len() || boundaries.binary_search(&at).is_ok();
                let mut from = 0;
                for mark in &marked.marks {
                    prop_assert!(from <= mark.start && mark.start < mark.end, "{:?}", marked);
                    prop_assert!(is_boundary(mark.start) && is_boundary(mark.end), "{:?}", marked);
                    from = mark.end;
                }
            }
        }
    }
}
