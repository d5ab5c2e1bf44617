//! The written words of the index that an automaton accepts, with the number of articles that have each.

use rustc_hash::FxHashMap;
use tantivy::Searcher;
use tantivy::schema::Field;
use tantivy_fst::Automaton;

use super::expand;
use crate::embedded::postings::several::Written;
use crate::embedded::postings::statistics::{WeightedField, form_fields};

/// The written words of the index that `wanted` accepts, with the number of articles that have each.
pub fn forms<A>(searcher: &Searcher, fields: &[WeightedField], wanted: &A) -> tantivy::Result<FxHashMap<String, u64>>
where
    A: Automaton<State: Clone> + Clone + Sync,
{
    let mut in_fields = FxHashMap::<(Field, String), u64>::default();
    for Written { field, form, articles, .. } in
        expand::written(searcher, &form_fields(fields), wanted)?.into_iter().flatten()
    {
        *in_fields.entry((field, form)).or_default() += articles;
    }
    // An article has a word in more fields than one: the field that has it most comes nearest to the number of articles.
    let mut found = FxHashMap::<String, u64>::default();
    for ((_, form), articles) in in_fields {
        let most = found.entry(form).or_default();
        *most = articles.max(*most);
    }
    Ok(found)
}
