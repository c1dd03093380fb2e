import { describe, expect, it } from "vitest";
import { grid, type Rect, type Size } from "./grid";
import { pageOf } from "./pages";
import { stage } from "./stage";

const GAP = 8;

/** Columns and rows of an arrangement, read off the places of the tiles. */
function shape(rects: readonly Rect[]): string {
  const perRow = new Map<number, number>();
  for (const rect of rects) perRow.set(Math.round(rect.top), (perRow.get(Math.round(rect.top)) ?? 0) + 1);
  return [...perRow.values()].join("+");
}

/** Share of the area that no tile covers, gaps left out. */
function wasted(rects: readonly Rect[], area: Size): number {
  const covered = rects.reduce((sum, rect) => sum + (rect.width + GAP) * (rect.height + GAP), 0);
  return 1 - covered / ((area.width + GAP) * (area.height + GAP));
}

function overlaps(rects: readonly Rect[]): boolean {
  return rects.some((a, i) =>
    rects.some(
      (b, j) =>
        i < j &&
        a.left < b.left + b.width - 0.01 &&
        b.left < a.left + a.width - 0.01 &&
        a.top < b.top + b.height - 0.01 &&
        b.top < a.top + a.height - 0.01,
    ),
  );
}

describe("cnf_13 grid", () => {
  const desktop = { width: 1424, height: 828 };
  const phone = { width: 374, height: 700 };
  const cases: readonly (readonly [string, number, Size, string])[] = [
    ["one tile takes everything", 1, desktop, "1"],
    ["two side by side on a wide stage", 2, desktop, "2"],
    ["two on top of each other on a tall stage", 2, phone, "1+1"],
    ["three: one large, two stacked beside it", 3, desktop, "2+1"],
    ["four in a square", 4, desktop, "2+2"],
    ["five: three above two", 5, desktop, "3+2"],
    ["six in two rows of three", 6, desktop, "3+3"],
    ["six in two rows of three beside a panel", 6, { width: 1064, height: 828 }, "3+3"],
    ["six in three rows of two on a phone", 6, phone, "2+2+2"],
    ["a strip below becomes one row", 5, { width: 1064, height: 155 }, "5"],
    ["a strip beside becomes one column", 5, { width: 160, height: 828 }, "1+1+1+1+1"],
  ];
  it.each(cases)("%s", (_, count, area, expected) => {
    const rects = grid(count, area, GAP);
    expect(shape(rects)).toBe(expected);
  });

  it("fills the stage to its edges for every count and shape", () => {
    for (const area of [desktop, phone, { width: 768, height: 940 }, { width: 344, height: 600 }]) {
      for (let count = 1; count <= 12; count += 1) {
        const rects = grid(count, area, GAP);
        expect(rects).toHaveLength(count);
        expect(overlaps(rects)).toBe(false);
        expect(wasted(rects, area)).toBeLessThan(0.001);
        expect(Math.max(...rects.map((r) => r.left + r.width))).toBeCloseTo(area.width, 3);
        expect(Math.max(...rects.map((r) => r.top + r.height))).toBeCloseTo(area.height, 3);
      }
    }
  });

  it("draws nothing where there is nothing to draw or nowhere to draw it", () => {
    expect(grid(0, desktop, GAP)).toEqual([]);
    expect(grid(3, { width: 0, height: 500 }, GAP)).toEqual([]);
  });
});

describe("cnf_13 stage", () => {
  it("puts the strip below a shared screen when a panel makes the stage narrow", () => {
    const plan = stage(5, 1.6, { width: 1064, height: 828 }, GAP);
    expect(plan.stage).toEqual({ left: 0, top: 0, width: 1064, height: 665 });
    expect(plan.strip.every((rect) => rect.top === 673 && Math.round(rect.height) === 155)).toBe(true);
  });

  it("puts the strip beside it when the panel is closed", () => {
    const plan = stage(5, 1.6, { width: 1424, height: 828 }, GAP);
    expect(plan.stage).toEqual({ left: 0, top: 0, width: 1256, height: 828 });
    expect(plan.strip.every((rect) => rect.left === 1264 && rect.width === 160)).toBe(true);
  });

  it("fills the area whatever is shared", () => {
    for (const area of [
      { width: 1424, height: 828 },
      { width: 374, height: 640 },
      { width: 1008, height: 600 },
    ]) {
      for (const aspect of [0.5, 4 / 3, 16 / 9, 3.5]) {
        for (let others = 1; others <= 6; others += 1) {
          const plan = stage(others, aspect, area, GAP);
          expect(plan.strip).toHaveLength(others);
          expect(overlaps([plan.stage, ...plan.strip])).toBe(false);
          expect(wasted([plan.stage, ...plan.strip], area)).toBeLessThan(0.001);
          expect(plan.stage.width * plan.stage.height).toBeGreaterThan(area.width * area.height * 0.32);
        }
      }
    }
  });

  it("gives the whole area to a picture alone", () => {
    expect(stage(0, 1.6, { width: 800, height: 600 }, GAP)).toEqual({
      stage: { left: 0, top: 0, width: 800, height: 600 },
      strip: [],
    });
  });
});

describe("pages", () => {
  const letters = ["a", "b", "c", "d", "e", "f", "g", "h"];
  it.each([
    [0, 6, ["a", "b", "c", "d", "e", "f"], 0, 2],
    [1, 6, ["g", "h"], 1, 2],
    [7, 6, ["g", "h"], 1, 2],
    [-1, 6, ["a", "b", "c", "d", "e", "f"], 0, 2],
    [3, 8, letters, 0, 1],
  ] as const)("page %i of size %i", (wanted, size, items, page, pages) => {
    expect(pageOf(letters, wanted, size)).toEqual({ items, page, pages });
  });
  it("an empty list has one empty page", () => {
    expect(pageOf([], 3, 6)).toEqual({ items: [], page: 0, pages: 1 });
  });
});
