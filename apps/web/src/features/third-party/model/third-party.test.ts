// @vitest-environment jsdom
import { webcrypto } from "node:crypto";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { forgetVisit, type KeptVisit, keepVisit, keptVisit } from "./kept-visit";
import { isProviderAddress } from "./provider-address";
import { hashOf, newVerifier } from "./verifier";

const VISIT: KeptVisit = {
  purpose: "sign_in",
  provider: "clinic",
  label: "City Clinic ID",
  verifier: "v".repeat(43),
  to: "/settings/sessions",
};

beforeEach(() => {
  sessionStorage.clear();
  vi.stubGlobal("crypto", webcrypto);
});
afterEach(() => vi.unstubAllGlobals());

test("sign_3 a verifier has 43 characters of the PKCE alphabet, and no two are alike", () => {
  const made = Array.from({ length: 200 }, newVerifier);
  for (const verifier of made) expect(verifier).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(new Set(made).size).toBe(made.length);
});

test("sign_3 the server is given the hash of RFC 7636's example", async () => {
  // Appendix B.
  expect(await hashOf("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")).toBe(
    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
  );
});

test("sign_3 on a page without cryptography one is told to open the secure address", async () => {
  vi.stubGlobal("crypto", { getRandomValues: webcrypto.getRandomValues.bind(webcrypto) });
  await expect(hashOf(newVerifier())).rejects.toMatchObject({ code: "insecure_address" });
});

test("sign_3 a visit is kept for this tab, over a reload, until it is over", () => {
  expect(keptVisit()).toBeUndefined();
  keepVisit(VISIT);
  expect(keptVisit()).toEqual(VISIT);
  expect(localStorage.length).toBe(0);
  forgetVisit();
  expect(keptVisit()).toBeUndefined();
});

test("sign_3 a later visit takes an earlier one's place", () => {
  keepVisit(VISIT);
  keepVisit({ ...VISIT, provider: "other", purpose: "proof" });
  expect(keptVisit()).toMatchObject({ provider: "other", purpose: "proof" });
});

test.each([
  ["nothing readable", "{"],
  ["no verifier", JSON.stringify({ ...VISIT, verifier: undefined })],
  ["an empty verifier", JSON.stringify({ ...VISIT, verifier: "" })],
  ["another purpose", JSON.stringify({ ...VISIT, purpose: "payment" })],
  ["a way to another site", JSON.stringify({ ...VISIT, to: "//evil.example" })],
  ["no object", "3"],
])("sign_3 asvs_3_7_2 what holds %s is no visit", (_, kept) => {
  sessionStorage.setItem("vestibule.visit", kept);
  expect(keptVisit()).toBeUndefined();
});

test.each([
  "https://id.example.org/auth?client_id=a",
  "http://localhost:3000/auth",
  "http://id.localhost/auth",
  "http://127.0.0.1:3000/auth",
  "http://[::1]:3000/auth",
])("sign_3 the browser goes to %s", (address) => expect(isProviderAddress(address)).toBe(true));

test.each([
  "http://id.example.org/auth",
  "http://127.0.0.1.evil.example/",
  "http://localhost.evil.example/",
  "javascript:alert(1)",
  "data:text/html,x",
  "vestibule://sign-in",
  "file:///etc/passwd",
  "/sign-in",
  "//id.example.org",
  "",
])("sign_3 the browser never goes to %j", (address) => expect(isProviderAddress(address)).toBe(false));
