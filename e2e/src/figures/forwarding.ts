/** What a forwarded packet costs the server (figure 5), with the synthetic people of bench/load. */
import { Server } from "../harness/server.ts";
import { load } from "./load.ts";
import { type Figure, figure } from "./table.ts";
import { apiKey } from "./tools.ts";

/** Microseconds of LiveKit's server for a forwarded packet on a machine of this kind (livekit-verified §4.5). */
const peer = { video: 19, audio: 55 };

interface Measured {
  packets_per_second: number;
  bits_per_second: number;
  server_micros_per_packet: number;
}

export async function forwarding(): Promise<Figure[]> {
  const server = await Server.start({ env: apiKey.env });
  try {
    const measure = (...people: string[]) => {
      const fixed = ["--key", apiKey.key, "--pid", String(server.pid), "--seconds", "20"];
      return load<Measured>(server, "meeting", ["--secret-file", apiKey.secret], [...fixed, ...people]);
    };
    const video = await measure("--room", "video", "--video", "3", "--receivers", "20");
    const audio = await measure("--room", "audio", "--audio", "1", "--receivers", "40");
    return [row("video 3 × 20 at 1.5 Mbit/s", video, peer.video), row("audio 1 × 40", audio, peer.audio)];
  } finally {
    await server.discard();
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
