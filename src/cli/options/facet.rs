//! `--facet` and `facets --by`: what articles are counted by.

use clap::ValueEnum;
use kiosque::engine::count::By;

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ByOption {
    Source,
    Section,
    Author,
    Year,
    Month,
    Lang,
}

impl From<ByOption> for By {
    fn from(by: ByOption) -> Self {
        match by {
            ByOption::Source => Self::Source,
            ByOption::Section => Self::Section,
            ByOption::Author => Self::Author,
            ByOption::Year => Self::Year,
            ByOption::Month => Self::Month,
            ByOption::Lang => Self::Language,
        }
    }
}
