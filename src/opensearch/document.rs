//! Documents as OpenSearch takes them: the [`Document`] of the index on disk, written as JSON for `_bulk`. As both have one origin, what
//! goes into a cluster is what goes into an index on disk.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::Arc;

use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use twox_hash::XxHash3_128;

use super::mapping::LONGEST;
use crate::analysis::grammar::folding::fold;
use crate::analysis::numbered::NumberedWord;
use crate::analysis::vocabulary::{Numbered, Vocabulary};
use crate::index::schema::{self, ColumnValue, Document, FieldNames, Fields};
use crate::index::terms::Terms;
use crate::index::texts::Part;

/// The name of a page's document: OpenSearch has none of more than 512 bytes.
pub fn name(id: &str) -> String {
    format!("{:032x}", XxHash3_128::oneshot(id.as_bytes()))
}

/// The value that a written word has in the fields of forms: its folded form, a blank and, where it differs from that, the word. So a
/// prefix of the value is one of the folded word, and a list of values gives the words as they are written.
pub fn form_key(form: &str) -> String {
    let folded = fold(form);
    let written = if form == folded { "" } else { form };
    format!("{folded} {written}")
}

/// The inverse of [`form_key`].
pub fn form_of_key(key: &str) -> &str {
    match key.split_once(' ') {
        None => key,
        Some((folded, "")) => folded,
        Some((_, form)) => form,
    }
}

/// A number of 64 bits as OpenSearch has it: with a sign.
pub fn signed(number: u64) -> i64 {
    number as i64
}

/// The inverse of [`signed`].
pub fn unsigned(number: i64) -> u64 {
    number as u64
}

/// The inverse of how `sketch` and `details` are kept: each number in 16 hexadecimal digits.
pub fn numbers(kept: &str) -> Vec<u64> {
    kept.as_bytes().chunks(16).filter_map(|digits| u64::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()).collect()
}

/// The columns that are kept and neither searched nor counted.
const SKETCHES: [&str; 2] = ["sketch", "details"];

/// The column that an index in a cluster has not: whole sketches come as fast from there.
const BEGINNING: &str = "beginning";

/// Writes documents. It remembers the words of the vocabulary that their texts are numbered in.
pub struct DocumentWriter {
    fields: Fields,
    names: FieldNames,
    vocabulary: Option<Arc<Vocabulary>>,
    words: Vec<Arc<str>>,
}

impl Default for DocumentWriter {
    fn default() -> Self {
        Self { fields: schema::build().1, names: FieldNames::default(), vocabulary: None, words: Vec::new() }
    }
}

impl DocumentWriter {
    /// Appends the two lines that put a document in the place of the one with its id.
    pub fn write(&mut self, document: &Document, body: &mut Vec<u8>) {
        self.learn(document);
        let action = json!({"index": {"_id": name(&document.stored.id)}});
        let _ = writeln!(body, "{action}");
        let mut object = Object::begin(body);
        self.write_columns(document, &mut object);
        self.write_texts(document, &mut object);
        self.write_terms(&document.terms, &mut object);
        if let Some(published) = document.published {
            object.field("day", &(published * 60_000));
        }
        if let Some(member) = &document.stored.member {
            object.field("member", member);
        }
        object.field("is_article", &document.stored.article.is_some());
        if let Some(article) = &document.stored.article {
            let article: &RawValue = serde_json::from_str(article).expect("an article was written as JSON");
            object.field("article", article);
        }
        object.end();
        body.push(b'\n');
    }

    /// Has all words of the document's vocabulary at hand.
    fn learn(&mut self, document: &Document) {
        if self.vocabulary.as_ref().is_none_or(|known| !Arc::ptr_eq(known, &document.vocabulary)) {
            self.vocabulary = Some(Arc::clone(&document.vocabulary));
            self.words.clear();
        }
        let most = document.texts.words.iter().map(|word| word.number() as usize + 1).max().unwrap_or(0);
        if most > self.words.len() {
            self.words.extend(document.vocabulary.words_from(self.words.len()));
        }
    }

    fn word(&self, word: NumberedWord) -> Numbered<'_> {
        Numbered::of(&self.words[word.number() as usize])
    }

    fn write_columns(&self, document: &Document, object: &mut Object) {
        let (mut columns, mut sketches) = (BTreeMap::<&str, Vec<Value>>::new(), BTreeMap::<&str, String>::new());
        for (name, value) in self.names.columns(document) {
            let value = match value {
                ColumnValue::Number(_) if name == BEGINNING => continue,
                ColumnValue::Number(number) if SKETCHES.contains(&name) => {
                    sketches.entry(name).or_default().push_str(&format!("{number:016x}"));
                    continue;
                }
                ColumnValue::Number(number) => json!(signed(number)),
                ColumnValue::Minutes(minutes) => json!(minutes),
                ColumnValue::Text(text) => json!(text),
            };
            columns.entry(name).or_default().push(value);
        }
        for (name, values) in &columns {
            match values.as_slice() {
                [value] => object.field(name, value),
                values => object.field(name, values),
            }
        }
        sketches.iter().for_each(|(name, sketch)| object.field(name, sketch));
    }

    fn write_texts(&self, document: &Document, object: &mut Object) {
        let [title, lead, body] = Part::ALL.map(|part| document.texts.of(part));
        for (name, words) in [("title", title), ("lead", lead), ("body", body)] {
            object.field_if_any(name, &self.stems(words));
        }
        for (name, words) in [("title_forms", [title, &[]]), ("text_forms", [lead, body])] {
            let forms: BTreeSet<&str> = words.into_iter().flatten().map(|word| self.word(*word).form).collect();
            if !forms.is_empty() {
                object.field(name, &forms.into_iter().map(form_key).collect::<Vec<_>>());
            }
        }
    }

    /// The stems of a text, a position a line.
    fn stems(&self, words: &[NumberedWord]) -> String {
        let mut text = String::with_capacity(8 * words.len());
        for (n, word) in words.iter().enumerate() {
            if n > 0 {
                text.push(if word.is_at_same_place() { ' ' } else { '\n' });
            }
            let Numbered { stems, other, .. } = self.word(*word);
            text.push_str(stems);
            if word.has_other_reading() && !other.is_empty() {
                text.push(' ');
                text.push_str(other);
            }
        }
        text
    }

    fn write_terms(&self, terms: &Terms, object: &mut Object) {
        let Fields { author, section, url, shingle, .. } = self.fields;
        for (name, field) in [("author_words", author), ("section_words", section), ("url_words", url)] {
            object.field_if_any(name, &places(terms.of(field)));
        }
        let number = |term: &[u8]| term.try_into().map(u64::from_be_bytes).ok().map(signed);
        let shingles: Vec<i64> = terms.of(shingle).filter_map(|(_, term)| number(term)).collect();
        if !shingles.is_empty() {
            object.field("shingle", &shingles);
        }
    }
}

/// Terms with their positions, a position a line; one that no term has is a blank.
fn places<'a>(terms: impl Iterator<Item = (u32, &'a [u8])>) -> String {
    let (mut text, mut last) = (String::new(), None);
    for (position, term) in terms.filter(|(_, term)| term.len() <= LONGEST) {
        let Ok(term) = str::from_utf8(term) else { continue };
        if last == Some(position) {
            text.push(' ');
        } else {
            for hole in last.map_or(0, |last| last + 1)..position {
                text.push_str(if hole > 0 { "\n " } else { " " });
            }
            if position > 0 {
                text.push('\n');
            }
        }
        text.push_str(term);
        last = Some(position);
    }
    text
}

/// A JSON object that is being written.
struct Object<'a> {
    body: &'a mut Vec<u8>,
    mark: u8,
}

impl<'a> Object<'a> {
    fn begin(body: &'a mut Vec<u8>) -> Self {
        Self { body, mark: b'{' }
    }

    fn field(&mut self, name: &str, value: &(impl Serialize + ?Sized)) {
        self.body.push(std::mem::replace(&mut self.mark, b','));
        let written = serde_json::to_writer(&mut *self.body, name).and_then(|()| {
            self.body.push(b':');
            serde_json::to_writer(&mut *self.body, value)
        });
        written.expect("texts and numbers can be written to memory");
    }

    fn field_if_any(&mut self, name: &str, text: &str) {
        if !text.is_empty() {
            self.field(name, text);
        }
    }

    fn end(self) {
        self.body.push(b'}');
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::analysis::{Token, indexed_tokens, names};
    use crate::article::{Article, Evidence, Published, Rejection};
    use crate::date::Moment;
    use crate::index::schema::Entry;

    /// The document of an entry, as a cluster gets it.
    fn written(entry: &Entry) -> Value {
        let (_, fields) = schema::build();
        let mut document = fields.document(entry, Arc::new(Vocabulary::new()));
        document.comes_in(7, &fields);
        let mut body = Vec::new();
        DocumentWriter::default().write(&document, &mut body);
        let lines: Vec<&[u8]> = body.split(|byte| *byte == b'\n').collect();
        assert_eq!(lines.len(), 3, "an action, a document, and the end of its line");
        assert_eq!(serde_json::from_slice::<Value>(lines[0]).unwrap()["index"]["_id"], name(&entry.id));
        serde_json::from_slice(lines[1]).unwrap()
    }

    /// What the analyzer `postings` makes of a text: the tokens with their positions.
    fn tokens(text: &Value) -> Vec<(u32, String)> {
        let lines = (0..).zip(text.as_str().unwrap_or_default().split('\n').filter(|line| !line.is_empty()));
        lines.flat_map(|(n, line)| line.split(' ').map(move |stem| (n, stem.to_owned()))).collect()
    }

    fn expected(tokens: Vec<Token>) -> Vec<(u32, String)> {
        tokens.into_iter().map(|token| (token.position, token.stem)).collect()
    }

    #[test]
    fn tokens_stand_where_they_do_in_the_index() {
        for text in [
            "La pêche des marins, un week-end d'été : il a traité L'Oréal à 5 000 € le 1er mai, www.quai.example/a?b=1.",
            "«\u{a0}C’est 15\u{202f}h 30\u{a0}», dit-on jusqu'au XIXe siècle ; O.N.U. & C++ « ’ » — _ '",
            "",
        ] {
            let article = Article {
                title: text.to_owned(),
                lead: Some(format!("{text} {text}")),
                body: format!("{text}\n{text}"),
                ..Article::default()
            };
            let document = written(&Entry::new("a", Ok(article.clone())));
            let texts = [("title", &article.title), ("lead", article.lead.as_ref().unwrap()), ("body", &article.body)];
            for (field, text) in texts {
                assert_eq!(tokens(&document[field]), expected(indexed_tokens(text)), "{field} of {text:?}");
                let count = document[format!("{field}_tokens")].as_u64().unwrap();
                assert_eq!(count as usize, indexed_tokens(text).len());
            }
            let form = |token: Token| form_key(&token.form);
            let expected: BTreeSet<String> = indexed_tokens(text).into_iter().map(form).collect();
            for field in ["title_forms", "text_forms"] {
                let found = serde_json::from_value::<Vec<String>>(document[field].clone()).unwrap_or_default();
                assert_eq!(found.len(), expected.len(), "each once");
                assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), expected, "{field} of {text:?}");
            }
        }
    }

    #[test]
    fn values_of_forms() {
        let check = |written: &str, expected: &str| {
            assert_eq!(form_key(written), expected);
            assert_eq!(form_of_key(expected), written);
        };
        check("grève", "greve grève");
        check("week-end", "weekend week-end");
        check("police", "police ");
    }

    #[test]
    fn names_stand_apart() {
        let article = Article {
            authors: vec!["Awa Diop".to_owned(), "L'Équipe de nuit".to_owned()],
            section: Some("Mer".to_owned()),
            url: Some("https://quai.example/la-digue".to_owned()),
            ..Article::default()
        };
        let document = written(&Entry::new("a", Ok(article.clone())));
        let mut authors = expected(names("Awa Diop"));
        authors.push((2, String::new()));
        authors.extend(expected(names("L'Équipe de nuit")).into_iter().map(|(place, name)| (place + 3, name)));
        let found: BTreeSet<(u32, String)> = tokens(&document["author_words"]).into_iter().collect();
        assert_eq!(found, authors.into_iter().collect());
        assert_eq!(document["author"], json!(["Awa Diop", "L'Équipe de nuit"]));
        assert_eq!(tokens(&document["section_words"]), expected(names("Mer")));
        assert!(document["url_words"].as_str().unwrap().contains("la\ndigue"));
    }

    #[test]
    fn an_article_and_a_rejected_page() {
        let moment = Moment::day(date(1970, 1, 2));
        let article = Article {
            title: "Un \"titre\"".to_owned(),
            body: (0..100).map(|n| format!("mot{n} ")).collect(),
            published: Some(Published { moment, evidence: Evidence::Meta }),
            ..Article::default()
        };
        let entry =
            Entry { member: Some("3".to_owned()), fingerprint: u64::MAX, ..Entry::new("é", Ok(article.clone())) };
        let document = written(&entry);
        assert_eq!(serde_json::from_value::<Article>(document["article"].clone()).unwrap(), article);
        for (field, expected) in [
            ("id", json!("é")),
            ("member", json!("3")),
            ("fingerprint", json!(-1)),
            ("published", json!(1440)),
            ("day", json!(86_400_000)),
            ("generation", json!(7)),
            ("arrived", json!(7)),
            ("is_article", json!(true)),
        ] {
            assert_eq!(document[field], expected, "{field}");
        }
        let sketch = numbers(document["sketch"].as_str().unwrap());
        assert!(!sketch.is_empty() && sketch.iter().all(|number| *number > 0));
        let document = written(&Entry::new("b", Err(Rejection::TooShort)));
        assert_eq!((&document["is_article"], &document["rejection"]), (&json!(false), &json!("too-short")));
        assert_eq!(document["arrived"], Value::Null);
    }

    #[test]
    fn each_field_is_mapped() {
        let article = Article {
            title: "Titre".to_owned(),
            lead: Some("Chapô.".to_owned()),
            body: "Un texte assez long pour une empreinte.".repeat(20),
            authors: vec!["Awa Diop".to_owned()],
            source: Some("Le Quai".to_owned()),
            section: Some("Mer".to_owned()),
            language: Some("fr".to_owned()),
            url: Some("https://quai.example/la-digue".to_owned()),
            ..Article::default()
        };
        let maker = super::super::mapping::Maker::new(String::new());
        let spread = super::super::mapping::Spread { shards: 1, replicas: 0 };
        let created = super::super::mapping::creation(&maker, spread);
        let document = written(&Entry::new("a", Ok(article)));
        for (field, _) in document.as_object().unwrap() {
            assert!(!created["mappings"]["properties"][field].is_null(), "{field}");
        }
    }
}
