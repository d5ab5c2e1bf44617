//! The engine over an OpenSearch cluster, for those who outgrow one machine.
//!
//! The cluster finds and counts; kiosque scores. A selection is planned by the embedded engine, and the plan put in OpenSearch's
//! query language (`condition`). The best by OpenSearch's scores (`scoring`) are fetched with their articles, become an index in
//! memory (`part`), and get their scores there, with the statistics of the whole index (`snapshot`): so they are the same to
//! the bit as in an index on disk. A proof (`proof`) says whether no other article may be among the first.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::json;

use crate::analysis::vocabulary::CurrentVocabulary;
use crate::analysis::{names, tokens};
use crate::article::is_web_address;
use crate::embedded::whole::Whole;
use crate::engine::candidate::Handle;
use crate::engine::cursor::Cursor;
use crate::engine::ranking::Ranking;
use crate::engine::selection::Selection;
use crate::engine::shown::Filed;
use crate::engine::statistics::{Statistics, StemCount};
use crate::engine::{Engine, EngineError, Matches};
use crate::index::stamp::Stamp;
use crate::newspaper::sources::Sources;
use crate::opensearch::client::Client;
use crate::opensearch::{document, stamp};
use crate::source::{path_text, text_path};
use matches::{ClusterMatches, PAGE};
use part::Part;
use snapshot::{Snapshot, hits};
use state::State;

mod spelling;
mod snapshot;
mod condition;
mod scoring;
mod proof;
mod part;
mod state;
mod counts;
mod forms;
mod copies;
mod matches;

/// An index in a cluster, as its last refresh left it when this was opened.
pub struct Cluster(State);

/// Words of a query that are looked up at once.
const MOST_EXPECTED: usize = 100;

/// The fields of text that have stems, the one with most words first.
const TEXTS: [&str; 3] = ["body", "lead", "title"];

impl Cluster {
    /// Fixes an index as it is now.
    ///
    /// # Errors
    ///
    /// No index, one that is not kiosque's or of another version, and those of the client.
    pub fn open(client: Arc<Client>, sources: Sources) -> Result<Self, EngineError> {
        let stamp = stamp::read(&client).map_err(EngineError::failed)?;
        Self::as_stamped(client, stamp, Arc::new(sources), Arc::default())
    }

    /// The same index as it is now, if that is another state. A process that lives long asks for it before each request.
    ///
    /// # Errors
    ///
    /// As [`Self::open`].
    pub fn latest(&self) -> Result<Option<Self>, EngineError> {
        let snapshot = &self.0.snapshot;
        let stamp = stamp::read(&snapshot.client).map_err(EngineError::failed)?;
        if (&stamp.uuid, stamp.committed()) == (&snapshot.commit.0, snapshot.commit.1) {
            return Ok(None);
        }
        let (client, vocabulary) = (Arc::clone(&snapshot.client), Arc::clone(&snapshot.vocabulary));
        let latest = Self::as_stamped(client, stamp, Arc::clone(&snapshot.sources), vocabulary)?;
        Ok(Some(latest.telling(self.0.tell)))
    }

    /// Calls `tell` once the hits of an answer are in OpenSearch's order, for they are too many to be scored here.
    #[must_use]
    pub fn telling(self, tell: fn()) -> Self {
        Self(State { tell, ..self.0 })
    }

    /// What ends the point in time that this is about: for a program that is interrupted. It waits for no member that is away.
    pub fn closing(&self) -> impl Fn() + Send + 'static {
        self.0.snapshot.closing()
    }

    /// The number of the last commit: another one whenever something was indexed.
    pub fn commit(&self) -> u64 {
        self.0.snapshot.commit.1
    }

    fn as_stamped(
        client: Arc<Client>,
        stamp: Stamp,
        sources: Arc<Sources>,
        vocabulary: Arc<CurrentVocabulary>,
    ) -> Result<Self, EngineError> {
        let (complete, committed) = (stamp.complete(), stamp.committed());
        let (totals, commit) = (stamp.totals.filter(|_| stamp.settled), (stamp.uuid, committed));
        let snapshot = Arc::new(Snapshot::now(client, commit, stamp.root, totals, sources, vocabulary)?);
        Ok(Self(State { nothing: Part::empty(&snapshot)?, snapshot, complete, tell: || {} }))
    }
}

impl Engine for Cluster {
    fn matches<'a>(
        &'a self,
        selection: &Selection,
        ranking: &'a Ranking,
    ) -> Result<Box<dyn Matches + 'a>, EngineError> {
        Ok(Box::new(ClusterMatches::new(&self.0, selection, ranking)?))
    }

    fn count(&self) -> Result<u64, EngineError> {
        Ok(self.0.snapshot.totals.articles)
    }

    fn cursor(&self) -> Result<Cursor, EngineError> {
        Ok(Cursor { index: self.0.snapshot.commit.0.clone(), generation: self.0.complete })
    }

    fn newest(&self) -> Result<Option<i64>, EngineError> {
        Ok(self.0.snapshot.totals.newest)
    }

    fn document_frequency(&self, stem: &str) -> Result<u64, EngineError> {
        self.0.snapshot.want(TEXTS.map(|field| (field.to_owned(), stem.to_owned())))?;
        Ok(TEXTS.map(|field| self.0.snapshot.document_frequency(field, stem)).into_iter().max().unwrap_or_default())
    }

    fn tokens(&self) -> Result<u64, EngineError> {
        Ok(self.0.snapshot.totals.tokens.iter().sum())
    }

    fn stem_counts(&self, _: &[String]) -> Result<Vec<StemCount>, EngineError> {
        Err(EngineError::refused(Unanswered("how often words stand in all texts")))
    }

    fn expect(&self, text: &str) -> Result<(), EngineError> {
        let words: Vec<&str> = text.split_whitespace().take(MOST_EXPECTED).collect();
        // Neighbours may be looked for in one piece.
        let in_one = words.windows(2).map(<[&str]>::concat);
        let typed = words.iter().map(|word| (*word).to_owned()).chain(in_one);
        let stems: BTreeSet<String> = typed.flat_map(|word| tokens(&word)).map(|token| token.stem).collect();
        let of_fields = |stem: String| TEXTS.map(|field| (field.to_owned(), stem.clone()));
        self.0.snapshot.want(stems.into_iter().flat_map(of_fields))
    }

    fn has_stem(&self, stem: &str) -> Result<bool, EngineError> {
        Ok(self.document_frequency(stem)? > 0)
    }

    fn similar_forms(&self, word: &str, errors: u8) -> Result<Vec<(String, u64)>, EngineError> {
        forms::similar(&self.0.snapshot, word, errors).map(|forms| forms.to_vec())
    }

    fn forms_of(&self, words: &[String]) -> Result<Vec<(String, u64)>, EngineError> {
        match words.is_empty() {
            true => Ok(Vec::new()),
            false => forms::one_of(&self.0.snapshot, words).map(|forms| forms.to_vec()),
        }
    }

    fn complete_words(&self, beginning: &str, limit: usize) -> Result<Vec<String>, EngineError> {
        forms::completions(&self.0.snapshot, beginning, limit)
    }

    fn complete_titles(&self, beginning: &str, limit: usize) -> Result<Vec<String>, EngineError> {
        forms::titles(&self.0.snapshot, beginning, limit)
    }

    fn complete_ids(&self, beginning: &str, limit: usize) -> Result<Vec<String>, EngineError> {
        forms::ids(&self.0.snapshot, beginning, limit)
    }

    fn copies(&self, articles: &[Handle]) -> Result<Vec<Vec<Handle>>, EngineError> {
        copies::others(&self.0.snapshot, articles)
    }

    fn stories(&self) -> Result<Vec<Vec<Handle>>, EngineError> {
        copies::stories(&self.0.snapshot)
    }

    fn read(&self, articles: &[Handle]) -> Result<Vec<Filed>, EngineError> {
        Part::read(&self.0.snapshot, articles)?.filed(articles)
    }

    fn read_each(&self, articles: &[Handle], work: &(dyn Fn(usize, Filed) + Sync)) -> Result<(), EngineError> {
        for (start, articles) in (0..).step_by(PAGE).zip(articles.chunks(PAGE)) {
            Part::read(&self.0.snapshot, articles)?.read_each(articles, &|n, filed| work(start + n, filed))?;
        }
        Ok(())
    }

    fn ids(&self, articles: &[Handle]) -> Result<Vec<String>, EngineError> {
        Ok(self.0.snapshot.ids(articles).iter().map(|id| id.to_string()).collect())
    }

    fn find(&self, name: &str) -> Result<Vec<Handle>, EngineError> {
        let found = |query: serde_json::Value| -> Result<Vec<(String, Option<String>)>, EngineError> {
            let filters = [json!({"term": {"is_article": true}}), query];
            let body = json!({"size": 10_000, "track_total_hits": false, "_source": ["id", "article.url"],
                "query": {"bool": {"filter": filters}}, "sort": [{"id": "asc"}]});
            let answer = self.0.snapshot.search(body)?;
            let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
            let hit =
                |hit: &serde_json::Value| Some((text(&hit["_source"]["id"])?, text(&hit["_source"]["article"]["url"])));
            Ok(hits(&answer).iter().filter_map(hit).collect())
        };
        let mut articles = found(json!({"ids": {"values": [document::name(name)]}}))?;
        if articles.is_empty() && is_web_address(name) {
            let word = |word: &crate::analysis::Token| json!({"term": {"url_words": word.stem}});
            let words: Vec<_> = names(name).iter().filter(|word| word.length == 1).map(word).collect();
            articles = found(json!({"bool": {"filter": words}}))?;
            // An address with the same words in it may be another.
            articles.retain(|(_, url)| url.as_deref() == Some(name));
        }
        if articles.is_empty() {
            let below = self.0.snapshot.root.as_deref().and_then(|root| {
                let path = text_path(name);
                path.strip_prefix(text_path(root)).ok().map(path_text)
            });
            let containers: Vec<String> = below.into_iter().chain([name.to_owned()]).collect();
            articles = found(json!({"terms": {"container": containers}}))?;
        }
        Ok(articles.into_iter().map(|(id, _)| self.0.snapshot.handle(&id)).collect())
    }

    fn statistics(&self) -> Result<Statistics, EngineError> {
        counts::statistics(&self.0.snapshot)
    }
}

/// What a cluster does not answer.
#[derive(Debug, thiserror::Error)]
#[error("a cluster does not say {0}: export the articles (`kiosque export`), and index them into a folder")]
struct Unanswered(&'static str);
