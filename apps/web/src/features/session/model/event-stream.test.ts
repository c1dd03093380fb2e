import { expect, test, vi } from "vitest";
import { EventStream } from "./event-stream";
import { FakeBrowser } from "./fake-browser";

function opened() {
  const browser = new FakeBrowser();
  const heard = vi.fn();
  const broken = vi.fn();
  const stream = new EventStream(browser.ports("a"), "s", heard, broken);
  return { browser, heard, broken, stream };
}

test("events are read by their names, unknown ones and broken bodies are dropped", () => {
  const { browser, heard } = opened();
  browser.streams[0]?.say("conferences_changed");
  browser.streams[0]?.say("weather", { rain: true });
  expect(heard.mock.calls).toEqual([[{ type: "conferences_changed" }]]);
});

test("a broken stream opens again, waiting twice as long each time, up to half a minute", () => {
  const { browser, broken } = opened();
  const waits: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    browser.open[0]?.break();
    waits.push(browser.wake());
  }
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  expect(broken).toHaveBeenCalledTimes(7);
  expect(browser.open).toHaveLength(1);
});

test("a hello sets the wait back", () => {
  const { browser } = opened();
  browser.open[0]?.break();
  browser.wake();
  browser.open[0]?.say("hello", { session_id: "s" });
  browser.open[0]?.break();
  expect(browser.wake()).toBe(1_000);
});

test("a stream of another session is left at once, and asked for again more and more rarely", () => {
  const { browser, heard, broken } = opened();
  const waits: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    browser.open[0]?.say("hello", { session_id: "another" });
    expect(browser.open).toHaveLength(0);
    waits.push(browser.wake());
  }
  expect(waits).toEqual([1_000, 2_000, 4_000]);
  expect(broken).toHaveBeenCalledTimes(3);
  expect(heard).not.toHaveBeenCalled();
});

test("a stopping server is left at once and asked again a little later", () => {
  const { browser, heard } = opened();
  browser.open[0]?.say("server_stopping");
  expect(browser.open).toHaveLength(0);
  expect(heard).toHaveBeenCalledWith({ type: "server_stopping" });
  browser.wake();
  expect(browser.open).toHaveLength(1);
});

test("one break is one: a stream that fails twice opens once", () => {
  const { browser } = opened();
  const first = browser.streams[0];
  first?.break();
  first?.break();
  expect(browser.timers).toHaveLength(1);
});

test("a closed stream stays closed and says nothing more", () => {
  const { browser, heard, stream } = opened();
  stream.close();
  browser.streams[0]?.say("conferences_changed");
  browser.streams[0]?.break();
  expect(browser.open).toHaveLength(0);
  expect(browser.timers).toHaveLength(0);
  expect(heard).not.toHaveBeenCalled();
});
