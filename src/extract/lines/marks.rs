//! The parts of a page, as the elements around a line name them.

use std::fmt;

/// A set of parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks(u32);

impl Marks {
    /// Not shown to readers.
    pub const HIDDEN: Self = Self(1 << 0);
    /// Menus, breadcrumbs, paging.
    pub const NAVIGATION: Self = Self(1 << 1);
    /// The page's foot.
    pub const FOOTER: Self = Self(1 << 2);
    /// Side columns.
    pub const ASIDE: Self = Self(1 << 3);
    /// Readers' comments.
    pub const COMMENT: Self = Self(1 << 4);
    /// Pointers to other articles.
    pub const RELATED: Self = Self(1 << 5);
    /// Buttons to share or print.
    pub const SHARE: Self = Self(1 << 6);
    /// Advertising, newsletters, subscriptions, cookies.
    pub const PROMOTION: Self = Self(1 << 7);
    /// Keywords.
    pub const TAGS: Self = Self(1 << 8);
    /// Who signed the article and when.
    pub const BYLINE: Self = Self(1 << 9);
    /// Captions and credits of pictures.
    pub const CAPTION: Self = Self(1 << 10);
    /// Forms and buttons.
    pub const FORM: Self = Self(1 << 11);
    /// Who the author is.
    pub const BIOGRAPHY: Self = Self(1 << 12);
    /// A list of articles, or a card in one.
    pub const TEASER: Self = Self(1 << 13);
    /// Embedded posts and players.
    pub const EMBED: Self = Self(1 << 14);
    /// Where the rest of the article is for sale.
    pub const PAYWALL: Self = Self(1 << 15);
    /// A link to another page.
    pub const LINK: Self = Self(1 << 16);
    /// The standfirst.
    pub const LEAD: Self = Self(1 << 17);
    /// The text.
    pub const BODY: Self = Self(1 << 18);
    /// The article as a whole.
    pub const ARTICLE: Self = Self(1 << 19);
    /// The title.
    pub const TITLE: Self = Self(1 << 20);
    /// Bold type.
    pub const STRONG: Self = Self(1 << 21);
    /// A date.
    pub const DATE: Self = Self(1 << 22);
    /// The section or the kicker.
    pub const SECTION: Self = Self(1 << 23);
    /// Not shown on a screen, and not only hidden from those who read it aloud.
    pub const UNSEEN: Self = Self(1 << 24);

    /// No part.
    pub const NONE: Self = Self(0);
    /// The parts in which no article's text stands: all from `HIDDEN` to `PAYWALL`.
    pub const NOISE: Self = Self(0xFFFF);

    /// Whether the set has any of `marks`.
    pub fn has(self, marks: Self) -> bool {
        self.0 & marks.0 != 0
    }

    /// The parts of either set.
    pub const fn with(self, marks: Self) -> Self {
        Self(self.0 | marks.0)
    }

    /// The parts of the set that are not in `marks`.
    pub fn without(self, marks: Self) -> Self {
        Self(self.0 & !marks.0)
    }

    /// The parts of both sets.
    pub fn and(self, marks: Self) -> Self {
        Self(self.0 & marks.0)
    }
}

/// `navigation, teaser`
impl fmt::Display for Marks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = NAMES.iter().filter(|(mark, _)| self.has(*mark)).map(|(_, name)| *name).collect();
        f.write_str(&names.join(", "))
    }
}

const NAMES: &[(Marks, &str)] = &[
    (Marks::HIDDEN, "hidden"),
    (Marks::NAVIGATION, "navigation"),
    (Marks::FOOTER, "footer"),
    (Marks::ASIDE, "aside"),
    (Marks::COMMENT, "comment"),
    (Marks::RELATED, "related"),
    (Marks::SHARE, "share"),
    (Marks::PROMOTION, "promotion"),
    (Marks::TAGS, "tags"),
    (Marks::BYLINE, "byline"),
    (Marks::CAPTION, "caption"),
    (Marks::FORM, "form"),
    (Marks::BIOGRAPHY, "biography"),
    (Marks::TEASER, "teaser"),
    (Marks::EMBED, "embed"),
    (Marks::PAYWALL, "paywall"),
    (Marks::LINK, "link"),
    (Marks::LEAD, "lead"),
    (Marks::BODY, "body"),
    (Marks::ARTICLE, "article"),
    (Marks::TITLE, "title"),
    (Marks::STRONG, "strong"),
    (Marks::DATE, "date"),
    (Marks::SECTION, "section"),
    (Marks::UNSEEN, "unseen"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_a_name() {
        for (bit, (mark, _)) in NAMES.iter().enumerate() {
            assert_eq!(mark.0, 1 << bit);
        }
        assert_eq!(Marks(!0).to_string().split(", ").count(), NAMES.len());
        assert_eq!(Marks::TEASER.with(Marks::NAVIGATION).to_string(), "navigation, teaser");
    }
}
