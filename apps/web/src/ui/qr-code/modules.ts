import encode from "qr";

/** Light modules round the code, without which readers do not find it (ISO/IEC 18004). */
const QUIET_ZONE = 4;

/** A QR code as a drawing: a square of `size` modules, quiet zone included, and one path of its dark ones. */
export interface QrDrawing {
  size: number;
  path: string;
}

/** Draws `text`. The path has one bar for each run of dark modules, so that no seams show between them. */
export function drawQr(text: string): QrDrawing {
  const rows = encode(text, "raw", { ecc: "medium", border: QUIET_ZONE });
  const bars = rows.flatMap((row, y) => runsOf(row).map(({ x, length }) => `M${x} ${y}h${length}v1h-${length}z`));
  return { size: rows.length, path: bars.join("") };
}

function runsOf(row: readonly boolean[]): { x: number; length: number }[] {
  const runs: { x: number; length: number }[] = [];
  row.forEach((dark, x) => {
    if (!dark) return;
    const last = runs.at(-1);
    if (last && last.x + last.length === x) last.length += 1;
    else runs.push({ x, length: 1 });
  });
  return runs;
}
