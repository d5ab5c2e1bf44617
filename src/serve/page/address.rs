//! The address of a page, which has all of its state: a link shows a colleague the same.

use crate::serve::asked::{Asked, encoded};

/// The address of a page, and those of pages that differ from it in one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    base: String,
    path: String,
    parameters: Vec<(String, String)>,
}

impl Address {
    /// The address that was asked for, below the server's base path. Empty parameters, which forms send, are none.
    pub fn of(asked: &Asked, base: &str) -> Self {
        let parameters = asked.parameters.iter().filter(|(_, value)| !value.is_empty()).cloned().collect();
        Self { base: base.to_owned(), path: asked.path.clone(), parameters }
    }

    /// Whether it is that of the page at this path.
    pub fn is_at(&self, path: &str) -> bool {
        self.path == path
    }

    /// The path below the server's base path.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The first value of a parameter; nothing where there is none.
    pub fn get(&self, name: &str) -> &str {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// All values of a parameter.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.parameters.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The parameters.
    pub fn parameters(&self) -> &[(String, String)] {
        &self.parameters
    }

    /// The same with other values for some parameters; an empty one takes the parameter away. It begins at the first hit.
    pub fn with(&self, changes: &[(&str, &str)]) -> String {
        let is_changed = |name: &str| name == "offset" || changes.iter().any(|(changed, _)| *changed == name);
        let kept = self.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let kept = kept.filter(|(name, _)| !is_changed(name));
        self.link(&self.path, kept.chain(changes.iter().copied()).filter(|(_, value)| !value.is_empty()))
    }

    /// The same without one value of a parameter.
    pub fn without(&self, name: &str, value: &str) -> String {
        let kept = self.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        self.link(&self.path, kept.filter(|pair| *pair != (name, value) && pair.0 != "offset"))
    }

    /// The address of another page with the parameters of this one.
    pub fn at(&self, path: &str) -> String {
        self.link(path, self.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }

    /// The address of another page.
    pub fn to<'a>(&'a self, path: &str, parameters: &[(&'a str, &'a str)]) -> String {
        self.link(path, parameters.iter().copied().filter(|(_, value)| !value.is_empty()))
    }

    fn link<'a>(&self, path: &str, parameters: impl Iterator<Item = (&'a str, &'a str)>) -> String {
        let query = encoded(parameters);
        let question = if query.is_empty() { "" } else { "?" };
        format!("{}{path}{question}{query}", self.base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let here = Address::of(&Asked::of("/", "q=a+b&source=x&source=y&since=&offset=10"), "/presse");
        assert_eq!((here.get("q"), here.get("since")), ("a b", ""));
        assert_eq!(here.with(&[("sort", "newest")]), "/presse/?q=a+b&source=x&source=y&sort=newest");
        assert_eq!(here.with(&[("offset", "20")]), "/presse/?q=a+b&source=x&source=y&offset=20");
        assert_eq!(here.with(&[("source", "")]), "/presse/?q=a+b");
        assert_eq!(here.without("source", "x"), "/presse/?q=a+b&source=y");
        assert_eq!(here.at("/export"), "/presse/export?q=a+b&source=x&source=y&offset=10");
        assert_eq!(here.to("/article", &[("id", "é/1.html"), ("q", "")]), "/presse/article?id=%C3%A9/1.html");
    }
}
