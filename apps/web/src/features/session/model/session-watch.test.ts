import { expect, test, vi } from "vitest";
import { FakeBrowser } from "./fake-browser";
import { SessionWatch } from "./session-watch";

function tab(browser: FakeBrowser, name: string) {
  const effects = { ask: vi.fn(), changed: vi.fn(), ended: vi.fn(), heard: vi.fn() };
  return { watch: new SessionWatch(browser.ports(name), effects), ...effects };
}

function twoTabs() {
  const browser = new FakeBrowser();
  const [a, b] = [tab(browser, "a"), tab(browser, "b")];
  a.watch.saw("s1");
  b.watch.saw("s1");
  return { browser, a, b };
}

test("eight tabs of one session hold one stream, and all hear it", () => {
  const browser = new FakeBrowser();
  const tabs = Array.from({ length: 8 }, (_, at) => tab(browser, `tab ${at}`));
  for (const { watch } of tabs) watch.saw("s1");
  expect(browser.open).toHaveLength(1);
  browser.open[0]?.say("conferences_changed");
  for (const { heard } of tabs) expect(heard).toHaveBeenCalledExactlyOnceWith({ type: "conferences_changed" });
});

test("when the tab with the stream closes, another one opens it", () => {
  const { browser, a, b } = twoTabs();
  expect(browser.open[0]?.tab).toBe("a");
  a.watch.stop();
  expect(browser.open.map(({ tab }) => tab)).toEqual(["b"]);
  browser.open[0]?.say("conferences_changed");
  expect(b.heard).toHaveBeenCalledOnce();
});

test("a tab without a session holds no stream", () => {
  const browser = new FakeBrowser();
  const { watch, changed } = tab(browser, "a");
  watch.saw(null);
  expect(browser.open).toHaveLength(0);
  expect(changed).not.toHaveBeenCalled();
});

test("ses_8 the end of the session is told to every tab with its reason", () => {
  const { browser, a, b } = twoTabs();
  browser.open[0]?.say("session_ended", { session_id: "s1", reason: "ended_by_user" });
  expect(a.ended).toHaveBeenCalledExactlyOnceWith("ended_by_user");
  expect(b.ended).toHaveBeenCalledExactlyOnceWith("ended_by_user");
});

test("the end of another session of the account is news, not the end", () => {
  const { browser, a } = twoTabs();
  const event = { session_id: "s2", reason: "expired" };
  browser.open[0]?.say("session_ended", event);
  expect(a.ended).not.toHaveBeenCalled();
  expect(a.heard).toHaveBeenCalledWith({ type: "session_ended", ...event });
});

test("a message that carries another session is dropped", () => {
  const { browser, b } = twoTabs();
  browser.whisper("vestibule-events-s1", { session_id: "s0", event: { type: "conferences_changed" } });
  browser.whisper("vestibule-events-s1", "gibberish");
  expect(b.heard).not.toHaveBeenCalled();
});

test("a stream that greets with another session makes the tab ask who is signed in", () => {
  const { browser, a, b } = twoTabs();
  browser.open[0]?.say("hello", { session_id: "s9" });
  expect(a.ask).toHaveBeenCalledOnce();
  expect(b.heard).not.toHaveBeenCalled();
});

test("a broken stream makes its tab ask: only /me knows whether the session is over", () => {
  const { browser, a, b } = twoTabs();
  browser.open[0]?.break();
  expect(a.ask).toHaveBeenCalledOnce();
  expect(b.ask).not.toHaveBeenCalled();
});

test("a hello after a break reaches every tab: something may have been missed", () => {
  const { browser, a, b } = twoTabs();
  browser.open[0]?.break();
  browser.wake();
  browser.open[0]?.say("hello", { session_id: "s1" });
  expect(a.heard).toHaveBeenCalledWith({ type: "hello", session_id: "s1" });
  expect(b.heard).toHaveBeenCalledWith({ type: "hello", session_id: "s1" });
});

test("signing in makes every other tab ask, and this one follow the new session", () => {
  const { browser, a, b } = twoTabs();
  a.watch.acted("s2");
  expect(b.ask).toHaveBeenCalledOnce();
  expect(a.changed).not.toHaveBeenCalled();
  b.watch.saw("s2");
  expect(b.changed).toHaveBeenCalledExactlyOnceWith("s2");
  expect(browser.open).toHaveLength(1);
});

test("signing out makes every other tab ask, and no stream stays", () => {
  const { browser, a, b } = twoTabs();
  a.watch.acted(null);
  expect(b.ask).toHaveBeenCalledOnce();
  b.watch.saw(null);
  expect(b.changed).toHaveBeenCalledExactlyOnceWith(null);
  expect(browser.open).toHaveLength(0);
});

test("a tab that already knows does not ask again", () => {
  const { a, b } = twoTabs();
  b.watch.saw("s2");
  a.watch.acted("s2");
  expect(b.ask).not.toHaveBeenCalled();
});

test("after a change nothing of the former session is heard", () => {
  const { browser, a } = twoTabs();
  const former = browser.open[0];
  a.watch.saw("s2");
  former?.say("session_ended", { session_id: "s1", reason: "expired" });
  expect(a.ended).not.toHaveBeenCalled();
});
