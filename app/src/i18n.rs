//! Every sentence a person sees, by name, from Fluent files compiled into the program.
//!
//! Invariant: no sentence stands in the code; a test holds every name used in the code against the files.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

const FILES: &[&str] = &[
    include_str!("../../assets/i18n/en/app.ftl"),
    include_str!("../../assets/i18n/en/vault.ftl"),
    include_str!("../../assets/i18n/en/secrets.ftl"),
    include_str!("../../assets/i18n/en/backup.ftl"),
    include_str!("../../assets/i18n/en/journal.ftl"),
    include_str!("../../assets/i18n/en/importing.ftl"),
    include_str!("../../assets/i18n/en/people.ftl"),
    include_str!("../../assets/i18n/en/pairing.ftl"),
    include_str!("../../assets/i18n/en/devices.ftl"),
    include_str!("../../assets/i18n/en/carry.ftl"),
    include_str!("../../assets/i18n/en/share.ftl"),
    include_str!("../../assets/i18n/en/reading.ftl"),
    include_str!("../../assets/i18n/en/seen.ftl"),
    include_str!("../../assets/i18n/en/ending.ftl"),
    include_str!("../../assets/i18n/en/care.ftl"),
    include_str!("../../assets/i18n/en/hours.ftl"),
    include_str!("../../assets/i18n/en/months.ftl"),
    include_str!("../../assets/i18n/en/check_ins.ftl"),
    include_str!("../../assets/i18n/en/errors.ftl"),
    include_str!("../../assets/i18n/en/cli.ftl"),
    include_str!("../../assets/i18n/en/demo.ftl"),
];

static ENGLISH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| {
    let english: LanguageIdentifier = "en".parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![english]);
    // Isolation marks are for mixed writing directions, and no bundled font can draw them.
    bundle.set_use_isolating(false);
    for file in FILES {
        let resource = match FluentResource::try_new((*file).to_owned()) {
            Ok(resource) => resource,
            Err((resource, _)) => resource,
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
});

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

fn format(key: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
    let pattern = ENGLISH.get_message(key)?.value()?;
    let mut errors = Vec::new();
    Some(ENGLISH.format_pattern(pattern, args, &mut errors).into_owned())
}

#[cfg(test)]
mod tests;
