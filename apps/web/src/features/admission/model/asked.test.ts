import { Problem } from "@vestibule/api-client";
import { expect, test } from "vitest";
import { asAsked } from "./asked";

test.each([
  [403, "closed_to_strangers", "refused"],
  [403, "removed", "refused"],
  [404, "conference_not_found", "refused"],
  [429, "too_many_tries", "unanswered"],
  [503, "busy", "unanswered"],
  [0, "unreachable", "unanswered"],
])("cnf_13 coming back, %i %s is %s", (status, code, is) => {
  expect(asAsked(new Problem({ status, code }))).toEqual({ is, code });
});
