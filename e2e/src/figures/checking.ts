/** What it costs to know who asks, and whether a refused sign-in tells who has an account (issue 4, figures 3 and 5). */
import { loadavg } from "node:os";
import { PASSWORD } from "../harness/acts.ts";
import { Server } from "../harness/server.ts";
import { load } from "./load.ts";
import { type Figure, figure, percentile } from "./table.ts";

interface Kind {
  requests: number;
  seconds: number;
  processor_seconds: number;
  waits_us: number[];
}

/** `/api/v1/me` beside `/healthz`, 64 connections, turn by turn. */
export async function requests(): Promise<Figure[]> {
  const server = await Server.start();
  try {
    await server.createAccount("ann", PASSWORD);
    const before = loadavg()[0] ?? Number.NaN;
    const args = ["--login", "ann", "--pid", `${server.pid}`];
    const { health, me } = await load<{ health: Kind; me: Kind }>(
      server,
      "requests",
      ["--password-file", PASSWORD],
      args,
    );
    const rate = (kind: Kind) => kind.requests / kind.seconds;
    const cost = (kind: Kind) => (kind.processor_seconds / kind.requests) * 1e6;
    const share = (rate(me) / rate(health)) * 100;
    const check = cost(me) - cost(health);
    const p99 = percentile(me.waits_us, 0.99) / 1_000;
    const at = `load ${before.toFixed(1)}`;
    return [
      figure(
        `4.5 /me beside /healthz, requests per second (${at})`,
        `${rate(me).toFixed(0)} of ${rate(health).toFixed(0)} (${share.toFixed(0)} %), p99 ${p99.toFixed(1)} ms`,
        "≥ 60 %",
        share >= 60,
      ),
      figure(
        `4.5 server's processor per check of a session (${at})`,
        `${check.toFixed(0)} µs more than /healthz's ${cost(health).toFixed(0)} µs`,
        "< 40 µs",
        check < 40,
      ),
    ];
  } finally {
    await server.discard();
  }
}

/** How many failures the test's lock takes; no other account comes near it. */
const LIMIT = 100;

/** Time, status, body and headers of 2,000 refused sign-ins each: unknown, wrong and locked, at the real cost. */
export async function timing(): Promise<Figure[]> {
  const samples = 2_000;
  const env = {
    VESTIBULE__SIGN_IN__ACCOUNT_FAILURES: `${LIMIT}`,
    VESTIBULE__SIGN_IN__ADDRESS_FAILURES: "10000",
    VESTIBULE__SIGN_IN__LOCK_MINUTES: "1440",
  };
  const server = await Server.start({ cheapHashing: false, env });
  try {
    const groups = Array.from({ length: Math.ceil(samples / (LIMIT - 20)) }, (_, at) => at + 10);
    const known = groups.map((at) => `known${at}`);
    for (const login of [...known, "locked"]) await server.createAccount(login, PASSWORD);
    for (let failed = 0; failed < LIMIT; failed += 1) await failToSignIn(server, "locked");
    const before = loadavg()[0] ?? Number.NaN;
    const args = [
      ...["--samples", `${samples}`],
      ...["--known", known.join(",")],
      ...["--unknown", groups.map((at) => `nobody${at}`).join(",")],
    ];
    const measured = await load<{
      auc_unknown_wrong: number;
      auc_unknown_locked: number;
      auc_wrong_locked: number;
      medians_ms: number[];
      alike: boolean;
    }>(server, "timing", ["--locked-file", "locked"], args);
    const areas = [measured.auc_unknown_wrong, measured.auc_unknown_locked, measured.auc_wrong_locked];
    const medians = measured.medians_ms.map((median) => median.toFixed(1)).join("/");
    return [
      figure(
        `4.3 ROC-AUC unknown:wrong, unknown:locked, wrong:locked, ${samples} each (load ${before.toFixed(1)})`,
        `${areas.map((area) => area.toFixed(3)).join(", ")}; medians ${medians} ms; answers ${measured.alike ? "alike" : "DIFFER"}`,
        "0.47 to 0.53, alike",
        measured.alike && areas.every((area) => area >= 0.47 && area <= 0.53),
      ),
    ];
  } finally {
    await server.discard();
  }
}

async function failToSignIn(server: Server, login: string): Promise<void> {
  const answer = await fetch(`${server.origin}/api/v1/sign-in`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ login, password: "not the password", transport: "bearer" }),
  });
  if (answer.status !== 401) throw new Error(`${answer.status}: ${await answer.text()}`);
}
