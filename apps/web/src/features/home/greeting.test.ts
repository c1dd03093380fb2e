import { expect, test } from "vitest";
import { greetedName, partOfDay } from "./greeting";

test.each([
  [0, "evening"],
  [4, "evening"],
  [5, "morning"],
  [11, "morning"],
  [12, "afternoon"],
  [17, "afternoon"],
  [18, "evening"],
  [23, "evening"],
])("at %i it is %s", (hour, part) => expect(partOfDay(hour)).toBe(part));

test.each([
  ["Ann Lee", "Ann"],
  ["Анна Ли", "Анна"],
  ["Dr Omar Haddad", "Dr Omar Haddad"],
  ["Prof. Li Wei", "Prof. Li Wei"],
  ["J. R. Ewing", "J. R. Ewing"],
  ["ann.lee", "ann.lee"],
])("%j is greeted as %j", (name, greeted) => expect(greetedName(name)).toBe(greeted));
