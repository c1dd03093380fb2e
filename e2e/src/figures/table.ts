/** One row of the table that `make figures` prints. */
import { loadavg } from "node:os";

export interface Figure {
  /** What was measured. */
  what: string;
  /** What came out, with its unit. */
  value: string;
  /** What it has to be; empty for figures that are only noted. */
  goal?: string;
  /** Whether the goal is met; unset for figures that are only noted. */
  met?: boolean;
  /** Load average (1 min) when the measurement ended: these machines are noisy. */
  load: string;
}

/** A figure, stamped with the load average of this moment. */
export function figure(what: string, value: string, goal?: string, met?: boolean): Figure {
  return { what, value, goal, met, load: (loadavg()[0] ?? 0).toFixed(2) };
}

export function median(values: number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

export function percentile(values: number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

/** Prints figures as a Markdown table. */
export function print(figures: Figure[]): void {
  const rows = [
    ["what", "measured", "goal", "met", "load"],
    ...figures.map(({ what, value, goal, met, load }) => [
      what,
      value,
      goal ?? "",
      met === undefined ? "" : met ? "yes" : "NO",
      load,
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head, ...body] = rows;
  if (head) console.log(line(head));
  console.log(`|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`);
  for (const row of body) console.log(line(row));
}
