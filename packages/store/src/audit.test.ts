import { randomUUID } from "node:crypto";
import { addTenant, type FreshStore, freshStore } from "@tellerline/testkit";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { appendAudit, verifyAudit } from "./audit.ts";

let db: FreshStore;
const tenant = randomUUID();
const deed = (n: number) => ({
  at: 1_700_000_000_000 + n,
  actor: "li",
  action: "queue.update",
  subject: `q${n}`,
  detail: { b: n, a: ["x", null] },
});

beforeAll(async () => {
  db = await freshStore(inject("databaseAdminUrl"));
  await addTenant(db.admin, tenant, "bank");
  await Promise.all(
    Array.from({ length: 20 }, (_, n) => db.store.inTenant(tenant, (tx) => appendAudit(tx, tenant, deed(n)))),
  );
});
afterAll(() => db.drop());

it("SE-03 twenty deeds at once give one chain without forks", async () => {
  expect(await verifyAudit(db.store, tenant)).toEqual({ tenantId: tenant, entries: 20 });
});

it("SE-03 nobody can change or remove an entry, not even the owner of the table", async () => {
  for (const role of ["tellerline_app", "tellerline_owner"]) {
    await db.admin.query(`set role ${role}`);
    for (const statement of ["update audit set actor = 'x'", "delete from audit", "truncate audit"]) {
      await expect(db.admin.query(statement)).rejects.toMatchObject({ code: "42501" });
    }
    await db.admin.query("reset role");
  }
});

it("SE-03 a superuser's forgery is found, and where", async () => {
  await db.admin.query("set session_replication_role = replica");
  await db.admin.query(`update audit set detail = '{"a":1}' where sequence = 7`);
  expect((await verifyAudit(db.store, tenant)).brokenAt).toEqual({
    sequence: 7,
    why: "its content does not give its hash",
  });
  await db.admin.query("delete from audit where sequence = 7");
  expect((await verifyAudit(db.store, tenant)).brokenAt?.why).toBe("entry 7 is missing");
  await db.admin.query("set session_replication_role = origin");
});
