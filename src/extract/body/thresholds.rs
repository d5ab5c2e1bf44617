//! The numbers that the steps of `body` decide by, in one place.
//!
//! All were set by hand while text F1 was measured on the 174 pages of the French press that DESIGN.md speaks of.
//! None is for one site, and none is a limit of memory or time. Words are those of `Block::words`.

/// Whether a part is more than so many percent of a whole.
pub fn exceeds(part: usize, whole: usize, percent: usize) -> bool {
    part * 100 > whole * percent
}

// `judge`: whether class names mislead.

/// A page with fewer words of prose may have an article of few words.
pub const PROSE_OF_AN_ARTICLE: usize = 120;
/// Of a page with more prose, fewer words of article are suspect.
pub const FEWEST_WORDS_KEPT: usize = 40;
/// The words that judging without class names must keep to be believed.
pub const FEWEST_WORDS_KEPT_AGAIN: usize = 80;

// `parts`: which parts an element may name, by the words of prose in it.

/// Percent of the page's prose that makes an element the article's frame, whatever its classes say.
pub const FRAME: usize = 40;
/// No standfirst has more words.
pub const LONGEST_LEAD: usize = 150;
/// No date, signature, share bar or paywall has more words: they hold no two paragraphs.
pub const LONGEST_LABEL_ELEMENT: usize = 100;
/// An element that is named as the text and has more words is the text, whatever else it is named.
pub const SHORTEST_BODY: usize = 60;
/// Percent of the page's prose below which a frame named as comments is believed.
pub const COMMENTS: usize = 90;

// `container`: how much a block adds to the worth of the elements around it.

/// Points that a word of prose adds.
pub const PROSE_WORTH: i64 = 10;
/// Percent of that worth that a word of noise takes away,
pub const NOISE_COST: i64 = 5;
/// a word of a teaser,
pub const TEASER_COST: i64 = 50;
/// a word of a line that is mostly links,
pub const LINK_COST: i64 = 50;
/// and a word of any other line that is no prose.
pub const OTHER_COST: i64 = 10;
/// Where more than one part in so many of the page's worth stands behind the title, the worth before it counts for
/// nothing.
pub const SHARE_BEHIND_TITLE: i64 = 3;
/// Percent of an element's worth that one child must have for the child to be the container.
pub const NEARLY_ALL: i64 = 75;

// `alone`: the verdict on a block by itself.

/// A cell of a table or a bare `<div>` with fewer words and no sentence is a label.
pub const SHORTEST_BARE_LINE: usize = 6;
/// No caption has more words.
pub const LONGEST_CAPTION: usize = 45;
/// No caption has more sentences.
pub const MOST_CAPTION_SENTENCES: usize = 3;

// `teasers`: the titles and texts of other articles.

/// A title of an article has at least so many words.
pub const SHORTEST_TITLE: usize = 4;
/// Lines below a linked heading that are its teaser.
pub const TEASER_LINES: usize = 3;
/// Lines above a line in which the link to the article that it teases may stand.
pub const ABOVE_TEASER: usize = 2;
/// Teasers at the end of a text that make a list of them.
pub const TEASERS: usize = 3;
/// Teasers below headings that are links: here fewer are enough.
pub const HEADED_TEASERS: usize = 2;
/// Percent of a text that a list of teasers may have.
pub const MOST_TEASERS: usize = 50;
/// "Lire aussi :" has at most so many words, and so has a label above links.
pub const LONGEST_POINTER_LABEL: usize = 8;
/// A line below "Lire aussi :" with fewer words and a link is one of its list.
pub const LONGEST_POINTER: usize = 30;

// `trim`: the ends of a text.

/// Text behind the title that has more than so many times the words of the text before it is the whole article.
pub const TIMES_BEHIND_TITLE: usize = 3;

/// A heading above the first paragraph with as many words is a standfirst.
pub const SHORTEST_HEADED_LEAD: usize = 8;
/// A line above the first paragraph with fewer words and no sentence is a label.
pub const SHORTEST_FIRST_LINE: usize = 6;
/// A line that dates and signs has at most so many words,
pub const LONGEST_BYLINE: usize = 20;
/// and at most so many around its date.
pub const AROUND_BYLINE_DATE: usize = 6;
/// A line below the last paragraph with as many words, which ends as no sentence does, is a label.
pub const LONGEST_LAST_LABEL: usize = 3;
/// Lines below the last paragraph that are left out. More are a list of the article's own: of signatories, of results.
pub const MOST_LAST_LINES: usize = 4;

// `signature`

/// No signature has more words.
pub const LONGEST_SIGNATURE: usize = 12;
/// A name has at most so many words.
pub const LONGEST_NAME: usize = 4;
/// Names with an agency have at most so many words.
pub const LONGEST_NAMES: usize = 8;
/// Bytes of the initials by which the desks of agencies sign: "abc-def/gh".
pub const LONGEST_INITIALS: usize = 24;
/// A biography has at most so many words.
pub const LONGEST_BIOGRAPHY: usize = 120;

// `endings`

/// Percent of the text that must stand above a heading such as "Bibliographie".
pub const BEFORE_ENDING: usize = 50;
/// Words of text above a heading such as "12 commentaires": comments may be longer than the article, and have a count.
pub const BEFORE_COUNTED_ENDING: usize = 80;
/// Words that go on below a heading of the same rank as "Notes" for the article to go on there.
pub const RESUMED: usize = 100;

// `comments`

/// Words of text above the first comment. A live report and a chronicle date their entries too, from their beginning.
pub const BEFORE_COMMENTS: usize = 80;
/// A thread has so many heads at least.
pub const FEWEST_HEADS: usize = 2;
/// A thread whose heads do not say that someone wrote offers so many times to answer.
pub const FEWEST_ANSWERS: usize = 2;
/// The head of a comment has at most so many words.
pub const LONGEST_HEAD: usize = 16;
/// "gg a commenté :" has at most so many words.
pub const LONGEST_COLON_HEAD: usize = 8;
/// Words around the date of a head that says that someone wrote,
pub const AROUND_HEAD_DATE: usize = 8;
/// and behind it.
pub const BEHIND_HEAD_DATE: usize = 4;
/// The name above a dated comment has at most so many words.
pub const LONGEST_COMMENTER: usize = 5;

// `lead`

/// A standfirst that the page marks or describes has at least so many words.
pub const SHORTEST_MARKED_LEAD: usize = 5;
/// A sentence above the text with as many words is a standfirst.
pub const SHORTEST_LEAD: usize = 10;
/// So is a line of as many words that is no sentence.
pub const SHORTEST_UNPUNCTUATED_LEAD: usize = 20;
/// A line of prose between standfirst and text with as many words is the first paragraph.
pub const SHORTEST_FIRST_PARAGRAPH: usize = 25;
/// Lines above the text in which the standfirst stands, where no title does.
pub const ABOVE_TEXT: usize = 8;
/// Bytes that a line and a description must share at least.
pub const SHORTEST_DESCRIPTION: usize = 30;
/// Percent of the line that the description must have.
pub const DESCRIBED: usize = 50;
