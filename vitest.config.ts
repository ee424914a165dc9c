import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts", "scripts/**/*.test.ts", "apps/*/src/**/*.test.ts"],
          exclude: ["**/node_modules/**"],
        },
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
