//! What an article's words score, and what it gains by where they stand.

use std::collections::{BTreeMap, BTreeSet};

use kiosque::analysis::relatives;
use kiosque::engine::candidate::Gain;
use kiosque::engine::ranking::Ranking;

use super::engine::BruteForce;
use super::held::{Fields, Held};
use super::need::{Placed, Sense, Word};

/// A word of the query with what it weighs in this index.
pub struct Weighed {
    pub word: Word,
    pub idf: f32,
    pub form_idf: f32,
    /// The mean length of an article over the word's fields.
    average: f32,
}

impl Weighed {
    pub fn new(word: Word, corpus: &BruteForce) -> Self {
        let form_idf = match &word.sense {
            Sense::Stems { form, .. } | Sense::Form { form, .. } => {
                corpus.idf(corpus.frequency_of_form(form, &word.fields))
            }
            Sense::Several(_) => 1.0,
        };
        let idf = match &word.sense {
            Sense::Stems { stems, .. } => corpus.idf(corpus.frequency(stems, &word.fields)),
            Sense::Form { .. } | Sense::Several(_) => form_idf,
        };
        Self { average: corpus.average_length(&word.fields), word, idf, form_idf }
    }

    /// BM25F: frequencies and lengths are summed over the fields, then saturated (Lucene's `CombinedFieldQuery`). A word
    /// that stands for several scores its weight, however often it stands there.
    pub fn score(&self, article: &Held, ranking: &Ranking) -> f64 {
        let Word { sense, fields, boost, form_boost, .. } = &self.word;
        if !sense.is_in(article, fields) {
            return 0.0;
        }
        let (Sense::Stems { stems, form } | Sense::Form { stems, form }) = sense else {
            return contribution(boost * self.idf, f32::INFINITY, 1.0);
        };
        let mut frequency = 0.0;
        for (field, weight) in fields {
            for stem in stems {
                frequency += weight * article.count(*field, std::slice::from_ref(stem)) as f32;
            }
        }
        let inverse = inverse_length(article, fields, self.average, ranking);
        let base = contribution(boost * self.idf, frequency, inverse);
        let adds = matches!(sense, Sense::Stems { .. }) && article.has_form(fields, &|other| other == form);
        base + if adds { contribution(form_boost * self.form_idf, frequency, inverse) } else { 0.0 }
    }
}

fn inverse_length(article: &Held, fields: &Fields, average: f32, ranking: &Ranking) -> f32 {
    let length = |(field, weight): &(usize, f32)| weight * in_a_byte(article.texts[*field].len() as u32) as f32;
    let length: f32 = fields.iter().map(length).sum();
    let length = in_a_byte((length + 0.5) as u32) as f32;
    1.0 / (ranking.k1 * ((1.0 - ranking.b) + ranking.b * length / average))
}

/// `weight × frequency / (frequency + 1 / inverse_length)`, in single precision as Lucene computes it, to a multiple of
/// 2⁻³⁰.
fn contribution(weight: f32, frequency: f32, inverse_length: f32) -> f64 {
    let steps = f64::from(1 << 30);
    (f64::from(weight - weight / (1.0 + frequency * inverse_length)) * steps).round_ties_even() / steps
}

/// A length as Lucene keeps it in a byte (`SmallFloat.intToByte4`): exactly up to 24, and of what is beyond only the first
/// four binary digits.
pub fn in_a_byte(length: u32) -> u32 {
    let beyond = length.saturating_sub(24);
    let dropped = (32 - beyond.leading_zeros()).saturating_sub(4);
    length - beyond % (1 << dropped)
}

impl BruteForce {
    /// How many articles have one of some stems; the greatest number of any stem in any field.
    pub fn frequency(&self, stems: &[String], fields: &Fields) -> u64 {
        let counts = fields.iter().flat_map(|(field, _)| stems.iter().map(move |stem| self.with_stem(*field, stem)));
        counts.max().unwrap_or(0)
    }

    fn frequency_of_form(&self, form: &str, fields: &Fields) -> u64 {
        let with = |field: &(usize, f32)| {
            self.articles.iter().filter(|article| article.has_form(&vec![*field], &|other| other == form)).count()
                as u64
        };
        fields.iter().map(with).max().unwrap_or(0)
    }

    pub fn idf(&self, frequency: u64) -> f32 {
        let (articles, frequency) = (self.articles.len() as f64, frequency as f64);
        (1.0 + (articles - frequency + 0.5).max(0.5) / (frequency + 0.5)).ln() as f32
    }

    /// The stems of the words that are relatives of a word, each with how alike they are. A family of more than 64 words is
    /// none.
    fn relatives(&self, stems: &[String], fields: &Fields) -> BTreeMap<String, f32> {
        let texts =
            fields.iter().flat_map(|(field, _)| self.articles.iter().flat_map(|article| &article.texts[*field]));
        let known: BTreeSet<&String> = texts.map(|token| &token.stem).collect();
        let mut relatives = BTreeMap::new();
        for stem in stems {
            let Some(beginning) = relatives::beginning(stem) else { continue };
            let family = known.iter().filter(|other| other.starts_with(beginning));
            let family: Vec<_> =
                family.filter_map(|other| Some(((*other).clone(), relatives::likeness(stem, other)?))).collect();
            if family.len() <= 64 {
                relatives.extend(family);
            }
        }
        let listed = stems.iter().flat_map(|stem| relatives::listed(stem)).filter(|other| known.contains(other));
        relatives.extend(listed.map(|other| (other.clone(), 1.0)));
        relatives.retain(|other, _| !stems.contains(other));
        relatives
    }

    fn average_length(&self, fields: &Fields) -> f32 {
        let tokens =
            |field: usize| self.articles.iter().map(|article| article.texts[field].len()).sum::<usize>() as f64;
        let tokens: f64 = fields.iter().map(|(field, weight)| f64::from(*weight) * tokens(*field)).sum();
        ((tokens.trunc() / self.articles.len().max(1) as f64) as f32).max(1.0)
    }
}

/// How many telling words apart in the query two words may be for their nearness to count.
const REACH: usize = 4;

/// What an article gains by where the query's words stand in it, by the numbers of [`Ranking`].
pub fn gain(article: &Held, words: &[Placed], fields: &Fields, ranking: &Ranking, corpus: &BruteForce) -> Gain {
    let idf: Vec<f32> = words.iter().map(|word| corpus.idf(corpus.frequency(&word.stems, fields))).collect();
    let telling: Vec<usize> = (0..words.len()).filter(|n| words[*n].telling).collect();
    let positions = |field: usize, word: &Placed| -> Vec<u32> {
        let tokens = article.texts[field].iter().filter(|token| word.stems.contains(&token.stem));
        let mut positions: Vec<u32> = tokens.map(|token| token.position).collect();
        positions.dedup();
        positions
    };
    // A weighted count over the fields.
    let counted = |count: &dyn Fn(usize) -> usize| -> f32 {
        fields.iter().fold(0.0, |sum, (field, weight)| sum + weight * count(*field) as f32)
    };
    let saturated = |count: f32| count / (count + ranking.k1);

    let mut gain = Gain::default();
    for n in 1..words.len() {
        let count = counted(&|field| {
            let (first, second) = (positions(field, &words[n - 1]), positions(field, &words[n]));
            first.iter().filter(|at| second.contains(&(*at + 1))).count()
        });
        gain.neighbours += ranking.neighbours * idf[n - 1].max(idf[n]) * saturated(count);
    }
    let pairs_a_word = telling.len().saturating_sub(1).clamp(1, REACH) as f32 / 2.0;
    let mut covered = 0.0;
    for (n, first) in telling.iter().enumerate() {
        let early =
            counted(&|field| positions(field, &words[*first]).iter().filter(|at| **at < ranking.opening_words).count());
        gain.opening += ranking.opening * idf[*first] * saturated(early);
        covered += if early > 0.0 { idf[*first] } else { 0.0 };
        for second in telling[n + 1..].iter().take(REACH) {
            let count = counted(&|field| {
                let (first, second) = (positions(field, &words[*first]), positions(field, &words[*second]));
                let near =
                    |at: &&u32| second.iter().any(|other| other != *at && other.abs_diff(**at) <= ranking.window);
                first.iter().filter(near).count()
            });
            gain.nearness += ranking.nearness * idf[*first].min(idf[*second]) * saturated(count) / pairs_a_word;
        }
    }
    let whole: f32 = telling.iter().map(|n| idf[*n]).sum();
    let share = |weight: f32| weight * weight / whole.max(f32::MIN_POSITIVE);
    let mut densest: f64 = 0.0;
    for (field, _) in fields {
        let places: Vec<Vec<u32>> = words.iter().map(|word| positions(*field, word)).collect();
        for start in telling.iter().flat_map(|n| &places[*n]) {
            let passage = *start..start + ranking.passage_words;
            let inside = telling.iter().filter(|n| places[**n].iter().any(|place| passage.contains(place)));
            densest = densest.max(inside.map(|n| f64::from(idf[*n])).sum());
        }
    }
    gain.passage = ranking.passage * share(densest as f32);
    // An article opens with most of a long query, of six words or more, only if it is about it; of three by chance.
    let long = ((telling.len() as f32 - 3.0) / 3.0).clamp(0.0, 1.0);
    gain.cover = ranking.cover * long * share(covered);

    let average = corpus.average_length(fields);
    for (word, idf) in words.iter().zip(idf) {
        let frequency = counted(&|field| positions(field, word).len());
        let score = |frequency| contribution(idf, frequency, inverse_length(article, fields, average, ranking)) as f32;
        if !word.telling {
            gain.small_words += ranking.small_words * score(frequency);
        } else if frequency == 0.0 {
            let of_relative = |(stem, likeness): (String, f32)| -> f32 {
                let stem = std::slice::from_ref(&stem);
                let counts = fields.iter().map(|(field, weight)| weight * article.count(*field, stem) as f32);
                likeness * counts.sum::<f32>()
            };
            let frequency: f32 = corpus.relatives(&word.stems, fields).into_iter().map(of_relative).sum();
            gain.relatives += ranking.relatives * score(frequency);
        } else if word.is_name {
            gain.names += ranking.names * score(frequency);
        }
    }
    gain
}
