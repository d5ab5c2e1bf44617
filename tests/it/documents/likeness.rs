//! Whether a command printed what a document shows.

/// Without empty lines at the ends.
pub fn trimmed(lines: &[String]) -> &[String] {
    let Some(first) = lines.iter().position(|line| !line.is_empty()) else { return &[] };
    let last = lines.iter().rposition(|line| !line.is_empty()).unwrap_or(first);
    &lines[first..=last]
}

/// A line without the figures that another machine or hour changes.
pub fn without_figures(line: &str) -> String {
    let is_figure = |word: &str| {
        let digits = word.trim_start_matches('(');
        digits.starts_with(|c: char| c.is_ascii_digit()) && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
    };
    let words: Vec<&str> = line.split([' ', '\u{a0}']).collect();
    let is_measured = |at: usize| {
        let unit = words.get(at + 1).map_or("", |unit| unit.trim_end_matches([',', ')']));
        matches!(unit, "ms" | "s" | "pages/s" | "MB/s") && is_figure(words[at])
    };
    let kept = words.iter().enumerate().map(|(at, word)| if is_measured(at) { "FIGURE" } else { word });
    kept.collect::<Vec<_>>().join(" ").trim_end().to_owned()
}

/// Whether lines are those that a document shows.
pub fn are_like(shown: &[String], printed: &[String]) -> bool {
    let Some((first, rest)) = shown.split_first() else { return printed.is_empty() };
    if first.trim() == "…" && (0..=printed.len()).any(|passed| are_like(rest, &printed[passed..])) {
        return true;
    }
    printed.split_first().is_some_and(|(line, more)| is_like(first, line) && are_like(rest, more))
}

fn is_like(shown: &str, printed: &str) -> bool {
    let Some((before, after)) = shown.split_once('…') else { return shown == printed };
    let Some(printed) = printed.strip_prefix(before) else { return false };
    (0..=printed.len()).filter(|at| printed.is_char_boundary(*at)).any(|at| is_like(after, &printed[at..]))
}

#[test]
fn what_is_shown_is_compared() {
    let check = |shown: &str, printed: &str, expected: bool| {
        let lines = |text: &str| text.lines().map(without_figures).collect::<Vec<_>>();
        assert_eq!(are_like(&lines(shown), &lines(printed)), expected, "{shown:?} {printed:?}");
    };
    check("a\nb", "a\nb", true);
    check("a", "a\nb", false);
    check("a\n…\nd", "a\nb\nc\nd", true);
    check("a\n…", "a\nb\nc", true);
    check("a … d", "a b c d", true);
    check("a … d", "a b\nc d", false);
    check("a … d …", "a b c", false);
    check("2 articles, 8.3 ms", "2 articles, 91 ms", true);
    check("2 articles, 8.3 ms", "3 articles, 8.3 ms", false);
}
