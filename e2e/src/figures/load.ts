/** Runs bench/load: the program that loads a server with synthetic people, sign-ins, requests and event streams. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import type { Server } from "../harness/server.ts";
import { cargoBuild, root, run } from "./tools.ts";

type Secret = readonly [option: string, secret: string];

/** Loads the server and returns what the program printed. The secret is handed over in the file that its option names. */
export function load<Printed>(
  server: Server,
  kind: "meeting" | "sign-in" | "requests" | "timing" | "sessions",
  secret: Secret,
  args: readonly string[],
): Promise<Printed> {
  return withProgram(server, kind, secret, args, async (program, all) => {
    // Ten thousand tokens are half a megabyte
    const { stdout } = await run(program, all, { maxBuffer: 64_000_000 });
    return JSON.parse(stdout) as Printed;
  });
}

/** A load in parts: the program prints what a part came to, and waits until the next is asked for. */
export class Parts {
  private readonly lines: AsyncIterator<string>;

  private constructor(private readonly program: ChildProcessByStdio<Writable, Readable, null>) {
    this.lines = createInterface(program.stdout)[Symbol.asyncIterator]();
  }

  /** Runs `use` while the program loads the server. */
  static run<Outcome>(
    server: Server,
    kind: "streams",
    secret: Secret,
    use: (parts: Parts) => Promise<Outcome>,
  ): Promise<Outcome> {
    return withProgram(server, kind, secret, [], async (program, all) => {
      const running = spawn(program, all, { stdio: ["pipe", "pipe", "inherit"] });
      try {
        return await use(new Parts(running));
      } finally {
        running.kill();
      }
    });
  }

  /** What the part under way came to. */
  async outcome<Part>(): Promise<Part> {
    const { value, done } = await this.lines.next();
    if (done) throw new Error("the load ended early");
    return JSON.parse(value) as Part;
  }

  /** Asks for the next part. */
  next(): void {
    this.program.stdin.write("\n");
  }
}

/** Builds the program, puts the secret into a file of its own, and hands over what to start. */
async function withProgram<Outcome>(
  server: Server,
  kind: string,
  [option, secret]: Secret,
  args: readonly string[],
  use: (program: string, args: string[]) => Promise<Outcome>,
): Promise<Outcome> {
  await cargoBuild("-p", "load");
  const folder = await mkdtemp(join(tmpdir(), "vestibule-figures-"));
  try {
    const file = join(folder, "secret");
    await writeFile(file, secret, { mode: 0o600 });
    const address = new URL(server.origin).host.replace("localhost", "127.0.0.1");
    return await use(join(root, "target/release/load"), [kind, "--server", address, option, file, ...args]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
