//! What the system is told not to do with this process: no core dumps, no words in panic messages.

/// Forbids core dumps and reading this process's memory by others of the same user, where the system can.
pub fn harden() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
        // Where the kernel refuses, the program is as exposed as any other; SECURITY.md says so.
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

/// Lets a panic say where it happened and never what it held.
pub fn quiet_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(|place| format!("{}:{}", place.file(), place.line()));
        eprintln!("{}", crate::i18n::t_with("cli-panic", &[("place", place.unwrap_or_default().into())]));
    }));
}
