/**
 * Tells every story (`npm run stories -w e2e`), or those named: `npm run stories -w e2e -- captcha audit`.
 *
 * A story plays in a real browser on a machine that may stand still for seconds while others use it. A file in which
 * something failed is therefore told once more, alone, when all others are done; both outcomes stay in the output, and
 * a story that fails twice fails the run.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const here = import.meta.dirname;
const ENDING = ".story.ts";

/** The files of the stories named, of all when none is. */
function storyFiles(names: string[]): string[] {
  const all = readdirSync(here).filter((file) => file.endsWith(ENDING));
  const unknown = names.filter((name) => !all.includes(name + ENDING));
  if (unknown.length > 0) throw new Error(`no such story: ${unknown.join(", ")}`);
  return all.filter((file) => names.length === 0 || names.includes(file.slice(0, -ENDING.length))).sort();
}

/** Tells these stories one after the other; gives the files that failed, or why the runner itself did. */
function tell(files: string[]): { failed: string[]; status: number } {
  const folder = mkdtempSync(join(tmpdir(), "vestibule-stories-"));
  const list = join(folder, "failed");
  try {
    const reporters = [
      ...["--test-reporter=spec", "--test-reporter-destination=stdout"],
      ...[`--test-reporter=${join(here, "failed-files.mjs")}`, `--test-reporter-destination=${list}`],
    ];
    const args = ["--import", "tsx", "--test", "--test-concurrency=1", ...reporters];
    const { status } = spawnSync(process.execPath, [...args, ...files.map((file) => join(here, file))], {
      stdio: "inherit",
    });
    const told = readFileSync(list, "utf8").split("\n");
    return { failed: files.filter((file) => told.includes(join(here, file))), status: status ?? 1 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

let { failed, status } = tell(storyFiles(process.argv.slice(2)));
if (failed.length > 0) {
  console.log(`\nOnce more, alone: ${failed.join(", ")}\n`);
  const again = failed;
  ({ failed, status } = tell(again));
  if (status === 0) console.log(`\nFailed once, held the second time: ${again.join(", ")}`);
}
process.exitCode = status;
