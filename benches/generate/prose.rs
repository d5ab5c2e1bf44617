//! Headlines, sentences and paragraphs that read like French press from afar: grammar and agreement are right, sense is
//! not.

use super::phrase::{Phrases, Subject, Tense};

/// About ten words, without a full stop.
pub fn headline(phrases: &mut Phrases) -> String {
    phrases.begin();
    match phrases.random.below(4) {
        0 => {
            phrases.town();
            phrases.push(":");
            statement(phrases, Tense::Present);
        }
        1 => {
            phrases.noun_phrase(2);
            phrases.push(":");
            statement(phrases, Tense::Perfect);
        }
        2 => {
            phrases.push("pourquoi");
            statement(phrases, Tense::Present);
            phrases.place();
        }
        _ => {
            statement(phrases, Tense::Present);
            phrases.place();
        }
    }
    phrases.end("");
    phrases.take()
}

/// Two words to five.
pub fn intertitle(phrases: &mut Phrases) -> String {
    phrases.begin();
    phrases.noun_phrase(1);
    phrases.end("");
    phrases.take()
}

pub fn paragraph(phrases: &mut Phrases, sentences: usize) -> String {
    for _ in 0..sentences {
        sentence(phrases);
    }
    phrases.take()
}

/// One of the people whom the text is about, or another.
pub fn name(phrases: &mut Phrases) -> String {
    phrases.begin();
    phrases.person();
    phrases.take()
}

pub fn town(phrases: &mut Phrases) -> String {
    phrases.begin();
    phrases.town();
    phrases.take()
}

fn sentence(phrases: &mut Phrases) {
    phrases.begin();
    match phrases.random.below(100) {
        0..38 => clause(phrases),
        38..52 => {
            opening(phrases);
            phrases.push(",");
            clause(phrases);
        }
        52..62 => {
            clause(phrases);
            phrases.push(",").push_one_of(&["et", "mais", "alors que", "tandis que", "car", "où", "puis"]);
            clause(phrases);
        }
        62..76 => quotation(phrases),
        76..82 => figures(phrases),
        82..87 => {
            phrases.push_one_of(&["c’est", "ce n’est pas", "il s’agit de", "on retrouve", "il y a", "voilà"]);
            let subject = phrases.noun_phrase(2);
            relative(phrases, subject);
        }
        87..94 => {
            phrases.push("pour").infinitive_group();
            phrases.push(",");
            clause(phrases);
        }
        _ => {
            phrases.gerund_group();
            phrases.push(",");
            clause(phrases);
        }
    }
    let stop = match phrases.random.below(60) {
        0 => "\u{a0}?",
        1 => "\u{a0}!",
        2 => "…",
        _ => ".",
    };
    phrases.end(stop);
}

fn clause(phrases: &mut Phrases) {
    let subject = if phrases.random.chance(0.1) { pronoun(phrases) } else { phrases.noun_phrase(2) };
    if phrases.random.chance(0.12) {
        phrases.push(",");
        relative(phrases, subject);
        phrases.push(",");
    }
    let tense = phrases.tense();
    phrases.verb_group(subject, tense);
    if matches!(tense, Tense::Passive) {
        phrases.push("par");
        phrases.noun_phrase(1);
    } else if phrases.random.chance(0.12) {
        phrases.push("que");
        return clause(phrases);
    } else {
        phrases.noun_phrase(2);
    }
    if phrases.random.chance(0.6) {
        phrases.place();
    }
    if phrases.random.chance(0.3) {
        phrases.time();
    }
}

/// Subject, verb, object.
fn statement(phrases: &mut Phrases, tense: Tense) {
    let subject = phrases.noun_phrase(1);
    phrases.verb_group(subject, tense);
    phrases.noun_phrase(1);
}

fn relative(phrases: &mut Phrases, subject: Subject) {
    phrases.push("qui");
    let tense = phrases.tense();
    phrases.verb_group(subject, tense);
    phrases.noun_phrase(1);
}

fn pronoun(phrases: &mut Phrases) -> Subject {
    let pronouns = [("il", false, false), ("elle", true, false), ("ils", false, true), ("on", false, false)];
    let (pronoun, feminine, plural) = phrases.random.pick(&pronouns);
    phrases.push(pronoun);
    Subject { feminine, plural }
}

fn quotation(phrases: &mut Phrases) {
    phrases.push("«\u{a0}");
    match phrases.random.below(5) {
        0 => {
            phrases.push("nous").push_one_of(&["avons", "devons", "voulons", "attendons", "voyons"]).noun_phrase(2);
        }
        1 => phrases.push("il faut").infinitive_group(),
        _ => clause(phrases),
    }
    phrases.push("\u{a0}»,");
    phrases.push_one_of(&["a déclaré", "explique", "affirme", "a indiqué", "souligne", "raconte", "regrette"]);
    if phrases.random.chance(0.4) {
        phrases.push_one_of(&["le maire", "la directrice", "le porte-parole", "une source proche", "la présidente"]);
        phrases.push("de").noun_phrase(0);
    } else {
        phrases.person();
    }
}

fn figures(phrases: &mut Phrases) {
    let subject = phrases.counted();
    phrases.verb_group(subject, Tense::Passive);
    phrases.place();
    phrases.time();
    if phrases.random.chance(0.5) {
        phrases.push(", soit");
        phrases.number();
        phrases.push_one_of(&["% de plus", "millions d’euros", "% des voix", "euros par mois", "kilomètres"]);
    }
}

fn opening(phrases: &mut Phrases) {
    match phrases.random.below(5) {
        0 => {
            phrases.push_one_of(&["selon", "d’après", "comme"]).noun_phrase(2);
        }
        1 => {
            phrases.push_one_of(&["après", "depuis", "malgré"]).noun_phrase(2);
        }
        2 => phrases.time(),
        3 => phrases.place(),
        _ => phrases.adverb(),
    }
}
