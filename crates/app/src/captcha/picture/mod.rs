//! Draws the characters of a captcha: readable by people, hard for machines (CAP-2).
//!
//! The letters are those of a face made for people with low vision, in dark ink on a light ground, so that the picture
//! is as good on a dark page as on a light one. What stops machines is shape, not noise: every character is turned,
//! leaned and scaled on its own, neighbours stand close, the whole line is bent, and a stroke of the same ink runs
//! through it. A filter that takes the stroke away takes the letters along.
//!
//! Nothing is read from anywhere and nothing is kept: the same characters and the same luck give the same bytes.

mod glyphs;
mod ink;
mod luck;
mod shape;

use domain::captcha::Characters;
use domain::secret::Entropy;

use self::glyphs::Glyph;
use self::ink::Sheet;
use self::luck::Luck;
use self::shape::{Bend, Placing};

/// How wide every picture is, in pixels.
const WIDTH: u16 = 200;
/// How high every picture is, in pixels.
const HEIGHT: u16 = 64;
/// What stays free at the left and at the right, in pixels.
const MARGIN: f32 = 12.0;

/// The characters as a PNG of [`WIDTH`] × [`HEIGHT`] in 16 greys, about 2 kB.
///
/// A character that is none of the alphabet is left out.
///
/// # Errors
/// When the picture cannot be put into a file.
pub(super) fn draw(characters: &Characters, entropy: &dyn Entropy) -> Result<Vec<u8>, png::EncodingError> {
    let luck = Luck::new(entropy);
    let bend = Bend::any(&luck);
    let mut sheet = Sheet::blank();
    for (glyph, placing) in &set(characters.reveal(), &luck) {
        sheet.fill(&glyph.contours(), |point| bend.apply(placing.apply(point)));
    }
    sheet.stroke(&shape::stroke_through(&luck), shape::STROKE);
    for _ in 0..shape::SPECKLES {
        let (points, width) = shape::speckle(&luck);
        sheet.stroke(&points, width);
    }
    sheet.png()
}

/// Sets the characters in a line, close to one another, and puts the line into the middle of the sheet.
fn set(characters: &str, luck: &Luck) -> Vec<(Glyph, Placing)> {
    let mut line = Vec::new();
    let mut width = 0.0;
    for glyph in characters.chars().filter_map(glyphs::find) {
        let mut placing = Placing::any(luck);
        let (left, right) = placing.extent(&glyph);
        placing.x = width - left;
        width += right - left + luck.between(0.0, 2.0);
        line.push((glyph, placing));
    }
    let shrink = ((f32::from(WIDTH) - 2.0 * MARGIN) / width).min(1.0);
    let start = (f32::from(WIDTH) - width * shrink) / 2.0 + luck.between(-4.0, 4.0);
    for (_, placing) in &mut line {
        placing.narrow(start, shrink);
    }
    line
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use domain::captcha::ALPHABET;

    use super::*;
    use crate::testing::SeededEntropy;

    fn drawn(characters: &str, seed: u64) -> Vec<u8> {
        draw(&Characters::known(characters), &SeededEntropy::new(seed)).unwrap()
    }

    /// The greys of a picture, 0 to 15, row by row.
    fn greys(file: &[u8]) -> Vec<u8> {
        let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
        let info = reader.info();
        assert_eq!((info.width, info.height), (u32::from(WIDTH), u32::from(HEIGHT)));
        assert_eq!(
            (info.color_type, info.bit_depth),
            (png::ColorType::Grayscale, png::BitDepth::Four)
        );
        let mut rows = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut rows).unwrap();
        rows.iter().flat_map(|byte| [byte >> 4, byte & 15]).collect()
    }

    #[test]
    fn cap_2_every_character_of_the_alphabet_can_be_drawn_and_looks_like_no_other() {
        let pictures: HashSet<_> = ALPHABET.chars().map(|c| drawn(&c.to_string(), 1)).collect();
        assert_eq!(pictures.len(), ALPHABET.len());
        let empty = drawn("", 1);
        assert!(!pictures.contains(&empty));
    }

    #[test]
    fn cap_2_a_picture_is_small_and_has_enough_contrast_on_any_page() {
        for seed in 0..60 {
            let file = drawn("WMWMW", seed);
            assert!(file.len() <= 4_096, "{} bytes", file.len());
            let greys = greys(&file);
            assert_eq!(greys.len(), usize::from(WIDTH) * usize::from(HEIGHT));
            let share =
                |test: fn(u8) -> bool| greys.iter().filter(|&&grey| test(grey)).count() as f32 / greys.len() as f32;
            assert!(share(|grey| grey >= 14) > 0.5, "mostly ground");
            assert!(share(|grey| grey <= 2) > 0.08, "and ink");
            // Ground 14/15 and ink 2/15 as sRGB are 13 : 1 (WCAG 1.4.3 wants 4.5 : 1).
            assert!(greys.iter().all(|&grey| (2..=14).contains(&grey)));
        }
    }

    #[test]
    fn cap_2_nothing_is_cut_off_at_the_sides() {
        for seed in 0..200 {
            let greys = greys(&drawn("WMQ8m", seed));
            let rows = greys.chunks(usize::from(WIDTH));
            // The stroke and specks may touch the edge; a stem would make it dark from top to bottom.
            let dark = rows.filter(|row| row[0] < 8 || row[row.len() - 1] < 8).count();
            assert!(dark <= 16, "{dark} rows are dark at an edge with seed {seed}");
        }
    }

    #[test]
    fn cap_2_the_same_characters_look_different_every_time() {
        let pictures: HashSet<_> = (0..50).map(|seed| drawn("k7RmW", seed)).collect();
        assert_eq!(pictures.len(), 50);
        assert_eq!(drawn("k7RmW", 5), drawn("k7RmW", 5));
    }
}
