//! A program in a network namespace, led line by line: each step is one line, answered by one line.
//!
//! Invariant: it ends with its owner.

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// The program and its two pipes.
pub struct Led {
    process: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

impl Led {
    /// Starts `program` in a namespace and waits for its first answer.
    pub fn start(program: &str, namespace: &str, arguments: &[&str]) -> Self {
        Self::of(Command::new("ip").args(["netns", "exec", namespace, program]).args(arguments))
    }

    /// Starts a program in a namespace; its first line is `first`.
    pub fn opened(program: &str, namespace: &str, arguments: &[&str], first: &str) -> Self {
        let mut led = Self::begun(Command::new("ip").args(["netns", "exec", namespace, program]).args(arguments));
        led.begin(first);
        led.hear();
        led
    }

    /// Starts a program on this machine's own network; its first line is `first`.
    pub fn here(program: &str, arguments: &[&str], first: &str) -> Self {
        let mut led = Self::begun(Command::new(program).args(arguments));
        led.begin(first);
        led.hear();
        led
    }

    fn of(command: &mut Command) -> Self {
        let mut led = Self::begun(command);
        led.hear();
        led
    }

    fn begun(command: &mut Command) -> Self {
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program starts");
        let input = process.stdin.take().expect("listens");
        let output = BufReader::new(process.stdout.take().expect("speaks")).lines();
        Self { process, input, output }
    }

    /// The process, where this machine lists it; behind `ip` it is the program all the same, which takes its place.
    pub fn process(&self) -> u32 {
        self.process.id()
    }

    /// Starts a person with a new vault.
    pub fn person(party: &str, namespace: &str, folder: &Path, home: &str) -> Self {
        Self::start(party, namespace, &[&folder.to_string_lossy(), home])
    }

    fn hear(&mut self) -> String {
        let line = self.output.next().expect("an answer before the end").expect("text");
        line.strip_prefix("ok").unwrap_or_else(|| panic!("{line}")).trim().to_owned()
    }

    /// Gives a step without waiting for its end.
    pub fn begin(&mut self, line: &str) {
        writeln!(self.input, "{line}").expect("hears");
    }

    /// Waits for the end of the step that was begun.
    pub fn end(&mut self) -> String {
        self.hear()
    }

    /// Takes one step and returns what was answered.
    pub fn step(&mut self, line: &str) -> String {
        self.begin(line);
        self.end()
    }
}

impl Drop for Led {
    fn drop(&mut self) {
        // A program that ended by itself cannot be ended again.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
