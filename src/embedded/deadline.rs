//! The moment at which a search is given up, so that one query cannot keep a server from answering others.
//!
//! It belongs to the thread that asks, and goes with the work that `cores` divides among others. So nothing between a
//! question and the loops over an index has to hand it on. A search is given up as a whole: no answer is made of a part of it.

use std::cell::Cell;
use std::io::{Error, ErrorKind};
use std::time::Instant;

use tantivy::TantivyError;

thread_local! {
    static DEADLINE: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Does `work`, whose searches fail with [`crate::engine::EngineError::TimedOut`] once it is later than `deadline`.
pub fn within<R>(deadline: Option<Instant>, work: impl FnOnce() -> R) -> R {
    struct Restored(Option<Instant>);
    impl Drop for Restored {
        fn drop(&mut self) {
            DEADLINE.set(self.0);
        }
    }
    let _outer = Restored(DEADLINE.replace(deadline));
    work()
}

/// The deadline of the work that this thread does.
pub(super) fn current() -> Option<Instant> {
    DEADLINE.get()
}

/// An error once it is too late to go on. Loops over an index ask between its blocks.
pub(super) fn check() -> tantivy::Result<()> {
    match current() {
        Some(deadline) if Instant::now() > deadline => Err(Error::from(ErrorKind::TimedOut).into()),
        _ => Ok(()),
    }
}

/// Whether an error is that of [`check`].
pub(super) fn is_over(error: &TantivyError) -> bool {
    matches!(error, TantivyError::IoError(error) if error.kind() == ErrorKind::TimedOut)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::article::Article;
    use crate::embedded::Embedded;
    use crate::engine::EngineError;
    use crate::index::in_segments;
    use crate::index::schema::Entry;
    use crate::query;
    use crate::search::answer::search;
    use crate::search::request::Request;

    #[test]
    fn a_search_that_is_too_late_is_given_up() {
        let article = |title: &str| Article { title: title.to_owned(), ..Article::default() };
        let entries = ["La digue", "La digue du port"].map(|title| Entry::new(title, Ok(article(title))));
        let index = Embedded::new(in_segments(&entries, 1)).unwrap();
        for text in ["digue port", "dig*", "digeu~", "*", "-port", "\"la digue\""] {
            let request = Request::new(query::parse(text, date(2025, 7, 1)).query);
            let now = Instant::now();
            let late = within(Some(now), || search(&index, &request));
            assert!(matches!(late, Err(EngineError::TimedOut)), "{text}: {late:?}");
            let usual = search(&index, &request).unwrap();
            let in_time =
                within(Some(now + std::time::Duration::from_secs(3600)), || search(&index, &request)).unwrap();
            assert_eq!(in_time.hits, usual.hits, "{text}");
        }
    }
}
