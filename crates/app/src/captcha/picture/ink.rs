//! The sheet that is drawn on, and the file it becomes.

use tiny_skia::{Color, FillRule, LineCap, LineJoin, Paint, PathBuilder, Pixmap, Stroke, Transform};

use super::glyphs::Point;
use super::{HEIGHT, WIDTH};

/// A grey that is light on every page, and one thirteen times as dark.
const GROUND: u8 = 0xEE;
const INK: u8 = 0x22;

pub(super) struct Sheet(Option<Pixmap>);

impl Sheet {
    pub(super) fn blank() -> Self {
        let mut pixmap = Pixmap::new(WIDTH.into(), HEIGHT.into());
        if let Some(pixmap) = &mut pixmap {
            pixmap.fill(grey(GROUND));
        }
        Self(pixmap)
    }

    /// Fills closed polygons with ink, each point moved by `place`.
    pub(super) fn fill(&mut self, contours: &[Vec<Point>], place: impl Fn(Point) -> Point) {
        let mut path = PathBuilder::new();
        for contour in contours {
            trace(&mut path, contour.iter().map(|&point| place(point)));
            path.close();
        }
        if let (Some(pixmap), Some(path)) = (&mut self.0, path.finish()) {
            pixmap.fill_path(&path, &ink(), FillRule::Winding, Transform::identity(), None);
        }
    }

    /// Draws a line of ink with round ends.
    pub(super) fn stroke(&mut self, points: &[Point], width: f32) {
        let mut path = PathBuilder::new();
        trace(&mut path, points.iter().copied());
        let stroke = Stroke {
            width,
            line_cap: LineCap::Round,
            line_join: LineJoin::Round,
            ..Stroke::default()
        };
        if let (Some(pixmap), Some(path)) = (&mut self.0, path.finish()) {
            pixmap.stroke_path(&path, &ink(), &stroke, Transform::identity(), None);
        }
    }

    /// The sheet as a file in 16 greys, two pixels a byte.
    pub(super) fn png(&self) -> Result<Vec<u8>, png::EncodingError> {
        let pixels = self.0.as_ref().map_or(&[][..], Pixmap::pixels);
        let rows: Vec<u8> = pixels
            .chunks_exact(2)
            .map(|pair| pair.iter().fold(0, |byte, pixel| byte << 4 | pixel.red() >> 4))
            .collect();
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, WIDTH.into(), HEIGHT.into());
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Four);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&rows)?;
        writer.finish()?;
        Ok(file)
    }
}

fn trace(path: &mut PathBuilder, points: impl IntoIterator<Item = Point>) {
    for (index, (x, y)) in points.into_iter().enumerate() {
        if index == 0 {
            path.move_to(x, y);
        } else {
            path.line_to(x, y);
        }
    }
}

fn ink() -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color(grey(INK));
    paint
}

fn grey(level: u8) -> Color {
    Color::from_rgba8(level, level, level, u8::MAX)
}
