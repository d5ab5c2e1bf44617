//! Evaluation: the measures of trec_eval over a run, and two tests of whether another run is better, a paired t-test and a
//! paired randomization test.

use std::collections::{BTreeMap, HashMap};
use std::f64::consts::PI;

use serde::{Serialize, Serializer};

use crate::trec::{Qrels, Retrieved, Run};

/// A measure of the ranking of a topic. A document with a grade of 1 or more is relevant, one without a grade is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Measure {
    /// Normalised discounted cumulative gain of the first ten: a document's gain is its grade, discounted by
    /// log2(rank + 1); trec_eval's `ndcg_cut_10`.
    Ndcg10,
    /// 1 / rank of the first relevant document, 0 beyond rank ten.
    Mrr10,
    /// Mean average precision: the precisions at the ranks of the relevant documents found, summed and divided by the number of
    /// relevant documents.
    Map,
    /// Precision at ten: the share of the first ten that is relevant; missing documents count as not relevant.
    P10,
    /// Recall at a hundred: the share of the relevant documents that is among the first hundred.
    Recall100,
    /// The share of the first ten, or of fewer if there are no more, that has a grade; as in ir_measures.
    Judged10,
}

impl Measure {
    /// In the order of every table.
    pub const ALL: [Measure; 6] =
        [Measure::Ndcg10, Measure::Mrr10, Measure::Map, Measure::P10, Measure::Recall100, Measure::Judged10];

    /// The name in tables, such as `nDCG@10`.
    pub fn name(self) -> &'static str {
        match self {
            Measure::Ndcg10 => "nDCG@10",
            Measure::Mrr10 => "MRR@10",
            Measure::Map => "MAP",
            Measure::P10 => "P@10",
            Measure::Recall100 => "Recall@100",
            Measure::Judged10 => "judged@10",
        }
    }

    fn of(self, graded: &Graded) -> f64 {
        match self {
            Measure::Ndcg10 => ratio(gain(&graded.ranking, 10), gain(&graded.ideal, 10)),
            Measure::Mrr10 => {
                graded.relevant_ranks().next().filter(|rank| *rank <= 10).map_or(0.0, |rank| 1.0 / rank as f64)
            }
            Measure::Map => {
                let precisions = (1..).zip(graded.relevant_ranks()).map(|(found, rank)| found as f64 / rank as f64);
                ratio(precisions.sum(), graded.ideal.len() as f64)
            }
            Measure::P10 => graded.relevant_ranks().take_while(|rank| *rank <= 10).count() as f64 / 10.0,
            Measure::Recall100 => {
                let found = graded.relevant_ranks().take_while(|rank| *rank <= 100).count();
                ratio(found as f64, graded.ideal.len() as f64)
            }
            Measure::Judged10 => {
                let top = &graded.ranking[..graded.ranking.len().min(10)];
                ratio(top.iter().flatten().count() as f64, top.len() as f64)
            }
        }
    }
}

/// A value for each measure.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Scores([f64; Measure::ALL.len()]);

impl Scores {
    /// The value of a measure.
    pub fn get(&self, measure: Measure) -> f64 {
        self.0[measure as usize]
    }
}

/// A map from the measures' names (`ndcg10`) to their values.
impl Serialize for Scores {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(Measure::ALL.map(|measure| (measure, self.get(measure))))
    }
}

/// The scores of a run, topic by topic and in the mean.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// Every topic of the qrels; one that the run lacks scores 0, as with trec_eval's `-c`.
    pub topics: BTreeMap<String, Scores>,
    /// The means over all topics.
    pub mean: Scores,
}

/// Measures a run. Topics of the run without judgements are left aside.
pub fn evaluate(qrels: &Qrels, run: &Run) -> Evaluation {
    let mut topics = BTreeMap::new();
    let mut mean = Scores::default();
    for (topic, grades) in qrels {
        let ranking = run.get(topic).map_or(&[][..], Vec::as_slice);
        let graded = Graded::new(ranking, grades);
        let scores = Scores(Measure::ALL.map(|measure| measure.of(&graded)));
        for (sum, score) in mean.0.iter_mut().zip(scores.0) {
            *sum += score / qrels.len() as f64;
        }
        topics.insert(topic.clone(), scores);
    }
    Evaluation { topics, mean }
}

/// The difference of two runs under one measure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Comparison {
    /// The mean of `after` less that of `before`.
    pub difference: f64,
    /// The p-value of Student's paired t-test, two-sided: how likely so large a difference is if the two runs are equally good.
    /// `None` with fewer than two topics.
    pub t_test: Option<f64>,
    /// The p-value of the randomization test, which swaps the values of the two runs at random topics.
    pub randomization: Option<f64>,
}

/// Compares two evaluations of the same qrels.
pub fn compare(before: &Evaluation, after: &Evaluation, measure: Measure) -> Comparison {
    let differences: Vec<_> = pairs(before, after, measure).map(|(_, before, after)| after - before).collect();
    Comparison {
        difference: after.mean.get(measure) - before.mean.get(measure),
        t_test: paired_t_test(&differences),
        randomization: paired_randomization_test(&differences),
    }
}

/// A topic on which two runs differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moved {
    /// The id of the topic.
    pub topic: String,
    /// Its value in the first run.
    pub before: f64,
    /// Its value in the second.
    pub after: f64,
}

/// The topics whose value changed between two evaluations of the same qrels, those that moved most first.
pub fn moved(before: &Evaluation, after: &Evaluation, measure: Measure) -> Vec<Moved> {
    let changed = pairs(before, after, measure).filter(|(_, before, after)| before != after);
    let mut moved: Vec<_> =
        changed.map(|(topic, before, after)| Moved { topic: topic.to_owned(), before, after }).collect();
    let distance = |moved: &Moved| (moved.after - moved.before).abs();
    moved.sort_by(|a, b| distance(b).total_cmp(&distance(a)));
    moved
}

fn pairs<'a>(
    before: &'a Evaluation,
    after: &'a Evaluation,
    measure: Measure,
) -> impl Iterator<Item = (&'a str, f64, f64)> {
    before
        .topics
        .iter()
        .zip(after.topics.values())
        .map(move |((topic, before), after)| (topic.as_str(), before.get(measure), after.get(measure)))
}

/// A ranking, with grades in the place of documents.
struct Graded {
    /// Grades in the order of rank; `None` for a document without one.
    ranking: Vec<Option<i32>>,
    /// The grades of all relevant documents, best first, as a perfect ranking would begin.
    ideal: Vec<Option<i32>>,
}

impl Graded {
    fn new(ranking: &[Retrieved], grades: &HashMap<String, i32>) -> Self {
        let ranking = ranking.iter().map(|hit| grades.get(&hit.document).copied()).collect();
        let mut ideal: Vec<_> = grades.values().filter(|grade| **grade > 0).map(|grade| Some(*grade)).collect();
        ideal.sort_by(|a, b| b.cmp(a));
        Self { ranking, ideal }
    }

    fn relevant_ranks(&self) -> impl Iterator<Item = usize> {
        (1..).zip(&self.ranking).filter(|(_, grade)| grade.is_some_and(|grade| grade > 0)).map(|(rank, _)| rank)
    }
}

fn gain(ranking: &[Option<i32>], depth: usize) -> f64 {
    let gains = ranking.iter().take(depth).map(|grade| f64::from(grade.unwrap_or(0).max(0)));
    (2..).zip(gains).map(|(rank_plus_one, gain)| gain / f64::from(rank_plus_one).log2()).sum()
}

/// A quotient; 0 if `part` is 0, as it is wherever `whole` is. (An empty sum of floats is −0.)
fn ratio(part: f64, whole: f64) -> f64 {
    if part > 0.0 { part / whole } else { 0.0 }
}

/// The two-sided p-value of Student's t-test on paired differences.
fn paired_t_test(differences: &[f64]) -> Option<f64> {
    if differences.len() < 2 {
        return None;
    }
    let n = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / n;
    let variance = differences.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / (n - 1.0);
    if mean == 0.0 {
        return Some(1.0);
    }
    let freedom = n - 1.0;
    let t_squared = mean * mean / (variance / n);
    // Abramowitz & Stegun 26.7.1 with 26.5.27: the chance of a larger |t|.
    Some(incomplete_beta(freedom / 2.0, 0.5, freedom / (freedom + t_squared)))
}

/// The p-value of Fisher's randomization test, as Smucker, Allan and Carterette (CIKM 2007) recommend it for retrieval: the
/// share of random sign changes whose mean is as far from 0 as the observed one. It assumes nothing about the distribution of
/// the differences. The random numbers are the same each time, and so is the result.
fn paired_randomization_test(differences: &[f64]) -> Option<f64> {
    const SAMPLES: u32 = 20_000;
    if differences.len() < 2 {
        return None;
    }
    let differences: Vec<_> = differences.iter().filter(|d| **d != 0.0).collect();
    let observed = differences.iter().copied().sum::<f64>().abs();
    let mut state = 0;
    let mut as_far = 1;
    for _ in 0..SAMPLES {
        let mut sum = 0.0;
        for block in differences.chunks(64) {
            let signs = split_mix(&mut state);
            for (bit, difference) in block.iter().enumerate() {
                sum += if signs >> bit & 1 == 0 { **difference } else { -**difference };
            }
        }
        // The sums of two orders of signs may differ in rounding alone.
        if sum.abs() >= observed * (1.0 - 1e-9) {
            as_far += 1;
        }
    }
    Some(f64::from(as_far) / f64::from(SAMPLES + 1))
}

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
fn split_mix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The regularized incomplete beta function I_x(a, b), by its continued fraction (DLMF 8.17.22).
fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    // The fraction converges fast below the mean, and I_x(a, b) = 1 − I_{1−x}(b, a) leads there.
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - incomplete_beta(b, a, 1.0 - x);
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p()).exp() / a;
    let mut fraction = 1.0;
    for m in (1..=200).rev().map(f64::from) {
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        fraction = 1.0 + even / (1.0 + odd / fraction);
    }
    let first = -(a + b) * x / (a + 1.0);
    front / (1.0 + first / fraction)
}

/// ln Γ(x) for x > 0, by Stirling's series (DLMF 5.11.1), after x has been raised until four terms are exact enough.
fn ln_gamma(mut x: f64) -> f64 {
    let mut raised = 0.0;
    while x < 16.0 {
        raised += x.ln();
        x += 1.0;
    }
    let y = 1.0 / (x * x);
    let series = (1.0 / 12.0 - y * (1.0 / 360.0 - y * (1.0 / 1260.0 - y / 1680.0))) / x;
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * PI).ln() + series - raised
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trec::{read_qrels, read_run};

    const QRELS: &str = "1 0 a 2\n1 0 b 1\n1 0 c 0\n1 0 d 1\n1 0 e -1\n2 0 a 1\n3 0 a 0\n";

    fn run(ranking: &str) -> Run {
        let row = |(rank, document): (usize, &str)| format!("1 Q0 {document} {rank} {} t\n", 1.0 / rank as f64);
        read_run(&(1..).zip(ranking.split_whitespace()).map(row).collect::<String>()).unwrap()
    }

    fn check(ranking: &str, measure: Measure, expected: f64) {
        let evaluation = evaluate(&read_qrels(QRELS).unwrap(), &run(ranking));
        let found = evaluation.topics["1"].get(measure);
        assert!((found - expected).abs() < 1e-12, "{measure:?} of {ranking:?}: {found}, not {expected}");
    }

    /// What comes before a document of rank `n + 1`.
    fn others(n: usize) -> String {
        (0..n).map(|i| format!("x{i} ")).collect()
    }

    #[test]
    fn gain_grows_with_the_grade_and_falls_with_the_rank() {
        let ideal = 2.0 + 1.0 / 3f64.log2() + 1.0 / 2.0;
        check("a b d", Measure::Ndcg10, 1.0);
        check("d b a", Measure::Ndcg10, (1.0 + 1.0 / 3f64.log2() + 2.0 / 2.0) / ideal);
        check("e c x a", Measure::Ndcg10, 2.0 / 5f64.log2() / ideal);
        check(&(others(10) + "a"), Measure::Ndcg10, 0.0);
    }

    #[test]
    fn reciprocal_rank_stops_at_ten() {
        check("c e b a", Measure::Mrr10, 1.0 / 3.0);
        check(&(others(9) + "a"), Measure::Mrr10, 0.1);
        check(&(others(10) + "a"), Measure::Mrr10, 0.0);
    }

    #[test]
    fn average_precision_reaches_down_the_whole_ranking() {
        check("a x b", Measure::Map, (1.0 + 2.0 / 3.0) / 3.0);
        check(&(others(199) + "a"), Measure::Map, 1.0 / 200.0 / 3.0);
    }

    #[test]
    fn precision_and_recall_have_their_depths() {
        check("a b", Measure::P10, 0.2);
        check(&(others(9) + "a b"), Measure::P10, 0.1);
        check(&(others(99) + "a b"), Measure::Recall100, 1.0 / 3.0);
    }

    #[test]
    fn judged_is_of_what_there_is() {
        check("a c e x", Measure::Judged10, 0.75);
        check(&(others(9) + "a b"), Measure::Judged10, 0.1);
    }

    #[test]
    fn missing_topics_and_topics_without_relevant_documents_count_0() {
        let evaluation = evaluate(&read_qrels(QRELS).unwrap(), &run("a b d"));
        assert_eq!(evaluation.topics.len(), 3);
        assert_eq!(evaluation.mean.get(Measure::Ndcg10), 1.0 / 3.0);
    }

    #[test]
    fn runs_are_compared_topic_by_topic() {
        let qrels = read_qrels("1 0 a 1\n2 0 a 1\n3 0 a 1\n").unwrap();
        let evaluation = |text| evaluate(&qrels, &read_run(text).unwrap());
        let before = evaluation("1 Q0 a 1 1 t\n3 Q0 b 1 2 t\n3 Q0 a 2 1 t\n");
        let after = evaluation("1 Q0 a 1 1 t\n2 Q0 a 1 1 t\n3 Q0 a 1 1 t\n");
        let comparison = compare(&before, &after, Measure::Mrr10);
        assert!((comparison.difference - 0.5).abs() < 1e-12);
        let moved = moved(&before, &after, Measure::Mrr10);
        let moved: Vec<_> = moved.iter().map(|moved| (moved.topic.as_str(), moved.before)).collect();
        assert_eq!(moved, [("2", 0.0), ("3", 0.5)]);
        assert_eq!(compare(&before, &before, Measure::Mrr10).t_test, Some(1.0));
    }

    #[track_caller]
    fn check_t_test(differences: &[f64], expected: f64) {
        let found = paired_t_test(differences).unwrap();
        assert!((found / expected - 1.0).abs() < 1e-10, "{found}, not {expected}");
    }

    #[test]
    fn t_test() {
        // One degree of freedom is Cauchy's distribution: t = 2 gives 1 − 2/π · atan 2, and t = 1 gives one half.
        check_t_test(&[3.0, 1.0], 1.0 - 2.0 / PI * 2f64.atan());
        check_t_test(&[1.0, 0.0], 0.5);
        // Two degrees: p = 1 − t / √(2 + t²), here with t = 2.
        check_t_test(&[1.0, 1.0, 0.0], 1.0 - (4.0f64 / 6.0).sqrt());
        assert_eq!(paired_t_test(&[0.1]), None);
        assert_eq!(paired_t_test(&[0.0, 0.0]), Some(1.0));
        assert_eq!(paired_t_test(&[0.25, 0.25]), Some(0.0));
    }

    #[test]
    fn incomplete_beta_keeps_its_digits() {
        // Closed forms: I_x(1, b) = 1 − (1−x)^b, I_x(a, 1) = x^a.
        for x in [1e-9f64, 0.01, 0.3, 0.5, 0.9, 0.999] {
            for shape in [0.5, 1.0, 2.5, 40.0, 499.5] {
                assert!((incomplete_beta(1.0, shape, x) + (shape * (-x).ln_1p()).exp() - 1.0).abs() < 1e-12);
                assert!((incomplete_beta(shape, 1.0, x) / x.powf(shape) - 1.0).abs() < 1e-10 || x.powf(shape) == 0.0);
            }
        }
    }

    #[test]
    fn randomization_test() {
        // Of the 2^6 ways to set the signs, two reach as far as the six that agree.
        let p = paired_randomization_test(&[0.1, 0.1, 0.2, 0.1, 0.3, 0.1]).unwrap();
        assert!((p - 2.0 / 64.0).abs() < 0.004, "{p}");
        assert_eq!(paired_randomization_test(&[0.1, -0.1, 0.0]), Some(1.0));
    }
}
