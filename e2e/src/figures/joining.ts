/** From the click on Join to the first decoded remote frame in the real client (figure 4). */
import type { Page } from "playwright-core";
import { join, openConference } from "../harness/acts.ts";
import { openRoom } from "../harness/gathering.ts";
import { House } from "../harness/house.ts";
import { type Figure, figure, median } from "./table.ts";

/** Milliseconds of the page's own clock. */
interface Moments {
  /** The click on Join. */
  click: number;
  /** The signalling socket is opened. */
  socket: number;
  /** A remote frame is decoded. */
  decoded: number;
  /** A remote tile shows a frame. */
  shown: number;
}

/** Runs in the page before its own scripts; notes the moments. */
function noteMoments(): void {
  const held = window as unknown as { moments: Partial<Moments>; connections: RTCPeerConnection[] };
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
      held.moments.socket ??= performance.now();
    }
  };
  const lookForFrames = async (): Promise<void> => {
    for (const connection of held.connections) {
      for (const entry of (await connection.getStats()).values()) {
        if (entry.type === "inbound-rtp" && entry.kind === "video" && entry.framesDecoded > 0) {
          held.moments.decoded ??= performance.now();
          return;
        }
      }
    }
    setTimeout(lookForFrames, 10);
  };
  void lookForFrames();
  const seen = new WeakSet<HTMLVideoElement>();
  new MutationObserver(() => {
    for (const video of document.querySelectorAll<HTMLVideoElement>('[data-testid="tile"]:not([data-own]) video')) {
      if (seen.has(video)) continue;
      seen.add(video);
      video.requestVideoFrameCallback(() => {
        held.moments.shown ??= performance.now();
      });
    }
  }).observe(document, { childList: true, subtree: true });
}

async function joinOnce(page: Page, name: string): Promise<Moments> {
  await join(page, name);
  const handle = await page.waitForFunction(() => {
    const { moments } = window as unknown as { moments: Partial<Moments> };
    return moments.decoded && moments.shown ? moments : undefined;
  });
  return (await handle.jsonValue()) as Moments;
}

export async function joining(rounds = 10): Promise<Figure[]> {
  const house = await House.open();
  try {
    const { number } = await openRoom(house);
    const all: Moments[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const guest = await house.person(`Guest ${round}`);
      await guest.context.addInitScript(noteMoments);
      await openConference(guest.page, house.server, number);
      await guest.page.getByLabel("Picture from your camera").waitFor();
      all.push(await joinOnce(guest.page, `Guest ${round}`));
      await guest.leave();
    }
    const between = (from: keyof Moments, to: keyof Moments) => median(all.map((one) => one[to] - one[from]));
    const decoded = between("click", "decoded");
    return [
      figure(
        `4 click on Join to first remote frame decoded (median of ${rounds})`,
        `${decoded.toFixed(0)} ms; shown after ${between("click", "shown").toFixed(0)} ms`,
        "≤ 1000 ms",
        decoded <= 1000,
      ),
      figure("4 of that, from the signalling socket on", `${between("socket", "decoded").toFixed(0)} ms`),
    ];
  } finally {
    await house.close();
  }
}
