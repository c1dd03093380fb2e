// @vitest-environment jsdom
import { afterEach, expect, test, vi } from "vitest";
import { openedSecret, takeSecret, watchSecret } from "./fragment";

afterEach(() => history.replaceState(null, "", "/"));

test("asvs_14_2_1 the secret of a link leaves the address at once and stays in memory", () => {
  const changed = vi.fn();
  const stop = watchSecret(changed);
  history.replaceState(null, "", "/set-password?lang=ru#c2VjcmV0");
  takeSecret();
  expect(openedSecret()).toBe("c2VjcmV0");
  expect(location.href).toMatch(/\/set-password\?lang=ru$/);
  expect(changed).toHaveBeenCalledOnce();
  stop();
});

test("a page that has no secrets keeps its fragment", () => {
  history.replaceState(null, "", "/settings/account#content");
  takeSecret();
  expect(location.hash).toBe("#content");
});
