// Brings a database to the present schema: roles first, then the numbered SQL files, forward only, each in a transaction.

import { createHash, createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import pg from "pg";

/** The logins the product uses; what each may do stands in migrations/0001-foundation.sql. */
export const roles = ["app", "journal", "lookup"] as const;
export type StoreRole = (typeof roles)[number];

const migrationsFolder = new URL("../migrations/", import.meta.url);
const lockKey = 0x7e11;

/** A migration that ran here before has another text now, or the database is newer than this code. */
export class MigrationError extends Error {
  readonly code = "migration";
}

/** The password of a role: derived, so that every process of an installation knows it and none stores it. */
export function rolePassword(secret: string, role: StoreRole): string {
  return createHmac("sha256", secret).update(`database role ${role}`).digest("base64url");
}

/**
 * Makes the database `name` if it is missing and migrates it.
 * @param adminUrl a login that may create roles and databases.
 * @returns the names of the migrations that ran now.
 */
export async function migrate(adminUrl: string, name: string, secret: string): Promise<string[]> {
  await onConnection(adminUrl, async (client) => {
    await client.query("select pg_advisory_lock($1)", [lockKey]);
    await makeRoles(client, secret);
    const found = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (found.rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)} owner tellerline_owner`);
  });
  return onConnection(withDatabase(adminUrl, name), async (client) => {
    await client.query("select pg_advisory_lock($1)", [lockKey]);
    await client.query("set role tellerline_owner");
    await prepareSchema(client);
    return runPending(client);
  });
}

/** The same connection string with another database. */
export function withDatabase(url: string, name: string): string {
  const parsed = new URL(url);
  parsed.pathname = `/${name}`;
  return parsed.href;
}

/** The connection string of one of our roles. */
export function roleUrl(adminUrl: string, name: string, secret: string, role: StoreRole): string {
  const parsed = new URL(withDatabase(adminUrl, name));
  parsed.username = `tellerline_${role}`;
  parsed.password = rolePassword(secret, role);
  return parsed.href;
}

async function makeRoles(client: pg.Client, secret: string): Promise<void> {
  const make = async (role: string, options: string) => {
    const found = await client.query("select 1 from pg_roles where rolname = $1", [role]);
    await client.query(`${found.rowCount === 0 ? "create" : "alter"} role ${role} ${options}`);
  };
  await make("tellerline_owner", "nologin nosuperuser nobypassrls");
  await client.query("grant tellerline_owner to current_user");
  for (const role of roles) {
    const password = pg.escapeLiteral(rolePassword(secret, role));
    await make(`tellerline_${role}`, `login nosuperuser nobypassrls nocreatedb nocreaterole password ${password}`);
    await client.query(`alter role tellerline_${role} set search_path = tellerline`);
  }
}

async function prepareSchema(client: pg.Client): Promise<void> {
  await client.query("create schema if not exists tellerline authorization tellerline_owner");
  await client.query("set search_path = tellerline");
  for (const role of roles) await client.query(`grant usage on schema tellerline to tellerline_${role}`);
  await client.query(
    "create table if not exists schema_migration (name text primary key, sha256 text not null, applied_at timestamptz not null default now())",
  );
}

async function runPending(client: pg.Client): Promise<string[]> {
  const applied = new Map<string, string>();
  for (const row of (await client.query<{ name: string; sha256: string }>("select name, sha256 from schema_migration"))
    .rows) {
    applied.set(row.name, row.sha256);
  }
  const files = readdirSync(migrationsFolder)
    .filter((file) => file.endsWith(".sql"))
    .sort();
  const unknown = [...applied.keys()].filter((file) => !files.includes(file));
  if (unknown.length > 0)
    throw new MigrationError(`The database is newer than this version of the product: it has ${unknown.join(", ")}.`);
  const ran: string[] = [];
  for (const file of files) {
    const sql = readFileSync(new URL(file, migrationsFolder), "utf8");
    const sha256 = createHash("sha256").update(sql).digest("hex");
    const before = applied.get(file);
    if (before === sha256) continue;
    if (before !== undefined)
      throw new MigrationError(`The migration ${file} ran here with another text; migrations are never edited.`);
    await client.query("begin");
    try {
      await client.query(sql);
      await client.query("insert into schema_migration (name, sha256) values ($1, $2)", [file, sha256]);
      await client.query("commit");
    } catch (cause) {
      await client.query("rollback");
      throw new MigrationError(`The migration ${file} failed: ${(cause as Error).message}`, { cause });
    }
    ran.push(file);
  }
  return ran;
}

async function onConnection<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
