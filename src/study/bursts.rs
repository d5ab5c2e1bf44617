//! Bursts: the periods in which a query is written about more than its own usual (Kleinberg 2002, "Bursty and hierarchical
//! structure in streams", section 4, with two states).

/// In a burst a query has this many times its usual share of the articles.
const TIMES: f64 = 2.0;
/// What it costs to enter a burst, in logarithms of the number of periods. Leaving one is free.
const COST: f64 = 1.0;

/// Whether each period is of a burst: the likeliest course of the two states, found by dynamic programming. `counts` are the
/// articles of each period that match, and all of it. A query without a match has no burst.
///
/// ```
/// use kiosque::study::bursts::bursts;
///
/// let counts = [(1, 100), (1, 100), (9, 100), (8, 100), (1, 100), (0, 100)];
/// assert_eq!(bursts(&counts), [false, false, true, true, false, false]);
/// ```
pub fn bursts(counts: &[(u64, u64)]) -> Vec<bool> {
    let matches: u64 = counts.iter().map(|(count, _)| count).sum();
    let all: u64 = counts.iter().map(|(_, all)| all).sum();
    if matches == 0 || matches == all {
        return vec![false; counts.len()];
    }
    let usual = matches as f64 / all as f64;
    // A share cannot be more than all.
    let shares = [usual, (TIMES * usual).min((1.0 + usual) / 2.0)];
    let enter = COST * (counts.len() as f64).ln();
    // The least cost of a course that ends in each state, and the state before each.
    let mut costs = [0.0, f64::INFINITY];
    let mut before = Vec::with_capacity(counts.len());
    for (count, all) in counts {
        let cost = |share: f64| -(*count as f64 * share.ln() + (all - count) as f64 * (1.0 - share).ln());
        let into = [usize::from(costs[1] < costs[0]), usize::from(costs[1] <= costs[0] + enter)];
        let reached = [costs[into[0]], if into[1] == 1 { costs[1] } else { costs[0] + enter }];
        costs = [reached[0] + cost(shares[0]), reached[1] + cost(shares[1])];
        before.push(into);
    }
    let mut state = usize::from(costs[1] < costs[0]);
    let mut states = vec![false; counts.len()];
    for (n, into) in before.iter().enumerate().rev() {
        states[n] = state == 1;
        state = into[state];
    }
    states
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a course of states costs, by the definition.
    fn cost(counts: &[(u64, u64)], states: u32) -> f64 {
        let matches: u64 = counts.iter().map(|(count, _)| count).sum();
        let all: u64 = counts.iter().map(|(_, all)| all).sum();
        let usual = matches as f64 / all as f64;
        let (mut sum, mut last) = (0.0, false);
        for (n, (count, all)) in counts.iter().enumerate() {
            let is_burst = states >> n & 1 == 1;
            let share = if is_burst { (2.0 * usual).min((1.0 + usual) / 2.0) } else { usual };
            sum -= *count as f64 * share.ln() + (all - count) as f64 * (1.0 - share).ln();
            sum += if is_burst && !last { (counts.len() as f64).ln() } else { 0.0 };
            last = is_burst;
        }
        sum
    }

    #[test]
    fn the_course_is_the_cheapest_of_all() {
        let mut seed = 7_u64;
        for _ in 0..300 {
            let mut next = |most: u64| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (seed >> 33) % most
            };
            let periods = 1 + next(9);
            let mut counts = Vec::new();
            for _ in 0..periods {
                let all = 1 + next(40);
                counts.push((next(all + 1), all));
            }
            let found = bursts(&counts);
            let matches: u64 = counts.iter().map(|(count, _)| count).sum();
            let all: u64 = counts.iter().map(|(_, all)| all).sum();
            if matches == 0 || matches == all {
                assert!(!found.contains(&true));
                continue;
            }
            let states = found.iter().enumerate().map(|(n, is)| u32::from(*is) << n).sum();
            let least = (0..1 << counts.len()).map(|states| cost(&counts, states)).fold(f64::INFINITY, f64::min);
            assert!((cost(&counts, states) - least).abs() < 1e-9, "{counts:?} {found:?}");
        }
    }

    #[test]
    fn a_query_without_matches_has_no_burst() {
        assert_eq!(bursts(&[(0, 10), (0, 20)]), [false, false]);
        assert_eq!(bursts(&[(10, 10)]), [false]);
        assert!(bursts(&[]).is_empty());
    }
}
