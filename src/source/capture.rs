//! What a crawler stored of a page, as a page.

use super::fields::media_type;
use super::http::Answer;
use super::kind::{self, Kind};
use super::{Capture, NoPage, PAGE_LIMIT, Passed, RawPage, Unreadable};

/// Bytes of a page for each of a compressed answer: what is reserved for it in memory.
const INFLATED: usize = 6;

impl Capture {
    /// The page that was captured, or what else it is.
    pub fn page(&self) -> Result<RawPage, NoPage> {
        let answer = Answer::read(&self.block);
        let (content, content_type) = match &answer {
            Some(answer) => {
                if let Some(what) = of_status(answer.status) {
                    return Err(NoPage::PassedOver(what));
                }
                (answer.content()?, answer.fields.get("content-type").map(|value| value.into_owned()))
            }
            None if self.block.len() > PAGE_LIMIT => return Err(Unreadable::TooLarge.into()),
            None => (self.block.clone(), self.content_type.clone()),
        };
        match what(content_type.as_deref(), &content) {
            Some(no_page) => Err(no_page),
            None => Ok(RawPage {
                origin: self.origin.clone(),
                url: self.url.clone(),
                content_type,
                fetched: self.fetched,
                bytes: content,
            }),
        }
    }

    /// The head of the server's answer, if it is there.
    pub fn head(&self) -> Option<&[u8]> {
        let answer = Answer::read(&self.block)?;
        self.block.get(..self.block.len() - answer.body.len())
    }

    /// What it is, if its beginning shows that it holds no page.
    pub(super) fn what(&self) -> Option<NoPage> {
        let Some(answer) = Answer::read(&self.block) else { return what(self.content_type.as_deref(), &self.block) };
        if let Some(what) = of_status(answer.status) {
            return Some(NoPage::PassedOver(what));
        }
        // Of a head that is not whole, the type may still come.
        if answer.body.is_empty() {
            return None;
        }
        let content_type = answer.fields.get("content-type");
        let is_encoded = ["content-encoding", "transfer-encoding"].iter().any(|name| answer.fields.get(name).is_some());
        let visible = if is_encoded { b"<html>".as_slice() } else { answer.body };
        what(content_type.as_deref(), visible)
    }

    /// Bytes that its page may have.
    pub(super) fn length(&self) -> usize {
        let is_encoded = Answer::read(&self.block).is_some_and(|answer| {
            answer.fields.get("content-encoding").is_some() || answer.body.starts_with(&[0x1f, 0x8b])
        });
        let length = self.block.len();
        if is_encoded { length.saturating_mul(INFLATED).min(PAGE_LIMIT.max(length)) } else { length }
    }
}

/// What an answer with this status is, if it holds no page.
fn of_status(status: u16) -> Option<Passed> {
    match status {
        100..200 | 204 | 205 => Some(Passed::NoContent),
        300..400 => Some(Passed::Redirect),
        400..500 => Some(Passed::ClientError),
        500.. => Some(Passed::ServerError),
        // A status that cannot be read is none that forbids.
        _ => None,
    }
}

/// What content of a declared type is, if it is no page. Its own first bytes are asked before its type.
fn what(content_type: Option<&str>, content: &[u8]) -> Option<NoPage> {
    match kind::of_magic(content) {
        Some(Kind::PassedOver(what)) => return Some(NoPage::PassedOver(what)),
        Some(Kind::NotRead(reason)) => return Some(NoPage::Unreadable(reason)),
        _ => {}
    }
    let media_type = content_type.map(media_type).unwrap_or_default();
    let what = match media_type.as_str() {
        "text/html" | "application/xhtml+xml" | "application/vnd.wap.xhtml+xml" => return None,
        // Many servers call all that they do not know one of these.
        "" | "text/plain" | "application/octet-stream" | "application/xml" | "text/xml" | "unk" | "no-type"
            if kind::is_html(content) =>
        {
            return None;
        }
        "text/css" => Passed::StyleSheet,
        "application/xml" | "text/xml" | "text/csv" => Passed::Data,
        name if name.ends_with("json") || name.ends_with("+xml") => Passed::Data,
        name if name.ends_with("javascript") || name.ends_with("ecmascript") => Passed::Script,
        name if name.starts_with("image/") => Passed::Image,
        name if name.starts_with("audio/") => Passed::Audio,
        name if name.starts_with("video/") => Passed::Video,
        name if name.contains("font") => Passed::Font,
        "application/pdf" => return Some(NoPage::Unreadable(Unreadable::Pdf)),
        name if name.starts_with("text/") => Passed::Text,
        _ => Passed::OtherType,
    };
    Some(NoPage::PassedOver(what))
}
