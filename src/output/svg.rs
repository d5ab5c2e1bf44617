//! A timeline as a drawing for a report: one line a query, with axes and a heading and a legend, in SVG 1.1.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::timeline::Chart;
use super::xml::escaped;
use crate::engine::calendar::Unit;

const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 440.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 24.0;
const TOP: f64 = 64.0;
const BOTTOM: f64 = 40.0;
/// The least room for the name of a period on its axis, and the height of a line of the legend.
const NAME: f64 = 96.0;
const LINE: f64 = 22.0;

/// Colours that the colour-blind can tell apart (Okabe & Ito, "Color Universal Design", 2008).
const COLORS: [&str; 6] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];

/// Draws the chart.
pub fn write(out: &mut impl Write, chart: &Chart) -> io::Result<()> {
    out.write_all(drawing(chart).as_bytes())
}

fn drawing(chart: &Chart) -> String {
    let periods = chart.timeline.bins.len();
    let height = HEIGHT + LINE * chart.names.len() as f64;
    // On scales of their own, lines are charted as shares of their greatest values.
    let (step, ticks) = ticks(if chart.own_scale { 100.0 } else { chart.most(1) });
    let most = step * ticks as f64;
    let label = |value: f64| if chart.own_scale { format!("{value:.0} %") } else { chart.shown(value) };
    let x = |n: usize| LEFT + (n as f64 + 0.5) * (WIDTH - LEFT - RIGHT) / periods.max(1) as f64;
    let y = |value: f64| HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / most;

    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         font-family=\"sans-serif\" font-size=\"13\" fill=\"#333\">\n<title>{}</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n\
         <text x=\"{LEFT}\" y=\"24\" font-size=\"16\" font-weight=\"bold\">{}</text>\n\
         <text x=\"{LEFT}\" y=\"46\">{}</text>\n",
        escaped(&chart.names.join(", ")),
        heading(chart),
        axis(chart)
    );
    for n in 0..=ticks {
        let value = step * n as f64;
        let (label, at) = (label(value), y(value));
        let _ = writeln!(
            svg,
            "<line x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{at:.1}\" y2=\"{at:.1}\" stroke=\"#ddd\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>",
            WIDTH - RIGHT,
            LEFT - 8.0,
            at + 4.0
        );
    }
    let every = (NAME * periods as f64 / (WIDTH - LEFT - RIGHT)).ceil().max(1.0) as usize;
    for (n, period) in chart.timeline.bins.iter().enumerate().step_by(every) {
        let name = chart.period(period.first);
        let at = HEIGHT - BOTTOM + 20.0;
        let _ = writeln!(svg, "<text x=\"{:.1}\" y=\"{at:.1}\" text-anchor=\"middle\">{name}</text>", x(n));
    }
    for (query, name) in chart.names.iter().enumerate() {
        let color = COLORS[query % COLORS.len()];
        let greatest = chart.scale(query, 1);
        let mut values = chart.values(query);
        if chart.own_scale && greatest > 0.0 {
            values.iter_mut().for_each(|value| *value *= 100.0 / greatest);
        }
        let scale = if chart.own_scale { format!("; 100 % is {}", chart.shown(greatest)) } else { String::new() };
        let points: Vec<_> =
            values.iter().enumerate().map(|(n, value)| format!("{:.1},{:.1}", x(n), y(*value))).collect();
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\" stroke-linejoin=\"round\"/>",
            points.join(" ")
        );
        // A line needs two points.
        if let [only] = points.as_slice() {
            let (x, y) = only.split_once(',').unwrap_or_default();
            let _ = writeln!(svg, "<circle cx=\"{x}\" cy=\"{y}\" r=\"4\" fill=\"{color}\"/>");
        }
        let at = HEIGHT + LINE * query as f64;
        let _ = writeln!(
            svg,
            "<rect x=\"{LEFT}\" y=\"{:.1}\" width=\"18\" height=\"4\" fill=\"{color}\"/>\
             <text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            at - 6.0,
            LEFT + 26.0,
            at,
            escaped(&format!("{name} ({}{scale})", chart.about(query)))
        );
    }
    svg + "</svg>\n"
}

/// What is charted.
fn heading(chart: &Chart) -> &'static str {
    match chart.timeline.unit {
        Unit::Day => "Articles by day",
        Unit::Week => "Articles by week, from its Monday on",
        Unit::Month => "Articles by month",
        Unit::Year => "Articles by year",
    }
}

/// What the axis of values says.
fn axis(chart: &Chart) -> &'static str {
    match (chart.own_scale, chart.relative) {
        (true, _) => "percent of the greatest value of each line",
        (false, true) => "percent of all articles of the period",
        (false, false) => "articles",
    }
}

/// A round step of the scale and how many of them reach `most`: four to ten.
fn ticks(most: f64) -> (f64, usize) {
    let most = most.max(1e-6);
    let power = 10f64.powf((most / 4.0).log10().floor());
    let step = [5.0, 2.0, 1.0].into_iter().map(|n| n * power).find(|step| most / step >= 4.0).unwrap_or(power);
    (step, (most / step - 1e-9).ceil().max(1.0) as usize)
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use jiff::civil::date;

    use super::*;
    use crate::search::timeline::{Bin, Timeline};

    #[test]
    fn scales_are_round() {
        let check = |most, expected: (f64, usize)| assert_eq!(ticks(most), expected, "{most}");
        check(4.0, (1.0, 4));
        check(7.0, (1.0, 7));
        check(12.0, (2.0, 6));
        check(40.0, (10.0, 4));
        check(1234.0, (200.0, 7));
    }

    #[test]
    fn a_drawing() {
        let period = |n: i64| Bin {
            first: date(2025, 1, 1) + n.months(),
            counts: vec![(n * 5 % 7) as u64, n as u64],
            total: 10,
        };
        let timeline = Timeline {
            unit: Unit::Month,
            bins: (0..12).map(period).collect(),
            undated: vec![0, 3],
            left_out: vec![0, 0],
            suggestions: Vec::new(),
        };
        let names = ["grève".to_owned(), "<script>&\u{1b}".to_owned()];
        let chart =
            Chart { timeline: &timeline, names: &names, topics: None, relative: false, bursts: None, own_scale: false };
        insta::assert_snapshot!("svg", drawing(&chart));
        let own = drawing(&Chart { own_scale: true, ..chart });
        let tops = own.lines().filter(|line| line.starts_with("<polyline") && line.contains(",64.0"));
        assert_eq!(tops.count(), 2, "each line reaches the top: {own}");
    }
}
