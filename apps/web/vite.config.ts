import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { brotli } from "./build/brotli";
import { chunkGraph } from "./build/chunk-graph";

/** Where `npm run dev` finds the server, which owns the API and the media signalling. */
const SERVER = process.env.VESTIBULE_DEV_SERVER ?? "http://localhost:8080";

/** What the server answers itself; everything else is a page of this client. */
const SERVED_BY_SERVER = ["/api", "/rtc", "/twirp", "/healthz", "/readyz"];

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
  },
  server: {
    proxy: Object.fromEntries(SERVED_BY_SERVER.map((path) => [path, { target: SERVER, ws: true }])),
  },
  preview: {
    proxy: Object.fromEntries(SERVED_BY_SERVER.map((path) => [path, { target: SERVER, ws: true }])),
  },
});
