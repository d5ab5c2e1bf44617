//! The second engine: articles in memory, and every answer by looking at all of them.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use kiosque::analysis::grammar::folding::fold;
use kiosque::article::{Rejection, is_web_address};
use kiosque::engine::calendar::Unit;
use kiosque::engine::candidate::{Candidate, Gain, Handle, Wanted};
use kiosque::engine::count::{By, Crossed, Days, Facet};
use kiosque::engine::cursor::Cursor;
use kiosque::engine::ranking::Ranking;
use kiosque::engine::reading::{Explanation, WordReading};
use kiosque::engine::selection::Selection;
use kiosque::engine::shown::{Filed, Marked, Occurrences, Shown};
use kiosque::engine::statistics::{Statistics, StemCount};
use kiosque::engine::{Engine, EngineError, Matches};
use kiosque::index::schema::{Entry, id_hash};
use kiosque::newspaper::imprint::Imprint;
use kiosque::newspaper::sources::Sources;
use kiosque::newspaper::table::Newspapers;
use kiosque::query::ast::{Field, Query};

use super::completion;
use super::held::{BODY, Fields, Held, LEAD, TITLE, forms_of};
use super::need::{self, Placed, Sense};
use super::occurrences;
use super::places::errors_between;
use super::score::{self, Weighed};

/// All articles of an index, and why other pages are none.
pub struct BruteForce {
    pub articles: Vec<Held>,
    rejected: Vec<Rejection>,
    pub newspapers: Newspapers,
}

impl BruteForce {
    pub fn new<'a>(entries: impl Iterator<Item = &'a Entry>) -> Self {
        let mut corpus = Self { articles: Vec::new(), rejected: Vec::new(), newspapers: Newspapers::default() };
        let mut read = Vec::new();
        for Entry { id, container, outcome, news, .. } in entries {
            match outcome.clone() {
                Ok(article) => {
                    let filed = Filed { id: id.clone(), path: container.clone(), member: None, article };
                    read.push((filed, *news));
                }
                Err(rejection) => corpus.rejected.push(rejection),
            }
        }
        let mut imprints = BTreeMap::new();
        for imprint in read.iter().filter_map(|(filed, _)| Imprint::of(&filed.article)) {
            *imprints.entry(imprint).or_default() += 1;
        }
        corpus.newspapers = Newspapers::of(imprints.into_iter().collect(), &Sources::default());
        corpus.articles = read.into_iter().map(|(filed, news)| Held::new(filed, news, &corpus.newspapers)).collect();
        corpus
    }

    fn held(&self, article: Handle) -> &Held {
        &self.articles[article.0 as usize]
    }

    /// How many articles have a stem in a field.
    pub fn with_stem(&self, field: usize, stem: &str) -> u64 {
        self.articles.iter().filter(|article| article.has_stem(field, stem)).count() as u64
    }

    /// The fields that have words in some article: those that are searched unless a query names one.
    fn text_fields(&self, ranking: &Ranking) -> Fields {
        let mut fields = vec![(TITLE, ranking.title), (LEAD, ranking.lead), (BODY, ranking.body)];
        fields.retain(|(field, _)| self.articles.iter().any(|article| !article.texts[*field].is_empty()));
        fields
    }

    /// How many articles have each written word: in titles, or else in leads and bodies.
    pub fn forms(&self, fields: &[usize]) -> BTreeMap<String, u64> {
        let mut most = BTreeMap::new();
        for texts in fields.iter().map(|field| forms_of(*field)) {
            let mut counts = BTreeMap::<String, u64>::new();
            for article in &self.articles {
                let mut forms: Vec<&String> =
                    texts.iter().flat_map(|text| &article.texts[*text]).map(|token| &token.form).collect();
                forms.sort_unstable();
                forms.dedup();
                forms.into_iter().for_each(|form| *counts.entry(form.clone()).or_default() += 1);
            }
            for (form, count) in counts {
                let most = most.entry(form).or_default();
                *most = count.max(*most);
            }
        }
        most
    }

    /// For each article the one that stands for its story, which may be itself.
    fn told_by(&self) -> Vec<usize> {
        let turn = |n: usize| (self.articles[n].published().unwrap_or(i64::MAX), id_hash(&self.articles[n].filed.id));
        let mut in_turn: Vec<usize> = (0..self.articles.len()).collect();
        in_turn.sort_by_key(|n| turn(*n));
        let most_alike = |of: usize, standing: &[usize]| {
            let signature = |n: usize| &self.articles[n].signature;
            let alike = |n: usize| Some((signature(of).resemblance_of_copies(signature(n))?, Reverse(turn(n)), n));
            let most = standing.iter().filter_map(|n| alike(*n)).max_by(|a, b| a.partial_cmp(b).unwrap());
            most.map(|(_, _, n)| n)
        };
        let mut standing = Vec::new();
        for n in in_turn {
            if most_alike(n, &standing).is_none() {
                standing.push(n);
            }
        }
        let told_by = |n| if standing.contains(&n) { n } else { most_alike(n, &standing).unwrap() };
        (0..self.articles.len()).map(told_by).collect()
    }
}

impl Engine for BruteForce {
    fn matches<'a>(
        &'a self,
        selection: &Selection,
        ranking: &'a Ranking,
    ) -> Result<Box<dyn Matches + 'a>, EngineError> {
        let fields = self.text_fields(ranking);
        let (need, words) = need::read(selection, &fields, ranking, &self.newspapers);
        let matching = (0..self.articles.len()).filter(|n| need.is_met(&self.articles[*n])).collect();
        let words = words.into_iter().map(|word| Weighed::new(word, self)).collect();
        let in_order = need::in_order(&selection.query);
        let query = selection.query.clone();
        Ok(Box::new(Matching { corpus: self, ranking, query, fields, matching, words, in_order }))
    }

    fn count(&self) -> Result<u64, EngineError> {
        Ok(self.articles.len() as u64)
    }

    fn cursor(&self) -> Result<Cursor, EngineError> {
        let generation = self.articles.iter().map(|article| article.news.changed).max().unwrap_or_default();
        Ok(Cursor { index: "0".to_owned(), generation: generation.into() })
    }

    /// Of the dates, one in a hundred and another one are left out if they stand more than a year after all others.
    fn newest(&self) -> Result<Option<i64>, EngineError> {
        const YEAR: i64 = 366 * 24 * 60;
        let mut dates: Vec<i64> = self.articles.iter().filter_map(Held::published).collect();
        dates.sort_by(|a, b| b.cmp(a));
        let suspects = dates.len() / 100 + 1;
        let wrong = (1..=suspects).filter(|n| *n < dates.len() && dates[n - 1] - dates[*n] > YEAR);
        Ok(dates.get(wrong.max().unwrap_or(0)).copied())
    }

    fn document_frequency(&self, stem: &str) -> Result<u64, EngineError> {
        Ok([TITLE, LEAD, BODY].map(|field| self.with_stem(field, stem)).into_iter().max().unwrap_or(0))
    }

    fn tokens(&self) -> Result<u64, EngineError> {
        Ok(self.articles.iter().flat_map(|article| &article.texts).map(|text| text.len() as u64).sum())
    }

    fn stem_counts(&self, stems: &[String]) -> Result<Vec<StemCount>, EngineError> {
        let count = |stem: &String| {
            let having = |article: &Held| [TITLE, LEAD, BODY].iter().any(|field| article.has_stem(*field, stem));
            let stem_alone = std::slice::from_ref(stem);
            let times =
                |article: &Held| [TITLE, LEAD, BODY].map(|field| article.count(field, stem_alone)).iter().sum::<u32>();
            StemCount {
                times: self.articles.iter().map(|article| u64::from(times(article))).sum(),
                articles: self.articles.iter().filter(|article| having(article)).count() as u64,
            }
        };
        Ok(stems.iter().map(count).collect())
    }

    fn has_stem(&self, stem: &str) -> Result<bool, EngineError> {
        Ok(self.document_frequency(stem)? > 0)
    }

    fn similar_forms(&self, word: &str, errors: u8) -> Result<Vec<(String, u64)>, EngineError> {
        let forms = self.forms(&[TITLE, LEAD, BODY]).into_iter();
        Ok(forms.filter(|(form, _)| errors_between(word, form) <= errors.into()).collect())
    }

    fn forms_of(&self, words: &[String]) -> Result<Vec<(String, u64)>, EngineError> {
        let words: Vec<String> = words.iter().map(|word| fold(word)).collect();
        let forms = self.forms(&[TITLE, LEAD, BODY]).into_iter();
        Ok(forms.filter(|(form, _)| words.contains(&fold(form))).collect())
    }

    fn complete_words(&self, beginning: &str, limit: usize) -> Result<Vec<String>, EngineError> {
        Ok(completion::words(self, beginning, limit))
    }

    fn complete_titles(&self, beginning: &str, limit: usize) -> Result<Vec<String>, EngineError> {
        Ok(completion::titles(self, beginning, limit))
    }

    fn complete_ids(&self, beginning: &str, limit: usize) -> Result<Vec<String>, EngineError> {
        let ids = self.articles.iter().map(|article| &article.filed.id).filter(|id| id.starts_with(beginning));
        let mut ids: Vec<String> = ids.cloned().collect();
        ids.sort();
        ids.truncate(limit);
        Ok(ids)
    }

    fn copies(&self, articles: &[Handle]) -> Result<Vec<Vec<Handle>>, EngineError> {
        let told_by = self.told_by();
        let others = |article: &Handle| {
            let is_other = |n: &usize| *n != article.0 as usize && told_by[*n] == told_by[article.0 as usize];
            (0..told_by.len()).filter(is_other).map(|n| Handle(n as u64)).collect()
        };
        Ok(articles.iter().map(others).collect())
    }

    fn stories(&self) -> Result<Vec<Vec<Handle>>, EngineError> {
        let mut stories = vec![Vec::new(); self.articles.len()];
        for (n, first) in self.told_by().into_iter().enumerate() {
            stories[first].push(Handle(n as u64));
        }
        stories.retain(|story| story.len() > 1);
        Ok(stories)
    }

    fn read(&self, articles: &[Handle]) -> Result<Vec<Filed>, EngineError> {
        Ok(articles.iter().map(|article| self.held(*article).filed.clone()).collect())
    }

    fn read_each(&self, articles: &[Handle], work: &(dyn Fn(usize, Filed) + Sync)) -> Result<(), EngineError> {
        articles.iter().enumerate().for_each(|(n, article)| work(n, self.held(*article).filed.clone()));
        Ok(())
    }

    fn ids(&self, articles: &[Handle]) -> Result<Vec<String>, EngineError> {
        Ok(articles.iter().map(|article| self.held(*article).filed.id.clone()).collect())
    }

    fn find(&self, name: &str) -> Result<Vec<Handle>, EngineError> {
        let names: [fn(&Filed) -> Option<&str>; 3] = [
            |filed| Some(&filed.id),
            |filed| filed.article.url.as_deref().filter(|url| is_web_address(url)),
            |filed| Some(&filed.path),
        ];
        for named in names {
            let having = |n: &usize| named(&self.articles[*n].filed) == Some(name);
            let mut found: Vec<usize> = (0..self.articles.len()).filter(having).collect();
            if !found.is_empty() {
                found.sort_by_key(|n| &self.articles[*n].filed.id);
                return Ok(found.into_iter().map(|n| Handle(n as u64)).collect());
            }
        }
        Ok(Vec::new())
    }

    /// But for the bytes, which are on no disk.
    fn statistics(&self) -> Result<Statistics, EngineError> {
        let mut statistics = Statistics { articles: self.articles.len() as u64, ..Statistics::default() };
        for Filed { article, .. } in self.articles.iter().map(|article| &article.filed) {
            match article.published {
                Some(published) => *statistics.by_year.entry(published.moment.at.year()).or_default() += 1,
                None => statistics.undated += 1,
            }
            for (counts, value) in
                [(&mut statistics.by_source, &article.source), (&mut statistics.by_language, &article.language)]
            {
                value.iter().for_each(|value| *counts.entry(value.clone()).or_default() += 1);
            }
        }
        for rejection in &self.rejected {
            *statistics.rejected.entry(rejection.to_string()).or_default() += 1;
        }
        Ok(statistics)
    }
}

/// The articles that a selection names, and the words that score them.
struct Matching<'a> {
    corpus: &'a BruteForce,
    ranking: &'a Ranking,
    query: Query,
    fields: Fields,
    matching: Vec<usize>,
    words: Vec<Weighed>,
    in_order: Vec<Placed>,
}

impl Matching<'_> {
    fn articles(&self) -> impl Iterator<Item = &Held> {
        self.matching.iter().map(|n| &self.corpus.articles[*n])
    }

    /// The score of an article's words.
    fn score(&self, article: &Held) -> f64 {
        self.words.iter().fold(0.0, |sum, word| sum + word.score(article, self.ranking))
    }

    fn explain(&self, candidate: &Candidate) -> Explanation {
        let article = self.corpus.held(candidate.article);
        let leaf = |word: &Weighed| Explanation::leaf(word.word.text.clone(), word.score(article, self.ranking));
        let mut parts: Vec<Explanation> = self.words.iter().map(leaf).filter(|part| part.value > 0.0).collect();
        let gains = candidate.gain.parts().into_iter().filter(|(_, gain)| *gain != 0.0);
        parts.extend(gains.map(|(what, gain)| Explanation::leaf(what, gain.into())));
        Explanation { what: "score".to_owned(), value: candidate.score, parts }
    }
}

impl Matches for Matching<'_> {
    fn total(&self) -> Result<usize, EngineError> {
        Ok(self.matching.len())
    }

    /// All of them. The best by their words, and those that tie with the last of them, gain by where the words stand.
    fn best(&self, _: &Wanted) -> Result<Vec<Candidate>, EngineError> {
        let candidate = |n: &usize| {
            let article = &self.corpus.articles[*n];
            let score = self.score(article);
            Candidate {
                article: Handle(*n as u64),
                score,
                gain: Gain::default(),
                published: article.published(),
                key: 0.0,
            }
        };
        let mut best: Vec<Candidate> = self.matching.iter().map(candidate).collect();
        let mut scores: Vec<f64> = best.iter().map(|candidate| candidate.score).collect();
        scores.sort_by(|a, b| b.total_cmp(a));
        let depth = self.ranking.proximity_depth.clamp(1, scores.len().max(1));
        let looked_at = best.iter_mut().filter(|candidate| candidate.score >= scores[depth - 1]);
        for candidate in looked_at.filter(|_| !self.in_order.is_empty()) {
            let article = self.corpus.held(candidate.article);
            candidate.gain = score::gain(article, &self.in_order, &self.fields, self.ranking, self.corpus);
            candidate.score += f64::from(candidate.gain.sum());
        }
        Ok(best)
    }

    /// It gives all that tie, so that nobody need know.
    fn have_one_score(&self) -> Result<bool, EngineError> {
        Ok(false)
    }

    fn dates(&self) -> Result<Vec<(i64, usize)>, EngineError> {
        let mut counts = BTreeMap::<i64, usize>::new();
        self.articles().filter_map(Held::published).for_each(|date| *counts.entry(date).or_default() += 1);
        Ok(counts.into_iter().collect())
    }

    fn score(&self, candidates: &mut [Candidate]) -> Result<(), EngineError> {
        for candidate in candidates {
            candidate.score = self.score(self.corpus.held(candidate.article));
            candidate.gain = Gain::default();
        }
        Ok(())
    }

    fn facet(&self, by: By) -> Result<Facet, EngineError> {
        let field = match by {
            By::Source => Field::Source,
            By::Section => Field::Section,
            By::Author => Field::Author,
            By::Language => Field::Language,
            By::Year => return Ok(Facet::of_periods(by, &self.days()?, Unit::Year)),
            By::Month => return Ok(Facet::of_periods(by, &self.days()?, Unit::Month)),
        };
        let mut counts = BTreeMap::<String, u64>::new();
        for name in self.articles().flat_map(|article| article.names(field)) {
            *counts.entry(name.to_owned()).or_default() += 1;
        }
        let without = self.articles().filter(|article| article.names(field).is_empty()).count() as u64;
        Ok(Facet::of_names(by, counts, without))
    }

    fn crossed(&self, by: [By; 2]) -> Result<Crossed, EngineError> {
        let values = |article: &Held, by: By| -> Vec<Option<String>> {
            let period = |unit: Unit| {
                let moment = article.filed.article.published?.moment;
                (moment.precision >= unit.precision()).then(|| unit.name(unit.start(moment.at.date())))
            };
            let names = |field: Field| article.names(field).into_iter().map(str::to_owned).collect();
            let known: Vec<String> = match by {
                By::Source => names(Field::Source),
                By::Section => names(Field::Section),
                By::Author => names(Field::Author),
                By::Language => names(Field::Language),
                By::Year => period(Unit::Year).into_iter().collect(),
                By::Month => period(Unit::Month).into_iter().collect(),
            };
            if known.is_empty() { vec![None] } else { known.into_iter().map(Some).collect() }
        };
        let mut counts = BTreeMap::new();
        for article in self.articles() {
            for one in values(article, by[0]) {
                for other in values(article, by[1]) {
                    *counts.entry([one.clone(), other]).or_default() += 1;
                }
            }
        }
        Ok(Crossed { by, counts })
    }

    fn days(&self) -> Result<Days, EngineError> {
        let mut days = Days::default();
        for article in self.articles() {
            let precision = article.filed.article.published.map(|published| published.moment.precision);
            days.add(article.published().zip(precision), 1);
        }
        Ok(days)
    }

    fn words(&self) -> Result<Vec<WordReading>, EngineError> {
        let read = |Weighed { word, idf, .. }: &Weighed| WordReading {
            word: word.text.clone(),
            stems: match &word.sense {
                Sense::Stems { stems, .. } | Sense::Form { stems, .. } => stems.clone(),
                Sense::Several(_) => Vec::new(),
            },
            fields: word.fields.iter().map(|(field, _)| ["title", "lead", "body"][*field]).collect(),
            articles: self.corpus.articles.iter().filter(|article| word.sense.is_in(article, &word.fields)).count()
                as u64,
            idf: *idf,
            boost: word.boost,
        };
        Ok(self.words.iter().map(read).collect())
    }

    fn visit(&self, articles: &[Handle], work: &(dyn Fn(usize, Occurrences) + Sync)) -> Result<(), EngineError> {
        for (n, article) in articles.iter().enumerate() {
            let filed = self.corpus.held(*article).filed.clone();
            let title = occurrences::of(&self.query, &filed.article.title);
            let text = occurrences::of(&self.query, &filed.article.text());
            work(n, Occurrences { filed, title, text });
        }
        Ok(())
    }

    /// Without marks: they are the business of `highlight`, for every engine.
    fn show(&self, candidates: &[Candidate], _: usize, explain: bool) -> Result<Vec<Shown>, EngineError> {
        let show = |candidate: &Candidate| Shown {
            filed: self.corpus.held(candidate.article).filed.clone(),
            title: Marked::default(),
            snippet: Marked::default(),
            explanation: explain.then(|| self.explain(candidate)),
        };
        Ok(candidates.iter().map(show).collect())
    }
}
