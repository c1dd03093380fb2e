/** A place on the stage in CSS pixels, from the stage's top left corner. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The shape a tile would like to have: between a camera's 16:9 and a face's. */
const WISHED_ASPECT = 5 / 4;

/**
 * Places `count` tiles so that they fill `area` to its edges with `gap` between them. Tiles stand in lines (rows or
 * columns) whose lengths differ by one at most, and a short line's tiles stretch, so no strip is wasted. Of all such
 * arrangements the one whose tiles come nearest to {@link WISHED_ASPECT} wins; on a tie, rows and fewer lines.
 */
export function grid(count: number, area: Size, gap: number): readonly Rect[] {
  if (count <= 0 || area.width <= 0 || area.height <= 0) return [];
  let best: readonly Rect[] = [];
  let bestScore = Number.POSITIVE_INFINITY;
  for (const inRows of [true, false]) {
    for (let lines = 1; lines <= count; lines += 1) {
      const rects = arrange(lineLengths(count, lines, inRows), area, gap, inRows);
      const score = strain(rects);
      if (score < bestScore - 1e-9) {
        best = rects;
        bestScore = score;
      }
    }
  }
  return best;
}

/** Shares `count` out over `lines`. Rows put the longer lines first; columns last, beside one large tile. */
function lineLengths(count: number, lines: number, longerFirst: boolean): readonly number[] {
  const base = Math.floor(count / lines);
  const longer = count % lines;
  const lengths = Array.from({ length: lines }, (_, line) => base + (line < longer ? 1 : 0));
  return longerFirst ? lengths : lengths.toReversed();
}

function arrange(lengths: readonly number[], area: Size, gap: number, inRows: boolean): readonly Rect[] {
  const along = inRows ? area.width : area.height;
  const across = inRows ? area.height : area.width;
  const depth = share(across, lengths.length, gap);
  return lengths.flatMap((length, line) => {
    const breadth = share(along, length, gap);
    return Array.from({ length }, (_, place) => {
      const a = place * (breadth + gap);
      const b = line * (depth + gap);
      return inRows
        ? { left: a, top: b, width: breadth, height: depth }
        : { left: b, top: a, width: depth, height: breadth };
    });
  });
}

/** The length of each of `parts` equal parts with gaps between; never negative on a stage too small to draw on. */
function share(length: number, parts: number, gap: number): number {
  return Math.max(0, (length - gap * (parts - 1)) / parts);
}

/**
 * How little an arrangement pleases: how far its tiles' shapes are from the wished one (by ratio; the worst tile counts
 * apart), and how unequal the tiles are, because a larger tile looks like a more important person.
 */
function strain(rects: readonly Rect[]): number {
  const shapes = rects.map(({ width, height }) =>
    Math.abs(Math.log(Math.max(width, 1) / Math.max(height, 1) / WISHED_ASPECT)),
  );
  const areas = rects.map(({ width, height }) => Math.max(width * height, 1));
  const mean = shapes.reduce((sum, each) => sum + each, 0) / shapes.length;
  return mean + Math.max(...shapes) / 4 + Math.log(Math.max(...areas) / Math.min(...areas)) / 3;
}
