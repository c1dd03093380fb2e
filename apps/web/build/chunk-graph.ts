import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Plugin } from "vite";

/** One built chunk: what it was made from and what it makes a browser load. */
export interface Chunk {
  file: string;
  /** Source module the chunk stands for, from `apps/web`, when it stands for one. */
  source: string | null;
  imports: string[];
  dynamicImports: string[];
  css: string[];
}

/** Notes which chunk loads which, outside the shipped folder, for `npm run sizes`. */
export function chunkGraph(path: string): Plugin {
  let root = "";
  return {
    name: "vestibule:chunk-graph",
    apply: "build",
    configResolved(config) {
      root = `${config.root}/`;
    },
    async writeBundle(_, bundle) {
      const chunks: Chunk[] = [];
      for (const output of Object.values(bundle)) {
        if (output.type !== "chunk") continue;
        chunks.push({
          file: output.fileName,
          source: output.facadeModuleId?.replace(root, "") ?? null,
          imports: output.imports,
          dynamicImports: output.dynamicImports,
          css: [...(output.viteMetadata?.importedCss ?? [])],
        });
      }
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, JSON.stringify(chunks, null, 1));
    },
  };
}
