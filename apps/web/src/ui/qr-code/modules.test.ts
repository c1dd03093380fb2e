import decode from "qr/decode.js";
import { expect, test } from "vitest";
import { drawQr } from "./modules";

const LINK = "https://meet.cityclinic.example/connect#name=City%20Clinic";

/** Paints a drawing's bars, `scale` pixels a module, as a camera would see them. */
function painted(text: string, scale = 4) {
  const { size, path } = drawQr(text);
  const width = size * scale;
  const data = new Uint8Array(width * width * 4).fill(255);
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row += 1) {
      for (let column = Number(x) * scale; column < (Number(x) + Number(length)) * scale; column += 1) {
        data.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
      }
    }
  }
  return { width, height: width, data };
}

test.each([
  LINK,
  "https://xn--e1afmkfd.example:8443/connect#name=%D0%93%D0%BE%D1%80%D0%BE%D0%B4",
  `https://meet.example.org/connect#name=${"%D0%90".repeat(100)}`,
])("mob_2 a reader of codes reads what was drawn: %s", (text) => expect(decode(painted(text))).toBe(text));

test("mob_2 a quiet zone of four light modules stands round the code", () => {
  const { size, path } = drawQr(LINK);
  const bars = [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map(([, x, y, length]) => [x, y, length].map(Number));
  for (const [x = 0, y = 0, length = 0] of bars) {
    expect(Math.min(x, y)).toBeGreaterThanOrEqual(4);
    expect(Math.max(x + length, y + 1)).toBeLessThanOrEqual(size - 4);
  }
});
