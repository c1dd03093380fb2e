/** Every page on a phone, in the dark, in Russian: nothing is wider than the screen, and axe finds nothing. */
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { createConference, PASSWORD, signIn } from "../harness/acts.ts";
import { accessible, fitsWidth } from "../harness/checks.ts";
import { House } from "../harness/house.ts";

const PHONE = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
  colorScheme: "dark",
  locale: "ru-RU",
} as const;

let house: House;
let number: string;
let closed: string;
let account: string;
let page: Page;

before(async () => {
  house = await House.open();
  await house.server.createAccount("ann", PASSWORD, ["--name", "Анна Константинопольская", "--admin"]);
  const ann = await house.person("Ann");
  await signIn(ann.page, house.server, "ann");
  number = await createConference(ann.page, house.server, "Совет отделения кардиологии и кардиохирургии");
  closed = await createConference(ann.page, house.server, "Планёрка", "Closed");
  account = await ann.page.evaluate(async () => (await (await fetch("/api/v1/me")).json()).account.id);
  const phone = await house.person("Ann's phone", { ...PHONE, storageState: await ann.context.storageState() });
  page = phone.page;
});
after(() => house?.close());

/** Opens a page and looks at it once its heading stands. */
async function look(on: Page, path: string): Promise<void> {
  await on.goto(`${house.server.origin}${path}`);
  await on.locator("h1:visible, h2:visible").first().waitFor();
  await on.waitForLoadState("networkidle");
  await fitsWidth(on, path);
  await accessible(on, path);
}

test("the pages of somebody signed in", async () => {
  for (const path of [
    "/",
    "/conferences",
    "/conferences/new",
    `/conferences/${number}`,
    "/settings/profile",
    "/settings/sessions",
    "/settings/security",
    "/settings/look",
    "/administration",
    "/administration/accounts",
    `/administration/accounts/${account}`,
    "/administration/settings/account",
    `/c/${number}`,
    "/no/such/page",
  ]) {
    await look(page, path);
  }
});

test("the pages of a stranger", async () => {
  const stranger = await house.person("A stranger", PHONE);
  for (const path of ["/sign-in", `/c/${number}`, `/c/${closed}`, "/c/123456789", "/join", "/connect#name=Клиника"]) {
    await look(stranger.page, path);
  }
});

test("the room", async () => {
  await page.goto(`${house.server.origin}/c/${number}`);
  await page.getByRole("button", { name: "Войти", exact: true }).click();
  await page.getByRole("button", { name: "Выйти", exact: true }).waitFor();
  await fitsWidth(page, "room");
  await accessible(page, "room");
});

test("no page complained", () => {
  // Chromium itself notes the answer to a number that no conference has.
  house.quiet(/status of 404/);
});
