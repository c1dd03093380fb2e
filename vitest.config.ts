import { defineConfig } from "vitest/config";

/** One run for all TypeScript that is not a browser story. Files that need a page say so: `@vitest-environment jsdom`. */
export default defineConfig({
  test: {
    projects: [
      {
        extends: "./apps/web/vite.config.ts",
        test: { name: "web", root: "apps/web", include: ["src/**/*.test.{ts,tsx}", "build/**/*.test.ts"] },
      },
      { test: { name: "api-client", root: "packages/api-client", include: ["src/**/*.test.ts"] } },
    ],
  },
});
