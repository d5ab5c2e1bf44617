//! Numbers of things, to read.

/// `12,345`
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1 article`, `12,345 articles`
pub fn articles(number: u64) -> String {
    format!("{} {}", grouped(number), if number == 1 { "article" } else { "articles" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        let check = |number, expected: &str| assert_eq!(articles(number), expected);
        check(0, "0 articles");
        check(1, "1 article");
        check(123, "123 articles");
        check(1_234_567, "1,234,567 articles");
    }
}
