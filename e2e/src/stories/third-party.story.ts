/** Signing in through another site: a real OpenID Connect provider on loopback, from its set-up to its failures (SIGN-3). */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { BrowserContextOptions, Page } from "playwright-core";
import { atHome, displayCaptcha, fillSignIn, limitSessions, PASSWORD, signIn } from "../harness/acts.ts";
import { Authenticator } from "../harness/authenticator.ts";
import type { Person } from "../harness/browser.ts";
import { Captchas, TELLING } from "../harness/captchas.ts";
import { accessible, fitsWidth, holdsFocus } from "../harness/checks.ts";
import { House } from "../harness/house.ts";
import { CLIENT, OtherSite } from "../harness/other-site.ts";
import { freeTcpPort } from "../harness/ports.ts";
import { Server } from "../harness/server.ts";
import { until } from "../harness/wait.ts";

const FIREFOX = { userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0" };
const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, colorScheme: "dark" } as const;
const RUSSIAN_PHONE = { ...PHONE, locale: "ru-RU" } as const;
const ENDED = "This session was ended from another of your devices.";
const SITE = "City Clinic ID";

const ANN = { sub: "u-1", name: "Ann Lee", email: "ann.lee@clinic.example", preferred_username: "ann.lee" };
const BEN = { sub: "u-2", name: "Ben Okafor", email: "ann@elsewhere.example" };
const EVE = { sub: "u-3", name: "Eve Sommer", preferred_username: "eve" };
const MAX = { sub: "u-6", name: "Max Weber" };
const KIM = { sub: "u-5", name: "Kim Novak" };
const OLGA = { sub: "u-4", name: "Ольга Константинопольская-Преображенская", email: "olga@clinic.example" };

let house: House;
let site: OtherSite;
let desk: Page;

before(async () => {
  house = await House.open({ env: TELLING });
  for (const [login, name] of Object.entries({
    ann: "Ann Lee",
    ben: "Ben Okafor",
    kim: "Kim Novak",
    max: "Max Weber",
    olga: "Ольга",
  })) {
    await house.server.createAccount(login, PASSWORD, ["--name", name]);
  }
  await house.server.createAccount("root", PASSWORD, ["--name", "Root", "--admin"]);
  const callback = `${house.server.origin}/api/v1/sign-in/third-party/city-clinic-id/callback`;
  site = await OtherSite.open([callback], [ANN, BEN, EVE, KIM, MAX, OLGA]);
  desk = (await house.person("The administrator")).page;
  await signIn(desk, house.server, "root");
  // Browsers that a test closes leave their sessions behind.
  await limitSessions(desk, 0, "restrict");
});
after(async () => {
  await house?.close();
  await site?.close();
});

/** Somebody in front of the sign-in form. */
async function stranger(name: string, options: BrowserContextOptions = {}, to = "/"): Promise<Person> {
  const person = await house.person(name, options);
  await person.page.goto(`${house.server.origin}/sign-in?to=${encodeURIComponent(to)}`);
  return person;
}

/** From the sign-in page to the other site, and an answer there. */
async function goThere(page: Page, answer: string): Promise<void> {
  await page.getByRole("button", { name: SITE, exact: true }).click();
  await page.getByRole("heading", { name: "The other site asks: login" }).waitFor();
  await page.getByRole("button", { name: answer }).click();
}

const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { name }).waitFor();
const connectTitle = `Connect ${SITE} with your account`;

/** Ends the session that takes the place, at the User sessions window. */
async function endOther(page: Page): Promise<void> {
  const end = page.getByRole("button", { name: /^End session on/ }).locator("visible=true");
  await end.first().click();
  await page.getByRole("dialog").getByRole("button", { name: "End session" }).click();
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /: account, language, theme$/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Log in", exact: true }).waitFor();
}

test("sign_3 an administrator sets a site up: refusals stand at their fields, the return address is there to copy", async () => {
  await desk.goto(`${house.server.origin}/administration/settings/sign-in`);
  await desk.getByText("People log in here with their password only.").waitFor();
  await accessible(desk, "settings, no other site");
  await desk.getByRole("button", { name: "Add site" }).click();
  const dialog = desk.getByRole("dialog");
  const field = (name: string) => dialog.getByLabel(name, { exact: true });
  await holdsFocus(field("Label"), "the first field");
  await dialog.getByRole("button", { name: "Add site" }).click();
  await dialog.getByText("Enter the client ID").waitFor();
  await holdsFocus(field("Label"), "the first field that is missing");
  await accessible(desk, "a new site, fields missing");

  await field("Label").fill(SITE);
  assert.equal(await field("Short name").inputValue(), "city-clinic-id");
  assert.equal(
    await field("Return address").inputValue(),
    `${house.server.origin}/api/v1/sign-in/third-party/city-clinic-id/callback`,
  );
  await dialog.getByRole("radio", { name: "Key" }).check({ force: true });
  await field("Client ID").fill(CLIENT.id);
  await field("Client secret").fill(CLIENT.secret);
  await field("Issuer").fill("http://id.example.org");
  await dialog.getByRole("button", { name: "Add site" }).click();
  await dialog.getByText("Plain http is for this computer only.").waitFor();
  await holdsFocus(field("Issuer"), "the field that is wrong");
  await field("Issuer").fill(`http://127.0.0.1:${await freeTcpPort()}`);
  await dialog.getByRole("button", { name: "Add site" }).click();
  await dialog.getByText("The other site does not answer.").waitFor();
  await field("Issuer").fill(`${site.issuer}/`);
  await dialog.getByRole("button", { name: "Add site" }).click();
  await dialog.getByText("The provider at this address calls itself by another name.").waitFor();
  await holdsFocus(field("Issuer"), "the field that is wrong");
  await accessible(desk, "a new site, refused");
  assert.equal(await field("Client secret").inputValue(), CLIENT.secret);

  await field("Issuer").fill(site.issuer);
  await dialog.getByRole("button", { name: "Add site" }).click();
  await desk.getByText(`${SITE} is saved.`).waitFor();
  await desk.getByText("Offered on the log-in page").waitFor();
  await accessible(desk, "settings, one site");
});

test("sign_3 the saved secret is never shown, and leaving its field empty keeps it", async () => {
  await desk.getByRole("button", { name: `Actions for ${SITE}` }).click();
  await desk.getByRole("menuitem", { name: "Change" }).click();
  const dialog = desk.getByRole("dialog");
  assert.equal(await dialog.getByLabel("Client secret", { exact: true }).inputValue(), "");
  await dialog.getByText("One is saved and never shown.").waitFor();
  await accessible(desk, "changing a site");
  await dialog.getByRole("button", { name: "Save" }).click();
  await dialog.waitFor({ state: "detached" });
});

test("sign_3 the first time one connects one's account by its password, from then on one press leads home", async () => {
  const { page } = await stranger("Ann", {}, "/settings/look");
  await page.getByRole("button", { name: SITE, exact: true }).waitFor();
  await accessible(page, "sign-in with another site");
  await goThere(page, `Log in as ${ANN.name}`);
  await heading(page, connectTitle);
  assert.equal(new URL(page.url()).hash, "");
  await page.getByText(`You came from ${SITE} as`).waitFor();
  await page.getByText(ANN.name).waitFor();
  await page.getByText("Who has no account here gets one from the administrator.").waitFor();
  await accessible(page, "connecting an account");

  await fillSignIn(page, "ann", "not the password");
  await page.getByText("Wrong login or password, or too many attempts.").waitFor();
  await page.reload();
  await heading(page, connectTitle);
  await fillSignIn(page, "ann");
  await heading(page, "Language and look");

  await signOut(page);
  await page.goto(`${house.server.origin}/sign-in`);
  const asked = site.asked;
  await page.getByRole("button", { name: SITE, exact: true }).click();
  await atHome(page);
  assert.equal(site.asked, asked, "the other site knew Ann already");
  await page.context().close();
});

test("sign_3 what the other site says of an e-mail address finds nobody: each connects their own account", async () => {
  const { page } = await stranger("Ben");
  await goThere(page, `Log in as ${BEN.name}`);
  await heading(page, connectTitle);
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Log in", exact: true }).waitFor();
  await page.getByRole("button", { name: SITE, exact: true }).click();
  await heading(page, connectTitle);
  // Ann has connected hers already: her account takes no second one there, and her password alone lets her in.
  await fillSignIn(page, "ann");
  await page.getByText("This account is connected with another identity at that site.").waitFor();
  await accessible(page, "connecting, another is connected already");
  assert.equal(await page.getByLabel("Password", { exact: true }).inputValue(), PASSWORD);
  await page.getByRole("button", { name: `Go to ${SITE} again` }).click();
  // The page that one leaves has the same heading, but offers nothing any more.
  await page.getByText(`You came from ${SITE} as`).waitFor();
  await fillSignIn(page, "ben");
  await atHome(page);
  await page.context().close();
});

test("sign_3 cap_1 a captcha is asked where a password is typed, never on the way through the other site", async () => {
  await displayCaptcha(desk, "always");
  const { page } = await house.person("Max");
  const captchas = new Captchas(page, house.server);
  await page.goto(`${house.server.origin}/sign-in`);
  await captchas.come(1);
  await goThere(page, `Log in as ${MAX.name}`);
  await heading(page, connectTitle);
  await captchas.come(2);
  await accessible(page, "connecting an account, with a captcha");
  await page.getByLabel("Characters in the picture").fill(await captchas.text());
  await fillSignIn(page, "max");
  await atHome(page);
  await signOut(page);
  await page.getByRole("button", { name: SITE, exact: true }).click();
  await atHome(page);
  await displayCaptcha(desk, "off");
  await page.context().close();
});

test("sign_3 ses_4 at the session limit the User sessions window comes, without a second visit", async () => {
  const first = await house.person("Kim, elsewhere", FIREFOX);
  await signIn(first.page, house.server, "kim");
  const { page } = await stranger("Kim, over the limit");
  await goThere(page, `Log in as ${KIM.name}`);
  await heading(page, connectTitle);
  await limitSessions(desk, 1, "wait");
  const asked = site.asked;
  await fillSignIn(page, "kim");
  await heading(page, "User sessions");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Log in", exact: true }).waitFor();
  // Given up before it was finished, that sign-in has connected nothing.
  await page.getByRole("button", { name: SITE, exact: true }).click();
  await heading(page, connectTitle);
  await fillSignIn(page, "kim");
  await endOther(page);
  await atHome(page);
  await first.page.getByText(ENDED).waitFor();

  await signOut(page);
  await signIn(first.page, house.server, "kim");
  await page.getByRole("button", { name: SITE, exact: true }).click();
  await heading(page, "User sessions");
  await page.getByText("Kim Novak is signed in on 1 device; 1 is allowed.").waitFor();
  await accessible(page, "User sessions, after another site");
  await endOther(page);
  await atHome(page);
  assert.equal(site.asked, asked, "nobody was asked at the other site again");
  await limitSessions(desk, 0, "restrict");
  await page.context().close();
  await first.leave();
});

test("sign_3 acc_16 a second factor is asked for here, unless the site is known to ask for one itself", async () => {
  const { page } = await house.person("Ben, with an app");
  await signIn(page, house.server, "ben");
  await page.goto(`${house.server.origin}/settings/security`);
  await page.getByRole("button", { name: "Set up" }).click();
  const key = page.getByRole("dialog").getByText(/^([A-Z2-7]{4} ?){8}$/);
  const app = new Authenticator((await key.textContent()) ?? "");
  await page.getByLabel("Code from the app").fill(await app.code());
  await page.getByRole("button", { name: "Turn on" }).click();
  await page.getByRole("button", { name: "I have kept them" }).click();
  await signOut(page);

  await page.goto(`${house.server.origin}/sign-in`);
  await goThere(page, `Log in as ${BEN.name}`);
  await heading(page, "Enter the code from your authenticator app");
  await accessible(page, "the code, after another site");
  await page.getByLabel("Code from the app").fill(await app.code());
  await page.keyboard.press("Enter");
  await atHome(page);
  await signOut(page);

  await changeSite({ asks_second_factor: true });
  await page.goto(`${house.server.origin}/sign-in`);
  await page.getByRole("button", { name: SITE, exact: true }).click();
  await atHome(page);
  await changeSite({ asks_second_factor: false });
  await page.context().close();
});

test("sign_3 one sees what is connected, and disconnects it; then the site leads to connecting again", async () => {
  const { page } = await house.person("Ann, who tidies up");
  await signIn(page, house.server, "ann");
  await page.goto(`${house.server.origin}/settings/security`);
  await page.getByText(`${ANN.name} · ${ANN.email}`).waitFor();
  await accessible(page, "security, connected accounts");
  await page.getByRole("button", { name: `Disconnect ${SITE}` }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("You will no longer log in here through").waitFor();
  await accessible(page, "disconnecting");
  await dialog.getByRole("button", { name: "Disconnect" }).click();
  await page.getByText("No other site is connected.").waitFor();
  await signOut(page);
  await goThere(page, `Log in as ${ANN.name}`);
  await heading(page, connectTitle);
  await fillSignIn(page, "ann");
  await heading(page, "Sign-in and security");
  await page.context().close();
});

test("sign_3 who says no at the other site is told so, and finds both ways on", async () => {
  const { page } = await stranger("Ann, who declines", PHONE);
  await goThere(page, "No, thank you");
  await heading(page, "You are not logged in");
  await page.getByText("You declined at the other site").waitFor();
  await accessible(page, "declined");
  await fitsWidth(page, "declined");
  await page.getByRole("button", { name: `Go to ${SITE} again` }).click();
  await heading(page, "The other site asks: login");
  await page.getByRole("button", { name: "No, thank you" }).click();
  await page.getByRole("link", { name: "Back to log in" }).click();
  await page.getByRole("button", { name: "Log in", exact: true }).waitFor();
  await page.context().close();
});

test("sign_3 a site that breaks down while one is there has confirmed nothing", async () => {
  const { page } = await stranger("Ann, unlucky");
  site.breakDown("/token");
  await goThere(page, `Log in as ${ANN.name}`);
  await page.getByText("The other site did not confirm who you are.").waitFor();
  await accessible(page, "the other site failed");
  site.mend();
  await page.getByRole("button", { name: `Go to ${SITE} again` }).click();
  await atHome(page);
  await page.context().close();
});

test("sign_3 a code is good in the tab that began alone, once; another's verifier uses it up", async () => {
  const ann = (await stranger("Ann, robbed")).page;
  const codes: string[] = [];
  ann.on("response", (response) => {
    const code = response.headers().location?.match(/#code=(.+)$/)?.[1];
    if (code) codes.push(code);
  });
  await ann.route("**/third-party/redeem", (route) => route.abort(), { times: 1 });
  await goThere(ann, `Log in as ${ANN.name}`);
  await ann.getByText("The server does not answer.").waitFor();
  const code = await until("the code was seen", () => codes[0]);

  const thief = (await stranger("Eve, who found a code")).page;
  await thief.goto(`${house.server.origin}/sign-in/return#code=${code}`);
  await thief.getByText("This return belongs to another tab or browser").waitFor();
  assert.equal(new URL(thief.url()).hash, "");
  await accessible(thief, "a code for another tab");
  assert.equal(await thief.getByRole("button", { name: /again$/ }).count(), 0);

  // With a verifier of her own from a visit that she did not finish.
  await thief.getByRole("link", { name: "Back to log in" }).click();
  await thief.getByRole("button", { name: SITE, exact: true }).click();
  await heading(thief, "The other site asks: login");
  await thief.goto(`${house.server.origin}/sign-in/return#code=${code}`);
  await thief.getByText("This return from the other site was used already, or it took too long.").waitFor();
  await accessible(thief, "a code with another verifier");

  await ann.getByRole("button", { name: "Try again" }).click();
  await ann.getByText("This return from the other site was used already, or it took too long.").waitFor();
  await ann.getByRole("button", { name: `Go to ${SITE} again` }).click();
  await atHome(ann);
  await Promise.all([ann.context().close(), thief.context().close()]);
});

test("sign_3 acc_9 where registration is open, who has no account makes one; it proves itself at the other site", async () => {
  await desk.goto(`${house.server.origin}/administration/settings/sign-in`);
  await desk.getByRole("radio", { name: "May make one" }).check();
  const group = desk.getByRole("region", { name: "Third party" });
  await group.getByRole("button", { name: "Save" }).click();
  await group.getByText(/^Saved at/).waitFor();
  const { page } = await stranger("Eve");
  await goThere(page, `Log in as ${EVE.name}`);
  await heading(page, connectTitle);
  await page.getByRole("button", { name: "I have no account here" }).click();
  await heading(page, "Make an account");
  assert.equal(await page.getByLabel("Your name").inputValue(), EVE.name);
  await accessible(page, "making an account");
  await page.getByLabel("Login", { exact: true }).fill("ann");
  await page.getByRole("button", { name: "Make account" }).click();
  await page.getByText("This login is taken. Choose another.").waitFor();
  await page.getByLabel("Login", { exact: true }).fill(EVE.preferred_username);
  await page.getByRole("button", { name: "Make account" }).click();
  await atHome(page);

  // The sign-in is a moment old; the server's answer of a quarter of an hour later is put in its place, once.
  const old = { status: 403, code: "proof_required", title: "Prove who you are." };
  const refusal = { status: 403, contentType: "application/problem+json", body: JSON.stringify(old) };
  await page.route("**/api/v1/me/identities/*", (route) => route.fulfill(refusal), { times: 1 });
  await page.goto(`${house.server.origin}/settings/security`);
  await page.getByText("This account has no password.").waitFor();
  await page.getByRole("button", { name: `Disconnect ${SITE}` }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Disconnect" }).click();
  await dialog.getByText("will ask who you are; then you come back to this page").waitFor();
  await accessible(page, "proof at the other site");
  await dialog.getByRole("button", { name: `Go to ${SITE}` }).click();
  await heading(page, "The other site asks: login");
  await page.getByRole("button", { name: `Log in as ${BEN.name}` }).click();
  await heading(page, "You have not confirmed that it is you");
  await accessible(page, "proof by another identity");
  await page.getByRole("button", { name: `Go to ${SITE} again` }).click();
  await page.getByRole("button", { name: `Log in as ${EVE.name}` }).click();
  await page.getByText("Confirmed. Now repeat what you wanted to do.").waitFor();
  await heading(page, "Sign-in and security");
  await page.getByRole("button", { name: `Disconnect ${SITE}` }).click();
  await dialog.getByRole("button", { name: "Disconnect" }).click();
  await dialog.getByText("This is your only way to log in.").waitFor();
  await accessible(page, "the only way in");
  await page.context().close();
});

test("sign_3 in Russian, on a small dark phone", async () => {
  const { page } = await stranger("Olga's phone", RUSSIAN_PHONE);
  await page.getByRole("button", { name: SITE, exact: true }).waitFor();
  await fitsWidth(page, "sign-in with another site, Russian");
  await accessible(page, "sign-in with another site, Russian");
  await goThere(page, `Log in as ${OLGA.name}`);
  await heading(page, `Свяжите ${SITE} со своей учётной записью`);
  await fitsWidth(page, "connecting an account, Russian");
  await accessible(page, "connecting an account, Russian");
  await page.getByRole("button", { name: "У меня здесь нет учётной записи" }).click();
  await heading(page, "Новая учётная запись");
  await fitsWidth(page, "making an account, Russian");
  await accessible(page, "making an account, Russian");
  await page.getByRole("button", { name: "У меня здесь есть учётная запись" }).click();
  await page.getByLabel("Логин", { exact: true }).fill("olga");
  await page.getByLabel("Пароль", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Войти", exact: true }).click();
  await page.getByRole("link", { name: "Настройки" }).waitFor();
  await page.goto(`${house.server.origin}/settings/security`);
  await page.getByText(OLGA.name).waitFor();
  await fitsWidth(page, "connected accounts, Russian");
  await accessible(page, "connected accounts, Russian");
  await page.context().close();

  const root = (await house.person("The administrator's phone", RUSSIAN_PHONE)).page;
  await root.goto(`${house.server.origin}/sign-in?to=/administration/settings/sign-in`);
  await root.getByLabel("Логин", { exact: true }).fill("root");
  await root.getByLabel("Пароль", { exact: true }).fill(PASSWORD);
  await root.getByRole("button", { name: "Войти", exact: true }).click();
  await root.getByRole("button", { name: `Действия: ${SITE}` }).click();
  await root.getByRole("menuitem", { name: "Изменить" }).click();
  await root.getByText("Сохранён и никогда не показывается.").waitFor();
  await fitsWidth(root, "changing a site, Russian");
  await accessible(root, "changing a site, Russian");
  await root.context().close();
});

test("sign_3 a site that does not answer refuses before one leaves, and what was typed stays", async () => {
  const { server } = house;
  await server.stop();
  await site.close();
  // Another start: what the server had read of the site is forgotten.
  const again = await Server.start({ data: server.data, listen: new URL(server.origin).host });
  try {
    const { page } = await stranger("Ann, in vain");
    await page.getByLabel("Login", { exact: true }).fill("ann");
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: SITE, exact: true }).click();
    await page.getByText("The other site does not answer. Try again shortly, or log in with a password.").waitFor();
    await accessible(page, "the other site does not answer");
    assert.equal(await page.getByLabel("Password", { exact: true }).inputValue(), PASSWORD);
    await page.getByRole("button", { name: "Log in", exact: true }).click();
    await atHome(page);

    await page.context().close();
    const root = (await house.person("The administrator, again")).page;
    await signIn(root, again, "root");
    await root.goto(`${again.origin}/administration/settings/sign-in`);
    await root.getByRole("button", { name: `Actions for ${SITE}` }).click();
    await root.getByRole("menuitem", { name: "Remove" }).click();
    const dialog = root.getByRole("dialog");
    await holdsFocus(dialog.getByRole("button", { name: "Keep it" }), "the button that changes nothing");
    await accessible(root, "removing a site");
    await dialog.getByRole("button", { name: "Remove" }).click();
    await root.getByText("People log in here with their password only.").waitFor();
    await signOut(root);
    assert.equal(await root.getByRole("button", { name: SITE }).count(), 0);
  } finally {
    await again.stop();
  }
});

test("no page complained", () => {
  // Chromium itself notes each refusal, and what was cut off on purpose.
  house.quiet(
    /Failed to load resource: the server responded with a status of (40[134]|409|410|422|424)/,
    /Failed to load resource: net::ERR_(FAILED|CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING)/,
    /favicon/,
  );
});

/** Changes the site as the administrator would, without the dialog. */
async function changeSite(wish: { asks_second_factor: boolean }): Promise<void> {
  const status = await desk.evaluate(async (wish) => {
    const { providers } = await (await fetch("/api/v1/admin/settings/third-party")).json();
    const { id, has_secret: _secret, redirect_uri: _address, ...body } = providers[0];
    const headers = { "Content-Type": "application/json", "Vestibule-Request": "1" };
    const address = `/api/v1/admin/settings/third-party/providers/${id}`;
    return (await fetch(address, { method: "PUT", headers, body: JSON.stringify({ ...body, ...wish }) })).status;
  }, wish);
  assert.equal(status, 200);
}
