//! Figures: each has a name, a value, and where there is one a target; printed as lines, gathered into a table.
//!
//! A measurement runs in a process of its own and prints `figure <name> <value>` lines; the parent reads them.

use std::collections::BTreeMap;

/// Prints one figure, to be read by whoever started this process.
pub fn figure(name: &str, value: f64) {
    println!("figure {name} {value:.3}");
}

/// All figures of one run, by name.
#[derive(Default)]
pub struct Figures(BTreeMap<String, f64>);

impl Figures {
    /// Takes in what a measurement printed, and prints it again.
    pub fn read(&mut self, printed: &str) {
        for line in printed.lines() {
            let Some((name, value)) = line.strip_prefix("figure ").and_then(|rest| rest.rsplit_once(' ')) else {
                continue;
            };
            let Ok(value) = value.parse::<f64>() else { continue };
            println!("{line}");
            self.0.insert(name.to_owned(), value);
        }
    }

    /// Returns a figure, if it was measured.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.0.get(name).copied()
    }

    /// Adds a figure that follows from others, and prints it.
    pub fn add(&mut self, name: &str, value: f64) {
        figure(name, value);
        self.0.insert(name.to_owned(), value);
    }
}

/// Returns the value below which so many hundredths of the values lie.
pub fn percentile(values: &mut [f64], hundredths: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = (values.len() * hundredths / 100).min(values.len().saturating_sub(1));
    values.get(at).copied().unwrap_or(0.0)
}
