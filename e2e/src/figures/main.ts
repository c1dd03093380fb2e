/**
 * `make figures`: measures the release build on this machine and prints a table.
 * `npm run figures -w e2e -- joining two` measures only what is named.
 */
import { resolve } from "node:path";
import { anotherHost } from "./another-host.ts";
import { atRest } from "./at-rest.ts";
import { bareJoining } from "./bare-joining.ts";
import { requests, timing } from "./checking.ts";
import { ending } from "./ending.ts";
import { forwarding } from "./forwarding.ts";
import { joining } from "./joining.ts";
import { changingLayers } from "./layers.ts";
import { leavingAndReturning } from "./leaving-and-returning.ts";
import { fourPeople, twoPeople } from "./meeting.ts";
import { signingIn } from "./signing-in.ts";
import { pageSizes } from "./sizes.ts";
import { streams } from "./streams.ts";
import { type Figure, figure, print } from "./table.ts";

process.env.VESTIBULE_BINARY ??= resolve(import.meta.dirname, "../../../target/release/vestibule");

const measurements: Record<string, () => Promise<Figure[]>> = {
  rest: atRest,
  forwarding,
  joining,
  bare: bareJoining,
  two: twoPeople,
  layers: changingLayers,
  return: leavingAndReturning,
  four: fourPeople,
  sizes: pageSizes,
  passwords: signingIn,
  elsewhere: anotherHost,
  ending,
  requests,
  timing,
  streams,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in measurements));
if (unknown.length > 0) {
  console.error(`no such measurement: ${unknown.join(", ")}; there are ${Object.keys(measurements).join(", ")}`);
  process.exit(2);
}
const figures: Figure[] = [];
for (const [name, measure] of Object.entries(measurements)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.error(`measuring ${name} …`);
  try {
    figures.push(...(await measure()));
  } catch (error) {
    // The others are still worth their minutes.
    figures.push(
      figure(`${name} could not be measured`, error instanceof Error ? error.message : String(error), "", false),
    );
  }
}
print(figures);
if (figures.some((entry) => entry.met === false)) process.exitCode = 1;
