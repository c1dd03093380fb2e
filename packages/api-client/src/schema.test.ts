import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";
import { expect, test } from "vitest";

const DOCUMENT = new URL("../../../docs/openapi.json", import.meta.url);

/** The generator's own banner, which `npm run api` writes and its library does not. */
const BANNER = /^\/\*\*[\s\S]*?\*\/\s*/;

test("the client's types are those of docs/openapi.json; `npm run api` makes them so", async () => {
  expect(existsSync(fileURLToPath(DOCUMENT)), "docs/openapi.json").toBe(true);
  const made = astToString(await openapiTS(DOCUMENT));
  const kept = readFileSync(new URL("./schema.ts", import.meta.url), "utf8");
  expect(kept.replace(BANNER, "").trim()).toBe(made.replace(BANNER, "").trim());
});
