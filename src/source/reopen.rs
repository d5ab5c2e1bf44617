//! A page once more, out of the file that it was found in.

use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::AtomicU64;

use super::names::Names;
use super::skip::Skip;
use super::{Item, NoPage, Unreadable, file};

/// What stands at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reopened {
    /// The head of the server's answer, if its crawler stored it.
    pub head: Option<Vec<u8>>,
    /// The page or the record, out of all compressions.
    pub bytes: Vec<u8>,
}

/// Reads what an [`Origin`](super::Origin) says the place of. Of a WARC or zip file no more is read than that.
pub fn reopen(container: &Path, member: Option<&str>, names: &Names) -> Result<Reopened, Unreadable> {
    let consumed = AtomicU64::new(0);
    let mut found = Err(Unreadable::Vanished);
    let _ = file::read_wanted(container, &Skip::default(), names, member, &consumed, &mut |item| {
        if let Item::Lines(lines) = &item {
            let place = lines.places().find(|place| lines.origin(*place).member.as_deref() == member);
            let Some(place) = place else { return ControlFlow::Continue(()) };
            found = Ok(Reopened { head: None, bytes: lines.record(place).into_owned() });
            return ControlFlow::Break(());
        }
        let is_announcement = matches!(item, Item::Opened { .. });
        if is_announcement || item.origin(None).member.as_deref() != member {
            return ControlFlow::Continue(());
        }
        found = match item {
            Item::File { .. } => whole(file::load(container, &consumed).map(|page| page.bytes)),
            Item::Page(page) => whole(Ok(page.bytes)),
            Item::Capture(capture) => whole(capture.page().map(|page| page.bytes))
                .map(|page| Reopened { head: capture.head().map(<[u8]>::to_vec), ..page }),
            Item::Unreadable { reason, .. } => Err(reason),
            _ => Err(Unreadable::Vanished),
        };
        ControlFlow::Break(())
    });
    found
}

fn whole(bytes: Result<Vec<u8>, NoPage>) -> Result<Reopened, Unreadable> {
    match bytes {
        Ok(bytes) => Ok(Reopened { head: None, bytes }),
        Err(NoPage::Unreadable(reason)) => Err(reason),
        // It is no page any more.
        Err(NoPage::PassedOver(_)) => Err(Unreadable::Vanished),
    }
}
