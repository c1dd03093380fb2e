import { grid, type Rect, type Size } from "./grid";

/** One large tile and the strip of the others. */
export interface StagePlan {
  readonly stage: Rect;
  readonly strip: readonly Rect[];
}

/** The thinnest useful strip: below the stage its height, beside it its width. */
const THINNEST = { below: 112, beside: 160 } as const;
/** The strip never takes more than this part of the area, however wide the shared picture is. */
const THICKEST_PART = 0.66;

/**
 * Places one large tile of shape `aspect` (width by height) and a strip with `others` tiles. The strip lies where the
 * large picture leaves room: below or beside it, whichever shows the picture larger. Together they fill `area`; the
 * strip is a {@link grid} of its own.
 */
export function stage(others: number, aspect: number, area: Size, gap: number): StagePlan {
  const whole: Rect = { left: 0, top: 0, width: area.width, height: area.height };
  if (others <= 0) return { stage: whole, strip: [] };
  const below = cut(area, gap, "below", aspect);
  const beside = cut(area, gap, "beside", aspect);
  const chosen = shown(beside.stage, aspect) > shown(below.stage, aspect) ? beside : below;
  const strip = grid(others, chosen.rest, gap).map((rect) => ({
    ...rect,
    left: rect.left + chosen.rest.left,
    top: rect.top + chosen.rest.top,
  }));
  return { stage: chosen.stage, strip };
}

interface Cut {
  readonly stage: Rect;
  readonly rest: Rect;
}

function cut(area: Size, gap: number, side: "below" | "beside", aspect: number): Cut {
  const { width, height } = area;
  if (side === "below") {
    const thickness = between(height - gap - width / aspect, THINNEST.below, height * THICKEST_PART);
    const stageHeight = Math.max(0, height - gap - thickness);
    return {
      stage: { left: 0, top: 0, width, height: stageHeight },
      rest: { left: 0, top: stageHeight + gap, width, height: thickness },
    };
  }
  const thickness = between(width - gap - height * aspect, THINNEST.beside, width * THICKEST_PART);
  const stageWidth = Math.max(0, width - gap - thickness);
  return {
    stage: { left: 0, top: 0, width: stageWidth, height },
    rest: { left: stageWidth + gap, top: 0, width: thickness, height },
  };
}

function between(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, Math.min(least, most)), most);
}

/** The area in which a picture of shape `aspect` is seen inside `box`. */
function shown(box: Rect, aspect: number): number {
  const width = Math.min(box.width, box.height * aspect);
  return (width * width) / aspect;
}
