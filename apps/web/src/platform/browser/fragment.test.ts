// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from "vitest";

type Fragment = typeof import("./fragment");

/** The module as a page that has just been loaded has it. */
async function loaded(address: string): Promise<Fragment> {
  vi.resetModules();
  history.replaceState(null, "", address);
  const fragment = await import("./fragment");
  fragment.takeSecret();
  return fragment;
}

beforeEach(() => sessionStorage.clear());

test("asvs_14_2_1 the secret of a link leaves the address at once", async () => {
  const page = await loaded("/set-password");
  const changed = vi.fn();
  const stop = page.watchSecret(changed);
  history.replaceState(null, "", "/set-password?lang=ru#c2VjcmV0");
  page.takeSecret();
  expect(page.openedSecret()).toBe("c2VjcmV0");
  expect(location.href).toMatch(/\/set-password\?lang=ru$/);
  expect(changed).toHaveBeenCalledOnce();
  stop();
});

test("a reload keeps the secret, until it has done its work", async () => {
  await loaded("/setup#c2VjcmV0");
  const again = await loaded("/setup");
  expect(again.openedSecret()).toBe("c2VjcmV0");
  again.forgetSecret();
  expect((await loaded("/setup")).openedSecret()).toBe("");
});

test("a secret belongs to the page it was opened for", async () => {
  await loaded("/setup#c2VjcmV0");
  expect((await loaded("/set-password")).openedSecret()).toBe("");
});

test("a page that has no secrets keeps its fragment", async () => {
  await loaded("/settings/account#content");
  expect(location.hash).toBe("#content");
});
