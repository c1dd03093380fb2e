/** From the click on Join to the first decoded remote frame (figure 4). */
import type { Page } from "playwright-core";
import { createConference, join, openConference, PASSWORD, signIn } from "../harness/acts.ts";
import { House } from "../harness/house.ts";
import { type Figure, figure, median } from "./table.ts";

interface Moments {
  click: number;
  connect: number;
  frame: number;
}

/** Notes the click on Join, the opening of the signalling socket, and the first frame shown by a remote tile. */
function noteMoments(): void {
  const held = window as unknown as { moments: Partial<Moments> };
  held.moments = {};
  document.addEventListener(
    "click",
    (event) => {
      if ((event.target as Element).closest("button")?.textContent?.trim() === "Join")
        held.moments.click = performance.now();
    },
    true,
  );
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(...parameters: ConstructorParameters<typeof WebSocket>) {
      super(...parameters);
      held.moments.connect ??= performance.now();
    }
  };
  const seen = new WeakSet<HTMLVideoElement>();
  new MutationObserver(() => {
    for (const video of document.querySelectorAll<HTMLVideoElement>('[data-testid="tile"]:not([data-own]) video')) {
      if (seen.has(video)) continue;
      seen.add(video);
      video.requestVideoFrameCallback((now) => {
        held.moments.frame ??= now;
      });
    }
  }).observe(document, { childList: true, subtree: true });
}

async function joinOnce(page: Page, name: string): Promise<Moments> {
  await join(page, name);
  const handle = await page.waitForFunction(() => {
    const { moments } = window as unknown as { moments: Partial<Moments> };
    return moments.frame ? moments : undefined;
  });
  return (await handle.jsonValue()) as Moments;
}

export async function joining(rounds = 10): Promise<Figure[]> {
  const house = await House.open();
  try {
    await house.server.createAccount("ann", PASSWORD, ["--name", "Ann Lee", "--admin"]);
    const ann = await house.person("Ann");
    await signIn(ann.page, house.server, "ann");
    const number = await createConference(ann.page, house.server, "Ward round");
    await openConference(ann.page, house.server, number);
    await join(ann.page);
    const whole: number[] = [];
    const connecting: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const guest = await house.person(`Guest ${round}`);
      await guest.context.addInitScript(noteMoments);
      await openConference(guest.page, house.server, number);
      await guest.page.getByLabel("Picture from your camera").waitFor();
      const moments = await joinOnce(guest.page, `Guest ${round}`);
      whole.push(moments.frame - moments.click);
      connecting.push(moments.frame - moments.connect);
      await guest.leave();
    }
    const all = median(whole);
    const connect = median(connecting);
    return [
      figure(
        `4 click on Join to first remote frame (median of ${rounds})`,
        `${all.toFixed(0)} ms`,
        "≤ 1000 ms",
        all <= 1000,
      ),
      figure("4 of that, connect() to frame", `${connect.toFixed(0)} ms`, "≤ 375 ms (half of 750)", connect <= 375),
    ];
  } finally {
    await house.close();
  }
}
