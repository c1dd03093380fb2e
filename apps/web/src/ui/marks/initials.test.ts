import { expect, test } from "vitest";
import { initials } from "./initials";

test.each([
  ["Ann Lee", "AL"],
  ["Dr Maximiliana Featherstonehaugh-Okonkwo", "DO"],
  ["Анна Ли", "АЛ"],
  ["ann.lee", "AL"],
  ["plato", "P"],
  ["  (Ops) team ", "OT"],
  ["…", "?"],
  ["", "?"],
])("initials of %j are %j", (name, expected) => expect(initials(name)).toBe(expected));
