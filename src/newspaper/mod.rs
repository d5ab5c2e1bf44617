//! Newspapers: which of the names that pages and records give are one newspaper's, and what it is called.
//!
//! An article keeps its imprint as it was found: the host of its address, and the name that its page gives. What these
//! mean depends on all imprints of an index, since a site that calls itself `20minutes.fr` on one page is `20 Minutes` on
//! others. So a small table of all imprints is made when an index is first asked, and names are looked up in it whenever
//! articles are shown, counted or filtered. It depends on which articles there are, and on the user's own file; no page has
//! to be read again when either changes.
//!
//! Imprints are one newspaper's where their names differ by no more than spaces, capitals, accents, punctuation and the end of an
//! address, as `20minutes`, `20 Minutes` and `20minutes.fr`. An imprint without a name, or with an address in its place, is that
//! of the newspaper to which the host belongs. Names with other words stay apart, on one host too: aggregators publish many
//! newspapers.

pub mod key;
pub mod imprint;
pub mod sources;
mod join;
pub mod table;
