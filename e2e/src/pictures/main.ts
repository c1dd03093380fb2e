/** `make pictures`: draws docs/pictures afresh from the release build, as a new user would see it. */
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createConference, displayCaptcha, join as enter, openConference, PASSWORD, signIn } from "../harness/acts.ts";
import { House } from "../harness/house.ts";
import { received } from "../harness/media.ts";
import { until } from "../harness/wait.ts";

const root = resolve(import.meta.dirname, "../../..");
process.env.VESTIBULE_BINARY ??= join(root, "target/release/vestibule");
const folder = join(root, "docs/pictures");
const desktop = { viewport: { width: 1280, height: 800 } };

await mkdir(folder, { recursive: true });
const house = await House.open();
try {
  await house.server.createAccount("ann", PASSWORD, ["--name", "Ann Lee", "--admin"]);
  const ann = await house.person("Ann", desktop);
  await ann.page.goto(`${house.server.origin}/sign-in`);
  await ann.page.getByRole("button", { name: "Log in", exact: true }).waitFor();
  await ann.page.screenshot({ path: join(folder, "sign-in.png") });

  await signIn(ann.page, house.server, "ann");
  await createConference(ann.page, house.server, "Pharmacy stock", "Closed");
  const number = await createConference(ann.page, house.server, "Ward round");
  await openConference(ann.page, house.server, number);
  await enter(ann.page);
  for (const name of ["Omar Haddad", "Maria Petrova", "Li Wei"]) {
    const guest = await house.person(name, desktop);
    await openConference(guest.page, house.server, number);
    await enter(guest.page, name);
  }
  await until("all three are seen", async () => {
    const { video } = await received(ann.page);
    return video.filter((track) => track.framesDecoded > 30).length === 3;
  });
  await ann.page.screenshot({ path: join(folder, "room.png") });

  const home = await ann.openTab();
  await home.goto(house.server.origin);
  await home.getByText("Live").first().waitFor();
  await home.screenshot({ path: join(folder, "home.png") });

  await displayCaptcha(home, "always");
  const stranger = await house.person("Somebody", desktop);
  await stranger.page.goto(`${house.server.origin}/sign-in`);
  await stranger.page.getByRole("timer").waitFor();
  await stranger.page.screenshot({ path: join(folder, "captcha.png") });
} finally {
  await house.close();
}
