/** What happened here, and what was written to people: the audit log and the Outbox, as an administrator reads them. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { limitSessions, PASSWORD, signIn } from "../harness/acts.ts";
import { accessible, fitsWidth, holdsFocus } from "../harness/checks.ts";
import { House } from "../harness/house.ts";

const RUSSIAN_PHONE = {
  viewport: { width: 360, height: 740 },
  isMobile: true,
  hasTouch: true,
  colorScheme: "dark",
  locale: "ru-RU",
} as const;

let house: House;
let admin: Page;
before(async () => {
  house = await House.open();
  await house.server.createAccount("ann", PASSWORD, ["--name", "Ann Lee", "--admin"]);
  await house.server.createAccount("bob", PASSWORD, ["--name", "Bob Ray"]);
  const bob = await house.person("Bob");
  await signIn(bob.page, house.server, "bob");
  await bob.leave();
  for (const login of ["bob", "bob", "nobody.here"]) await guess(login);
  // A browser that the account was not used in before: that is worth a letter.
  const stranger = await house.person("Bob elsewhere");
  await signIn(stranger.page, house.server, "bob");
  const ann = await house.person("Ann", { acceptDownloads: true });
  await signIn(ann.page, house.server, "ann");
  admin = ann.page;
  await limitSessions(admin, 3, "restrict");
});
after(() => house?.close());

/** A wrong password from somewhere else. */
async function guess(login: string): Promise<void> {
  const answer = await fetch(`${house.server.origin}/api/v1/sign-in`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Vestibule-Request": "1" },
    body: JSON.stringify({ login, password: "not the password", device: { client: "web" }, transport: "cookie" }),
  });
  assert.equal(answer.status, 401);
}

/** The log's rows, where all of these words are in them. */
const rows = (...words: string[]): Locator =>
  words.reduce((found, words) => found.filter({ hasText: words }), admin.locator("tbody tr"));

/** A text where it can be seen: a table has the same words as a phone's list. */
const seen = (page: Page, text: string): Locator =>
  page.getByText(text, { exact: true }).filter({ visible: true }).first();

/** Opens a page of Administration by way of the menu. */
async function open(name: string): Promise<void> {
  await admin.getByRole("navigation", { name: "Administration" }).getByRole("link", { name, exact: true }).click();
  await admin.getByRole("heading", { level: 1, name }).waitFor();
}

test("acc_17 the log tells what happened, to whom, by whom and from where, newest first", async () => {
  await admin.goto(`${house.server.origin}/administration/accounts`);
  await open("Audit log");
  await rows("Setting changed: Simultaneous sessions for one account", "from no limit to 3", "Ann Lee").waitFor();
  assert.match((await admin.locator("tbody tr").first().textContent()) ?? "", /Setting changed/);
  await rows("A sign-in failed", "Bob Ray").first().waitFor();
  await rows("A sign-in failed", "No account has the login", "Somebody not signed in").waitFor();
  await rows("An account was added", "The server").first().waitFor();
  await accessible(admin, "audit log");
  await fitsWidth(admin, "audit log");

  const signedIn = rows("Signed in", "Ann Lee").first();
  const details = signedIn.getByRole("button", { name: /^Details: Signed in/ });
  await details.focus();
  await admin.keyboard.press("Enter");
  await signedIn.getByText("Session", { exact: true }).waitFor();
  assert.equal(await details.getAttribute("aria-expanded"), "true");
  await accessible(admin, "audit log, details");
});

test("acc_17 found by person and by kind; the page's address keeps the question for a reload and for Back", async () => {
  await admin.getByRole("searchbox", { name: "Search the audit log" }).fill("bob");
  await admin.waitForURL(/search=bob/);
  await rows("Setting changed").waitFor({ state: "detached" });
  assert.equal(await rows("A sign-in failed").count(), 2);
  await admin.getByText("Failures", { exact: true }).click();
  await admin.waitForURL(/kind=failures/);
  await admin.getByText("2 entries shown").waitFor();

  await admin.reload();
  await admin.getByText("2 entries shown").waitFor();
  assert.equal(await admin.getByRole("radio", { name: "Failures" }).isChecked(), true);
  await rows("A sign-in failed").first().getByRole("link", { name: "Bob Ray" }).click();
  await admin.getByRole("heading", { level: 1, name: "Bob Ray" }).waitFor();
  await admin.goBack();
  await admin.getByText("2 entries shown").waitFor();
  assert.equal(await admin.getByRole("searchbox").inputValue(), "bob");

  await admin.getByLabel("To day").fill("2020-01-01");
  await admin.getByText("Nothing found").waitFor();
  await accessible(admin, "audit log, nothing found");
  await admin.getByRole("button", { name: "Show everything" }).click();
  await rows("Setting changed").waitFor();
  assert.equal(new URL(admin.url()).search, "");
  const unknown = rows("No account has the login");
  await admin.getByRole("searchbox").fill((await unknown.locator("td").nth(4).textContent()) ?? "");
  await rows("An account was added").first().waitFor({ state: "detached" });
  await unknown.waitFor();
});

test("acc_17 what is found is downloaded as CSV, and the log tells so", async () => {
  await admin.getByRole("searchbox").fill("bob");
  await admin.getByText("Failures", { exact: true }).click();
  await admin.getByText("2 entries shown").waitFor();
  const coming = admin.waitForEvent("download");
  await admin.getByRole("link", { name: "Download CSV" }).click();
  const download = await coming;
  assert.equal(download.suggestedFilename(), "audit-log.csv");
  const lines = (await readFile(await download.path(), "utf8")).trim().split("\r\n").join("\n").split("\n");
  assert.equal(lines.length, 3, "its headings and what was found");
  assert.match(lines[0] ?? "", /time,action,actor_login/);
  for (const line of lines.slice(1)) assert.match(line, /^\d{4}-.*,sign_in_failed,.*,bob,Bob Ray,/);

  await admin.getByRole("searchbox").fill("");
  await admin.getByText("Log and letters", { exact: true }).click();
  await rows("This log was downloaded as CSV", "Ann Lee").waitFor();
});

test("acc_17 the account's page leads to what happened to it", async () => {
  await admin.goto(`${house.server.origin}/administration/accounts`);
  await admin.getByRole("link", { name: "Bob Ray" }).click();
  await admin.getByRole("link", { name: "What happened to this account" }).click();
  await admin.getByRole("heading", { level: 1, name: "Audit log" }).waitFor();
  assert.equal(await admin.getByRole("searchbox").inputValue(), "bob");
  await rows("A sign-in failed").first().waitFor();
});

test("acc_11 every page of Administration says where letters are; one is opened, and the audit log tells", async () => {
  await admin.getByText("No mail service is set up. Letters land in the Outbox.").waitFor();
  await admin.getByRole("link", { name: "Open the Outbox" }).click();
  await admin.getByRole("heading", { level: 1, name: "Outbox" }).waitFor();
  await admin.getByText("No mail service is set up, so letters to people are kept here for 30 days.").waitFor();
  await accessible(admin, "outbox");
  await fitsWidth(admin, "outbox");

  const read = rows("New device", "Bob Ray")
    .first()
    .getByRole("button", { name: /^Read: / });
  await read.click();
  const letter = admin.getByRole("dialog");
  await letter.getByText("Bob Ray", { exact: false }).first().waitFor();
  await letter.getByRole("button", { name: "Copy text" }).waitFor();
  await accessible(admin, "a letter");
  await admin.keyboard.press("Escape");
  await holdsFocus(read, "the button that opened the letter");

  await open("Audit log");
  await rows("A letter in the Outbox was read", "New device", "Ann Lee", "Bob Ray").first().waitFor();
});

test("acc_11 acc_17 a standard user sees neither page nor banner, and the server refuses", async () => {
  const bob = await house.person("Bob again");
  await signIn(bob.page, house.server, "bob");
  for (const path of ["/administration/audit-log", "/administration/outbox"]) {
    await bob.page.goto(`${house.server.origin}${path}`);
    await bob.page.getByText("Page not found").waitFor();
    assert.equal(await bob.page.getByText("Letters land in the Outbox").count(), 0);
  }
  const refused = await bob.page.evaluate(async () => {
    const paths = ["audit-log", "audit-log.csv", "outbox"];
    return Promise.all(paths.map(async (path) => (await fetch(`/api/v1/admin/${path}`)).status));
  });
  assert.deepEqual(refused, [403, 403, 403]);
});

test("acc_11 acc_17 both in Russian, on a small dark phone", async () => {
  const { page } = await house.person("Ann's phone", RUSSIAN_PHONE);
  await page.goto(`${house.server.origin}/sign-in?to=/administration`);
  await page.getByLabel("Логин", { exact: true }).fill("ann");
  await page.getByLabel("Пароль", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Войти", exact: true }).click();
  await page.getByText("Почта не настроена. Письма попадают в исходящие.").waitFor();
  await page.getByRole("link", { name: "Журнал аудита" }).click();
  await seen(page, "Изменена настройка: Одновременные сеансы одной учётной записи").waitFor();
  await page
    .getByRole("button", { name: /^Подробности: Выполнен вход/ })
    .first()
    .click();
  await seen(page, "Сеанс").waitFor();
  await fitsWidth(page, "audit log, Russian");
  await accessible(page, "audit log, Russian");
  await page.getByText("Журнал и письма", { exact: true }).click();
  await seen(page, "Прочитано письмо в исходящих").waitFor();
  await fingers(page);

  await page.getByRole("link", { name: "Открыть исходящие" }).click();
  await seen(page, "Новое устройство").waitFor();
  await fitsWidth(page, "outbox, Russian");
  await accessible(page, "outbox, Russian");
  await fingers(page);
  await page
    .getByRole("button", { name: /^Прочитать: / })
    .first()
    .click();
  await page.getByRole("dialog").getByRole("button", { name: "Скопировать текст" }).waitFor();
  await fitsWidth(page, "a letter, Russian");
  await accessible(page, "a letter, Russian");
});

/** Every button, field, choice and person of the page is at least 44 high. Links within text are text. */
async function fingers(page: Page): Promise<void> {
  const small = await page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        "main button, main input, main label:has(input), main a[download], main dd a",
      ),
    ]
      .map((element) => ({ element, height: element.getBoundingClientRect().height }))
      .filter(({ height }) => height > 0 && height < 44)
      .map(({ element, height }) => `${element.outerHTML.slice(0, 120)}: ${height}`),
  );
  assert.deepEqual(small, [], "smaller than a finger");
}

test("no page complained", () => {
  // Chromium itself notes what the server refused to somebody who may not read.
  house.quiet(/status of 403/);
});
