/** What people do in the client, in the words they see. */
import type { Page } from "playwright-core";
import type { Server } from "./server.ts";

export const PASSWORD = "a long sentence to remember";

/** Opens the printed set-up link and makes the first account; ends signed in, at home. */
export async function makeFirstAccount(page: Page, server: Server, login: string, name: string): Promise<void> {
  await page.goto(await server.setUpLink());
  await page.getByLabel("Login", { exact: true }).fill(login);
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("New password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Make account" }).click();
}

/** Signs in on the sign-in page; ends at home. */
export async function signIn(page: Page, server: Server, login: string, password = PASSWORD): Promise<void> {
  await page.goto(`${server.origin}/sign-in`);
  await fillSignIn(page, login, password);
  await atHome(page);
}

/** Fills the sign-in form wherever it stands and sends it. */
export async function fillSignIn(page: Page, login: string, password = PASSWORD): Promise<void> {
  await page.getByLabel("Login", { exact: true }).fill(login);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
}

/** Waits for the greeting of the home page. */
export async function atHome(page: Page): Promise<void> {
  await page.getByRole("heading", { name: /^Good (morning|afternoon|evening)/ }).waitFor();
}

/** Creates a conference through the form; gives its number. */
export async function createConference(page: Page, server: Server, name: string, access = "Open"): Promise<string> {
  await page.goto(`${server.origin}/conferences/new`);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("radio", { name: access }).check();
  await page.getByRole("button", { name: "Create conference" }).click();
  await page.waitForURL(/\/conferences\/[1-9]\d{8}$/);
  return page.url().slice(-9);
}

/** Opens a conference's link and waits until one can join. */
export async function openConference(page: Page, server: Server, number: string, query = ""): Promise<void> {
  await page.goto(`${server.origin}/c/${number}${query}`);
  await page.getByRole("button", { name: "Join", exact: true }).waitFor();
}

/** Joins from the pre-join page; a guest gives a name. Ends in the room. */
export async function join(page: Page, name?: string): Promise<void> {
  if (name !== undefined) await page.getByLabel("Your name").fill(name);
  await page.getByRole("button", { name: "Join", exact: true }).click();
  await inRoom(page);
}

/** Waits until the page is in the room. */
export async function inRoom(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Leave", exact: true }).waitFor();
}

/** Sets how many sessions an account may have and what happens beyond that, as an administrator signed in on this page. */
export async function limitSessions(page: Page, limit: number, policy: "restrict" | "wait"): Promise<void> {
  await changeSettings(page, "sessions", { limit, policy });
}

/** Sets when a captcha is asked at sign-in, as an administrator signed in on this page. */
export async function displayCaptcha(
  page: Page,
  captcha: "off" | "always" | "after_failures",
  after = 3,
): Promise<void> {
  await changeSettings(page, "sign-in", { captcha, captcha_after: after });
}

/** Changes some settings of a page of the settings, and leaves its others as they are. */
async function changeSettings(page: Page, name: string, wish: Record<string, string | number>): Promise<void> {
  const status = await page.evaluate(
    async ({ name, wish }) => {
      const address = `/api/v1/admin/settings/${name}`;
      const settings: object = await (await fetch(address)).json();
      const headers = { "Content-Type": "application/json", "Vestibule-Request": "1" };
      const body = JSON.stringify({ ...settings, ...wish });
      return (await fetch(address, { method: "PUT", headers, body })).status;
    },
    { name, wish },
  );
  if (status !== 200) throw new Error(`the settings of ${name} were not taken: ${status}`);
}
