//! Draws from the injected generator, as the numbers that drawing needs.

use domain::secret::Entropy;

pub(super) struct Luck<'a>(&'a dyn Entropy);

impl<'a> Luck<'a> {
    pub(super) fn new(entropy: &'a dyn Entropy) -> Self {
        Self(entropy)
    }

    /// A number from `low` to `high`.
    pub(super) fn between(&self, low: f32, high: f32) -> f32 {
        let mut bytes = [0; 2];
        self.0.fill(&mut bytes);
        low + (high - low) * f32::from(u16::from_le_bytes(bytes)) / f32::from(u16::MAX)
    }

    /// A number near `middle`: a quarter more or less.
    pub(super) fn about(&self, middle: f32) -> f32 {
        self.between(0.75 * middle, 1.25 * middle)
    }
}
