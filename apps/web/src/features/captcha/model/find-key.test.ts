import { expect, test, vi } from "vitest";
import type { AltchaParameters } from "../../../api";
import { findKey } from "./find-key";

/** What the protocol's own client found for this nonce and salt; the server's test has the same. */
const PARAMETERS: AltchaParameters = {
  algorithm: "PBKDF2/SHA-256",
  nonce: "052a4f7499bee3082d52779cc1e60b30",
  salt: "557a9fc4e90e33587da2c7ec11365b80",
  cost: 10,
  keyLength: 32,
  keyPrefix: "c516358ce07a1fab9f20a56af887c2a5",
  expiresAt: 1_900_000_000,
};
const FOUND = { counter: 123, derivedKey: "c516358ce07a1fab9f20a56af887c2a56b153c741cf1b1219229d6e7a5d6bcad" };

test("cap_5 the key is found that the protocol's own client found, and what was tried is told on the way", async () => {
  const tried = vi.fn();
  expect(await findKey(PARAMETERS, { from: 0, step: 1 }, tried)).toEqual(FOUND);
  const told = tried.mock.calls.reduce((sum, [count]) => sum + count, 0);
  expect(told).toBeGreaterThan(100);
  expect(told).toBeLessThanOrEqual(123);
});

test("cap_5 threads share the numbers: whoever has the right one among theirs finds it", async () => {
  expect(await findKey(PARAMETERS, { from: 3, step: 4 }, () => undefined)).toEqual(FOUND);
});

test("cap_5 other work than this client knows is refused at once", async () => {
  const other = { ...PARAMETERS, algorithm: "ARGON2ID" };
  await expect(findKey(other, { from: 0, step: 1 }, () => undefined)).rejects.toThrow("ARGON2ID");
});
