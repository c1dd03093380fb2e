/** Somebody ends their other session: how soon all who are concerned know it (issue 4, figure 2). */
import type { Page } from "playwright-core";
import { atHome, fillSignIn, join, limitSessions, openConference, PASSWORD } from "../harness/acts.ts";
import type { Person } from "../harness/browser.ts";
import { openRoom } from "../harness/gathering.ts";
import { House } from "../harness/house.ts";
import { received } from "../harness/media.ts";
import { waitsAfter } from "../harness/moments.ts";
import { until } from "../harness/wait.ts";
import { type Figure, figure } from "./table.ts";

const ENDED = "Your session ended, so you left Ward round";
const LIFTED = "This device is no longer restricted";
/** Media that has not come for so long has stopped. */
const SILENCE_MS = 1_500;

export async function ending(rounds = 5): Promise<Figure[]> {
  const house = await House.open();
  try {
    const { ann: host, number } = await openRoom(house);
    await limitSessions(host.page, 1, "restrict");
    // The host's own camera is off: what arrives is the other's.
    await host.page.getByRole("button", { name: "Stop camera" }).click();
    const took: [number, number, number][] = [];
    for (let round = 0; round < rounds; round += 1) took.push(await oneRound(house, host.page, number, `ben${round}`));
    const worst = (at: 0 | 1 | 2) => Math.max(...took.map((waits) => waits[at]));
    const row = (what: string, at: 0 | 1 | 2) =>
      figure(`4.2 ${what}, worst of ${rounds}`, `${worst(at).toFixed(0)} ms`, "≤ 1000 ms", worst(at) <= 1_000);
    return [
      row("ending a session to the lift on the restricted page", 0),
      row("ending a session to the ended page, which leads to sign-in", 1),
      row("ending a session to its last media elsewhere", 2),
    ];
  } finally {
    await house.close();
  }
}

/** Waits in ms: lifted, ended, and the last media that the watcher got. */
async function oneRound(house: House, watcher: Page, number: string, login: string): Promise<[number, number, number]> {
  await house.server.createAccount(login, PASSWORD, ["--name", login]);
  const first = await arrive(house, login);
  await atHome(first.page);
  await openConference(first.page, house.server, number);
  await join(first.page);
  await until("the other is seen", async () =>
    (await received(watcher)).video.some((track) => track.framesDecoded > 0),
  );

  const second = await arrive(house, login);
  await second.page.getByRole("button", { name: /^End session on/ }).click();
  const confirm = second.page.getByRole("dialog").getByRole("button", { name: "End session" });
  const last = lastMedia(watcher);
  const { start, waits } = await waitsAfter(confirm, [
    [second.page, LIFTED],
    [first.page, ENDED],
  ]);
  const media = (await last) - start;
  await Promise.all([first.leave(), second.leave()]);
  return [waits[0] ?? Number.NaN, waits[1] ?? Number.NaN, media];
}

async function arrive(house: House, login: string): Promise<Person> {
  const person = await house.person(login);
  await person.page.goto(`${house.server.origin}/sign-in`);
  await fillSignIn(person.page, login);
  return person;
}

/** The moment of the last packet before a silence. */
async function lastMedia(page: Page): Promise<number> {
  let [count, at] = [0, Date.now()];
  while (Date.now() - at < SILENCE_MS) {
    const { video, audio } = await received(page);
    const now = [...video, ...audio].reduce((sum, track) => sum + track.packetsReceived, 0);
    if (now > count) at = Date.now();
    count = now;
    await new Promise((next) => setTimeout(next, 10));
  }
  return at;
}
