//! `report.html`: a flight as an officer reads it, and as somebody reads it who doubts it. One file
//! that needs nothing else and prints on A4.

mod readings;
mod seal;
mod tables;

use std::fmt::{self, Write as _};

use missions::html::escaped;

use super::story::Story;
use super::{Summary, outcome};
use crate::flight::event::Outcome;
use crate::session::Session;
use crate::told::words::Weight;
use tables::{compared, particulars};

const STYLE: &str = include_str!("report/style.css");

/// The report of a flight with its picture.
pub(super) fn html(session: &Session, summary: &Summary, story: &Story, picture: &str) -> String {
    let mut out = String::new();
    Page {
        session,
        summary,
        story,
        out: &mut out,
    }
    .write(picture)
    .expect("writing to a string cannot fail");
    out
}

/// A page that is being written.
struct Page<'a> {
    session: &'a Session,
    summary: &'a Summary,
    story: &'a Story,
    out: &'a mut String,
}

impl Page<'_> {
    fn write(mut self, picture: &str) -> fmt::Result {
        self.head()?;
        self.outcome()?;
        self.particulars()?;
        self.compared()?;
        if let Some(surveyed) = &self.summary.survey {
            readings::write(self.out, surveyed)?;
        }
        writeln!(self.out, "<div class=\"picture\">{picture}</div>")?;
        self.timeline()?;
        self.files()?;
        seal::write(self.out, self.session.folder().key())?;
        writeln!(
            self.out,
            "<footer><p>Made by {} {} from the frames and the events in this folder; it can be made \
             again from them.</p></footer>\n</body>\n</html>",
            env!("CARGO_PKG_NAME"),
            env!("CARGO_PKG_VERSION")
        )
    }

    fn head(&mut self) -> fmt::Result {
        let plan = escaped(&self.summary.plan);
        writeln!(
            self.out,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>Flight report, {plan}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
             <header>\n<p class=\"kind\">Flight report</p>\n<h1>{plan}</h1>\n\
             <p class=\"under\">Sortie {} of {}{}</p>\n</header>",
            self.summary.sortie,
            self.session.flight().orders().plan.sorties.len(),
            self.summary
                .begun()
                .map_or(String::new(), |utc| format!(" · {}", day_and_minute(utc))),
        )
    }

    fn outcome(&mut self) -> fmt::Result {
        let class = match &self.summary.outcome {
            Some(Outcome::Done) if self.summary.losses.is_empty() => "flown",
            Some(Outcome::Ready) => "",
            _ => "short",
        };
        writeln!(
            self.out,
            "<section class=\"outcome {class}\">\n<p class=\"sentence\">{}</p>",
            escaped(&outcome::sentence(self.summary))
        )?;
        if self.summary.losses.is_empty() {
            writeln!(
                self.out,
                "<p class=\"small\">Nothing of its records is missing.</p>"
            )?;
        } else {
            writeln!(
                self.out,
                "<p>What is missing of its records:</p>\n<ul class=\"losses\">"
            )?;
            for loss in &self.summary.losses {
                writeln!(self.out, "<li>{}</li>", escaped(loss))?;
            }
            writeln!(self.out, "</ul>")?;
        }
        writeln!(self.out, "</section>")
    }

    fn particulars(&mut self) -> fmt::Result {
        writeln!(
            self.out,
            "<h2>Who, what and when</h2>\n<table class=\"particulars\">"
        )?;
        for (name, value) in particulars(self.session, self.summary, self.story) {
            let value = escaped(&value);
            writeln!(self.out, "<tr><th>{name}</th><td>{value}</td></tr>")?;
        }
        for clock in &self.summary.times {
            writeln!(
                self.out,
                "<tr><th>Time (UTC)</th><td>{} to {}<br><span class=\"small\">by {}</span></td></tr>",
                second(&clock.from),
                second(&clock.until),
                escaped(&clock.clock)
            )?;
        }
        if let Some(rate) = self.summary.rate().filter(|rate| *rate > 1.05) {
            writeln!(
                self.out,
                "<tr><th></th><td>The vehicle's clock ran {rate:.1} times as fast as this computer's: \
                 a simulation that was sped up. Times of the flight are the vehicle's, times of the \
                 events are this computer's.</td></tr>"
            )?;
        }
        writeln!(self.out, "</table>")
    }

    fn compared(&mut self) -> fmt::Result {
        writeln!(
            self.out,
            "<h2>Planned and flown</h2>\n<table class=\"compared\">\n\
             <tr><th></th><th>Planned</th><th>Flown</th><th></th></tr>"
        )?;
        for [what, planned, flown, remark] in compared(self.session, self.summary) {
            writeln!(
                self.out,
                "<tr><td>{what}</td><td>{planned}</td><td><b>{flown}</b></td>\
                 <td class=\"small\">{remark}</td></tr>"
            )?;
        }
        writeln!(self.out, "</table>")
    }

    fn timeline(&mut self) -> fmt::Result {
        writeln!(
            self.out,
            "<h2>What happened</h2>\n<p class=\"small\">Times are UTC by this computer's clock. Bold: \
             what the safety table or the operator decided, with what was measured. Everything else \
             that was recorded is in events.jsonl.</p>\n<table class=\"timeline\">"
        )?;
        let mut today = String::new();
        for row in self.story.rows() {
            let (day, time) = row.utc.split_once('T').unwrap_or(("", &row.utc));
            if day != today {
                day.clone_into(&mut today);
                writeln!(
                    self.out,
                    "<tr class=\"day\"><td colspan=\"3\">{}</td></tr>",
                    escaped(day)
                )?;
            }
            let class = match row.said.weight {
                Weight::Normal | Weight::Quiet | Weight::Passing => "",
                Weight::Bad => " class=\"bad\"",
                Weight::Order | Weight::Alarm => " class=\"safety\"",
            };
            writeln!(
                self.out,
                "<tr{class}><td>{}</td><td>{}</td><td class=\"why\">{}</td></tr>",
                escaped(time.trim_end_matches('Z')),
                escaped(&row.said.what),
                escaped(&row.said.why)
            )?;
        }
        writeln!(self.out, "</table>")?;
        if self.story.unread > 0 {
            writeln!(
                self.out,
                "<p class=\"small\">{} lines of events.jsonl were torn and could not be read.</p>",
                self.story.unread
            )?;
        }
        Ok(())
    }

    fn files(&mut self) -> fmt::Result {
        writeln!(
            self.out,
            "<h2>The files</h2>\n<table class=\"files\">\n\
             <thead><tr><th>File</th><th class=\"bytes\">Bytes</th><th>SHA-256</th></tr></thead>"
        )?;
        for held in &self.summary.files {
            writeln!(
                self.out,
                "<tr><td>{}</td><td class=\"bytes\">{}</td><td class=\"sum\">{}</td></tr>",
                escaped(&held.file),
                held.bytes,
                held.sha256
            )?;
        }
        writeln!(
            self.out,
            "</table>\n<p class=\"small\">This report, the summary, the custody log and the public key \
             are in seal.json with theirs.</p>"
        )
    }
}

/// `2026-11-22 07:00:05` of an RFC 3339 time.
fn second(utc: &str) -> String {
    let text: String = utc.chars().take(19).collect();
    escaped(&text.replace('T', " "))
}

/// `2026-11-22, 07:00 UTC`.
fn day_and_minute(utc: &str) -> String {
    let text: String = utc.chars().take(16).collect();
    escaped(&format!("{} UTC", text.replace('T', ", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_to_the_second() {
        assert_eq!(second("2026-11-22T07:00:05.123Z"), "2026-11-22 07:00:05");
        assert_eq!(
            day_and_minute("2026-11-22T07:00:05.123Z"),
            "2026-11-22, 07:00 UTC"
        );
        assert_eq!(second("é"), "é");
    }
}
