//! An article before it has a page: what is told, where and when; and copies of wire stories, changed as desks change
//! them, with what was changed kept beside.

use jiff::ToSpan;
use jiff::civil::{DateTime, date};
use unicode_normalization::UnicodeNormalization;

use super::phrase::Phrases;
use super::prose;
use super::random::Random;
use super::site::{OUTLETS, Outlet};
use super::words::Vocabulary;

pub struct Story {
    pub number: usize,
    /// Its place in `OUTLETS`.
    pub outlet: usize,
    pub title: String,
    pub lead: String,
    pub paragraphs: Vec<Paragraph>,
    pub author: String,
    pub section: &'static str,
    pub published: DateTime,
    pub copy: Option<Copy>,
}

pub struct Paragraph {
    pub intertitle: Option<String>,
    pub text: String,
}

/// What makes a story a copy of another.
pub struct Copy {
    pub original: String,
    pub changes: Vec<&'static str>,
}

/// How many stories are copies of an earlier one, and how many other words a reworded copy has.
const COPIES: f64 = 0.08;
const OTHER_WORDS: f64 = 0.1;

/// Sets the streams of journalists' names apart from those of stories.
const DESKS: u64 = 1 << 63;

const SECTIONS: [&str; 10] = [
    "politique",
    "economie",
    "societe",
    "international",
    "sport",
    "culture",
    "environnement",
    "sciences",
    "faits-divers",
    "regions",
];

/// The story of this number: always the same one for the same seed, whichever others are made.
pub fn story(words: &Vocabulary, seed: u64, number: usize) -> Story {
    let mut random = Random::new(seed, number as u64);
    match original(&mut random, seed, number) {
        Some(original) => copy(words, seed, number, original, random),
        None => own_story(words, seed, number, random),
    }
}

impl Story {
    pub fn outlet(&self) -> &'static Outlet {
        &OUTLETS[self.outlet]
    }

    /// Where its page goes, and its name in every list.
    pub fn path(&self) -> String {
        let Self { number, published, .. } = self;
        format!("{}/{}/{:02}/{number}.html", self.outlet().domain, published.year(), published.month())
    }

    pub fn url(&self) -> String {
        let Self { section, number, published, title, .. } = self;
        let (domain, day) = (self.outlet().domain, published.strftime("%Y/%m/%d"));
        format!("https://www.{domain}/{section}/{day}/{}-{number}.html", slug(title))
    }

    /// What a perfect extraction would find, a paragraph a line.
    pub fn text(&self) -> String {
        let mut text = self.lead.clone();
        for Paragraph { intertitle, text: paragraph } in &self.paragraphs {
            for line in intertitle.iter().chain([paragraph]) {
                text.push('\n');
                text.push_str(line);
            }
        }
        text
    }

    /// Three words of the title that say something: a query that should find the story.
    pub fn query(&self) -> String {
        let mut words: Vec<_> = self
            .title
            .split(|c: char| !c.is_alphanumeric() && c != '-')
            .filter(|word| word.chars().count() > 4)
            .collect();
        words.truncate(3);
        words.join(" ").to_lowercase()
    }
}

/// The number of the story that this one copies: one of the fifty before it that is nobody's copy.
fn original(random: &mut Random, seed: u64, number: usize) -> Option<usize> {
    if number == 0 || !random.chance(COPIES) {
        return None;
    }
    let nearest = number.saturating_sub(random.between(1, 50));
    (0..=nearest).rev().find(|&earlier| earlier == 0 || !Random::new(seed, earlier as u64).chance(COPIES))
}

fn own_story(words: &Vocabulary, seed: u64, number: usize, mut random: Random) -> Story {
    let outlet = random.rank(OUTLETS.len(), 6.0);
    let days = random.below(3653) as i64;
    let (hour, minute) = (random.between(6, 22) as i8, random.below(60) as i8);
    let published = (date(2015, 7, 1) + days.days()).at(hour, minute, 0, 0);
    let section = *random.zipf(&SECTIONS, 5.0);
    let length = random.spread(500.0, 0.6).clamp(120.0, 4000.0) as usize;
    let author = journalist(words, seed, outlet, &mut random);
    let mut phrases = Phrases::new(words, random);
    let title = prose::headline(&mut phrases);
    let lead = prose::paragraph(&mut phrases, 2);
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut written = 0;
    while written < length {
        let intertitle = (paragraphs.len() % 5 == 4).then(|| prose::intertitle(&mut phrases));
        let sentences = phrases.random.between(1, 4);
        let text = prose::paragraph(&mut phrases, sentences);
        written += text.split(' ').count();
        paragraphs.push(Paragraph { intertitle, text });
    }
    Story { number, outlet, title, lead, paragraphs, author, section, published, copy: None }
}

fn copy(words: &Vocabulary, seed: u64, number: usize, original: usize, mut random: Random) -> Story {
    let mut story = story(words, seed, original);
    let original = story.path();
    story.number = number;
    story.outlet = (story.outlet + random.between(1, OUTLETS.len() - 1)) % OUTLETS.len();
    story.author = journalist(words, seed, story.outlet, &mut random);
    story.published += (random.between(5, 600) as i64).minutes();

    let mut phrases = Phrases::new(words, random);
    let mut changes = Vec::new();
    if phrases.random.chance(0.5) {
        story.title = prose::headline(&mut phrases);
        changes.push("headline");
    }
    if phrases.random.chance(0.3) && story.paragraphs.len() > 2 {
        story.paragraphs.remove(0);
        changes.push("cut");
    }
    if phrases.random.chance(0.4) {
        for paragraph in &mut story.paragraphs {
            paragraph.text = reworded(&mut phrases, &paragraph.text);
        }
        changes.push("words");
    }
    if phrases.random.chance(0.5) {
        let dateline = format!("{} (Hexapresse) – ", prose::town(&mut phrases).to_uppercase());
        story.paragraphs[0].text.insert_str(0, &dateline);
        changes.push("dateline");
    }
    story.copy = Some(Copy { original, changes });
    story
}

fn reworded(phrases: &mut Phrases, text: &str) -> String {
    let mut reworded = String::with_capacity(text.len());
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            reworded.push(' ');
        }
        let plain = word.chars().all(char::is_alphanumeric);
        reworded.push_str(if plain && phrases.random.chance(OTHER_WORDS) { phrases.any_noun() } else { word });
    }
    reworded
}

/// One of the outlet's thirty.
fn journalist(words: &Vocabulary, seed: u64, outlet: usize, random: &mut Random) -> String {
    let number = 1000 * outlet + random.below(30);
    prose::name(&mut Phrases::new(words, Random::new(seed ^ DESKS, number as u64)))
}

fn slug(title: &str) -> String {
    let mut slug = String::with_capacity(title.len());
    for c in title.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)) {
        if c.is_ascii_alphanumeric() {
            slug.push(c.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.len().min(80));
    slug.trim_end_matches('-').to_owned()
}
