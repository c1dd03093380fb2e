import { expect, test } from "vitest";
import { browserOf, systemOf } from "./device";

const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
const SAFARI =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
const EDGE =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0";
const ANDROID =
  "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36";

test.each([
  [FIREFOX, "Firefox 128", "Linux"],
  [SAFARI, "Safari 18", "iOS 18"],
  [EDGE, "Edge 131", "Windows"],
  [ANDROID, "Chrome 131", "Android 15"],
  ["curl/8", undefined, undefined],
])("ses_7 %s is listed as %s on %s", (agent, browser, system) => {
  expect(browserOf(agent)).toBe(browser);
  expect(systemOf(agent)).toBe(system);
});
