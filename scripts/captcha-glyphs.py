#!/usr/bin/env python3
"""Writes the outlines of the captcha's characters, one a line, from a font with quadratic curves.

    pip install fonttools
    scripts/captcha-glyphs.py AtkinsonHyperlegibleNext-SemiBold.ttf > crates/app/src/captcha/picture/glyphs.txt

A line is the character and its outline, in whole font units: 1000 to the em, y upwards. `M x y` begins a contour, `L x y`
is a line, `Q x y x y` a quadratic curve with its control point first; a contour closes by itself.
"""
import sys
from fontTools.ttLib import TTFont
from fontTools.pens.basePen import BasePen

ALPHABET = "ABCDEFGHIJKLMNPQRSTUVWXYZabcdefghijklmnpqrstuvwxyz123456789"


class Line(BasePen):
    def __init__(self, glyphs, scale):
        super().__init__(glyphs)
        self.words, self.scale = [], scale

    def put(self, verb, *points):
        self.words.append(verb + " ".join(f"{round(v * self.scale)}" for p in points for v in p))

    def _moveTo(self, p): self.put("M", p)
    def _lineTo(self, p): self.put("L", p)
    def _qCurveToOne(self, c, p): self.put("Q", c, p)
    def _curveToOne(self, a, b, p): raise ValueError("a cubic curve: take a font with TrueType outlines")
    def _closePath(self): pass


font = TTFont(sys.argv[1])
glyphs, names = font.getGlyphSet(), font.getBestCmap()
for character in ALPHABET:
    glyph = glyphs[names[ord(character)]]
    pen = Line(glyphs, 1000 / font["head"].unitsPerEm)
    glyph.draw(pen)
    print(character, " ".join(pen.words))
