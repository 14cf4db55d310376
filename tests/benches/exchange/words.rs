//! Seeded English words: what the entries of the benchmark say.
//!
//! Invariant: the same seed gives the same text everywhere, and no sentence is repeated, because a repeated one would
//! flatter everybody who deflates.

use understory_sync::sealed::word_list;

/// Words that make up about half of any English text, commonest first.
const SMALL: [&str; 48] = [
    "the", "and", "I", "to", "a", "of", "was", "it", "in", "that", "my", "me", "with", "not", "as", "for", "but", "at",
    "on", "is", "had", "this", "then", "so", "be", "she", "he", "her", "his", "we", "from", "there", "when", "what",
    "by", "or", "all", "they", "an", "were", "no", "one", "just", "after", "before", "still", "again", "never",
];

/// Median length of an entry, in words.
pub const WORDS_MEDIAN: f64 = 200.0;
/// Spread of the lengths: two of three entries have 100 to 400 words.
const WORDS_SIGMA: f64 = 0.7;

/// A source of text.
pub struct Words(u64);

impl Words {
    /// Returns the source that follows from this seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// SplitMix64 (Steele, Lea and Flood, 2014).
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Returns a number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    /// Returns how many words the next entry has.
    pub fn length(&mut self) -> usize {
        // Box and Muller: one normal number from two even ones.
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        let normal = radius * (std::f64::consts::TAU * self.unit()).cos();
        let words = WORDS_MEDIAN * (WORDS_SIGMA * normal).exp();
        (words as usize).clamp(12, 4000)
    }

    /// Returns one word, common ones more often, as in a language.
    pub fn word(&mut self) -> &'static str {
        let (list, share) = (word_list(), self.unit());
        // A rank drawn so is as frequent as one divided by it.
        let rank = |words: usize, at: f64| (((words + 1) as f64).powf(at) as usize - 1).min(words - 1);
        let at = self.unit();
        match share < 0.5 {
            true => SMALL[rank(SMALL.len(), at)],
            // The list is sorted: a fixed stride keeps common words from all beginning with A.
            false => list[(rank(list.len(), at) * 1201) % list.len()],
        }
    }

    /// Returns a text of so many words, in sentences and paragraphs.
    pub fn text(&mut self, words: usize) -> String {
        let mut text = String::with_capacity(words * 6);
        let mut left = 0;
        for number in 0..words {
            let word = self.word();
            if left == 0 {
                left = 4 + self.below(18);
                let paragraph = number > 0 && self.below(6) == 0;
                text.push_str(if number == 0 {
                    ""
                } else if paragraph {
                    "\n\n"
                } else {
                    " "
                });
                let (first, rest) = word.split_at(1);
                text.push_str(&first.to_ascii_uppercase());
                text.push_str(rest);
            } else {
                text.push(' ');
                text.push_str(word);
            }
            left -= 1;
            if left == 0 || number + 1 == words {
                text.push('.');
                left = 0;
            } else if self.below(11) == 0 {
                text.push(',');
            }
        }
        text
    }
}
