/** How many passwords a second the server checks, and whether others notice (figure 7). */
import { join } from "node:path";
import { PASSWORD } from "../harness/acts.ts";
import { Server } from "../harness/server.ts";
import { load } from "./load.ts";
import { type Figure, figure, percentile } from "./table.ts";
import { cargoBuild, root, run } from "./tools.ts";

interface Measured {
  sign_ins_per_second: number;
  waits_ms: number[];
}

export async function signingIn(): Promise<Figure[]> {
  // Nothing is built between the measurements.
  await cargoBuild("-p", "app", "--example", "argon2_rate");
  await cargoBuild("-p", "load");
  const raw = async () => Number((await run(join(root, "target/release/examples/argon2_rate"))).stdout);
  const server = await Server.start({ cheapHashing: false });
  try {
    for (const login of ["ann", "bob"]) await server.createAccount(login, PASSWORD);
    const before = await raw();
    // The driver shares the two cores with what it measures, so it is as light as it can be.
    const people = ["--login", "ann", "--other", "bob"];
    const { sign_ins_per_second: rate, waits_ms } = await load<Measured>(
      server,
      "sign-in",
      ["--password-file", PASSWORD],
      people,
    );
    const after = await raw();
    // The machine's own rate drifts: what it did before and after frames what it did in between.
    const share = (rate / ((before + after) / 2)) * 100;
    const p95 = percentile(waits_ms, 0.95);
    return [
      figure(
        "7 sign-ins per second against raw Argon2id",
        `${rate.toFixed(1)} of ${before.toFixed(1)}/${after.toFixed(1)} (${share.toFixed(0)} %)`,
        "≥ 90 %",
        share >= 90,
      ),
      figure(`7 others' /me meanwhile, p95 of ${waits_ms.length}`, `${p95.toFixed(1)} ms`, "≤ 50 ms", p95 <= 50),
    ];
  } finally {
    await server.discard();
  }
}
