/** Over the session limit: let in restricted and freed live, or waiting at the User sessions window (SES-3 to SES-8). */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { BrowserContextOptions, Locator, Page } from "playwright-core";
import { atHome, createConference, fillSignIn, limitSessions, PASSWORD, signIn } from "../harness/acts.ts";
import type { Person } from "../harness/browser.ts";
import { accessible, fitsWidth, holdsFocus } from "../harness/checks.ts";
import { House } from "../harness/house.ts";
import { waitsAfter } from "../harness/moments.ts";
import { until } from "../harness/wait.ts";

const FIREFOX = { userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" };
const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, colorScheme: "dark" } as const;
const RUSSIAN = { ...PHONE, locale: "ru-RU" } as const;

let house: House;
let desk: Page;
let number: string;

before(async () => {
  house = await House.open();
  await house.server.createAccount("root", PASSWORD, ["--name", "Root", "--admin"]);
  desk = (await house.person("The administrator")).page;
  await signIn(desk, house.server, "root");
  number = await createConference(desk, house.server, "Ward round");
});
after(() => house?.close());

/** An account named Ann Lee for one test, so that no test meets the sessions of another. */
async function newAnn(login: string): Promise<string> {
  await house.server.createAccount(login, PASSWORD, ["--name", "Ann Lee"]);
  return login;
}

/** Fills the sign-in form of a new browser and sends it; where that leads is the story's to see. */
async function arrive(login: string, options: BrowserContextOptions = {}, to = "/"): Promise<Person> {
  const person = await house.person(`${login}, browser ${house.people.length}`, options);
  await person.page.goto(`${house.server.origin}/sign-in?to=${encodeURIComponent(to)}`);
  if (options.locale === "ru-RU") await fillInRussian(person.page, login);
  else await fillSignIn(person.page, login);
  return person;
}

async function fillInRussian(page: Page, login: string): Promise<void> {
  await page.getByLabel("Логин", { exact: true }).fill(login);
  await page.getByLabel("Пароль", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Войти", exact: true }).click();
}

/** Opens the confirmation of the first session that can be ended, and looks at it. */
async function askToEnd(page: Page): Promise<Locator> {
  const button = page.getByRole("button", { name: /^(End session on|Завершить сеанс:)/ }).locator("visible=true");
  await button.first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(/Unsaved data there may be lost|Несохранённые данные на нём/).waitFor();
  const keep = dialog.getByRole("button", { name: /Keep it|Оставить/ });
  await holdsFocus(keep, "the button that changes nothing");
  await accessible(page, "end session, confirmation");
  return dialog.getByRole("button", { name: /End session|Завершить сеанс/ });
}

/** What must show at once after a press, on whose page: `make figures` holds the second that is meant (SES-8). */
async function atOnce(button: Locator, sights: readonly (readonly [Page, string])[]): Promise<void> {
  const { waits } = await waitsAfter(button, sights);
  assert.ok(
    waits.every((wait) => wait <= 3_000),
    `${waits} ms`,
  );
}

const ENDED = "This session was ended from another of your devices.";

test("ses_3 ses_6 ses_8 over the limit one is told so, and ending the other session frees this one at once", async () => {
  await limitSessions(desk, 1, "restrict");
  const ann = await newAnn("ann.freed");
  const first = await arrive(ann, FIREFOX);
  await atHome(first.page);
  const second = await arrive(ann);
  await second.page.getByRole("heading", { name: "You are signed in on 2 devices; 1 is allowed" }).waitFor();
  await second.page.getByText("this device will not ring").waitFor();
  await second.page.getByText("Best to end").waitFor();
  await accessible(second.page, "notice of the session limit");

  await atOnce(await askToEnd(second.page), [
    [second.page, "This device is no longer restricted"],
    [first.page, ENDED],
  ]);
  await accessible(second.page, "notice of the session limit, freed");
  await second.page.getByRole("button", { name: "Go on" }).click();
  await atHome(second.page);
  assert.equal(await second.page.getByText("Restricted").count(), 0);
  await Promise.all([first.leave(), second.leave()]);
});

test("ses_3 ses_5 ses_7 restricted, every page says so, buttons are locked, and the list leads out", async () => {
  await limitSessions(desk, 2, "restrict");
  const ann = await newAnn("ann.locked");
  const others = [await arrive(ann, FIREFOX), await arrive(ann, FIREFOX)];
  for (const other of others) await atHome(other.page);
  await limitSessions(desk, 1, "restrict");
  const third = await arrive(ann, {}, `/c/${number}`);
  const { page } = third;
  await page.getByText(/^Until 2 sessions end you can't join/).waitFor();
  await page.getByRole("button", { name: "It's clear" }).click();

  await page.getByText("End 2 sessions to join from here.").waitFor();
  await page.getByRole("button", { name: "Join", exact: true, disabled: true }).waitFor();
  await accessible(page, "restricted, before a conference");
  for (const path of ["/", "/conferences", "/conferences/new", "/settings/profile"]) {
    await page.goto(`${house.server.origin}${path}`);
    await page.getByText("Restricted: 3 devices are signed in, 1 is allowed.").waitFor();
    await accessible(page, `restricted, ${path}`);
  }
  await page.goto(house.server.origin);
  await page.getByRole("button", { name: "Join by number", disabled: true }).waitFor();
  await page.getByRole("link", { name: "Active sessions" }).click();
  await page.getByText("End 2 sessions below and it is freed at once.").waitFor();
  await page.getByText("3 devices signed in, 1 allowed").waitFor();
  await accessible(page, "restricted, active sessions");

  await (await askToEnd(page)).click();
  await page.getByText("End one session below and it is freed at once.").waitFor();
  await atOnce(await askToEnd(page), [[page, "This device is no longer restricted."]]);
  for (const other of others) await other.page.getByText(ENDED).waitFor();
  assert.equal(await page.getByText("This device is restricted").count(), 0);
  await Promise.all([third, ...others].map((person) => person.leave()));
});

test("ses_4 where one has to wait, the window opens, survives a reload, and goes on by itself", async () => {
  await limitSessions(desk, 1, "wait");
  const ann = await newAnn("ann.waits");
  const first = await arrive(ann, FIREFOX);
  await atHome(first.page);
  const second = await arrive(ann, {}, "/settings/look");
  const { page } = second;
  await page.getByRole("heading", { name: "User sessions" }).waitFor();
  await page.getByText("Ann Lee is signed in on 1 device; 1 is allowed. Wait until one session ends").waitFor();
  await page.getByText(/^\d{1,2}:\d\d left$/).waitFor();
  await accessible(page, "User sessions");
  await page.reload();
  await page.getByText("Waiting for a free session").waitFor();
  await page.getByText(/^\d{1,2}:\d\d left$/).waitFor();

  await first.page.getByRole("button", { name: /^Ann Lee:/ }).click();
  await first.page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Language and look" }).waitFor({ timeout: 5_000 });
  await Promise.all([first.leave(), second.leave()]);
});

test("ses_4 ses_6 dsk_5 at the window one ends another session by keyboard, or gives up and finds the login typed", async () => {
  await limitSessions(desk, 1, "wait");
  const ann = await newAnn("ann.ends");
  const there = await arrive(ann, FIREFOX);
  await atHome(there.page);
  const here = await arrive(ann);
  const { page } = here;
  await page.getByRole("heading", { name: "User sessions" }).waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Log in", exact: true }).waitFor();
  assert.equal(await page.getByLabel("Login", { exact: true }).inputValue(), ann);
  await fillSignIn(page, ann);

  const end = page.getByRole("button", { name: /^End session on/ }).locator("visible=true");
  const ground = () => end.evaluate((button) => getComputedStyle(button).backgroundColor);
  await end.waitFor();
  const bare = await ground();
  await page.getByRole("button", { name: "Cancel" }).focus();
  await page.keyboard.press("Shift+Tab");
  await until("the focused button is filled", async () => (await ground()) !== bare);
  await page.keyboard.press("Enter");
  await holdsFocus(
    page.getByRole("dialog").getByRole("button", { name: "Keep it" }),
    "the button that changes nothing",
  );
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await atHome(page);
  await there.page.getByText(ENDED).waitFor();
  await Promise.all([here.leave(), there.leave()]);
});

test("ses_8 long after the sign-in the password is asked for once, in place, and every tab stays signed in", async () => {
  await limitSessions(desk, 0, "restrict");
  const ann = await newAnn("ann.proves");
  const other = await arrive(ann, FIREFOX);
  const here = await arrive(ann);
  await Promise.all([atHome(other.page), atHome(here.page)]);
  const tab = await here.openTab();
  await tab.goto(`${house.server.origin}/settings/look`);
  const { page } = here;
  // The sign-in is a moment old; the server's answer of a quarter of an hour later is put in its place, once.
  const old = { status: 403, code: "proof_required", title: "Prove who you are." };
  const refusal = { status: 403, contentType: "application/problem+json", body: JSON.stringify(old) };
  await page.route("**/api/v1/sessions/*", (route) => route.fulfill(refusal), { times: 1 });

  await page.goto(`${house.server.origin}/settings/sessions`);
  await (await askToEnd(page)).click();
  const dialog = page.getByRole("dialog");
  const password = dialog.getByLabel("Your password", { exact: true });
  await password.fill("not the password");
  await accessible(page, "proof, asked for in place");
  await password.press("Enter");
  await dialog.getByText("This is not your current password. Check it and enter it again.").waitFor();
  assert.equal(await password.inputValue(), "");
  await password.fill(PASSWORD);
  await dialog.getByRole("button", { name: "End session" }).click();
  await other.page.getByText(ENDED).waitFor();
  await page.getByText("You are signed in only here.").waitFor();
  await tab.goto(`${house.server.origin}/settings/sessions`);
  await tab.getByText("You are signed in only here.").waitFor();
  await Promise.all([here.leave(), other.leave()]);
});

test("ses_3 ses_4 the notice and the window in Russian, on a small dark phone", async () => {
  await limitSessions(desk, 1, "wait");
  const ann = await newAnn("ann.russian");
  const first = await arrive(ann, FIREFOX);
  await atHome(first.page);
  const second = await arrive(ann, RUSSIAN);
  await second.page.getByRole("heading", { name: "Сеансы пользователя" }).waitFor();
  await second.page.getByText(/^осталось \d{1,2}:\d\d$/).waitFor();
  await fitsWidth(second.page, "User sessions, Russian");
  await accessible(second.page, "User sessions, Russian");
  await limitSessions(desk, 1, "restrict");
  await second.page.getByRole("button", { name: "Отменить" }).click();
  await fillInRussian(second.page, ann);
  await second.page.getByRole("heading", { name: "Вы вошли на 2 устройствах, а разрешено 1" }).waitFor();
  await fitsWidth(second.page, "notice of the session limit, Russian");
  await accessible(second.page, "notice of the session limit, Russian");
  await second.page.getByRole("button", { name: "Понятно" }).click();
  await second.page.getByText("Ограничено: вы вошли на 2 устройствах, разрешено 1.").waitFor();
  await fitsWidth(second.page, "restricted home, Russian");
  await accessible(second.page, "restricted home, Russian");
  await second.page.goto(`${house.server.origin}/settings/sessions`);
  await second.page.getByText("Завершите один из сеансов ниже").waitFor();
  await fitsWidth(second.page, "restricted sessions, Russian");
  await accessible(second.page, "restricted sessions, Russian");
  await (await askToEnd(second.page)).click();
  await second.page.getByText("Это устройство больше не ограничено.").waitFor();
  await Promise.all([first.leave(), second.leave()]);
});

test("no page complained", () => {
  // Chromium itself notes the refusals that end a session or an attempt.
  house.quiet(/Failed to load resource: the server responded with a status of 40[134]/);
});
