import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import type { Plugin } from "vite";

const compress = promisify(brotliCompress);
const TEXT = /\.(js|css|svg|json|html|wasm)$/;

/** Writes `name.br` beside each text asset, at the highest quality: the server sends it as it is. */
export function brotli(): Plugin {
  let folder = "";
  return {
    name: "vestibule:brotli",
    apply: "build",
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir, config.build.assetsDir);
    },
    async closeBundle() {
      for (const name of await readdir(folder)) {
        const path = join(folder, name);
        if (!TEXT.test(name) || !(await stat(path)).isFile()) continue;
        const plain = await readFile(path);
        const packed = await compress(plain, {
          params: {
            [constants.BROTLI_PARAM_QUALITY]: 11,
            [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
            [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
          },
        });
        await writeFile(`${path}.br`, packed);
      }
    },
  };
}
