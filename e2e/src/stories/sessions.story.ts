/** One person, several browsers and many tabs: every one of them knows how it stands. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { atHome, fillSignIn, PASSWORD, signIn } from "../harness/acts.ts";
import { accessible } from "../harness/checks.ts";
import { House } from "../harness/house.ts";
import { until } from "../harness/wait.ts";

let house: House;
before(async () => {
  house = await House.open();
  await house.server.createAccount("ann", PASSWORD, ["--name", "Ann Lee", "--admin"]);
  await house.server.createAccount("bob", PASSWORD, ["--name", "Bob Ray"]);
});
after(() => house?.close());

/** How many event streams the page holds open to the server. */
function openStreams(requests: Set<string>): number {
  return requests.size;
}

test("eight tabs of one browser share one event stream and all hear the end of the session", async () => {
  const ann = await house.person("Ann");
  const streams = new Set<string>();
  let number = 0;
  ann.context.on("request", (request) => {
    if (!request.url().endsWith("/api/v1/events")) return;
    const id = `${++number}`;
    streams.add(id);
    const gone = () => streams.delete(id);
    void request.response().then((response) => response?.finished().then(gone, gone), gone);
    ann.context.on("requestfailed", (failed) => failed === request && gone());
  });
  await signIn(ann.page, house.server, "ann");
  const tabs: Page[] = [ann.page];
  for (let count = 1; count < 8; count += 1) {
    const tab = await ann.openTab();
    await tab.goto(`${house.server.origin}/`);
    await atHome(tab);
    tabs.push(tab);
  }
  assert.equal(await until("one stream is open", () => openStreams(streams) === 1 && 1), 1);

  const elsewhere = await house.person("Ann elsewhere", {
    userAgent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/140.0",
  });
  await signIn(elsewhere.page, house.server, "ann");
  await elsewhere.page.goto(`${house.server.origin}/settings/sessions`);
  await accessible(elsewhere.page, "active sessions");
  await elsewhere.page
    .getByRole("button", { name: /^End session on/ })
    .first()
    .click();
  const dialog = elsewhere.page.getByRole("dialog");
  await dialog.getByText("Unsaved data there may be lost").waitFor();
  await accessible(elsewhere.page, "end session, confirmation");
  await dialog.getByRole("button", { name: "End session" }).click();
  for (const tab of tabs) {
    await tab.getByText("This session was ended from another of your devices.").waitFor({ timeout: 5_000 });
  }
});

test("cnf_8 the page of sessions says that a browser is never called", async () => {
  const bob = await house.person("Bob");
  await signIn(bob.page, house.server, "bob");
  await bob.page.goto(`${house.server.origin}/settings/sessions`);
  await bob.page.getByText("A browser is never called").waitFor();
  await bob.leave();
});

test("signing out and in as somebody else shows in the other tabs, and nothing of the first person stays", async () => {
  const { page, openTab } = await twoTabs();
  const second = await openTab();
  await second.goto(`${house.server.origin}/settings/profile`);
  await second.getByText("Ann Lee").first().waitFor();
  await page.getByRole("button", { name: /^Ann Lee:/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await second.getByRole("button", { name: "Log in", exact: true }).waitFor({ timeout: 5_000 });
  await fillSignIn(page, "bob");
  await atHome(page);
  await second.getByText("Bob Ray").first().waitFor({ timeout: 5_000 });
  assert.equal(await second.getByText("Ann Lee").count(), 0);
});

/** Ann, signed in, in a browser of her own. */
async function twoTabs() {
  const person = await house.person("Two people");
  await signIn(person.page, house.server, "ann");
  return { page: person.page, openTab: () => person.openTab() };
}

test("asvs_7_4_4 every page of the personal account offers to sign out; on a phone Settings does, one tab away", async () => {
  const { context, page } = await house.person("Ann at every page");
  await signIn(page, house.server, "ann");
  for (const path of [
    "/",
    "/join",
    "/conferences",
    "/conferences/new",
    "/settings/profile",
    "/settings/sessions",
    "/settings/security",
    "/settings/look",
    "/administration/accounts",
    "/administration/audit-log",
    "/administration/outbox",
    "/administration/settings/account",
    "/administration/settings/sign-in",
  ]) {
    await page.goto(`${house.server.origin}${path}`);
    await page.getByRole("button", { name: /^Ann Lee:/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).waitFor();
  }
  const phone = await house.person("Ann's phone", {
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
    storageState: await context.storageState(),
  });
  for (const path of ["/", "/conferences", "/settings/look", "/administration"]) {
    await phone.page.goto(`${house.server.origin}${path}`);
    await phone.page.getByRole("navigation").getByRole("link", { name: "Settings", exact: true }).click();
    await phone.page.getByRole("button", { name: "Sign out", exact: true }).waitFor();
  }
  await phone.leave();
});

test("no page complained", () => {
  house.quiet(/Failed to load resource: the server responded with a status of 401/);
});
