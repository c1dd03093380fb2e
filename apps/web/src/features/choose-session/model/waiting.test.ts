import { expect, test, vi } from "vitest";
import { type Me, Problem, type SessionChoice } from "../../../api";
import { FakeBrowser } from "../../session/model/fake-browser";
import type { Choosing } from "../api/attempt";
import { type Standing, Waiting } from "./waiting";

const MINUTE = 60_000;
const ANN = { account: { name: "Ann Lee" }, session: { id: "s1", restricted: false }, allowed: [] } as unknown as Me;

function choice(toEnd = 1): SessionChoice {
  return { limit: 3, in_use: 2 + toEnd, to_end: toEnd, sessions: [] } as unknown as SessionChoice;
}
const waits = (toEnd = 1, left = 15 * MINUTE): Standing => ({
  outcome: { next: "choose_session", attempt: { id: "a" }, choice: choice(toEnd) },
  left,
});
const done = (): Standing => ({ outcome: { next: "done", me: ANN }, left: 0 });
const over = () => Promise.reject(new Problem({ status: 404, code: "attempt_over" }));
const silent = () => Promise.reject(Problem.unreachable());

/** A window of the made-up browser; `answers` are what the server says to the next questions, then "wait". */
function opened(...answers: (() => Promise<Standing>)[]) {
  const browser = new FakeBrowser();
  const clock = { now: 0 };
  const goOn = vi.fn((_: Choosing) => answers.shift()?.() ?? Promise.resolve(waits()));
  const ask = vi.fn(() => answers.shift()?.() ?? Promise.resolve(waits()));
  const cancel = vi.fn(async () => undefined);
  const ports = { ...browser.ports("a"), goOn, ask, cancel, clock: () => clock.now };
  const waiting = new Waiting(ports, waits());
  waiting.start();
  return { browser, clock, goOn, ask, cancel, ports, waiting, say: (type: string) => browser.open[0]?.say(type) };
}
const settled = () => new Promise((turn) => setTimeout(turn));

test("ses_4 a place that is given lets the sign-in go on by itself", async () => {
  const { waiting, say, browser, goOn } = opened(
    async () => waits(),
    async () => done(),
  );
  say("hello");
  await settled();
  expect(waiting.get().is).toBe("waiting");
  say("sign_in_changed");
  await settled();
  expect(waiting.get()).toEqual({ is: "done", me: ANN, knowingly: false });
  expect(goOn.mock.calls).toEqual([[{}], [{}]]);
  expect(browser.open).toHaveLength(0);
  expect(browser.timers).toHaveLength(0);
});

test("ses_6 ending a session goes on with the place it frees", async () => {
  const { waiting, goOn } = opened(async () => done());
  expect(await waiting.end("s7")).toBeUndefined();
  expect(goOn).toHaveBeenCalledExactlyOnceWith({ end: "s7" });
  expect(waiting.get().is).toBe("done");
});

test("ses_6 where more than one is over, the window stays and says how many are left to end", async () => {
  const { waiting } = opened(async () => waits(2));
  await waiting.end("s7");
  expect(waiting.get()).toMatchObject({ is: "waiting", choice: { to_end: 2 } });
});

test("ses_4 a session that ended meanwhile is no error: what was wanted is so", async () => {
  const gone = () => Promise.reject(new Problem({ status: 404, code: "session_not_found" }));
  const { waiting, goOn } = opened(gone, async () => done());
  expect(await waiting.end("s7")).toBeUndefined();
  expect(goOn.mock.calls).toEqual([[{ end: "s7" }], [{}]]);
  expect(waiting.get().is).toBe("done");
});

test("ses_4 a refused choice is told to whoever chose, and the wait goes on", async () => {
  const { waiting } = opened(() => Promise.reject(new Problem({ status: 403, code: "not_allowed" })));
  expect(await waiting.continueRestricted()).toMatchObject({ code: "not_allowed" });
  expect(waiting.get()).toMatchObject({ is: "waiting", trouble: undefined });
});

test("ses_4 who chose to go on restricted goes on knowingly", async () => {
  const { waiting, goOn } = opened(async () => done());
  await waiting.continueRestricted();
  expect(goOn).toHaveBeenCalledExactlyOnceWith({ restricted: true });
  expect(waiting.get()).toEqual({ is: "done", me: ANN, knowingly: true });
});

test("ses_4 the time left is counted on a clock that never jumps, from what the server said last", async () => {
  const { waiting, clock, say } = opened(async () => waits(1, 10 * MINUTE));
  expect(waiting.left()).toBe(15 * MINUTE);
  clock.now += 42_000;
  expect(waiting.left()).toBe(15 * MINUTE - 42_000);
  say("hello");
  await settled();
  expect(waiting.left()).toBe(10 * MINUTE);
  clock.now += 11 * MINUTE;
  expect(waiting.left()).toBe(0);
});

test("ses_4 when the time is up the server is asked, and the window is over when it says so", async () => {
  const { waiting, browser, ask, clock } = opened(over);
  clock.now = 15 * MINUTE;
  expect(browser.wake()).toBe(15 * MINUTE);
  await settled();
  expect(ask).toHaveBeenCalledOnce();
  expect(waiting.get()).toEqual({ is: "over", cancelled: false });
  expect(browser.open).toHaveLength(0);
});

test("ses_4 an attempt that the server calls over is over", async () => {
  const { waiting, say } = opened();
  say("attempt_over");
  await settled();
  expect(waiting.get()).toEqual({ is: "over", cancelled: false });
});

test("ses_4 an attempt that is over because it was just given a place is none of a failure", async () => {
  let give: (standing: Standing) => void = () => undefined;
  const { waiting, say } = opened(() => new Promise((answer) => (give = answer)));
  say("sign_in_changed");
  await settled();
  say("attempt_over");
  give(done());
  await settled();
  expect(waiting.get()).toEqual({ is: "done", me: ANN, knowingly: false });
});

test("ses_4 several words of the server while a question is on its way are one more question", async () => {
  let give: (standing: Standing) => void = () => undefined;
  const { say, goOn } = opened(() => new Promise((answer) => (give = answer)));
  say("sign_in_changed");
  await settled();
  for (let count = 0; count < 5; count += 1) say("sign_in_changed");
  give(waits());
  await settled();
  expect(goOn).toHaveBeenCalledTimes(2);
});

test("ses_4 a broken line asks whether the attempt still stands, says what hinders, and comes back", async () => {
  const { waiting, browser, say } = opened(silent);
  browser.open[0]?.break();
  await settled();
  expect(waiting.get()).toMatchObject({ is: "waiting", trouble: { code: "unreachable" } });
  // The wait for the end of the attempt, then the wait for the next line.
  expect(browser.timers.map(({ at }) => at)).toEqual([15 * MINUTE, 1_000]);
  browser.timers.shift();
  browser.wake();
  say("hello");
  await settled();
  expect(waiting.get()).toMatchObject({ is: "waiting", trouble: undefined });
});

test("ses_4 a question that failed while the line stands is asked again", async () => {
  const { waiting, browser, say, goOn } = opened(silent, async () => done());
  say("sign_in_changed");
  await settled();
  expect(goOn).toHaveBeenCalledOnce();
  browser.timers.find(({ at }) => at === 5_000)?.run();
  await settled();
  expect(waiting.get().is).toBe("done");
});

test("ses_4 after a reload the window asks for the step before it shows one", async () => {
  const { ports, ask } = opened();
  const again = new Waiting(ports);
  expect(again.get().is).toBe("opening");
  again.start();
  await settled();
  expect(ask).toHaveBeenCalledOnce();
  expect(again.get().is).toBe("waiting");
});

test("ses_4 a closed window hears nothing more, and opens again as it was", async () => {
  const { waiting, browser } = opened();
  waiting.stop();
  expect(browser.open).toHaveLength(0);
  expect(browser.timers).toHaveLength(0);
  waiting.start();
  expect(browser.open).toHaveLength(1);
  expect(waiting.get().is).toBe("waiting");
});

test("ses_4 giving up tells the server, and its silence keeps nobody", async () => {
  const { waiting, cancel, browser } = opened();
  cancel.mockImplementation(silent as never);
  await waiting.cancel();
  expect(cancel).toHaveBeenCalledOnce();
  expect(waiting.get()).toEqual({ is: "over", cancelled: true });
  expect(browser.open).toHaveLength(0);
});

test("acc_16 a sign-in whose second factor is not proven yet is no wait: the window leads back to that step", async () => {
  const factor: Standing = {
    outcome: { next: "second_factor", attempt: { id: "a" }, ways: ["totp"], ends_at: 0 },
    left: 0,
  };
  const { waiting, say, browser } = opened(async () => factor);
  say("hello");
  await settled();
  expect(waiting.get()).toEqual({ is: "elsewhere" });
  expect(browser.open).toHaveLength(0);
  expect(browser.timers).toHaveLength(0);
});
