// AD-01: tenants are isolated in the database itself. Every table is tried, also those that later migrations add.

import { randomUUID } from "node:crypto";
import { addTenant, type FreshStore, freshStore } from "@tellerline/testkit";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, inject, it } from "vitest";

let db: FreshStore;
const own = randomUUID();
const other = randomUUID();

beforeAll(async () => {
  db = await freshStore(inject("databaseAdminUrl"));
  await addTenant(db.admin, own, "own");
  await addTenant(db.admin, other, "other");
  await fill(other);
});
afterAll(() => db.drop());

interface Column {
  name: string;
  type: string;
}

async function tables(): Promise<string[]> {
  const rows = await db.admin.query<{ table_name: string }>(
    `select c.relname as table_name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'tellerline' and c.relkind in ('r', 'p') and c.relname <> 'schema_migration' order by 1`,
  );
  return rows.rows.map((row) => row.table_name);
}

async function columns(table: string): Promise<Column[]> {
  const rows = await db.admin.query<Column>(
    `select column_name as name, udt_name as type from information_schema.columns
     where table_schema = 'tellerline' and table_name = $1 and is_nullable = 'NO' and column_default is null`,
    [table],
  );
  return rows.rows;
}

const sample: Record<string, unknown> = {
  text: "x",
  int4: 1,
  int8: 1,
  bool: true,
  jsonb: "{}",
  timestamptz: new Date(0),
  bytea: Buffer.alloc(32),
  date: "2026-01-01",
  _uuid: [],
  _text: [],
};

async function insertRow(
  run: (text: string, values: unknown[]) => Promise<unknown>,
  table: string,
  tenant: string,
): Promise<void> {
  const needed = await columns(table);
  const values = needed.map(({ name, type }) =>
    name === "tenant_id" ? tenant : type === "uuid" ? randomUUID() : sample[type],
  );
  const names = needed.map((column) => `"${column.name}"`).join(", ");
  await run(`insert into ${table} (${names}) values (${needed.map((_, i) => `$${i + 1}`).join(", ")})`, values);
}

/** One row per table, by the superuser and without foreign keys: only the guard is under test. */
async function fill(tenant: string): Promise<void> {
  await db.admin.query("set session_replication_role = replica");
  for (const table of await tables()) {
    if (table !== "tenant") await insertRow((text, values) => db.admin.query(text, values), table, tenant);
  }
  await db.admin.query("set session_replication_role = origin");
}

it("AD-01 every table carries a tenant and forces row security", async () => {
  const rows = await db.admin.query(
    `select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'tellerline' and c.relkind in ('r', 'p') and c.relname <> 'schema_migration'
       and not (c.relrowsecurity and c.relforcerowsecurity
         and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and a.attnotnull))`,
  );
  expect(rows.rows).toEqual([]);
});

it("AD-01 from another tenant no table shows a row, takes a row, changes or loses one", async () => {
  for (const table of await tables()) {
    const count = async (tenant: string) =>
      db.store.inTenant(tenant, async (tx) => {
        const result = await sql<{ n: bigint }>`select count(*) as n from ${sql.table(table)}`.execute(tx);
        return Number(result.rows[0]?.n);
      });
    expect([table, await count(own)]).toEqual([table, table === "tenant" ? 1 : 0]);
    expect([table, await count(other)]).toEqual([table, 1]);

    const refused = await db.store
      .inTenant(own, (tx) =>
        insertRow(
          (text, values) => tx.executeQuery({ ...sql`x`.compile(tx), sql: text, parameters: values }),
          table,
          other,
        ),
      )
      .then(
        () => "inserted",
        (error: { code?: string }) => error.code,
      );
    expect([table, refused]).toEqual([table, "42501"]);

    for (const statement of [
      sql`delete from ${sql.table(table)}`,
      sql`update ${sql.table(table)} set tenant_id = ${own}`,
    ]) {
      await db.store.inTenant(own, (tx) => statement.execute(tx)).catch(() => {});
    }
    expect([table, await count(other)]).toEqual([table, 1]);
  }
});

it("AD-01 without a tenant the application role sees nothing, and it is no superuser", async () => {
  const role = await db.admin.query(
    "select rolsuper or rolbypassrls as strong from pg_roles where rolname like 'tellerline\\_%' and rolname <> 'tellerline_cluster'",
  );
  expect(role.rows.every((row: { strong: boolean }) => !row.strong)).toBe(true);
  await db.admin.query("set role tellerline_app");
  const seen = await db.admin.query("select * from call_record");
  await db.admin.query("reset role");
  expect(seen.rows).toEqual([]);
});

it("AD-01 the setting of one transaction does not leak into the next one of the connection", async () => {
  await db.store.inTenant(other, (tx) => tx.selectFrom("skill").selectAll().execute());
  const rows = await db.store.inTenant(own, (tx) => tx.selectFrom("skill").selectAll().execute());
  expect(rows).toEqual([]);
});

it("AD-01 a tenant id that is not a UUID never reaches SQL", async () => {
  await expect(db.store.inTenant("x'; drop table audit; --", async () => {})).rejects.toThrow(TypeError);
});
