//! Padmé (Nikitin et al., PETS 2019): lengths keep only their leading bits, so that sizes say little.

use crate::limits::SEALED_FLOOR_BYTES;

/// Returns the length to which `bytes` plain bytes are padded: at most 12 % more, at least the floor.
pub(super) fn padded(bytes: usize) -> usize {
    let bytes = bytes.max(SEALED_FLOOR_BYTES);
    let exponent = bytes.ilog2();
    let kept_bits = exponent.ilog2() + 1;
    let mask = (1_usize << (exponent - kept_bits)) - 1;
    bytes.saturating_add(mask) & !mask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_values_share_one_length() {
        assert_eq!(padded(0), 1024);
        assert_eq!(padded(1024), 1024);
    }

    #[test]
    fn padding_grows_by_at_most_an_eighth_and_never_shrinks() {
        let mut last = 0;
        for bytes in (1..200_000).step_by(7) {
            let with = padded(bytes);
            assert!(with >= bytes && with >= last);
            assert!(with <= (bytes.max(1024) * 112).div_ceil(100), "{bytes} became {with}");
            assert_eq!(padded(with), with);
            last = with;
        }
    }

    #[test]
    fn few_lengths_remain() {
        let lengths: std::collections::BTreeSet<_> = (1..100_000).map(padded).collect();
        assert!(lengths.len() < 150, "{}", lengths.len());
    }
}
