//! Queries with names: lines such as `grève = grève OU débrayage` in a file beside the default arguments. `@grève` stands for one
//! wherever a query is typed.

use std::borrow::Cow;
use std::collections::HashMap;
use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use kiosque::text::fold;

use super::config;
use super::failure::{Failure, reason};

/// The queries of the user's file.
#[derive(Debug, Default)]
pub struct Names {
    /// The file; none where there is no place for one.
    path: Option<PathBuf>,
    queries: Queries,
}

/// Queries, and their names.
#[derive(Debug, Default)]
struct Queries {
    /// Each behind its name, in the order of the file.
    all: Vec<(String, String)>,
    /// Where each is, by its name without case and accents.
    places: HashMap<String, usize>,
}

/// Names in a row that stand for names.
const DEPTH: usize = 16;

/// `text` with the queries that its names stand for. The file is read only where there is a name.
pub fn expanded(text: &str) -> Result<Cow<'_, str>, Failure> {
    if names_in(text).next().is_none() {
        return Ok(Cow::Borrowed(text));
    }
    Names::read()?.expanded(text).map(Cow::Owned)
}

impl Names {
    /// Reads the file that KIOSQUE_QUERIES names, which must be there, else `queries` beside the file of default arguments, if there is
    /// one.
    pub fn read() -> Result<Self, Failure> {
        let (path, must_be) = match env::var_os("KIOSQUE_QUERIES") {
            Some(name) if name.is_empty() => return Ok(Self::default()),
            Some(name) => (PathBuf::from(name), true),
            None => match config::place() {
                Some((config, _)) => (config.with_file_name("queries"), false),
                None => return Ok(Self::default()),
            },
        };
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) && !must_be => {
                String::new()
            }
            Err(error) => {
                let error = format!("queries cannot be read: {}", reason(&error));
                return Err(Failure::Config { path, line: None, error });
            }
        };
        match parse(&text) {
            Ok(queries) => Ok(Self { path: Some(path), queries }),
            Err((line, error)) => Err(Failure::Config { path, line: Some(line), error }),
        }
    }

    /// The names, in the order of the file.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.queries.all.iter().map(|(name, _)| name.as_str())
    }

    /// A query by its name, and the name as the file has it. Case and accents make no difference.
    pub fn get(&self, name: &str) -> Result<(&str, &str), Failure> {
        let Queries { all, places } = &self.queries;
        let found = places.get(&fold(name)).map(|place| &all[*place]);
        found.map(|(known, query)| (known.as_str(), query.as_str())).ok_or_else(|| self.unknown(name))
    }

    /// `text` with the queries that its names stand for, each in parentheses unless it is alone.
    pub fn expanded(&self, text: &str) -> Result<String, Failure> {
        self.expanded_within(text, DEPTH)
    }

    fn expanded_within(&self, text: &str, depth: usize) -> Result<String, Failure> {
        let mut expanded = String::new();
        let mut end = 0;
        for (at, name) in names_in(text) {
            let (name, query) = self.get(name)?;
            let Some(depth) = depth.checked_sub(1) else { return Err(Failure::NamesItself(name.to_owned())) };
            let query = self.expanded_within(query, depth)?;
            let after = at + 1 + name_length(&text[at + 1..]);
            let is_alone = text[..at].trim().is_empty() && text[after..].trim().is_empty();
            expanded += &text[end..at];
            expanded += &if is_alone { query } else { format!("({query})") };
            end = after;
        }
        Ok(expanded + &text[end..])
    }

    fn unknown(&self, name: &str) -> Failure {
        let far = |known: &&str| distance(&fold(name), &fold(known));
        let near = self.all().min_by_key(far).filter(|known| far(known) <= name.chars().count() / 3 + 1);
        let file = self.path.as_ref().map_or_else(String::new, |path| format!(" in {}", path.display()));
        let near = near.map_or_else(String::new, |near| format!(" (@{near} is)"));
        Failure::NoQuery { name: name.to_owned(), file, near }
    }
}

/// The lines of a file; the number of one that is wrong, and why.
fn parse(text: &str) -> Result<Queries, (usize, String)> {
    let Queries { mut all, mut places } = Queries::default();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim().trim_start_matches('\u{feff}');
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let Some((name, query)) = line.split_once('=').map(|(name, query)| (name.trim(), query.trim())) else {
            return Err((
                number,
                "no `=`; write a name and its query a line, as grève = grève OU débrayage".to_owned(),
            ));
        };
        let name = name.strip_prefix('@').unwrap_or(name);
        if name.is_empty() || name_length(name) < name.len() || name.chars().count() > LONGEST {
            return Err((number, format!("a name has at most {LONGEST} letters, digits, hyphens and underscores")));
        }
        if query.is_empty() {
            return Err((number, format!("{name} has no query")));
        }
        if places.insert(fold(name), all.len()).is_some() {
            return Err((number, format!("there is another query {name}; case and accents make no difference")));
        }
        all.push((name.to_owned(), query.to_owned()));
    }
    Ok(Queries { all, places })
}

/// Letters of a name, of which the names of files are made.
const LONGEST: usize = 60;

/// The bytes of the name that a text begins with.
fn name_length(text: &str) -> usize {
    text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(text.len())
}

/// The names in a query, and where their `@` are: at the beginning of a word, and not in quotes.
fn names_in(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut is_quoted = false;
    let mut before = ' ';
    text.char_indices().filter_map(move |(at, c)| {
        is_quoted ^= c == '"';
        let begins = before.is_whitespace() || matches!(before, '(' | '-' | '+' | '!' | '|');
        before = c;
        let rest = &text[at + c.len_utf8()..];
        let length = name_length(rest);
        let ends = rest[length..].chars().next().is_none_or(|c| c.is_whitespace() || matches!(c, ')' | '^' | '|'));
        (c == '@' && begins && ends && !is_quoted && length > 0).then(|| (at, &rest[..length]))
    })
}

/// How many letters must be put in, left out or exchanged to make one word of another (Levenshtein 1965).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (n, a) in one.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], n + 1);
        for (m, b) in other.iter().enumerate() {
            let exchanged = diagonal + usize::from(a != *b);
            diagonal = row[m + 1];
            row[m + 1] = exchanged.min(row[m] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let text =
            "# mine\n\ngrève = grève OU débrayage\nport=port date:hier\n @les-deux = @grève @PORT\nrond = @rond\n";
        Names { path: None, queries: parse(text).unwrap() }
    }

    #[test]
    fn names_stand_for_queries() {
        let check = |text: &str, expected: &str| assert_eq!(names().expanded(text).unwrap(), expected, "{text}");
        check("@grève", "grève OU débrayage");
        check(" @GREVE ", " grève OU débrayage ");
        check("@grève -@port^2", "(grève OU débrayage) -(port date:hier)^2");
        check("(@port)", "((port date:hier))");
        check("@les-deux", "(grève OU débrayage) (port date:hier)");
        check("mer", "mer");
        check("\"@grève\" a@grève @ @grève.fr", "\"@grève\" a@grève @ @grève.fr");
    }

    #[test]
    fn names_that_are_wrong() {
        let check = |text: &str, expected: &str| {
            assert_eq!(names().expanded(text).unwrap_err().to_string(), expected, "{text}");
        };
        check("@grave", "no query is called @grave (@grève is); to find the word, put it in quotes: \"@grave\"");
        check("@météo", "no query is called @météo; to find the word, put it in quotes: \"@météo\"");
        check("@rond", "the query @rond names itself");
    }

    #[test]
    fn lines_that_are_wrong() {
        let check = |text: &str, expected: usize| assert_eq!(parse(text).unwrap_err().0, expected, "{text:?}");
        check("grève", 1);
        check("a = b\n../a = b", 2);
        check("a = ", 1);
        check("a.b = c", 1);
        check("été = a\nEte = b", 2);
    }

    #[test]
    fn distances() {
        let check = |one: &str, other: &str, expected| assert_eq!(distance(one, other), expected, "{one} {other}");
        check("greve", "greve", 0);
        check("greve", "grave", 1);
        check("", "abc", 3);
        check("port", "sport", 1);
        check("chien", "niche", 4);
    }
}
