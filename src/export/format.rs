//! The formats of an export, and the programs that read them.

use serde_json::json;

use super::record::{Record, Variable};
use super::{iramuteq, ris, tables, tei, txm};
use crate::output::json;
use crate::output::table::Formulas;

/// Who reads the export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// IRaMuTeQ, Alceste: one text file.
    Iramuteq,
    /// TXM: a folder of texts with `metadata.csv`.
    Txm,
    /// A folder of XML files in TEI P5.
    Tei,
    /// Gargantext: one table with tabs.
    Gargantext,
    /// CorText Manager: one table with commas.
    Cortext,
    /// A table with commas, for R and spreadsheets.
    Csv,
    /// One JSON object a line.
    Jsonl,
    /// Zotero and other reference managers.
    Ris,
    /// A folder of text files.
    Txt,
}

impl Format {
    /// How the command line calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Iramuteq => "iramuteq",
            Self::Txm => "txm",
            Self::Tei => "tei",
            Self::Gargantext => "gargantext",
            Self::Cortext => "cortext",
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Ris => "ris",
            Self::Txt => "txt",
        }
    }

    /// Whether each record is a file of its own.
    pub fn is_folder(self) -> bool {
        matches!(self, Self::Txm | Self::Tei | Self::Txt)
    }

    /// What stands above all records, in the file or in the folder's table.
    pub(super) fn header(self, variables: &[Variable]) -> Option<String> {
        match self {
            Self::Txm => Some(txm::header(variables)),
            Self::Gargantext => Some(tables::gargantext_header()),
            Self::Cortext | Self::Csv => Some(tables::cortext_header(variables)),
            Self::Iramuteq | Self::Tei | Self::Jsonl | Self::Ris | Self::Txt => None,
        }
    }

    /// The nth record as a part of the file, or of the folder's table; none where the program cannot have it, for it has no
    /// date.
    pub(super) fn row(
        self,
        record: &Record,
        number: usize,
        variables: &[Variable],
        formulas: Formulas,
    ) -> Option<String> {
        Some(match self {
            Self::Iramuteq => iramuteq::text(record, variables),
            Self::Txm => txm::metadata(record, number, variables),
            Self::Gargantext => return tables::gargantext(record),
            Self::Cortext => tables::cortext(record, variables),
            Self::Csv => tables::csv(record, variables, formulas),
            Self::Jsonl => object(record),
            Self::Ris => ris::reference(record),
            Self::Tei | Self::Txt => String::new(),
        })
    }

    /// The nth record as a file of its own: its name and its contents.
    pub(super) fn file(self, record: &Record, number: usize) -> Option<(String, String)> {
        match self {
            Self::Txm | Self::Txt => Some((txm::name(number) + ".txt", txm::text(record))),
            Self::Tei => Some((txm::name(number) + ".xml", tei::document(record))),
            _ => None,
        }
    }
}

/// A record as JSON, which `kiosque index` reads too.
fn object(record: &Record) -> String {
    let article = &record.filed.article;
    let value = json!({
        "id": record.id(),
        "title": article.title,
        "source": article.source,
        "date": article.published.map(|published| published.moment),
        "section": article.section,
        "authors": article.authors,
        "lang": article.language,
        "url": article.url,
        "text": record.text,
    });
    json::to_string(&value) + "\n"
}
