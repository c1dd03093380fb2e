/** People come together in one conference: a member first, then guests by its link. */
import { createConference, join, openConference, PASSWORD, signIn } from "./acts.ts";
import type { Person } from "./browser.ts";
import type { House } from "./house.ts";

/** Opens a conference with this many people in its room; the first is Ann, who moderates it. */
export async function gather(house: House, count: number): Promise<[Person, ...Person[]]> {
  await house.server.createAccount("ann", PASSWORD, ["--name", "Ann Lee", "--admin"]);
  const ann = await house.person("Ann");
  await signIn(ann.page, house.server, "ann");
  const number = await createConference(ann.page, house.server, "Ward round");
  const people: [Person, ...Person[]] = [ann];
  await openConference(ann.page, house.server, number);
  await join(ann.page);
  while (people.length < count) {
    const guest = await house.person(`Guest ${people.length}`);
    await openConference(guest.page, house.server, number);
    await join(guest.page, `Guest ${people.length}`);
    people.push(guest);
  }
  return people;
}
