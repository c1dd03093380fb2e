//! Where characters stand, how their line is bent, and what lies over them.
//!
//! The numbers were chosen by trial: as gentle as can be while Tesseract reads few, whatever it is prepared with.

use std::f32::consts::TAU;

use super::glyphs::{Glyph, Point};
use super::luck::Luck;
use super::{HEIGHT, WIDTH};

/// How wide the stroke through the line is, in pixels: half a stem.
pub(super) const STROKE: f32 = 2.6;
/// How many specks lie about.
pub(super) const SPECKLES: usize = 14;
/// Half way between the tops of the tall characters and the feet of the deep ones, in font units above the baseline.
const MIDDLE: f32 = 270.0;

/// Turns font units into pixels of the sheet: scales, leans and turns about the character's middle, then moves.
pub(super) struct Placing {
    /// Where the character's origin stands, from the left.
    pub(super) x: f32,
    y: f32,
    /// Pixels a font unit, across and up.
    scale: (f32, f32),
    lean: f32,
    turn: f32,
}

impl Placing {
    /// One of many ways to stand, at the left edge.
    pub(super) fn any(luck: &Luck) -> Self {
        let size = luck.between(0.049, 0.055);
        Self {
            x: 0.0,
            y: f32::from(HEIGHT) / 2.0 + luck.between(-2.5, 2.5),
            scale: (size * luck.between(1.0, 1.15), size),
            lean: luck.between(-0.15, 0.15),
            turn: luck.between(-0.22, 0.22),
        }
    }

    /// The leftmost and rightmost pixel of a glyph that stands so.
    pub(super) fn extent(&self, glyph: &Glyph) -> (f32, f32) {
        let contours = glyph.contours();
        let across = contours.iter().flatten().map(|&point| self.apply(point).0);
        across.fold((f32::MAX, f32::MIN), |(low, high), x| (low.min(x), high.max(x)))
    }

    /// Fits a place in a line into the sheet: the line begins at `start` and is `shrink` times as wide.
    pub(super) fn narrow(&mut self, start: f32, shrink: f32) {
        self.x = start + self.x * shrink;
        self.scale.0 *= shrink;
    }

    pub(super) fn apply(&self, (x, y): Point) -> Point {
        let up = (y - MIDDLE) * self.scale.1;
        let across = x * self.scale.0 + up * self.lean;
        let (sin, cos) = self.turn.sin_cos();
        (self.x + across * cos + up * sin, self.y + across * sin - up * cos)
    }
}

struct Wave {
    size: f32,
    length: f32,
    phase: f32,
}

impl Wave {
    fn at(&self, place: f32) -> f32 {
        self.size * (TAU * place / self.length + self.phase).sin()
    }
}

/// Bends the sheet: up and down along the line, and to and fro down the sheet.
pub(super) struct Bend {
    along: Wave,
    down: Wave,
}

impl Bend {
    pub(super) fn any(luck: &Luck) -> Self {
        Self {
            along: Wave {
                size: luck.about(3.6),
                length: luck.between(70.0, 130.0),
                phase: luck.between(0.0, TAU),
            },
            down: Wave {
                size: luck.about(2.5),
                length: luck.between(35.0, 60.0),
                phase: luck.between(0.0, TAU),
            },
        }
    }

    pub(super) fn apply(&self, (x, y): Point) -> Point {
        (x + self.down.at(y), y + self.along.at(x))
    }
}

/// A wavy stroke from edge to edge through the line.
pub(super) fn stroke_through(luck: &Luck) -> Vec<Point> {
    let wave = Wave {
        size: luck.between(5.0, 11.0),
        length: luck.between(90.0, 200.0),
        phase: luck.between(0.0, TAU),
    };
    let (tilt, middle) = (
        luck.between(-0.06, 0.06),
        f32::from(HEIGHT) / 2.0 + luck.between(-5.0, 5.0),
    );
    (0..=WIDTH)
        .step_by(4)
        .map(f32::from)
        .map(|x| (x, middle + wave.at(x) + tilt * (x - f32::from(WIDTH) / 2.0)))
        .collect()
}

/// A short stroke anywhere, and its width.
pub(super) fn speckle(luck: &Luck) -> (Vec<Point>, f32) {
    let (x, y) = (
        luck.between(0.0, f32::from(WIDTH)),
        luck.between(0.0, f32::from(HEIGHT)),
    );
    let end = (x + luck.between(-2.0, 2.0), y + luck.between(-2.0, 2.0));
    (vec![(x, y), end], luck.between(1.2, 2.2))
}
