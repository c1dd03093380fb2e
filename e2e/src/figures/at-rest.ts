/** The server with nobody in it: start, memory, size (figure 5). */
import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { promisify } from "node:util";
import { binaryPath, Server } from "../harness/server.ts";
import { residentMegabytes } from "./process.ts";
import { type Figure, figure, median } from "./table.ts";

export async function atRest(): Promise<Figure[]> {
  const first = await Server.start();
  const { data } = first;
  await first.stop();
  const starts: number[] = [];
  let resident = 0;
  for (let round = 0; round < 5; round += 1) {
    const began = performance.now();
    const again = await Server.start({ data });
    starts.push(performance.now() - began);
    resident = Math.max(resident, await residentMegabytes(again.pid));
    await again.stop();
  }
  const ready = median(starts);
  const { size } = await stat(binaryPath());
  const { stdout } = await promisify(execFile)("file", ["-b", binaryPath()]).catch(() => ({ stdout: "" }));
  return [
    figure("5 start to ready, existing database (median of 5)", `${ready.toFixed(0)} ms`, "≤ 300 ms", ready <= 300),
    figure("5 resident memory at rest", `${resident.toFixed(1)} MB`, "≤ 60 MB", resident <= 60),
    figure("5 binary", `${(size / 1e6).toFixed(1)} MB${stdout.includes("not stripped") ? ", not stripped" : ""}`),
  ];
}
