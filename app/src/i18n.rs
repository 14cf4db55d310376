//! Every sentence a person sees, by name, from Fluent files compiled into the program.
//!
//! Invariant: no sentence stands in the code; a test holds every name used in the code against the files. What a
//! language lacks is said in English.

use std::cell::Cell;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// A language of the interface. Questionnaires stay in the language in which their wording was published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// German.
    German,
}

impl Language {
    /// All languages there are.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// Returns its tag, as settings keep it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// Returns its own name for itself.
    pub fn name(self) -> String {
        t(match self {
            Self::English => "language-en",
            Self::German => "language-de",
        })
    }

    /// Returns the language of a tag such as `de` or `de_AT.UTF-8`; English for one that is not here.
    pub fn of(tag: &str) -> Self {
        let is = |language: &Self| tag.split(['-', '_', '.']).next().is_some_and(|first| first == language.tag());
        Self::ALL.into_iter().find(is).unwrap_or_default()
    }
}

macro_rules! files {
    ($language:literal: $($name:literal)*) => {
        &[$(include_str!(concat!("../../assets/i18n/", $language, "/", $name, ".ftl"))),*]
    };
}

const ENGLISH_FILES: &[&str] = files!("en": "app" "vault" "secrets" "backup" "journal" "importing" "people" "pairing"
    "devices" "returning" "carry" "share" "reading" "seen" "ending" "care" "hours" "months" "check_ins" "errors" "cli" "demo");
/// The terminal and the demo speak English alone.
const GERMAN_FILES: &[&str] = files!("de": "app" "vault" "secrets" "backup" "journal" "importing" "people" "pairing"
    "devices" "returning" "carry" "share" "reading" "seen" "ending" "care" "hours" "months" "check_ins" "errors");

static ENGLISH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Language::English, ENGLISH_FILES));
static GERMAN: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Language::German, GERMAN_FILES));

thread_local! {
    /// The language of this thread: the one that draws follows the settings, all others speak English.
    static SPOKEN: Cell<Language> = const { Cell::new(Language::English) };
}

fn bundle(language: Language, files: &[&str]) -> FluentBundle<FluentResource> {
    let language: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Isolation marks are for mixed writing directions, and no bundled font can draw them.
    bundle.set_use_isolating(false);
    for file in files {
        let resource = match FluentResource::try_new((*file).to_owned()) {
            Ok(resource) => resource,
            Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// Lets this thread speak a language from now on.
pub fn speak(language: Language) {
    SPOKEN.set(language);
}

/// Returns the sentence with this name.
pub fn t(key: &str) -> String {
    format(key, None).unwrap_or_else(|| key.to_owned())
}

/// Returns the sentence with this name, with values put in.
pub fn t_with(key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
    let mut args = FluentArgs::new();
    for (name, value) in values {
        args.set(*name, value.clone());
    }
    format(key, Some(&args)).unwrap_or_else(|| key.to_owned())
}

/// Returns whether a sentence has this name.
pub fn has(key: &str) -> bool {
    ENGLISH.get_message(key).is_some_and(|message| message.value().is_some())
}

/// Returns the language of this thread.
pub fn spoken() -> Language {
    SPOKEN.get()
}

fn format(key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
    let spoken: &FluentBundle<FluentResource> = match SPOKEN.get() {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
    };
    [spoken, &ENGLISH].into_iter().find_map(|bundle| {
        let pattern = bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        Some(bundle.format_pattern(pattern, args, &mut errors).into_owned())
    })
}

#[cfg(test)]
mod tests;
