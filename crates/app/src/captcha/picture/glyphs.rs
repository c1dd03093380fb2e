//! The outlines of the alphabet's characters.
//!
//! They are those of Atkinson Hyperlegible Next SemiBold (its licence: `glyphs.OFL.txt`), a face drawn to keep similar
//! characters apart, written out by `scripts/captcha-glyphs.py`: no font is read while we run.

/// One character a line; `scripts/captcha-glyphs.py` says how a line is read.
const OUTLINES: &str = include_str!("glyphs.txt");
/// Into how many pieces a line or a curve is cut, so that long straight stems bend too.
const PIECES: u16 = 6;

/// A point; `y` grows upwards in font units, downwards on the sheet.
pub(super) type Point = (f32, f32);

/// The outline of one character, in font units: 1000 to the em.
#[derive(Clone, Copy)]
pub(super) struct Glyph {
    outline: &'static str,
}

/// The glyph of a character of the alphabet.
pub(super) fn find(character: char) -> Option<Glyph> {
    OUTLINES
        .lines()
        .filter_map(|line| line.split_once(' '))
        .find(|(name, _)| name.chars().eq([character]))
        .map(|(_, outline)| Glyph { outline })
}

impl Glyph {
    /// The outline as closed polygons of many short sides.
    pub(super) fn contours(self) -> Vec<Vec<Point>> {
        let mut contours: Vec<Vec<Point>> = Vec::new();
        for (verb, numbers) in verbs(self.outline) {
            if verb == 'M' {
                contours.push(Vec::new());
            }
            let Some(contour) = contours.last_mut() else { continue };
            let from = contour.last().copied();
            match (from, numbers.as_slice()) {
                (Some(from), &[x, y]) => trace(contour, from, between(from, (x, y)), (x, y)),
                (Some(from), &[cx, cy, x, y]) => trace(contour, from, (cx, cy), (x, y)),
                (None, &[x, y]) => contour.push((x, y)),
                _ => {}
            }
        }
        for contour in &mut contours {
            if let (Some(&first), Some(&last)) = (contour.first(), contour.last()) {
                trace(contour, last, between(last, first), first);
            }
        }
        contours
    }
}

/// The verbs of an outline, each with its numbers.
fn verbs(outline: &str) -> impl Iterator<Item = (char, Vec<f32>)> {
    let starts = outline.char_indices().filter(|(_, c)| c.is_ascii_uppercase());
    starts.filter_map(|(at, verb)| {
        let rest = outline.get(at + 1..)?;
        let end = rest.find(|c: char| c.is_ascii_uppercase()).unwrap_or(rest.len());
        let numbers = rest.get(..end)?.split_whitespace().filter_map(|word| word.parse().ok());
        Some((verb, numbers.collect()))
    })
}

/// Adds the curve from `from` by way of `control` to `to`.
fn trace(contour: &mut Vec<Point>, from: Point, control: Point, to: Point) {
    for piece in 1..=PIECES {
        let t = f32::from(piece) / f32::from(PIECES);
        let blend = |a: f32, c: f32, b: f32| (1.0 - t) * (1.0 - t) * a + 2.0 * t * (1.0 - t) * c + t * t * b;
        contour.push((blend(from.0, control.0, to.0), blend(from.1, control.1, to.1)));
    }
}

fn between(a: Point, b: Point) -> Point {
    ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0)
}
