//! `settings.toml` in the vault folder: theme, zoom, language, country; nothing else, because it is readable.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::theme::ThemeChoice;

const FILE: &str = "settings.toml";
const BYTES_MAX: u64 = 16 << 10;

/// What may be known before the vault is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Which palette.
    pub theme: ThemeChoice,
    /// Size of everything, in percent.
    pub zoom_percent: u32,
    /// Language of the app.
    pub language: String,
    /// Country of the crisis lines, as a two-letter code.
    pub country: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self { theme: ThemeChoice::Auto, zoom_percent: 100, language: "en".to_owned(), country: "US".to_owned() }
    }
}

impl Settings {
    /// Reads the settings of a vault; anything unreadable is the default.
    pub fn load(folder: &Path) -> Self {
        let file = folder.join(FILE);
        let small = std::fs::metadata(&file).is_ok_and(|data| data.len() <= BYTES_MAX);
        let text = if small { std::fs::read_to_string(&file).unwrap_or_default() } else { String::new() };
        let mut settings: Self = toml::from_str(&text).unwrap_or_default();
        settings.zoom_percent = settings.zoom_percent.clamp(80, 200);
        settings
    }

    /// Writes the settings beside the old ones and puts them in their place.
    pub(super) fn save(&self, folder: &Path) -> std::io::Result<()> {
        let text = toml::to_string(self).map_err(std::io::Error::other)?;
        let fresh = folder.join("settings.toml.new");
        std::fs::write(&fresh, text)?;
        std::fs::rename(fresh, folder.join(FILE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_and_hold_four_names_only() {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings { theme: ThemeChoice::Dark, zoom_percent: 120, ..Settings::default() };
        settings.save(folder.path()).unwrap();
        assert_eq!(Settings::load(folder.path()), settings);
        let text = std::fs::read_to_string(folder.path().join(FILE)).unwrap();
        assert_eq!(text.lines().count(), 4);
    }

    #[test]
    fn nonsense_is_the_default() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), "zoom_percent = 9000\ntheme = 4").unwrap();
        assert_eq!(Settings::load(folder.path()), Settings::default());
    }
}
