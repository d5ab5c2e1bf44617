//! Written words of the index, with the number of articles that have each.

use rustc_hash::FxHashMap;
use tantivy::schema::Field;

use crate::embedded::postings::several::Written;

/// How many articles have each of some written words, which were found segment by segment.
pub fn forms(found: Vec<Vec<Written>>) -> FxHashMap<String, u64> {
    let mut in_fields = FxHashMap::<(Field, String), u64>::default();
    for Written { field, form, articles, .. } in found.into_iter().flatten() {
        *in_fields.entry((field, form)).or_default() += articles;
    }
    // An article has a word in more fields than one: the field that has it most comes nearest to the number of articles.
    let mut found = FxHashMap::<String, u64>::default();
    for ((_, form), articles) in in_fields {
        let most = found.entry(form).or_default();
        *most = articles.max(*most);
    }
    found
}
