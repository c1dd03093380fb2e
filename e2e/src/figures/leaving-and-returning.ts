/** A reload in the room, and a removal from it (figure 2). */
import type { Page } from "playwright-core";
import { inRoom } from "../harness/acts.ts";
import { gather } from "../harness/gathering.ts";
import { House } from "../harness/house.ts";
import { received } from "../harness/media.ts";
import { until } from "../harness/wait.ts";
import { type Figure, figure, median } from "./table.ts";

export async function leavingAndReturning(rounds = 5): Promise<Figure[]> {
  const house = await House.open();
  try {
    const [ann, guest] = await gather(house, 2);
    if (!guest) throw new Error("the guest is missing");
    await sees(guest.page);
    const reloads: number[] = [];
    for (let round = 0; round < rounds; round += 1) reloads.push(await reload(guest.page));
    const back = median(reloads);
    const over = await remove(ann.page, guest.page);
    return [
      figure(
        `2 reload to remote picture again (median of ${rounds}, worst)`,
        `${back.toFixed(0)} ms, ${Math.max(...reloads).toFixed(0)} ms`,
        "≤ 3000 ms",
        Math.max(...reloads) <= 3_000,
      ),
      figure("2 removal to the end of the guest's media", `${over.toFixed(0)} ms`, "≤ 1000 ms", over <= 1_000),
    ];
  } finally {
    await house.close();
  }
}

async function sees(page: Page): Promise<void> {
  const decodes = async () => (await received(page)).video.some((track) => track.framesDecoded > 0);
  await until("remote video is decoded", decodes, { everyMs: 10 });
}

async function reload(page: Page): Promise<number> {
  const began = performance.now();
  await page.reload();
  await inRoom(page);
  await sees(page);
  return performance.now() - began;
}

/** The moderator removes the guest; how long packets still come in after the click. */
async function remove(moderator: Page, guest: Page): Promise<number> {
  await moderator
    .getByRole("button", { name: /people/i })
    .first()
    .click();
  await moderator.getByRole("button", { name: "Actions for Guest 1" }).click();
  await moderator.getByRole("menuitem", { name: "Remove" }).click();
  const confirm = moderator.getByRole("dialog").getByRole("button", { name: "Remove" });
  await confirm.waitFor();
  const clicked = performance.now();
  await confirm.click();
  await until(
    "no media reaches the guest",
    async () => {
      const now = await received(guest);
      return now.video.length + now.audio.length === 0;
    },
    { timeoutMs: 5_000, everyMs: 10 },
  );
  return performance.now() - clicked;
}
