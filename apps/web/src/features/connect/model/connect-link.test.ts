import { expect, test } from "vitest";
import { connectLink, readConnectLink } from "./connect-link";

const PUBLIC = { api_url: "https://meet.example.org/api/v1", links_local_only: false, name: "City Clinic" };
const HERE = "https://meet.example.org";

test.each([
  [PUBLIC, "https://meet.example.org/connect#name=City%20Clinic"],
  [
    { ...PUBLIC, api_url: "https://meet.example.org:8443/api/v1" },
    "https://meet.example.org:8443/connect#name=City%20Clinic",
  ],
  [{ ...PUBLIC, name: "Клиника & Co #1" }, `${HERE}/connect#name=${encodeURIComponent("Клиника & Co #1")}`],
  [{ ...PUBLIC, api_url: "https://localhost:8443/api/v1", links_local_only: true }, "local_only"],
  [{ ...PUBLIC, api_url: "http://meet.example.org/api/v1" }, "not_https"],
])("mob_2 the code of %j is %j", (server, expected) => expect(connectLink(server)).toBe(expected));

test("mob_2 what the code says is read again, whatever the name", () => {
  for (const name of ["City Clinic", "Клиника & Co #1", "100 % + tax", "a=b;c"]) {
    const { hash } = new URL(connectLink({ ...PUBLIC, name }));
    expect(readConnectLink(hash, HERE)).toEqual({ kind: "here", name });
  }
});

test.each([
  "#name=City&url=https://elsewhere.example",
  "#api_url=https://elsewhere.example/api/v1&name=City",
  "#url=http://meet.example.org",
  "#url=https://meet.example.org:8443",
  "#url=https://meet.example.org@elsewhere.example/",
  "#url=https://meet.example.org.elsewhere.example/",
  "#url=//elsewhere.example",
  "#url=meet.example.org",
  "#url=javascript:alert(1)",
  "#url=",
  "#URL=https://elsewhere.example",
  "#%75rl=https://elsewhere.example",
  "#url=https://meet.example.org&url=https://elsewhere.example",
])("mob_2 a code whose payload names another origin is refused: %s", (fragment) =>
  expect(readConnectLink(fragment, HERE)).toEqual({ kind: "foreign" }),
);

test.each([
  ["", undefined],
  ["#", undefined],
  ["#name=", undefined],
  ["#name=%20%20", undefined],
  ["#name=City+Clinic", "City Clinic"],
  ["#name=First&name=Second", "First"],
  ["#name=City&url=https://meet.example.org/", "City"],
  ["#name=City&api_url=https://MEET.example.org:443/api/v1", "City"],
  [`#name=${"x".repeat(101)}`, undefined],
  ["#name=City%E2%80%AEcinilC", undefined],
  ["#name=City%00", undefined],
  ["#name=%E0%A4%A", "\uFFFD%A"],
])("mob_2 the link %j carries the name %j", (fragment, name) =>
  expect(readConnectLink(fragment, HERE)).toEqual({ kind: "here", name }),
);
