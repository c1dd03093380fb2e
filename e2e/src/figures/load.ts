/** Runs bench/load: the program that loads a server with synthetic people and with sign-ins. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Server } from "../harness/server.ts";
import { cargoBuild, root, run } from "./tools.ts";

/** Loads the server and returns what the program printed. `secret` is handed over in the file that `option` names. */
export async function load<Printed>(
  server: Server,
  kind: "meeting" | "sign-in" | "requests" | "timing",
  [option, secret]: readonly [string, string],
  args: readonly string[],
): Promise<Printed> {
  await cargoBuild("-p", "load");
  const folder = await mkdtemp(join(tmpdir(), "vestibule-figures-"));
  try {
    const file = join(folder, "secret");
    await writeFile(file, secret, { mode: 0o600 });
    const address = new URL(server.origin).host.replace("localhost", "127.0.0.1");
    const fixed = [kind, "--server", address, option, file];
    const { stdout } = await run(join(root, "target/release/load"), [...fixed, ...args]);
    return JSON.parse(stdout) as Printed;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
