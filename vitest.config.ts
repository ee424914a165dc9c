import { defineConfig } from "vitest/config";

const withDatabase = ["packages/{store,server,bank}/src/**/*.test.ts"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "scripts/**/*.test.ts", "apps/*/src/**/*.test.ts"],
          exclude: ["**/node_modules/**", ...withDatabase],
        },
      },
      {
        test: { name: "database", include: withDatabase, globalSetup: "scripts/test-database.ts", testTimeout: 30_000 },
      },
      { test: { name: "simulation", include: ["simulation/**/*.test.ts"], testTimeout: 120_000 } },
      {
        test: {
          name: "scenarios",
          include: ["scenarios/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
