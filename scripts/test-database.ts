// One PostgreSQL for a whole test run: a cluster in a temporary folder and in it a migrated template, from which every
// test file copies a database of its own.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate, startEmbeddedPostgres } from "@tellerline/store";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    databaseAdminUrl: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "tellerline-test-"));
  const postgres = await startEmbeddedPostgres({ folder, port: 0, progress: () => {} });
  await migrate(postgres.url, "tellerline_template", "test");
  project.provide("databaseAdminUrl", postgres.url);
  return async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
