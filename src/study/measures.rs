//! Measures of association: how much more often something stands in one place than in another, and how sure that is.
//!
//! - log-likelihood ratio: Dunning 1993, "Accurate methods for the statistics of surprise and coincidence"; for two
//!   corpora in the two-term form of Rayson & Garside 2000, "Comparing corpora using frequency profiling"
//! - specificity: Lafon 1980, "Sur la variabilité de la fréquence des formes dans un corpus"
//! - logDice: Rychlý 2008, "A lexicographer-friendly association score"
//! - mutual information: Church & Hanks 1990; t: Church et al. 1991; z: Berry-Rogghe 1973
//! - log-odds ratio with an informative Dirichlet prior: Monroe, Colaresi & Quinn 2008, "Fightin' Words"

use std::f64::consts::PI;

/// How often a word stands beside another, and what that is compared with: all counts of words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beside {
    /// How often the word stands in the windows.
    pub together: f64,
    /// The words in the windows.
    pub windows: f64,
    /// Occurrences of what the windows are around.
    pub nodes: f64,
    /// How often the word stands anywhere.
    pub word: f64,
    /// All words.
    pub all: f64,
}

impl Beside {
    /// How often the word would stand in the windows if it stood anywhere alike.
    fn expected(&self) -> f64 {
        self.windows * self.word / self.all
    }

    /// The log-likelihood ratio of the four cells (Dunning 1993), negative where the word is rarer than elsewhere.
    pub fn log_likelihood(&self) -> f64 {
        let Self { together, windows, word, all, .. } = *self;
        let cells = [
            (together, windows * word),
            (windows - together, windows * (all - word)),
            (word - together, (all - windows) * word),
            (all - windows - word + together, (all - windows) * (all - word)),
        ];
        let sum: f64 = cells.iter().map(|(observed, product)| surprise(*observed, product / all)).sum();
        (2.0 * sum).copysign(together - self.expected())
    }

    /// 14 + log2 of Dice's coefficient: at most 14, and the same in corpora of any size (Rychlý 2008).
    pub fn log_dice(&self) -> f64 {
        14.0 + (2.0 * self.together / (self.nodes + self.word)).log2()
    }

    /// Pointwise mutual information, in bits: it prefers rare words.
    pub fn mutual_information(&self) -> f64 {
        (self.together / self.expected()).log2()
    }

    /// The t-score: it prefers frequent words.
    pub fn t_score(&self) -> f64 {
        (self.together - self.expected()) / self.together.sqrt()
    }

    /// The z-score.
    pub fn z_score(&self) -> f64 {
        (self.together - self.expected()) / self.expected().sqrt()
    }
}

/// How often something is in a part and in what it is compared with, of so many.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Split {
    /// How often in the part.
    pub here: f64,
    /// The size of the part.
    pub part: f64,
    /// How often in the other.
    pub there: f64,
    /// The size of the other.
    pub other: f64,
}

/// The sum of the prior's counts, as a share of the smaller of the two: what is as frequent as elsewhere is believed to be so
/// until this many counts say otherwise.
const PRIOR: f64 = 0.1;

impl Split {
    fn share(&self) -> f64 {
        (self.here + self.there) / (self.part + self.other)
    }

    /// The log-likelihood ratio of two corpora (Rayson & Garside 2000), negative where the part has less.
    pub fn log_likelihood(&self) -> f64 {
        let cells = surprise(self.here, self.part * self.share()) + surprise(self.there, self.other * self.share());
        (2.0 * cells).copysign(self.here - self.part * self.share())
    }

    /// The specificity (Lafon 1980) as TXM gives it: how improbable it is to find so many by chance, or more, where all were
    /// dealt out blindly, as a power of ten. Negative where there are fewer than the likeliest number, and so few are
    /// improbable.
    pub fn specificity(&self) -> f64 {
        let (here, part) = (self.here.round(), self.part.round());
        let (all, total) = ((self.here + self.there).round(), (self.part + self.other).round());
        let likeliest = ((all + 1.0) * (part + 1.0) / (total + 2.0)).floor();
        if here > likeliest {
            -log10_tail(here, all, part, total)
        } else {
            // So few here are as improbable as so many there.
            log10_tail(all - here, all, total - part, total).min(0.0)
        }
    }

    /// The log-odds ratio with the counts of both together as a prior (Monroe et al. 2008, equations 15, 16 and 22), and how many
    /// standard deviations it is from none.
    pub fn log_odds(&self) -> (f64, f64) {
        let total = PRIOR * self.part.min(self.other);
        let prior = total * self.share();
        let odds = |count: f64, size: f64| ((count + prior) / (size + total - count - prior)).ln();
        let difference = odds(self.here, self.part) - odds(self.there, self.other);
        let variance = 1.0 / (self.here + prior) + 1.0 / (self.there + prior);
        (difference, difference / variance.sqrt())
    }

    /// How many times as frequent it is, in powers of two; half an occurrence stands for none (Hardie 2014, "Log ratio").
    pub fn log_ratio(&self) -> f64 {
        let frequency = |count: f64, size: f64| count.max(0.5) / size.max(1.0);
        (frequency(self.here, self.part) / frequency(self.there, self.other)).log2()
    }
}

/// `observed × ln(observed ÷ expected)`, which is 0 where nothing is observed.
fn surprise(observed: f64, expected: f64) -> f64 {
    if observed <= 0.0 { 0.0 } else { observed * (observed / expected).ln() }
}

/// log10 of the probability to find `here` or more of `all` in a part of `part`, where `total` are dealt out.
fn log10_tail(here: f64, all: f64, part: f64, total: f64) -> f64 {
    let most = all.min(part);
    if here > most {
        return f64::NEG_INFINITY;
    }
    let (mut sum, mut term, mut count) = (1.0, 1.0, here);
    while count < most {
        term *= (all - count) * (part - count) / ((count + 1.0) * (total - all - part + count + 1.0));
        count += 1.0;
        sum += term;
        if term < sum * f64::EPSILON / 16.0 {
            break;
        }
    }
    (ln_hypergeometric(here, all, part, total) + sum.ln()) / std::f64::consts::LN_10
}

/// ln of the hypergeometric probability, by three binomial ones, whose sizes cancel (Loader 2000, "Fast and accurate
/// computation of binomial probabilities"): the difference of logarithms of factorials would lose its last digits.
fn ln_hypergeometric(here: f64, all: f64, part: f64, total: f64) -> f64 {
    if part <= 0.0 || part >= total {
        return 0.0;
    }
    let p = part / total;
    ln_binomial(here, all, p) + ln_binomial(part - here, total - all, p) - ln_binomial(part, total, p)
}

fn ln_binomial(count: f64, size: f64, p: f64) -> f64 {
    let q = 1.0 - p;
    if count <= 0.0 {
        return if p < 0.1 { -deviance(size, size * q) - size * p } else { size * q.ln() };
    }
    if count >= size {
        return size * p.ln();
    }
    let corrected = stirling_error(size)
        - stirling_error(count)
        - stirling_error(size - count)
        - deviance(count, size * p)
        - deviance(size - count, size * q);
    corrected + 0.5 * (size / (2.0 * PI * count * (size - count))).ln()
}

/// `x ln(x/m) + m − x`, without the loss of digits where both are alike.
fn deviance(x: f64, mean: f64) -> f64 {
    if (x - mean).abs() >= 0.1 * (x + mean) {
        return x * (x / mean).ln() + mean - x;
    }
    let v = (x - mean) / (x + mean);
    let (mut sum, mut term) = ((x - mean) * v, 2.0 * x * v);
    for odd in (3..2000).step_by(2) {
        term *= v * v;
        let next = sum + term / f64::from(odd);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// The error of Stirling's formula for ln(n!): by its series, and for small n by the factorial itself.
fn stirling_error(n: f64) -> f64 {
    if n < 16.0 {
        let factorial: f64 = (1..=n as u32).map(f64::from).product();
        return if n <= 0.0 { 0.0 } else { factorial.ln() - (n + 0.5) * n.ln() + n - 0.5 * (2.0 * PI).ln() };
    }
    let square = n * n;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / 1188.0 / square) / square) / square) / square)
        / n
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64, of: &str) {
        assert!((found - expected).abs() < 1e-6 * expected.abs().max(1.0), "{of}: {found}, not {expected}");
    }

    /// `new companies` in Manning & Schütze 1999 (tables 5.6 and 5.15): t 0.999932, mutual information 0.63; all to more
    /// digits as nltk 3.9 has them (`BigramAssocMeasures`).
    #[test]
    fn words_beside_each_other() {
        let check = |together: f64, expected: [f64; 4]| {
            let nodes = 15_828.0;
            let beside = Beside { together, windows: nodes, nodes, word: 4675.0, all: 14_307_668.0 };
            near(beside.log_likelihood(), expected[0], "log-likelihood");
            near(beside.mutual_information(), expected[1], "mutual information");
            near(beside.t_score(), expected[2], "t");
            near(beside.log_dice(), expected[3], "logDice");
        };
        check(8.0, [1.3253893963471581, 0.6293432116236843, 0.9999319894802036, 3.6764526000630298]);
        check(20.0, [24.505308973114456, 1.9512713065110496, 3.3156940914039414, 4.9983806949503915]);
        let beside = Beside { together: 8.0, windows: 15_828.0, nodes: 15_828.0, word: 4675.0, all: 14_307_668.0 };
        near(beside.z_score(), 1.2436439301197366, "z");
    }

    /// Against sums of whole numbers of any size. The first three are the counts of `peuple` in the corpus of Robespierre's speeches of
    /// Lafon 1980.
    #[test]
    fn specificities() {
        let check = |here: u32, all: u32, part: u32, total: u32, expected: f64| {
            let (there, other) = (f64::from(all - here), f64::from(total - part));
            let split = Split { here: here.into(), part: part.into(), there, other };
            near(split.specificity(), expected, &format!("{split:?}"));
        };
        check(45, 296, 8395, 61449, 0.6160702060793686);
        check(18, 296, 2558, 61449, 1.1466229548542222);
        check(14, 296, 6903, 61449, -4.17433315131149);
        check(0, 50, 1000, 10000, -2.2938064303639747);
        check(5, 50, 1000, 10000, -0.2102996469733655);
        check(30, 30, 30, 60, 17.07285469953875);
        check(120, 400, 5000, 100_000, 58.00640676720816);
    }

    #[test]
    fn two_corpora() {
        let split = Split { here: 150.0, part: 100_000.0, there: 60.0, other: 120_000.0 };
        near(split.log_likelihood(), 58.000277331910866, "log-likelihood");
        let (difference, z) = split.log_odds();
        near(difference, 0.998318744647368, "log odds");
        near(z, 6.94771332854356, "z of log odds");
        near(split.log_ratio(), (150.0 / 100_000.0_f64 / (60.0 / 120_000.0)).log2(), "log ratio");
        let turned = Split { here: 60.0, part: 120_000.0, there: 150.0, other: 100_000.0 };
        near(turned.log_likelihood(), -58.000277331910866, "turned round");
        near(turned.log_odds().1, -z, "turned round");
    }

    /// By the product of the definition, term by term.
    #[test]
    fn the_hypergeometric_probability_of_small_numbers() {
        let choose = |n: u32, k: u32| (0..k).map(|i| f64::from(n - i) / f64::from(i + 1)).product::<f64>();
        for (all, part, total) in [(3_u32, 5_u32, 20_u32), (10, 10, 25), (7, 30, 40), (1, 1, 2)] {
            for here in (all + part).saturating_sub(total)..=all.min(part) {
                let expected = choose(all, here) * choose(total - all, part - here) / choose(total, part);
                let found = ln_hypergeometric(here.into(), all.into(), part.into(), total.into());
                near(found, expected.ln(), &format!("{here} of {all} in {part} of {total}"));
            }
        }
    }
}
