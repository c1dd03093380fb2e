import { expect, test, vi } from "vitest";
import { Problem } from "../../../api";
import { ProvenAct } from "./proven-act";

const refuse = (status: number, code: string) => () => Promise.reject(new Problem({ status, code }));
const proofRequired = refuse(403, "proof_required");

function act(...answers: (() => Promise<void>)[]) {
  const acts = vi.fn(() => answers.shift()?.() ?? Promise.resolve());
  const prove = vi.fn(async (_: string) => undefined as undefined);
  return { it: new ProvenAct(acts, prove), acts, prove };
}

test("ses_8 with a fresh sign-in nothing is asked", async () => {
  const { it, prove } = act();
  expect(await it.go()).toBe(true);
  expect(prove).not.toHaveBeenCalled();
});

test("ses_8 an old sign-in is asked for the password once, and what was asked for is then done", async () => {
  const { it, acts, prove } = act(proofRequired);
  expect(await it.go()).toBe(false);
  expect(it.get()).toEqual({ step: "prove", busy: false, password: "", problem: undefined });
  it.type("a long sentence");
  expect(await it.go()).toBe(true);
  expect(prove).toHaveBeenCalledExactlyOnceWith("a long sentence");
  expect(acts).toHaveBeenCalledTimes(2);
});

test("asvs_7_5_1 where the proof is known to be needed, it is asked for first, and the act is tried after it only", async () => {
  const acts = vi.fn(async () => undefined);
  const it = new ProvenAct(
    acts,
    () => Promise.reject(new Problem({ status: 403, code: "wrong_current_password" })),
    "prove",
  );
  expect(it.get().step).toBe("prove");
  it.type("wrong");
  expect(await it.go()).toBe(false);
  expect(it.get().password).toBe("");
  expect(acts).not.toHaveBeenCalled();
});

test("ses_8 a wrong password is emptied and asked again", async () => {
  const { it, acts, prove } = act(proofRequired);
  await it.go();
  it.type("wrong");
  prove.mockImplementationOnce(refuse(403, "wrong_current_password"));
  expect(await it.go()).toBe(false);
  expect(it.get()).toMatchObject({ step: "prove", password: "", problem: { code: "wrong_current_password" } });
  expect(acts).toHaveBeenCalledOnce();
});

test.each([
  [429, "too_many_tries"],
  [503, "busy"],
  [0, "unreachable"],
])("ses_8 after %i %s what was typed stays", async (status, code) => {
  const { it, prove } = act(proofRequired);
  await it.go();
  it.type("a long sentence");
  prove.mockImplementationOnce(refuse(status, code));
  expect(await it.go()).toBe(false);
  expect(it.get()).toMatchObject({ step: "prove", busy: false, password: "a long sentence", problem: { code } });
});

test("ses_8 a server that wants a proof after every proof is told as a fault", async () => {
  const { it } = act(proofRequired, proofRequired);
  await it.go();
  it.type("a long sentence");
  expect(await it.go()).toBe(false);
  expect(it.get()).toMatchObject({ step: "prove", problem: { code: "proof_required" } });
});

test("ses_8 a second press while the first is on its way does nothing", async () => {
  let answer: () => void = () => undefined;
  const { it, acts } = act(() => new Promise((done) => (answer = done)));
  const first = it.go();
  expect(await it.go()).toBe(false);
  answer();
  expect(await first).toBe(true);
  expect(acts).toHaveBeenCalledOnce();
});
