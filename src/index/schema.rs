//! The fields of the index, and the way from an article to a document and back.

use std::sync::Arc;

use jiff::SignedDuration;
use jiff::civil::DateTime;
use tantivy::error::DataCorruption;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, TextFieldIndexing, TextOptions, Value,
};
use tantivy::{TantivyDocument, Term};

use super::terms::Terms;
use super::texts::Texts;
use crate::analysis::numbered::NumberedText;
use crate::analysis::vocabulary::Vocabulary;
use crate::article::{Article, Rejection, Repeated};
use crate::date::Precision;
use crate::date::minutes::minutes;
use crate::dedup::Signature;
use crate::dedup::beginning::Beginning;
use crate::dedup::sketch::pack;
use crate::newspaper::imprint::Imprint;
use crate::repeated::Edges;

/// The field of imprints, which say what newspaper an article is of.
pub const SOURCE: &str = "source";
/// The field that documents are sorted by.
pub const PUBLISHED: &str = "published";

// tantivy asks for a tokenizer of each field. It is a name and no more here, since texts come analysed.

/// Words that are stemmed, and words as they are written: title, lead and body.
const POSTINGS: &str = "postings";
/// Words of authors and sections.
const NAMES: &str = "names";
/// Words of addresses.
const ADDRESSES: &str = "addresses";
/// What is one term, as it is.
const WHOLE: &str = "raw";

/// What the index keeps of one page: its article, or the reason why it has none. The reason is kept so that a rejected page
/// that has not changed is not parsed again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The name that the page has in the index; no two have the same.
    pub id: String,
    /// The file that the page came from, relative to the corpus root where it lies below it.
    pub container: String,
    /// Where in that file, if the file holds several pages.
    pub member: Option<String>,
    /// A hash of the page's bytes and of the version of what extracted it.
    pub fingerprint: u64,
    /// When a crawler fetched it, if its container says so.
    pub fetched: Option<DateTime>,
    /// Since when the index has it.
    pub news: News,
    /// The article, or why there is none.
    pub outcome: Result<Article, Rejection>,
}

/// When an article came to the index, and when its text became what it is: batches by their numbers, 0 for the one that it
/// will come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct News {
    /// The batch in which the index had it for the first time.
    pub arrived: u32,
    /// The batch in which its title, standfirst or body changed last.
    pub changed: u32,
    /// A hash of these.
    pub text: u32,
}

impl News {
    /// The same, of an article that replaces another one: it came when that came, and changed now if the texts differ.
    pub fn after(self, before: Self) -> Self {
        Self { changed: if self.text == before.text { before.changed } else { 0 }, arrived: before.arrived, ..self }
    }

    /// The same, of an article that comes in a batch.
    pub fn in_batch(self, number: u32) -> Self {
        let or_now = |batch: u32| if batch == 0 { number } else { batch };
        Self { arrived: or_now(self.arrived), changed: or_now(self.changed), ..self }
    }
}

impl Entry {
    /// A page of which nothing is known but its id and what it is.
    pub fn new(id: impl Into<String>, outcome: Result<Article, Rejection>) -> Self {
        Self {
            id: id.into(),
            container: String::new(),
            member: None,
            fingerprint: 0,
            fetched: None,
            news: News::default(),
            outcome,
        }
    }

    /// Whether it is an article, and more than a title and a standfirst.
    pub fn has_text(&self) -> bool {
        self.outcome.as_ref().is_ok_and(|article| !article.body.is_empty())
    }
}

/// An entry as the index takes it.
#[derive(Debug, Clone)]
pub struct Document {
    /// A hash of its id.
    pub id_hash: u64,
    /// What the words of its texts are numbered in.
    pub vocabulary: Arc<Vocabulary>,
    /// Title, standfirst and body.
    pub texts: Texts,
    /// The terms of all other fields.
    pub terms: Terms,
    /// Minutes since 1970, by which documents are sorted.
    pub published: Option<i64>,
    /// Since when the index has it, if it is an article.
    pub news: Option<News>,
    /// The values of its columns.
    pub columns: TantivyDocument,
    /// What is given back.
    pub stored: Stored,
}

/// What the index gives back of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The name of the page.
    pub id: String,
    /// The file that the page came from.
    pub container: String,
    /// Where in that file.
    pub member: Option<String>,
    /// The article as JSON, if it is one.
    pub article: Option<String>,
}

impl Stored {
    /// Appends it as tantivy's store has a document (`BinaryDocumentSerializer`, tantivy 0.27): the number of its values, and each
    /// value with its field, its type and its length. It is made here since tantivy would have to be handed a copy of all texts
    /// for it, which are copied once more then.
    pub fn write(&self, fields: &Fields, bytes: &mut Vec<u8>) {
        const TEXT: u8 = 0;
        let Self { id, container, member, article } = self;
        let values = [Some((fields.id, id)), Some((fields.container, container))].into_iter();
        let member = member.as_ref().map(|member| (fields.member, member));
        let article = article.as_ref().map(|article| (fields.article, article));
        let values = values.chain([member, article]).flatten();
        write_number(values.clone().count(), bytes);
        for (field, text) in values {
            bytes.extend_from_slice(&field.field_id().to_le_bytes());
            bytes.push(TEXT);
            write_number(text.len(), bytes);
            bytes.extend_from_slice(text.as_bytes());
        }
    }
}

/// Appends a number, seven bits a byte, the lowest first; the highest bit marks the last byte.
fn write_number(mut number: usize, bytes: &mut Vec<u8>) {
    while number >= 128 {
        bytes.push((number % 128) as u8);
        number /= 128;
    }
    bytes.push(number as u8 | 128);
}

/// A field of text: the stems of its words and where they stand, and which words stand there as they are written. Standfirst
/// and body share the latter, so that a word is kept once for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TextField {
    /// The stems, with frequencies and positions.
    pub stems: Field,
    /// The words as they are written.
    pub forms: Field,
    /// How many tokens it has, exactly, where tantivy keeps a rounded number and forgets it in a merge.
    pub tokens: Field,
}

/// The fields of the index.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// The id, whole.
    pub id: Field,
    /// A hash of the id, by which a run recognises a page.
    pub id_hash: Field,
    /// The file that the page came from.
    pub container: Field,
    /// Where in that file.
    pub member: Field,
    /// The hash of what the article was made from.
    pub fingerprint: Field,
    /// When the page was fetched, in seconds since 1970.
    pub fetched: Field,
    /// The batch that it came in, by its number: of two documents with one id, the greater is the newer.
    pub generation: Field,
    /// The batch in which the article came first.
    pub arrived: Field,
    /// The batch in which its text changed last.
    pub changed: Field,
    /// The hash of the text.
    pub text: Field,
    /// Why a page has no article; articles have no value.
    pub rejection: Field,
    /// That an article has a title and no text; all others have no value.
    pub bare: Field,
    /// The title.
    pub title: TextField,
    /// The standfirst.
    pub lead: TextField,
    /// The text below it.
    pub body: TextField,
    /// The words of the authors' names.
    pub author: Field,
    /// The [`Imprint`], whole.
    pub source: Field,
    /// The section of the newspaper.
    pub section: Field,
    /// The language, as its ISO 639-1 code.
    pub language: Field,
    /// The address.
    pub url: Field,
    /// Minutes since 1970 on the newspaper's own clock; an undated article has none.
    pub published: Field,
    /// How exactly that is known.
    pub precision: Field,
    /// The sketch of its shingles, which copies of an article are recognised by.
    pub sketch: Field,
    /// The beginning of that, by which most others are known to be none.
    pub beginning: Field,
    /// The sketch of its details, which articles made from one pattern are told apart by.
    pub details: Field,
    /// The first hashes of the sketch, by which copies are looked up.
    pub shingle: Field,
    /// Its [`Edges`], and whether something has left the text for being the site's.
    pub site: Field,
    /// The title of these edges, hashed.
    pub headline: Field,
    /// Their lines, hashed.
    pub edge: Field,
    /// Whether a line has left the text for being the site's.
    pub parted: Field,
    /// The whole article, as JSON.
    pub article: Field,
}

/// The names of the fields, for who writes documents elsewhere.
pub struct FieldNames(Schema);

/// A value of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnValue<'a> {
    /// A number, a hash or a part of a sketch.
    Number(u64),
    /// Minutes, which may lie before 1970.
    Minutes(i64),
    /// A name or a code.
    Text(&'a str),
}

impl Default for FieldNames {
    fn default() -> Self {
        Self(build().0)
    }
}

impl FieldNames {
    /// The values of the columns of a document with the names of their fields; several of one field stand in their order.
    pub fn columns<'a>(&'a self, document: &'a Document) -> impl Iterator<Item = (&'a str, ColumnValue<'a>)> {
        document.columns.field_values().map(|(field, value)| {
            let value = match (value.as_u64(), value.as_i64()) {
                (Some(number), _) => ColumnValue::Number(number),
                (None, Some(minutes)) => ColumnValue::Minutes(minutes),
                (None, None) => ColumnValue::Text(value.as_str().unwrap_or_default()),
            };
            (self.0.get_field_name(field), value)
        })
    }
}

/// The schema and its fields.
pub fn build() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let with_places = IndexRecordOption::WithFreqsAndPositions;
    let stems = indexed(POSTINGS, with_places, true);
    let forms = indexed(POSTINGS, IndexRecordOption::Basic, false);
    // What filters and never scores needs no lengths.
    let facet = indexed(NAMES, with_places, false).set_fast(WHOLE);
    let address = indexed(ADDRESSES, with_places, false);
    let code = indexed(WHOLE, IndexRecordOption::Basic, false).set_fast(WHOLE);
    let title_forms = schema.add_text_field("title_forms", forms.clone());
    let text_forms = schema.add_text_field("text_forms", forms);
    let mut text = |name: &str, forms: Field| TextField {
        stems: schema.add_text_field(name, stems.clone()),
        forms,
        tokens: schema.add_u64_field(&format!("{name}_tokens"), FAST),
    };
    let (title, lead, body) = (text("title", title_forms), text("lead", text_forms), text("body", text_forms));
    let fields = Fields {
        id: schema.add_text_field("id", code.clone() | STORED),
        id_hash: schema.add_u64_field("id_hash", FAST),
        container: schema.add_text_field("container", TextOptions::default().set_fast(WHOLE) | STORED),
        member: schema.add_text_field("member", STORED),
        fingerprint: schema.add_u64_field("fingerprint", FAST),
        fetched: schema.add_u64_field("fetched", FAST),
        generation: schema.add_u64_field("generation", FAST),
        arrived: schema.add_u64_field("arrived", FAST),
        changed: schema.add_u64_field("changed", FAST),
        text: schema.add_u64_field("text", FAST),
        rejection: schema.add_text_field("rejection", code.clone()),
        bare: schema.add_u64_field("bare", FAST),
        title,
        lead,
        body,
        author: schema.add_text_field("author", facet.clone()),
        source: schema.add_text_field(SOURCE, code.clone()),
        section: schema.add_text_field("section", facet),
        language: schema.add_text_field("language", code),
        url: schema.add_text_field("url", address),
        published: schema.add_i64_field(PUBLISHED, FAST),
        precision: schema.add_u64_field("precision", FAST),
        sketch: schema.add_u64_field("sketch", FAST),
        beginning: schema.add_u64_field("beginning", FAST),
        details: schema.add_u64_field("details", FAST),
        shingle: schema.add_u64_field("shingle", NumericOptions::default().set_indexed()),
        site: schema.add_u64_field("site", FAST),
        headline: schema.add_u64_field("headline", FAST),
        edge: schema.add_u64_field("edge", FAST),
        parted: schema.add_u64_field("parted", FAST),
        article: schema.add_text_field("article", STORED),
    };
    (schema.build(), fields)
}

fn indexed(tokenizer: &str, record: IndexRecordOption, has_lengths: bool) -> TextOptions {
    let indexing =
        TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record).set_fieldnorms(has_lengths);
    TextOptions::default().set_indexing_options(indexing)
}

impl Fields {
    /// The document that stands for `entry`, with its text analysed: its words have their numbers in a vocabulary.
    pub fn document(&self, entry: &Entry, vocabulary: Arc<Vocabulary>) -> Document {
        let Entry { id, container, member, fingerprint, fetched, news, outcome } = entry;
        let stored = Stored { id: id.clone(), container: container.clone(), member: member.clone(), article: None };
        let mut document = Document {
            id_hash: id_hash(id),
            vocabulary,
            texts: Texts::default(),
            terms: Terms::default(),
            published: None,
            news: outcome.as_ref().ok().map(|article| News { text: text_hash(article), ..*news }),
            columns: TantivyDocument::with_capacity(COLUMNS),
            stored,
        };
        document.terms.add(self.id, 0, id.as_bytes());
        let columns = &mut document.columns;
        columns.add_text(self.id, id);
        columns.add_u64(self.id_hash, document.id_hash);
        columns.add_text(self.container, container);
        columns.add_u64(self.fingerprint, *fingerprint);
        if let Some(fetched) = fetched {
            columns.add_u64(self.fetched, seconds(*fetched).into());
        }
        match outcome {
            Ok(article) => self.add_article(&mut document, article, container),
            Err(rejection) => document.add_code(self.rejection, &rejection.to_string()),
        }
        document
    }

    /// A document that has of its article what copies are found by, and no text.
    pub(crate) fn signed(&self, id: &str, published: Option<i64>, sketches: [&[u64]; 2]) -> Document {
        let entry = Entry::new(id, Err(Rejection::Empty));
        let mut document = self.document(&entry, Arc::new(Vocabulary::new()));
        document.columns = TantivyDocument::with_capacity(COLUMNS);
        document.columns.add_text(self.id, id);
        document.columns.add_u64(self.id_hash, document.id_hash);
        document.published = published;
        if let Some(published) = published {
            document.columns.add_i64(self.published, published);
        }
        for (field, sketch) in [self.sketch, self.details].into_iter().zip(sketches) {
            sketch.iter().for_each(|number| document.columns.add_u64(field, *number));
        }
        document
    }

    fn add_article(&self, document: &mut Document, article: &Article, container: &str) {
        let texts =
            [(self.title, Some(&article.title)), (self.lead, article.lead.as_ref()), (self.body, Some(&article.body))];
        for (part, (field, text)) in texts.into_iter().enumerate() {
            if let Some(text) = text {
                let numbered = NumberedText::of(text, &document.vocabulary);
                document.columns.add_u64(field.tokens, numbered.tokens);
                document.texts.words.extend(numbered.words);
                document.texts.tokens[part] = numbered.tokens as u32;
            }
            document.texts.ends[part] = document.texts.words.len() as u32;
        }
        if let Some(language) = &article.language {
            document.add_code(self.language, language);
        }
        if let Some(imprint) = Imprint::of(article) {
            document.add_code(self.source, imprint.text());
        }
        document.terms.add_names(self.url, article.url.as_deref(), false);
        document.terms.add_names(self.section, article.section.as_deref(), true);
        document.terms.add_names(self.author, article.authors.iter().map(String::as_str), true);
        let columns = &mut document.columns;
        let names = article.section.iter().map(|name| (self.section, name));
        for (field, name) in names.chain(article.authors.iter().map(|name| (self.author, name))) {
            columns.add_text(field, name);
        }
        if let Some(published) = article.published {
            let at = minutes(published.moment.at);
            document.published = Some(at);
            columns.add_i64(self.published, at);
            columns.add_u64(self.precision, published.moment.precision as u64);
        }
        let signature = Signature::of(&article.text());
        for (field, packed) in [
            (self.sketch, pack(&signature.shingles)),
            (self.beginning, Beginning::pack(&signature.shingles)),
            (self.details, pack(&signature.details)),
        ] {
            packed.into_iter().for_each(|word| columns.add_u64(field, word));
        }
        for shingle in signature.looked_up() {
            let term = Term::from_field_u64(self.shingle, (*shingle).into());
            document.terms.add(self.shingle, 0, term.serialized_value_bytes());
        }
        let Edges { site, title, lines } = Edges::of(container, article);
        columns.add_u64(self.site, site.into());
        columns.add_u64(self.headline, title.into());
        for line in lines {
            columns.add_u64(self.edge, line.into());
        }
        if article.repeated != Repeated::default() {
            columns.add_u64(self.parted, 1);
        }
        if article.body.is_empty() {
            columns.add_u64(self.bare, 1);
        }
        let json = serde_json::to_string(article).expect("an article holds only strings, lists and dates");
        document.stored.article = Some(json);
    }

    /// The article in a stored document; none in one that stands for a rejected page. What cannot be read as an article
    /// is damage, and never an article without text.
    pub fn article(&self, document: &TantivyDocument) -> tantivy::Result<Option<Article>> {
        let Some(json) = document.get_first(self.article).and_then(|value| value.as_str()) else { return Ok(None) };
        let article = serde_json::from_str(json);
        article.map(Some).map_err(|error| DataCorruption::comment_only(format!("an article: {error}")).into())
    }

    /// A stored text of a document, `id` or `container`.
    pub fn text<'a>(&self, document: &'a TantivyDocument, field: Field) -> &'a str {
        document.get_first(field).and_then(|value| value.as_str()).unwrap_or_default()
    }
}

impl Document {
    /// Notes the batch that it comes in, and says what that makes known of its article.
    pub fn comes_in(&mut self, generation: u64, fields: &Fields) -> Option<News> {
        self.columns.add_u64(fields.generation, generation);
        let news = self.news?.in_batch(generation as u32);
        let News { arrived, changed, text } = news;
        for (field, value) in [(fields.arrived, arrived), (fields.changed, changed), (fields.text, text)] {
            self.columns.add_u64(field, value.into());
        }
        Some(news)
    }

    /// Adds a value that is one term, and stands in a column.
    fn add_code(&mut self, field: Field, code: &str) {
        self.terms.add(field, 0, code.as_bytes());
        self.columns.add_text(field, code);
    }
}

/// Bytes of a document's columns: most are sketches.
const COLUMNS: usize = 1 << 10;

/// A hash of an id: pages are told apart by it in memory, where a million ids would not fit.
pub fn id_hash(id: &str) -> u64 {
    twox_hash::XxHash3_64::oneshot(id.as_bytes())
}

/// The seconds from 1970 to a moment, by which captures are put in order. What lies before or after what 32 bits can say is at their end.
pub fn seconds(moment: DateTime) -> u32 {
    let since = moment.duration_since(EPOCH).as_secs();
    since.clamp(0, u32::MAX.into()) as u32
}

/// The inverse of [`seconds`].
pub fn moment(seconds: u32) -> DateTime {
    EPOCH.saturating_add(SignedDuration::from_secs(seconds.into()))
}

const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);

/// A hash of the text that a page has, by which it is known whether that has changed.
fn text_hash(article: &Article) -> u32 {
    let lead = article.lead.as_deref().unwrap_or_default();
    let text = [&article.title, lead, &article.whole_body()].join("\n");
    twox_hash::XxHash3_64::oneshot(text.as_bytes()) as u32
}

/// The precision that a document has as a number.
pub fn precision(number: u64) -> Option<Precision> {
    [Precision::Year, Precision::Month, Precision::Day, Precision::Minute]
        .into_iter()
        .find(|precision| *precision as u64 == number)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use tantivy::DocAddress;

    use super::*;
    use crate::article::{Evidence, Published};
    use crate::date::Moment;
    use crate::index::in_memory;

    #[test]
    fn an_article_survives_its_document() {
        let article = Article {
            title: "La digue tient bon".to_owned(),
            lead: Some("Après la tempête.".to_owned()),
            body: "Un.\nDeux.".to_owned(),
            authors: vec!["Awa Diop".to_owned()],
            published: Some(Published { moment: Moment::day(date(2025, 7, 1)), evidence: Evidence::Meta }),
            ..Article::default()
        };
        let entry =
            Entry { container: "a".to_owned(), member: Some("7".to_owned()), ..Entry::new("a", Ok(article.clone())) };
        let rejected = Entry::new("b".repeat(300), Err(Rejection::Empty));
        let index = in_memory(&[entry, rejected]);
        let searcher = index.latest().unwrap();
        let document = |doc| searcher.doc::<TantivyDocument>(DocAddress::new(0, doc)).unwrap();
        let (first, last) = (document(0), document(1));
        let fields = &index.fields;
        assert_eq!(
            ["a", "a", "7"],
            [fields.id, fields.container, fields.member].map(|field| fields.text(&first, field))
        );
        assert_eq!(fields.article(&first).unwrap(), Some(article));
        assert_eq!((fields.text(&last, fields.id), fields.article(&last).unwrap()), (&*"b".repeat(300), None));
    }
}
