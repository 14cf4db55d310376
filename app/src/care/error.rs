//! Why a file of care data is not used.

/// What is wrong with it; names places, never a person's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CareError {
    /// Not TOML, a field is missing, of another type or of an unknown name.
    #[error("not of the expected form: {0}")]
    Form(String),
    /// Two things have one name.
    #[error("{0} stands twice")]
    Twice(String),
    /// Something is empty that must not be.
    #[error("{0} is empty")]
    Empty(String),
    /// A number or range cannot be.
    #[error("{0} is out of range")]
    Range(String),
    /// A kind or phase this program does not know.
    #[error("{0} is not known")]
    Unknown(String),
}

/// Reads a file of care data; its own check follows.
pub(super) fn read<T: serde::de::DeserializeOwned>(file: &str) -> Result<T, CareError> {
    toml::from_str(file).map_err(|error| CareError::Form(error.message().to_owned()))
}

/// Refuses what stands twice.
pub(super) fn once<'a>(names: impl Iterator<Item = &'a str>) -> Result<(), CareError> {
    let mut seen = std::collections::BTreeSet::new();
    for name in names {
        if name.trim().is_empty() {
            return Err(CareError::Empty("a name".to_owned()));
        }
        if !seen.insert(name) {
            return Err(CareError::Twice(name.to_owned()));
        }
    }
    Ok(())
}
