//! How spans of positions make a group: a phrase, words in an order, or words near each other in any order.

use rustc_hash::FxHashSet;

/// Positions from the first, included, to the second, excluded.
pub type Span = (u32, u32);

/// How the parts of a group stand to each other. A part that is asked for several times is looked for once.
pub struct GroupForm {
    /// Which of the different parts stands in each place.
    order: Vec<usize>,
    /// How often each of them does.
    times: Vec<usize>,
    slop: u32,
    ordered: bool,
    /// Whether the group is part of another one, to which all its ends matter, and not only the nearest from each start.
    is_part: bool,
}

impl GroupForm {
    pub fn of<T: PartialEq>(parts: &[T], slop: u32, ordered: bool, is_part: bool) -> (Vec<&T>, Self) {
        let (mut different, mut order, mut times) = (Vec::new(), Vec::new(), Vec::new());
        for part in parts {
            let known = different.iter().position(|known| *known == part);
            let n = known.unwrap_or(different.len());
            if known.is_none() {
                different.push(part);
                times.push(0);
            }
            times[n] += 1;
            order.push(n);
        }
        (different, Self { order, times, slop, ordered, is_part })
    }

    /// The groups among the spans of the different parts, which are looked for as long as there may be any.
    pub fn groups(&self, spans: impl Iterator<Item = Vec<Span>>) -> Vec<Span> {
        let mut found = Vec::with_capacity(self.times.len());
        for (spans, times) in spans.zip(&self.times) {
            // `"mot mot"` asks for the word twice.
            if spans.len() < *times {
                return Vec::new();
            }
            found.push(spans);
        }
        let lists: Vec<&[Span]> = self.order.iter().map(|n| found[*n].as_slice()).collect();
        match (self.ordered, self.slop) {
            (true, 0) => groups_in_a_row(&lists),
            (true, slop) => ordered_groups(&lists, slop, self.is_part),
            (false, slop) => unordered_groups(&lists, slop, self.is_part),
        }
    }
}

/// Those of `places` that one of `groups` contains; both in order.
pub fn within(groups: &[Span], places: Vec<Span>) -> Vec<Span> {
    let mut begun = groups.iter().peekable();
    let mut furthest = 0;
    let is_within = |place: &Span| {
        while let Some(group) = begun.next_if(|group| group.0 <= place.0) {
            furthest = furthest.max(group.1);
        }
        place.1 <= furthest
    };
    places.into_iter().filter(is_within).collect()
}

/// One span of each list, each right behind the one before; from the last to the first, so that each list is gone through
/// once.
fn groups_in_a_row(lists: &[&[Span]]) -> Vec<Span> {
    let Some((last, before)) = lists.split_last() else { return Vec::new() };
    let mut behind = last.to_vec();
    for list in before.iter().rev() {
        behind.sort_unstable();
        behind.dedup();
        let joined = |&(start, end): &Span| {
            let next = &behind[behind.partition_point(|span| span.0 < end)..];
            next.iter().take_while(move |next| next.0 == end).map(move |next| (start, next.1))
        };
        behind = list.iter().flat_map(joined).collect();
    }
    behind
}

/// One span of each list, in the lists' order and without overlap, at most `slop` positions between them in all: with the
/// nearest end from each start, or with all.
fn ordered_groups(lists: &[&[Span]], slop: u32, all: bool) -> Vec<Span> {
    let Some(([first, middle @ ..], last)) = lists.split_last().map(|(last, before)| (before, last)) else {
        return lists.concat();
    };
    let mut groups = Vec::new();
    for &(start, end) in *first {
        let mut ends = vec![(end, 0)];
        for list in middle {
            ends = followers(&ends, list, slop);
        }
        if all && groups.len() < MOST {
            groups.extend(followers(&ends, last, slop).into_iter().map(|(end, _)| (start, end)));
        } else {
            groups.extend(nearest_end(&ends, last, slop).map(|end| (start, end)));
        }
    }
    groups
}

/// Groups of a text, and ways to put them together, are looked at so far and no further.
const MOST: usize = 1 << 12;

/// The least end that can be reached from `ends` by one more span.
fn nearest_end(ends: &[(u32, u32)], list: &[Span], slop: u32) -> Option<u32> {
    let mut nearest: Option<u32> = None;
    for &(end, skipped) in ends {
        let from = list.partition_point(|span| span.0 < end);
        // What starts behind an end has its own behind it.
        let reachable = list[from..].iter().take_while(|span| skipped + (span.0 - end) <= slop);
        for span in reachable {
            if nearest.is_some_and(|nearest| nearest <= span.0) {
                break;
            }
            nearest = Some(nearest.unwrap_or(u32::MAX).min(span.1));
        }
    }
    nearest
}

/// The ends that can be reached from `ends` by one more span, each with the positions skipped so far; nearest first.
fn followers(ends: &[(u32, u32)], list: &[Span], slop: u32) -> Vec<(u32, u32)> {
    let mut next = Vec::new();
    for &(end, skipped) in ends {
        let from = list.partition_point(|span| span.0 < end);
        let reachable = list[from..].iter().take_while(|span| skipped + (span.0 - end) <= slop);
        next.extend(reachable.map(|span| (span.1, skipped + (span.0 - end))));
    }
    next.sort_unstable();
    next.dedup();
    next
}

/// One span of each list, in any order and without overlap, at most `slop` other positions within the window that holds them:
/// with the nearest end from each start, or with all. Each step takes the smallest window that starts with the least span,
/// then drops that span.
fn unordered_groups(lists: &[&[Span]], slop: u32, all: bool) -> Vec<Span> {
    let mut groups = Vec::new();
    let mut at = vec![0; lists.len()];
    // A span of each list, in order, with the number of its list.
    let mut heads: Vec<(Span, usize)> = (0..lists.len()).filter_map(|n| Some((*lists[n].first()?, n))).collect();
    heads.sort_unstable();
    let are_words = lists.iter().all(|list| list.iter().all(|span| span.1 == span.0 + 1));
    let mut room = MOST;
    let mut decided = None;
    while heads.len() == lists.len() && !heads.is_empty() {
        let start = heads[0].0.0;
        // Where any two of them share a position, two that follow each other do: `"mot mot"` asks for the word twice.
        let overlap = heads.windows(2).any(|pair| pair[1].0.0 < pair[0].0.1);
        if decided == Some(start) {
            // All windows that start here are known.
        } else if all || overlap || !are_words {
            let mut ends = ends_from(start, lists, slop, &mut room);
            ends.sort_unstable();
            ends.dedup();
            ends.truncate(if all { ends.len() } else { 1 });
            groups.extend(ends.into_iter().map(|end| (start, end)));
        } else {
            let end = heads.iter().map(|(span, _)| span.1).max().unwrap_or(0);
            if end - start <= (lists.len() as u32).saturating_add(slop) {
                groups.push((start, end));
            }
        }
        decided = Some(start);
        let (_, least) = heads.remove(0);
        at[least] += 1;
        if let Some(next) = lists[least].get(at[least]) {
            let next = (*next, least);
            heads.insert(heads.partition_point(|head| *head < next), next);
        }
    }
    groups
}

/// The ends of the windows that start at `start`, found by trying all ways, as long as there is `room` for them.
fn ends_from(start: u32, lists: &[&[Span]], slop: u32, room: &mut usize) -> Vec<u32> {
    let mut ends = Vec::new();
    if lists.len() > u64::BITS as usize {
        return ends;
    }
    // Where it has come to, how many positions it has skipped, and which lists have their span.
    let mut pending = vec![(start, 0, 0_u64)];
    let mut known = FxHashSet::default();
    while let Some((end, skipped, taken)) = pending.pop() {
        if taken.count_ones() as usize == lists.len() {
            ends.push(end);
            continue;
        }
        for (n, list) in lists.iter().enumerate().filter(|(n, _)| taken & (1 << n) == 0) {
            // Of lists that are the same, the first comes first.
            if (0..n).any(|before| taken & (1 << before) == 0 && lists[before].as_ptr() == list.as_ptr()) {
                continue;
            }
            let left = if taken == 0 { 0 } else { slop - skipped };
            let from = list.partition_point(|span| span.0 < end);
            for span in list[from..].iter().take_while(|span| span.0 - end <= left) {
                let way = (span.1, skipped + (span.0 - end), taken | 1 << n);
                if *room > 0 && known.insert(way) {
                    *room -= 1;
                    pending.push(way);
                }
            }
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn words(positions: &[&[u32]]) -> Vec<Vec<Span>> {
        positions.iter().map(|list| list.iter().map(|start| (*start, start + 1)).collect()).collect()
    }

    #[test]
    fn ordered() {
        let check = |positions: &[&[u32]], slop, expected: &[Span]| {
            let lists = words(positions);
            let lists: Vec<&[Span]> = lists.iter().map(Vec::as_slice).collect();
            assert_eq!(ordered_groups(&lists, slop, false), expected, "{positions:?} slop {slop}");
            if slop == 0 {
                assert_eq!(groups_in_a_row(&lists), expected, "{positions:?} in a row");
            }
        };
        check(&[&[1, 5], &[2, 9]], 0, &[(1, 3)]);
        check(&[&[1, 5], &[2, 9]], 3, &[(1, 3), (5, 10)]);
        check(&[&[2], &[1]], 9, &[]);
        check(&[&[1], &[2, 3], &[4]], 1, &[(1, 5)]);
        check(&[&[1], &[1]], 5, &[]);
    }

    #[test]
    fn unordered() {
        let check = |positions: &[&[u32]], slop, expected: &[Span]| {
            let lists = words(positions);
            let lists: Vec<&[Span]> = lists.iter().map(Vec::as_slice).collect();
            assert_eq!(unordered_groups(&lists, slop, false), expected, "{positions:?} slop {slop}");
        };
        check(&[&[5], &[1, 4]], 0, &[(4, 6)]);
        check(&[&[5], &[1]], 3, &[(1, 6)]);
        check(&[&[5], &[1]], 2, &[]);
        check(&[&[1], &[1]], 5, &[]);
        check(&[&[1, 2], &[1, 2]], 0, &[(1, 3)]);
        // Words of one stem, and a word that is asked for three times.
        check(&[&[1], &[1, 2]], 0, &[(1, 3)]);
        check(&[&[1, 2, 3], &[1, 2, 3], &[1, 2, 3]], 0, &[(1, 4)]);
    }

    /// What groups are, word for word: all ways to take a span of each list.
    fn all_groups(lists: &[&[Span]], slop: u32, ordered: bool) -> Vec<Span> {
        let mut ways: Vec<Vec<Span>> = vec![Vec::new()];
        for list in lists {
            let longer = ways.iter().flat_map(|way| list.iter().map(|span| [way.as_slice(), &[*span]].concat()));
            ways = longer.collect();
        }
        let mut groups: Vec<Span> = ways
            .into_iter()
            .filter_map(|way| {
                let mut sorted = way.clone();
                sorted.sort_unstable();
                let apart = sorted.windows(2).all(|pair| pair[0].1 <= pair[1].0);
                let (start, end) = (sorted[0].0, sorted.last()?.1);
                let covered: u32 = way.iter().map(|span| span.1 - span.0).sum();
                (apart && (!ordered || way == sorted) && end - start <= covered + slop).then_some((start, end))
            })
            .collect();
        groups.sort_unstable();
        groups.dedup();
        groups
    }

    proptest! {
        #[test]
        fn groups_are_what_they_should_be(
            starts in prop::collection::vec(prop::collection::btree_set((0..24_u32, 1..3_u32), 1..6), 2..5),
            slop in 0..6_u32,
        ) {
            let lists: Vec<Vec<Span>> =
                starts.iter().map(|list| list.iter().map(|(at, length)| (*at, at + length)).collect()).collect();
            let lists: Vec<&[Span]> = lists.iter().map(Vec::as_slice).collect();
            let sorted = |mut groups: Vec<Span>| {
                groups.sort_unstable();
                groups.dedup();
                groups
            };
            let nearest = |groups: Vec<Span>| {
                let mut groups = sorted(groups);
                groups.dedup_by_key(|group| group.0);
                groups
            };
            prop_assert_eq!(sorted(groups_in_a_row(&lists)), all_groups(&lists, 0, true));
            for ordered in [true, false] {
                let groups = |all| match ordered {
                    true => ordered_groups(&lists, slop, all),
                    false => unordered_groups(&lists, slop, all),
                };
                let expected = all_groups(&lists, slop, ordered);
                prop_assert_eq!(sorted(groups(true)), expected.clone(), "ordered {}", ordered);
                prop_assert_eq!(nearest(groups(false)), nearest(expected), "ordered {}", ordered);
            }
        }
    }
}
