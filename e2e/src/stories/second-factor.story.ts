/** An authenticator app and recovery codes: set up, asked for at sign-in, renewed, removed (ACC-16). */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { atHome, fillSignIn, limitSessions, PASSWORD, signIn } from "../harness/acts.ts";
import { Authenticator } from "../harness/authenticator.ts";
import type { Person } from "../harness/browser.ts";
import { accessible, fitsWidth, holdsFocus } from "../harness/checks.ts";
import { House } from "../harness/house.ts";

const FIREFOX = { userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" };
const RUSSIAN_PHONE = {
  viewport: { width: 360, height: 740 },
  isMobile: true,
  hasTouch: true,
  colorScheme: "dark",
  locale: "ru-RU",
} as const;
const WRONG = "This code is wrong or was used already. Wait for the next one and enter that.";
const RECOVERY_CODE = /^[0-9A-Z]{4}(-[0-9A-Z]{4}){5}$/;

let house: House;
let ann: Person;
let page: Page;
let app: Authenticator;
let codes: string[];

before(async () => {
  house = await House.open();
  await house.server.createAccount("root", PASSWORD, ["--name", "Root", "--admin"]);
  await house.server.createAccount("ann", PASSWORD, ["--name", "Ann Lee"]);
  ann = await house.person("Ann");
  page = ann.page;
  await signIn(page, house.server, "ann");
});
after(() => house?.close());

const appCode = () => page.getByLabel("Code from the app");
const openSecurity = (on = page) => on.goto(`${house.server.origin}/settings/security`);

async function signOut(): Promise<void> {
  await page.getByRole("button", { name: /^Ann Lee:/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Log in", exact: true }).waitFor();
}

/** Login and password; ends where the code is asked for. */
async function toCode(on = page): Promise<void> {
  await on.goto(`${house.server.origin}/sign-in`);
  await fillSignIn(on, "ann");
  await on.getByRole("heading", { name: "Enter the code from your authenticator app" }).waitFor();
}

/** The recovery codes on the page. */
async function shownCodes(): Promise<string[]> {
  const list = page.getByRole("list", { name: "Recovery codes" });
  await list.waitFor();
  const shown = await list.getByRole("listitem").allTextContents();
  assert.equal(shown.length, 10);
  for (const code of shown) assert.match(code, RECOVERY_CODE);
  return shown;
}

test("acc_16 an app is set up by its key and its first code, and recovery codes are kept before the dialog closes", async () => {
  await openSecurity();
  await page.getByText("Logging in asks for the password only.").waitFor();
  await accessible(page, "security, no second factor");
  await page.getByRole("button", { name: "Set up" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("img", { name: "QR code: the key for the authenticator app" }).waitFor();
  const key = dialog.getByText(/^([A-Z2-7]{4} ?){8}$/);
  app = new Authenticator((await key.textContent()) ?? "");
  await accessible(page, "setting up an app");

  const past = app.pastCode();
  await appCode().fill(past);
  await page.keyboard.press("Enter");
  await dialog.getByText(WRONG).waitFor();
  assert.equal(await appCode().inputValue(), past);
  await accessible(page, "setting up an app, wrong code");
  // What is chosen is replaced by what is typed.
  await page.keyboard.type(await app.code());
  await dialog.getByRole("button", { name: "Turn on" }).click();

  codes = await shownCodes();
  await accessible(page, "recovery codes");
  await page.keyboard.press("Escape");
  await dialog.getByText("These codes are not shown again.").waitFor();
  const download = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Download as text" }).click();
  const file = await download;
  assert.equal(file.suggestedFilename(), "Vestibule-ann-recovery-codes.txt");
  const text = await readFile(await file.path(), "utf8");
  for (const code of codes) assert.ok(text.includes(code), `the file has ${code}`);
  await dialog.getByRole("button", { name: "I have kept them" }).click();
  await page.getByText(/^On since/).waitFor();
  await page.getByText("10 recovery codes left.").waitFor();
  await page.getByText("Devices that are signed in stay so").waitFor();
  await accessible(page, "security, app set up");
  await page.getByRole("link", { name: "Active sessions" }).click();
  await page.getByRole("heading", { name: "Active sessions" }).waitFor();
});

test("acc_16 sign-in asks for a code; a wrong one stays, chosen; a reload finds the step; the right one leads home", async () => {
  await signOut();
  await toCode();
  await accessible(page, "the code at sign-in");
  const past = app.pastCode();
  await appCode().fill(past);
  await page.keyboard.press("Enter");
  await page.getByText(WRONG).waitFor();
  const chosen = () => page.evaluate(() => window.getSelection()?.toString());
  assert.equal(await chosen(), past);
  await accessible(page, "the code at sign-in, wrong");

  await page.reload();
  await page.getByRole("heading", { name: "Enter the code from your authenticator app" }).waitFor();
  await holdsFocus(appCode(), "the field");
  await appCode().fill(await app.code());
  await page.keyboard.press("Enter");
  await atHome(page);
});

test("acc_16 Back gives the sign-in up with the login typed; an attempt that is over says so", async () => {
  await signOut();
  await toCode();
  await page.getByRole("button", { name: "Back" }).click();
  await page.getByRole("button", { name: "Log in", exact: true }).waitFor();
  assert.equal(await page.getByLabel("Login", { exact: true }).inputValue(), "ann");
  await page.goto(`${house.server.origin}/sign-in/second-factor`);
  await page.getByLabel("Password", { exact: true }).waitFor();

  await toCode();
  const attempt = await page.evaluate(() => JSON.parse(sessionStorage.getItem("vestibule.sign-in") ?? "{}").id);
  const gone = await page.evaluate(
    async (address) => (await fetch(address, { method: "DELETE", headers: { "Vestibule-Request": "1" } })).status,
    `/api/v1/sign-in/${attempt}`,
  );
  assert.equal(gone, 204);
  await appCode().fill("000000");
  await page.keyboard.press("Enter");
  await page.getByText("This sign-in is over: it lasts 15 minutes at most.").waitFor();
  assert.equal(await page.getByLabel("Login", { exact: true }).inputValue(), "ann");
  await accessible(page, "sign-in, attempt over");
});

test("acc_16 a recovery code lets in once, by keyboard", async () => {
  await toCode();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const field = page.getByLabel("Recovery code", { exact: true });
  await holdsFocus(field, "the field");
  await accessible(page, "a recovery code at sign-in");
  await page.keyboard.type((codes[0] ?? "").toLowerCase());
  await page.keyboard.press("Enter");
  await atHome(page);
  await openSecurity();
  await page.getByText("9 recovery codes left.").waitFor();

  await signOut();
  await toCode();
  await page.getByRole("button", { name: "Use a recovery code instead" }).click();
  await field.fill(codes[0] ?? "");
  await page.keyboard.press("Enter");
  await page.getByText("This recovery code is wrong or was used already. Check it, or take another.").waitFor();
  assert.equal(await field.inputValue(), codes[0]);
  await field.fill(codes[1] ?? "");
  await page.keyboard.press("Enter");
  await atHome(page);
});

test("acc_16 ses_4 where every place is taken, the User sessions window comes after the code", async () => {
  const root = await house.person("The administrator", FIREFOX);
  await signIn(root.page, house.server, "root");
  await limitSessions(root.page, 1, "wait");
  const second = await house.person("Ann's other browser", FIREFOX);
  await toCode(second.page);
  await second.page.getByLabel("Code from the app").fill(await app.code());
  await second.page.keyboard.press("Enter");
  await second.page.getByRole("heading", { name: "User sessions" }).waitFor();
  await second.page.goto(`${house.server.origin}/sign-in/second-factor`);
  await second.page.getByRole("heading", { name: "User sessions" }).waitFor();
  await second.page.getByText(/^\d{1,2}:\d\d left$/).waitFor();
  await second.page.getByRole("button", { name: "Cancel" }).click();
  await second.page.getByRole("button", { name: "Log in", exact: true }).waitFor();

  await toCode(second.page);
  await second.page.goto(`${house.server.origin}/sign-in/sessions`);
  await second.page.getByRole("heading", { name: "Enter the code from your authenticator app" }).waitFor();
  await limitSessions(root.page, 0, "restrict");
  await Promise.all([root.leave(), second.leave()]);
});

test("acc_16 new recovery codes void the earlier ones, after a code and, long after the sign-in, the password", async () => {
  await openSecurity();
  // The sign-in is a moment old; the server's answer of a quarter of an hour later is put in its place, once.
  const old = { status: 403, code: "proof_required", title: "Prove who you are." };
  const refusal = { status: 403, contentType: "application/problem+json", body: JSON.stringify(old) };
  await page.route("**/api/v1/me/second-factor/recovery-codes", (route) => route.fulfill(refusal), { times: 1 });
  await page.getByRole("button", { name: "New recovery codes" }).click();
  const dialog = page.getByRole("dialog");
  await appCode().fill(await app.code());
  await accessible(page, "new recovery codes");
  await page.keyboard.press("Enter");
  const password = dialog.getByLabel("Your password", { exact: true });
  await password.fill(PASSWORD);
  await accessible(page, "new recovery codes, proof");
  await password.press("Enter");
  const former = codes;
  codes = await shownCodes();
  assert.deepEqual(
    codes.filter((code) => former.includes(code)),
    [],
  );
  await dialog.getByRole("button", { name: "I have kept them" }).click();
  await page.getByText("10 recovery codes left.").waitFor();
});

test("acc_16 in Russian, on a small dark phone: sign-in, setting up, removal", async () => {
  const phone = (await house.person("Ann's phone", RUSSIAN_PHONE)).page;
  await phone.goto(`${house.server.origin}/sign-in`);
  await phone.getByLabel("Логин", { exact: true }).fill("ann");
  await phone.getByLabel("Пароль", { exact: true }).fill(PASSWORD);
  await phone.getByRole("button", { name: "Войти", exact: true }).click();
  await phone.getByRole("heading", { name: "Введите код из приложения-аутентификатора" }).waitFor();
  await fitsWidth(phone, "the code at sign-in, Russian");
  await accessible(phone, "the code at sign-in, Russian");
  await phone.getByRole("button", { name: "Ввести резервный код" }).click();
  await phone.getByLabel("Резервный код", { exact: true }).fill(codes[0] ?? "");
  await accessible(phone, "a recovery code at sign-in, Russian");
  await phone.getByRole("button", { name: "Войти", exact: true }).click();

  await phone.getByRole("link", { name: "Настройки" }).waitFor();
  await openSecurity(phone);
  await phone.getByText("Осталось 9 резервных кодов.").waitFor();
  await fitsWidth(phone, "security, Russian");
  await accessible(phone, "security, Russian");
  await phone.getByRole("button", { name: "Убрать" }).click();
  const dialog = phone.getByRole("dialog");
  await dialog.getByText("При входе будет спрашиваться только пароль.").waitFor();
  await fitsWidth(phone, "removal, Russian");
  await accessible(phone, "removal, Russian");
  await dialog.getByRole("button", { name: "Ввести резервный код" }).click();
  await dialog.getByLabel("Резервный код", { exact: true }).fill(codes[1] ?? "");
  await dialog.getByRole("button", { name: "Убрать", exact: true }).click();
  await phone.getByText("При входе спрашивается только пароль.").waitFor();

  await phone.getByRole("button", { name: "Настроить" }).click();
  const key = dialog.getByText(/^([A-Z2-7]{4} ?){8}$/);
  app = new Authenticator((await key.textContent()) ?? "");
  await fitsWidth(phone, "setting up an app, Russian");
  await accessible(phone, "setting up an app, Russian");
  await dialog.getByLabel("Код из приложения").fill(await app.code());
  await dialog.getByRole("button", { name: "Включить" }).click();
  await dialog.getByRole("list", { name: "Резервные коды" }).waitFor();
  await fitsWidth(phone, "recovery codes, Russian");
  await accessible(phone, "recovery codes, Russian");
  await dialog.getByRole("button", { name: "Коды сохранены" }).click();
  await phone.getByText(/^Включено (сегодня|вчера)/).waitFor();
});

test("asvs_6_4_4 whose phone and codes are lost is let in by an administrator, who is told to make sure who asks", async () => {
  const root = (await house.person("The administrator again")).page;
  await signIn(root, house.server, "root");
  await root.goto(`${house.server.origin}/administration/accounts`);
  await root.getByRole("link", { name: "Ann Lee" }).click();
  await root.getByText(/^On since/).waitFor();
  await accessible(root, "an account with a second factor");
  await root.getByRole("button", { name: "Remove second factor" }).click();
  const dialog = root.getByRole("dialog");
  await dialog.getByText("Make sure that Ann Lee is who asks").waitFor();
  await accessible(root, "removing somebody's second factor");
  await dialog.getByRole("button", { name: "Remove second factor" }).click();
  await root.getByText("The second factor of Ann Lee is removed.").waitFor();
  assert.equal(await root.getByRole("button", { name: "Remove second factor" }).count(), 0);

  await signOut();
  await signIn(page, house.server, "ann");
});

test("no page complained", () => {
  // Chromium itself notes each refusal: a wrong code, an attempt that is over, a proof asked for, nobody signed in.
  house.quiet(/Failed to load resource: the server responded with a status of (40[134]|422)/);
});
