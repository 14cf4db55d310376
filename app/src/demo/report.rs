//! What the demo prints: a line a step with its time, for people or as JSON.

use std::time::Instant;

use serde::Serialize;

use super::party::PartyError;
use crate::i18n::t;

/// Prints steps and remembers whether all held.
pub struct Report {
    json: bool,
    failed: bool,
}

#[derive(Serialize)]
struct Line<'a> {
    step: &'a str,
    ok: bool,
    ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

impl Report {
    /// Returns a report that prints JSON lines, or words.
    pub fn new(json: bool) -> Self {
        Self { json, failed: false }
    }

    /// Runs one step, prints how it went, and returns what it made.
    pub fn step<T>(&mut self, name: &str, run: impl FnOnce() -> Result<T, PartyError>) -> Result<T, PartyError> {
        let start = Instant::now();
        let outcome = run();
        let ms = (start.elapsed().as_secs_f64() * 10_000.0).round() / 10.0;
        let why = outcome.as_ref().err().map(ToString::to_string);
        self.failed |= why.is_some();
        self.print(&Line { step: name, ok: why.is_none(), ms, why });
        outcome
    }

    fn print(&self, line: &Line<'_>) {
        if self.json {
            // Encoding these four plain values cannot fail.
            println!("{}", serde_json::to_string(line).unwrap_or_default());
            return;
        }
        let words = t(&format!("demo-step-{}", line.step));
        let mark = if line.ok { "ok" } else { "--" };
        println!("{mark:>3} {:>9.1} ms  {words}", line.ms);
        if let Some(why) = &line.why {
            println!("              {why}");
        }
    }

    /// Whether every step held.
    pub fn held(&self) -> bool {
        !self.failed
    }
}
