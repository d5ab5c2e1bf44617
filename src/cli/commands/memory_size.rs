//! Sizes of memory, as `--memory` takes them.

use kiosque::ingest::options;

/// `512MB`, `1.5GB`, `300 MiB`; a number alone counts megabytes.
pub fn parse(text: &str) -> Result<usize, String> {
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let unit = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "m" | "mb" => 1e6,
        "mib" => 1_048_576.0,
        "g" | "gb" => 1e9,
        "gib" => 1_073_741_824.0,
        _ => return Err("a size is a number and a unit, such as 512MB or 2GB".to_owned()),
    };
    let number: f64 = number.parse().map_err(|_| "a size begins with a number, such as 512MB or 2GB".to_owned())?;
    match number * unit {
        size if size < options::LEAST_MEMORY as f64 => Err("it takes 64MB at the least".to_owned()),
        size => Ok(size as usize),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        #[track_caller]
        fn check(text: &str, expected: Option<usize>) {
            assert_eq!(parse(text).ok(), expected, "{text}");
        }
        check("512MB", Some(512_000_000));
        check("1.5 gb", Some(1_500_000_000));
        check("64MiB", Some(1 << 26));
        check("300", Some(300_000_000));
        check("10MB", None);
        check("much", None);
        check("1TB", None);
        check("", None);
    }
}
