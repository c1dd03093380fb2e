import { expect, test } from "vitest";
import { asLanguage, firstLanguage } from "./languages";

test.each([
  ["?lang=ru", "en", ["en-GB"], "ru"],
  ["?lang=RU-ru", null, ["en"], "ru"],
  ["?lang=xx", "ru", ["en"], "ru"],
  ["", "ru", ["en"], "ru"],
  ["", null, ["de-DE", "ru-RU", "en"], "ru"],
  ["", "constructor", ["fr"], "en"],
  ["", null, [], "en"],
])("cnf_9 with link %j, choice %j and browser %j one reads %s", (search, chosen, browser, expected) =>
  expect(firstLanguage(search, chosen, browser)).toBe(expected),
);

test("tags of other languages are none of ours", () => expect(asLanguage("uk-UA")).toBeUndefined());
