//! The language of a page: what is said stands in both, side by side.

/// The language of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Also where a browser asks for neither.
    #[default]
    French,
    /// Where a browser would rather have it.
    English,
}

impl Language {
    /// The language that a browser would rather have, by its header `Accept-Language` (RFC 9110, 12.5.4).
    pub fn wished(accept: &str) -> Self {
        let wish = |item: &str| {
            let mut parts = item.split(';');
            let name = parts.next()?.trim().split('-').next()?.to_ascii_lowercase();
            let weight = parts.find_map(|part| part.trim().strip_prefix("q=")?.parse().ok()).unwrap_or(1.0_f32);
            Some((name, weight))
        };
        let wishes: Vec<(String, f32)> = accept.split(',').filter_map(wish).collect();
        let weight = |name: &str| wishes.iter().find(|(wished, _)| wished == name).map_or(0.0, |(_, weight)| *weight);
        if weight("en") > weight("fr") { Self::English } else { Self::French }
    }

    /// Its code.
    pub fn code(self) -> &'static str {
        self.say("fr", "en")
    }

    /// One of two texts.
    pub fn say<T>(self, french: T, english: T) -> T {
        match self {
            Self::French => french,
            Self::English => english,
        }
    }

    /// `12 345` or `12,345`.
    pub fn number(self, number: u64) -> String {
        let grouped = crate::output::count::grouped(number);
        self.say(grouped.replace(',', "\u{202f}"), grouped)
    }

    /// `12,34` or `12.34`.
    pub fn decimal(self, number: f64) -> String {
        let rounded = format!("{number:.2}");
        self.say(rounded.replace('.', ","), rounded)
    }

    /// `1 article`, `12 345 articles`: the same word in both languages, but French has one where English has many.
    pub fn articles(self, number: u64) -> String {
        format!("{} article{}", self.number(number), if self.is_many(number) { "s" } else { "" })
    }

    /// Whether a number takes the plural.
    pub fn is_many(self, number: u64) -> bool {
        self.say(number > 1, number != 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_browsers_wish() {
        let check = |accept: &str, expected: &str| assert_eq!(Language::wished(accept).code(), expected, "{accept}");
        check("", "fr");
        check("*", "fr");
        check("de", "fr");
        check("en-GB", "en");
        check("fr-FR,fr;q=0.9,en;q=0.8", "fr");
        check("en-US,en;q=0.9,fr;q=0.8", "en");
        check("de, en;q=0.3, fr;q=0.5", "fr");
        check("en;q=x, fr;q=0.5", "en");
    }

    #[test]
    fn numbers() {
        assert_eq!(Language::French.articles(0), "0 article");
        assert_eq!(Language::English.articles(0), "0 articles");
        assert_eq!(Language::French.articles(12_345), "12\u{202f}345 articles");
    }
}
