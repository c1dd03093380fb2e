import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { brotli } from "./build/brotli.ts";
import { chunkGraph } from "./build/chunk-graph.ts";

/** Where `npm run dev` finds the server, which owns the API and the media signalling. */
const SERVER = process.env.VESTIBULE_DEV_SERVER ?? "http://localhost:8080";

/** What the server answers itself; everything else is a page of this client. */
const SERVED_BY_SERVER = ["/api", "/rtc", "/twirp", "/healthz", "/readyz"];

/** Libraries and parts that every page needs; dialogs, menus and the room stay in chunks of their own. */
const ALWAYS_LOADED = new RegExp(
  [
    "node_modules/(@tanstack|i18next|react-i18next|openapi-fetch|get-nonce)/",
    "packages/api-client/",
    "src/(api|platform|features/server|features/session)/",
    "src/i18n/[^/]+\\.ts",
    "src/ui/(button|field|form|icon|marks|page|surface|toast)/",
  ].join("|"),
);

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [react(), chunkGraph(fileURLToPath(new URL("../../.cache/web/chunks.json", import.meta.url))), brotli()],
  // The server replaces this in every response; Vite marks each script and style with it and puts it into a <meta>.
  html: { cspNonce: "__NONCE__" },
  build: {
    target: ["chrome111", "firefox114", "safari16.4"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    sourcemap: false,
    rolldownOptions: {
      output: {
        // Few files for what every page needs: plain http allows six connections a host, and small files pack badly.
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules\/(react|react-dom|scheduler)\//, priority: 3 },
            { name: "base", test: ALWAYS_LOADED, priority: 2 },
          ],
        },
      },
    },
  },
  server: {
    proxy: Object.fromEntries(SERVED_BY_SERVER.map((path) => [path, { target: SERVER, ws: true }])),
  },
  preview: {
    proxy: Object.fromEntries(SERVED_BY_SERVER.map((path) => [path, { target: SERVER, ws: true }])),
  },
});
