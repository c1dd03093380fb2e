import { expect, test } from "vitest";
import { readConferenceNumber, showConferenceNumber } from "./conference-number";

test.each([
  ["482913507", "482913507"],
  [" 482 913 507 ", "482913507"],
  ["482-913-507", "482913507"],
  ["482\u00a0913\u00a0507", "482913507"],
  ["https://meet.example/c/482913507?name=Ann", "482913507"],
  ["082913507", undefined],
  ["48291350", undefined],
  ["4829135070", undefined],
  ["ward round", undefined],
  ["", undefined],
])("cnf_9 %j is read as the number %j", (typed, expected) => expect(readConferenceNumber(typed)).toBe(expected));

test("a number is shown in threes", () => expect(showConferenceNumber("482913507")).toBe("482\u00a0913\u00a0507"));
