//! The program: reads the command line and hands over.

use std::process::ExitCode;

use understory::cli::fault::Fault;
use understory::cli::{self, Ask, add_device, backup, demo, run, verify, window};
use understory::i18n::{t, t_with};
use understory::platform::{folders, hardening};
use understory_sync::net::Preset;

fn main() -> ExitCode {
    hardening::harden();
    hardening::quiet_panics();
    let ask = match cli::parse(std::env::args_os()) {
        Ok(ask) => ask,
        Err(error) => return fail(&t_with("cli-not-understood", &[("what", error.to_string().into())])),
    };
    match ask {
        Ask::Help => println!("{}", t("cli-help")),
        Ask::Version => println!("{}", t_with("cli-version", &[("version", env!("CARGO_PKG_VERSION").into())])),
        Ask::Window { vault } => return open(vault),
        Ask::Verify { vault, passphrase_file } => {
            let folder = vault.unwrap_or_else(folders::usual_vault);
            return ended(verify::run(&folder, passphrase_file.as_deref()));
        }
        Ask::VerifyBackup { from, passphrase_file } => {
            return ended(verify::backup(&from, passphrase_file.as_deref()));
        }
        Ask::Backup { vault, to, replace, passphrase_file } => {
            let folder = vault.unwrap_or_else(folders::usual_vault);
            return ended(backup::make(&folder, &to, replace, passphrase_file.as_deref()));
        }
        Ask::Restore { from, to, passphrase_file } => {
            return ended(backup::restore(&from, &to, passphrase_file.as_deref()));
        }
        Ask::Run { vault, passphrase_file } => {
            return run::run(&vault.unwrap_or_else(folders::usual_vault), passphrase_file.as_deref());
        }
        Ask::AddDevice { vault, invitation, name, passphrase_file } => {
            let folder = vault.unwrap_or_else(folders::usual_vault);
            let wish = add_device::Wish { folder, invitation, name, passphrase_file };
            return match add_device::run(wish) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => fail(&t_with("cli-failed", &[("what", error.to_string().into())])),
            };
        }
        Ask::Demo { headless, json, keep } => {
            return match demo::run(headless, json, keep) {
                Ok(true) => ExitCode::SUCCESS,
                Ok(false) => ExitCode::FAILURE,
                Err(error) => fail(&error.to_string()),
            };
        }
        Ask::DemoPart { name, folder } => {
            return match demo::part(&name, &folder) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => fail(&error.to_string()),
            };
        }
    }
    ExitCode::SUCCESS
}

fn open(vault: Option<std::path::PathBuf>) -> ExitCode {
    if !cli::has_display() {
        return fail(&t("cli-no-display"));
    }
    let folder = vault.unwrap_or_else(folders::usual_vault);
    match window::run(window::Window { folder, nearby: Preset::Nearby, passphrase: None }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => fail(&t_with("cli-failed", &[("what", error.to_string().into())])),
    }
}

/// Success is that all was done and all of it is sound.
fn ended(outcome: Result<bool, Fault>) -> ExitCode {
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(fault) => fail(&fault.to_string()),
    }
}

fn fail(what: &str) -> ExitCode {
    eprintln!("{what}");
    ExitCode::FAILURE
}
