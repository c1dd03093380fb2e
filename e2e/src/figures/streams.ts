/** Ten thousand open event streams on one process: their memory, a sign-in meanwhile, and a restart (issue 4, figure 6). */
import { loadavg } from "node:os";
import { PASSWORD } from "../harness/acts.ts";
import { Server } from "../harness/server.ts";
import { load, Parts } from "./load.ts";
import { residentMegabytes } from "./process.ts";
import { type Figure, figure, percentile } from "./table.ts";

const ACCOUNTS = 100;
const EACH = 100;
const STREAMS = ACCOUNTS * EACH;
const LOGIN = "newcomer";

const env = {
  VESTIBULE__LIMITS__CONNECTIONS_PER_ADDRESS: `${STREAMS / 4 + 100}`,
};

export async function streams(): Promise<Figure[]> {
  let server = await Server.start({ env, cheapHashing: false });
  try {
    const tokens = await makeSessions(server);
    await server.createAccount(LOGIN, PASSWORD);
    const before = { load: loadavg()[0] ?? Number.NaN, memory: await residentMegabytes(server.pid) };
    const secret = JSON.stringify({ tokens, login: LOGIN, password: PASSWORD });
    return await Parts.run(server, "streams", ["--secret-file", secret], async (parts) => {
      const { open } = await parts.outcome<{ open: number }>();
      const memory = ((await residentMegabytes(server.pid)) - before.memory) * 1_000;
      parts.next();
      const { sign_ins } = await parts.outcome<{ sign_ins: number[] }>();
      parts.next();
      server = await again(server);
      const { back } = await parts.outcome<{ back: number }>();
      const p95 = percentile(sign_ins, 0.95);
      const at = `load ${before.load.toFixed(1)}`;
      return [
        figure(
          `4.6 memory of an open event stream, ${STREAMS} open (${at})`,
          `${(memory / STREAMS).toFixed(1)} kB; open after ${open.toFixed(1)} s`,
        ),
        figure("4.6 a new sign-in meanwhile, p95", `${p95.toFixed(0)} ms`, "≤ 1 s", p95 <= 1_000),
        figure("4.6 all streams back after a restart", `${back.toFixed(1)} s`, "≤ 60 s", back <= 60),
      ];
    });
  } finally {
    await server.discard();
  }
}

/** By real sign-ins at their real cost, a few minutes: a data folder is made for cheap hashing or for real, never both. */
async function makeSessions(server: Server): Promise<string[]> {
  const logins = Array.from({ length: ACCOUNTS }, (_, at) => `person${at}`);
  for (const login of logins) await server.createAccount(login, PASSWORD);
  const args = ["--logins", logins.join(","), "--each", `${EACH}`];
  return load<string[]>(server, "sessions", ["--password-file", PASSWORD], args);
}

/** The same server, stopped and started again at the same address. */
async function again(server: Server): Promise<Server> {
  await server.stop();
  const listen = new URL(server.origin).host;
  return Server.start({ env, data: server.data, listen, mediaPort: server.mediaPort, cheapHashing: false });
}
