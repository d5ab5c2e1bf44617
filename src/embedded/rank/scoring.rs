//! Scores the documents of a window by their words, but for those that cannot be among the first.

use tantivy::{Searcher, SegmentOrdinal};

use crate::embedded::plan::Plan;
use crate::embedded::postings::lengths::SegmentLengths;
use crate::embedded::postings::window::{BLOCK, Places, Window};
use crate::embedded::postings::word::SegmentWord;

/// Admissible upper bounds of the scores of a plan's words: no score is ever greater than its bound.
pub struct Bounds {
    of_words: Vec<f32>,
    /// The words, from the one that gives least.
    ascending: Vec<usize>,
    /// A factor a little above 1 for sums of bounds, since sums and contributions are rounded.
    slack: f64,
}

impl Bounds {
    pub fn new(plan: &Plan) -> Self {
        let slack = 1.0 + 1e-6 + plan.words.len() as f32 * f32::EPSILON;
        let above = |weight: f32| weight * slack + 1e-8;
        let of_words: Vec<f32> = plan.words.iter().map(|word| above(word.base.weight() + word.form_weight())).collect();
        let mut ascending: Vec<usize> = (0..of_words.len()).collect();
        ascending.sort_by(|a, b| of_words[*a].total_cmp(&of_words[*b]));
        Self { of_words, ascending, slack: slack.into() }
    }

    /// The words without which an article does not reach `least`, even if it has all the others.
    fn telling(&self, least: f64) -> &[usize] {
        let mut sum = 0.0;
        let too_little = self.ascending.iter().take_while(|word| {
            sum += f64::from(self.of_words[**word]);
            sum < least
        });
        &self.ascending[too_little.count()..]
    }

    /// `least`, lowered by the greatest error of a sum in single precision.
    fn single(&self, least: f64) -> f32 {
        const ERROR: f64 = 1e-6;
        let largest: f64 = self.of_words.iter().copied().map(f64::from).sum();
        (least - ERROR * (largest + least.abs())) as f32
    }
}

/// The words of a plan in one segment.
pub struct Scoring<'a> {
    bounds: &'a Bounds,
    pub words: Vec<SegmentWord>,
    lengths: Vec<SegmentLengths<'a>>,
    /// The inverse lengths of the document that is being scored.
    inverse_lengths: Vec<f32>,
    /// The words that some document of the window has.
    here: Vec<Here>,
}

/// A word of a window, what it gives at most, and the greatest inverse length of its fields.
struct Here {
    word: usize,
    bound: f32,
    inverse: f32,
}

impl Here {
    /// What a document may get at most that has the word so often.
    #[inline]
    fn most(&self, frequency: f32) -> f32 {
        self.bound - self.bound / (1.0 + frequency * self.inverse)
    }
}

impl<'a> Scoring<'a> {
    pub fn open(
        plan: &'a Plan,
        bounds: &'a Bounds,
        searcher: &Searcher,
        segment: SegmentOrdinal,
    ) -> tantivy::Result<Self> {
        let words = plan.open_words(searcher, segment)?;
        let mut lengths = Vec::with_capacity(plan.lengths.len());
        for fields in &plan.lengths {
            lengths.push(fields.open(searcher.segment_reader(segment))?);
        }
        Ok(Self { bounds, words, inverse_lengths: vec![0.0; lengths.len()], lengths, here: Vec::new() })
    }

    /// Scores documents of a window, and calls `each` for those that reach `least`. Documents whose bound is below `least`
    /// are passed over.
    pub fn run(&mut self, window: Window, among: &Places, least: f64, mut each: impl FnMut(usize, f64)) {
        let mut running = self.told(window, among, least);
        if running.is_empty() {
            return;
        }
        self.here.clear();
        for (n, word) in self.words.iter_mut().enumerate() {
            word.load_among(window, &running);
            word.weigh(window);
            if !word.places.is_empty() {
                let inverse = self.lengths[word.lengths].greatest_inverse();
                self.here.push(Here { word: n, bound: self.bounds.of_words[n], inverse });
            }
        }
        self.keep_reaching(&mut running, least);
        for place in running.iter() {
            let (mut score, more) = self.score_stems(window, place);
            if score + more * self.bounds.slack < least {
                continue;
            }
            for here in &self.here {
                let word = &mut self.words[here.word];
                score += word.form(window, place, self.inverse_lengths[word.lengths]);
            }
            if score >= least {
                each(place, score);
            }
        }
    }

    /// What the stems add to the score of a document, and what the forms may add. Out of line, so that sums stay in registers.
    #[inline(never)]
    fn score_stems(&mut self, window: Window, place: usize) -> (f64, f64) {
        for (inverse, lengths) in self.inverse_lengths.iter_mut().zip(&self.lengths) {
            *inverse = lengths.inverse(window.doc(place));
        }
        let (mut score, mut more) = (0.0, 0.0);
        for word in self.here.iter().map(|here| &self.words[here.word]) {
            let base = word.base(place, self.inverse_lengths[word.lengths]);
            score += base;
            more += base * word.form_share;
        }
        (score, more)
    }

    /// The documents that have a word without which none reaches `least`.
    fn told(&mut self, window: Window, among: &Places, least: f64) -> Places {
        let mut running = among.clone();
        let telling = self.bounds.telling(least);
        if telling.len() < self.words.len() {
            let mut told = Places::default();
            for word in telling {
                self.words[*word].load_among(window, among);
                told.add(&self.words[*word].places);
            }
            running.keep(&told);
        }
        running
    }

    /// Keeps the documents that may reach `least`: by the words that they have and how often, if they were as short as can be.
    fn keep_reaching(&self, running: &mut Places, least: f64) {
        if least == f64::NEG_INFINITY {
            return;
        }
        /// Where no more documents of a block are running, each is looked at alone.
        const FEW: u32 = 12;
        let least = self.bounds.single(least);
        let each = |place: usize| {
            let mut reached = 0.0;
            for here in &self.here {
                reached += here.most(self.words[here.word].frequency(place));
            }
            reached >= least
        };
        running.retain_each_or_blocks(FEW, each, |first, marks| {
            let mut reached = [0.0; BLOCK];
            for here in &self.here {
                for (reached, frequency) in reached.iter_mut().zip(self.words[here.word].block(first)) {
                    *reached += here.most(*frequency);
                }
            }
            for (mark, reached) in marks.iter_mut().zip(&reached) {
                *mark = u8::from(*reached >= least);
            }
        });
    }
}
