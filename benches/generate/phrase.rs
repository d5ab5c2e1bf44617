//! Noun phrases, verb groups, places and times: the grammar of the generated French. Function words come from here, and
//! so in their natural numbers.

use super::random::Random;
use super::words::{Noun, Verb, Vocabulary, elides};

/// A text in the making, and what it keeps coming back to, so that its words crowd together as those of real articles do.
pub struct Phrases<'a> {
    pub random: Random,
    words: &'a Vocabulary,
    nouns: Vec<&'a Noun>,
    verbs: Vec<&'a Verb>,
    people: Vec<Person<'a>>,
    towns: Vec<&'a str>,
    text: String,
    /// Where the sentence in hand begins.
    start: usize,
}

#[derive(Clone, Copy)]
struct Person<'a> {
    first_name: &'a str,
    surname: &'a str,
    woman: bool,
}

/// What a verb agrees with.
#[derive(Clone, Copy)]
pub struct Subject {
    pub feminine: bool,
    pub plural: bool,
}

#[derive(Clone, Copy)]
pub enum Tense {
    Present,
    Perfect,
    Imperfect,
    Future,
    Passive,
    /// `doit`, `doivent` and the infinitive.
    Modal([&'static str; 2]),
}

/// Shifts of the law of frequencies: how flat it is among the most frequent words of a kind.
const NOUN_SHIFT: f64 = 25.0;
const VERB_SHIFT: f64 = 15.0;
const ADJECTIVE_SHIFT: f64 = 12.0;
const NAME_SHIFT: f64 = 8.0;

impl<'a> Phrases<'a> {
    pub fn new(words: &'a Vocabulary, mut random: Random) -> Self {
        let nouns = (0..9).map(|_| random.zipf(&words.nouns, 300.0)).collect();
        let verbs = (0..5).map(|_| random.zipf(&words.verbs, 100.0)).collect();
        let people = (0..3).map(|_| Person::new(words, &mut random)).collect();
        let towns = (0..2).map(|_| random.zipf(&words.towns, NAME_SHIFT).as_str()).collect();
        Self { random, words, nouns, verbs, people, towns, text: String::new(), start: 0 }
    }

    /// Begins a sentence, after a space if there is one before it.
    pub fn begin(&mut self) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.start = self.text.len();
    }

    /// Ends a sentence: a full stop, or none, and a capital at its head.
    pub fn end(&mut self, stop: &str) {
        self.text.push_str(stop);
        let head = self.text[self.start..].char_indices().find(|(_, c)| c.is_alphanumeric());
        if let Some((at, letter)) = head {
            let at = self.start + at;
            self.text.replace_range(at..at + letter.len_utf8(), &letter.to_uppercase().to_string());
        }
    }

    /// What has been written since the last time.
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    /// Adds a word or words; what stands before is elided or contracted with it: `de le avion`, `de l’avion`.
    pub fn push(&mut self, word: &str) -> &mut Self {
        let mut backwards = self.text[self.start..].rsplit([' ', '\u{a0}', '’']);
        let (last, before) = (backwards.next().unwrap_or(""), backwards.next().unwrap_or(""));
        let (old, new) = match (before, last) {
            ("de", "le") if !elides(word) => ("de le", "du "),
            ("à", "le") if !elides(word) => ("à le", "au "),
            ("de", "les") => ("de les", "des "),
            ("à", "les") => ("à les", "aux "),
            ("de", "des") if elides(word) => ("de des", "d’"),
            ("de", "des") => ("de des", "de "),
            (_, "le") if elides(word) => ("le", "l’"),
            (_, "la") if elides(word) => ("la", "l’"),
            (_, "de") if elides(word) => ("de", "d’"),
            (_, "ne") if elides(word) => ("ne", "n’"),
            (_, "se") if elides(word) => ("se", "s’"),
            (_, "que") if elides(word) => ("que", "qu’"),
            (_, "ce") if elides(word) => ("ce", "cet "),
            (_, "sa") if elides(word) => ("sa", "son "),
            (_, "nouveau") if elides(word) => ("nouveau", "nouvel "),
            (_, "beau") if elides(word) => ("beau", "bel "),
            // After an apostrophe, an opening quote or at the start.
            (_, "") => ("", ""),
            _ if word.starts_with([',', '\u{a0}']) => ("", ""),
            _ => ("", " "),
        };
        self.text.truncate(self.text.len() - old.len());
        self.text.push_str(new);
        self.text.push_str(word);
        self
    }

    pub fn push_one_of(&mut self, words: &[&str]) -> &mut Self {
        let word = self.random.pick(words);
        self.push(word)
    }

    /// A noun with its determiner, adjectives and complements, these nested no deeper than `depth`.
    pub fn noun_phrase(&mut self, depth: u32) -> Subject {
        if self.random.chance(0.09) {
            return self.person();
        }
        let noun = self.noun();
        let plural = self.determiner(noun);
        self.noun_group(noun, plural);
        if depth > 0 && self.random.chance(0.45) {
            self.complement(depth - 1);
        }
        if depth > 0 && self.random.chance(0.15) {
            self.push("et");
            self.noun_phrase(0);
            return Subject { feminine: false, plural: true };
        }
        Subject { feminine: noun.feminine, plural }
    }

    pub fn person(&mut self) -> Subject {
        let known = self.random.chance(0.7);
        let person = if known { self.random.pick(&self.people) } else { Person::new(self.words, &mut self.random) };
        self.push(person.first_name).push(person.surname);
        Subject { feminine: person.woman, plural: false }
    }

    pub fn verb_group(&mut self, subject: Subject, tense: Tense) {
        let verb = self.verb();
        let number = usize::from(subject.plural);
        let (head, tail) = match tense {
            Tense::Present => (verb.present[number].as_str(), None),
            Tense::Imperfect => (verb.imperfect[number].as_str(), None),
            Tense::Future => (verb.future[number].as_str(), None),
            Tense::Perfect => (["a", "ont"][number], Some(verb.participle.agree(false, false))),
            Tense::Modal(forms) => (forms[number], Some(verb.infinitive.as_str())),
            Tense::Passive => {
                let forms = [["est", "sont"], ["a été", "ont été"], ["sera", "seront"], ["était", "étaient"]];
                let participle = verb.participle.agree(subject.feminine, subject.plural);
                (self.random.pick(&forms)[number], Some(participle))
            }
        };
        match self.random.below(100) {
            0..6 => self.push("ne").push(head).push_one_of(&["pas", "pas", "pas", "plus", "jamais"]),
            6..12 if tail.is_none() => self.push("se").push(head),
            _ => self.push(head),
        };
        if let Some(tail) = tail {
            if self.random.chance(0.08) {
                self.adverb();
            }
            self.push(tail);
        }
    }

    pub fn tense(&mut self) -> Tense {
        let modals = [["doit", "doivent"], ["peut", "peuvent"], ["veut", "veulent"], ["va", "vont"]];
        match self.random.below(20) {
            0..6 => Tense::Present,
            6..13 => Tense::Perfect,
            13..15 => Tense::Imperfect,
            15 => Tense::Future,
            16..18 => Tense::Passive,
            _ => Tense::Modal(self.random.pick(&modals)),
        }
    }

    pub fn infinitive_group(&mut self) {
        let verb = self.verb();
        self.push(&verb.infinitive);
        self.noun_phrase(1);
    }

    pub fn gerund_group(&mut self) {
        let verb = self.verb();
        self.push("en").push(&verb.gerund);
        self.noun_phrase(1);
    }

    pub fn adverb(&mut self) {
        let adverb = self.random.zipf(&self.words.adverbs, 5.0);
        self.push(adverb);
    }

    pub fn place(&mut self) {
        match self.random.below(10) {
            0..3 => {
                self.push("à");
                self.town();
            }
            3..5 => {
                self.push("à").noun_phrase(1);
            }
            _ => {
                let prepositions =
                    ["dans", "en", "pour", "sur", "avec", "par", "contre", "sans", "sous", "vers", "chez"];
                let preposition = self.random.zipf(&prepositions, 3.0);
                self.push(preposition);
                if *preposition == "en" {
                    let noun = self.noun();
                    self.noun_group(noun, false);
                } else {
                    self.noun_phrase(2);
                }
            }
        }
    }

    /// One of the article's own towns, or now and then another.
    pub fn town(&mut self) {
        let town = if self.random.chance(0.6) {
            self.random.pick(&self.towns)
        } else {
            self.random.zipf(&self.words.towns, 100.0)
        };
        self.push(town);
    }

    pub fn time(&mut self) {
        let day = self.random.between(2, 28);
        match self.random.below(5) {
            0 => self.push_one_of(&["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]),
            1 => self.push("en").push(&(1997 + day).to_string()),
            2 => self
                .push_one_of(&["depuis", "il y a", "dans", "pendant"])
                .push(&day.to_string())
                .push_one_of(&["jours", "semaines", "mois", "ans", "heures"]),
            3 => {
                let months = ["janvier", "mars", "avril", "juin", "juillet", "septembre", "novembre"];
                self.push("le").push(&day.to_string()).push_one_of(&months)
            }
            _ => self.push_one_of(&["cette semaine", "l’an dernier", "ce matin", "au printemps", "depuis hier soir"]),
        };
    }

    /// `près de 71 avions`
    pub fn counted(&mut self) -> Subject {
        self.push_one_of(&["plus de", "près de", "environ", "au moins", "quelque", "seuls"]);
        self.number();
        let noun = self.noun();
        self.push(&noun.plural);
        Subject { feminine: noun.feminine, plural: true }
    }

    pub fn number(&mut self) {
        let number = self.random.spread(60.0, 1.8) as u32 + 2;
        let (thousands, rest) = (number / 1000, number % 1000);
        let written = if thousands > 0 { format!("{thousands}\u{a0}{rest:03}") } else { number.to_string() };
        self.push(&written);
    }

    /// A noun alone, to put in the place of another word.
    pub fn any_noun(&mut self) -> &'a str {
        &self.random.zipf(&self.words.nouns, NOUN_SHIFT).singular
    }

    fn complement(&mut self, depth: u32) {
        self.push("de");
        if self.random.chance(0.2) {
            let (noun, plural) = (self.noun(), self.random.chance(0.3));
            self.noun_group(noun, plural);
        } else {
            self.noun_phrase(depth);
        }
    }

    fn noun_group(&mut self, noun: &Noun, plural: bool) {
        if self.random.chance(0.1) {
            let adjective = self.random.zipf(&self.words.early_adjectives, 4.0);
            self.push(adjective.agree(noun.feminine, plural));
        }
        self.push(if plural { &noun.plural } else { &noun.singular });
        if self.random.chance(0.24) {
            let adjective = self.random.zipf(&self.words.adjectives, ADJECTIVE_SHIFT);
            self.push(adjective.agree(noun.feminine, plural));
        }
    }

    /// Tells whether the noun is in the plural.
    fn determiner(&mut self, noun: &Noun) -> bool {
        let (masculine, feminine, plural) = match self.random.below(100) {
            0..42 => ("le", "la", false),
            42..61 => ("les", "les", true),
            61..76 => ("un", "une", false),
            76..83 => ("des", "des", true),
            83..88 => ("ce", "cette", false),
            88..91 => ("son", "sa", false),
            91..93 => ("ses", "ses", true),
            93..95 => ("leur", "leur", false),
            95..97 => ("ces", "ces", true),
            97 => ("plusieurs", "plusieurs", true),
            98 => ("deux", "deux", true),
            _ => ("trois", "trois", true),
        };
        self.push(if noun.feminine { feminine } else { masculine });
        plural
    }

    fn noun(&mut self) -> &'a Noun {
        match self.random.below(100) {
            0..30 => self.random.pick(&self.nouns),
            30..38 => self.random.zipf(&self.words.rare_nouns, 4000.0),
            _ => self.random.zipf(&self.words.nouns, NOUN_SHIFT),
        }
    }

    fn verb(&mut self) -> &'a Verb {
        if self.random.chance(0.25) {
            self.random.pick(&self.verbs)
        } else {
            self.random.zipf(&self.words.verbs, VERB_SHIFT)
        }
    }
}

impl<'a> Person<'a> {
    fn new(words: &'a Vocabulary, random: &mut Random) -> Self {
        let woman = random.chance(0.42);
        let first_names = if woman { &words.women } else { &words.men };
        let first_name = random.zipf(first_names, NAME_SHIFT);
        Self { first_name, surname: random.zipf(&words.surnames, 400.0).as_str(), woman }
    }
}
