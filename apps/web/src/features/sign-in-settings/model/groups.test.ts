import { expect, test } from "vitest";
import type { SignInSettings } from "../../../api";
import { captchaFrom, failuresFrom, lengthFrom, locksFirst, typedCaptcha, typedFailures, typedLength } from "./groups";

const SAVED: SignInSettings = {
  captcha: "after_failures",
  captcha_after: 3,
  password_least_length: 15,
  account_failures: 10,
  address_failures: 50,
  failure_window_minutes: 15,
  lock_minutes: 15,
};

test("cap_1 the group Captcha carries the option, and the number only where it is asked after failures", () => {
  expect(captchaFrom({ ...typedCaptcha(SAVED), captcha_after: " 5" })).toEqual({
    captcha: "after_failures",
    captcha_after: 5,
  });
  expect(captchaFrom({ captcha: "always", captcha_after: "many" })).toEqual({ captcha: "always" });
});

test("acc_9 the group Password rule carries the length only", () => {
  expect(lengthFrom({ ...typedLength(SAVED), password_least_length: "12" })).toEqual({ password_least_length: 12 });
});

test("sign_5 the group Failed sign-ins carries its four numbers only", () => {
  expect(failuresFrom({ ...typedFailures(SAVED), address_failures: "1 000" })).toEqual({
    account_failures: 10,
    address_failures: 1_000,
    failure_window_minutes: 15,
    lock_minutes: 15,
  });
});

test("what is saved and not touched is sent as it was", () => {
  const whole = {
    ...captchaFrom(typedCaptcha(SAVED)),
    ...lengthFrom(typedLength(SAVED)),
    ...failuresFrom(typedFailures(SAVED)),
  };
  expect(whole).toEqual(SAVED);
});

test.each([
  ["after_failures", "3", 10, false],
  ["after_failures", "9", "10", false],
  ["after_failures", " 10", 10, true],
  ["after_failures", "11", 10, true],
  ["after_failures", "many", 10, false],
  ["after_failures", 3, "", false],
  ["always", "11", 10, false],
  ["off", "11", 10, false],
] as const)("cap_1 with the captcha %s after %j and a lock after %j, the lock comes first: %j", (...facts) => {
  const [captcha, after, lock, expected] = facts;
  expect(locksFirst(captcha, after, lock)).toBe(expected);
});
