//! An article as brute force holds it: with its text analysed.

use kiosque::analysis::{self, Token};
use kiosque::dedup::Signature;
use kiosque::engine::shown::Filed;
use kiosque::index::schema::News;
use kiosque::newspaper::imprint::Imprint;
use kiosque::newspaper::table::Newspapers;
use kiosque::query::ast::Field;

/// An article, and what is known of its text.
pub struct Held {
    pub filed: Filed,
    pub news: News,
    /// The tokens of title, lead and body.
    pub texts: [Vec<Token>; 3],
    pub signature: Signature,
    /// Where it was published, as it was found; its source is the newspaper that this is of.
    pub imprint: Option<Imprint>,
}

/// The places of the fields in [`Held::texts`].
pub const TITLE: usize = 0;
pub const LEAD: usize = 1;
pub const BODY: usize = 2;

/// Fields that a word is looked for in, and how many times it counts in each.
pub type Fields = Vec<(usize, f32)>;

impl Held {
    pub fn new(mut filed: Filed, news: News, newspapers: &Newspapers) -> Self {
        let imprint = Imprint::of(&filed.article);
        filed.article.source = imprint.as_ref().map(|imprint| newspapers.name(imprint).unwrap().to_owned());
        let article = &filed.article;
        let lead = article.lead.as_deref().unwrap_or_default();
        let texts = [&article.title, lead, &article.body].map(analysis::indexed_tokens);
        Self { texts, signature: Signature::of(&article.text()), imprint, news, filed }
    }

    /// When it was published, in minutes since 1970.
    pub fn published(&self) -> Option<i64> {
        self.filed.article.published.map(|published| kiosque::date::minutes::minutes(published.moment.at))
    }

    /// How often one of these stems stands in a field.
    pub fn count(&self, field: usize, stems: &[String]) -> u32 {
        self.texts[field].iter().filter(|token| stems.contains(&token.stem)).count() as u32
    }

    pub fn has_stem(&self, field: usize, stem: &str) -> bool {
        self.texts[field].iter().any(|token| token.stem == stem)
    }

    /// Whether a written word stands in one of some fields. Lead and body are one text to this: the index knows of no
    /// written word in which of the two it stands.
    pub fn has_form(&self, fields: &Fields, is_wanted: &dyn Fn(&str) -> bool) -> bool {
        let texts: Vec<usize> = fields.iter().flat_map(|(field, _)| forms_of(*field)).copied().collect();
        texts.iter().any(|text| self.texts[*text].iter().any(|token| is_wanted(&token.form)))
    }

    /// The values of a field of names.
    pub fn names(&self, field: Field) -> Vec<&str> {
        let article = &self.filed.article;
        match field {
            Field::Author => article.authors.iter().map(String::as_str).collect(),
            Field::Source => article.source.iter().map(String::as_str).collect(),
            Field::Section => article.section.iter().map(String::as_str).collect(),
            Field::Language => article.language.iter().map(String::as_str).collect(),
            Field::Url => article.url.iter().map(String::as_str).collect(),
            Field::Title | Field::Lead | Field::Body => Vec::new(),
        }
    }
}

/// The fields whose written words are counted together with those of one.
pub fn forms_of(field: usize) -> &'static [usize] {
    if field == TITLE { &[TITLE] } else { &[LEAD, BODY] }
}
