//! Written words of the index, with the number of articles that have each.

use rustc_hash::FxHashMap;
use tantivy::Searcher;
use tantivy::schema::Field;
use tantivy_fst::Automaton;

use super::expand;
use crate::embedded::postings::several::Written;
use crate::index::collection::Collection;

/// How many articles have each of the written words that an automaton accepts, which accepts few.
pub fn forms_like(
    searcher: &Searcher,
    collection: &Collection,
    fields: &[Field],
    wanted: &(impl Automaton + Sync),
) -> tantivy::Result<FxHashMap<String, u64>> {
    Ok(forms(expand::written_like(searcher, collection, fields, wanted)?))
}

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
