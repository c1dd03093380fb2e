/** A captcha at sign-in: read in a picture, or worked out by the device of whoever cannot see one (CAP-1 to CAP-5). */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { BrowserContextOptions, Page } from "playwright-core";
import { atHome, displayCaptcha, fillSignIn, PASSWORD, signIn } from "../harness/acts.ts";
import { Captchas, TELLING } from "../harness/captchas.ts";
import { accessible, fitsWidth, holdsFocus } from "../harness/checks.ts";
import { House } from "../harness/house.ts";
import { until } from "../harness/wait.ts";

const RUSSIAN_PHONE = {
  viewport: { width: 360, height: 740 },
  isMobile: true,
  hasTouch: true,
  colorScheme: "dark",
  locale: "ru-RU",
} as const;
const WRONG_PAIR = "Wrong login or password, or too many attempts. Wait a few minutes or ask your administrator.";
const MINUTE = 60_000;

let house: House;
let desk: Page;

before(async () => {
  house = await House.open({ env: TELLING });
  await house.server.createAccount("root", PASSWORD, ["--name", "Root", "--admin"]);
  await house.server.createAccount("ann", PASSWORD, ["--name", "Ann Lee"]);
  desk = (await house.person("The administrator")).page;
  await signIn(desk, house.server, "root");
});
after(() => house?.close());

/** Somebody in front of the sign-in form. */
async function stranger(name: string, options: BrowserContextOptions = {}) {
  const person = await house.person(name, options);
  const captchas = new Captchas(person.page, house.server);
  await person.page.goto(`${house.server.origin}/sign-in`);
  return { person, page: person.page, captchas };
}

const login = (page: Page) => page.getByLabel("Login", { exact: true });
const password = (page: Page) => page.getByLabel("Password", { exact: true });
const characters = (page: Page) => page.getByLabel("Characters in the picture");
const logIn = (page: Page) => page.getByRole("button", { name: "Log in", exact: true }).click();

test("cap_1 cap_3 after failures a picture is asked for; a wrong reading loses nothing that was typed, a right one lets in", async () => {
  await displayCaptcha(desk, "after_failures", 2);
  const { person, page, captchas } = await stranger("Ann, who mistypes");
  for (let count = 0; count < 2; count += 1) {
    await fillSignIn(page, "ann", "not the password");
    await page.getByText(WRONG_PAIR).waitFor();
    await until("the password is emptied", async () => (await password(page).inputValue()) === "");
  }
  assert.equal(await characters(page).count(), 0);

  await fillSignIn(page, "ann");
  await captchas.come(1);
  await holdsFocus(characters(page), "the field of the captcha");
  await page.getByText("One more step: the characters in the picture. What you typed stays.").waitFor();
  await page.getByRole("img", { name: "Picture with five characters to type into the field below" }).waitFor();
  assert.deepEqual([await login(page).inputValue(), await password(page).inputValue()], ["ann", PASSWORD]);
  await accessible(page, "sign-in, captcha asked");
  await fitsWidth(page, "sign-in, captcha asked");

  await page.keyboard.type("0o0o0");
  await page.keyboard.press("Enter");
  await page.getByText("These are not the characters in the picture. Type those of the new one").waitFor();
  await captchas.come(2);
  await holdsFocus(characters(page), "the field of the captcha");
  assert.equal(await characters(page).inputValue(), "");
  assert.deepEqual([await login(page).inputValue(), await password(page).inputValue()], ["ann", PASSWORD]);
  await accessible(page, "sign-in, captcha wrong");

  await page.keyboard.type(await captchas.text());
  await page.keyboard.press("Enter");
  await atHome(page);
  await person.leave();
});

test("cap_3 Refresh keeps what was typed; what expired is replaced by itself twice, then the place offers a picture", async () => {
  await displayCaptcha(desk, "always");
  const { person, page, captchas } = await stranger("Ann, who takes her time");
  await captchas.come(1);
  await accessible(page, "sign-in with a captcha");
  await login(page).fill("ann");
  await password(page).fill(PASSWORD);
  await characters(page).fill("abc");
  await page.getByRole("button", { name: "Refresh the picture" }).click();
  await captchas.come(2);
  assert.deepEqual([await login(page).inputValue(), await password(page).inputValue()], ["ann", PASSWORD]);
  assert.equal(await characters(page).inputValue(), "");

  await page.clock.install();
  await page.getByRole("button", { name: "Refresh the picture" }).click();
  await captchas.come(3);
  await page.clock.runFor(20_000);
  await page.getByText(/^0:(39|40) left$/).waitFor();
  for (const count of [4, 5]) {
    await page.clock.runFor(MINUTE);
    await captchas.come(count);
  }
  await page.clock.runFor(MINUTE);
  await page.getByText("The picture expired").waitFor();
  await accessible(page, "sign-in, picture expired");
  await page.getByRole("button", { name: "Show a picture" }).click();
  await captchas.come(6);
  await holdsFocus(characters(page), "the field of the captcha");

  await characters(page).fill(await captchas.text());
  await logIn(page);
  await atHome(page);
  await person.leave();
});

test("cap_4 too many pictures: how long to wait, and the other way leads in", async () => {
  const { person, page, captchas } = await stranger("Ann, who refreshes");
  await captchas.come(1);
  const flood = { status: 429, code: "too_many_captchas", title: "Too many", retry_after: 200 };
  await page.route(
    "**/api/v1/captchas",
    (route) => route.fulfill({ status: 429, contentType: "application/problem+json", body: JSON.stringify(flood) }),
    { times: 1 },
  );
  await page.getByRole("button", { name: "Refresh the picture" }).click();
  await page
    .getByText("Too many pictures were asked for from here. Wait 4 minutes, or choose “I can't see the picture”.")
    .waitFor();
  await page.getByRole("button", { name: "Show a picture" }).waitFor();
  await accessible(page, "sign-in, too many pictures");
  await page.getByRole("button", { name: "I can't see the picture" }).click();
  await page.getByText("The proof is ready. There is nothing to type.").waitFor({ timeout: 60_000 });
  await accessible(page, "sign-in, proof ready");
  await fillSignIn(page, "ann");
  await atHome(page);
  await person.leave();
});

test("cap_5 by keyboard, without the picture: the work can be cancelled, and the form waits for it", async () => {
  const { person, page, captchas } = await stranger("Ann, who sees no pictures");
  await captchas.come(1);
  await login(page).fill("ann");
  await password(page).fill(PASSWORD);
  const other = page.getByRole("button", { name: "I can't see the picture" });
  await other.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("progressbar", { name: "Working out the proof" }).waitFor();
  const cancel = page.getByRole("button", { name: "Cancel and use a picture" });
  await holdsFocus(cancel, "the button that was pressed");
  await accessible(page, "sign-in, device at work");
  await page.keyboard.press("Enter");
  await captchas.come(3);

  await other.press("Enter");
  await page.getByRole("progressbar").waitFor();
  await password(page).press("Enter");
  await atHome(page);
  await person.leave();
});

test("cap_1 cap_3 cap_5 in Russian, on a small dark phone", async () => {
  const { person, page, captchas } = await stranger("Ann's phone", RUSSIAN_PHONE);
  await captchas.come(1, "Символы с картинки");
  await fitsWidth(page, "sign-in with a captcha, Russian");
  await accessible(page, "sign-in with a captcha, Russian");
  await page.getByLabel("Логин", { exact: true }).fill("ann");
  await page.getByLabel("Пароль", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Символы с картинки").fill("0o0o0");
  await page.getByRole("button", { name: "Войти", exact: true }).click();
  await page.getByText("Это не те символы, что на картинке.").waitFor();
  await captchas.come(2, "Символы с картинки");
  await fitsWidth(page, "sign-in, captcha wrong, Russian");
  await accessible(page, "sign-in, captcha wrong, Russian");
  await page.getByRole("button", { name: "Не вижу картинку" }).click();
  await page.getByText(/^Вместо этого задачу решает ваше устройство/).waitFor();
  await fitsWidth(page, "sign-in, device at work, Russian");
  await accessible(page, "sign-in, device at work, Russian");
  await page.getByRole("button", { name: "Войти", exact: true }).click();
  await page.getByRole("link", { name: "Настройки" }).waitFor();
  await person.leave();
});

test("no page complained", () => {
  // Chromium itself notes each refusal: a wrong pair, a wrong captcha, too many of them.
  house.quiet(/Failed to load resource: the server responded with a status of (401|422|429)/);
});
