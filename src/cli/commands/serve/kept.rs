//! Answers that were given before. A newsroom asks the same of one commit again and again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Answers that were given before, as many as have room.
#[derive(Default)]
pub struct Kept(Mutex<Answers>);

#[derive(Default)]
struct Answers {
    /// By what was asked, and by the tag of the state that it was asked of.
    by_question: HashMap<(String, String), Answer>,
    bytes: usize,
    /// How many were asked for so far.
    time: u64,
}

struct Answer {
    bytes: Arc<[u8]>,
    /// When it was asked for last.
    used: u64,
}

/// Bytes that are kept at most, and those of one answer.
const ROOM: usize = 16 << 20;
const LONGEST: usize = 256 << 10;

impl Kept {
    /// The answer to a question that has this tag.
    pub fn get(&self, question: &str, tag: &str) -> Option<Arc<[u8]>> {
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        answers.time += 1;
        let time = answers.time;
        let answer = answers.by_question.get_mut(&(question.to_owned(), tag.to_owned()))?;
        answer.used = time;
        Some(answer.bytes.clone())
    }

    /// Keeps an answer in the place of those that were not asked for the longest.
    pub fn keep(&self, question: &str, tag: &str, bytes: &[u8]) {
        let size = |question: &str, bytes: &[u8]| question.len() + bytes.len();
        if size(question, bytes) > LONGEST {
            return;
        }
        let mut answers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = Answer { bytes: bytes.into(), used: answers.time };
        let before = answers.by_question.insert((question.to_owned(), tag.to_owned()), answer);
        answers.bytes += size(question, bytes) - before.map_or(0, |before| size(question, &before.bytes));
        while answers.bytes > ROOM {
            let oldest = answers.by_question.iter().min_by_key(|(_, answer)| answer.used);
            let Some(oldest) = oldest.map(|(question, _)| question.clone()) else { return };
            if let Some(answer) = answers.by_question.remove(&oldest) {
                answers.bytes -= size(&oldest.0, &answer.bytes);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_for_last_is_kept() {
        let kept = Kept::default();
        let check = |question: &str, tag: &str, expected: bool| {
            assert_eq!(kept.get(question, tag).is_some(), expected, "{question} {tag}");
        };
        let answer = vec![b'a'; LONGEST - 10];
        kept.keep("first", "1", &answer);
        check("first", "1", true);
        check("first", "2", false);
        kept.keep("too long", "1", &vec![b'a'; LONGEST]);
        check("too long", "1", false);
        for n in 0..2 * ROOM / LONGEST {
            kept.keep(&n.to_string(), "1", &answer);
            kept.keep(&n.to_string(), "1", &answer);
            check("first", "1", true);
        }
        check("0", "1", false);
        check(&(2 * ROOM / LONGEST - 1).to_string(), "1", true);
        assert!(kept.0.lock().unwrap().bytes <= ROOM);
    }
}
