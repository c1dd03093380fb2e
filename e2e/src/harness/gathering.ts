/** People come together in one conference: a member first, then guests by its link. */
import { createConference, join, openConference, PASSWORD, signIn } from "./acts.ts";
import type { Person } from "./browser.ts";
import type { House } from "./house.ts";

/** Ann, who moderates it, and the number of the conference in whose room she is. */
export interface Opened {
  ann: Person;
  number: string;
}

/** Makes an account for Ann, and lets her create a conference and go into its room. */
export async function openRoom(house: House): Promise<Opened> {
  await house.server.createAccount("ann", PASSWORD, ["--name", "Ann Lee", "--admin"]);
  const ann = await house.person("Ann");
  await signIn(ann.page, house.server, "ann");
  const number = await createConference(ann.page, house.server, "Ward round");
  await openConference(ann.page, house.server, number);
  await join(ann.page);
  return { ann, number };
}

/** Opens a conference with this many people in its room; the first is Ann. */
export async function gather(house: House, count: number): Promise<[Person, ...Person[]]> {
  const { ann, number } = await openRoom(house);
  const people: [Person, ...Person[]] = [ann];
  while (people.length < count) {
    const guest = await house.person(`Guest ${people.length}`);
    await openConference(guest.page, house.server, number);
    await join(guest.page, `Guest ${people.length}`);
    people.push(guest);
  }
  return people;
}
