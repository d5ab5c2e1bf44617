//! How stories with their copies are printed.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::count::grouped;
use super::records::StoryRecord;
use super::style::{BOLD, DIM, Style};
use super::table::{self, Formulas, Separator};
use super::wrap::fit;
use super::{heading, json};
use crate::engine::shown::Filed;

/// Writes each story: a title, then a line an article, the earliest first.
pub fn write_text(out: &mut impl Write, stories: &[Vec<Filed>], style: &Style) -> io::Result<()> {
    for story in stories {
        let mut titles = story.iter().map(|copy| copy.article.title.as_str());
        let title =
            titles.find(|title| !title.is_empty()).map_or_else(|| heading::of(&story[0].article), str::to_owned);
        let count = story.len().to_string();
        let title = fit(&title, style.width.saturating_sub(count.len() + 2));
        writeln!(out, "{count}  {}", style.paint(&title, BOLD))?;
        for Filed { id, article, .. } in story {
            let date = article.published.map_or_else(|| "undated".to_owned(), |published| published.moment.to_string());
            let about = format!("{}  {}", date.replace('T', " "), article.source.as_deref().unwrap_or("-"));
            let about = fit(&about, style.width * 2 / 3);
            let id = fit(id, style.width.saturating_sub(MARGIN.len() + about.width() + 2));
            writeln!(out, "{MARGIN}{about}  {}", style.paint(&id, DIM))?;
        }
        writeln!(out)?;
    }
    let articles: usize = stories.iter().map(Vec::len).sum();
    let count = |count: usize, one: &str, more: &str| {
        format!("{} {}", grouped(count as u64), if count == 1 { one } else { more })
    };
    let (told, again) = (count(stories.len(), "story", "stories"), count(articles - stories.len(), "copy", "copies"));
    writeln!(out, "{}", style.paint(&format!("{told}, {again}"), DIM))
}

const MARGIN: &str = "   ";

/// Writes a story a line, as an array of its articles.
pub fn write_jsonl(out: &mut impl Write, stories: &[Vec<Filed>]) -> io::Result<()> {
    for story in stories {
        writeln!(out, "{}", json::to_string(&story.iter().map(StoryRecord::from).collect::<Vec<_>>()))?;
    }
    Ok(())
}

/// Rows of one article each, those of a story under its number.
pub fn write_csv(out: &mut impl Write, stories: &[Vec<Filed>], formulas: Formulas) -> io::Result<()> {
    let mut write =
        |row: [&str; 6]| table::write_row(out, row.into_iter().map(str::to_owned), Separator::Comma, formulas);
    write(["story", "id", "source", "date", "title", "url"])?;
    for (n, story) in stories.iter().enumerate() {
        for StoryRecord { id, source, date, title, url } in story.iter().map(StoryRecord::from) {
            let date = date.map(|date| date.to_string()).unwrap_or_default();
            write([&(n + 1).to_string(), id, source.unwrap_or_default(), &date, title, url.unwrap_or_default()])?;
        }
    }
    Ok(())
}
