import { expect, test } from "vitest";
import { deviceOptions } from "./device-options";

const headset = { id: "h", label: "Headset" };
const camera = { id: "c", label: "" };

test("cnf_13 the device in use is the chosen one", () => {
  expect(deviceOptions([headset], "h", "System")).toEqual({ value: "h", options: [{ value: "h", label: "Headset" }] });
});
test("cnf_13 before a permission there is the system's choice alone", () => {
  expect(deviceOptions([camera], "", "System")).toEqual({ value: "", options: [{ value: "", label: "System" }] });
});
test("cnf_13 an unplugged device falls back to the system's choice", () => {
  expect(deviceOptions([headset], "gone", "System").value).toBe("");
  expect(deviceOptions([headset], "gone", "System").options).toHaveLength(2);
});
