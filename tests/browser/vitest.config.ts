import {fileURLToPath} from "node:url";
import {defineConfig} from "vitest/config";

/** Tests of the built site: one file, and so one Chromium, at a time. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    include: ["tests/browser/**/*.test.ts"],
    testTimeout: 180_000,
    hookTimeout: 60_000,
    pool: "forks",
    fileParallelism: false,
    maxConcurrency: 3
  }
});
