// @vitest-environment jsdom
import { beforeEach, expect, test } from "vitest";
import { memoryOf, rememberIn } from "../../admission";
import { takeLink } from "./take-link";

const NUMBER = "482913507";
const link = (query: string): URL => new URL(`https://meet.example/c/${NUMBER}${query}`);

beforeEach(() => sessionStorage.clear());

test("cnf_9 a link's parameters are remembered and leave the address", () => {
  expect(takeLink(NUMBER, link("?name=Rosa&mic=off&cam=off"))).toBe(`/c/${NUMBER}`);
  expect(memoryOf(NUMBER)).toMatchObject({ name: "Rosa", microphone: false, camera: false, inRoom: false });
});

test("cnf_9 unusable parameters leave the address too, and change nothing", () => {
  expect(takeLink(NUMBER, link("?mic=loud&name=%00"))).toBe(`/c/${NUMBER}`);
  expect(memoryOf(NUMBER)).toMatchObject({ name: "", microphone: true });
});

test("cnf_9 an address without them stays as it is", () => {
  expect(takeLink(NUMBER, link(""))).toBeNull();
  expect(takeLink(NUMBER, link("?other=1"))).toBeNull();
});

test("cnf_9 a tab that is in the room keeps its guest and its devices", () => {
  rememberIn(NUMBER, { name: "Rosa", inRoom: true, admission: { id: "a", secret: "s" } });
  takeLink(NUMBER, link("?name=Eve&mic=off"));
  expect(memoryOf(NUMBER)).toMatchObject({ name: "Rosa", microphone: true, admission: { id: "a", secret: "s" } });
});

test("cnf_9 another name is another guest: the former one's admission is dropped", () => {
  rememberIn(NUMBER, { name: "Rosa", admission: { id: "a", secret: "s" } });
  takeLink(NUMBER, link("?name=Rosa"));
  expect(memoryOf(NUMBER).admission).not.toBeNull();
  takeLink(NUMBER, link("?name=Eve"));
  expect(memoryOf(NUMBER)).toMatchObject({ name: "Eve", admission: null });
});
