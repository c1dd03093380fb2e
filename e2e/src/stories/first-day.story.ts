/** Somebody who has never seen Vestibule starts it, makes the first account, and finds the way around. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { atHome, fillSignIn, makeFirstAccount, PASSWORD } from "../harness/acts.ts";
import { accessible, fitsWidth, holdsFocus } from "../harness/checks.ts";
import { House } from "../harness/house.ts";

let house: House;
before(async () => {
  house = await House.open();
});
after(() => house?.close());

test("acc_18 the printed link makes the first account, once", async () => {
  const ann = await house.person("Ann");
  const { page } = ann;
  const link = await house.server.setUpLink();
  await makeFirstAccount(page, house.server, "ann", "Ann Lee");
  await atHome(page);
  assert.match((await page.getByRole("heading", { level: 1 }).textContent()) ?? "", /Ann/);
  assert.ok(!page.url().includes("#"), "the secret left the address bar");

  const late = await house.person("Late", { locale: "en-GB" });
  await late.page.goto(link);
  await late.page.getByText("The first account exists already.").waitFor();
  await accessible(late.page, "set-up, done");
});

test("sign_1 a wrong password keeps the login, empties the password and says what to do", async () => {
  const bob = await house.person("Bob");
  const { page } = bob;
  await page.goto(`${house.server.origin}/`);
  await page.getByLabel("Login", { exact: true }).waitFor();
  await accessible(page, "sign-in");
  await fillSignIn(page, "ann", "not the password at all");
  await page.getByText("Wrong login or password, or too many attempts.").waitFor();
  assert.equal(await page.getByLabel("Login", { exact: true }).inputValue(), "ann");
  assert.equal(await page.getByLabel("Password", { exact: true }).inputValue(), "");
  await accessible(page, "sign-in, refused");
  await fillSignIn(page, "ann", PASSWORD);
  await atHome(page);
  await accessible(page, "home");
  await fitsWidth(page, "home");
});

test("a language is chosen on the page and stays", async () => {
  const { page } = await house.person("Вера", { locale: "ru-RU" });
  await page.goto(`${house.server.origin}/`);
  await page.getByRole("button", { name: "Войти", exact: true }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "ru");
  await accessible(page, "sign-in in Russian");
});

test("an account gets its password by a link that works once", async () => {
  const ann = house.people[0];
  assert.ok(ann);
  const { page } = ann;
  await page.goto(`${house.server.origin}/administration/accounts`);
  await page.getByRole("button", { name: "Add account" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Login", { exact: true }).fill("bob");
  await dialog.getByLabel("Name", { exact: true }).fill("Bob Ray");
  await accessible(page, "add account");
  await dialog.getByRole("button", { name: "Add account" }).click();
  const link = await page.getByLabel("Password link", { exact: true }).inputValue();
  assert.match(link, /\/set-password#/);
  await accessible(page, "password link");
  await page.getByText("This link works only on this computer").waitFor();
  await page.getByRole("button", { name: "Done" }).click();
  await holdsFocus(page.getByRole("button", { name: "Add account" }), "the button it all began with");
  await page.getByText("Bob Ray").first().waitFor();
  await accessible(page, "accounts");

  const bob = await house.person("Bob Ray");
  await bob.page.goto(link);
  const newPassword = bob.page.getByLabel(/password/i).first();
  await newPassword.waitFor();
  // The secret is out of the address, and a reload does not lose it.
  assert.ok(!bob.page.url().includes("#"));
  await bob.page.reload();
  await newPassword.fill(PASSWORD);
  await accessible(bob.page, "set password");
  await bob.page
    .getByRole("button", { name: /password/i })
    .last()
    .click();
  await bob.page
    .getByRole("link", { name: "Log in" })
    .or(bob.page.getByRole("button", { name: "Log in" }))
    .first()
    .click();
  await fillSignIn(bob.page, "bob");
  await atHome(bob.page);
});

test("asvs_3_4_3 no page breaks its own policy or complains in its console", () => {
  // A refused sign-in answers 401 and a used link 409 or 410: the browser writes those into its console by itself.
  house.quiet(/Failed to load resource: the server responded with a status of (401|403|409|410)/);
});
