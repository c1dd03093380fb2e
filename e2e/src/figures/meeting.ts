/** Two and four people in a room for a while (figures 2 and 3). */
import { gather } from "../harness/gathering.ts";
import { House } from "../harness/house.ts";
import { longestGaps, measureGaps, watch } from "../harness/media.ts";
import { cpuSeconds, residentMegabytes } from "./process.ts";
import { type Figure, figure } from "./table.ts";

export async function twoPeople(seconds = 60): Promise<Figure[]> {
  const house = await House.open();
  try {
    const people = await gather(house, 2);
    await people[0].page.waitForTimeout(3_000);
    const views = await Promise.all(people.map(({ page }) => watch(page, seconds)));
    return views.flatMap((view, index) => {
      // Exactly one picture comes in, and at the layer that fits a tile of half the window: the highest.
      const fps = view.fps.length === 1 ? (view.fps[0] ?? 0) : 0;
      const fits = view.widths[0] === 1280;
      const who = index === 0 ? "member" : "guest";
      return [
        figure(
          `2 ${who}: remote video for ${seconds} s`,
          `${fps.toFixed(1)} fps, ${view.widths.join("/")} px wide`,
          "≥ 15 fps, 1280 px",
          fps >= 15 && fits,
        ),
        figure(`2 ${who}: audio energy, freezes`, `${view.energy.toFixed(4)}, ${view.freezes}`, "> 0", view.energy > 0),
      ];
    });
  } finally {
    await house.close();
  }
}

export async function fourPeople(seconds = 120): Promise<Figure[]> {
  const house = await House.open();
  try {
    const people = await gather(house, 4);
    const everybody = (count: number) => document.querySelectorAll("video").length === count;
    await Promise.all(people.map(({ page }) => page.waitForFunction(everybody, people.length)));
    await people[0].page.waitForTimeout(5_000);
    const before = await cpuSeconds(house.server.pid);
    await Promise.all(people.map(({ page }) => measureGaps(page)));
    await people[0].page.waitForTimeout(seconds * 1000);
    const gaps = (await Promise.all(people.map(({ page }) => longestGaps(page)))).flat();
    const share = ((await cpuSeconds(house.server.pid)) - before) / seconds;
    const resident = await residentMegabytes(house.server.pid);
    // Everybody sees everybody, themselves included.
    const all = gaps.length === people.length ** 2;
    const worst = Math.max(...gaps);
    const complaints = people.flatMap((person) => person.complaints);
    return [
      figure(
        `3 four people, ${seconds} s: longest gap between frames`,
        `${worst.toFixed(0)} ms in ${gaps.length} pictures`,
        "≤ 1000 ms",
        all && worst <= 1000,
      ),
      figure("3 errors in consoles", `${complaints.length}`, "0", complaints.length === 0),
      figure("3 server processor, memory", `${(share * 100).toFixed(1)} % of a core, ${resident.toFixed(1)} MB`),
    ];
  } finally {
    await house.close();
  }
}
