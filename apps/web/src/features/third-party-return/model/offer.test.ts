import { expect, test, vi } from "vitest";
import { type OfferLink, Problem, type SignInStep } from "../../../api";
import { Offer } from "./offer";

const MINUTE = 60_000;
const STEP: OfferLink = {
  next: "link",
  attempt: { id: "a1" },
  link: { provider: "clinic", label: "Clinic", name: "Ann Lee", ends_at: 0, may_register: false },
};
type Answer = () => Promise<{ step: SignInStep; left: number }>;
const stands =
  (left: number): Answer =>
  async () => ({ step: STEP, left });
const refuse =
  (status: number, code: string): Answer =>
  () =>
    Promise.reject(new Problem({ status, code }));
const late = refuse(410, "attempt_over");
const silent: Answer = () => Promise.reject(Problem.unreachable());

/** An offer on a page; `answers` are what the server says, one question after the other. */
function opened(first: OfferLink | undefined, ...answers: Answer[]) {
  const timers: { milliseconds: number; run: () => void; stopped: boolean }[] = [];
  const ask = vi.fn(() => (answers.shift() ?? late)());
  const after = (milliseconds: number, run: () => void) => {
    const timer = { milliseconds, run, stopped: false };
    timers.push(timer);
    return () => {
      timer.stopped = true;
    };
  };
  const offer = new Offer({ ask, after }, first);
  offer.start();
  return { offer, ask, timers };
}
const settled = () => new Promise((turn) => setTimeout(turn));
const offered = (over?: unknown) => ({ is: "offered", link: STEP.link, over });

test("sign_3 the offer stands at once; how long is asked, and asked again when the time is up", async () => {
  const { offer, ask, timers } = opened(STEP, stands(10 * MINUTE), late);
  expect(offer.get()).toEqual(offered());
  await settled();
  expect(timers.map(({ milliseconds }) => milliseconds)).toEqual([10 * MINUTE]);
  timers[0]?.run();
  await settled();
  expect(ask).toHaveBeenCalledTimes(2);
  expect(offer.get()).toEqual(offered("late"));
});

test("sign_3 a clock that is hours ahead ends nothing: the server is asked, and not in a circle", async () => {
  const { offer, timers } = opened(STEP, stands(0), stands(9 * MINUTE));
  await settled();
  expect(timers[0]?.milliseconds).toBe(1_000);
  timers[0]?.run();
  await settled();
  expect(offer.get()).toEqual(offered());
  expect(timers[1]?.milliseconds).toBe(9 * MINUTE);
});

test("sign_3 after a reload the server knows the offer", async () => {
  const { offer } = opened(undefined, stands(MINUTE));
  expect(offer.get().is).toBe("opening");
  await settled();
  expect(offer.get()).toEqual(offered());
});

test("sign_3 after a reload without an offer the page leads back", async () => {
  const { offer } = opened(undefined, late);
  await settled();
  expect(offer.get()).toEqual({ is: "gone" });
  const elsewhere = opened(undefined, async () => ({ step: { next: "captcha" } as SignInStep, left: 0 }));
  await settled();
  expect(elsewhere.offer.get()).toEqual({ is: "gone" });
});

test("sign_3 a silent server is told after a reload, and asked again by hand", async () => {
  const { offer } = opened(undefined, silent, stands(MINUTE));
  await settled();
  expect(offer.get()).toMatchObject({ is: "opening", trouble: { code: "unreachable" } });
  await offer.ask();
  expect(offer.get()).toEqual(offered());
});

test("sign_3 a silent server ends no offer that stands", async () => {
  const { offer, timers } = opened(STEP, silent);
  await settled();
  expect(offer.get()).toEqual(offered());
  expect(timers).toHaveLength(1);
});

test.each(["identity_taken", "provider_linked"])("sign_3 after %s the form goes on without connecting", (code) => {
  const { offer, timers } = opened(STEP, stands(MINUTE));
  const problem = new Problem({ status: 409, code });
  expect(offer.refused(problem)).toBe(true);
  expect(offer.get()).toEqual(offered(problem));
  expect(timers.every(({ stopped }) => stopped)).toBe(true);
});

test("sign_3 an attempt that is over when the form is sent says so; other refusals are the form's", () => {
  const { offer } = opened(STEP, stands(MINUTE));
  expect(offer.refused(new Problem({ status: 401, code: "wrong_credentials" }))).toBe(false);
  expect(offer.refused(new Problem({ status: 410, code: "attempt_over" }))).toBe(true);
  expect(offer.get()).toEqual(offered("late"));
  expect(offer.refused(new Problem({ status: 410, code: "attempt_over" }))).toBe(false);
});

test("sign_3 a page that was left asks no more", async () => {
  const { offer, timers } = opened(STEP, stands(MINUTE));
  offer.stop();
  await settled();
  expect(timers).toEqual([]);
});
