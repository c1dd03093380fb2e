import { expect, test } from "vitest";
import { codesFile, codesFileName } from "./codes-file";

test("acc_16 the file names whose codes they are, and has one code a line", () => {
  const words = { title: "ann.lee at City Clinic", made: "Made 22 Nov 2026", use: "Each works once." };
  expect(codesFile(words, ["AAAA-BBBB", "CCCC-DDDD"]).split("\r\n")).toEqual([
    "ann.lee at City Clinic",
    "Made 22 Nov 2026",
    "",
    "Each works once.",
    "",
    "AAAA-BBBB",
    "CCCC-DDDD",
    "",
  ]);
});

test.each([
  ["City Clinic", "ann.lee", "City-Clinic-ann.lee-recovery-codes.txt"],
  ["Клиника №1", "анна", "Клиника-1-анна-recovery-codes.txt"],
  ["a/b\\c:d", "../../etc/passwd", "a-b-c-d-etc-passwd-recovery-codes.txt"],
  ["", "::", "recovery-codes.txt"],
])("acc_16 of server %j and login %j the file is called %s", (server, login, name) =>
  expect(codesFileName(server, login)).toBe(name),
);
