import { expect, test } from "vitest";
import type { KeptVisit } from "../../third-party";
import { cameBack } from "./came-back";
import { suggestedLogin } from "./suggested-login";

const VISIT: KeptVisit = { purpose: "sign_in", provider: "clinic", label: "Clinic", verifier: "v", to: "/" };

test("sign_3 a code comes back to the tab that began the visit", () => {
  expect(cameBack("code=abc", VISIT)).toEqual({ is: "code", code: "abc", visit: VISIT });
});

test("sign_3 a code that comes to another tab or browser is not sent anywhere", () => {
  expect(cameBack("code=abc", undefined)).toEqual({ is: "no_code", why: "elsewhere" });
});

test.each(["denied", "provider_failed", "expired", "unknown_visit"])("sign_3 %s is told, whoever began it", (why) => {
  expect(cameBack(`error=${why}`, VISIT)).toEqual({ is: "no_code", why });
  expect(cameBack(`error=${why}`, undefined)).toEqual({ is: "no_code", why });
});

test("sign_3 a word nobody knows says that it failed, and an error wins over a code", () => {
  expect(cameBack("error=toString", VISIT)).toEqual({ is: "no_code", why: "provider_failed" });
  expect(cameBack("code=abc&error=denied", VISIT)).toEqual({ is: "no_code", why: "denied" });
});

test.each(["", "code=", "error=", "content"])("sign_3 %j brought nothing", (fragment) =>
  expect(cameBack(fragment, VISIT)).toEqual({ is: "nothing" }),
);

test.each([
  [{ login: "ann.lee", email: "ann@example.org" }, "ann.lee"],
  [{ email: "ann@example.org" }, "ann"],
  [{}, ""],
])("acc_9 for %j the login %j is suggested", (link, login) => expect(suggestedLogin(link)).toBe(login));
