//! Records without a text: how many there are in each file, and what their fields are called. A tool may have written the text
//! under a name that nobody foresaw, and then its user can say so with a map.

use std::collections::BTreeMap;

use super::report::Textless;

/// Names that are kept of one file.
const NAMES: usize = 20;

/// The records without a text that a run came across, by file.
#[derive(Debug, Default)]
pub struct TextlessRecords {
    files: BTreeMap<String, Textless>,
}

impl TextlessRecords {
    /// Counts a record of a file, whose fields have these names.
    pub fn see(&mut self, file: &str, fields: Vec<String>) {
        let seen = self.files.entry(file.to_owned()).or_default();
        seen.records += 1;
        for field in fields {
            if seen.fields.len() < NAMES && !seen.fields.contains(&field) {
                seen.fields.push(field);
            }
        }
    }

    /// All files that have some, those with the most first.
    pub fn found(self) -> Vec<Textless> {
        let named = |(path, textless)| Textless { path, ..textless };
        let mut found: Vec<Textless> = self.files.into_iter().map(named).collect();
        found.sort_by_key(|textless| std::cmp::Reverse(textless.records));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_counted_with_the_names_of_their_fields() {
        let mut records = TextlessRecords::default();
        records.see("a", vec!["billet".to_owned()]);
        records.see("b", vec!["billet".to_owned(), "jour".to_owned()]);
        records.see("b", vec!["jour".to_owned(), "signe".to_owned()]);
        let found: Vec<String> =
            records.found().iter().map(|it| format!("{} {} {}", it.records, it.path, it.fields.join(","))).collect();
        assert_eq!(found, ["2 b billet,jour,signe", "1 a billet"]);
    }
}
