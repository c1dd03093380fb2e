/** Checks that every story makes of every page it comes to. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "playwright-core";
import { until } from "./wait.ts";

/** Where pictures of the pages are put that stories come to, when somebody wants to look at them. */
const PICTURES = process.env.VESTIBULE_STORY_PICTURES;

/** axe (WCAG 2.2 AA and best practice) finds nothing on the page as it stands (G15). */
export async function accessible(page: Page, where: string): Promise<void> {
  // A page still being fetched has nothing in it to judge.
  await page.locator("main h1").first().waitFor({ state: "attached" });
  if (PICTURES) await page.screenshot({ path: join(PICTURES, `${where.replaceAll("/", "-")}.png`) });
  let found: string[] = [];
  const rests = async () => {
    found = await violations(page);
    return found.length === 0;
  };
  // What is wrong for a moment, while something fades in or is fetched, is not what people are left with.
  await until(`axe finds nothing on ${where}`, rests, { timeoutMs: 4_000, everyMs: 250 }).catch((error) => {
    assert.deepEqual(found, [], `axe on ${where}`);
    throw error;
  });
}

async function violations(page: Page): Promise<string[]> {
  // Legacy mode judges in the page itself; the other opens a second page for the outcome, which none of ours needs.
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .setLegacyMode(true)
    .analyze();
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map((node) => node.html).join("\n    ")}`,
  );
}

/** The page does not scroll sideways. */
export async function fitsWidth(page: Page, where: string): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(over <= 0, `${where} is ${over} px wider than its window`);
}

/** The focus comes to `element`: what is typed next goes there. A dialog takes it a moment after it shows. */
export async function holdsFocus(element: Locator, what: string): Promise<void> {
  await until(`${what} has the focus`, () => element.evaluate((node) => node === document.activeElement));
}
