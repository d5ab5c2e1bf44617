//! Habits from other search engines that have no meaning here: what to type instead.

use super::ast::Field;

/// What to type instead of a word that means something elsewhere: `NEAR/x`, `auMoins:mot`, `[a TO b]`, `mot?`. `after` is the
/// query behind the word.
pub(super) fn advice(word: &str, after: &str, is_alone: bool) -> Option<String> {
    if matches!(word, "TO") {
        return Some("`TO` is read as a word; a range is of dates and is written `date:2020..2023`".to_owned());
    }
    if let Some(from) = word.strip_suffix("..").or_else(|| word.split_once("..").map(|(from, _)| from))
        && from.parse::<u16>().is_ok_and(|year| year >= 1500)
    {
        return Some(format!("this is read as words; for the dates, write `date:{word}`"));
    }
    if let Some((name, distance)) = word.split_once('/')
        && matches!(name, "NEAR" | "PRES" | "PRÈS" | "ADJ" | "W" | "w" | "N" | "PRE")
        && !distance.is_empty()
        && distance.chars().all(char::is_alphanumeric)
    {
        let ordered = if matches!(name, "ADJ" | "PRE") { "ADJ" } else { "PRES" };
        let number = distance.parse::<u32>().map_or_else(|_| "5".to_owned(), |number| number.to_string());
        return Some(format!("this is read as a word; places are asked for by `{ordered}/{number}`"));
    }
    if let Some((name, value)) = word.split_once([':', '='])
        && !value.is_empty()
        && let Some(instead) = elsewhere(name)
    {
        return Some(format!(
            "`{name}{}` is no field and is read as a word; {instead}",
            &word[name.len()..=name.len()]
        ));
    }
    let is_address = word.contains(['/', ':', '&']);
    let inside = word.trim_matches(['?', '!', '…', '.']);
    let next = after.trim_start().chars().next();
    let is_question = next.is_none_or(|next| !next.is_lowercase());
    if !is_address && (inside.contains('?') || word.ends_with('?') && !inside.is_empty() && (is_alone || !is_question))
    {
        let whole = inside.split('?').next().unwrap_or(inside);
        return Some(format!(
            "`?` stands for no letter here; `{whole}*` is how a word begins, `{whole}~` has a typing error"
        ));
    }
    let parts: Vec<&str> = inside.split('+').collect();
    if !is_address
        && parts.len() > 1
        && parts.iter().all(|part| part.len() > 3 && part.chars().all(char::is_alphabetic))
    {
        return Some(format!("this is read as one expression; for the words, write `{}`", parts.join(" ")));
    }
    None
}

/// What to type for a name that other engines have before a colon or a sign of equality.
fn elsewhere(name: &str) -> Option<&'static str> {
    Some(match name.to_lowercase().as_str() {
        "aumoins" | "atleast" => "how often is written with a number, as `auMoins3:mot`",
        "allintitle" | "tit_head" | "hd" => "the words of a title are `titre:(…)`",
        "allintext" | "text" => "the words of the text are `texte:(…)`",
        "allinurl" => "the words of an address are `url:(…)`",
        "lead" => "the words of the standfirst are `chapo:(…)`",
        "aut_by" | "by" => "an author is `auteur:`",
        "filetype" | "ext" | "related" | "cache" | "inanchor" | "location" => {
            "the fields are titre, texte, auteur, source, rubrique, langue and url"
        }
        _ => return None,
    })
}

/// Whether a word is a beginning of the name of a newspaper or author that nobody has alone: `Le` of `source:Le Monde`.
pub(super) fn begins_name(field: Field, word: &str) -> bool {
    let articles = ["le", "la", "les", "the", "el", "der", "die"];
    let is_article = articles.contains(&word.to_lowercase().as_str());
    field == Field::Source && (is_article || word.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a name may go on with this word: `France` in `source:Ouest France`, `2` in `source:Europe 2`.
pub(super) fn may_continue_name(name: &str, next: &str) -> bool {
    let is_operator = next.len() > 1 && next.chars().all(char::is_uppercase) && next.len() < 5;
    let is_capital = name.starts_with(char::is_uppercase) && next.starts_with(char::is_uppercase) && !is_operator;
    let is_number = next.len() <= 2 && next.bytes().all(|byte| byte.is_ascii_digit());
    !next.is_empty() && (is_capital || is_number)
}

/// A part of a phrase with stars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Words(String),
    /// `mun*`
    Beginning(String),
}

/// The parts of a phrase with `mot*` or `*` in it, and how many words lie between each and the one before; none if it has no
/// star.
pub(super) fn starred(text: &str) -> Option<Vec<(Piece, u32)>> {
    let is_star = |word: &str| word == "*" || word.len() > 1 && word.ends_with('*');
    if !text.split_whitespace().any(is_star) {
        return None;
    }
    let mut pieces: Vec<(Piece, u32)> = Vec::new();
    let mut distance = 1;
    for word in text.split_whitespace() {
        if word == "*" {
            distance += 1;
        } else if let Some(beginning) = word.strip_suffix('*') {
            pieces.push((Piece::Beginning(beginning.to_owned()), distance));
            distance = 1;
        } else if let Some((Piece::Words(words), _)) = pieces.last_mut().filter(|_| distance == 1) {
            words.push(' ');
            words.push_str(word);
        } else {
            pieces.push((Piece::Words(word.to_owned()), distance));
            distance = 1;
        }
    }
    Some(pieces)
}

/// A word without the article that is elided before it: `hôpit` of `l'hôpit`.
pub(super) fn without_elision(word: &str) -> &str {
    const ELIDED: [&str; 14] =
        ["l", "d", "c", "j", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "quelqu"];
    match word.split_once(['\'', '’', 'ʼ']) {
        Some((elided, rest)) if !rest.is_empty() && ELIDED.contains(&elided.to_lowercase().as_str()) => rest,
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_phrase_with_stars() {
        let check = |text: &str, expected: &str| {
            let shown = starred(text).unwrap_or_default().into_iter().map(|(piece, distance)| match piece {
                Piece::Words(words) => format!("{distance} {words}"),
                Piece::Beginning(letters) => format!("{distance} {letters}*"),
            });
            assert_eq!(shown.collect::<Vec<_>>().join(", "), expected, "{text}");
        };
        check("conseil municipal", "");
        check("conseil mun*", "1 conseil, 1 mun*");
        check("le conseil mun* de Lyon", "1 le conseil, 1 mun*, 1 de Lyon");
        check("la * Paris", "1 la, 2 Paris");
        check("mun*", "1 mun*");
        check("a*b", "");
    }

    #[test]
    fn elided_articles() {
        let check = |word: &str, expected: &str| assert_eq!(without_elision(word), expected);
        check("l'hôpit", "hôpit");
        check("D’hôpit", "hôpit");
        check("qu'hôpit", "hôpit");
        check("aujourd'hui", "aujourd'hui");
        check("l'", "l'");
    }
}
