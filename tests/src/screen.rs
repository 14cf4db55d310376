//! A screen of its own without a monitor, with a window manager, and hands on its keyboard.
//!
//! Invariant: every key waits until the picture has changed and stands still; all processes end with their owner.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::output_of;
use crate::wait::until;

/// The programs this needs.
const PROGRAMS: [&str; 3] = ["Xvfb", "openbox", "xdotool"];
/// Lower numbers are those of real screens.
const NUMBER_MIN: u32 = 100;
/// How often a server is started before giving up.
const STARTS_MAX: usize = 5;
/// Fewer changed bytes are a clock or a pointer, not an answer to a key.
const BYTES_CHANGED_MIN: usize = 60;
/// A picture that has not changed for so long stands still.
const STILL: Duration = Duration::from_millis(150);
/// The longest a picture may take to answer a key, on a slow machine without a graphics card.
const ANSWER_SECS_MAX: u64 = 15;

/// A screen and its window manager.
pub struct Screen {
    server: Child,
    manager: Option<Child>,
    display: String,
    picture: PathBuf,
    _folder: tempfile::TempDir,
}

impl Screen {
    /// Returns the first program that is missing here.
    pub fn missing() -> Option<&'static str> {
        let found = |program: &str| {
            let path = std::env::var_os("PATH").unwrap_or_default();
            std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
        };
        PROGRAMS.into_iter().find(|program| !found(program))
    }

    /// Starts a screen of 1400 by 900 on a number of its own.
    ///
    /// A server left to find a free number tries those of others, and takes the socket file of whoever has it away. So
    /// the number follows from this process, and one that does not answer is given up for the next.
    pub fn start() -> Self {
        static STARTED: AtomicU32 = AtomicU32::new(0);
        for _ in 0..STARTS_MAX {
            let nth = STARTED.fetch_add(1, Ordering::Relaxed);
            let mut screen = Self::start_server(NUMBER_MIN + (std::process::id() % 4000) * 8 + nth % 8);
            if screen.xdotool(&["getdisplaygeometry"]).is_some() {
                let manager = screen.command("openbox").stderr(Stdio::null()).spawn().expect("openbox starts");
                screen.manager = Some(manager);
                return screen;
            }
        }
        panic!("started {STARTS_MAX} screens and none answered");
    }

    fn start_server(number: u32) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the picture");
        let mut server = Command::new("Xvfb")
            .arg(format!(":{number}"))
            .args(["-displayfd", "1", "-screen", "0", "1400x900x24", "-nolisten", "tcp", "-noreset", "-fbdir"])
            .arg(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("Xvfb starts");
        // It does not begin anew when its last client leaves: the next one would knock in vain meanwhile.
        // Told when it is ready; a server that cannot have this number ends instead, and will not answer.
        let mut ready = String::new();
        let told = BufReader::new(server.stdout.take().expect("a pipe")).read_line(&mut ready);
        told.expect("Xvfb tells its number");
        let display = format!(":{number}");
        let picture = folder.path().join("Xvfb_screen0");
        Self { server, manager: None, display, picture, _folder: folder }
    }

    /// Returns a command that will show its windows here.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env("DISPLAY", &self.display).env_remove("WAYLAND_DISPLAY").env("LIBGL_ALWAYS_SOFTWARE", "1");
        command
    }

    /// Waits for a window of exactly this title that has the keyboard and stands still.
    pub fn until_window(&self, title: &str) {
        let search = format!("^{title}$");
        let window = until("the window", 60, || {
            let found = self.xdotool(&["search", "--onlyvisible", "--name", &search])?;
            found.lines().next().map(str::to_owned)
        });
        until("the keyboard to be in the window", ANSWER_SECS_MAX, || {
            self.xdotool(&["windowfocus", &window])?;
            (self.xdotool(&["getwindowfocus"])?.trim() == window).then_some(())
        });
        self.stand_still();
    }

    /// Asks the window with the keyboard to close, as its owner would.
    pub fn close_window(&self) {
        self.xdotool(&["key", "--clearmodifiers", "alt+F4"]).expect("xdotool presses a key");
    }

    /// Presses keys one after the other, each when the picture has answered the one before.
    pub fn press(&self, keys: &[&str]) {
        for key in keys {
            let before = self.look();
            self.xdotool(&["key", "--clearmodifiers", key]).expect("xdotool presses a key");
            self.answered(&before, key);
        }
    }

    /// Types words where the keyboard is.
    pub fn write(&self, words: &str) {
        let before = self.look();
        self.xdotool(&["type", "--delay", "15", words]).expect("xdotool types");
        // What was typed may be secret to whoever reads the log.
        self.answered(&before, "typing");
    }

    /// Keeps the picture in the folder named by `UNDERSTORY_SCREENSHOTS`, if there is one.
    pub fn keep_picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("UNDERSTORY_SCREENSHOTS") else { return };
        let file = Path::new(&folder).join(name).with_extension("png");
        let kept = self.command("import").args(["-window", "root"]).arg(&file).status();
        assert!(kept.is_ok_and(|status| status.success()), "import keeps a picture in {}", file.display());
    }

    /// Waits until the picture has not changed for a moment.
    pub fn stand_still(&self) {
        let mut picture = self.look();
        let mut since = Instant::now();
        until("the picture to stand still", ANSWER_SECS_MAX, || {
            let now = self.look();
            if bytes_changed(&picture, &now) >= BYTES_CHANGED_MIN {
                (picture, since) = (now, Instant::now());
            }
            (since.elapsed() >= STILL).then_some(())
        });
    }

    fn answered(&self, before: &[u8], to: &str) {
        let what = format!("the picture to answer {to}");
        until(&what, ANSWER_SECS_MAX, || (bytes_changed(before, &self.look()) >= BYTES_CHANGED_MIN).then_some(()));
        self.stand_still();
    }

    fn look(&self) -> Vec<u8> {
        std::fs::read(&self.picture).expect("Xvfb keeps its picture in a file")
    }

    fn xdotool(&self, arguments: &[&str]) -> Option<String> {
        let mut display = vec![format!("DISPLAY={}", self.display), "xdotool".to_owned()];
        display.extend(arguments.iter().map(|argument| (*argument).to_owned()));
        let arguments: Vec<&str> = display.iter().map(String::as_str).collect();
        output_of("env", &arguments).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        for process in self.manager.iter_mut().chain([&mut self.server]) {
            // A process that is gone already has nothing left to end.
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

fn bytes_changed(one: &[u8], other: &[u8]) -> usize {
    one.iter().zip(other).filter(|(one, other)| one != other).count()
}
