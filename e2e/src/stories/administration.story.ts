/** An administrator sets how many sessions there may be and how long they live, and looks after one person. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { atHome, displayCaptcha, fillSignIn, PASSWORD, signIn } from "../harness/acts.ts";
import { accessible, fitsWidth, holdsFocus } from "../harness/checks.ts";
import { House } from "../harness/house.ts";
import { freeTcpPort } from "../harness/ports.ts";

const LIMIT = "Simultaneous sessions for one account";
const TIMEFRAME = "Online status timeframe (minutes)";

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
  const ann = await house.person("Ann");
  await signIn(ann.page, house.server, "ann");
  admin = ann.page;
});
after(() => house?.close());

/** One group of the settings: its heading names it. */
const group = (name: string) => admin.getByRole("region", { name, exact: true });

/** Opens Settings > Account by way of the menu. */
async function openSettings(): Promise<void> {
  await admin.goto(`${house.server.origin}/administration/accounts`);
  await admin.getByRole("navigation", { name: "Administration" }).getByRole("link", { name: "Account" }).last().click();
  await admin.getByLabel(LIMIT).waitFor();
}

test("ses_1 a wrong limit is told under its field and nothing typed is lost; a right one is saved and stays", async () => {
  await openSettings();
  await admin.getByText("Most sessions at once, by day").waitFor();
  await admin.getByText("Today", { exact: true }).waitFor();
  const limit = admin.getByLabel(LIMIT);
  assert.equal(await limit.inputValue(), "0");
  await accessible(admin, "account settings");
  await fitsWidth(admin, "account settings");

  await limit.fill("120");
  await group("Session limit").getByText("Unsaved").waitFor();
  await group("Session limit").getByText("Saved value: 0").waitFor();
  await group("Session limit").getByRole("button", { name: "Save" }).click();
  await admin.getByText("120 is too many. Enter 1 to 100, or 0 for no limit.").waitFor();
  await holdsFocus(limit, "the field");
  assert.equal(await limit.inputValue(), "120");
  await accessible(admin, "account settings, wrong number");

  await limit.fill("2");
  await admin.getByText("No account has more than 2 sessions now.").waitFor();
  await admin.getByRole("radio", { name: "Wait" }).check();
  await group("Session limit").getByText("Saved value: Restrict").waitFor();
  await group("Session limit").getByRole("button", { name: "Save" }).click();
  await group("Session limit").getByText("Saved at").waitFor();
  assert.equal(await group("Session limit").getByText("Unsaved").count(), 0);
});

test("acc_1 the lifetimes are saved on their own and leave the limit as it is", async () => {
  const limit = admin.getByLabel(LIMIT);
  await limit.fill("7");
  await admin.getByLabel(TIMEFRAME).fill("90");
  await group("Lifetimes").getByText("1 hour, 30 minutes").waitFor();
  await admin.getByLabel("Longest life, apps (days)").fill("many");
  await group("Lifetimes").getByRole("button", { name: "Save" }).click();
  await admin.getByText("Enter a whole number: 1 to 3,650.").waitFor();
  await admin.getByLabel("Longest life, apps (days)").fill("100");
  await group("Lifetimes").getByRole("button", { name: "Save" }).click();
  await group("Lifetimes").getByText("Saved at").waitFor();
  assert.equal(await limit.inputValue(), "7", "what is typed in the other group stays");
  await group("Session limit").getByRole("button", { name: "Discard" }).click();
  assert.equal(await limit.inputValue(), "2");

  await admin.reload();
  await admin.getByLabel(LIMIT).waitFor();
  assert.equal(await admin.getByLabel(LIMIT).inputValue(), "2");
  assert.equal(await admin.getByRole("radio", { name: "Wait" }).isChecked(), true);
  assert.equal(await admin.getByLabel(TIMEFRAME).inputValue(), "90");
  assert.equal(await admin.getByLabel("Longest life, apps (days)").inputValue(), "100");
});

test("ses_8 an account has its own limit, and its session is ended from its page", async () => {
  const bob = await house.person("Bob");
  await signIn(bob.page, house.server, "bob");

  await admin.getByRole("link", { name: "Accounts Manager" }).click();
  await admin.getByRole("link", { name: "Bob Ray" }).click();
  await admin.getByRole("heading", { level: 1, name: "Bob Ray" }).waitFor();
  await admin.getByText("1 of 2 sessions").waitFor();
  await accessible(admin, "an account");
  await fitsWidth(admin, "an account");

  await admin.getByLabel("Simultaneous sessions").fill("5");
  await group("Session limit").getByText("Saved value: as for everybody").waitFor();
  await group("Session limit").getByRole("button", { name: "Save" }).click();
  await group("Session limit").getByText("Saved at").waitFor();
  await admin.getByText("1 of 5 sessions").waitFor();

  await admin
    .getByRole("button", { name: /^End session on/ })
    .first()
    .click();
  const dialog = admin.getByRole("dialog");
  await dialog.getByText("Unsaved data there may be lost").waitFor();
  await accessible(admin, "ending somebody's session");
  await dialog.getByRole("button", { name: "End session" }).click();
  await bob.page.getByText("This session was ended by an administrator.").waitFor({ timeout: 5_000 });
  await admin.getByText("Signed in nowhere now.").waitFor();
});

test("sign_5 a lock is shown until when, and lifted", async () => {
  for (let count = 0; count < 10; count += 1) await guess("bob");
  await admin.reload();
  await admin.getByText(/^Locked until \d\d:\d\d/).waitFor();
  await accessible(admin, "a locked account");
  await admin.getByRole("button", { name: "Lift the lock" }).click();
  await admin.getByText("The lock is lifted.").waitFor();
  assert.equal(await admin.getByText(/^Locked until/).count(), 0);
});

/** A wrong password from somewhere else. */
async function guess(login: string): Promise<void> {
  const answer = await fetch(`${house.server.origin}/api/v1/sign-in`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Vestibule-Request": "1" },
    body: JSON.stringify({ login, password: "not the password", device: { client: "web" }, transport: "cookie" }),
  });
  assert.equal(answer.status, 401);
}

test("cap_1 acc_9 sign_5 each group of Settings > Sign-in is saved on its own and acts at once", async () => {
  await admin.goto(`${house.server.origin}/administration/accounts`);
  await admin.getByRole("navigation", { name: "Administration" }).getByRole("link", { name: "Sign-in" }).click();
  const captcha = group("Captcha");
  await captcha.getByRole("radio", { name: "Off" }).waitFor();
  await accessible(admin, "sign-in settings");
  await fitsWidth(admin, "sign-in settings");
  await captcha.getByRole("radio", { name: "After failures" }).check();
  await captcha.getByText("Saved value: Off").waitFor();
  const after = captcha.getByLabel("Failures until it is asked");
  await after.fill("51");
  await captcha.getByRole("button", { name: "Save" }).click();
  await captcha.getByText("51 is too many. Enter 1 to 50.").waitFor();
  await holdsFocus(after, "the field");
  await accessible(admin, "sign-in settings, wrong number");

  const failures = group("Failed sign-ins");
  await failures.getByLabel("Failures that lock an account").fill("4");
  await failures.getByLabel("A lock lasts (minutes)").fill("0");
  await failures.getByRole("button", { name: "Save" }).click();
  await failures.getByText("0 is too few. Enter 1 to 1,440.").waitFor();
  await failures.getByLabel("A lock lasts (minutes)").fill("5");
  await failures.getByRole("button", { name: "Save" }).click();
  await failures.getByText("Saved at").waitFor();
  assert.equal(await after.inputValue(), "51", "what is typed in another group stays");

  await group("Password rule").getByLabel("Fewest characters").fill("12");
  await group("Password rule").getByRole("button", { name: "Save" }).click();
  await group("Password rule").getByText("Saved at").waitFor();
  await after.fill("2");
  await captcha.getByRole("button", { name: "Save" }).click();
  await captcha.getByText("Saved at").waitFor();

  const told = await admin.evaluate(async () => (await fetch("/api/v1/server")).json());
  assert.deepEqual([told.captcha, told.password.least_length], ["after_failures", 12]);
  await admin.reload();
  assert.equal(await captcha.getByRole("radio", { name: "After failures" }).isChecked(), true);
  assert.equal(await after.inputValue(), "2");
  assert.equal(await failures.getByLabel("Failures that lock an account").inputValue(), "4");
});

test("cap_1 acc_9 Settings > Sign-in in Russian, on a small dark phone", async () => {
  await displayCaptcha(admin, "off");
  const { page } = await house.person("Ann's phone", RUSSIAN_PHONE);
  await page.goto(`${house.server.origin}/sign-in?to=/administration`);
  await page.getByLabel("Логин", { exact: true }).fill("ann");
  await page.getByLabel("Пароль", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Войти", exact: true }).click();
  await page.getByRole("link", { name: "Вход", exact: true }).click();
  await page.getByRole("radio", { name: "После неудач" }).check();
  await page.getByText("Сейчас сохранено: Выключена").waitFor();
  await fitsWidth(page, "sign-in settings, Russian");
  await accessible(page, "sign-in settings, Russian");
  await page.getByRole("region", { name: "Капча" }).getByRole("button", { name: "Сохранить" }).click();
  await page.getByText(/^Сохранено в/).waitFor();
});

test("mob_2 on this computer alone the Profile page says why there is no code; a foreign code is refused", async () => {
  await admin.goto(`${house.server.origin}/settings/account`);
  await admin.waitForURL("**/settings/profile");
  await admin.getByText("There is no code yet: the server has no public address").waitFor();
  assert.equal(await admin.getByRole("img", { name: /^QR code/ }).count(), 0);
  await accessible(admin, "profile");

  const { page } = await house.person("A stranger");
  await page.goto(`${house.server.origin}/connect#name=City%20Clinic`);
  await page.getByRole("heading", { name: "Connect this device" }).waitFor();
  assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "City Clinic");
  assert.equal(await page.getByLabel("Server address").inputValue(), house.server.origin);
  await accessible(page, "connect");
  await page.goto(`${house.server.origin}/connect#name=City%20Clinic&url=https://elsewhere.example`);
  await page.getByRole("heading", { name: "This code is not for this server" }).waitFor();
  assert.equal(await page.getByText("City Clinic").count(), 0);
  await accessible(page, "connect, refused");
});

test("mob_2 with a public https address the Profile page shows the code, and its link leads back here", async () => {
  const port = await freeTcpPort();
  const origin = `https://meet.cityclinic.example:${port}`;
  const env = { VESTIBULE__SERVER__PUBLIC_URL: origin, VESTIBULE__SERVER__NAME: "City Clinic" };
  const options = { listen: `localhost:${port}`, args: ["--tls", "self-signed"], cheapHashing: false, env };
  const clinic = await House.open(options, ["--host-resolver-rules=MAP meet.cityclinic.example 127.0.0.1"]);
  try {
    await clinic.server.createAccount("ann", PASSWORD, ["--name", "Ann Lee"]);
    const { page } = await clinic.person("Ann", { colorScheme: "dark" });
    await page.goto(`${origin}/sign-in`);
    await fillSignIn(page, "ann");
    await atHome(page);
    await page.getByRole("link", { name: "Profile" }).click();
    await page.getByRole("img", { name: "QR code: the link to City Clinic" }).waitFor();
    const link = await page.getByLabel("The same as a link").inputValue();
    assert.equal(link, `${origin}/connect#name=City%20Clinic`);
    await accessible(page, "profile with the code, dark");

    const { page: phone } = await clinic.person("A phone", { viewport: { width: 360, height: 740 } });
    await phone.goto(link);
    assert.equal(await phone.getByLabel("Server address").inputValue(), origin);
    await fitsWidth(phone, "connect on a phone");
    await phone.getByRole("link", { name: "Log in" }).click();
    await phone.getByLabel("Password", { exact: true }).waitFor();
    clinic.quiet();
  } finally {
    await clinic.close();
  }
});

test("no page complained", () => {
  // The browser itself notes the answer to who is signed in after a session's end.
  house.quiet(/Failed to load resource: the server responded with a status of 401/);
});
