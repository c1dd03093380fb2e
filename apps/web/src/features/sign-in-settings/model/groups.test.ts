import { expect, test } from "vitest";
import type { SignInSettings } from "../../../api";
import { captchaFrom, failuresFrom, lengthFrom, typedCaptcha, typedFailures, typedLength } from "./groups";

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
