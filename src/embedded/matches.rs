//! The articles that a selection names, and all that may be asked about them.

use std::cell::OnceCell;

use tantivy::DocAddress;

use super::address::address;
use super::count::days;
use super::count::facets;
use super::dictionary::expand::Expansions;
use super::matching::articles::Articles;
use super::plan::Plan;
use super::plan::compile::compile;
use super::plan::lookup::Lookup;
use super::plan::words::QueryWord;
use super::postings::lengths::Lengths;
use super::postings::statistics::TermStatistics;
use super::postings::word::ScoredWord;
use super::rank::explain::{self, Having};
use super::rank::{by_date, proximity, relatives, top};
use super::snapshot::Snapshot;
use super::{cores, deadline};
use crate::engine::candidate::{Candidate, Handle, Sort, Wanted};
use crate::engine::count::{By, Crossed, Days, Facet};
use crate::engine::ranking::Ranking;
use crate::engine::reading::WordReading;
use crate::engine::selection::Selection;
use crate::engine::shown::{Occurrences, Shown};
use crate::engine::{EngineError, Matches};
use crate::highlight::pattern::Sought;
use crate::highlight::{matches, snippet};
use crate::query::ast::Query;

/// A selection's plan, and the answers that several questions need.
pub struct EmbeddedMatches<'a> {
    snapshot: &'a Snapshot,
    pub statistics: TermStatistics<'a>,
    expansions: Expansions,
    selection: Selection,
    pub plan: Plan,
    /// The words by whose places the best gain.
    words: Vec<QueryWord>,
    articles: OnceCell<Articles>,
    sought: OnceCell<Sought>,
}

impl<'a> EmbeddedMatches<'a> {
    pub fn new(snapshot: &'a Snapshot, selection: &Selection, ranking: &'a Ranking) -> tantivy::Result<Self> {
        let whole = snapshot.whole.as_deref();
        let statistics = TermStatistics::new(&snapshot.searcher, &snapshot.collection, ranking, whole);
        let expansions = Expansions::default();
        let lookup = Lookup {
            snapshot,
            statistics: &statistics,
            expansions: &expansions,
            fields: &snapshot.index.fields,
            operator: selection.operator,
        };
        let plan = compile(selection, &lookup)?;
        let words = lookup.words_in_order(&selection.query)?;
        let selection = selection.clone();
        let (articles, sought) = (OnceCell::new(), OnceCell::new());
        Ok(Self { snapshot, statistics, expansions, selection, plan, words, articles, sought })
    }

    fn lookup(&self) -> Lookup<'_> {
        let Self { snapshot, statistics, expansions, selection, .. } = self;
        Lookup { snapshot, statistics, expansions, fields: &snapshot.index.fields, operator: selection.operator }
    }

    fn articles(&self) -> tantivy::Result<&Articles> {
        if let Some(articles) = self.articles.get() {
            return Ok(articles);
        }
        let found = self.plan.articles(&self.snapshot.searcher, &self.snapshot.collection)?;
        Ok(self.articles.get_or_init(|| found))
    }

    fn are_more_than(&self, most: usize) -> tantivy::Result<bool> {
        if let Some(articles) = self.articles.get() {
            return Ok(articles.count() > most);
        }
        let found = self.plan.articles_up_to(most, &self.snapshot.searcher, &self.snapshot.collection)?;
        let are_more = found.is_none();
        if let Some(all) = found {
            let _ = self.articles.set(all);
        }
        Ok(are_more)
    }

    fn sought(&self) -> tantivy::Result<&Sought> {
        if let Some(sought) = self.sought.get() {
            return Ok(sought);
        }
        let patterns = self.lookup().visible(&self.selection.query)?;
        Ok(self.sought.get_or_init(|| patterns.into()))
    }

    /// The score of all, if it is the same.
    pub fn one_score(&self) -> Option<f64> {
        self.plan.one_score().filter(|_| self.words.is_empty())
    }

    fn find_best(&self, wanted: &Wanted) -> tantivy::Result<Vec<Candidate>> {
        let Self { words, statistics: TermStatistics { ranking, .. }, .. } = self;
        let score = if matches!(wanted.sort, Sort::Newest | Sort::Oldest) { Some(0.0) } else { self.one_score() };
        if wanted.first == 0 {
            return Ok(Vec::new());
        }
        if let Some(score) = score {
            let dates = self.snapshot.collection.dates(&self.snapshot.searcher)?;
            return Ok(by_date::first(self.articles()?, dates, score, wanted, ranking));
        }
        let for_places = if words.is_empty() { 0 } else { ranking.proximity_depth };
        let deep = wanted.deep.max(for_places);
        let mut found = top::find(&self.plan, &self.statistics, &Wanted { deep, ..*wanted })?;
        // An earlier call has found the same articles.
        let _ = self.articles.set(found.articles);
        if !words.is_empty() {
            let lengths = Lengths::new(&self.lookup().text_fields(), &self.statistics);
            let mut best = best_by_words(&mut found.best, ranking.proximity_depth);
            let lacks = proximity::add(&mut best, &self.snapshot.searcher, words, &lengths, ranking)?;
            relatives::add(&mut best, &lacks, words, &lengths, &self.statistics)?;
            best.iter_mut().for_each(|hit| hit.score += f64::from(hit.gain.sum()));
        }
        Ok(found.best)
    }

    fn count_dates(&self) -> tantivy::Result<Vec<(i64, usize)>> {
        let dates = self.snapshot.collection.dates(&self.snapshot.searcher)?;
        Ok(days::minutes(self.articles()?, dates))
    }

    fn count_days(&self) -> tantivy::Result<Days> {
        let count = || days::days(&self.snapshot.searcher, self.articles()?);
        // Every chart is drawn beside all articles.
        if self.selection.query != Query::All || !self.selection.filters.is_empty() {
            return count();
        }
        if let Some(days) = self.snapshot.days.get() {
            return Ok(days.clone());
        }
        let days = count()?;
        Ok(self.snapshot.days.get_or_init(|| days).clone())
    }

    fn visit_all(&self, articles: &[Handle], work: &(dyn Fn(usize, Occurrences) + Sync)) -> tantivy::Result<()> {
        let (snapshot, sought, press) = (self.snapshot, self.sought()?, self.snapshot.press()?);
        let visit = |(n, article): (usize, Handle)| {
            deadline::check()?;
            let filed = snapshot.read(address(article), press)?;
            let title = matches::occurrences(&filed.article.title, sought);
            let text = matches::occurrences(&filed.article.text(), sought);
            work(n, Occurrences { filed, title, text });
            Ok(())
        };
        cores::each(articles.iter().copied().enumerate().collect(), visit).into_iter().collect()
    }

    fn show_all(&self, candidates: &[Candidate], snippet: usize, explain: bool) -> tantivy::Result<Vec<Shown>> {
        let (snapshot, plan, sought, press) = (self.snapshot, &self.plan, self.sought()?, self.snapshot.press()?);
        let having = if explain {
            let articles: Vec<DocAddress> = candidates.iter().map(|candidate| address(candidate.article)).collect();
            explain::having(plan, &articles, &snapshot.searcher)?
        } else {
            Having::default()
        };
        let show = |candidate: Candidate| {
            let filed = snapshot.read(address(candidate.article), press)?;
            let explanation = explain
                .then(|| explain::explain(&candidate, plan, &having, &snapshot.searcher, &snapshot.index.fields));
            Ok(Shown {
                title: snippet::mark(&filed.article.title, sought),
                snippet: snippet::snippet(&filed.article.text(), sought, snippet),
                explanation: explanation.transpose()?,
                filed,
            })
        };
        cores::each(candidates.to_vec(), show).into_iter().collect()
    }
}

impl Matches for EmbeddedMatches<'_> {
    fn total(&self) -> Result<usize, EngineError> {
        Ok(self.articles().map_err(|error| self.snapshot.failed(error))?.count())
    }

    fn has_more_than(&self, most: usize) -> Result<bool, EngineError> {
        self.are_more_than(most).map_err(|error| self.snapshot.failed(error))
    }

    fn best(&self, wanted: &Wanted) -> Result<Vec<Candidate>, EngineError> {
        self.find_best(wanted).map_err(|error| self.snapshot.failed(error))
    }

    fn have_one_score(&self) -> Result<bool, EngineError> {
        Ok(self.one_score().is_some())
    }

    fn dates(&self) -> Result<Vec<(i64, usize)>, EngineError> {
        self.count_dates().map_err(|error| self.snapshot.failed(error))
    }

    fn score(&self, candidates: &mut [Candidate]) -> Result<(), EngineError> {
        top::score(candidates, &self.plan, &self.snapshot.searcher).map_err(|error| self.snapshot.failed(error))
    }

    fn facet(&self, by: By) -> Result<Facet, EngineError> {
        let count = || facets::count(self.snapshot, self.articles()?, by);
        count().map_err(|error| self.snapshot.failed(error))
    }

    fn crossed(&self, by: [By; 2]) -> Result<Crossed, EngineError> {
        let count = || facets::crossed(self.snapshot, self.articles()?, by);
        count().map_err(|error| self.snapshot.failed(error))
    }

    fn days(&self) -> Result<Days, EngineError> {
        self.count_days().map_err(|error| self.snapshot.failed(error))
    }

    fn words(&self) -> Result<Vec<WordReading>, EngineError> {
        let Self { plan, snapshot, .. } = self;
        let count =
            |word: &ScoredWord| Ok(plan.articles_with(word, &snapshot.searcher, &snapshot.collection)?.count() as u64);
        explain::words(plan, count).map_err(|error| snapshot.failed(error))
    }

    fn visit(&self, articles: &[Handle], work: &(dyn Fn(usize, Occurrences) + Sync)) -> Result<(), EngineError> {
        self.visit_all(articles, work).map_err(|error| self.snapshot.failed(error))
    }

    fn show(&self, candidates: &[Candidate], snippet: usize, explain: bool) -> Result<Vec<Shown>, EngineError> {
        self.show_all(candidates, snippet, explain).map_err(|error| self.snapshot.failed(error))
    }
}

/// The best candidates by their words alone, so many, and those that tie with the last of them. They stand in the order of the
/// index, since postings can only be read forwards.
fn best_by_words(candidates: &mut [Candidate], depth: usize) -> Vec<&mut Candidate> {
    let Some(last) = depth.max(1).min(candidates.len()).checked_sub(1) else { return Vec::new() };
    let (_, last, _) = candidates.select_nth_unstable_by(last, |a, b| b.score.total_cmp(&a.score));
    let least = last.score;
    let mut best: Vec<&mut Candidate> = candidates.iter_mut().filter(|hit| hit.score >= least).collect();
    best.sort_unstable_by_key(|hit| hit.article);
    best
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::article::Article;
    use crate::embedded::Embedded;
    use crate::engine::Engine;
    use crate::engine::selection::Operator;
    use crate::index::in_memory;
    use crate::index::schema::Entry;
    use crate::query;
    use crate::query::filters::Filters;

    #[test]
    fn what_is_found() {
        let article = |title: &str, body: &str| {
            let (title, body) = (title.to_owned(), body.to_owned());
            let article = Article { title, body, authors: vec!["Jean Paul Doe".to_owned()], ..Article::default() };
            Article { language: Some("fr".to_owned()), url: Some("https://phare.example/a".to_owned()), ..article }
        };
        let bare = |title: &str, body: &str| Article {
            authors: Vec::new(),
            language: None,
            url: None,
            ..article(title, body)
        };
        let articles = [
            ("port", article("Le port", "Le port rouvre.")),
            ("grève", article("La grève du port", "Le port ferme. Les marins votent.")),
            ("suis", bare("Je suis là", "Il est peut-être en week-end, chez McDonald's.")),
            ("bref", bare("En bref", "")),
            ("voté", bare("Ils ont voté", "Votent-ils encore ? La porte voté de la marine.")),
        ];
        let entry = |(id, article): (&str, Article)| Entry::new(id, Ok(article));
        let index = Embedded::new(in_memory(&articles.map(entry))).unwrap();
        let ranking = Ranking::default();
        let matches = |text: &str, operator| {
            let (query, filters) = Filters::lift(&query::parse(text, date(2025, 7, 1)).query);
            index.matches(&Selection { query, filters, operator }, &ranking).unwrap()
        };
        let found = |text: &str, operator| {
            let wanted = Wanted { sort: Sort::Relevance, first: 9, deep: 0, now: None };
            let best = matches(text, operator).best(&wanted).unwrap();
            let mut ids = index.ids(&best.iter().map(|hit| hit.article).collect::<Vec<_>>()).unwrap();
            ids.sort_unstable();
            ids
        };
        let check = |text: &str, expected: &[&str]| assert_eq!(found(text, Operator::And), expected, "{text}");
        // A word of two alternatives is read for both.
        check("port OU (grève port)", &["grève", "port"]);
        // What has no place is near everything.
        check("port ADJ/5 (grève mer)", &["grève", "port"]);
        check("(grève mer) ADJ/5 port", &["grève", "port"]);
        check("(grève mer) PRES/5 (le port)", &[]);
        // A word with two stems, or a compound that is one word too, stands there once.
        check("auMoins2:porte", &[]);
        check("auMoins2:week-end", &[]);
        check("auMoins2:mcdonald", &[]);
        check("mcdonald", &["suis"]);
        check("auMoins2:port", &["grève", "port"]);
        // No article has a standfirst.
        check("chapo:mar*", &[]);
        check("chapo:rouvrent~", &[]);
        check("texte:mar*", &["grève", "voté"]);
        check("chapo:*", &[]);
        check("titre:* -texte:*", &["bref"]);
        // Two words of one stem.
        check("\"voté votent\"~9", &["voté"]);
        check("\"votent voté\"~2", &[]);
        check("auteur:\"Doe Jean\"", &[]);
        check("auteur:\"Doe Jean\"~1", &["grève", "port"]);
        check("auteur:(jean PRES/2 do*)", &["grève", "port"]);
        check("auteur:(jean PRES/1 doe)", &[]);
        check("langue:fr~", &["grève", "port"]);
        check("url:*", &["grève", "port"]);
        let check = |text: &str, expected: &[&str]| assert_eq!(found(text, Operator::Or), expected, "{text}");
        check("peut-être introuvable", &["suis"]);
        check("peut-être grève", &["grève", "suis"]);
        let words = matches("port +grève port^2", Operator::And).words().unwrap();
        assert_eq!(words.iter().map(|word| word.word.as_str()).collect::<Vec<_>>(), ["port", "grève"]);
    }
}
