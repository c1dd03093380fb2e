/** The real binary, started on free ports with a data folder of its own. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { freeTcpPort, freeUdpPort } from "./ports.ts";
import { until } from "./wait.ts";

const run = promisify(execFile);
const root = resolve(import.meta.dirname, "../../..");

/** How a story wants its server. */
export interface ServerOptions {
  /** `VESTIBULE_BINARY` decides when unset: the release build for figures, the dev build for stories. */
  binary?: string;
  /** An address other than loopback, `0.0.0.0:8443` for instance. */
  listen?: string;
  /** Further arguments of `vestibule serve`. */
  args?: string[];
  /** Cheap password hashing; on by default, off for figures about hashing. */
  cheapHashing?: boolean;
  /** A data folder to start again on. */
  data?: string;
  /** Further environment. */
  env?: Record<string, string>;
  /** The UDP port of media, when a restart has to keep it. */
  mediaPort?: number;
}

/** Where the dev or release binary lies. */
export function binaryPath(): string {
  const named = process.env.VESTIBULE_BINARY ?? join(root, "target/debug/vestibule");
  if (!existsSync(named)) throw new Error(`${named} is missing: run make build, or cargo build -p server`);
  return named;
}

/** A running `vestibule serve`. */
export class Server {
  readonly lines: string[] = [];
  private constructor(
    readonly origin: string,
    readonly data: string,
    readonly mediaPort: number,
    private readonly child: ChildProcess,
    private readonly options: ServerOptions,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      let rest = "";
      stream?.setEncoding("utf8");
      stream?.on("data", (chunk: string) => {
        const parts = (rest + chunk).split("\n");
        rest = parts.pop() ?? "";
        this.lines.push(...parts);
        if (process.env.VESTIBULE_STORY_LOG) for (const line of parts) console.error(`[server] ${line}`);
      });
    }
  }

  static async start(options: ServerOptions = {}): Promise<Server> {
    const data = options.data ?? (await mkdtemp(join(tmpdir(), "vestibule-story-")));
    const listen = options.listen ?? `localhost:${await freeTcpPort()}`;
    const mediaPort = options.mediaPort ?? (await freeUdpPort());
    const scheme = options.args?.includes("--tls") ? "https" : "http";
    const args = ["serve", "--data", data, "--listen", listen, "--media-udp", String(mediaPort)];
    if (options.cheapHashing !== false) args.push("--insecure-test-hashing");
    args.push(...(options.args ?? []));
    const child = spawn(options.binary ?? binaryPath(), args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...options.env },
    });
    // The server prints links with the address it listens on; another spelling would be another origin.
    const server = new Server(`${scheme}://${listen.replace("0.0.0.0", "localhost")}`, data, mediaPort, child, options);
    await until("the server is ready", () => server.ready(), { timeoutMs: 60_000, everyMs: 20 });
    return server;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** The one-time set-up link that the server prints while it has no administrator. */
  setUpLink(): Promise<string> {
    return until("the set-up link is printed", () =>
      this.lines.map((line) => line.match(/https?:\/\/\S+\/setup#\S+/)?.[0]).find(Boolean),
    );
  }

  /** `vestibule account create`, as an administrator would type it. */
  async createAccount(login: string, password: string, extra: string[] = []): Promise<void> {
    const args = ["account", "create", "--data", this.data, "--login", login, "--password-stdin", ...extra];
    if (this.options.cheapHashing !== false) args.push("--insecure-test-hashing");
    const child = run(this.options.binary ?? binaryPath(), args, { env: { ...process.env, ...this.options.env } });
    child.child.stdin?.end(`${password}\n`);
    await child;
  }

  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = new Promise((resolveExit) => this.child.once("exit", resolveExit));
      this.child.kill(signal);
      const hard = setTimeout(() => this.child.kill("SIGKILL"), 15_000);
      await gone;
      clearTimeout(hard);
    }
  }

  /** Stops the server and removes its data folder. */
  async discard(): Promise<void> {
    await this.stop();
    await rm(this.data, { recursive: true, force: true });
  }

  private async ready(): Promise<boolean> {
    if (this.child.exitCode !== null) throw new Error(`the server ended:\n${this.lines.join("\n")}`);
    if (this.origin.startsWith("https")) return this.lines.some((line) => line.includes("https://"));
    const answer = await fetch(`${this.origin}/readyz`, { signal: AbortSignal.timeout(1_000) });
    return answer.ok;
  }
}
