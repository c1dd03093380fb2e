import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Problem } from "../../../api";
import { Captcha } from "./captcha";
import { FakePorts, PICTURE_LIFE, WORK_LIFE } from "./fake-ports";

const MINUTE = PICTURE_LIFE * 1000;
const KEY = { counter: 7, derivedKey: "ab" };
const refusal = (status: number, code: string) => new Problem({ status, code });

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const settled = () => vi.advanceTimersByTimeAsync(0);
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

/** A captcha on a form, with its first picture. */
async function standing() {
  const ports = new FakePorts();
  const captcha = new Captcha(ports);
  captcha.start();
  await settled();
  const shown = () => captcha.get().picture;
  return { ports, captcha, shown, asked: () => ports.ask.mock.calls.map(([kind]) => kind) };
}

/** The same, whose device works. */
async function working() {
  const all = await standing();
  all.captcha.choose("work");
  await settled();
  return { ...all, work: () => all.captcha.get().work, search: () => all.ports.searches.at(-1) };
}

test("cap_3 a picture stands on the form from the start, and its time runs down on the server's word", async () => {
  const { captcha, shown, asked } = await standing();
  expect(shown()).toMatchObject({ is: "shown", image: "data:image/png;base64,1" });
  expect(captcha.left()).toBe(MINUTE);
  await pass(12_300);
  expect(captcha.left()).toBe(MINUTE - 12_300);
  expect(asked()).toEqual(["picture"]);
  expect(await captcha.solve("k7RmW")).toEqual({ id: "c1", answer: "k7RmW" });
});

test("cap_3 an expired picture is replaced by itself twice, then the place offers one", async () => {
  const { captcha, shown, asked } = await standing();
  await pass(2 * MINUTE);
  expect(shown()).toMatchObject({ is: "shown", image: "data:image/png;base64,3" });
  await pass(MINUTE);
  expect(shown()).toEqual({ is: "gone", trouble: undefined });
  expect(captcha.left()).toBe(0);
  await pass(60 * MINUTE);
  expect(asked()).toHaveLength(3);

  captcha.refresh();
  await pass(2 * MINUTE);
  expect(asked(), "somebody is there again").toHaveLength(6);
  expect(shown().is).toBe("shown");
});

test("cap_3 nothing is replaced on a page out of sight, until it comes back", async () => {
  const { ports, shown, asked } = await standing();
  ports.look(false);
  await pass(10 * MINUTE);
  expect(shown().is).toBe("gone");
  expect(asked()).toHaveLength(1);
  ports.look(true);
  await settled();
  expect(shown().is).toBe("shown");
  expect(asked()).toHaveLength(2);
});

test("cap_3 who has begun to type keeps the picture they type from; an emptied field gets another", async () => {
  const { captcha, shown, asked } = await standing();
  captcha.fieldIs(false);
  await pass(MINUTE);
  expect(shown()).toEqual({ is: "gone", trouble: undefined });
  expect(asked()).toHaveLength(1);
  expect(await captcha.solve("k7R"), "the server says that it is too late").toEqual({ id: "c1", answer: "k7R" });
  captcha.fieldIs(true);
  await settled();
  expect(shown().is).toBe("shown");
});

test("cap_3 Refresh gives a new picture with its own minute, and a late answer to an older wish is dropped", async () => {
  const { ports, captcha, shown } = await standing();
  await pass(50_000);
  let failLate: (thrown: Problem) => void = () => undefined;
  const late = new Promise<never>((_, reject) => {
    failLate = reject;
  });
  ports.ask.mockImplementationOnce(() => late);
  captcha.refresh();
  expect(shown()).toEqual({ is: "coming" });
  captcha.refresh();
  await settled();
  failLate(refusal(429, "too_many_captchas"));
  await pass(50_000);
  expect(shown()).toMatchObject({ is: "shown", image: "data:image/png;base64,2" });
  expect(captcha.left()).toBe(10_000);
});

test("cap_4 no picture: the reason stands in its place, and only somebody asks again", async () => {
  const { ports, captcha, shown, asked } = await standing();
  const flood = new Problem({ status: 429, code: "too_many_captchas", retryAfter: 240 });
  ports.ask.mockRejectedValueOnce(flood);
  captcha.refresh();
  await settled();
  expect(shown()).toEqual({ is: "gone", trouble: flood });
  ports.look(true);
  captcha.fieldIs(true);
  await pass(5 * MINUTE);
  expect(asked()).toHaveLength(2);
  captcha.refresh();
  await settled();
  expect(shown().is).toBe("shown");
});

test.each([
  [401, "wrong_credentials"],
  [422, "captcha_wrong"],
  [422, "captcha_expired"],
  [503, "busy"],
])("cap_3 after %i %s the captcha is used up, and another stands there by itself", async (status, code) => {
  const { captcha, shown } = await standing();
  captcha.refused(refusal(status, code));
  await settled();
  expect(shown()).toMatchObject({ is: "shown", image: "data:image/png;base64,2" });
});

test("cap_3 a server that was not reached used nothing up", async () => {
  const { captcha, asked } = await standing();
  captcha.refused(Problem.unreachable());
  await settled();
  expect(asked()).toHaveLength(1);
});

test("cap_3 characters have to be typed; where no picture is left to type from, one comes", async () => {
  const { captcha, shown, ports } = await standing();
  expect([captcha.isMissing(" "), captcha.isMissing("k7RmW")]).toEqual([true, false]);
  ports.look(false);
  await pass(MINUTE);
  expect(shown().is).toBe("gone");
  expect(captcha.isMissing("")).toBe(true);
  await settled();
  expect(shown().is).toBe("shown");
});

test("a form that is gone asks for nothing more", async () => {
  const { captcha, ports, asked } = await standing();
  captcha.stop();
  await pass(10 * MINUTE);
  expect(asked()).toHaveLength(1);
  expect(ports.watched).toBe(0);
});

test("cap_5 the device works in place of a picture, tells how far it is, and its proof goes with the form", async () => {
  const { captcha, work, search, asked } = await working();
  expect(asked()).toEqual(["picture", "proof_of_work"]);
  expect(captcha.isMissing("")).toBe(false);
  search()?.tried(500);
  search()?.tried(500);
  expect(work()).toEqual({ is: "working", share: 0.5 });
  search()?.tried(5_000);
  expect(work()).toEqual({ is: "working", share: 1 });
  search()?.find(KEY);
  await settled();
  expect(work()).toEqual({ is: "done" });
  expect(search()?.stopped).toBe(true);
  const solved = await captcha.solve("");
  expect(solved?.id).toBe("c2");
  expect(JSON.parse(atob(solved?.altcha ?? ""))).toEqual({
    challenge: { parameters: { algorithm: "PBKDF2/SHA-256", nonce: "2" } },
    solution: KEY,
  });
});

test("cap_5 a form that is sent before the proof is ready waits for it", async () => {
  const { captcha, search } = await working();
  const solved = captcha.solve("");
  search()?.find(KEY);
  expect((await solved)?.id).toBe("c2");
});

test("cap_5 cancelled, the work ends, the form that waited is not sent, and a picture stands there", async () => {
  const { captcha, search, shown, work } = await working();
  const solved = captcha.solve("");
  captcha.choose("picture");
  expect(await solved).toBeUndefined();
  await settled();
  expect(search()?.stopped).toBe(true);
  expect([work().is, shown().is]).toEqual(["idle", "shown"]);
  search()?.tried(100);
  search()?.find(KEY);
  await settled();
  expect(work().is).toBe("idle");
});

test("cap_5 no picture is asked for while the device works", async () => {
  const { ports, asked } = await working();
  await pass(2 * MINUTE);
  ports.look(true);
  await settled();
  expect(asked()).toEqual(["picture", "proof_of_work"]);
});

test("cap_5 a proof that would lapse on its way is worked out anew when the form is sent", async () => {
  const { captcha, search, asked } = await working();
  search()?.find(KEY);
  await pass((WORK_LIFE - 4) * 1000);
  const solved = captcha.solve("");
  await settled();
  search()?.find(KEY);
  expect((await solved)?.id).toBe("c3");
  expect(asked()).toEqual(["picture", "proof_of_work", "proof_of_work"]);
});

test("cap_5 after a refusal the device works out the next proof", async () => {
  const { captcha, search, work, ports } = await working();
  search()?.find(KEY);
  await settled();
  captcha.refused(refusal(401, "wrong_credentials"));
  await settled();
  expect(work()).toEqual({ is: "working", share: 0 });
  expect(ports.searches).toHaveLength(2);
});

test("cap_5 a device that is too slow, or cannot, says so; the form that waited is not sent, and one may try again", async () => {
  const { captcha, search, work } = await working();
  const slow = captcha.solve("");
  await pass(WORK_LIFE * 1000);
  expect(await slow).toBeUndefined();
  expect(work()).toMatchObject({ is: "failed", trouble: { code: "captcha_too_slow" } });
  expect(search()?.stopped).toBe(true);
  captcha.refresh();
  await settled();
  search()?.fail(new Error("no subtle crypto"));
  await settled();
  expect(work()).toMatchObject({ is: "failed", trouble: { code: "unexpected" } });
});

test("cap_4 cap_5 work that is asked for too often says so", async () => {
  const { ports, captcha } = await standing();
  ports.ask.mockRejectedValueOnce(refusal(429, "too_many_captchas"));
  captcha.choose("work");
  await settled();
  expect(captcha.get().work).toMatchObject({ is: "failed", trouble: { code: "too_many_captchas" } });
  expect(ports.searches).toEqual([]);
});
