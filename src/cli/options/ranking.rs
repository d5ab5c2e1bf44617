//! `--sort` and its like: the order of hits.

use clap::{Args, ValueEnum};
use kiosque::engine::candidate::Sort;
use kiosque::engine::ranking::Ranking;

use super::selection::ReadingOptions;

/// How a query is answered: the same options for every command that searches.
#[derive(Debug, Args)]
pub struct RankingOptions {
    /// The order of hits
    #[arg(long, value_enum, default_value_t)]
    sort: SortOption,
    /// How much age may lower a score with --sort best, 0 (not at all) to 1; it counts only where the articles found are
    /// about recent news
    #[arg(long, value_name = "0..1", value_parser = parse_recency)]
    recency: Option<f32>,
    /// Days after which an article has lost half of what --recency lets age take away
    #[arg(long, value_name = "DAYS", value_parser = parse_half_life)]
    half_life: Option<f32>,
    #[command(flatten)]
    pub reading: ReadingOptions,
}

fn parse_recency(text: &str) -> Result<f32, String> {
    let weight = text.parse().ok().filter(|weight| (0.0..=1.0).contains(weight));
    weight.ok_or_else(|| "not a number from 0 to 1".to_owned())
}

fn parse_half_life(text: &str) -> Result<f32, String> {
    let days = text.parse().ok().filter(|days: &f32| days.is_finite() && *days > 0.0);
    days.ok_or_else(|| "not a number of days greater than 0".to_owned())
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum SortOption {
    /// By relevance, and by age where the articles found are about recent news
    #[default]
    Best,
    /// By how well the text matches, whatever its age
    Relevance,
    /// By date, the newest first; undated articles last
    Newest,
    /// By date, the oldest first; undated articles last
    Oldest,
}

impl From<SortOption> for Sort {
    fn from(option: SortOption) -> Self {
        match option {
            SortOption::Best => Self::Best,
            SortOption::Relevance => Self::Relevance,
            SortOption::Newest => Self::Newest,
            SortOption::Oldest => Self::Oldest,
        }
    }
}

impl RankingOptions {
    pub fn sort(&self) -> Sort {
        self.sort.into()
    }

    pub fn ranking(&self) -> Ranking {
        let usual = Ranking::default();
        Ranking {
            recency: self.recency.unwrap_or(usual.recency),
            half_life_days: self.half_life.unwrap_or(usual.half_life_days),
            ..usual
        }
    }
}
