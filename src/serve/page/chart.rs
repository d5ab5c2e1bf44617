//! The chart of attention over time: a drawing for the eye, and a table with links for everyone.

use std::fmt::Write;

use jiff::ToSpan;
use jiff::civil::Date;
use maud::{Markup, PreEscaped, html};

use super::frame::Frame;
use crate::engine::calendar::Unit;
use crate::search::timeline::Bin;

/// The width and the height of the drawing, which fills the width of the page.
const SIZE: (f64, f64) = (1000.0, 100.0);

/// The matches of each period, in shares of all articles of it, unless the address asks for numbers.
pub fn chart(unit: Unit, bins: &[Bin], frame: &Frame) -> Markup {
    let (language, here) = (frame.language, &frame.address);
    let is_absolute = here.get("scale") == "numbers";
    let value = |bin: &Bin| {
        let count = bin.counts[0] as f64;
        if is_absolute { count } else { 100.0 * count / bin.total.max(1) as f64 }
    };
    let shown = |value: f64| match is_absolute {
        true => language.number(value as u64),
        false => format!("{}\u{a0}%", language.say(format!("{value:.1}").replace('.', ","), format!("{value:.1}"))),
    };
    let most = bins.iter().map(value).fold(0.0, f64::max);
    let bars: Vec<Bar> = bins.iter().map(|bin| Bar::of(bin, unit, &value, &shown, frame)).collect();
    let [Some(first), Some(last)] = [bars.first(), bars.last()] else { return html! {} };
    html! {
        section.timeline aria-labelledby="when" {
            h2 #when { (language.say("Quand ?", "When?")) }
            p.note {
                @if is_absolute { (language.say("Nombre d’articles par période.", "Articles in each period.")) }
                @else { (language.say("Part de tous les articles de chaque période.", "Share of all articles of each period.")) }
                " " a href=(here.with(&[("scale", if is_absolute { "" } else { "numbers" })])) {
                    @if is_absolute { (language.say("Montrer les parts", "Show shares")) }
                    @else { (language.say("Montrer les nombres", "Show numbers")) }
                }
            }
            p.axis aria-hidden="true" { (shown(most)) }
            (PreEscaped(drawing(&bars, most)))
            p.axis.ends aria-hidden="true" { span { (first.name) } span { (last.name) } }
            details {
                summary { (language.say("Tableau", "Table")) }
                div.scroll tabindex="0" role="region" aria-label=(language.say("Tableau des périodes", "Table of periods")) {
                    table.numbers {
                        thead { tr {
                            th scope="col" { (language.say("Période", "Period")) }
                            th scope="col" { (language.say("Articles", "Articles")) }
                            th scope="col" { (language.say("Sur", "Of")) }
                            th scope="col" { (language.say("Part", "Share")) }
                        } }
                        tbody {
                            @for (bar, bin) in bars.iter().zip(bins) {
                                tr {
                                    th scope="row" { a href=(bar.link) { (bar.name) } }
                                    td { (language.number(bin.counts[0])) }
                                    td { (language.number(bin.total)) }
                                    td { (format!("{:.1}", 100.0 * bin.counts[0] as f64 / bin.total.max(1) as f64)) "\u{a0}%" }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A period, as the drawing and the table have it.
struct Bar {
    name: String,
    days: [Date; 2],
    /// The same search within it, escaped.
    link: Markup,
    value: f64,
    shown: String,
}

impl Bar {
    fn of(bin: &Bin, unit: Unit, value: &dyn Fn(&Bin) -> f64, shown: &dyn Fn(f64) -> String, frame: &Frame) -> Self {
        let name = match unit {
            Unit::Week => bin.first.to_string(),
            unit => unit.name(bin.first),
        };
        let days = [bin.first, last_day(bin, unit)];
        let link = match unit {
            Unit::Day | Unit::Week => within(&days[0].to_string(), &days[1].to_string(), frame),
            _ => within(&name, &name, frame),
        };
        Self { name, days, link: html! { (link) }, value: value(bin), shown: shown(value(bin)) }
    }
}

/// The drawing. Its bars are links for the pointer; the table has the same for the keyboard.
fn drawing(bars: &[Bar], most: f64) -> String {
    let (width, height) = SIZE;
    let step = width / bars.len() as f64;
    let mut svg = format!(
        "<svg id=\"chart\" viewBox=\"0 0 {width} {height}\" preserveAspectRatio=\"none\" aria-hidden=\"true\" focusable=\"false\">"
    );
    for (n, Bar { name, days: [from, to], link, value, shown }) in bars.iter().enumerate() {
        let tall = if most > 0.0 { height * value / most } else { 0.0 };
        let (x, y, wide) = (step * n as f64, height - tall, step * 0.85);
        let title = html! { (name) " : " (shown) };
        let _ = write!(
            svg,
            "<a href=\"{}\" tabindex=\"-1\" data-from=\"{from}\" data-to=\"{to}\"><title>{}</title>\
             <rect class=\"room\" x=\"{x:.2}\" y=\"0\" width=\"{step:.2}\" height=\"{height}\"/>\
             <rect x=\"{x:.2}\" y=\"{y:.2}\" width=\"{wide:.2}\" height=\"{tall:.2}\"/></a>",
            link.0, title.0
        );
    }
    svg + "</svg>"
}

/// The address of the same search within some days.
fn within(first: &str, last: &str, frame: &Frame) -> String {
    frame.address.with(&[("since", first), ("until", last)])
}

fn last_day(bin: &Bin, unit: Unit) -> Date {
    match unit {
        Unit::Day => bin.first,
        Unit::Week => bin.first.saturating_add(6.days()),
        Unit::Month => bin.first.last_of_month(),
        Unit::Year => bin.first.last_of_year(),
    }
}
