import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    // What needs a cluster is started by `npm run test:cluster`.
    exclude: ["test/e2e/**", "node_modules/**", ...(process.env["NEMATRACE_CLUSTER"] === undefined ? ["test/cluster/**"] : [])],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
