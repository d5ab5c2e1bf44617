//! What charts in a terminal are drawn with: bars of block elements.

const EIGHTHS_WIDE: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
const EIGHTHS_HIGH: [&str; 8] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇"];

/// A bar to the right, `columns` long for `most`. What is not nothing can be seen.
pub fn bar(value: f64, most: f64, columns: usize) -> String {
    let eighths = eighths(value, most, columns);
    "█".repeat(eighths / 8) + EIGHTHS_WIDE[eighths % 8]
}

/// What a column that is `rows` high for `most` shows in the row of that number, counted from below.
pub fn cell(value: f64, most: f64, rows: usize, row: usize) -> &'static str {
    match eighths(value, most, rows).saturating_sub(8 * row) {
        whole if whole >= 8 => "█",
        part => EIGHTHS_HIGH[part],
    }
}

fn eighths(value: f64, most: f64, cells: usize) -> usize {
    if value <= 0.0 || most <= 0.0 {
        return 0;
    }
    ((value / most * (8 * cells) as f64).round() as usize).clamp(1, 8 * cells)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars() {
        let check = |value, most, expected: &str| assert_eq!(bar(value, most, 4), expected, "{value} of {most}");
        check(0.0, 10.0, "");
        check(10.0, 10.0, "████");
        check(5.0, 10.0, "██");
        check(1.0, 10.0, "▍");
        check(1.0, 1e6, "▏");
        check(0.0, 0.0, "");
    }

    #[test]
    fn columns() {
        let column = |value| [1, 0].map(|row| cell(value, 4.0, 2, row)).concat();
        assert_eq!([0.0, 0.01, 1.0, 2.0, 3.0, 4.0].map(column), ["  ", " ▁", " ▄", " █", "▄█", "██"]);
    }
}
