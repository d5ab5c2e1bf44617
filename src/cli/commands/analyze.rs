//! `kiosque analyze`: what the index makes of a text, step by step.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;
use kiosque::analysis::grammar::folding::fold;
use kiosque::analysis::stop_words::is_stop_word;
use kiosque::analysis::words::characters::characters;
use kiosque::analysis::{self, Token};
use kiosque::output::sanitise;
use unicode_width::UnicodeWidthStr;

use crate::cli::failure::Failure;
use crate::cli::screen::terminal::Screen;

/// Show how a text is split into words, and what each word is compared by
///
/// One line a token: its position, the bytes that it covers, the word as it stands in the text, in small letters (what
/// `=mot` compares), without accents, and its stem (what words are compared by). Two lines of one position are
/// alternatives; `*` marks stop words, which count in phrases and where there is nothing else.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = "\
Examples:
  kiosque analyze \"L'œil des journaux\"
  kiosque analyze porte-parole 12 500 €")]
pub struct Arguments {
    #[arg(required = true)]
    text: Vec<String>,
}

pub fn run(arguments: &Arguments, screen: &Screen) -> Result<ExitCode, Failure> {
    let mut out = screen.out();
    write(&mut out, &arguments.text.join(" "))?;
    out.finish()?;
    Ok(ExitCode::SUCCESS)
}

fn write(out: &mut impl Write, text: &str) -> io::Result<()> {
    let plain = characters(text).text.to_string();
    if plain != text {
        writeln!(out, "characters: {}\n", sanitise::line(&plain))?;
    }
    let heading = ["position", "bytes", "word", "small letters", "no accents", "stem"].map(str::to_owned);
    let rows: Vec<[String; 6]> =
        std::iter::once(heading).chain(analysis::indexed_tokens(text).iter().map(|token| row(text, token))).collect();
    let mut widths = [0; 6];
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.width().max(*width);
        }
    }
    for row in &rows {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.width())));
        writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}

fn row(text: &str, token: &Token) -> [String; 6] {
    let position = match token.length {
        1 => token.position.to_string(),
        length => format!("{}-{}", token.position, token.position + length - 1),
    };
    let mark = if is_stop_word(&token.form) { " *" } else { "" };
    [
        position,
        format!("{}..{}", token.start, token.end),
        sanitise::line(&text[token.start..token.end]).into_owned(),
        token.form.clone(),
        fold(&token.form),
        format!("{}{mark}", token.stem),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_for_each_token() {
        let mut out = Vec::new();
        write(&mut out, "L'œil des week-ends").unwrap();
        let expected = "\
position  bytes   word       small letters  no accents  stem
0         2..6    œil        oeil           oeil        oeil
1         7..10   des        des            des         des *
2         11..15  week       week           week        week
2-3       11..20  week-ends  week-ends      weekends    wekend
3         16..20  ends       ends           ends        end
";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
