/** What the kernel says of a process. */
import { readFile } from "node:fs/promises";

const TICKS_PER_SECOND = 100;

/** Processor seconds used so far, user and system. */
export async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Resident memory in MB (10^6 bytes). */
export async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return (Number(status.match(/VmRSS:\s+(\d+) kB/)?.[1] ?? Number.NaN) * 1024) / 1e6;
}
