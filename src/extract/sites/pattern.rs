//! Patterns of addresses, as `/video/*`: which pages of a site are no articles.

/// A pattern of the part of an address behind the host; `*` stands for any characters, also for none.
#[derive(Debug)]
pub struct Pattern {
    /// The pattern as it is written.
    pub written: String,
}

impl Pattern {
    /// A pattern; none if no address could match it.
    pub fn new(written: &str) -> Option<Self> {
        let is_one = written.starts_with(['/', '*']) && !written.contains(char::is_whitespace);
        is_one.then(|| Self { written: written.to_owned() })
    }

    /// Whether an address matches, of which `path` is what stands behind the host. Without `?` in the pattern, what the
    /// address asks behind its `?` makes no difference.
    pub fn matches(&self, path: &str) -> bool {
        let path = path.split('#').next().unwrap_or_default();
        let path = if self.written.contains('?') { path } else { path.split('?').next().unwrap_or_default() };
        let mut parts = self.written.split('*');
        let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else { return false };
        let Some(last) = parts.next_back() else { return rest.is_empty() };
        for part in parts {
            let Some(at) = rest.find(part) else { return false };
            rest = &rest[at + part.len()..];
        }
        rest.ends_with(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let check = |pattern: &str, path: &str, expected: bool| {
            assert_eq!(Pattern::new(pattern).unwrap().matches(path), expected, "{pattern} {path}");
        };
        check("/", "/", true);
        check("/", "/a", false);
        check("/video/*", "/video/2025/a.html", true);
        check("/video/*", "/a/video/b", false);
        check("*/video/*", "/a/video/b", true);
        check("*-live", "/a-live", true);
        check("*-live", "/a-live-b", false);
        check("*-live", "/a-live?utm=b#c", true);
        check("*?print=1", "/a?print=1", true);
        check("/a*b*c", "/a-b-b-c", true);
        check("/a*b*c", "/a-c-b", false);
        check("/ab*bc", "/abc", false);
        check("*", "/", true);
    }

    #[test]
    fn what_is_no_pattern() {
        for written in ["", "video/", "https://quai.example/", "/a b"] {
            assert!(Pattern::new(written).is_none(), "{written}");
        }
    }
}
