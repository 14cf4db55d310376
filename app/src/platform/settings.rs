//! `settings.toml` in the vault folder: theme, zoom, motion, language, country; nothing else, because it is readable.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::i18n::Language;
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
    /// Whether changes are shown as they happen, or at once.
    pub motion: bool,
    /// Language of the app.
    pub language: String,
    /// Country of the crisis lines, as a two-letter code.
    pub country: String,
}

impl Default for Settings {
    fn default() -> Self {
        let (language, country) = ("en".to_owned(), "US".to_owned());
        Self { theme: ThemeChoice::Auto, zoom_percent: 100, motion: true, language, country }
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

    /// Returns the settings of a vault that is not there yet: in the language this computer speaks.
    pub fn first() -> Self {
        let spoken = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| std::env::var(name).ok());
        let language = spoken.filter(|tag| !tag.is_empty()).map(|tag| Language::of(&tag)).next().unwrap_or_default();
        Self { language: language.tag().to_owned(), ..Self::default() }
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
    fn settings_come_back_and_hold_five_names_only() {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings { theme: ThemeChoice::Dark, zoom_percent: 120, ..Settings::default() };
        settings.save(folder.path()).unwrap();
        assert_eq!(Settings::load(folder.path()), settings);
        let text = std::fs::read_to_string(folder.path().join(FILE)).unwrap();
        assert_eq!(text.lines().count(), 5);
    }

    #[test]
    fn nonsense_is_the_default() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), "zoom_percent = 9000\ntheme = 4").unwrap();
        assert_eq!(Settings::load(folder.path()), Settings::default());
    }
}
