/** A guest on another computer, a member on this one (figure 10). */
import type { Browser } from "playwright-core";
import { join } from "../harness/acts.ts";
import { Person } from "../harness/browser.ts";
import { openRoom } from "../harness/gathering.ts";
import { House } from "../harness/house.ts";
import { offered, watch } from "../harness/media.ts";
import { OtherHost } from "../harness/other-host.ts";
import { freeTcpPort } from "../harness/ports.ts";
import { type Figure, figure } from "./table.ts";

export async function anotherHost(seconds = 30): Promise<Figure[]> {
  const other = await OtherHost.connect();
  let house: House | undefined;
  let browser: Browser | undefined;
  try {
    const port = await freeTcpPort();
    house = await House.open({ listen: `0.0.0.0:${port}`, args: ["--tls", "self-signed"], cheapHashing: false });
    browser = await other.launchBrowser();
    const { ann, number } = await openRoom(house);
    const guest = await Person.arrive(browser, "Guest");
    house.people.push(guest);
    await guest.page.goto(`https://${other.ours}:${port}/c/${number}`);
    await join(guest.page, "Omar");
    await guest.page.waitForTimeout(3_000);
    const [here, there] = await Promise.all([watch(ann.page, seconds), watch(guest.page, seconds)]);
    const told = await offered(guest.page);
    house.quiet();
    return [
      ...(
        [
          ["here", here],
          ["there", there],
        ] as const
      ).map(([where, view]) =>
        figure(
          `10 from another host, ${seconds} s, seen ${where}`,
          `${view.frames} frames of ${view.widths.join("/")} px, energy ${view.energy.toFixed(4)}`,
          "both > 0",
          view.frames > seconds && view.energy > 0,
        ),
      ),
      figure(
        "10 addresses told to the guest there",
        told.join(", "),
        other.ours,
        told.every((one) => one === other.ours) && told.length > 0,
      ),
    ];
  } finally {
    await browser?.close();
    await house?.close();
    await other.disconnect();
  }
}
