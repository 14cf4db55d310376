//! The names of things: fixed-size identifiers, each a type of its own.
//!
//! Invariant: an identifier never prints in full; `Debug` shows four bytes, so that a log cannot link people.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, $bytes:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub [u8; $bytes]);

        impl $name {
            /// Length of the identifier, in bytes.
            pub const BYTES: usize = $bytes;

            /// Returns the identifier as its bytes.
            pub fn as_bytes(&self) -> &[u8] {
                &self.0
            }

            /// Returns the identifier whose bytes these are, if the length is right.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                <[u8; $bytes]>::try_from(bytes).ok().map(Self)
            }

            /// Returns the identifier in lower-case hex, as facts and front matter name it.
            pub fn hex(&self) -> String {
                HEXLOWER.encode(&self.0)
            }

            /// Returns the identifier that this hex names, if it names one.
            pub fn from_hex(hex: &str) -> Option<Self> {
                // Twice as many letters as bytes: longer text is refused before it is decoded.
                let is_long_enough = hex.len() == 2 * $bytes;
                is_long_enough.then(|| HEXLOWER.decode(hex.as_bytes()).ok()).flatten().and_then(|it| Self::from_slice(&it))
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, "{}(", stringify!($name))?;
                for byte in self.0.iter().take(4) {
                    write!(f, "{byte:02x}")?;
                }
                f.write_str("…)")
            }
        }
    };
}

identifier!(
    /// One vault folder: 16 random bytes, inside every sealed value.
    VaultId, 16
);
identifier!(
    /// One audience. Private: random. Shared: derived from the pairing (see `people::space`).
    SpaceId, 16
);
identifier!(
    /// One document. Private: random. Shared: the Automerge hash of its genesis change.
    DocumentId, 32
);
identifier!(
    /// One person: the SHA-256 of the founding record of their roster.
    PersonId, 32
);
identifier!(
    /// One device: its Ed25519 transport public key, which iroh also uses as endpoint id.
    DeviceId, 32
);
identifier!(
    /// One program start of one device; also the Automerge actor in the private space.
    Run, 8
);
identifier!(
    /// One Automerge change hash (SHA-256).
    Head, 32
);

/// Who wrote a chunk first: the device, its run, and the number the chunk has in that device's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// The device that wrote it.
    pub device: DeviceId,
    /// The program start of that device.
    pub run: Run,
    /// The number in that device's log of the space.
    pub seq: u64,
}

/// A place in another device's log: its run and number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Cursor {
    /// The run that wrote the number.
    pub run: Run,
    /// The number.
    pub seq: u64,
}

impl Cursor {
    /// The place before the first chunk.
    pub const START: Self = Self { run: Run([0; 8]), seq: 0 };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_four_bytes_only() {
        let shown = format!("{:?}", DeviceId([0xab; 32]));
        assert_eq!(shown, "DeviceId(abababab…)");
    }

    #[test]
    fn hex_reads_back_and_nothing_else_is_hex() {
        let space = SpaceId([0xa7; 16]);
        assert_eq!(SpaceId::from_hex(&space.hex()), Some(space));
        for text in ["", "a7", &"A7".repeat(16), &"g7".repeat(16), &"a7".repeat(17)] {
            assert_eq!(SpaceId::from_hex(text), None, "{text}");
        }
    }
}
