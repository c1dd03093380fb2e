/** The main job: a member opens a conference, a guest follows its link, and they see, hear and write to each other. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { createConference, inRoom, join, openConference, PASSWORD, signIn } from "../harness/acts.ts";
import type { Person } from "../harness/browser.ts";
import { accessible, fitsWidth } from "../harness/checks.ts";
import { House } from "../harness/house.ts";
import { received, uplink, watch } from "../harness/media.ts";
import { until } from "../harness/wait.ts";

let house: House;
let ann: Person;
let guest: Person;
let number: string;

before(async () => {
  house = await House.open();
  await house.server.createAccount("ann", PASSWORD, ["--name", "Ann Lee", "--admin"]);
  ann = await house.person("Ann");
  guest = await house.person("Guest");
  await signIn(ann.page, house.server, "ann");
});
after(() => house?.close());

/** Waits until video from the others is really decoded. */
async function sees(page: Page, people = 1): Promise<void> {
  await until(`${people} remote videos are decoded`, async () => {
    const now = await received(page);
    return now.video.filter((track) => track.framesDecoded > 0).length >= people;
  });
}

test("cnf_14 a conference is created, and its link leads a guest in by a name alone (cnf_1, cnf_2)", async () => {
  number = await createConference(ann.page, house.server, "Ward round");
  await ann.page.getByText("Links work only on this computer").waitFor();
  await accessible(ann.page, "conference");
  await openConference(ann.page, house.server, number);
  await join(ann.page);
  await openConference(guest.page, house.server, number);
  await guest.page.getByRole("heading", { name: "Ward round" }).waitFor();
  await accessible(guest.page, "pre-join");
  await fitsWidth(guest.page, "pre-join");
  await join(guest.page, "Omar");
});

test("cnf_13 both see and hear each other", async () => {
  await sees(ann.page);
  await sees(guest.page);
  const [annsView, guestsView] = await Promise.all([watch(ann.page, 4), watch(guest.page, 4)]);
  for (const [who, view] of [
    ["Ann", annsView],
    ["the guest", guestsView],
  ] as const) {
    assert.ok(view.frames > 4 * 8, `${who} decodes ${view.frames} frames in ${view.seconds} s`);
    assert.ok(view.energy > 0, `${who} hears something`);
    assert.ok(
      view.widths.length === 1 && view.widths.every((width) => width >= 320),
      `${who} gets pictures of ${view.widths} px`,
    );
  }
  await accessible(ann.page, "room");
});

test("cnf_13 chat goes both ways", async () => {
  for (const [from, to, text] of [
    [ann, guest, "Good morning, Omar"],
    [guest, ann, "Good morning, Ann"],
  ] as const) {
    for (const { page } of [from, to]) {
      const box = page.getByRole("textbox", { name: "Message", exact: true });
      if (!(await box.isVisible())) await page.getByRole("button", { name: /^Chat/ }).first().click();
    }
    const box = from.page.getByRole("textbox", { name: "Message", exact: true });
    await box.fill(text);
    await box.press("Enter");
    await to.page.getByText(text).first().waitFor();
  }
  await accessible(guest.page, "room with chat");
});

test("cnf_13 a shared screen is a second picture, and the camera goes on", async () => {
  await ann.page.getByRole("button", { name: "Share screen" }).first().click();
  await sees(guest.page, 2);
  await ann.page.getByRole("button", { name: "Stop sharing" }).first().click();
  await until(
    "the shared screen is gone",
    async () => (await guest.page.locator('[data-source="screen_share"]').count()) === 0,
  );
  const after = await watch(guest.page, 2);
  assert.ok(after.frames > 0, "the camera is still seen");
});

test("a reload goes straight back into the room, for a guest too", async () => {
  const started = Date.now();
  await guest.page.reload();
  await inRoom(guest.page);
  await sees(guest.page);
  const took = Date.now() - started;
  assert.ok(took < 6_000, `back after ${took} ms`);
  await until("Ann sees the guest again", async () => (await ann.page.locator('[data-testid="tile"]').count()) === 2);
  await sees(ann.page);
});

test("cnf_11 a removed guest's media stops at once, and the page says why", async () => {
  await ann.page
    .getByRole("button", { name: /people/i })
    .first()
    .click();
  await ann.page.getByRole("button", { name: "Actions for Omar" }).click();
  await ann.page.getByRole("menuitem", { name: "Remove" }).click();
  const confirm = ann.page.getByRole("dialog").getByRole("button", { name: "Remove" });
  await confirm.click();
  const clicked = Date.now();
  await until(
    "no media reaches the guest",
    async () => {
      const before = await received(guest.page);
      const flowing = before.video.length + before.audio.length > 0;
      return !flowing;
    },
    { timeoutMs: 3_000, everyMs: 20 },
  );
  assert.ok(Date.now() - clicked < 2_000, `media flowed for ${Date.now() - clicked} ms more`);
  await guest.page
    .getByText(/removed/i)
    .first()
    .waitFor();
  await accessible(guest.page, "removed");
});

test("a camera started later may send its largest picture: the server reports what arrives", async () => {
  const late = await house.person("Late");
  await openConference(late.page, house.server, number, "?cam=off&mic=off");
  await join(late.page, "Lena");
  await late.page.getByRole("button", { name: "Start camera" }).click();
  await until("the browser trusts its line with 1 Mbit/s", async () => (await uplink(late.page)) > 1_000_000);
});

test("no page complained", () => {
  house.quiet();
});
