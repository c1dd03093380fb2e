/** What a browser loads for a page, compressed (figure 6), as the client's own build counts it. */
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { type Figure, figure } from "./table.ts";

const script = resolve(import.meta.dirname, "../../../apps/web/build/sizes.mjs");

/** Chunks smaller than this, in kB, are only counted. */
const NAMED_FROM = 5;

export async function pageSizes(): Promise<Figure[]> {
  // It ends with an error when a page is over its budget, and prints the sizes all the same.
  const { stdout } = await promisify(execFile)(process.execPath, [script]).catch((error: { stdout: string }) => error);
  return stdout.split(/\n(?=\S)/).flatMap((page) => {
    const [head = "", ...lines] = page.split("\n");
    const [, name, total, budget] = head.match(/^(.+): ([\d.]+) kB of ([\d.]+) kB/) ?? [];
    if (!name) return [figure("6 compressed JavaScript and CSS", head, "", false)];
    const chunks = lines.flatMap((line) => {
      const [, size, file] = line.match(/([\d.]+) kB {2}(.+)$/) ?? [];
      return file ? [{ size: Number(size), file: file.replace(/-[\w-]{8}(?=\.)/, "") }] : [];
    });
    const named = chunks.filter(({ size }) => size >= NAMED_FROM).map(({ size, file }) => `${file} ${size}`);
    const rest = chunks.length - named.length;
    return [
      figure(
        `6 compressed JavaScript and CSS, ${name}`,
        `${total} kB: ${named.join(", ")}, ${rest} smaller`,
        `≤ ${budget} kB`,
        Number(total) <= Number(budget),
      ),
    ];
  });
}
