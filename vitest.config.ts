import {defineConfig} from "vitest/config";

export default defineConfig({
  test: {
    include: ["tests/{unit,reference}/**/*.test.ts"],
    setupFiles: ["tests/helpers/setup.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: "forks",
    fileParallelism: true,
    maxWorkers: 2
  }
});
