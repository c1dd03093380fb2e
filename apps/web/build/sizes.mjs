/**
 * `npm run sizes`: what a browser loads for a page, Brotli-compressed, chunk by chunk, against the budgets of issue 3.
 * Reads what the build noted (build/chunk-graph.ts) and the `.br` files beside the assets. Over budget: exit code 1.
 */
import { readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const DIST = fileURLToPath(new URL("../dist/", import.meta.url));
const GRAPH = fileURLToPath(new URL("../../../.cache/web/chunks.json", import.meta.url));
const LANGUAGES = ["en", "ru"];

/** `deep`: everything the page may still load while it stands, not only what it needs to appear. */
const PAGES = [
  {
    name: "sign-in",
    route: "src/routes/sign-in.tsx",
    words: ["common", "errors", "sign-in"],
    budget: 180_000,
    deep: false,
  },
  {
    name: "room in all",
    route: "src/routes/conference-door.tsx",
    words: ["common", "errors", "pre-join", "devices", "room", "invitation"],
    budget: 400_000,
    deep: true,
  },
];

const chunks = new Map(JSON.parse(await readFile(GRAPH, "utf8")).map((chunk) => [chunk.file, chunk]));
const bySource = new Map([...chunks.values()].filter(({ source }) => source).map((chunk) => [chunk.source, chunk]));

/** Files a page loads: the chunk, what it imports, their styles. */
function load(file, deep, seen) {
  if (seen.has(file)) return;
  seen.add(file);
  const chunk = chunks.get(file);
  if (!chunk) return;
  for (const style of chunk.css) seen.add(style);
  for (const next of chunk.imports) load(next, deep, seen);
  if (deep) for (const next of chunk.dynamicImports) load(next, deep, seen);
}

async function page({ name, route, words, budget, deep }) {
  const entry = bySource.get("index.html");
  const own = bySource.get(route);
  if (!entry || !own) return { name, missing: route };
  const files = new Set();
  load(entry.file, false, files);
  load(own.file, deep, files);
  let sizes = await Promise.all([...files].map(async (file) => ({ file, bytes: await packed(file) })));
  const perLanguage = await Promise.all(LANGUAGES.map((language) => wordsSize(language, words)));
  sizes = [...sizes, { file: "words, the longer language", bytes: Math.max(...perLanguage) }];
  return {
    name,
    budget,
    sizes: sizes.sort((a, b) => b.bytes - a.bytes),
    total: sizes.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

async function wordsSize(language, words) {
  let sum = 0;
  for (const name of words) {
    const chunk = bySource.get(`src/i18n/locales/${language}/${name}.json`);
    if (chunk) sum += await packed(chunk.file);
  }
  return sum;
}

async function packed(file) {
  return (await stat(`${DIST}${file}.br`)).size;
}

const kB = (bytes) => `${(bytes / 1000).toFixed(1).padStart(7)} kB`;

let failed = false;
for (const result of await Promise.all(PAGES.map(page))) {
  if (result.missing) {
    process.stdout.write(`${result.name}: no chunk for ${result.missing}\n`);
    failed = true;
    continue;
  }
  const over = result.total > result.budget;
  failed ||= over;
  process.stdout.write(
    `${result.name}: ${kB(result.total).trim()} of ${kB(result.budget).trim()}${over ? "  OVER BUDGET" : ""}\n`,
  );
  for (const { file, bytes } of result.sizes) process.stdout.write(`${kB(bytes)}  ${file.replace("assets/", "")}\n`);
}
process.exitCode = failed ? 1 : 0;
