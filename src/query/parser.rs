//! The parser, by recursive descent from tokens to the tree. Operators bind in this order, the loosest first: `OU`, `ET`,
//! nothing, `+` `-` `SAUF`, `NEAR`, `titre:`, `^2`. An operator that has nothing to work on is read as a word, with a warning.

use std::ops::Range;
use std::vec;

use super::ast::Query;
use super::lexer::{Operator, Spanned, Token};
use super::room::{Kind, Room};
use super::warning::Warning;

/// The greatest depth of parentheses and fields, so that no tree overflows the stack.
const MAX_DEPTH: usize = 20;
/// The greatest number of operators in a chain `a NEAR b NEAR c`, for the same reason.
const MAX_CHAIN: usize = 10;
pub(super) struct Parser<'a> {
    pub text: &'a str,
    pub tokens: vec::IntoIter<Spanned>,
    pub warnings: Vec<Warning>,
    /// Open parentheses that were ignored, being too deep.
    pub passed_over: usize,
    pub room: Room,
    /// The first word without letters and digits. Nothing can be found by it, so it is left out.
    pub unsearchable: Option<String>,
}

impl Parser<'_> {
    /// Parses `a OU b`, and so at depth 0 the whole text; `None` if nothing is asked for.
    pub fn either(&mut self, depth: usize) -> Option<Query> {
        let mut parts = Vec::from_iter(self.both(depth));
        while self.joins(Operator::Or) {
            self.tokens.next();
            parts.extend(self.both(depth));
        }
        several(parts, Query::Or)
    }

    fn both(&mut self, depth: usize) -> Option<Query> {
        let mut parts = Vec::from_iter(self.side_by_side(depth));
        while self.joins(Operator::And) {
            self.tokens.next();
            parts.extend(self.side_by_side(depth));
        }
        several(parts, Query::And)
    }

    fn side_by_side(&mut self, depth: usize) -> Option<Query> {
        let mut parts = Vec::new();
        let mut at_start = true;
        while let Some((token, span)) = self.tokens.as_slice().first() {
            match token {
                Token::Close if self.passed_over > 0 => {
                    self.passed_over -= 1;
                    self.tokens.next();
                }
                Token::Close if depth > 0 => break,
                Token::Close => {
                    self.warn(span.clone(), "`)` closes nothing and is passed over");
                    self.tokens.next();
                }
                _ if !at_start && (self.joins(Operator::Or) || self.joins(Operator::And)) => break,
                _ => parts.extend(self.signed(depth)),
            }
            at_start = false;
        }
        match several(parts, Query::Words) {
            // A word alone must match anyway.
            Some(Query::Must(only)) => Some(*only),
            query => query,
        }
    }

    fn signed(&mut self, depth: usize) -> Option<Query> {
        match self.peek() {
            Some(Token::Minus) => {
                self.tokens.next();
                self.near(depth).map(|query| Query::Not(Box::new(query)))
            }
            Some(Token::Operator(Operator::Not)) if self.operand_follows() => {
                self.tokens.next();
                // `SAUF -mot` is one exclusion.
                self.skip_sign();
                self.near(depth).map(|query| Query::Not(Box::new(query)))
            }
            Some(Token::Plus) => {
                self.tokens.next();
                match self.near(depth)? {
                    query @ Query::Not(_) => Some(query),
                    query => Some(Query::Must(Box::new(query))),
                }
            }
            _ => self.near(depth),
        }
    }

    fn near(&mut self, depth: usize) -> Option<Query> {
        let mut left = self.in_field(depth);
        while let Some(Token::Operator(Operator::Near { distance, ordered })) = self.peek() {
            let (distance, ordered) = (*distance, *ordered);
            if !self.operand_follows() || left.as_ref().is_some_and(|left| chain(left) >= MAX_CHAIN) {
                break;
            }
            self.tokens.next();
            self.skip_sign();
            left = match (left, self.in_field(depth)) {
                (Some(left), Some(right)) => {
                    Some(Query::Near { left: Box::new(left), right: Box::new(right), distance, ordered })
                }
                (left, right) => left.or(right),
            };
        }
        left
    }

    fn in_field(&mut self, depth: usize) -> Option<Query> {
        while let [(Token::Field(field), span), (after, _), ..] = self.tokens.as_slice() {
            let (field, span) = (*field, span.clone());
            if *after == Token::Close {
                break;
            }
            self.tokens.next();
            if depth >= MAX_DEPTH {
                self.warn_too_deep(span);
                continue;
            }
            let negated = self.skip_sign() && depth + 1 < MAX_DEPTH;
            let query = self.in_field(depth + 1 + usize::from(negated))?;
            let query = if negated { Query::Not(Box::new(query)) } else { query };
            return Some(Query::Field(field, Box::new(query)));
        }
        let query = self.alone(depth);
        let Some(Token::Boost(factor)) = self.peek() else { return query };
        let factor = *factor;
        self.tokens.next();
        match query? {
            // A date does not score, so it has no weight.
            date @ Query::Date(_) => Some(date),
            query => Some(Query::Boost(Box::new(query), factor)),
        }
    }

    fn alone(&mut self, depth: usize) -> Option<Query> {
        let mut exact = false;
        while self.peek() == Some(&Token::Equals) {
            self.tokens.next();
            exact = true;
        }
        if exact && let Some((text, span)) = self.literal() {
            return self.room.take(Kind::Costly, text, &span).map(Query::Exact);
        }
        if *self.peek()? == Token::Close {
            return None;
        }
        let (token, span) = self.tokens.next()?;
        match token {
            Token::Open if depth >= MAX_DEPTH => {
                self.passed_over += 1;
                self.warn_too_deep(span);
                None
            }
            Token::Open => {
                let query = self.either(depth + 1);
                if self.tokens.next().is_none() {
                    self.warn(span, "`(` is never closed");
                }
                query
            }
            Token::Word(text) => self.looked_for(Kind::Word, text, &span).map(Query::Term),
            Token::Prefix(text) => self.looked_for(Kind::Costly, text, &span).map(Query::Prefix),
            Token::Fuzzy(text) => self.looked_for(Kind::Costly, text, &span).map(Query::Fuzzy),
            Token::Phrase { text, slop } => {
                let inside = span.start + 1..span.end;
                self.looked_for(Kind::Word, text, &inside).map(|text| Query::Phrase { text, slop })
            }
            Token::All => self.room.take(Kind::Word, "*".to_owned(), &span).map(|_| Query::All),
            Token::Date(period) => self.room.take(Kind::Date, String::new(), &span).map(|_| Query::Date(period)),
            Token::AtLeast(count) => match self.literal() {
                Some((text, span)) => {
                    self.room.take(Kind::Word, text, &span).map(|text| Query::AtLeast { count, text })
                }
                None => self.word_after_all(span),
            },
            Token::Boost(_) => {
                self.warn(span, "one weight is enough: this one is passed over");
                None
            }
            Token::Operator(_) | Token::Field(_) => self.word_after_all(span),
            Token::Plus | Token::Minus | Token::Equals | Token::Close => None,
        }
    }

    /// Takes the word or phrase that comes next.
    fn literal(&mut self) -> Option<(String, Range<usize>)> {
        let (Token::Word(_) | Token::Phrase { slop: 0, .. }) = self.peek()? else { return None };
        let (Token::Word(text) | Token::Phrase { text, .. }, span) = self.tokens.next()? else { return None };
        Some((self.searchable(text)?, span))
    }

    /// The word that is made of an operator or a field's name with nothing to work on.
    fn word_after_all(&mut self, span: Range<usize>) -> Option<Query> {
        let word = self.text[span.clone()].trim_end_matches([':', '=']).to_owned();
        if !word.contains(char::is_alphanumeric) {
            self.warn(span, format!("`{word}` has nothing to work on here and is passed over"));
            return None;
        }
        let query = self.room.take(Kind::Word, word.clone(), &span).map(Query::Term)?;
        self.warn(span, format!("`{word}` has nothing to work on here and is read as a word"));
        Some(query)
    }

    fn looked_for(&mut self, kind: Kind, text: String, span: &Range<usize>) -> Option<String> {
        let text = self.searchable(text)?;
        self.room.take(kind, text, span)
    }

    fn searchable(&mut self, text: String) -> Option<String> {
        if text.contains(char::is_alphanumeric) {
            return Some(text);
        }
        if !text.is_empty() {
            self.unsearchable.get_or_insert(text);
        }
        None
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.as_slice().first().map(|(token, _)| token)
    }

    /// Whether this operator comes next, with an operand behind it.
    fn joins(&self, operator: Operator) -> bool {
        match self.tokens.as_slice() {
            [(Token::Operator(found), _), (Token::Operator(after), _), ..] => {
                *found == operator && *after == Operator::Not
            }
            _ => self.peek() == Some(&Token::Operator(operator)) && self.operand_follows(),
        }
    }

    /// Whether the token behind the next one begins an operand.
    fn operand_follows(&self) -> bool {
        let after = self.tokens.as_slice().get(1).map(|(token, _)| token);
        after.is_some_and(|token| !matches!(token, Token::Close | Token::Boost(_) | Token::Operator(_)))
    }

    /// Takes a sign, if one comes next, and says whether it was a minus.
    fn skip_sign(&mut self) -> bool {
        let minus = self.peek() == Some(&Token::Minus);
        if minus || self.peek() == Some(&Token::Plus) {
            self.tokens.next();
        }
        minus
    }

    fn warn_too_deep(&mut self, span: Range<usize>) {
        self.warn(span, format!("nested more than {MAX_DEPTH} deep: passed over"));
    }

    fn warn(&mut self, span: Range<usize>, message: impl Into<String>) {
        Warning::add(&mut self.warnings, span, message);
    }
}

fn several(mut parts: Vec<Query>, join: impl Fn(Vec<Query>) -> Query) -> Option<Query> {
    if parts.len() > 1 { Some(join(parts)) } else { parts.pop() }
}

/// The number of `NEAR`s of a chain, which nest on the left.
fn chain(query: &Query) -> usize {
    match query {
        Query::Near { left, .. } => 1 + chain(left),
        _ => 0,
    }
}
