//! How stories with their copies are printed.

use std::io::{self, Write};
use std::iter;

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::count::grouped;
use super::fields::HitField;
use super::json::ArticleRecord;
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

/// Writes one object with all stories. The names are documented in docs/formats-and-fields.md and do not change.
pub fn write_json(out: &mut impl Write, stories: &[Vec<Filed>], fields: &[HitField]) -> io::Result<()> {
    #[derive(Serialize)]
    struct Stories<'a> {
        stories: Vec<Vec<ArticleRecord<'a>>>,
    }
    let stories = stories.iter().map(|story| records(story, fields)).collect();
    writeln!(out, "{}", json::to_string(&Stories { stories }))
}

/// Writes a story a line, as an array of its articles.
pub fn write_jsonl(out: &mut impl Write, stories: &[Vec<Filed>], fields: &[HitField]) -> io::Result<()> {
    for story in stories {
        writeln!(out, "{}", json::to_string(&records(story, fields)))?;
    }
    Ok(())
}

fn records<'a>(story: &'a [Filed], fields: &'a [HitField]) -> Vec<ArticleRecord<'a>> {
    story.iter().map(|filed| ArticleRecord { filed, fields }).collect()
}

/// Rows of one article each, those of a story under its number.
pub fn write_csv(
    out: &mut impl Write,
    stories: &[Vec<Filed>],
    fields: &[HitField],
    formulas: Formulas,
) -> io::Result<()> {
    let mut write = |story: String, cells: &mut dyn Iterator<Item = String>| {
        table::write_row(out, iter::once(story).chain(cells), Separator::Comma, formulas)
    };
    write("story".to_owned(), &mut fields.iter().map(|field| field.name().to_owned()))?;
    for (n, story) in stories.iter().enumerate() {
        for Filed { id, path, article, .. } in story {
            let mut cells = fields.iter().map(|field| table::cell(&field.of_article(id, path, article)));
            write((n + 1).to_string(), &mut cells)?;
        }
    }
    Ok(())
}
