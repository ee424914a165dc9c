// What somebody does who has got hold of the database itself.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withDatabase } from "@tellerline/store";
import pg from "pg";

/** Runs SQL as the superuser of the cluster of a running product, with triggers switched off. @returns the rows. */
export async function intrude(
  dataFolder: string,
  sql: string,
  database = "tellerline",
): Promise<Record<string, unknown>[]> {
  const url = readFileSync(join(dataFolder, "database-url"), "utf8");
  const client = new pg.Client({ connectionString: withDatabase(url, database) });
  await client.connect();
  try {
    await client.query("set session_replication_role = replica; set search_path = tellerline");
    const result = await client.query<Record<string, unknown>>(sql);
    return result.rows ?? [];
  } finally {
    await client.end();
  }
}
