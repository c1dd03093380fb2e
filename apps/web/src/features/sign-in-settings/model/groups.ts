import type { CaptchaDisplay, SignInSettings } from "../../../api";
import type { NumberRange } from "../../../ui/settings/use-number-words";
import { wholeOf } from "../../../ui/settings/whole-number";

/** When a captcha can be asked, in the order of the page. */
export const DISPLAYS: readonly CaptchaDisplay[] = ["off", "always", "after_failures"];

/** The numbers of the group Failed sign-ins, in the order of the page. */
export const FAILURES = ["account_failures", "address_failures", "failure_window_minutes", "lock_minutes"] as const;

/** The one number of the group Password rule. */
export const LENGTH = "password_least_length";

export type Failure = (typeof FAILURES)[number];

/** What each number may be; the server says the same. */
export const RANGES: Record<Failure | "captcha_after" | typeof LENGTH, NumberRange> = {
  captcha_after: { least: 1, most: 50 },
  password_least_length: { least: 8, most: 64 },
  account_failures: { least: 1, most: 100 },
  address_failures: { least: 1, most: 10_000 },
  failure_window_minutes: { least: 1, most: 1_440 },
  lock_minutes: { least: 1, most: 1_440 },
};

/** The group Captcha as typed. */
export type TypedCaptcha = { captcha: CaptchaDisplay; captcha_after: string };
/** The group Password rule as typed. */
export type TypedLength = Record<typeof LENGTH, string>;
/** The group Failed sign-ins as typed. */
export type TypedFailures = Record<Failure, string>;

/** The saved captcha as it would be typed. */
export function typedCaptcha({ captcha, captcha_after }: SignInSettings): TypedCaptcha {
  return { captcha, captcha_after: String(captcha_after) };
}

/** The typed captcha, as this group's part of the settings: the number only where it is asked for. */
export function captchaFrom({ captcha, captcha_after }: TypedCaptcha): Partial<SignInSettings> {
  return { captcha, ...(captcha === "after_failures" && { captcha_after: wholeOf(captcha_after) }) };
}

/**
 * Whether accounts lock before, or just when, their captcha would be asked: then nobody ever meets it. What cannot be
 * read as a number is told under its field, not here.
 */
export function locksFirst(
  captcha: CaptchaDisplay,
  captchaAfter: string | number,
  accountFailures: string | number,
): boolean {
  if (captcha !== "after_failures") return false;
  const lock = wholeOf(String(accountFailures));
  return lock > 0 && wholeOf(String(captchaAfter)) >= lock;
}

/** The saved rule as it would be typed. */
export function typedLength(settings: SignInSettings): TypedLength {
  return { [LENGTH]: String(settings[LENGTH]) };
}

/** The typed rule, as this group's part of the settings. */
export function lengthFrom(typed: TypedLength): Partial<SignInSettings> {
  return { [LENGTH]: wholeOf(typed[LENGTH]) };
}

/** The saved limits as they would be typed. */
export function typedFailures(settings: SignInSettings): TypedFailures {
  return everyFailure((name) => String(settings[name]));
}

/** The typed limits, as this group's part of the settings. */
export function failuresFrom(typed: TypedFailures): Pick<SignInSettings, Failure> {
  return everyFailure((name) => wholeOf(typed[name]));
}

/** One value for each number of the group. */
export function everyFailure<T>(of: (name: Failure) => T): Record<Failure, T> {
  return Object.fromEntries(FAILURES.map((name) => [name, of(name)])) as Record<Failure, T>;
}
