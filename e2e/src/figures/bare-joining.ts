/**
 * From `connect()` to the first remote frame on a page with nothing but livekit-client (figure 4): what the server and
 * the library take, without an application's own work around them.
 */
import { createHmac } from "node:crypto";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Person } from "../harness/browser.ts";
import { House } from "../harness/house.ts";
import { type Figure, figure, median } from "./table.ts";
import { apiKey, root } from "./tools.ts";

const library = join(root, "node_modules/livekit-client/dist/livekit-client.umd.js");

/** What the library's bundle gives a page, as far as it is used here. */
interface Library {
  Room: new () => {
    connect(url: string, token: string): Promise<void>;
    disconnect(): Promise<void>;
    on(event: "trackSubscribed", heard: (track: { kind: string; attach(): HTMLVideoElement }) => void): void;
    localParticipant: { setCameraEnabled(on: boolean): Promise<unknown> };
  };
}

export async function bareJoining(rounds = 10): Promise<Figure[]> {
  const house = await House.open({ env: apiKey.env });
  try {
    const publisher = await bare(house, "Publisher");
    await publisher.page.evaluate(
      async ([url, token]) => {
        const room = new (window as unknown as { LivekitClient: Library }).LivekitClient.Room();
        await room.connect(url, token);
        await room.localParticipant.setCameraEnabled(true);
      },
      [house.server.origin, joinToken("publisher")] as const,
    );
    const whole: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const viewer = await bare(house, `Viewer ${round}`);
      whole.push(await firstFrame(viewer.page, house.server.origin, joinToken(`viewer-${round}`)));
      await viewer.leave();
    }
    const middle = median(whole);
    return [
      figure(
        `4 connect() to first frame shown, bare page (median of ${rounds})`,
        `${middle.toFixed(0)} ms`,
        "≤ 375 ms (half of 750)",
        middle <= 375,
      ),
    ];
  } finally {
    await house.close();
  }
}

/** A page of the server's own origin, for the camera's sake, with the library and nothing else. */
async function bare(house: House, name: string): Promise<Person> {
  const person = await house.person(name, { bypassCSP: true });
  await person.page.goto(`${house.server.origin}/healthz`);
  await person.page.addScriptTag({ path: library });
  return person;
}

function firstFrame(page: Page, url: string, token: string): Promise<number> {
  return page.evaluate(
    async ([url, token]) => {
      const room = new (window as unknown as { LivekitClient: Library }).LivekitClient.Room();
      const began = performance.now();
      const shown = new Promise<void>((done) => {
        room.on("trackSubscribed", (track) => {
          if (track.kind !== "video") return;
          const video = document.body.appendChild(track.attach());
          video.requestVideoFrameCallback(() => done());
        });
      });
      await room.connect(url, token);
      await shown;
      const took = performance.now() - began;
      await room.disconnect();
      return took;
    },
    [url, token] as const,
  );
}

/** A join token of LiveKit's kind, signed with the configured key. */
function joinToken(identity: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: apiKey.key,
    sub: identity,
    nbf: now - 10,
    exp: now + 600,
    video: { roomJoin: true, room: "bare" },
  };
  const message = `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}`;
  return `${message}.${createHmac("sha256", apiKey.secret).update(message).digest("base64url")}`;
}
