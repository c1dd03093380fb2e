import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { LANGUAGES } from "./languages";

const FOLDER = fileURLToPath(new URL("./locales/", import.meta.url));
const CODES = fileURLToPath(new URL("../../../../docs/error-codes.json", import.meta.url));
const languages = Object.keys(LANGUAGES);

/** The plural forms of a text end so. `zero` is i18next's own, for wording that differs at 0; no language must have it. */
const PLURAL = /_(zero|one|two|few|many|other)$/;

/** The text a plural form belongs to; a key that merely ends like one ("number_leading_zero") is itself. */
function base(key: string, words: Map<string, string>): string {
  const stem = key.replace(PLURAL, "");
  return words.has(`${stem}_other`) ? stem : key;
}

function read(language: string, namespace: string): Map<string, string> {
  const words = new Map<string, string>();
  const walk = (node: unknown, path: string) => {
    if (typeof node === "string") words.set(path, node);
    else for (const [key, child] of Object.entries(node as object)) walk(child, path === "" ? key : `${path}.${key}`);
  };
  walk(JSON.parse(readFileSync(`${FOLDER}${language}/${namespace}.json`, "utf8")), "");
  return words;
}

function namespaces(language: string): string[] {
  return readdirSync(`${FOLDER}${language}`)
    .map((file) => file.replace(/\.json$/, ""))
    .sort();
}

/** Keys without their plural forms, so that languages with more forms compare equal. */
function keysOf(words: Map<string, string>): string[] {
  return [...new Set([...words.keys()].map((key) => base(key, words)))].sort();
}

function placeholders(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? ""))].sort();
}

test("every language has the same files", () => {
  for (const language of languages) expect(namespaces(language)).toEqual(namespaces("en"));
});

describe.each(namespaces("en"))("words of %s", (namespace) => {
  const english = read("en", namespace);

  test.each(languages)("%s has the same keys as English", (language) => {
    expect(keysOf(read(language, namespace))).toEqual(keysOf(english));
  });

  test.each(languages)("%s has every plural form it needs, and no empty text", (language) => {
    const words = read(language, namespace);
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const [key, text] of words) {
      expect(text.trim(), key).not.toBe("");
      const stem = base(key, words);
      if (stem === key) continue;
      for (const form of forms) expect(words.has(`${stem}_${form}`), `${stem}: ${form}`).toBe(true);
    }
  });

  test.each(languages)("%s fills in the same facts as English", (language) => {
    for (const [key, text] of read(language, namespace)) {
      const theirs = english.get(key) ?? english.get(`${base(key, read(language, namespace))}_other`);
      if (theirs !== undefined) expect(placeholders(text), key).toEqual(placeholders(theirs));
    }
  });

  test.each(languages)("%s keeps to the tone: no exclamation marks, no begging, no cheering", (language) => {
    for (const [key, text] of read(language, namespace)) {
      expect(text, key).not.toMatch(/!|\bplease\b|\bsuccessfully\b|\boops\b|пожалуйста|успешно/i);
    }
  });
});

test("every error code of the server has a message in every language", () => {
  expect(existsSync(CODES), "docs/error-codes.json is written by `cargo run -p server -- openapi`").toBe(true);
  const codes = (JSON.parse(readFileSync(CODES, "utf8")) as { code: string }[]).map(({ code }) => code);
  expect(codes.length).toBeGreaterThan(20);
  for (const language of languages) {
    const known = keysOf(read(language, "errors"));
    expect(
      codes.filter((code) => !known.includes(code)),
      language,
    ).toEqual([]);
  }
});
