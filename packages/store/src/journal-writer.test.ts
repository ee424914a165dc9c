import { randomUUID } from "node:crypto";
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "@tellerline/base";
import { addTenant, type FreshStore, freshStore, RealScheduler } from "@tellerline/testkit";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { JournalWriter } from "./journal-writer.ts";
import { Store } from "./store.ts";

let db: FreshStore;
const tenant = randomUUID();
const folder = mkdtempSync(join(tmpdir(), "tellerline-spool-"));
const entry = (stream: string, sequence: number) => ({
  tenantId: tenant,
  stream,
  sequence,
  at: 1_700_000_000_000 + sequence,
  code: "t",
  event: { type: "x", sequence },
});
const stored = (stream: string) =>
  db.store.inTenant(tenant, async (tx) =>
    (
      await tx
        .selectFrom("journal")
        .select(["sequence", "at"])
        .where("stream", "=", stream)
        .orderBy("sequence")
        .execute()
    ).map((r) => r.sequence),
  );

beforeAll(async () => {
  db = await freshStore(inject("databaseAdminUrl"));
  await addTenant(db.admin, tenant, "bank");
});
afterAll(async () => {
  await db.drop();
  rmSync(folder, { recursive: true });
});

it("HA-07 entries are in the database in order after flush, and the spool is gone after close", async () => {
  const writer = new JournalWriter(db.store, folder, new RealScheduler(), silentLog);
  for (let n = 1; n <= 5000; n++) writer.append(entry("a", n));
  await writer.flush();
  expect(await stored("a")).toEqual(Array.from({ length: 5000 }, (_, n) => n + 1));
  await writer.close();
  expect(readdirSync(folder)).toEqual([]);
});

it("HA-07 what a killed run left in its spool is written by the next, a cut-off last line excepted", async () => {
  const unreachable = new Store({ adminUrl: "postgres://x:x@127.0.0.1:1/x", database: "x", secret: "x" });
  const killed = new JournalWriter(unreachable, folder, new RealScheduler(), silentLog);
  killed.append(entry("b", 1));
  killed.append(entry("b", 2));
  await expect(killed.flush()).rejects.toThrow();
  expect(killed.backlog).toBe(2);
  appendFileSync(join(folder, readdirSync(folder)[0] as string), '{"tenantId":"cut');
  await unreachable.close();

  const next = new JournalWriter(db.store, folder, new RealScheduler(), silentLog);
  expect(await next.recover()).toBe(2);
  expect(await stored("b")).toEqual([1, 2]);
  await next.close();
});
