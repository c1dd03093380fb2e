/** What `make figures` measures of people and hosts, in short: the goals hold in the dev build too. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { anotherHost } from "../figures/another-host.ts";
import { forceLayers } from "../figures/layers.ts";
import type { Figure } from "../figures/table.ts";
import { noOtherHost } from "../harness/other-host.ts";

function allMet(figures: Figure[]): void {
  assert.ok(figures.length > 0);
  for (const { what, value, goal, met } of figures) assert.ok(met, `${what}: ${value}, not ${goal}`);
}

test("a picture that changes its size eight times reaches every layer and does not freeze", async () => {
  // The browser's own count of freezes is for `make figures`: it begins at a third of a second, on a quiet machine.
  const { gap } = await forceLayers(1);
  assert.ok(gap <= 2_000, `no frame for ${gap} ms`);
});

const impossible = await noOtherHost();

test("a guest on another host and a member here see and hear each other", { skip: impossible ?? false }, async () => {
  allMet(await anotherHost(4));
});
