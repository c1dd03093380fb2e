/** What a forwarded packet costs the server (figure 5), with the synthetic people of bench/load. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { Server } from "../harness/server.ts";
import { type Figure, figure } from "./table.ts";

const run = promisify(execFile);
const root = resolve(import.meta.dirname, "../../..");
const load = join(root, "target/release/load");
const key = "figures";
const secret = "a secret that only this measurement knows";

/** Microseconds of LiveKit's server for a forwarded packet on a machine of this kind (livekit-verified §4.5). */
const peer = { video: 19, audio: 55 };

interface Measured {
  packets_per_second: number;
  bits_per_second: number;
  server_micros_per_packet: number;
}

export async function forwarding(): Promise<Figure[]> {
  await run("cargo", ["build", "--release", "--locked", "-p", "load"], { cwd: root });
  const folder = await mkdtemp(join(tmpdir(), "vestibule-figures-"));
  const secretFile = join(folder, "secret");
  await writeFile(secretFile, secret, { mode: 0o600 });
  const env = { VESTIBULE__MEDIA__API_KEY: key, VESTIBULE__MEDIA__API_SECRET: secret };
  const server = await Server.start({ env });
  try {
    const measure = async (...people: string[]): Promise<Measured> => {
      const address = server.origin.replace("http://localhost", "127.0.0.1");
      const fixed = ["--server", address, "--key", key, "--secret-file", secretFile, "--pid", String(server.pid)];
      const { stdout } = await run(load, [...fixed, "--seconds", "20", ...people]);
      return JSON.parse(stdout);
    };
    const video = await measure("--room", "video", "--video", "3", "--receivers", "20");
    const audio = await measure("--room", "audio", "--audio", "1", "--receivers", "40");
    return [row("video 3 × 20 at 1.5 Mbit/s", video, peer.video), row("audio 1 × 40", audio, peer.audio)];
  } finally {
    await server.discard();
    await rm(folder, { recursive: true, force: true });
  }
}

function row(what: string, measured: Measured, other: number): Figure {
  const micros = measured.server_micros_per_packet;
  const rate = `${Math.round(measured.packets_per_second)} packets/s, ${(measured.bits_per_second / 1e6).toFixed(1)} Mbit/s`;
  return figure(
    `5 processor time per forwarded packet, ${what}`,
    `${micros.toFixed(1)} µs (${rate})`,
    `≤ ${other / 2} µs`,
    micros <= other / 2,
  );
}
