//! The files of retrieval experiments in the formats of TREC and its tools: topics, relevance judgements (qrels) and runs.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;

use thiserror::Error;

/// A topic: a query, with its id in qrels and runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// The id of the topic in qrels and runs.
    pub id: String,
    /// The query.
    pub query: String,
}

/// Relevance judgements: the grade of each judged document, by topic. A document is relevant from grade 1 on.
pub type Qrels = BTreeMap<String, HashMap<String, i32>>;

/// A run: the documents found, best first, by topic.
pub type Run = BTreeMap<String, Vec<Retrieved>>;

/// A document of a run, with the score that it was ranked by.
#[derive(Debug, Clone, PartialEq)]
pub struct Retrieved {
    /// The id of the document.
    pub document: String,
    /// The score of the document; higher is better.
    pub score: f32,
}

/// An error in such a file. Lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[allow(missing_docs, reason = "each message says it")]
pub enum TrecError {
    #[error("line {line}: {found} columns, but {form:?} was expected")]
    Columns { line: usize, found: usize, form: &'static str },
    #[error("line {line}: the {column} {text:?} is not {kind}")]
    Number { line: usize, column: &'static str, text: String, kind: &'static str },
    #[error("line {line}: topic {topic:?} has document {document:?} twice")]
    DocumentTwice { line: usize, topic: String, document: String },
    #[error("line {line}: topic {topic:?} is there twice")]
    TopicTwice { line: usize, topic: String },
    #[error("line {line}: no tab between a topic's id and its query")]
    NoTab { line: usize },
    #[error("line {line}: a <top> without {element}")]
    Incomplete { line: usize, element: &'static str },
}

/// Reads topics, either lines of `id<TAB>query` or TREC's classic `<top> <num>… <title>… </top>`, as the beginning of the text
/// shows. The title of a classic topic is the query; description and narrative are ignored.
///
/// ```
/// let topics = kiosque::trec::read_topics("7\tprix du blé\n")?;
/// assert_eq!(topics[0].query, "prix du blé");
/// # Ok::<(), kiosque::trec::TrecError>(())
/// ```
pub fn read_topics(text: &str) -> Result<Vec<Topic>, TrecError> {
    let text = without_bom(text);
    let numbered = if text.trim_start().starts_with('<') { classic_topics(text)? } else { tabbed_topics(text)? };
    let mut seen = HashSet::new();
    for (line, topic) in &numbered {
        if !seen.insert(&topic.id) {
            return Err(TrecError::TopicTwice { line: *line, topic: topic.id.clone() });
        }
    }
    Ok(numbered.into_iter().map(|(_, topic)| topic).collect())
}

/// Reads judgements, in lines of `topic iteration document grade`. The iteration is ignored.
pub fn read_qrels(text: &str) -> Result<Qrels, TrecError> {
    let mut qrels = Qrels::new();
    for (line, columns) in rows(text) {
        let [topic, _, document, grade] = columns[..] else {
            return Err(TrecError::Columns { line, found: columns.len(), form: "topic iteration document grade" });
        };
        let grade = grade.parse().map_err(|_| not_a_number(line, "grade", grade, "a whole number"))?;
        if qrels.entry(topic.to_owned()).or_default().insert(document.to_owned(), grade).is_some() {
            return Err(document_twice(line, topic, document));
        }
    }
    Ok(qrels)
}

/// Reads a run, in lines of `topic Q0 document rank score tag`, and orders it as trec_eval does, which ignores the ranks: by
/// descending score in single precision, and for equal scores by descending document id.
pub fn read_run(text: &str) -> Result<Run, TrecError> {
    let mut run = Run::new();
    let mut seen = HashSet::new();
    for (line, columns) in rows(text) {
        let [topic, _, document, _, score, _] = columns[..] else {
            return Err(TrecError::Columns { line, found: columns.len(), form: "topic Q0 document rank score tag" });
        };
        let score = match score.parse::<f32>() {
            Ok(score) if !score.is_nan() => score,
            _ => return Err(not_a_number(line, "score", score, "a number")),
        };
        if !seen.insert((topic, document)) {
            return Err(document_twice(line, topic, document));
        }
        run.entry(topic.to_owned()).or_default().push(Retrieved { document: document.to_owned(), score });
    }
    for ranking in run.values_mut() {
        ranking.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| b.document.cmp(&a.document)));
    }
    Ok(run)
}

/// Writes topics as `id<TAB>query` lines.
pub fn write_topics(out: &mut impl io::Write, topics: &[Topic]) -> io::Result<()> {
    for Topic { id, query } in topics {
        writeln!(out, "{}\t{}", one_column(id), one_line(query))?;
    }
    Ok(())
}

/// Writes judgements, each topic's documents in order of their ids.
pub fn write_qrels(out: &mut impl io::Write, qrels: &Qrels) -> io::Result<()> {
    for (topic, grades) in qrels {
        let in_order: BTreeMap<_, _> = grades.iter().collect();
        for (document, grade) in in_order {
            writeln!(out, "{} 0 {} {grade}", one_column(topic), one_column(document))?;
        }
    }
    Ok(())
}

/// Writes the ranking of one topic to a run. trec_eval orders by score alone, so a score that is not below the one before (in a
/// tie, or an order by date) is written as just below it. White space in an id would end a column, and becomes `%20`.
pub fn write_ranking<E: From<io::Error>>(
    out: &mut impl io::Write,
    topic: &str,
    ranking: impl Iterator<Item = Result<Retrieved, E>>,
    tag: &str,
) -> Result<(), E> {
    let mut ceiling = f32::INFINITY;
    for (index, retrieved) in ranking.enumerate() {
        let Retrieved { document, score } = retrieved?;
        let score = if score < ceiling { score } else { just_below(ceiling) };
        ceiling = score;
        let [topic, document, tag] = [topic, &document, tag].map(one_column);
        writeln!(out, "{topic} Q0 {document} {} {score} {tag}", index + 1)?;
    }
    Ok(())
}

fn tabbed_topics(text: &str) -> Result<Vec<(usize, Topic)>, TrecError> {
    let mut topics = Vec::new();
    for (line, row) in (1..).zip(text.lines()).filter(|(_, row)| !row.trim().is_empty()) {
        let (id, query) = row.split_once('\t').ok_or(TrecError::NoTab { line })?;
        topics.push((line, Topic { id: id.trim().to_owned(), query: query.trim().to_owned() }));
    }
    Ok(topics)
}

/// Reads TREC's classic topics. They look like SGML, but their elements are rarely closed: one ends where the next tag begins.
fn classic_topics(text: &str) -> Result<Vec<(usize, Topic)>, TrecError> {
    let mut topics = Vec::new();
    let (mut start, mut id, mut query) = (None, None, None);
    let mut line = 1;
    for piece in text.split('<') {
        let (tag, content) = piece.split_once('>').unwrap_or((piece, ""));
        match tag.trim().to_ascii_lowercase().as_str() {
            "top" => {
                if let Some(line) = start {
                    return Err(TrecError::Incomplete { line, element: "</top>" });
                }
                (start, id, query) = (Some(line), None, None);
            }
            "num" => id = Some(labelled(content, "Number:")),
            "title" => query = Some(labelled(content, "Topic:")),
            "/top" => {
                let start = start.take().unwrap_or(line);
                let incomplete = |element| TrecError::Incomplete { line: start, element };
                let id = id.take().filter(|id| !id.is_empty()).ok_or_else(|| incomplete("<num>"))?;
                let query = query.take().ok_or_else(|| incomplete("<title>"))?;
                topics.push((start, Topic { id, query }));
            }
            _ => {}
        }
        line += piece.matches('\n').count();
    }
    match start {
        Some(line) => Err(TrecError::Incomplete { line, element: "</top>" }),
        None => Ok(topics),
    }
}

/// The content of an element without its label: `301` for `Number: 301`.
fn labelled(content: &str, label: &str) -> String {
    let content = content.trim();
    one_line(content.strip_prefix(label).unwrap_or(content)).replace("&amp;", "&")
}

fn rows(text: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    let split = without_bom(text).lines().map(|row| row.split_ascii_whitespace().collect::<Vec<_>>());
    (1..).zip(split).filter(|(_, columns)| !columns.is_empty())
}

fn without_bom(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// A number a millionth smaller, or the next smaller one where a millionth is lost in rounding.
fn just_below(score: f32) -> f32 {
    (score - 1e-6).min(score.next_down())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn one_column(id: &str) -> Cow<'_, str> {
    let ends_column = |c: char| c.is_whitespace() || c.is_control();
    if id.contains(ends_column) { Cow::Owned(id.replace(ends_column, "%20")) } else { Cow::Borrowed(id) }
}

fn not_a_number(line: usize, column: &'static str, text: &str, kind: &'static str) -> TrecError {
    TrecError::Number { line, column, text: text.to_owned(), kind }
}

fn document_twice(line: usize, topic: &str, document: &str) -> TrecError {
    TrecError::DocumentTwice { line, topic: topic.to_owned(), document: document.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_topics(text: &str, expected: &[(&str, &str)]) {
        let topics = read_topics(text).unwrap();
        let found: Vec<_> = topics.iter().map(|topic| (topic.id.as_str(), topic.query.as_str())).collect();
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn topics_in_lines() {
        check_topics(
            "1\tgrève des trains\r\n\n a2 \tblé \t tendre \n",
            &[("1", "grève des trains"), ("a2", "blé \t tendre")],
        );
        check_topics("\u{feff}1\tblé", &[("1", "blé")]);
        check_topics("", &[]);
    }

    #[test]
    fn topics_in_classic_form() {
        let closed = "<top>\n<num>C12</num>\n<title>Vin &amp; fromage</title>\n<desc>Quoi ?</desc>\n</top>";
        check_topics(closed, &[("C12", "Vin & fromage")]);
        let open = "\n<top>\n\n<head> Tipster\n<num> Number: 7\n<title> Topic: Prix du\n  blé\n\n<desc> Description:\nOù ?\n</top>\n\
                    <TOP><NUM>8<TITLE>Lait</TOP>";
        check_topics(open, &[("7", "Prix du blé"), ("8", "Lait")]);
    }

    #[test]
    fn ranking_is_by_score_then_document() {
        let run = read_run("1 Q0 a 1 2.5 t\n1 Q0 c 2 7 t\n1\tQ0\tb 3 2.5 t\n").unwrap();
        let documents: Vec<_> = run["1"].iter().map(|hit| hit.document.as_str()).collect();
        assert_eq!(documents, ["c", "b", "a"]);
    }

    #[test]
    fn scores_that_differ_only_in_double_precision_are_equal() {
        let run = read_run("1 Q0 a 1 1.00000002 t\n1 Q0 b 2 1.00000001 t\n").unwrap();
        assert_eq!(run["1"][0].document, "b");
    }

    #[test]
    fn written_rankings_are_read_back_in_order() {
        for scores in [[3.0, 2.0, 1.0], [0.0, 0.0, 0.0], [1.0, 30.0, 30.0], [f32::MAX; 3], [f32::NAN; 3]] {
            let ranking = ["page 1.html", "b", "c"].map(str::to_owned).into_iter().zip(scores);
            let ranking: Vec<_> = ranking.map(|(document, score)| Retrieved { document, score }).collect();
            let mut text = Vec::new();
            write_ranking(&mut text, "7", ranking.into_iter().map(io::Result::Ok), "kiosque").unwrap();
            let run = read_run(std::str::from_utf8(&text).unwrap()).unwrap();
            let documents: Vec<_> = run["7"].iter().map(|hit| hit.document.as_str()).collect();
            assert_eq!(documents, ["page%201.html", "b", "c"], "{scores:?}");
        }
    }

    #[test]
    fn topics_and_qrels_are_read_back() {
        let topics = read_topics("1\tprix du blé\n2\tlait\n").unwrap();
        let mut text = Vec::new();
        write_topics(&mut text, &topics).unwrap();
        assert_eq!(read_topics(std::str::from_utf8(&text).unwrap()).unwrap(), topics);

        let qrels = read_qrels("1 0 a 2\n1 0 b 0\n2 0 a -1\n").unwrap();
        let mut text = Vec::new();
        write_qrels(&mut text, &qrels).unwrap();
        assert_eq!(read_qrels(std::str::from_utf8(&text).unwrap()).unwrap(), qrels);
    }

    fn check_error<T: std::fmt::Debug>(result: Result<T, TrecError>, expected: &str) {
        assert_eq!(result.unwrap_err().to_string(), expected);
    }

    #[test]
    fn errors_say_where() {
        check_error(read_topics("1\ta\n2 b\n"), "line 2: no tab between a topic's id and its query");
        check_error(read_topics("1\ta\n1\tb\n"), "line 2: topic \"1\" is there twice");
        check_error(read_topics("<top>\n<num>1\n<desc>a\n</top>"), "line 1: a <top> without <title>");
        check_error(read_topics("\n<top><num>1<title>a"), "line 2: a <top> without </top>");
        check_error(read_topics("<top><num>1<title>a\n<top><num>2<title>b</top>"), "line 1: a <top> without </top>");
        check_error(
            read_qrels("1 0 a 1\n\n1 0 a\n"),
            "line 3: 3 columns, but \"topic iteration document grade\" was expected",
        );
        check_error(read_qrels("1 0 a 0.5"), "line 1: the grade \"0.5\" is not a whole number");
        check_error(read_qrels("1 0 a 1\n1 0 a 1"), "line 2: topic \"1\" has document \"a\" twice");
        check_error(
            read_run("1 Q0 a 1 2.5"),
            "line 1: 5 columns, but \"topic Q0 document rank score tag\" was expected",
        );
        check_error(read_run("1 Q0 a 1 nan t"), "line 1: the score \"nan\" is not a number");
        check_error(read_run("1 Q0 a 1 2 t\n1 Q0 a 2 1 t"), "line 2: topic \"1\" has document \"a\" twice");
    }
}
