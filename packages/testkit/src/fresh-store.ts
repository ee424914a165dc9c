// A database of a test's own, copied from the migrated template, with tenants in it.

import { migrate, Store, withDatabase } from "@tellerline/store";
import pg from "pg";

export interface FreshStore {
  store: Store;
  adminUrl: string;
  database: string;
  /** As the superuser of the cluster: for what only an intruder or a test does. */
  admin: pg.Client;
  /** Closes every connection and drops the database. */
  drop(): Promise<void>;
}

let made = 0;

/** @param adminUrl what the test run provides as `databaseAdminUrl`. */
export async function freshStore(adminUrl: string): Promise<FreshStore> {
  const database = `test_${process.pid}_${made++}`;
  const cluster = new pg.Client({ connectionString: adminUrl });
  await cluster.connect();
  await cluster.query(`create database ${database} template tellerline_template owner tellerline_owner`);
  await migrate(adminUrl, database, "test");
  const admin = new pg.Client({ connectionString: withDatabase(adminUrl, database) });
  await admin.connect();
  await admin.query("set search_path = tellerline");
  const store = new Store({ adminUrl, database, secret: "test", connections: 4 });
  const drop = async () => {
    await store.close();
    await admin.end();
    await cluster.query(`drop database ${database} with (force)`);
    await cluster.end();
  };
  return { store, adminUrl, database, admin, drop };
}

/** Adds a tenant and returns its id. */
export async function addTenant(admin: pg.Client, id: string, name: string): Promise<string> {
  await admin.query("insert into tenant (tenant_id, name) values ($1, $2)", [id, name]);
  return id;
}
