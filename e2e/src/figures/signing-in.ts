/** How many passwords a second the server checks, and whether others notice (figure 7). */
import { execFile } from "node:child_process";
import { Agent, request } from "node:http";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { PASSWORD } from "../harness/acts.ts";
import { Server } from "../harness/server.ts";
import { type Figure, figure, percentile } from "./table.ts";

const run = promisify(execFile);
const root = resolve(import.meta.dirname, "../../..");

/** Sign-ins under way at once: enough to keep every hashing thread busy, far below the queue's end. */
const AT_ONCE = 16;
const SECONDS = 10;

export async function signingIn(): Promise<Figure[]> {
  const example = ["--release", "--locked", "-p", "app", "--example", "argon2_rate"];
  await run("cargo", ["build", ...example], { cwd: root });
  const raw = async () => Number((await run(resolve(root, "target/release/examples/argon2_rate"))).stdout);
  const server = await Server.start({ cheapHashing: false });
  try {
    for (const login of ["ann", "bob"]) await server.createAccount(login, PASSWORD);
    const token = await signIn(server, "bob");
    const before = await raw();
    const [rate, waits] = await loaded(server, token);
    const after = await raw();
    // The machine's own rate drifts: what it did before and after frames what it did in between.
    const share = (rate / ((before + after) / 2)) * 100;
    const p95 = percentile(waits, 0.95);
    return [
      figure(
        "7 sign-ins per second against raw Argon2id",
        `${rate.toFixed(1)} of ${before.toFixed(1)}/${after.toFixed(1)} (${share.toFixed(0)} %)`,
        "≥ 90 %",
        share >= 90,
      ),
      figure(`7 others' /me meanwhile, p95 of ${waits.length}`, `${p95.toFixed(1)} ms`, "≤ 50 ms", p95 <= 50),
    ];
  } finally {
    await server.discard();
  }
}

/** Signs in without a pause for a while, and asks `/me` for another person all along. */
async function loaded(server: Server, token: string): Promise<[number, number[]]> {
  const end = performance.now() + SECONDS * 1000;
  let done = 0;
  const signing = Array.from({ length: AT_ONCE }, async () => {
    while (performance.now() < end) {
      await signIn(server, "ann");
      if (performance.now() < end) done += 1;
    }
  });
  const waits: number[] = [];
  while (performance.now() < end) {
    const asked = performance.now();
    await ask(server, "GET", "/api/v1/me", { Authorization: `Bearer ${token}` });
    waits.push(performance.now() - asked);
    await new Promise((next) => setTimeout(next, 20));
  }
  await Promise.all(signing);
  return [done / SECONDS, waits];
}

async function signIn(server: Server, login: string): Promise<string> {
  const form = JSON.stringify({ login, password: PASSWORD, transport: "bearer" });
  const headers = { "Content-Type": "application/json", "Content-Length": String(Buffer.byteLength(form)) };
  const body = await ask(server, "POST", "/api/v1/sign-in", headers, form);
  return (JSON.parse(body) as { token: string }).token;
}

/** Connections are kept: the driver shares the two cores with what it measures. */
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE + 1 });

/** One request; anything but 200 fails the measurement. `fetch` would cost as much as a tenth of a password. */
function ask(
  server: Server,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<string> {
  return new Promise((resolveBody, reject) => {
    const asked = request(server.origin + path, { method, headers, agent }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (part: string) => {
        text += part;
      });
      answer.on("end", () =>
        answer.statusCode === 200
          ? resolveBody(text)
          : reject(new Error(`${path} answers ${answer.statusCode}: ${text}`)),
      );
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
