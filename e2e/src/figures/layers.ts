/** A picture that is asked for in one size after another must not freeze (figure 2). */
import type { Page } from "playwright-core";
import { gather } from "../harness/gathering.ts";
import { House } from "../harness/house.ts";
import { longestGaps, measureGaps, received } from "../harness/media.ts";
import { until } from "../harness/wait.ts";
import { type Figure, figure } from "./table.ts";

/** The camera's layers and the tile that each of them fits, in CSS pixels. */
const LAYERS = {
  q: { tile: [300, 168], width: 320 },
  h: { tile: [600, 336], width: 640 },
  f: { tile: [1200, 672], width: 1280 },
} as const;

const ORDER = [..."qhfqfhqf"] as (keyof typeof LAYERS)[];

/** What a picture suffered from changing its layer. */
interface Suffered {
  /** Freezes that the browser counted. */
  freezes: number;
  /** The longest time between two shown frames, in ms. */
  gap: number;
}

/** Forces one layer after the other; each stands for `heldSeconds`, dynacast lets unwatched ones end meanwhile. */
export async function forceLayers(heldSeconds: number): Promise<Suffered> {
  const house = await House.open();
  try {
    const [, guest] = await gather(house, 2);
    const page = guest?.page;
    if (!page) throw new Error("the guest is missing");
    await page.locator('[data-testid="tile"]:not([data-own]) video').waitFor();
    await show(page, "q");
    const before = await freezes(page);
    await measureGaps(page);
    for (const layer of ORDER) {
      await show(page, layer);
      await page.waitForTimeout(heldSeconds * 1000);
    }
    const suffered = { gap: Math.max(...(await longestGaps(page))), freezes: (await freezes(page)) - before };
    house.quiet();
    return suffered;
  } finally {
    await house.close();
  }
}

export async function changingLayers(): Promise<Figure[]> {
  const suffered = await forceLayers(6);
  return [
    figure(
      `2 layers forced ${ORDER.join("-")}: freezes added, longest gap between frames`,
      `+${suffered.freezes}, ${suffered.gap.toFixed(0)} ms`,
      "all reached, +0, ≤ 1000 ms",
      suffered.freezes === 0 && suffered.gap <= 1_000,
    ),
  ];
}

/** Gives the remote tile's picture the size of a layer, and waits until that layer is decoded. */
async function show(page: Page, layer: keyof typeof LAYERS): Promise<void> {
  const { tile, width } = LAYERS[layer];
  await page.evaluate(([wide, high]) => {
    const video = document.querySelector<HTMLElement>('[data-testid="tile"]:not([data-own]) video');
    video?.style.setProperty("position", "fixed");
    video?.style.setProperty("width", `${wide}px`);
    video?.style.setProperty("height", `${high}px`);
  }, tile);
  const decoded = async () => {
    const { video } = await received(page);
    return video.some((track) => track.frameWidth === width);
  };
  // A sender that feels its own machine busy leaves the largest picture out for a while.
  await until(`layer ${layer}, ${width} px wide, is decoded`, decoded, { timeoutMs: 45_000 });
}

async function freezes(page: Page): Promise<number> {
  const { video } = await received(page);
  return video.reduce((sum, track) => sum + track.freezeCount, 0);
}
