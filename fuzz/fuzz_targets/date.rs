//! Whatever a page holds, the dates found in it lie within it, in order, and are written as something that reads back.

#![no_main]

use jiff::civil::date;
use kiosque::date::context::Context;
use kiosque::date::{period, written};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let today = date(2025, 7, 15);
    let context = Context { now: Some(today.at(18, 30, 0, 0)), ..Default::default() };
    let mut end = 0;
    for (range, moment) in written::find(text, &context) {
        assert!(range.start >= end && text.get(range.clone()).is_some(), "{range:?}");
        end = range.end;
        assert_eq!(written::parse(&moment.to_string(), &context), Some(moment));
    }
    written::parse(text, &context);
    written::in_url(text);
    if let Ok(period) = period::parse(text, today) {
        assert_eq!(period::parse(&period.to_string(), today), Ok(period));
    }
});
